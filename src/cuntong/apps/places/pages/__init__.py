"""Pages of places: the lists, a station and its life, the map, coverage, the county."""

from ._health import health
from ._lists import coverage, divisions, findings, station_map, stations
from ._records import county, division, event, station
from ._writing import event_annul, event_new, station_correct, station_new

__all__ = [
    "county",
    "coverage",
    "division",
    "divisions",
    "event",
    "event_annul",
    "event_new",
    "findings",
    "health",
    "station",
    "station_correct",
    "station_map",
    "station_new",
    "stations",
]
