"""Writes of phones: signed in and ended, their entries carried out once, their pictures kept, what is open settled."""

from ._accepting import KINDS, accept_entries, surrender_entries
from ._handsets import end_handset, prepare_numbers, register_handset
from ._photos import MOST_PHOTO_BYTES, keep_photo
from ._settling import settle_entry

__all__ = [
    "KINDS",
    "MOST_PHOTO_BYTES",
    "accept_entries",
    "end_handset",
    "keep_photo",
    "prepare_numbers",
    "register_handset",
    "settle_entry",
    "surrender_entries",
]
