from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from ninja import Query, Router, Schema
from ninja.pagination import PageNumberPagination, paginate

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.roles import Right

from . import queries
from .kinds import State, StationLevel
from .models import Station

router = Router(tags=["places"])


class StationFilter(Schema):
    """`township` is a 12-digit division code; `as_of` asks for the state at the end of that day."""

    level: StationLevel | None = None
    state: State | None = None
    township: str | None = None
    as_of: date | None = None


class StationOut(Schema):
    id: int
    code: str
    name: str
    level: str
    division_id: str
    division_name: str
    state: str | None
    state_date: date | None
    unproven: bool
    area_m2: Decimal | None
    longitude: Decimal | None
    latitude: Decimal | None

    @staticmethod
    def resolve_division_name(station):
        return station.division.name


def _stations(request, asked: StationFilter) -> QuerySet[Station]:
    require(request.user, Right.READ_PLACES)
    found = queries.with_state(queries.visible_to(request.user), asked.as_of)
    found = queries.with_proof(found, asked.as_of)
    if asked.level:
        found = found.filter(level=asked.level)
    if asked.state:
        found = found.filter(state=asked.state)
    return (queries.in_division(found, asked.township) if asked.township else found).order_by("code")


@router.get("/stations", response=list[StationOut])
@paginate(PageNumberPagination, page_size=100)
def stations(request, asked: Query[StationFilter]):
    """Stations with their state; `unproven` says that a building or an acceptance has no document."""
    return _stations(request, asked)


@router.get("/stations.geojson", response=dict)
def stations_geojson(request, asked: Query[StationFilter]):
    """The stations that have a position, as GeoJSON points in WGS84."""
    placed = _stations(request, asked).exclude(longitude=None)
    return {"type": "FeatureCollection", "features": [_feature(station) for station in placed]}


def _feature(station: Station) -> dict:
    return {
        "type": "Feature",
        "id": station.pk,
        "geometry": {"type": "Point", "coordinates": [float(station.longitude), float(station.latitude)]},
        "properties": {
            "code": station.code,
            "name": station.name,
            "level": station.level,
            "state": station.state,
            "position_source": station.position_source,
        },
    }


class DivisionOut(Schema):
    code: str
    name: str
    level: str
    kind: str
    parent_id: str | None
    longitude: Decimal | None
    latitude: Decimal | None


@router.get("/divisions", response=list[DivisionOut])
@paginate(PageNumberPagination, page_size=500)
def divisions(request, kind: str | None = None):
    """The division list of the county."""
    require(request.user, Right.READ_PLACES)
    found = queries.divisions_visible_to(request.user).order_by("code")
    return found.filter(kind=kind) if kind else found


class CoverageOut(Schema):
    as_of: date
    townships: int
    townships_served: int
    villages: int
    villages_operating: int
    percent: Decimal | None


@router.get("/coverage", response=CoverageOut)
def coverage(request, as_of: date):
    """Villages with an operating point over all administrative villages, at the end of a day."""
    require(request.user, Right.READ_PLACES)
    reached = queries.coverage(request.user, as_of)
    total = reached.total
    return {
        "as_of": as_of,
        "townships": reached.townships,
        "townships_served": reached.townships_served,
        "villages": total.villages,
        "villages_operating": total.operating,
        "percent": total.percent,
    }
