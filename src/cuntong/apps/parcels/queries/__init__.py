"""Reads of parcels: who sees which rows, and what they add up to."""

# --- intake ---
from ._intake import decisions_visible_to, place_names_visible_to, waiting
from ._parcels import visible_to
from ._recipients import phone_hash, phone_tail_hash

__all__ = [
    "decisions_visible_to",
    "phone_hash",
    "phone_tail_hash",
    "place_names_visible_to",
    "visible_to",
    "waiting",
]
