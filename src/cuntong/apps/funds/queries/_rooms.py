"""How much room is left: what may still be bound, applied for, paid."""

from decimal import Decimal

from django.db.models import F, Model, QuerySet

from ..models import (
    Appropriation,
    BudgetLine,
    Contract,
    ContractFunding,
    Milestone,
    Payment,
    PaymentApplication,
)
from ._sums import sum_per, total, with_milestone_money


def room_in_appropriation(appropriation: Appropriation) -> Decimal:
    """Yuan released and not yet allotted."""
    return appropriation.amount_yuan - total(appropriation.lines.all())


def room_in_line(line: BudgetLine) -> Decimal:
    """Yuan allotted and not yet bound by a contract."""
    return line.amount_yuan - total(line.funding.all())


def unfunded(contract: Contract) -> Decimal:
    """Yuan of the contract for which no budget line is bound yet."""
    return contract.amount_yuan - total(contract.funding.all())


def without_milestone(contract: Contract) -> Decimal:
    """Yuan of the contract that no milestone releases yet."""
    return contract.amount_yuan - total(contract.milestones.all())


def room_in_milestone(milestone: Milestone) -> Decimal:
    """Yuan of the milestone that are neither paid nor applied for."""
    standing = PaymentApplication.objects.filter(milestone=milestone, state__in=PaymentApplication.STANDING)
    return milestone.amount_yuan - total(standing)


def room_in_funding(funding: ContractFunding) -> Decimal:
    """Yuan bound on the line for this contract and not yet paid."""
    return funding.amount_yuan - total(Payment.objects.filter(funding=funding))


def fundings_with_room(contract: Contract) -> QuerySet[ContractFunding]:
    """The contract's fundings from which something can still be paid, each with its `room_yuan`."""
    rows = ContractFunding.objects.filter(contract=contract).select_related("budget_line__appropriation")
    return rows.annotate(room_yuan=F("amount_yuan") - sum_per(Payment.objects.all(), "funding")).filter(
        room_yuan__gt=0
    )


def milestones_with_money(rows: QuerySet[Milestone]) -> QuerySet[Milestone]:
    """Milestones with `standing_yuan` (applied for or paid) and `paid_yuan`."""
    return with_milestone_money(rows)


def rests_on(row: Appropriation | BudgetLine | Contract | Milestone) -> Model | None:
    """Something that was built on the row and would hang in the air without it; None where there is nothing."""
    built = {
        Appropriation: lambda: row.lines.all(),
        BudgetLine: lambda: Contract.objects.filter(funding__budget_line=row),
        Contract: lambda: PaymentApplication.objects.filter(milestone__contract=row),
        Milestone: lambda: row.applications.all(),
    }
    return built[type(row)]().first()
