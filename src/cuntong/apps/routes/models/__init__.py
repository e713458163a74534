"""Tables of routes: the fleet, plans, trips with what happened on them, costs, and settlement with carriers."""

from .fleet import Driver, Position, Tracker, Vehicle, VehicleRate
from .plans import DayPlan, Route, RouteStop, Study
from .settlement import Baseline, ContractPrice, Dispute, PriceContract, Statement, StatementLine
from .trips import Handover, Trip, TripEntry, TripException, TripStop

__all__ = [
    "Baseline",
    "ContractPrice",
    "DayPlan",
    "Dispute",
    "Driver",
    "Handover",
    "Position",
    "PriceContract",
    "Route",
    "RouteStop",
    "Statement",
    "StatementLine",
    "Study",
    "Tracker",
    "Trip",
    "TripEntry",
    "TripException",
    "TripStop",
    "Vehicle",
    "VehicleRate",
]
