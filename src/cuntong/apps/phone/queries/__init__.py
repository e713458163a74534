"""Reads of phones: who sees which, what is open, and what a phone holds for a day."""

from ._pack import Pack, changes_since, pack_of, stations_of
from ._phones import entries_visible_to, handset_with_id, handsets_visible_to, open_entries, told_body

__all__ = [
    "Pack",
    "changes_since",
    "entries_visible_to",
    "handset_with_id",
    "handsets_visible_to",
    "open_entries",
    "pack_of",
    "stations_of",
    "told_body",
]
