"""Reads of parcels: who sees which rows, and what they add up to."""

# --- intake ---
from ._intake import decisions_visible_to, place_names_visible_to, waiting
from ._parcels import visible_to
from ._recipients import phone_hash, phone_tail_hash

# --- scans ---
from ._scans import batches_visible_to, device_with_key_hash, devices_visible_to, scans_visible_to

__all__ = [
    "batches_visible_to",
    "decisions_visible_to",
    "device_with_key_hash",
    "devices_visible_to",
    "phone_hash",
    "phone_tail_hash",
    "place_names_visible_to",
    "scans_visible_to",
    "visible_to",
    "waiting",
]
