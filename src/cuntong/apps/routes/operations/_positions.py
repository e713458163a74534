"""Positions of trackers come in; a vehicle that is near a stop of its trip has arrived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.evidence import operations as evidence
from cuntong.rulebooks import load_route_rules

from .. import queries
from ..kinds import ArrivalBy, StopState, TripState
from ..models import Position, Tracker, Trip
from ._driving import note_arrival

EARTH_RADIUS_M = 6_371_008.8


@dataclass(frozen=True)
class SentPosition:
    """A position as a tracker sends it, WGS84."""

    latitude: Decimal
    longitude: Decimal
    measured_at: datetime
    speed_km_per_hour: Decimal | None = None


@transaction.atomic
def record_position(*, tracker: Tracker, sent: SentPosition, at: datetime) -> Position:
    """Stores where a vehicle is, and notes that it arrived where it is near a stop of its trip.

    The same moment again is the same row.

    Raises:
        PermissionDenied: the tracker's key was taken back.
        ValidationError: the position is nowhere on earth, or from the future.
    """
    if tracker.revoked_at is not None:
        raise PermissionDenied(_("This tracker's key was revoked. Ask the dispatcher for a new one."))
    rules = load_route_rules(timezone.localdate(at))
    if not (-90 <= sent.latitude <= 90 and -180 <= sent.longitude <= 180):
        raise ValidationError(_("Latitude lies between -90 and 90, longitude between -180 and 180."))
    if sent.measured_at > at + rules.limit("CLOCK_AHEAD").span:
        raise ValidationError(_("This position is from the future: the tracker's clock runs ahead."))
    known = Position.objects.filter(tracker=tracker, measured_at=sent.measured_at).first()
    if known is not None:
        return known
    position = Position.objects.create(
        tracker=tracker,
        measured_at=sent.measured_at,
        received_at=at,
        latitude=round(sent.latitude, 6),
        longitude=round(sent.longitude, 6),
        speed_km_per_hour=None if sent.speed_km_per_hour is None else round(sent.speed_km_per_hour, 1),
    )
    _note_arrivals(tracker, position, float(rules.limit("GEOFENCE").value), at)
    return position


def _note_arrivals(tracker: Tracker, position: Position, within_m: float, at: datetime) -> None:
    trip = (
        Trip.objects.select_for_update().filter(vehicle=tracker.vehicle_id, state=TripState.UNDER_WAY).first()
    )
    if trip is None or position.measured_at < trip.started_at:
        return
    waiting = trip.stops.filter(state=StopState.WAITING).select_related("station__division__parent")
    for stop in waiting.order_by("place"):
        place = queries.position_of(stop.station)
        if place and metres(place, (position.latitude, position.longitude)) <= within_m:
            note_arrival(stop, position.measured_at, ArrivalBy.GEOFENCE)
            change = {"stop": stop.station.code, "at": stop.arrived_at, "position": position.pk}
            evidence.record(verb="arrive", record=trip, change=change, by=tracker.issued_by, at=at)
            return


def metres(here: Iterable[Decimal], there: Iterable[Decimal]) -> float:
    """The great circle distance between two (latitude, longitude) in degrees."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, map(float, one))) for one in (here, there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))
