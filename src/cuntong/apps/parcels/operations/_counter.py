"""What every act at a station's counter does first: who may act there, one at a time, one scan for one tap."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require, scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places.kinds import StationLevel
from cuntong.apps.places.models import Station

from ..kinds import Outcome, ScanKind, SentScan
from ..models import Parcel, Scan, ScanBatch, ShelfPlan
from ._receiving import receive_scans

ARRIVAL = {
    StationLevel.CENTRE: ScanKind.ARRIVED_HUB,
    StationLevel.TOWNSHIP: ScanKind.ARRIVED_TOWNSHIP,
    StationLevel.VILLAGE: ScanKind.ARRIVED_VILLAGE,
}
_NAMESPACE = UUID("6f1d6b1e-6a0a-5b5c-9d6b-2f6f5a0c1c11")


def arrival_at(station: Station) -> ScanKind:
    """The scan that says that a parcel came to a station."""
    return ARRIVAL[station.level]


def open_counter(station: Station, by: User) -> ShelfPlan:
    """Lets one act at a time happen at a station, in the caller's transaction, and returns its shelves.

    Every operation of the counter takes locks in one order, so that none waits for another that waits for it: the station,
    the parcel (`lock_parcel`), its code, problems and notices, and the trail last (scans and entries are made at the end).

    Raises:
        PermissionDenied: without the right to scan, or not at this station.
    """
    require(by, Right.SCAN)
    if not scope_of(by).covers(station.division_id):
        raise PermissionDenied(_("“%(station)s” is not among your places.") % {"station": station})
    plan, _created = ShelfPlan.objects.select_for_update().get_or_create(station=station)
    return plan


def lock_parcel(parcel: Parcel) -> None:
    """Keeps others from moving the parcel until the caller's transaction ends, and reads it anew."""
    parcel.refresh_from_db(from_queryset=Parcel.objects.select_for_update(of=("self",)))


def scan_once(
    *,
    scan_id: UUID,
    parcel: Parcel,
    station: Station,
    kind: str,
    by: User,
    at: datetime,
    made_at: datetime | None = None,
) -> bool:
    """Makes the scan of an act, or finds that it was made: then False, and nothing changes.

    `made_at` is when it happened, where a phone without network tells of it later (`at`).

    Raises:
        ValidationError: the id belongs to another act, or the scan would not count.
    """
    known = Scan.objects.filter(pk=scan_id).first()
    if known is not None:
        if (known.parcel_id, known.kind, known.place_id) != (parcel.pk, kind, station.pk):
            raise ValidationError(_("This page is out of date. Open it again."))
        return False
    scan = _scan(scan_id, parcel, station, kind, made_at or at)
    _receive([scan], by, at, batch_id=_batch_id(scan_id))
    parcel.refresh_from_db()
    return True


def scan_all(
    *,
    act_id: UUID,
    parcels: Iterable[Parcel],
    station: Station,
    kind: str,
    by: User,
    at: datetime,
    made_at: datetime | None = None,
) -> None:
    """One scan of each parcel, in one batch that belongs to the act (`was_done`)."""
    moment = made_at or at
    scans = [
        _scan(uuid5(act_id, f"{one.carrier} {one.number}"), one, station, kind, moment) for one in parcels
    ]
    _receive(scans, by, at, batch_id=_batch_id(act_id))


def was_done(act_id: UUID) -> bool:
    """Whether the scans of an act were made already."""
    return ScanBatch.objects.filter(pk=_batch_id(act_id)).exists()


def was_scanned(scan_id: UUID) -> bool:
    return Scan.objects.filter(pk=scan_id).exists()


def _batch_id(act_id: UUID) -> UUID:
    return uuid5(_NAMESPACE, str(act_id))


def _scan(scan_id: UUID, parcel: Parcel, station: Station, kind: str, at: datetime) -> SentScan:
    return SentScan(scan_id, parcel.number, kind, at, parcel.carrier, station.code)


def _receive(scans: list[SentScan], by: User, at: datetime, *, batch_id: UUID) -> None:
    receipt = receive_scans(batch_id=batch_id, scans=scans, by=by, at=at)
    for answer in receipt.answers:
        if answer.outcome is not Outcome.COUNTED:
            raise ValidationError(answer.reason or str(answer.aside.label))
