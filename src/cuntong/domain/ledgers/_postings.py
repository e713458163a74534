"""What an entry does to the accounts of a counter: signed amounts in yuan that add up to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from cuntong.domain.values import BilingualError

NOTHING = Decimal("0.00")


class Account(StrEnum):
    """Where a counter's money is, and whose it is. An inflow is positive; what is earned or owed is negative."""

    CASH = "CASH"
    WALLET = "WALLET"
    BANK = "BANK"
    PRINCIPAL = "PRINCIPAL"
    COMMISSION = "COMMISSION"
    FLOAT = "FLOAT"
    DIFFERENCE = "DIFFERENCE"


ACCOUNTS = tuple(Account)


class Kind(StrEnum):
    """What was done at the counter: services to villagers first, then what keeps the till in order."""

    AGENCY_BUYING = "AGENCY_BUYING"
    AGENCY_SELLING = "AGENCY_SELLING"
    CASH_WITHDRAWAL = "CASH_WITHDRAWAL"
    CASH_DEPOSIT = "CASH_DEPOSIT"
    BILL_PAYMENT = "BILL_PAYMENT"
    GROUP_BUYING = "GROUP_BUYING"
    INFORMATION = "INFORMATION"
    JOB_INTRODUCTION = "JOB_INTRODUCTION"
    CONSIGNMENT = "CONSIGNMENT"
    SETTLEMENT = "SETTLEMENT"
    FLOAT_IN = "FLOAT_IN"
    FLOAT_OUT = "FLOAT_OUT"
    CASH_DIFFERENCE = "CASH_DIFFERENCE"


class PaidBy(StrEnum):
    """How the villager pays or is paid."""

    CASH = "CASH"
    WALLET = "WALLET"
    LATER = "LATER"


_ACCOUNT_OF = {
    PaidBy.CASH: Account.CASH,
    PaidBy.WALLET: Account.WALLET,
    PaidBy.LATER: Account.PRINCIPAL,
}
_BOUGHT = frozenset({Kind.AGENCY_BUYING, Kind.BILL_PAYMENT, Kind.GROUP_BUYING})
CASHLESS = frozenset({Kind.INFORMATION, Kind.JOB_INTRODUCTION, Kind.CONSIGNMENT})
"""Kinds that move no money: an amount says at most what goods are worth."""
MONEY_KINDS = frozenset(Kind) - CASHLESS
_ONLY_CASH = MONEY_KINDS - _BOUGHT - {Kind.AGENCY_SELLING, Kind.SETTLEMENT}

Posting = Mapping[Account, Decimal]
"""Every account with its signed amount in yuan; together nothing."""


class PostingError(BilingualError):
    """The amounts or the way of paying do not fit the kind of entry."""


def post(kind: Kind, amount_yuan: Decimal, commission_yuan: Decimal, paid_by: PaidBy) -> Posting:
    """Return what an entry does to the accounts.

    `amount_yuan` is the principal's money: the price of what was bought or sold, the cash paid in or out, the bill;
    `commission_yuan` is what the counter keeps. A difference of the cash count may be negative.

    Raises:
        PostingError: amounts that cannot be, or a way of paying that the kind does not have.
    """
    _check(kind, amount_yuan, commission_yuan, paid_by)
    moved = _moved(kind, amount_yuan, commission_yuan, _ACCOUNT_OF[paid_by])
    return _whole(moved)


def settle(open_yuan: Decimal, paid_by: PaidBy) -> Posting:
    """Return what settling an open principal does: positive where the villager owes, negative where they are owed.

    Raises:
        PostingError: nothing is open, or it would be put off once more.
    """
    if not open_yuan or paid_by is PaidBy.LATER:
        raise PostingError(
            "这笔业务没有未结款项，或未选择现金、电子支付",
            "nothing of this entry is open, or it is to be paid later again",
        )
    return _whole([(_ACCOUNT_OF[paid_by], open_yuan), (Account.PRINCIPAL, -open_yuan)])


def reverse(posting: Posting) -> Posting:
    """Return the posting that takes another back."""
    return MappingProxyType({account: -amount for account, amount in posting.items()})


def balances(postings: Iterable[Posting]) -> Posting:
    """Return what each account holds after some postings."""
    held = dict.fromkeys(ACCOUNTS, NOTHING)
    for posting in postings:
        for account, amount in posting.items():
            held[account] += amount
    return MappingProxyType(held)


def _whole(moved: Iterable[tuple[Account, Decimal]]) -> Posting:
    return balances({account: amount} for account, amount in moved)


def _moved(kind: Kind, amount: Decimal, commission: Decimal, till: Account) -> list[tuple[Account, Decimal]]:
    earned = (Account.COMMISSION, -commission)
    if kind in CASHLESS:
        return []
    if kind in _BOUGHT:
        return [(till, amount + commission), (Account.WALLET, -amount), earned]
    if kind is Kind.AGENCY_SELLING:
        return [(Account.WALLET, amount), (till, commission - amount), earned]
    if kind is Kind.CASH_DEPOSIT:
        return [(Account.CASH, amount + commission), (Account.BANK, -amount), earned]
    if kind is Kind.CASH_WITHDRAWAL:
        return [(Account.CASH, commission - amount), (Account.BANK, amount), earned]
    return [(Account.CASH, _signed(kind, amount)), (_OTHER[kind], -_signed(kind, amount))]


_OTHER = {
    Kind.FLOAT_IN: Account.FLOAT,
    Kind.FLOAT_OUT: Account.FLOAT,
    Kind.CASH_DIFFERENCE: Account.DIFFERENCE,
}


def _signed(kind: Kind, amount: Decimal) -> Decimal:
    return -amount if kind is Kind.FLOAT_OUT else amount


def _check(kind: Kind, amount: Decimal, commission: Decimal, paid_by: PaidBy) -> None:
    if kind is Kind.SETTLEMENT:
        raise PostingError("结算须注明所结的业务", "a settlement names the entry that it settles")
    if amount != round(amount, 2) or commission != round(commission, 2):
        raise PostingError("金额最多两位小数", "amounts have at most two places")
    if commission < 0 or (amount < 0 and kind is not Kind.CASH_DIFFERENCE):
        raise PostingError("金额不能为负；更正请冲销", "amounts are not negative; reverse the entry instead")
    if kind in MONEY_KINDS and not amount:
        raise PostingError("请填写金额", "say the amount")
    if commission and (kind in CASHLESS or kind in _OTHER):
        raise PostingError("这类业务没有手续费", "this kind has no commission")
    if kind is Kind.AGENCY_SELLING and commission > amount:
        raise PostingError("手续费不能多于货款", "the commission is not more than the price")
    if kind in _ONLY_CASH and paid_by is not PaidBy.CASH:
        raise PostingError("这类业务只收付现金", "this kind is paid in cash only")
