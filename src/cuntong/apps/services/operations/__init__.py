"""Writes of the counter. Whatever a phone may send has an id and a time made there, and is accepted once."""

from ._answering import answer_finding
from ._closing import close_day
from ._groups import open_group_order
from ._importing import import_entries, take_back_entries
from ._journal import record_entry, reverse_entry, settle_entry
from ._offering import end_offer, offer_service
from ._progress import note_progress

__all__ = [
    "answer_finding",
    "close_day",
    "end_offer",
    "import_entries",
    "note_progress",
    "offer_service",
    "open_group_order",
    "record_entry",
    "reverse_entry",
    "settle_entry",
    "take_back_entries",
]
