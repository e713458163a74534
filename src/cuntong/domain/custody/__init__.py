"""Custody: what a parcel's scans say about where it is, and what each place took in, gave out and holds."""

from ._balance import Balance, Finding, Transit, balance, overdue_transits
from ._explanations import Oddity, OddityKind
from ._journey import ENDED, HELD, Journey, Stay, follow
from ._scans import STAGES, Scan, ScanKind, State

__all__ = [
    "ENDED",
    "HELD",
    "STAGES",
    "Balance",
    "Finding",
    "Journey",
    "Oddity",
    "OddityKind",
    "Scan",
    "ScanKind",
    "State",
    "Stay",
    "Transit",
    "balance",
    "follow",
    "overdue_transits",
]
