"""Pages of the counter: the keeper's six buttons, the journal, day close, monthly sheets, findings, offers."""

from ._counter import close_record, close_station, counter, drawer, entry_new, home
from ._entries import entries, entry, progress, receipt, reverse_entry, settle_entry
from ._findings import answer, findings
from ._groups import group, group_new
from ._months import month, stations
from ._offers import end_offer, offers

__all__ = [
    "answer",
    "close_record",
    "close_station",
    "counter",
    "drawer",
    "end_offer",
    "entries",
    "entry",
    "entry_new",
    "findings",
    "group",
    "group_new",
    "home",
    "month",
    "offers",
    "progress",
    "receipt",
    "reverse_entry",
    "settle_entry",
    "stations",
]
