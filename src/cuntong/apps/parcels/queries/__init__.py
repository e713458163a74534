"""Reads of parcels: who sees which rows, and what they add up to."""

# --- intake ---
from ._intake import (
    CarrierDay,
    all_carriers,
    answered_on,
    carriers_on,
    decisions_visible_to,
    destinations_of_county,
    last_decision,
    mappings_visible_to,
    next_waiting,
    place_names_visible_to,
    waiting,
)
from ._parcels import visible_to
from ._recipients import phone_hash, phone_tail_hash, recipient_hash

# --- scans ---
from ._scans import batches_visible_to, device_with_key_hash, devices_visible_to, scans_visible_to

__all__ = [
    "CarrierDay",
    "all_carriers",
    "answered_on",
    "batches_visible_to",
    "carriers_on",
    "decisions_visible_to",
    "destinations_of_county",
    "device_with_key_hash",
    "devices_visible_to",
    "last_decision",
    "mappings_visible_to",
    "next_waiting",
    "phone_hash",
    "phone_tail_hash",
    "place_names_visible_to",
    "recipient_hash",
    "scans_visible_to",
    "visible_to",
    "waiting",
]
