"""What every act of a driver does first: once for one id, on a trip of one's own, one act at a time."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places.models import Station
from cuntong.rulebooks import load_route_rules

from ..kinds import EntryKind, TripState
from ..models import Trip, TripEntry, TripStop


def lock_trip(trip: Trip, by: User) -> Trip:
    """The trip, kept from other acts until the caller's transaction ends; for its driver, or for the dispatcher.

    Raises:
        PermissionDenied: it is another driver's.
    """
    trip = Trip.objects.select_for_update().get(pk=trip.pk)
    if not may_drive(trip, by):
        raise PermissionDenied(_("This is another driver's trip."))
    return trip


def may_drive(trip: Trip, by: User) -> bool:
    """Whether a person may say what happened on a trip as, or for, its driver."""
    own = trip.driver is not None and trip.driver.user_id == by.pk
    return by.may(Right.WRITE_ROUTES) or (by.may(Right.DRIVE) and own)


def may_keep(station: Station, by: User) -> bool:
    """Whether a person signs for a place: its keeper, or the hub for the centre."""
    if by.may(Right.WRITE_ROUTES):
        return True
    return by.may(Right.SCAN) and not by.may(Right.DRIVE) and scope_of(by).covers(station.division_id)


def enter(
    *,
    trip: Trip,
    stop: TripStop | None,
    kind: EntryKind,
    content: dict[str, Any],
    entry_id: UUID,
    made_at: datetime,
    by: User,
    at: datetime,
) -> tuple[TripEntry, bool]:
    """The entry of an act, and whether it is new: the same id again is the same act.

    Raises:
        ValidationError: the id is taken by another act, the phone's clock runs ahead, or the stop is not of this trip.
    """
    known = TripEntry.objects.filter(pk=entry_id).first()
    said = (trip.pk, stop and stop.pk, kind.value, content, made_at, by.pk)
    if known is not None:
        kept = (known.trip_id, known.stop_id, known.kind, known.content, known.made_at, known.made_by_id)
        if kept != said:
            raise ValidationError(
                _("Another act was sent under this id. Send it again with an id of its own.")
            )
        return known, False
    if made_at > at + load_route_rules(timezone.localdate(at)).limit("CLOCK_AHEAD").span:
        raise ValidationError(_("This phone's clock runs ahead. Set it, and send this again."))
    if stop is not None and stop.trip_id != trip.pk:
        raise ValidationError(_("This stop is not on this trip."))
    entry = TripEntry.objects.create(
        id=entry_id,
        trip=trip,
        stop=stop,
        kind=kind,
        content=content,
        made_at=made_at,
        received_at=at,
        made_by=by,
    )
    return entry, True


def happened_at(entry: TripEntry) -> datetime:
    """When it was, by the phone, but never after we heard of it."""
    return min(entry.made_at, entry.received_at)


def check_under_way(trip: Trip) -> None:
    """Refuses an act on a trip that has not left, or is over."""
    if trip.state != TripState.UNDER_WAY:
        raise ValidationError(
            _("This trip is “%(state)s”; this can be said while it is on the road.")
            % {"state": trip.get_state_display()}
        )


def grace(day) -> timedelta:
    """How long after a trip's end a scan at its stops still belongs to it."""
    return load_route_rules(day).limit("SCAN_GRACE").span
