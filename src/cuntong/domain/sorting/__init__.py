"""Sort plans: stations, volumes, chutes and departures in; which chute takes which parcel in which pass out."""

from ._document import clock_time, plan_document
from ._model import RouteTime, SortLine, SortPlan, SortPlanError, StationPlan, StationVolume, Wave
from ._plan import plan_sort
from ._simulation import (
    Arrival,
    Conditions,
    SimulationResult,
    VanResult,
    WaveResult,
    even_arrivals,
    simulate,
)

__all__ = [
    "Arrival",
    "Conditions",
    "RouteTime",
    "SimulationResult",
    "SortLine",
    "SortPlan",
    "SortPlanError",
    "StationPlan",
    "StationVolume",
    "VanResult",
    "Wave",
    "WaveResult",
    "clock_time",
    "even_arrivals",
    "plan_document",
    "plan_sort",
    "simulate",
]
