"""Reads of parcels: who sees which rows, and what they add up to."""

# --- intake ---
# --- scans ---
from ._balances import Balances, balances, stations_visible_to
from ._intake import decisions_visible_to, place_names_visible_to, waiting
from ._journeys import Network, counted_scans, journeys, network
from ._parcels import visible_to
from ._recipients import phone_hash, phone_tail_hash, recipient_hash
from ._scans import batches_visible_to, device_with_key_hash, devices_visible_to, scans_visible_to

__all__ = [
    "Balances",
    "Network",
    "balances",
    "batches_visible_to",
    "counted_scans",
    "decisions_visible_to",
    "device_with_key_hash",
    "devices_visible_to",
    "journeys",
    "network",
    "phone_hash",
    "phone_tail_hash",
    "place_names_visible_to",
    "recipient_hash",
    "scans_visible_to",
    "stations_visible_to",
    "visible_to",
    "waiting",
]
