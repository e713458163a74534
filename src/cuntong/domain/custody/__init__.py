"""Custody: what a parcel's scans say about where it is, and what each place took in, gave out and holds."""

from ._balance import Balance, Finding, Transit, balance, overdue_transits
from ._explanations import Oddity, OddityKind
from ._journey import ENDED, HELD, Journey, Position, Stay, advance, follow
from ._scans import STAGES, Scan, ScanKind, State
from ._summary import PARCELS, SCANS, STATIONS, summarise

__all__ = [
    "ENDED",
    "HELD",
    "PARCELS",
    "SCANS",
    "STAGES",
    "STATIONS",
    "Balance",
    "Finding",
    "Journey",
    "Oddity",
    "OddityKind",
    "Position",
    "Scan",
    "ScanKind",
    "State",
    "Stay",
    "Transit",
    "advance",
    "balance",
    "follow",
    "overdue_transits",
    "summarise",
]
