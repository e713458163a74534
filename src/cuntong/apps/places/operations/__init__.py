"""Writes of places: the county, its divisions, its stations and what happens to them."""

from ._divisions import DivisionsTaken, import_divisions, set_county, undo_divisions
from ._events import annul_event, record_event
from ._stations import correct_station, register_station, register_stations, undo_stations

__all__ = [
    "DivisionsTaken",
    "annul_event",
    "correct_station",
    "import_divisions",
    "record_event",
    "register_station",
    "register_stations",
    "set_county",
    "undo_divisions",
    "undo_stations",
]
