"""Parcels that carriers announce: registered with their destination, completed, taken back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import decrypt, encrypt, mask_name, mask_phone
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.imports.kinds import UndoRefused
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.models import Station
from cuntong.domain.sealing import canonical_json, digest

from ..destinations import NOWHERE, Destination, Destinations, destinations
from ..kinds import Direction, ParcelState, Resolution
from ..models import Completion, Parcel
from ..queries import phone_hash, phone_tail_hash, recipient_hash
from ._correcting import adopt_scans
from ._deciding import keep_landmarks

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Waybill:
    """What a carrier says of one parcel. For the way up, `station` is the point that takes it in."""

    carrier: str
    number: str
    recipient: str = ""
    phone: str = ""
    address: str = ""
    weight_kg: Decimal | None = None
    expected_date: date | None = None
    direction: str = Direction.DOWN
    station: Station | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.carrier, self.number


@dataclass(frozen=True)
class Registered:
    """How many parcels are new, how many learnt what they lacked, how many were known as they are."""

    new: int
    completed: int
    known: int


@transaction.atomic
def register(
    *, waybills: Sequence[Waybill], by: User, at: datetime, batch: ImportBatch | None = None
) -> Registered:
    """Registers parcels and finds their destinations. A parcel that is known with the same content is passed over.

    What a known parcel lacks (a file may bring numbers first and addresses later) is filled in.

    Raises:
        ValidationError: a parcel is known with other content, named by its number; or the county is not set yet.
    """
    require(by, Right.WRITE_PARCELS)
    known = known_parcels(waybill.key for waybill in waybills)
    _refuse_contradictions(waybills, known)
    goes_to = destinations(timezone.localdate(at))
    new = [waybill for waybill in {w.key: w for w in waybills}.values() if waybill.key not in known]
    for chunk in _chunks(new):
        _create(chunk, goes_to, batch, at)
    completed = {
        parcel: fields
        for waybill in waybills
        if (parcel := known.get(waybill.key)) and (fields := _complete(parcel, waybill, goes_to))
    }
    if batch is not None:
        Completion.objects.bulk_create(
            Completion(parcel=parcel, import_batch=batch, fields=fields)
            for parcel, fields in completed.items()
        )
    answer = Registered(len(new), len(completed), len(waybills) - len(new) - len(completed))
    _record(answer, new, list(completed), batch, by, at)
    return answer


def known_parcels(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Parcel]:
    """The parcels among these (carrier, number) that are registered."""
    wanted = set(keys)
    found: dict[tuple[str, str], Parcel] = {}
    for chunk in _chunks(sorted({number for _carrier, number in wanted})):
        for parcel in Parcel.objects.filter(number__in=chunk):
            if (parcel.carrier, parcel.number) in wanted:
                found[parcel.carrier, parcel.number] = parcel
    return found


def _chunks(items: Iterable) -> Iterator[list]:
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


# --- What is new -------------------------------------------------------------------------------------------------


def _create(
    waybills: Sequence[Waybill], goes_to: Destinations, batch: ImportBatch | None, at: datetime
) -> None:
    found = [goes_to.of(w.address, recipient_hash(w.recipient, w.phone)) for w in waybills]
    parcels = Parcel.objects.bulk_create(
        _parcel(waybill, place, batch, at) for waybill, place in zip(waybills, found, strict=True)
    )
    keep_landmarks([parcel for parcel in parcels if parcel.resolution == Resolution.REVIEW], goes_to)
    adopt_scans(parcels)


def _parcel(waybill: Waybill, place: Destination, batch: ImportBatch | None, at: datetime) -> Parcel:
    parcel = Parcel(
        carrier=waybill.carrier,
        number=waybill.number,
        direction=waybill.direction,
        expected_date=waybill.expected_date,
        weight_kg=waybill.weight_kg,
        registered_at=at,
        import_batch=batch,
    )
    _keep_recipient(parcel, waybill.recipient, waybill.phone)
    _keep_destination(parcel, waybill.address, place)
    if waybill.station is not None:
        _keep_origin(parcel, waybill.station)
    return parcel


def _keep_origin(parcel: Parcel, station: Station) -> None:
    """A parcel on its way up belongs to the point that takes it in, wherever its address lies."""
    parcel.station = station
    parcel.resolution, parcel.division_id, parcel.elsewhere_code = Resolution.AUTO, station.division_id, ""
    parcel.confidence, parcel.reasons = None, []


def _keep_recipient(parcel: Parcel, name: str, phone: str) -> None:
    parcel.recipient, parcel.recipient_encrypted = mask_name(name), encrypt(name)
    parcel.phone, parcel.phone_encrypted = mask_phone(phone)[:20], encrypt(phone)
    parcel.phone_hash, parcel.phone_tail_hash = phone_hash(phone), phone_tail_hash(parcel.number, phone)


def _keep_destination(parcel: Parcel, address: str, place: Destination) -> None:
    parcel.address_encrypted = encrypt(address)
    parcel.resolution, parcel.division_id = place.resolution, place.division_code
    parcel.elsewhere_code, parcel.station_id = place.elsewhere_code, place.station_id
    parcel.confidence = None if place.confidence is None else round(Decimal(place.confidence), 3)
    parcel.reasons = place.reasons


# --- What is known -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What is known of a parcel's content, readable."""

    recipient: str
    phone: str
    address: str
    weight_kg: Decimal | None
    expected_date: date | None


def told(parcel: Parcel) -> Told:
    return Told(
        decrypt(parcel.recipient_encrypted),
        decrypt(parcel.phone_encrypted),
        decrypt(parcel.address_encrypted),
        parcel.weight_kg,
        parcel.expected_date,
    )


CONTENT = ("recipient", "phone", "address", "weight_kg", "expected_date")


def contradictions(parcel: Parcel, waybill: Waybill) -> list[str]:
    """The fields in which a waybill says something else than the parcel; what either leaves blank is no contradiction."""
    before = told(parcel)
    return [
        field
        for field in CONTENT
        if (old := getattr(before, field)) and (new := getattr(waybill, field)) and not _agree(old, new)
    ]


def lacking(parcel: Parcel, waybill: Waybill) -> list[str]:
    """The fields that the waybill fills in."""
    before = told(parcel)
    return [field for field in CONTENT if getattr(waybill, field) and not getattr(before, field)]


def _agree(old, new) -> bool:
    """Equal, or equal as far as hidden characters let one see."""
    if old == new or not isinstance(old, str):
        return old == new
    if "*" not in old + new:
        return False
    return len(old) == len(new) and all(a == b or "*" in (a, b) for a, b in zip(old, new, strict=True))


def _refuse_contradictions(waybills: Sequence[Waybill], known: dict[tuple[str, str], Parcel]) -> None:
    wrong = [
        waybill.number
        for waybill in waybills
        if waybill.key in known and contradictions(known[waybill.key], waybill)
    ]
    if wrong:
        raise ValidationError(
            _("%(count)s parcels are registered already with other content: %(numbers)s")
            % {"count": len(wrong), "numbers": ", ".join(wrong[:5])}
        )


def _complete(parcel: Parcel, waybill: Waybill, goes_to: Destinations) -> list[str]:
    """Fills in what the parcel lacks, and returns which fields that were."""
    missing = lacking(parcel, waybill)
    if not missing:
        return []
    before = told(parcel)
    _keep_recipient(parcel, before.recipient or waybill.recipient, before.phone or waybill.phone)
    parcel.weight_kg = parcel.weight_kg or waybill.weight_kg
    parcel.expected_date = parcel.expected_date or waybill.expected_date
    if "address" in missing:
        place = goes_to.of(waybill.address, recipient_hash(waybill.recipient, waybill.phone))
        if parcel.resolution == Resolution.REVIEW:
            _keep_destination(parcel, waybill.address, place)
            parcel.landmarks.all().delete()
            if place.resolution == Resolution.REVIEW:
                keep_landmarks([parcel], goes_to)
        else:
            parcel.address_encrypted = encrypt(waybill.address)
    parcel.save()
    return missing


def _record(
    answer: Registered,
    new: Sequence[Waybill],
    completed: Sequence[Parcel],
    batch: ImportBatch | None,
    by: User,
    at: datetime,
) -> None:
    """One entry for all of them: how many, and the digest of their numbers."""
    keys = sorted([w.key for w in new] + [(p.carrier, p.number) for p in completed])
    if not keys:
        return
    change = {
        "new": answer.new,
        "completed": answer.completed,
        "sha256": digest(canonical_json([list(key) for key in keys])),
    }
    record = batch or next(iter(known_parcels(keys[:1]).values()))
    evidence.record(verb="register", record=record, change=change, by=by, at=at)


# --- The way back ------------------------------------------------------------------------------------------------


@transaction.atomic
def unregister(*, batch: ImportBatch, by: User, at: datetime) -> int:
    """Takes back the parcels that a batch brought.

    Raises:
        UndoRefused: a parcel of the batch was scanned or answered for since.
    """
    require(by, Right.WRITE_PARCELS)
    parcels = Parcel.objects.filter(import_batch=batch)
    moved = parcels.exclude(state=ParcelState.EXPECTED).count()
    if moved:
        raise UndoRefused(
            _("%(count)s parcels of this file have been scanned; a parcel that was handled stays.")
            % {"count": moved}
        )
    count = parcels.count()
    try:
        with transaction.atomic():
            parcels.delete()
    except ProtectedError as protected:
        raise UndoRefused(
            _("Something was recorded on %(count)s parcels of this file. Take that back first.")
            % {"count": len(protected.protected_objects)}
        ) from protected
    count += _take_out(batch)
    evidence.record(verb="undo", record=batch, change={"parcels": count}, by=by, at=at)
    return count


def _take_out(batch: ImportBatch) -> int:
    """Takes out what the batch filled in on parcels of other files, and returns on how many."""
    completions = list(Completion.objects.filter(import_batch=batch).select_related("parcel"))
    for completion in completions:
        parcel, kept, gone = completion.parcel, told(completion.parcel), completion.fields
        name = "" if "recipient" in gone else kept.recipient
        _keep_recipient(parcel, name, "" if "phone" in gone else kept.phone)
        for field in {"weight_kg", "expected_date"} & set(gone):
            setattr(parcel, field, None)
        if "address" in gone:
            _forget_address(parcel)
        parcel.save()
        completion.delete()
    return len(completions)


def _forget_address(parcel: Parcel) -> None:
    """Without its address a parcel that was placed by it waits for a person again."""
    parcel.address_encrypted = ""
    if parcel.resolution != Resolution.PERSON:
        _keep_destination(parcel, "", NOWHERE)
        parcel.landmarks.all().delete()
