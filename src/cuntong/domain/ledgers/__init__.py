"""Ledgers: a counter's entries in; what each does to the accounts, and what in a ledger deserves a look, out."""

from ._findings import Code, Finding, Hours, LedgerLine, Thresholds, examine, idle
from ._postings import (
    ACCOUNTS,
    CASHLESS,
    MONEY_KINDS,
    Account,
    Kind,
    PaidBy,
    Posting,
    PostingError,
    balances,
    post,
    reverse,
    settle,
)

__all__ = [
    "ACCOUNTS",
    "CASHLESS",
    "MONEY_KINDS",
    "Account",
    "Code",
    "Finding",
    "Hours",
    "Kind",
    "LedgerLine",
    "PaidBy",
    "Posting",
    "PostingError",
    "Thresholds",
    "balances",
    "examine",
    "idle",
    "post",
    "reverse",
    "settle",
]
