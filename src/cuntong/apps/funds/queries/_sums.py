"""Sums of money: exact on both databases, and each a query of its own, so that no join multiplies another."""

from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from ..models import BudgetLine, ContractFunding, Milestone, Payment, PaymentApplication

YUAN = DecimalField(max_digits=18, decimal_places=2)
NOTHING = Decimal("0.00")


class SumYuan(Sum):
    """A sum without rounding: SQLite adds its decimals as binary floats, so there whole cents are added instead."""

    def __init__(self, expression, **extra):
        super().__init__(expression, output_field=YUAN, **extra)

    def as_sqlite(self, compiler, connection, **context):
        template = "(SUM(CAST(ROUND(%(expressions)s * 100) AS INTEGER)) / 100.0)"
        return super().as_sql(compiler, connection, template=template, **context)


def total(rows: QuerySet) -> Decimal:
    """The sum of `amount_yuan` over the rows, to the cent; nothing where there are none."""
    found = rows.order_by().aggregate(total=SumYuan("amount_yuan"))["total"]
    return NOTHING if found is None else found.quantize(NOTHING)


def sum_per(rows: QuerySet, key: str) -> Coalesce:
    """An annotation: the rows' `amount_yuan` added up for the outer row that `key` leads to."""
    matching = rows.order_by().filter(**{key: OuterRef("pk")}).values(key)
    return Coalesce(
        Subquery(matching.annotate(total=SumYuan("amount_yuan")).values("total")),
        Value(NOTHING),
        output_field=YUAN,
    )


def payments_up_to(as_of: date | None = None) -> QuerySet[Payment]:
    """The ledger's entries, reversals included, up to a day."""
    return Payment.objects.filter(paid_date__lte=as_of) if as_of else Payment.objects.all()


def with_appropriation_money(rows: QuerySet) -> QuerySet:
    return rows.annotate(
        allotted_yuan=sum_per(BudgetLine.objects.all(), "appropriation"),
        bound_yuan=sum_per(ContractFunding.objects.all(), "budget_line__appropriation"),
        paid_yuan=sum_per(Payment.objects.all(), "funding__budget_line__appropriation"),
    )


def with_line_money(rows: QuerySet) -> QuerySet:
    return rows.annotate(
        bound_yuan=sum_per(ContractFunding.objects.all(), "budget_line"),
        paid_yuan=sum_per(Payment.objects.all(), "funding__budget_line"),
    )


def with_contract_money(rows: QuerySet) -> QuerySet:
    """`reached_yuan`: milestones met; `asked_yuan`: applied for and not yet paid; `paid_yuan`: paid."""
    waiting = PaymentApplication.objects.filter(state__in=["SUBMITTED", "APPROVED"])
    return rows.annotate(
        reached_yuan=sum_per(Milestone.objects.filter(met_date__isnull=False), "contract"),
        asked_yuan=sum_per(waiting, "milestone__contract"),
        paid_yuan=sum_per(Payment.objects.all(), "milestone__contract"),
    )


def with_milestone_money(rows: QuerySet) -> QuerySet:
    standing = PaymentApplication.objects.filter(state__in=PaymentApplication.STANDING)
    return rows.annotate(
        standing_yuan=sum_per(standing, "milestone"), paid_yuan=sum_per(Payment.objects.all(), "milestone")
    )
