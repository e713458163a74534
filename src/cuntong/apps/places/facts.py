"""Divisions, stations and their lives as fact tables, over all rows: figures are of the county."""

from collections.abc import Iterator

import pyarrow as pa

from cuntong.apps.evidence.queries import evidence_counts
from cuntong.domain.facts import conform

from . import queries
from .kinds import DivisionLevel
from .models import Division, Station, StationEvent

WATERMARK_KINDS = {
    "divisions": ("places.division", "places.county", "imports.batch"),
    "stations": (queries.STATION_KIND, "imports.batch"),
    "station_events": (queries.STATION_KIND, queries.EVENT_KIND, "imports.batch"),
}


def export() -> dict[str, pa.Table]:
    townships = _township_by_division()
    return {
        "divisions": conform("divisions", _divisions(townships)),
        "stations": conform("stations", _stations(townships)),
        "station_events": conform("station_events", _events(townships)),
    }


def _township_by_division() -> dict[str, str]:
    pairs = Division.objects.filter(level=DivisionLevel.VILLAGE).values_list("code", "parent_id")
    townships = Division.objects.filter(level=DivisionLevel.TOWNSHIP).values_list("code", "code")
    return dict(pairs) | dict(townships)


def _divisions(townships: dict[str, str]) -> Iterator[dict]:
    rows = Division.objects.order_by("code").values_list("code", "name", "level", "parent_id", "kind")
    for code, name, level, parent, kind in rows.iterator(chunk_size=10_000):
        yield {
            "code": code,
            "name": name,
            "level": level,
            "parent_code": parent,
            "kind": kind,
            "township_code": townships.get(code),
        }


def _stations(townships: dict[str, str]) -> Iterator[dict]:
    counts = evidence_counts(queries.STATION_KIND)
    rows = Station.objects.order_by("pk").values_list("pk", "code", "name", "level", "division_id")
    for pk, code, name, level, division in rows.iterator(chunk_size=10_000):
        yield {
            "station_id": str(pk),
            "code": code,
            "name": name,
            "level": level,
            "division_code": division,
            "township_code": townships.get(division),
            "evidence_count": counts[str(pk)],
        }


def _events(townships: dict[str, str]) -> Iterator[dict]:
    """Standing events only, in the order of each life."""
    counts = evidence_counts(queries.EVENT_KIND)
    rows = queries.standing(StationEvent.objects.select_related("station")).values_list(
        "pk",
        "station_id",
        "station__code",
        "station__name",
        "station__level",
        "station__division_id",
        "state",
        "event_date",
    )
    for pk, station, code, name, level, division, state, event_date in rows.iterator(chunk_size=10_000):
        yield {
            "event_id": str(pk),
            "station_id": str(station),
            "code": code,
            "station_name": name,
            "level": level,
            "division_code": division,
            "township_code": townships.get(division),
            "state": state,
            "event_date": event_date,
            "evidence_count": counts[str(pk)],
        }
