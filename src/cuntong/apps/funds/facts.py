"""Rows of public money as fact tables; a reversed payment is two rows whose amounts cancel, each on its own day."""

from collections.abc import Iterator

import pyarrow as pa

from cuntong.apps.evidence.queries import evidence_counts
from cuntong.domain.facts import conform

from .models import Appropriation, BudgetLine, Contract, Payment

WATERMARK_KINDS = {
    "appropriations": ("funds.appropriation",),
    "budget_lines": ("funds.appropriation", "funds.budget_line"),
    "contracts": ("funds.contract",),
    "payments": ("funds.appropriation", "funds.contract", "funds.milestone", "funds.payment"),
}
"""Record kinds whose trail entries can change a table; an import is seen by the entries of its rows."""


def export() -> dict[str, pa.Table]:
    """Return every appropriation, budget line, contract and ledger entry of the county, by fact table."""
    return {
        "appropriations": conform("appropriations", _appropriations()),
        "budget_lines": conform("budget_lines", _budget_lines()),
        "contracts": conform("contracts", _contracts()),
        "payments": conform("payments", _payments()),
    }


def _appropriations() -> Iterator[dict]:
    counts = evidence_counts("funds.appropriation")
    rows = Appropriation.objects.order_by("pk").values_list(
        "pk", "document_no", "source", "tranche", "amount_yuan", "released_date"
    )
    for pk, document_no, source, tranche, amount_yuan, released_date in rows.iterator():
        yield {
            "appropriation_id": str(pk),
            "document_no": document_no,
            "source": source,
            "tranche": tranche,
            "amount_yuan": amount_yuan,
            "released_date": released_date,
            "evidence_count": counts[str(pk)],
        }


def _budget_lines() -> Iterator[dict]:
    counts = evidence_counts("funds.budget_line")
    rows = BudgetLine.objects.order_by("pk").values_list(
        "pk", "direction", "appropriation__source", "title", "amount_yuan", "approved_date"
    )
    for pk, direction, source, title, amount_yuan, approved_date in rows.iterator():
        yield {
            "budget_line_id": str(pk),
            "direction": direction,
            "source": source,
            "item": title,
            "amount_yuan": amount_yuan,
            "approved_date": approved_date,
            "evidence_count": counts[str(pk)],
        }


def _contracts() -> Iterator[dict]:
    counts = evidence_counts("funds.contract")
    rows = Contract.objects.order_by("pk").values_list(
        "pk", "contract_no", "direction", "contractor__name", "amount_yuan", "signed_date"
    )
    for pk, contract_no, direction, contractor_name, amount_yuan, signed_date in rows.iterator():
        yield {
            "contract_id": str(pk),
            "contract_no": contract_no,
            "direction": direction,
            "contractor_name": contractor_name,
            "amount_yuan": amount_yuan,
            "signed_date": signed_date,
            "evidence_count": counts[str(pk)],
        }


def _payments() -> Iterator[dict]:
    counts = evidence_counts("funds.payment")
    rows = Payment.objects.select_related(
        "milestone__contract", "funding__budget_line__appropriation", "payee"
    ).order_by("pk")
    for payment in rows.iterator(chunk_size=2_000):
        contract, appropriation = payment.milestone.contract, payment.funding.budget_line.appropriation
        yield {
            "payment_id": str(payment.pk),
            "voucher_no": payment.voucher_no,
            "appropriation_id": str(appropriation.pk),
            "tranche": appropriation.tranche,
            "source": appropriation.source,
            "contract_id": str(contract.pk),
            "contract_no": contract.contract_no,
            "milestone_id": str(payment.milestone_id),
            "direction": contract.direction,
            "payee_name": payment.payee.name,
            "amount_yuan": payment.amount_yuan,
            "paid_date": payment.paid_date,
            "evidence_count": counts[str(payment.pk)],
        }
