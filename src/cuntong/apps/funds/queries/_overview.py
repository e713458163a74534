"""The money at one glance, as of a day, and what the rules find in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.domain.values import Bilingual, Ratio, wan_yuan
from cuntong.rulebooks import Document

from ..models import (
    Appropriation,
    BudgetLine,
    Contract,
    ContractFunding,
    Direction,
    Milestone,
    Payment,
    Tranche,
)
from ._cases import contract_cases, money_case, rules_on
from ._scopes import visible_contracts, visible_milestones, visible_payments
from ._sums import NOTHING, payments_up_to, total
from .checks import Breach, breaches_of, check_caps, check_rates


@dataclass(frozen=True)
class Portion:
    """Money of one direction, tranche or appropriation: planned, bound by contracts, paid."""

    code: str
    planned_yuan: Decimal
    bound_yuan: Decimal
    paid_yuan: Decimal

    @property
    def rate(self) -> Ratio | None:
        """Paid over planned; None where nothing is planned."""
        return Ratio(self.paid_yuan, self.planned_yuan) if self.planned_yuan else None


@dataclass(frozen=True)
class Overview:
    """All amounts in yuan, up to and including `as_of`; for a contractor only its own contracts count.

    execution rate = paid / released; `by_direction` compares with the budget, `by_tranche` with what was released.
    """

    as_of: date
    released_yuan: Decimal
    budget_yuan: Decimal
    contracted_yuan: Decimal
    paid_yuan: Decimal
    by_direction: tuple[Portion, ...]
    by_tranche: tuple[Portion, ...]
    by_appropriation: tuple[tuple[Appropriation, Portion], ...]

    @property
    def execution_rate(self) -> Ratio | None:
        return Ratio(self.paid_yuan, self.released_yuan) if self.released_yuan else None

    @property
    def budget_rate(self) -> Ratio | None:
        return Ratio(self.paid_yuan, self.budget_yuan) if self.budget_yuan else None


def overview(user: User, as_of: date) -> Overview:
    """Released, allotted, contracted and paid up to a day, in the person's own sight."""
    countywide = scope_of(user).everywhere
    released = (
        Appropriation.objects.filter(released_date__lte=as_of) if countywide else Appropriation.objects.none()
    )
    lines = BudgetLine.objects.filter(approved_date__lte=as_of, appropriation__in=released)
    contracts = Contract.objects.filter(signed_date__lte=as_of, pk__in=visible_contracts(user).values("pk"))
    bound = ContractFunding.objects.filter(contract__in=contracts)
    paid = payments_up_to(as_of).filter(milestone__contract__in=contracts)
    return Overview(
        as_of=as_of,
        released_yuan=total(released),
        budget_yuan=total(lines),
        contracted_yuan=total(contracts),
        paid_yuan=total(paid),
        by_direction=_by(Direction.values, "direction", lines, contracts, paid, "milestone__contract__"),
        by_tranche=_by(
            Tranche.values, "tranche", released, bound, paid, "funding__budget_line__appropriation__"
        ),
        by_appropriation=_by_appropriation(released, bound, paid),
    )


def _by(codes, field, planned, bound, paid, paid_path) -> tuple[Portion, ...]:
    """Portions by a coded field; codes without any money are left out, except the directions."""
    bound_path = "" if bound.model is Contract else "budget_line__appropriation__"
    portions = [
        Portion(
            code,
            total(planned.filter(**{field: code})),
            total(bound.filter(**{bound_path + field: code})),
            total(paid.filter(**{paid_path + field: code})),
        )
        for code in codes
    ]
    return tuple(p for p in portions if field == "direction" or p.planned_yuan or p.bound_yuan or p.paid_yuan)


def _by_appropriation(released, bound, paid) -> tuple[tuple[Appropriation, Portion], ...]:
    return tuple(
        (
            one,
            Portion(
                str(one.pk),
                one.amount_yuan,
                total(bound.filter(budget_line__appropriation=one)),
                total(paid.filter(funding__budget_line__appropriation=one)),
            ),
        )
        for one in released
    )


@dataclass(frozen=True)
class Finding:
    """Something that does not fit a rule, with the record to look at and the document it rests on."""

    code: str
    wrong: bool
    message: Bilingual
    basis: tuple[Document, ...] = ()
    record: Contract | Milestone | Payment | None = None


def findings(user: User, as_of: date) -> list[Finding]:
    """Everything that the rules find in what the person may see, what is wrong first."""
    found = [*_of_contracts(user, as_of), *_of_milestones(user, as_of), *_of_payments(user, as_of)]
    if scope_of(user).everywhere:
        found += [*_of_the_whole(as_of), *_on_paper(user)]
    return sorted(found, key=lambda finding: not finding.wrong)


def _of_the_whole(as_of: date) -> Iterator[Finding]:
    case, rules = money_case(as_of), rules_on(as_of)
    for breach in (*check_rates(case, rules, as_of), *check_caps(case, rules, as_of)):
        yield _finding(breach, wrong=False)


def _of_contracts(user: User, as_of: date) -> Iterator[Finding]:
    """What would stop the next payment of a contract; where money has been paid already, that was wrong."""
    rules = rules_on(as_of)
    own = {contract.pk: contract for contract in visible_contracts(user)}
    for contract, case in contract_cases():
        if contract.pk in own:
            paid = own[contract.pk].paid_yuan > NOTHING
            for breach in breaches_of(case, rules, as_of):
                yield _finding(breach, wrong=breach.blocking and paid, record=contract)


def _of_milestones(user: User, as_of: date) -> Iterator[Finding]:
    """Milestones past their day, as one finding: the list of them is a queue of its own."""
    late: QuerySet[Milestone] = visible_milestones(user).filter(met_date__isnull=True, due_date__lt=as_of)
    count, oldest = late.count(), late.order_by("due_date").first()
    if oldest is not None:
        days = (as_of - oldest.due_date).days
        yield Finding(
            "MILESTONE_LATE",
            wrong=False,
            message=Bilingual(
                f"{count} 个付款节点逾期未达成，最久的是合同 {oldest.contract.contract_no} 的“{oldest.title}”，"
                f"逾期 {days} 天。",
                f"{count} milestones are past their day; the longest is “{oldest.title}” of contract "
                f"{oldest.contract.contract_no}, {days} days late.",
            ),
            record=oldest,
        )


def _of_payments(user: User, as_of: date) -> Iterator[Finding]:
    """Payments that the books hold although their milestone was not met on that day."""
    standing = visible_payments(user).filter(
        reverses__isnull=True, reversal__isnull=True, paid_date__lte=as_of
    )
    early = standing.filter(Q(milestone__met_date__isnull=True) | Q(milestone__met_date__gt=F("paid_date")))
    rule = rules_on(as_of).requirement("MILESTONE_REACHED")
    for payment in early.order_by("paid_date"):
        yield Finding(
            "PAID_BEFORE_MILESTONE",
            wrong=True,
            message=Bilingual(
                f"付款 {payment.voucher_no}（{payment.paid_date}）早于节点“{payment.milestone.title}”达成。",
                f"Payment {payment.voucher_no} of {payment.paid_date} was made before its milestone "
                f"“{payment.milestone.title}” was met.",
            ),
            basis=rule.basis if rule else (),
            record=payment,
        )


def _on_paper(user: User) -> Iterator[Finding]:
    """Payments from the old books that nobody has countersigned, as one finding: they are a queue of their own."""
    waiting = visible_payments(user).filter(
        reverses__isnull=True, application__state="PAID", application__decided_at__isnull=True
    )
    oldest, amount_yuan = waiting.order_by("paid_date").first(), total(waiting)
    if oldest is not None:
        yield Finding(
            "PAID_ON_PAPER",
            wrong=False,
            message=Bilingual(
                f"{waiting.count()} 笔导入的付款（合计 {wan_yuan(amount_yuan).normalize():f} 万元）在系统外审批，"
                "尚待另一人核签。",
                f"{waiting.count()} imported payments, {amount_yuan} yuan in all, were approved on paper; "
                "a second person has yet to countersign them.",
            ),
            record=oldest,
        )


def _finding(breach: Breach, *, wrong: bool, record: Contract | None = None) -> Finding:
    return Finding(breach.rule_code, wrong, breach.message, breach.basis, record)
