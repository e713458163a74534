"""Reads of parcels: who sees which rows, and what they add up to."""

from ._parcels import visible_to

# --- scans ---
from ._scans import batches_visible_to, device_with_key_hash, devices_visible_to, scans_visible_to

__all__ = [
    "batches_visible_to",
    "device_with_key_hash",
    "devices_visible_to",
    "scans_visible_to",
    "visible_to",
]
