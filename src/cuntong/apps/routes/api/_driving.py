"""The driver's calls: each bears an id made on the phone, so that it may be sent again. Signed in by session."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Schema
from pydantic import AwareDatetime, Field

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.roles import Right
from cuntong.apps.parcels.api import answered

from .. import operations, queries
from ..kinds import ExceptionKind, HandoverKind, StopState, TripState
from ..models import Trip, TripStop
from ._doors import REFUSALS, router


class EntryIn(Schema):
    entry_id: UUID
    made_at: AwareDatetime


class FinishIn(EntryIn):
    driven_km: Annotated[Decimal, Field(ge=0, le=5000)] | None = None


class HandoverIn(EntryIn):
    kind: Literal[tuple(HandoverKind.values)]
    stop_id: int | None = None
    counted: Annotated[int, Field(ge=0, le=100_000)]
    difference_reason: Annotated[str, Field(max_length=200)] = ""


class ExceptionIn(EntryIn):
    kind: Literal[tuple(ExceptionKind.values)]
    stop_id: int | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class StopOut(Schema):
    id: int
    place: int
    station: str
    name: str
    state: Literal[tuple(StopState.values)]
    deliver_pieces: int
    collect_pieces: int
    arrives_at: AwareDatetime
    arrived_at: AwareDatetime | None
    latitude: str | None
    longitude: str | None


class TripOut(Schema):
    id: int
    plate: str
    route: str
    state: Literal[tuple(TripState.values)]
    departs_at: AwareDatetime
    returns_at: AwareDatetime
    planned_km: Decimal
    stops: list[StopOut]


@router.get("/trip", response={200: TripOut | None, **REFUSALS})
@answered
def trip_to_drive(request):
    """The trip that the signed-in driver is on, or goes on next today; null where there is none."""
    require(request.user, Right.DRIVE)
    trip = queries.trip_to_drive(request.user, timezone.localdate())
    return _trip_out(trip) if trip else None


@router.post("/trips/{trip_id}/start", response={200: TripOut, **REFUSALS})
@answered
def start(request, trip_id: int, said: EntryIn):
    trip = _trip(request, trip_id)
    operations.start_trip(trip=trip, **said.dict(), by=request.user, at=timezone.now())
    return _trip_out(_trip(request, trip_id))


@router.post("/trips/{trip_id}/stops/{stop_id}/arrive", response={200: TripOut, **REFUSALS})
@answered
def arrive(request, trip_id: int, stop_id: int, said: EntryIn):
    trip = _trip(request, trip_id)
    operations.arrive(trip=trip, stop=_stop(trip, stop_id), **said.dict(), by=request.user, at=timezone.now())
    return _trip_out(_trip(request, trip_id))


@router.post("/trips/{trip_id}/handovers", response={200: TripOut, **REFUSALS})
@answered
def hand_over(request, trip_id: int, said: HandoverIn):
    """Loads, delivers, takes produce along, or unloads: `kind` says which; the count is compared with the scans."""
    trip = _trip(request, trip_id)
    values = said.dict()
    stop = _stop(trip, values.pop("stop_id"))
    operations.hand_over(trip=trip, stop=stop, **values, by=request.user, at=timezone.now())
    return _trip_out(_trip(request, trip_id))


@router.post("/trips/{trip_id}/exceptions", response={200: TripOut, **REFUSALS})
@answered
def report_exception(request, trip_id: int, said: ExceptionIn):
    trip = _trip(request, trip_id)
    values = said.dict()
    stop = _stop(trip, values.pop("stop_id"))
    operations.report_exception(trip=trip, stop=stop, **values, by=request.user, at=timezone.now())
    return _trip_out(_trip(request, trip_id))


@router.post("/trips/{trip_id}/finish", response={200: TripOut, **REFUSALS})
@answered
def finish(request, trip_id: int, said: FinishIn):
    trip = _trip(request, trip_id)
    operations.finish_trip(trip=trip, **said.dict(), by=request.user, at=timezone.now())
    return _trip_out(_trip(request, trip_id))


def _trip(request, trip_id: int) -> Trip:
    return get_object_or_404(queries.with_stops(queries.trips_visible_to(request.user)), pk=trip_id)


def _stop(trip: Trip, stop_id: int | None) -> TripStop | None:
    return None if stop_id is None else get_object_or_404(trip.stops.select_related("station"), pk=stop_id)


def _trip_out(trip: Trip) -> dict:
    return {
        "id": trip.pk,
        "plate": trip.vehicle.plate,
        "route": str(trip.route or ""),
        "state": trip.state,
        "departs_at": trip.departs_at,
        "returns_at": trip.returns_at,
        "planned_km": trip.planned_km,
        "stops": [_stop_out(stop) for stop in trip.stops.all()],
    }


def _stop_out(stop: TripStop) -> dict:
    place = queries.position_of(stop.station)
    return {
        "id": stop.pk,
        "place": stop.place,
        "station": stop.station.code,
        "name": stop.station.name,
        "state": stop.state,
        "deliver_pieces": stop.deliver_pieces,
        "collect_pieces": stop.collect_pieces,
        "arrives_at": stop.arrives_at,
        "arrived_at": stop.arrived_at,
        "latitude": str(place[0]) if place else None,
        "longitude": str(place[1]) if place else None,
    }
