"""What carriers pay: price contracts, statements from counted scans, disputes; and what delivery cost before merging."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.models import TrailHead
from cuntong.domain.freight import Counted, Entry, dues_of, entries_of, standing_of, top_ups

from .. import queries
from ..kinds import DisputeOutcome, LineKind
from ..models import Baseline, ContractPrice, Dispute, PriceContract, Statement, StatementLine

CHUNK = 2_000


@dataclass(frozen=True)
class AgreedPrice:
    """The price of a parcel of a direction and tier."""

    direction: str
    tier: str
    yuan_per_parcel: Decimal
    yuan_per_kg: Decimal = Decimal(0)


@transaction.atomic
def sign_price_contract(
    *,
    carrier: str,
    number: str,
    from_date: date,
    prices: Sequence[AgreedPrice],
    to_date: date | None = None,
    minimum_yuan: Decimal = Decimal(0),
    by: User,
    at: datetime,
) -> PriceContract:
    """Records what a carrier pays from a day on. Another contract of the carrier that is open ends the day before.

    Raises:
        ValidationError: by field: the days overlap another contract, there is no price, one stands twice, or the number is
            taken.
    """
    require(by, Right.SETTLE)
    if not prices:
        raise ValidationError({"prices": _("A contract names at least one price.")})
    if len({(one.direction, one.tier) for one in prices}) < len(prices):
        raise ValidationError({"prices": _("A price stands twice.")})
    _end_open_contract(carrier, from_date, by, at)
    _refuse_overlap(carrier, from_date, to_date)
    contract = PriceContract(
        carrier=carrier,
        number=number.strip(),
        from_date=from_date,
        to_date=to_date,
        minimum_yuan=minimum_yuan,
        signed_by=by,
        signed_at=at,
    )
    contract.full_clean()
    contract.save(force_insert=True)
    for one in prices:
        price = ContractPrice(
            contract=contract,
            direction=one.direction,
            tier=one.tier,
            yuan_per_parcel=one.yuan_per_parcel,
            yuan_per_kg=one.yuan_per_kg,
        )
        price.full_clean()
        price.save(force_insert=True)
    change = {
        "carrier": carrier,
        "from": from_date,
        "minimum": minimum_yuan,
        "prices": [[one.direction, one.tier, one.yuan_per_parcel, one.yuan_per_kg] for one in prices],
    }
    evidence.record(verb="sign", record=contract, change=change, by=by, at=at)
    return contract


def _end_open_contract(carrier: str, from_date: date, by: User, at: datetime) -> None:
    before = (
        PriceContract.objects.select_for_update()
        .filter(carrier=carrier, to_date=None, from_date__lt=from_date)
        .first()
    )
    if before is not None:
        end_price_contract(contract=before, to_date=from_date - timedelta(days=1), by=by, at=at)


def _refuse_overlap(carrier: str, from_date: date, to_date: date | None) -> None:
    others = PriceContract.objects.filter(carrier=carrier).filter(Q(to_date=None) | Q(to_date__gte=from_date))
    if to_date is not None:
        others = others.filter(from_date__lte=to_date)
    other = others.first()
    if other is not None:
        raise ValidationError(
            {"from_date": _("Contract “%(number)s” holds on some of these days.") % {"number": other.number}}
        )


@transaction.atomic
def end_price_contract(*, contract: PriceContract, to_date: date, by: User, at: datetime) -> PriceContract:
    """Ends a contract with a day; the days up to it keep their prices.

    Raises:
        ValidationError: it has ended, or would end before it began.
    """
    require(by, Right.SETTLE)
    contract = PriceContract.objects.select_for_update().get(pk=contract.pk)
    if contract.to_date is not None:
        raise ValidationError({"to_date": _("This contract has ended.")})
    if to_date < contract.from_date:
        raise ValidationError({"to_date": _("A contract does not end before it begins.")})
    contract.to_date = to_date
    contract.save(update_fields=["to_date"])
    evidence.record(verb="close", record=contract, change={"until": to_date}, by=by, at=at)
    return contract


# --- Statements --------------------------------------------------------------------------------------------------


@transaction.atomic
def issue_statement(*, carrier: str, from_date: date, to_date: date, by: User, at: datetime) -> Statement:
    """Brings the carrier's ledger to what the scans say up to a day, and issues the entries that this takes.

    Parcels are charged once, whatever periods overlap; what changed since (a scan annulled, a weight put right, a
    contested charge) is taken back by a counter-entry. Days before the period that were not billed yet are in it too,
    counted as late.

    Raises:
        ValidationError: the period ends before it begins or lies in the future, the carrier has no contract, or nothing is
            owed that no statement says yet.
    """
    require(by, Right.SETTLE)
    _check_period(from_date, to_date, at)
    TrailHead.objects.select_for_update().get(pk=1)  # one statement at a time: the ledger is read as a whole
    counted = {one.item: one for one in queries.counted_parcels(carrier, to_date)}
    entries, unpriced = _due_entries(carrier, counted, to_date)
    if not entries:
        raise ValidationError(_("Everything up to this day stands in earlier statements."))
    statement = _store(carrier, from_date, to_date, entries, len(unpriced), counted, by, at)
    change = {
        "from": from_date,
        "until": to_date,
        "lines": statement.line_count,
        "amount": statement.amount_yuan,
        "sha256": statement.sha256,
    }
    evidence.record(verb="issue", record=statement, change=change, by=by, at=at)
    return statement


def _check_period(from_date: date, to_date: date, at: datetime) -> None:
    if to_date < from_date:
        raise ValidationError({"to_date": _("The period ends before it begins.")})
    if to_date > timezone.localdate(at):
        raise ValidationError({"to_date": _("This day is not over: choose one up to today.")})


def _due_entries(
    carrier: str, counted: Mapping[str, Counted], until: date
) -> tuple[tuple[Entry, ...], tuple[Counted, ...]]:
    contracts = queries.prices_of(carrier)
    if not contracts:
        raise ValidationError({"carrier": _("This carrier has no price contract yet.")})
    dues, unpriced = dues_of(contracts, counted.values())
    dues |= top_ups(contracts, dues.values(), until)
    standing = {
        item: one
        for item, one in standing_of(queries.ledger_of(carrier)).items()
        if item in dues or one.charge is None or one.charge.day <= until
    }
    return entries_of(dues, standing), unpriced


def _store(
    carrier: str,
    from_date: date,
    to_date: date,
    entries: Sequence[Entry],
    unpriced: int,
    counted: Mapping[str, Counted],
    by: User,
    at: datetime,
) -> Statement:
    last = Statement.objects.filter(carrier=carrier).aggregate(last=Max("number"))["last"] or 0
    statement = Statement.objects.create(
        carrier=carrier,
        number=last + 1,
        from_date=from_date,
        to_date=to_date,
        line_count=len(entries),
        late_count=sum(entry.day < from_date for entry in entries),
        unpriced_count=unpriced,
        amount_yuan=sum((entry.yuan for entry in entries), Decimal(0)),
        sha256=digest_of_entries(entries),
        issued_by=by,
        issued_at=at,
    )
    before = _kinds_before(carrier, [entry.item for entry in entries if entry.item not in counted])
    lines = (_line(statement, entry, counted, before) for entry in entries)
    StatementLine.objects.bulk_create(lines, batch_size=CHUNK)
    return statement


def _kinds_before(carrier: str, items: Iterable[str]) -> dict[str, tuple]:
    """Direction, tier and weight of charges that are taken back because no scan stands for them any more."""
    keys = [int(item) for item in items if "-" not in item]
    lines = StatementLine.objects.filter(carrier=carrier, parcel__in=keys).order_by("sequence", "kind")
    return {
        str(parcel): (direction, tier, weight)
        for parcel, direction, tier, weight in lines.values_list("parcel", "direction", "tier", "weight_kg")
    }


def _line(
    statement: Statement, entry: Entry, counted: Mapping[str, Counted], before: Mapping[str, tuple]
) -> StatementLine:
    is_month = "-" in entry.item
    one = counted.get(entry.item)
    direction, tier, weight = (
        (one.direction, one.tier, one.weight_kg) if one else before.get(entry.item, ("", "", None))
    )
    return StatementLine(
        statement=statement,
        carrier=statement.carrier,
        parcel_id=None if is_month else int(entry.item),
        month=date.fromisoformat(f"{entry.item}-01") if is_month else None,
        sequence=entry.sequence,
        kind=LineKind(entry.kind.value),
        service_date=entry.day,
        direction=direction,
        tier=tier,
        weight_kg=weight,
        amount_yuan=entry.yuan,
    )


def digest_of_entries(entries: Iterable[Entry]) -> str:
    """SHA-256 over a statement's entries, one a line: item, sequence, kind, day, amount, between tabs, sorted."""
    lines = sorted(f"{e.item}\t{e.sequence}\t{e.kind}\t{e.day}\t{e.yuan}" for e in entries)
    return sha256("\n".join(lines).encode()).hexdigest()


# --- Disputes ----------------------------------------------------------------------------------------------------


@transaction.atomic
def open_dispute(*, line: StatementLine, reason: str, by: User, at: datetime) -> Dispute:
    """Records that a carrier contests a charge.

    Raises:
        ValidationError: no reason, it is no parcel's charge, it was taken back, or it is contested already.
    """
    require(by, Right.SETTLE)
    if not reason.strip():
        raise ValidationError({"reason": _("Write what the carrier says.")})
    if line.kind != LineKind.CHARGE or line.parcel_id is None:
        raise ValidationError(_("Only the charge of a parcel can be contested."))
    taken_back = StatementLine.objects.filter(
        parcel=line.parcel_id, sequence=line.sequence, kind=LineKind.COUNTER
    )
    if taken_back.exists():
        raise ValidationError(_("This charge was taken back already."))
    if Dispute.objects.filter(line=line).exists():
        raise ValidationError(_("This charge is contested already."))
    dispute = Dispute.objects.create(line=line, reason=reason.strip(), opened_by=by, opened_at=at)
    change = {"statement": str(line.statement), "amount": line.amount_yuan}
    evidence.record(verb="report", record=dispute, change=change, by=by, at=at)
    return dispute


@transaction.atomic
def decide_dispute(
    *, dispute: Dispute, outcome: DisputeOutcome | str, note: str, by: User, at: datetime
) -> Dispute:
    """Decides a dispute. Where the carrier is right, its next statement takes the charge back, for good.

    Raises:
        ValidationError: it is decided, or nobody says why.
    """
    require(by, Right.SETTLE)
    dispute = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if dispute.outcome:
        raise ValidationError(_("This dispute is decided."))
    if not note.strip():
        raise ValidationError({"note": _("Say why.")})
    dispute.outcome, dispute.outcome_note = DisputeOutcome(outcome), note.strip()
    dispute.decided_by, dispute.decided_at = by, at
    dispute.save()
    evidence.record(verb="decide", record=dispute, change={"outcome": str(dispute.outcome)}, by=by, at=at)
    return dispute


# --- Before merging ----------------------------------------------------------------------------------------------


@transaction.atomic
def record_baseline(
    *,
    from_date: date,
    to_date: date,
    parcel_count: int,
    cost_yuan: Decimal,
    source: str,
    carrier: str = "",
    by: User,
    at: datetime,
) -> Baseline:
    """Records what delivery cost before the carriers were merged, from their books; it is never rewritten.

    Raises:
        ValidationError: by field: no parcels, no source, the days are wrong or recorded already.
    """
    require(by, Right.SETTLE)
    if to_date < from_date:
        raise ValidationError({"to_date": _("The period ends before it begins.")})
    same = Baseline.objects.filter(carrier=carrier, from_date__lte=to_date, to_date__gte=from_date)
    if same.exists():
        raise ValidationError({"from_date": _("A baseline of these days is recorded already.")})
    if parcel_count < 1:
        raise ValidationError({"parcel_count": _("A baseline counts at least one parcel.")})
    baseline = Baseline(
        carrier=carrier,
        from_date=from_date,
        to_date=to_date,
        parcel_count=parcel_count,
        cost_yuan=cost_yuan,
        source=source.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    baseline.full_clean()
    baseline.save(force_insert=True)
    change = {"carrier": carrier, "parcels": parcel_count, "cost": cost_yuan}
    evidence.record(verb="record", record=baseline, change=change, by=by, at=at)
    return baseline
