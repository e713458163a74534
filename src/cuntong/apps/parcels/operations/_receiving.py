"""Scans come in: in batches, each one transaction and one entry of the trail, and every one answered."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require, scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Station
from cuntong.domain import custody
from cuntong.rulebooks import ParcelRules, load_parcel_rules

from ..kinds import Answer, Aside, Outcome, Receipt, SentScan, fits_tier
from ..models import Device, ScanBatch
from . import _scan_rows
from ._scan_rows import ScanRow, Standing
from ._states import move_on
from ._webhooks import tell

NUMBER = re.compile(r"[0-9A-Z-]{1,40}")
CARRIER = re.compile(r"[0-9A-Z_]{0,12}")
FIRST_YEAR, LAST_YEAR = 2000, 2199
_KINDS = {str(kind): kind for kind in custody.ScanKind}


def receive_scans(
    *,
    batch_id: UUID,
    scans: Sequence[SentScan],
    device: Device | None = None,
    by: User | None = None,
    at: datetime,
) -> Receipt:
    """Takes in what one device or one person scanned, and brings the parcels' rows up to date.

    A scan whose id is known changes nothing; with other content it is refused, the others are taken. A scan that cannot
    be right is kept aside with its reason. A whole batch sent again is answered and changes nothing.

    Raises:
        PermissionDenied: the device was revoked, the person may not scan, or a scan's place is not the sender's.
        ValidationError: no scan or too many, an unknown kind or place, a moment without time zone, or new scans under
            the id of a batch that was already received.
    """
    receive = partial(_receive, batch_id, scans, device=device, by=by, at=at)
    # Nearly every scan is new: only where an id turns out to be taken is it asked what is known.
    with suppress(IntegrityError):
        return receive(known={})
    try:
        return receive(known=None)
    except BatchTaken:
        raise ValidationError(
            _("A batch with this id was already received. New scans need a batch id of their own.")
        ) from None


class BatchTaken(IntegrityError):
    """The id of a batch with new scans belongs to one that was received before."""


@transaction.atomic
def _receive(
    batch_id: UUID,
    scans: Sequence[SentScan],
    *,
    known: dict[UUID, tuple] | None,
    device: Device | None,
    by: User | None,
    at: datetime,
) -> Receipt:
    _check_sender(device, by)
    rules = load_parcel_rules(at.date())
    _check_batch(scans, rules)
    stations = _stations_of(scans, device, by)
    if known is None:
        known = _scan_rows.known_scans([scan.id for scan in scans])
    fresh, answers = _apart(scans, stations, known)
    if fresh:
        answers |= _take(batch_id, fresh, stations, rules, device=device, by=by, at=at)
    return Receipt(batch_id, tuple(answers[number] for number in range(len(scans))))


def _check_sender(device: Device | None, by: User | None) -> None:
    if (device is None) == (by is None):
        raise ValueError("scans are sent either by a device or by a person")
    if by is not None:
        require(by, Right.SCAN)
    elif device.revoked_at is not None:
        raise PermissionDenied(_("This device's key was revoked. Ask the hub for a new one."))


def _check_batch(scans: Sequence[SentScan], rules: ParcelRules) -> None:
    most = rules.limit("SCANS_A_BATCH").count
    if not 1 <= len(scans) <= most:
        raise ValidationError(_("Send between 1 and %(most)s scans at a time.") % {"most": most})
    for scan in scans:
        if scan.kind not in _KINDS:
            raise ValidationError(_("“%(kind)s” is no kind of scan.") % {"kind": scan.kind})
        if scan.occurred_at.utcoffset() is None:
            raise ValidationError(_("A scan's time needs its time zone: 2024-08-14T09:30:00+08:00."))
        if not FIRST_YEAR <= scan.occurred_at.year <= LAST_YEAR:
            raise ValidationError(_("A scan's time lies outside every calendar of this programme."))
        if not NUMBER.fullmatch(scan.number) or not CARRIER.fullmatch(scan.carrier):
            raise ValidationError(
                _("“%(number)s” is no waybill number: 1 to 40 capital letters, digits and hyphens.")
                % {"number": scan.number[:60]}
            )


def _stations_of(scans: Iterable[SentScan], device: Device | None, by: User | None) -> dict[str, Station]:
    """The scans' places by code, all of them the sender's own; "" is the place of the device."""
    codes = {scan.place for scan in scans}
    found = {"": device.station, device.station.code: device.station} if device is not None else {}
    if elsewhere := codes - set(found):
        found |= {station.code: station for station in Station.objects.filter(code__in=elsewhere - {""})}
    if unknown := sorted(codes - set(found)):
        raise ValidationError(_("There is no station “%(code)s”.") % {"code": unknown[0]})
    scope = scope_of(by) if by is not None else None
    for code in codes:
        station = found[code]
        allowed = scope.covers(station.division_id) if scope else station.pk == device.station_id
        if not allowed:
            raise PermissionDenied(
                _("You may not scan at “%(station)s”: it is not among your places.") % {"station": station}
            )
    return found


def _content(scan: SentScan, station: Station) -> tuple:
    return scan.carrier, scan.number, scan.kind, station.pk, scan.occurred_at


def _apart(
    scans: Sequence[SentScan], stations: Mapping[str, Station], known: dict[UUID, tuple]
) -> tuple[dict[int, SentScan], dict[int, Answer]]:
    """What is new, by its number in the batch, and the answers to what is not."""
    fresh: dict[int, SentScan] = {}
    answers: dict[int, Answer] = {}
    for number, scan in enumerate(scans):
        content = _content(scan, stations[scan.place])
        before = known.setdefault(scan.id, content)
        if before is content:
            fresh[number] = scan
        elif before == content:
            answers[number] = Answer(scan.id, Outcome.REPEATED)
        else:
            reason = _("Another scan has this id already. Make a new id for every scan.")
            answers[number] = Answer(scan.id, Outcome.REFUSED, reason=reason)
    return fresh, answers


def _take(
    batch_id: UUID,
    fresh: Mapping[int, SentScan],
    stations: Mapping[str, Station],
    rules: ParcelRules,
    *,
    device: Device | None,
    by: User | None,
    at: datetime,
) -> dict[int, Answer]:
    parcels = _scan_rows.lock_parcels(scan.number for scan in fresh.values())
    judge = _Judge(parcels, rules, at)
    rows = {number: judge.row(scan, batch_id, stations[scan.place]) for number, scan in fresh.items()}
    batch = ScanBatch(
        pk=batch_id,
        device=device,
        sent_by=by,
        received_at=at,
        scan_count=len(rows),
        sha256=digest_of(rows.values(), {station.pk: station.code for station in stations.values()}),
    )
    if not _scan_rows.add_batch(batch):
        raise BatchTaken
    concerned, added = _concerned(parcels, rows.values(), stations)
    moves = move_on(concerned, added, {station.code: station.pk for station in stations.values()})
    _scan_rows.add_scans(list(rows.values()))
    answering = by or device.issued_by
    _enter(batch, rows.values(), answering, at)
    tell(moves, by=answering, at=at)
    return {number: _answer(row) for number, row in rows.items()}


class _Judge:
    """Says of each scan which parcel it means, and whether it can be right."""

    def __init__(self, parcels: Iterable[Standing], rules: ParcelRules, at: datetime) -> None:
        self.by_number: dict[str, list[Standing]] = {}
        for parcel in parcels:
            self.by_number.setdefault(parcel.number, []).append(parcel)
        self.latest = at + rules.limit("CLOCK_AHEAD").span
        self.earliest = at - rules.limit("CLOCK_BEHIND").span

    def row(self, scan: SentScan, batch_id: UUID, station: Station) -> ScanRow:
        meant = [
            parcel
            for parcel in self.by_number.get(scan.number, ())
            if not scan.carrier or parcel.carrier == scan.carrier
        ]
        parcel_id = meant[0].pk if len(meant) == 1 else None
        aside = self._impossible(scan, station) or _unclear(meant)
        return ScanRow(
            scan.id,
            batch_id,
            parcel_id,
            scan.carrier,
            scan.number,
            scan.kind,
            station.pk,
            scan.occurred_at,
            aside,
        )

    def _impossible(self, scan: SentScan, station: Station) -> str:
        if not fits_tier(scan.kind, station.level):
            return Aside.WRONG_TIER.value
        if scan.occurred_at > self.latest:
            return Aside.CLOCK_AHEAD.value
        return Aside.CLOCK_BEHIND.value if scan.occurred_at < self.earliest else ""


def _unclear(meant: Sequence[Standing]) -> str:
    if len(meant) == 1:
        return ""
    return Aside.AMBIGUOUS_NUMBER.value if meant else Aside.UNKNOWN_PARCEL.value


def _concerned(
    parcels: Iterable[Standing], rows: Iterable[ScanRow], stations: Mapping[str, Station]
) -> tuple[list[Standing], dict[int, list[custody.Scan]]]:
    """The parcels that new scans count for, and those scans."""
    codes = {station.pk: station.code for station in stations.values()}
    added: dict[int, list[custody.Scan]] = {}
    for row in rows:
        if not row.aside:
            scan = custody.Scan(row.id.hex, _KINDS[row.kind], codes[row.place_id], row.occurred_at)
            added.setdefault(row.parcel_id, []).append(scan)
    return [parcel for parcel in parcels if parcel.pk in added], added


def digest_of(rows: Iterable[ScanRow], codes: Mapping[int, str]) -> str:
    """The digest of a batch: SHA-256 over its scans in the order of their ids, one a line, fields between tabs."""
    lines = sorted(
        f"{row.id.hex}\t{row.carrier}\t{row.number}\t{row.kind}\t{codes[row.place_id]}\t"
        f"{row.occurred_at.astimezone(UTC).isoformat(timespec='microseconds')}"
        for row in rows
    )
    return sha256("\n".join(lines).encode()).hexdigest()


def _enter(batch: ScanBatch, rows: Iterable[ScanRow], by: User, at: datetime) -> None:
    change = {
        "scans": batch.scan_count,
        "aside": sum(bool(row.aside) for row in rows),
        "sha256": batch.sha256,
        "device": batch.device_id,
    }
    evidence.record(verb="scan", record=batch, change=change, by=by, at=at)


def _answer(row: ScanRow) -> Answer:
    return Answer(row.id, Outcome.ASIDE, Aside(row.aside)) if row.aside else Answer(row.id, Outcome.COUNTED)
