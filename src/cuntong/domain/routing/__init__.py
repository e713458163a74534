"""Day plans: stops with goods both ways and a mixed fleet in; who drives where, at what cost, and why not, out; network design."""

from importlib import import_module
from typing import TYPE_CHECKING

from ._asking import Effort, Spread
from ._comparing import Difference, compare
from ._editing import Insertion, Slot, evaluate, exclude_stop, insertions, lock_route, move_stop
from ._engine import Search, Tuning
from ._keeping import Stability
from ._plan import Plan
from ._planning import Progress, plan_day
from ._pooling import Pooling, Sharing, compare_pooling, joined, share_cost
from ._problem import Alternative, Lock, Problem, Stop, Vehicle, Window
from ._reasons import Reason, Unserved
from ._refusals import Fault, ProblemRefused
from ._road_tables import RoadServer, TableRequest, read_table, table_request
from ._routes import Route, Visit, route_of
from ._siting import Aim, Design, SiteProblem, Township, Village, coverage_curve, design_network, next_village
from ._timing import Breach, TimedRoute, TimedVisit, Violation, clock, time_route
from ._travel import Terrain, Travel, TravelSource, estimate, learn_detour
from ._two_levels import LevelComparison, Station, TwoLevelPlan, TwoLevelProblem, compare_levels
from ._vrpspd import read_vrpspd
from ._writing import plan_document

if TYPE_CHECKING:
    from ._reading import read_problem
    from ._site_document import design_document, read_site_problem

# What reads JSON brings a whole library of schemas, which a .vrpspd file does not need: loaded when first asked for.
_LATER = {
    "read_problem": "._reading",
    "design_document": "._site_document",
    "read_site_problem": "._site_document",
}

__all__ = [
    "Aim",
    "Alternative",
    "Breach",
    "Design",
    "Difference",
    "Effort",
    "Fault",
    "Insertion",
    "LevelComparison",
    "Lock",
    "Plan",
    "Pooling",
    "Problem",
    "ProblemRefused",
    "Progress",
    "Reason",
    "RoadServer",
    "Route",
    "Search",
    "Sharing",
    "SiteProblem",
    "Slot",
    "Spread",
    "Stability",
    "Station",
    "Stop",
    "TableRequest",
    "Terrain",
    "TimedRoute",
    "TimedVisit",
    "Township",
    "Travel",
    "TravelSource",
    "Tuning",
    "TwoLevelPlan",
    "TwoLevelProblem",
    "Unserved",
    "Vehicle",
    "Village",
    "Violation",
    "Visit",
    "Window",
    "clock",
    "compare",
    "compare_levels",
    "compare_pooling",
    "coverage_curve",
    "design_document",
    "design_network",
    "estimate",
    "evaluate",
    "exclude_stop",
    "insertions",
    "joined",
    "learn_detour",
    "lock_route",
    "move_stop",
    "next_village",
    "plan_day",
    "plan_document",
    "read_problem",
    "read_site_problem",
    "read_table",
    "read_vrpspd",
    "route_of",
    "share_cost",
    "table_request",
    "time_route",
]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name], __name__), name)
