"""Sort plans: stations, volumes, chutes and departures in; which chute takes which parcel in which pass out."""

from ._document import clock_time, plan_document
from ._model import RouteTime, SortLine, SortPlan, SortPlanError, StationPlan, StationVolume, Wave
from ._plan import plan_sort

__all__ = [
    "RouteTime",
    "SortLine",
    "SortPlan",
    "SortPlanError",
    "StationPlan",
    "StationVolume",
    "Wave",
    "clock_time",
    "plan_document",
    "plan_sort",
]
