"""Scans put right: annulled with a reason, or given the parcel that they waited for."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require, scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence

from ..kinds import WAITS_FOR_PARCEL
from ..models import Parcel, Scan, ScanAnnulment
from . import _scan_rows
from ._states import restate
from ._webhooks import tell


@transaction.atomic
def annul_scan(*, scan: Scan, reason: str, by: User, at: datetime) -> ScanAnnulment:
    """Makes a scan count no more; it stays where it is, with who annulled it and why. The parcel's row follows.

    Raises:
        ValidationError: no reason, the scan does not count anyway, or it was annulled before.
        PermissionDenied: without the right to scan at its place.
    """
    if not (by.may(Right.WRITE_PARCELS) or scope_of(by).covers(scan.place.division_id)):
        raise PermissionDenied(_("“%(station)s” is not among your places.") % {"station": scan.place})
    if not by.may(Right.WRITE_PARCELS):
        require(by, Right.SCAN)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the scan is wrong.")})
    if scan.aside:
        raise ValidationError(_("This scan stands aside and does not count anyway."))
    locked = _scan_rows.lock_parcels_by_key([scan.parcel_id])
    if ScanAnnulment.objects.filter(pk=scan.pk).exists():
        raise ValidationError(_("This scan was annulled before."))
    annulment = ScanAnnulment.objects.create(
        scan=scan, reason=reason.strip()[:200], annulled_by=by, annulled_at=at
    )
    tell(restate(locked), by=by, at=at)
    evidence.record(
        verb="annul",
        record=scan.parcel,
        change={
            "scan": str(scan.pk),
            "kind": scan.kind,
            "place": scan.place.code,
            "reason": annulment.reason,
        },
        by=by,
        at=at,
    )
    return annulment


@transaction.atomic
def adopt_scans(parcels: Iterable[Parcel]) -> int:
    """Gives parcels that were just registered the scans that waited for them, and returns how many.

    Called by whatever registers parcels, in the same transaction, under the trail entry of the registering. A scan that
    names its carrier goes to that carrier's parcel; one that does not, to the only parcel with its number. Scans that
    stand aside for another reason learn their parcel and still do not count. Subscriptions hear from the next scan on.
    """
    numbers = sorted({parcel.number for parcel in parcels})
    adopted = 0
    for start in range(0, len(numbers), _CHUNK):
        adopted += _adopt(numbers[start : start + _CHUNK])
    return adopted


_CHUNK = 2_000


def _adopt(numbers: list[str]) -> int:
    waiting = list(Scan.objects.filter(number__in=numbers, parcel=None))
    if not waiting:
        return 0
    locked = _scan_rows.lock_parcels({scan.number for scan in waiting})
    by_number: dict[str, list] = {}
    for parcel in locked:
        by_number.setdefault(parcel.number, []).append(parcel)
    found: dict[int, list[Scan]] = {}
    for scan in waiting:
        meant = [
            one for one in by_number.get(scan.number, ()) if not scan.carrier or one.carrier == scan.carrier
        ]
        if len(meant) == 1:
            found.setdefault(meant[0].pk, []).append(scan)
    for key, scans in found.items():
        _fill(scans, key)
    restate([parcel for parcel in locked if parcel.pk in found])
    return sum(map(len, found.values()))


def _fill(scans: Iterable[Scan], parcel_id: int) -> None:
    """The one change that the database lets a scan have."""
    keys = [scan.pk for scan in scans]
    rows = Scan.objects.filter(pk__in=keys, parcel=None)
    rows.filter(aside__in=WAITS_FOR_PARCEL).update(parcel_id=parcel_id, aside="")
    Scan.objects.filter(pk__in=keys, parcel=None).update(parcel_id=parcel_id)


@transaction.atomic
def assign_scan(*, scan: Scan, parcel: Parcel, by: User, at: datetime) -> Scan:
    """Says which parcel an aside scan means; where it stood aside for that alone, it counts from now on.

    Raises:
        ValidationError: the scan has its parcel, or the parcel has another number.
    """
    require(by, Right.WRITE_PARCELS)
    (locked,) = _scan_rows.lock_parcels_by_key([parcel.pk])
    scan = Scan.objects.select_for_update().get(pk=scan.pk)
    if scan.parcel_id is not None:
        raise ValidationError(_("This scan has its parcel already."))
    if scan.number != locked.number:
        raise ValidationError(
            _("The scan reads %(scan)s, the parcel's number is %(parcel)s.")
            % {"scan": scan.number, "parcel": locked.number}
        )
    _fill([scan], locked.pk)
    tell(restate([locked]), by=by, at=at)
    evidence.record(
        verb="correct", record=parcel, change={"scan": str(scan.pk), "was_aside": scan.aside}, by=by, at=at
    )
    scan.refresh_from_db()
    return scan
