from datetime import date
from decimal import Decimal

from django.utils import timezone
from ninja import Router, Schema
from ninja.pagination import PageNumberPagination, paginate

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.roles import Right

from . import queries

router = Router(tags=["funds"])


class AppropriationOut(Schema):
    id: int
    document_no: str
    source: str
    tranche: str
    released_date: date
    amount_yuan: Decimal
    allotted_yuan: Decimal
    bound_yuan: Decimal
    paid_yuan: Decimal


@router.get("/appropriations", response=list[AppropriationOut])
@paginate(PageNumberPagination, page_size=100)
def appropriations(request):
    """Money released, with what is allotted, bound and paid of it; empty for a contractor."""
    require(request.user, Right.READ_FUNDS)
    return queries.visible_appropriations(request.user)


class ContractOut(Schema):
    id: int
    contract_no: str
    title: str
    direction: str
    item_type: str
    contractor: str
    signed_date: date
    amount_yuan: Decimal
    reached_yuan: Decimal
    asked_yuan: Decimal
    paid_yuan: Decimal

    @staticmethod
    def resolve_contractor(contract) -> str:
        return contract.contractor.name


@router.get("/contracts", response=list[ContractOut])
@paginate(PageNumberPagination, page_size=100)
def contracts(request):
    """Contracts with what is met, applied for and paid; a contractor sees its own."""
    require(request.user, Right.READ_FUNDS)
    return queries.visible_contracts(request.user)


class ApplicationOut(Schema):
    id: int
    milestone_id: int
    contract_no: str
    amount_yuan: Decimal
    invoice_no: str
    state: str
    applied_at: str

    @staticmethod
    def resolve_contract_no(application) -> str:
        return application.milestone.contract.contract_no

    @staticmethod
    def resolve_applied_at(application) -> str:
        return application.applied_at.isoformat()


@router.get("/applications", response=list[ApplicationOut])
@paginate(PageNumberPagination, page_size=100)
def applications(request):
    """Payment applications; `applied_at` in UTC."""
    require(request.user, Right.READ_FUNDS)
    return queries.visible_applications(request.user)


class PaymentOut(Schema):
    id: int
    voucher_no: str
    contract_no: str
    project: str
    payee: str
    milestone: str
    direction: str
    tranche: str
    amount_yuan: Decimal
    paid_date: date
    reverses_id: int | None

    @staticmethod
    def resolve_contract_no(payment) -> str:
        return payment.milestone.contract.contract_no

    @staticmethod
    def resolve_project(payment) -> str:
        return payment.milestone.contract.title

    @staticmethod
    def resolve_payee(payment) -> str:
        return payment.payee.name

    @staticmethod
    def resolve_milestone(payment) -> str:
        return payment.milestone.title

    @staticmethod
    def resolve_direction(payment) -> str:
        return payment.milestone.contract.direction

    @staticmethod
    def resolve_tranche(payment) -> str:
        return payment.funding.budget_line.appropriation.tranche


@router.get("/payments", response=list[PaymentOut])
@paginate(PageNumberPagination, page_size=100)
def payments(request):
    """Entries of the ledger; a reversal names the entry it reverses and has a negative amount."""
    require(request.user, Right.READ_FUNDS)
    return queries.visible_payments(request.user)


class OverviewOut(Schema):
    as_of: date
    released_yuan: Decimal
    budget_yuan: Decimal
    contracted_yuan: Decimal
    paid_yuan: Decimal
    execution_percent: Decimal | None

    @staticmethod
    def resolve_execution_percent(overview) -> Decimal | None:
        return overview.execution_rate.percent(2) if overview.execution_rate else None


@router.get("/overview", response=OverviewOut)
def overview(request, as_of: date | None = None):
    """Released, allotted, contracted and paid up to a day (today by default); paid / released in per cent, half-up."""
    require(request.user, Right.READ_FUNDS)
    return queries.overview(request.user, as_of or timezone.localdate())
