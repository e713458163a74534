"""What the checks look at and what they answer: plain values, taken from the rows by `queries`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cuntong.domain.values import Bilingual
from cuntong.rulebooks import Document, Rule


@dataclass(frozen=True, kw_only=True)
class ContractCase:
    """A contract as the rules see it.

    `central`: central money is bound to it, or nobody has said yet what money is.
    `namesakes`: numbers of other contracts with the same project and type of item.
    """

    contract_no: str
    title: str
    scope: str
    direction: str
    item_type: str
    contractor: str
    central: bool
    decision_body: str
    decision_document_no: str
    evidence_count: int
    publicity_url: str
    publicity_start_date: date | None
    publicity_end_date: date | None
    publicity_objection: str
    namesakes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PaymentCase:
    """A payment that somebody asks for: its contract, its milestone, its payee and its invoice.

    `payee` is whom the money would go to; `same_invoice` names other applications or payments that already rest
    on the invoice.
    """

    contract: ContractCase
    milestone: str
    milestone_met_date: date | None
    payee: str
    amount_yuan: Decimal
    invoice_no: str
    note: str = ""
    same_invoice: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """Money that a contract binds: how much of it is central, and how much the contract is worth in all."""

    contract_no: str
    direction: str
    item_type: str
    amount_yuan: Decimal
    central_yuan: Decimal


@dataclass(frozen=True, kw_only=True)
class MoneyCase:
    """All the county's money on a day, as caps and alarms see it."""

    released_yuan: Decimal
    central_released_yuan: Decimal
    paid_yuan: Decimal
    contracted_yuan: Decimal
    reached_yuan: Decimal
    commitments: tuple[Commitment, ...] = ()


@dataclass(frozen=True)
class Breach:
    """A rule that is not kept, or asks a person to look.

    `blocking` stops approval and payment; otherwise a person says why the payment may go on.
    """

    rule_code: str
    rule_name: Bilingual
    basis: tuple[Document, ...]
    message: Bilingual
    blocking: bool

    @classmethod
    def of(cls, rule: Rule, zh: str, en: str, *, blocking: bool) -> Breach:
        return cls(rule.code, rule.name, rule.basis, Bilingual(zh, en), blocking)


@dataclass(frozen=True)
class Verdict:
    """What came of one rule: it stops, asks a person, is left to a person (nothing here can tell), or is kept."""

    class Outcome(StrEnum):
        STOPS = "STOPS"
        ASKS = "ASKS"
        NOT_TESTED = "NOT_TESTED"
        KEPT = "KEPT"

    rule_code: str
    rule_name: Bilingual
    basis: tuple[Document, ...]
    status: str
    outcome: Outcome
    messages: tuple[Bilingual, ...] = ()
