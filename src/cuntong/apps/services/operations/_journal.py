"""The journal: an entry is written, settled, or taken back; never changed."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Station
from cuntong.domain import ledgers
from cuntong.rulebooks import load_service_rules

from .. import queries
from ..kinds import Deed, EntryKind
from ..models import DayClose, GroupOrder, ServiceEntry, Till
from ._counter import check_clock, day_of, digest_of, open_till, personal, repeated, said

_BY_HAND = {EntryKind.SETTLEMENT, EntryKind.CASH_DIFFERENCE}
_KEPT_OF_PERSON = ("person", "phone", "phone_hash", "name_encrypted", "phone_encrypted")


@transaction.atomic
def record_entry(
    *,
    entry_id: UUID,
    station: Station,
    deed: Deed,
    made_at: datetime,
    by: User,
    at: datetime,
    day: date | None = None,
) -> ServiceEntry:
    """Writes an entry. The same entry sent again is the same row.

    `day` is the day of the service where it was another than that of writing (`made_at`). Of a closed day, what was
    written before the close is kept and marked as late; what is written after it needs `deed.late_reason`.

    Raises:
        ValidationError: amounts that cannot be, beyond a limit of small cash, a time that cannot be, a closed day
            without explanation; code "conflict" where the id stands for another entry.
        PermissionDenied: not at this counter.
    """
    till = open_till(station, by)
    person = personal(deed.person)
    digest = _digest(station, deed, day, person)
    if done := repeated(ServiceEntry.objects.filter(pk=entry_id).first(), digest):
        return done
    check_clock(made_at, at)
    day = day or day_of(made_at)
    if day > day_of(at):
        raise ValidationError({"day": _("This day has not come yet.")})
    group = _group(station, deed, made_at)
    posting = _posting(deed)
    late_reason = _late(station, day, made_at, deed.late_reason)
    _check_limits(station, deed, day, person["phone_hash"], at)
    entry = ServiceEntry(
        id=entry_id,
        station=station,
        kind=deed.kind,
        day=day,
        subject=deed.subject.strip(),
        amount_yuan=deed.amount_yuan,
        commission_yuan=deed.commission_yuan,
        paid_by=deed.paid_by,
        group_order=group,
        reason=late_reason,
        is_late=bool(late_reason),
        digest=digest,
        **person,
        **columns_of(posting),
    )
    return add_entry(entry, till, made_at=made_at, by=by, at=at)


def _digest(station: Station, deed: Deed, day: date | None, person: Mapping[str, str]) -> str:
    return digest_of(
        station=station.code,
        kind=str(deed.kind),
        amount=f"{deed.amount_yuan:.2f}",
        commission=f"{deed.commission_yuan:.2f}",
        paid_by=str(deed.paid_by),
        subject=deed.subject.strip(),
        person=queries.name_hash(deed.person.name),
        phone=person["phone_hash"],
        group=str(deed.group_order or ""),
        day=str(day or ""),
        late_reason=deed.late_reason,
    )


def _posting(deed: Deed) -> ledgers.Posting:
    if deed.kind not in EntryKind.values or deed.kind in _BY_HAND:
        raise ValidationError({"kind": _("Choose a service.")})
    if deed.kind in queries.NEED_SUBJECT and not deed.subject.strip():
        raise ValidationError({"subject": _("Say in a few words what it was.")})
    try:
        return ledgers.post(
            ledgers.Kind(deed.kind), deed.amount_yuan, deed.commission_yuan, ledgers.PaidBy(deed.paid_by)
        )
    except ledgers.PostingError as error:
        raise said(error) from None


def columns_of(posting: ledgers.Posting) -> dict[str, Decimal]:
    return {f"{account.lower()}_change_yuan": amount for account, amount in posting.items()}


def add_entry(
    entry: ServiceEntry, till: Till, *, made_at: datetime, by: User, at: datetime, verb: str = "record"
) -> ServiceEntry:
    """Numbers the entry and adds it with its trail entry, in the caller's transaction and under the till's lock."""
    entry.number, till.next_number = till.next_number, till.next_number + 1
    till.save(update_fields=["next_number"])
    entry.made_at, entry.made_by, entry.recorded_at = made_at, by, at
    entry.clean_fields(exclude=["reverses", "settles", "group_order"])
    entry.save(force_insert=True)
    change = {
        "station": entry.station.code,
        "number": entry.number,
        "kind": entry.kind,
        "day": entry.day,
        "amount_yuan": entry.amount_yuan,
        "commission_yuan": entry.commission_yuan,
    }
    evidence.record(verb=verb, record=entry, change=change, by=by, at=at)
    return entry


def _group(station: Station, deed: Deed, made_at: datetime) -> GroupOrder | None:
    if deed.group_order is None:
        return None
    group = GroupOrder.objects.filter(pk=deed.group_order, station=station).first()
    if group is None or deed.kind != EntryKind.GROUP_BUYING:
        raise ValidationError({"group_order": _("This group order is not of this station.")})
    if made_at > group.cut_off_at:
        raise ValidationError(
            {"group_order": _("Orders for “%(goods)s” are closed.") % {"goods": group.goods}}
        )
    return group


def _late(station: Station, day: date, made_at: datetime, explained: str) -> str:
    """Why the entry comes after its day was closed; "" where the day is open."""
    closed = DayClose.objects.filter(station=station, day=day).first()
    if closed is None:
        return ""
    if explained.strip():
        return explained.strip()
    if made_at <= closed.made_at:
        return _("Written without network before the day was closed")
    raise ValidationError(
        {"late_reason": _("%(day)s is closed. Say why this entry comes later.") % {"day": day}}
    )


def _check_limits(station: Station, deed: Deed, day: date, phone: str, at: datetime) -> None:
    """Refuses small cash beyond what the rulebook allows in one go, for one person and for one station in a day."""
    words = {EntryKind.CASH_WITHDRAWAL: "WITHDRAWAL", EntryKind.CASH_DEPOSIT: "DEPOSIT"}
    if deed.kind not in words:
        return
    rules, word = load_service_rules(day), words[EntryKind(deed.kind)]
    if not phone:
        raise ValidationError({"phone": _("Small cash needs the person's phone number.")})
    of_day = queries.amount_of_day(deed.kind, day)
    checks = [
        (f"{word}_ONCE", Decimal(0)),
        (f"{word}_DAY", of_day(phone_hash=phone)),
    ]
    if deed.kind == EntryKind.CASH_WITHDRAWAL:
        checks.append(("STATION_CASH_DAY", of_day(station=station)))
    for code, before in checks:
        limit = rules.limit(code)
        if before + deed.amount_yuan > limit.value:
            raise ValidationError({"amount_yuan": _beyond(limit, before)})


def _beyond(limit, before: Decimal) -> str:
    name = queries.told(limit.name)
    return _("%(limit)s: at most %(most)s yuan; %(before)s yuan were paid already.") % {
        "limit": name,
        "most": limit.value,
        "before": before,
    }


@transaction.atomic
def settle_entry(
    *, entry_id: UUID, entry: ServiceEntry, paid_by: str, made_at: datetime, by: User, at: datetime
) -> ServiceEntry:
    """Settles what is open of an entry that was to be settled later: the whole of it. Sent again, the same row.

    Raises:
        ValidationError: nothing is open; code "conflict" where the id stands for another entry.
        PermissionDenied: not at this counter.
    """
    till = open_till(entry.station, by)
    digest = digest_of(settles=str(entry.pk), paid_by=str(paid_by))
    if done := repeated(ServiceEntry.objects.filter(pk=entry_id).first(), digest):
        return done
    check_clock(made_at, at)
    still_open = queries.open_principal(entry)
    try:
        posting = ledgers.settle(still_open, ledgers.PaidBy(paid_by))
    except ledgers.PostingError as error:
        raise said(error) from None
    settlement = _following(entry, entry_id, made_at, digest, posting)
    settlement.kind, settlement.paid_by, settlement.settles = EntryKind.SETTLEMENT, paid_by, entry
    settlement.amount_yuan = still_open
    return add_entry(settlement, till, made_at=made_at, by=by, at=at, verb="settle")


@transaction.atomic
def reverse_entry(
    *, entry_id: UUID, entry: ServiceEntry, reason: str, made_at: datetime, by: User, at: datetime
) -> ServiceEntry:
    """Takes an entry back by another with the opposite amounts, today. Sent again, the same row.

    Raises:
        ValidationError: no reason; it was taken back already, is itself a reversal, was made by a day close, or was
            settled (the settlement is taken back first); code "conflict" where the id stands for another entry.
        PermissionDenied: not at this counter.
    """
    till = open_till(entry.station, by)
    digest = digest_of(reverses=str(entry.pk), reason=reason.strip())
    if done := repeated(ServiceEntry.objects.filter(pk=entry_id).first(), digest):
        return done
    check_clock(made_at, at)
    _check_reversible(entry, reason)
    reversal = _following(entry, entry_id, made_at, digest, ledgers.reverse(queries.posting_of(entry)))
    reversal.kind, reversal.paid_by, reversal.reverses = entry.kind, entry.paid_by, entry
    reversal.amount_yuan, reversal.commission_yuan = -entry.amount_yuan, -entry.commission_yuan
    reversal.group_order = entry.group_order
    reversal.reason = reason.strip()
    return add_entry(reversal, till, made_at=made_at, by=by, at=at, verb="reverse")


def _check_reversible(entry: ServiceEntry, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the entry is taken back.")})
    if entry.reverses_id or ServiceEntry.objects.filter(reverses=entry).exists():
        raise ValidationError(_("This entry was taken back already."))
    if entry.kind == EntryKind.CASH_DIFFERENCE:
        raise ValidationError(_("A difference comes from the count; the next count puts it right."))
    if entry.settlements.filter(reversal=None).exists():
        raise ValidationError(_("This entry was settled. Take the settlement back first."))


def _following(
    entry: ServiceEntry, entry_id: UUID, made_at: datetime, digest: str, posting: ledgers.Posting
) -> ServiceEntry:
    """A new entry about the same person and goods as another; where its day is closed it counts on the next open one."""
    kept = {name: getattr(entry, name) for name in _KEPT_OF_PERSON}
    day = queries.first_open_day(entry.station, day_of(made_at))
    return ServiceEntry(
        id=entry_id,
        station=entry.station,
        day=day,
        subject=entry.subject,
        digest=digest,
        **kept,
        **columns_of(posting),
    )
