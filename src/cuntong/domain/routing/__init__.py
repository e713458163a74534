"""Day plans: stops with goods both ways and a mixed fleet in; who drives where, at what cost, and why not, out."""

from ._engine import Search, Tuning
from ._plan import Plan
from ._planning import Effort, Progress, Spread, Stability, plan_day
from ._problem import Alternative, Lock, Problem, Stop, Vehicle, Window
from ._reasons import Reason, Unserved
from ._refusals import Fault, ProblemRefused
from ._routes import Route, Visit, route_of
from ._timing import Breach, TimedRoute, TimedVisit, Violation, time_route
from ._travel import Terrain, Travel, TravelSource, estimate, learn_detour
from ._vrpspd import read_vrpspd

__all__ = [
    "Alternative",
    "Breach",
    "Effort",
    "Fault",
    "Lock",
    "Plan",
    "Problem",
    "ProblemRefused",
    "Progress",
    "Reason",
    "Route",
    "Search",
    "Spread",
    "Stability",
    "Stop",
    "Terrain",
    "TimedRoute",
    "TimedVisit",
    "Travel",
    "TravelSource",
    "Tuning",
    "Unserved",
    "Vehicle",
    "Violation",
    "Visit",
    "Window",
    "estimate",
    "learn_detour",
    "plan_day",
    "read_vrpspd",
    "route_of",
    "time_route",
]
