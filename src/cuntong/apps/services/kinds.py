"""What a counter does, how it is paid, and what may become of it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cuntong.domain import ledgers


class EntryKind(models.TextChoices):
    AGENCY_BUYING = "AGENCY_BUYING", _("Buying for a villager")
    AGENCY_SELLING = "AGENCY_SELLING", _("Selling for a villager")
    CASH_WITHDRAWAL = "CASH_WITHDRAWAL", _("Cash withdrawal")
    CASH_DEPOSIT = "CASH_DEPOSIT", _("Cash deposit")
    BILL_PAYMENT = "BILL_PAYMENT", _("Top-up or bill")
    GROUP_BUYING = "GROUP_BUYING", _("Community group buying")
    INFORMATION = "INFORMATION", _("Information and advice")
    JOB_INTRODUCTION = "JOB_INTRODUCTION", _("Job introduction")
    CONSIGNMENT = "CONSIGNMENT", _("Produce on consignment")
    SETTLEMENT = "SETTLEMENT", _("Settlement")
    FLOAT_IN = "FLOAT_IN", _("Change put into the drawer")
    FLOAT_OUT = "FLOAT_OUT", _("Cash taken out of the drawer")
    CASH_DIFFERENCE = "CASH_DIFFERENCE", _("Difference of the cash count")


SERVICES = tuple(
    kind
    for kind in EntryKind
    if kind not in (EntryKind.SETTLEMENT, EntryKind.FLOAT_IN, EntryKind.FLOAT_OUT, EntryKind.CASH_DIFFERENCE)
)
"""Kinds that serve a villager; the others keep the till in order and count as no service."""
SERVICE_CHOICES = [(kind.value, kind.label) for kind in SERVICES]


class PaidBy(models.TextChoices):
    CASH = "CASH", _("Cash")
    WALLET = "WALLET", _("Mobile payment")
    LATER = "LATER", _("Settled later")


class Account(models.TextChoices):
    CASH = "CASH", _("Cash drawer")
    WALLET = "WALLET", _("Mobile wallet")
    BANK = "BANK", _("Account at the bank")
    PRINCIPAL = "PRINCIPAL", _("Open with villagers")
    COMMISSION = "COMMISSION", _("Commission")
    FLOAT = "FLOAT", _("Keeper's own change")
    DIFFERENCE = "DIFFERENCE", _("Differences of counts")


class Progress(models.TextChoices):
    HIRED = "HIRED", _("Hired")
    NOT_HIRED = "NOT_HIRED", _("Not hired")
    PICKED_UP = "PICKED_UP", _("Goods picked up")


PROGRESS_OF = {
    EntryKind.JOB_INTRODUCTION: (Progress.HIRED, Progress.NOT_HIRED),
    EntryKind.GROUP_BUYING: (Progress.PICKED_UP,),
    EntryKind.AGENCY_BUYING: (Progress.PICKED_UP,),
}
"""What may become of an entry, by its kind."""


class AnswerOutcome(models.TextChoices):
    EXPLAINED = "EXPLAINED", _("Explained")
    CORRECTED = "CORRECTED", _("Corrected in the ledger")
    CONFIRMED = "CONFIRMED", pgettext_lazy("finding", "Confirmed")


class Button(models.TextChoices):
    """The six buttons of the counter; each opens one short form."""

    TRADE = "TRADE", _("Buy or sell")
    SMALL_CASH = "SMALL_CASH", _("Small cash")
    BILLS = "BILLS", _("Top-ups and bills")
    GROUP = "GROUP", _("Group buying")
    ADVICE = "ADVICE", _("Advice and jobs")
    PRODUCE = "PRODUCE", _("Consignment")


KINDS_OF = {
    Button.TRADE: (EntryKind.AGENCY_BUYING, EntryKind.AGENCY_SELLING),
    Button.SMALL_CASH: (EntryKind.CASH_WITHDRAWAL, EntryKind.CASH_DEPOSIT),
    Button.BILLS: (EntryKind.BILL_PAYMENT,),
    Button.GROUP: (EntryKind.GROUP_BUYING,),
    Button.ADVICE: (EntryKind.INFORMATION, EntryKind.JOB_INTRODUCTION),
    Button.PRODUCE: (EntryKind.CONSIGNMENT,),
}

DENOMINATIONS = tuple(Decimal(one) for one in ("100", "50", "20", "10", "5", "1", "0.50", "0.10"))
"""Notes and coins of the renminbi in yuan, as a drawer holds them."""


@dataclass(frozen=True)
class Person:
    """Whom an entry serves, as they say it; kept encrypted and masked."""

    name: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone)


@dataclass(frozen=True)
class Deed:
    """What an entry says: the same from every phone, so that a repetition can be told from another entry.

    amount_yuan      the principal's money, see `domain.ledgers.post`
    subject          goods, bill, question or job, in a few words
    group_order      key of the group order that a sub-order belongs to
    late_reason      why an entry comes after its day was closed
    """

    kind: str
    amount_yuan: Decimal = Decimal("0.00")
    commission_yuan: Decimal = Decimal("0.00")
    paid_by: str = "CASH"
    subject: str = ""
    person: Person = field(default_factory=Person)
    group_order: int | None = None
    late_reason: str = ""


@dataclass(frozen=True)
class LedgerRow:
    """One line of a paper ledger: where, on which day, what, and in which row of the workbook."""

    station: Any
    day: date
    deed: Deed
    sheet_row: int


FINDING_TITLES: dict[str, str | Promise] = {
    ledgers.Code.SAME_AMOUNTS: _("One amount returns very often"),
    ledgers.Code.ONE_SITTING: _("Entries of several days written in one sitting"),
    ledgers.Code.OUTSIDE_HOURS: _("Many entries written outside opening hours"),
    ledgers.Code.SAME_TOTALS: _("The same total month after month"),
    ledgers.Code.ROUND_SUMS: _("Nearly all sums are round"),
    ledgers.Code.REPEATED_SEQUENCE: _("The same sequence of entries on several days"),
    ledgers.Code.IDLE: _("Neither entries nor scans for a long time"),
}
