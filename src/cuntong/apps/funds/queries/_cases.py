"""From rows to the plain cases that the checks look at."""

from datetime import date

from django.conf import settings

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.evidence.queries import evidence_counts, evidence_of
from cuntong.rulebooks import FundsRules, load_funds_rules

from ..models import (
    Appropriation,
    Contract,
    ContractFunding,
    Milestone,
    PaymentApplication,
    Source,
)
from ._sums import payments_up_to, total
from .checks import (
    Breach,
    Commitment,
    ContractCase,
    MoneyCase,
    PaymentCase,
    Verdict,
    breaches_of,
    verdicts_on,
)


def rules_on(day: date) -> FundsRules:
    """The rules of spending that bind this county on the day."""
    return load_funds_rules(settings.COUNTY_CODE, day)


def contract_case(contract: Contract) -> ContractCase:
    sources = set(contract.funding.values_list("budget_line__appropriation__source", flat=True))
    namesakes = Contract.objects.filter(title=contract.title, item_type=contract.item_type).exclude(
        pk=contract.pk
    )
    evidence_count = evidence_of("funds.contract", contract.pk).count()
    return _contract_case(
        contract,
        central=not sources or Source.CENTRAL in sources,
        evidence_count=evidence_count,
        namesakes=tuple(namesakes.order_by("pk").values_list("contract_no", flat=True)),
    )


def contract_cases() -> list[tuple[Contract, ContractCase]]:
    """Every contract with its case, in a handful of queries however many there are."""
    contracts = list(Contract.objects.select_related("contractor"))
    counts = evidence_counts("funds.contract")
    sources: dict[int, set[str]] = {}
    for pk, source in ContractFunding.objects.values_list("contract", "budget_line__appropriation__source"):
        sources.setdefault(pk, set()).add(source)
    same: dict[tuple[str, str], list[str]] = {}
    for contract in contracts:
        same.setdefault((contract.title, contract.item_type), []).append(contract.contract_no)
    return [
        (
            contract,
            _contract_case(
                contract,
                central=Source.CENTRAL in sources.get(contract.pk, {Source.CENTRAL}),
                evidence_count=counts[str(contract.pk)],
                namesakes=tuple(
                    no for no in same[contract.title, contract.item_type] if no != contract.contract_no
                ),
            ),
        )
        for contract in contracts
    ]


def _contract_case(
    contract: Contract, *, central: bool, evidence_count: int, namesakes: tuple
) -> ContractCase:
    return ContractCase(
        contract_no=contract.contract_no,
        title=contract.title,
        scope=contract.scope,
        direction=contract.direction,
        item_type=contract.item_type,
        contractor=contract.contractor.name,
        central=central,
        decision_body=contract.decision_body,
        decision_document_no=contract.decision_document_no,
        evidence_count=evidence_count,
        publicity_url=contract.publicity_url,
        publicity_start_date=contract.publicity_start_date,
        publicity_end_date=contract.publicity_end_date,
        publicity_objection=contract.publicity_objection,
        namesakes=namesakes,
    )


def payment_case(application: PaymentApplication, payee: Organisation | None = None) -> PaymentCase:
    """The case of an application; `payee` is whom the money would go to, the contractor unless another is named."""
    milestone = application.milestone
    return PaymentCase(
        contract=contract_case(milestone.contract),
        milestone=milestone.title,
        milestone_met_date=milestone.met_date,
        payee=(payee or milestone.contract.contractor).name,
        amount_yuan=application.amount_yuan,
        invoice_no=application.invoice_no,
        note=application.note,
        same_invoice=_same_invoice(application),
    )


def _same_invoice(application: PaymentApplication) -> tuple[str, ...]:
    others = PaymentApplication.objects.filter(
        invoice_no=application.invoice_no, state__in=PaymentApplication.STANDING
    ).exclude(pk=application.pk)
    return tuple(str(other.milestone) for other in others.select_related("milestone__contract"))


def breaches_on_contract(contract: Contract, on: date) -> list[Breach]:
    return breaches_of(contract_case(contract), rules_on(on), on)


def breaches_on_payment(
    application: PaymentApplication, on: date, payee: Organisation | None = None
) -> list[Breach]:
    return breaches_of(payment_case(application, payee), rules_on(on), on)


def verdicts_on_application(application: PaymentApplication, on: date) -> list[Verdict]:
    return verdicts_on(payment_case(application), rules_on(on), on)


def money_case(as_of: date) -> MoneyCase:
    """All the county's money up to a day, as caps and alarms see it."""
    released = Appropriation.objects.filter(released_date__lte=as_of)
    contracts = Contract.objects.filter(signed_date__lte=as_of)
    return MoneyCase(
        released_yuan=total(released),
        central_released_yuan=total(released.filter(source=Source.CENTRAL)),
        paid_yuan=total(payments_up_to(as_of)),
        contracted_yuan=total(contracts),
        reached_yuan=total(Milestone.objects.filter(met_date__lte=as_of, contract__signed_date__lte=as_of)),
        commitments=tuple(_commitments(as_of)),
    )


def _commitments(as_of: date):
    central: dict[int, list] = {}
    rows = ContractFunding.objects.filter(budget_line__appropriation__source=Source.CENTRAL)
    for pk, amount_yuan in rows.values_list("contract", "amount_yuan"):
        central.setdefault(pk, []).append(amount_yuan)
    for contract in Contract.objects.filter(signed_date__lte=as_of).order_by("pk"):
        yield Commitment(
            contract_no=contract.contract_no,
            direction=contract.direction,
            item_type=contract.item_type,
            amount_yuan=contract.amount_yuan,
            central_yuan=sum(central.get(contract.pk, []), start=contract.amount_yuan * 0),
        )
