"""What a driver says on the way: left, arrived, something went wrong, came back. A phone may say each again: once counts."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.parcels.kinds import ScanKind
from cuntong.apps.parcels.queries import scans_that_count

from ..kinds import ENDS_STOP, ArrivalBy, EntryKind, ExceptionKind, StopState, TripState
from ..models import Driver, Trip, TripException, TripStop
from ._entries import check_under_way, enter, grace, happened_at, lock_trip


@transaction.atomic
def assign_driver(*, trip: Trip, driver: Driver, by: User, at: datetime) -> Trip:
    """Names who drives a trip that has not left.

    Raises:
        ValidationError: it has left.
    """
    require(by, Right.WRITE_ROUTES)
    trip = lock_trip(trip, by)
    if trip.state != TripState.PLANNED:
        raise ValidationError(_("This trip has left; its driver stays."))
    trip.driver = driver
    trip.save(update_fields=["driver"])
    evidence.record(verb="correct", record=trip, change={"driver": driver.pk}, by=by, at=at)
    return trip


@transaction.atomic
def start_trip(*, trip: Trip, entry_id: UUID, made_at: datetime, by: User, at: datetime) -> Trip:
    """The vehicle leaves the centre.

    Raises:
        ValidationError: the trip was called off or is over, its vehicle is on another, or the id is taken.
        PermissionDenied: it is another driver's.
    """
    trip = lock_trip(trip, by)
    said = {"trip": trip, "stop": None, "kind": EntryKind.START, "content": {}}
    entry, is_new = enter(**said, entry_id=entry_id, made_at=made_at, by=by, at=at)
    if not is_new or trip.state == TripState.UNDER_WAY:
        return trip
    if trip.state != TripState.PLANNED:
        raise ValidationError(
            _("This trip is “%(state)s” and cannot leave.") % {"state": trip.get_state_display()}
        )
    if Trip.objects.filter(vehicle=trip.vehicle_id, state=TripState.UNDER_WAY).exists():
        raise ValidationError(_("“%(plate)s” is still on another trip.") % {"plate": trip.vehicle})
    trip.state, trip.started_at = TripState.UNDER_WAY, happened_at(entry)
    trip.save(update_fields=["state", "started_at"])
    evidence.record(verb="start", record=trip, change={"at": trip.started_at}, by=by, at=at)
    return trip


@transaction.atomic
def arrive(
    *, trip: Trip, stop: TripStop, entry_id: UUID, made_at: datetime, by: User, at: datetime
) -> TripStop:
    """The vehicle is at a stop; a tracker or a scan may have said so before, then the earlier word stands.

    Raises:
        ValidationError: the trip is not on the road, the stop was given to another vehicle, or the id is taken.
        PermissionDenied: it is another driver's trip.
    """
    trip = lock_trip(trip, by)
    said = {"trip": trip, "stop": stop, "kind": EntryKind.ARRIVE, "content": {}}
    entry, is_new = enter(**said, entry_id=entry_id, made_at=made_at, by=by, at=at)
    stop = TripStop.objects.select_related("station").get(pk=stop.pk)
    if not is_new:
        return stop
    check_under_way(trip)
    if stop.state == StopState.MOVED:
        raise ValidationError(_("This stop was given to another vehicle."))
    if note_arrival(stop, happened_at(entry), ArrivalBy.DRIVER):
        if (
            not stop.deliver_pieces and not stop.collect_pieces
        ):  # called at by timetable, nothing changes hands
            stop.state, stop.left_at = StopState.DONE, stop.arrived_at
            stop.save(update_fields=["state", "left_at"])
        change = {"stop": stop.station.code, "at": stop.arrived_at}
        evidence.record(verb="arrive", record=trip, change=change, by=by, at=at)
    return stop


def note_arrival(stop: TripStop, moment: datetime, told_by: ArrivalBy) -> bool:
    """Writes that a vehicle came; False where that is known already."""
    if stop.arrived_at is not None or stop.state != StopState.WAITING:
        return False
    stop.state, stop.arrived_at, stop.arrived_by = StopState.ARRIVED, moment, told_by
    stop.save(update_fields=["state", "arrived_at", "arrived_by"])
    return True


@transaction.atomic
def report_exception(
    *,
    trip: Trip,
    kind: ExceptionKind | str,
    entry_id: UUID,
    made_at: datetime,
    by: User,
    at: datetime,
    stop: TripStop | None = None,
    note: str = "",
) -> TripException:
    """Something went wrong: the stop is not served, or the vehicle goes no further.

    Raises:
        ValidationError: the trip is over, the stop is missing where it is about one, or the id is taken.
        PermissionDenied: it is another driver's trip.
    """
    trip = lock_trip(trip, by)
    kind = ExceptionKind(kind)
    content = {"kind": kind.value, "note": note}
    said = {"trip": trip, "stop": stop, "kind": EntryKind.EXCEPTION, "content": content}
    entry, is_new = enter(**said, entry_id=entry_id, made_at=made_at, by=by, at=at)
    if not is_new:
        return entry.exception
    if trip.state not in (TripState.PLANNED, TripState.UNDER_WAY):
        check_under_way(trip)
    if kind in ENDS_STOP and stop is None:
        raise ValidationError({"stop": _("Say at which stop.")})
    found = TripException.objects.create(
        entry=entry, trip=trip, stop=stop, kind=kind, note=note, happened_at=happened_at(entry)
    )
    if kind == ExceptionKind.BREAKDOWN:
        _break_down(trip, found.happened_at)
    elif kind in ENDS_STOP:
        _fail(stop, found.happened_at)
    change = {"what": kind.value, "stop": stop and stop.station.code}
    evidence.record(verb="report", record=trip, change=change, by=by, at=at)
    return found


def _break_down(trip: Trip, moment: datetime) -> None:
    trip.state, trip.finished_at = TripState.BROKEN_DOWN, moment
    trip.scans_until = moment + grace(trip.trip_date)
    trip.save(update_fields=["state", "finished_at", "scans_until"])


def _fail(stop: TripStop, moment: datetime) -> None:
    TripStop.objects.filter(pk=stop.pk, state__in=[StopState.WAITING, StopState.ARRIVED]).update(
        state=StopState.FAILED, left_at=moment
    )


@transaction.atomic
def finish_trip(
    *,
    trip: Trip,
    entry_id: UUID,
    made_at: datetime,
    by: User,
    at: datetime,
    driven_km: Decimal | None = None,
) -> Trip:
    """The vehicle is back; `driven_km` by the odometer. Stops where only scans say that it came get their arrival from them.

    Raises:
        ValidationError: the trip is not on the road, it drove less than nothing, or the id is taken.
        PermissionDenied: it is another driver's trip.
    """
    trip = lock_trip(trip, by)
    content = {"driven_km": None if driven_km is None else str(driven_km)}
    said = {"trip": trip, "stop": None, "kind": EntryKind.FINISH, "content": content}
    entry, is_new = enter(**said, entry_id=entry_id, made_at=made_at, by=by, at=at)
    if not is_new:
        return trip
    check_under_way(trip)
    if driven_km is not None and driven_km < 0:
        raise ValidationError({"driven_km": _("A vehicle drives no negative way.")})
    arrivals_by_scan(trip, at)
    trip.stops.filter(state=StopState.ARRIVED).update(state=StopState.DONE, left_at=F("arrived_at"))
    trip.state, trip.driven_km = TripState.FINISHED, driven_km
    trip.finished_at = max(happened_at(entry), trip.started_at)
    trip.scans_until = trip.finished_at + grace(trip.trip_date)
    trip.save(update_fields=["state", "driven_km", "finished_at", "scans_until"])
    change = {"at": trip.finished_at, "driven_km": driven_km}
    evidence.record(verb="come_back", record=trip, change=change, by=by, at=at)
    return trip


def arrivals_by_scan(trip: Trip, at: datetime) -> int:
    """Notes an arrival at each stop where nobody tapped and parcels were scanned in; returns at how many."""
    waiting = {stop.station_id: stop for stop in trip.stops.filter(state=StopState.WAITING)}
    scans = scans_that_count().filter(
        place__in=list(waiting),
        kind__in=(ScanKind.ARRIVED_TOWNSHIP, ScanKind.ARRIVED_VILLAGE),
        occurred_at__gte=trip.started_at,
        occurred_at__lte=at,
    )
    noted = 0
    for place, moment in scans.order_by("-occurred_at").values_list("place_id", "occurred_at"):
        waiting[place].first_scan = moment
    for stop in waiting.values():
        moment = getattr(stop, "first_scan", None)
        if moment is not None and note_arrival(stop, moment, ArrivalBy.SCAN):
            TripStop.objects.filter(pk=stop.pk).update(state=StopState.DONE, left_at=moment)
            noted += 1
    return noted
