"""Goods change hands: counted, compared with the scans, signed by the driver and by who keeps the place."""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.evidence import operations as evidence

from .. import queries
from ..kinds import AT_CENTRE, ArrivalBy, EntryKind, HandoverKind, StopState, TripState
from ..models import Handover, Trip, TripStop
from ._driving import note_arrival
from ._entries import check_under_way, enter, happened_at, lock_trip, may_drive, may_keep


@transaction.atomic
def hand_over(
    *,
    trip: Trip,
    kind: HandoverKind | str,
    counted: int,
    entry_id: UUID,
    made_at: datetime,
    by: User,
    at: datetime,
    stop: TripStop | None = None,
    difference_reason: str = "",
    keeper_signature: BinaryIO | None = None,
) -> Handover:
    """The driver counted what changes hands and signs; the keeper signs on the driver's phone, or later with an account.

    The count is compared with the scans as they are known now. Sent again under the same id it changes nothing.

    Raises:
        ValidationError: the count differs from the scans and nobody says why; this was handed over already; the trip is
            not on the road; the signature is no picture; or the id is taken.
        PermissionDenied: it is another driver's trip.
    """
    kind = HandoverKind(kind)
    trip = lock_trip(trip, by)
    content = {"kind": kind.value, "counted": counted, "difference_reason": difference_reason.strip()}
    said = {"trip": trip, "stop": stop, "kind": EntryKind.HAND_OVER, "content": content}
    entry, is_new = enter(**said, entry_id=entry_id, made_at=made_at, by=by, at=at)
    if not is_new:
        return entry.handover
    _check_place(trip, kind, stop)
    scanned = queries.scanned(trip, kind, stop, at)
    _check_count(counted, scanned, difference_reason)
    done = Handover(
        entry=entry,
        trip=trip,
        stop=stop,
        station=stop.station if stop else queries.hub_station(),
        kind=kind,
        counted=counted,
        scanned=scanned,
        difference_reason=difference_reason.strip() if counted != scanned else "",
        driver_signed_by=by,
        driver_signed_at=happened_at(entry),
    )
    if keeper_signature is not None:
        _sign_on_phone(done, keeper_signature, by, at)
    done.save(force_insert=True)
    if stop is not None:
        _serve(stop, happened_at(entry))
    change = {"kind": kind.value, "place": done.station.code, "counted": counted, "scanned": scanned}
    evidence.record(verb="hand_over", record=trip, change=change, by=by, at=at)
    return done


def _check_place(trip: Trip, kind: HandoverKind, stop: TripStop | None) -> None:
    if (kind in AT_CENTRE) != (stop is None):
        raise ValidationError({"stop": _("At the centre there is no stop; elsewhere say which.")})
    if kind == HandoverKind.LOADING:
        if trip.state not in (TripState.PLANNED, TripState.UNDER_WAY):
            check_under_way(trip)
    elif kind == HandoverKind.UNLOADING:
        if trip.state not in (TripState.UNDER_WAY, TripState.FINISHED, TripState.BROKEN_DOWN):
            check_under_way(trip)
    else:
        check_under_way(trip)
        if TripStop.objects.get(pk=stop.pk).state in (StopState.MOVED, StopState.FAILED):
            raise ValidationError(_("Nothing is handed over at a stop that this trip does not serve."))
    if Handover.objects.filter(trip=trip, stop=stop, kind=kind).exists():
        raise ValidationError(_("This was handed over already."))


def _check_count(counted: int, scanned: int, reason: str) -> None:
    if counted < 0:
        raise ValidationError({"counted": _("Count from 0.")})
    if counted != scanned and not reason.strip():
        raise ValidationError(
            {
                "difference_reason": _("Counted %(counted)s, scanned %(scanned)s: say why they differ.")
                % {"counted": counted, "scanned": scanned}
            }
        )


def _serve(stop: TripStop, moment: datetime) -> None:
    note_arrival(stop, moment, ArrivalBy.DRIVER)
    TripStop.objects.filter(pk=stop.pk).update(state=StopState.DONE, left_at=moment)


def _sign_on_phone(done: Handover, picture: BinaryIO, by: User, at: datetime) -> None:
    document = evidence.keep(
        file=picture, filename=f"{done.station.code}-{done.kind.lower()}.png", by=by, at=at, personal=True
    )
    if not document.media_type.startswith("image/"):
        raise ValidationError({"keeper_signature": _("A signature is a picture.")})
    done.keeper_signature, done.keeper_signed_at = document, done.driver_signed_at


@transaction.atomic
def countersign(*, handover: Handover, by: User, at: datetime) -> Handover:
    """The other side signs for the count; signing again changes nothing.

    Raises:
        PermissionDenied: neither the trip's driver nor who keeps the place; nobody signs for both sides.
    """
    done = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("trip__driver", "station")
        .get(pk=handover.pk)
    )
    as_driver = done.driver_signed_at is None
    allowed = may_drive(done.trip, by) if as_driver else may_keep(done.station, by)
    if not allowed or (not done.is_signed and by.pk in (done.driver_signed_by_id, done.keeper_signed_by_id)):
        raise PermissionDenied(_("The other side signs: who keeps the place, and the driver."))
    if done.is_signed:
        return done
    if as_driver:
        done.driver_signed_by, done.driver_signed_at = by, at
    else:
        done.keeper_signed_by, done.keeper_signed_at = by, at
    done.save(update_fields=["driver_signed_by", "driver_signed_at", "keeper_signed_by", "keeper_signed_at"])
    change = {"place": done.station.code, "kind": done.kind, "counted": done.counted}
    evidence.record(verb="countersign", record=done.trip, change=change, by=by, at=at)
    return done
