"""Who sees which rows: officers and auditors all of them, a contractor what belongs to its own contracts."""

from django.db.models import QuerySet

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right

from ..models import (
    Appropriation,
    BudgetLine,
    Contract,
    ContractFunding,
    Milestone,
    Payment,
    PaymentApplication,
)
from ._sums import with_appropriation_money, with_contract_money, with_line_money


def visible_appropriations(user: User) -> QuerySet[Appropriation]:
    """Released money, with what is allotted, bound and paid of it; the county's own matter."""
    rows = with_appropriation_money(Appropriation.objects.all())
    return rows if user.may(Right.READ_FUNDS) and scope_of(user).everywhere else rows.none()


def visible_lines(user: User) -> QuerySet[BudgetLine]:
    """Budget lines, with what is bound and paid of them; a contractor sees those that feed its contracts."""
    rows = with_line_money(BudgetLine.objects.select_related("appropriation"))
    if not user.may(Right.READ_FUNDS):
        return rows.none()
    if scope_of(user).everywhere:
        return rows
    return rows.filter(pk__in=visible_fundings(user).values("budget_line"))


def visible_contracts(user: User) -> QuerySet[Contract]:
    """Contracts, with what is met, asked for and paid of them."""
    return with_contract_money(_own(Contract.objects.select_related("contractor"), user, "contractor"))


def visible_fundings(user: User) -> QuerySet[ContractFunding]:
    rows = ContractFunding.objects.select_related("budget_line__appropriation", "contract")
    return _own(rows, user, "contract__contractor")


def visible_milestones(user: User) -> QuerySet[Milestone]:
    rows = Milestone.objects.select_related("contract__contractor", "met_by")
    return _own(rows, user, "contract__contractor")


def visible_applications(user: User) -> QuerySet[PaymentApplication]:
    rows = PaymentApplication.objects.select_related(
        "milestone__contract__contractor", "applied_by", "decided_by"
    )
    return _own(rows, user, "milestone__contract__contractor")


def visible_payments(user: User) -> QuerySet[Payment]:
    rows = Payment.objects.select_related(
        "milestone__contract",
        "payee",
        "funding__budget_line__appropriation",
        "reverses",
        "reversal",
        "recorded_by",
    )
    return _own(rows, user, "milestone__contract__contractor")


def _own(rows: QuerySet, user: User, field: str) -> QuerySet:
    return rows.filter(scope_of(user).organisation(field)) if user.may(Right.READ_FUNDS) else rows.none()
