"""Reads of parcels: who sees which rows, and what they add up to."""

# --- intake ---
# --- scans ---
from ._balances import Balances, balances, stations_visible_to
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
from ._journeys import Network, counted_scans, journeys, network
from ._parcels import visible_to
from ._recipients import phone_hash, phone_tail_hash, recipient_hash
from ._scans import (
    batches_visible_to,
    device_with_key_hash,
    devices_visible_to,
    numbers_of,
    parcels_meant,
    pushed_statuses,
    scans_visible_to,
    subscriptions_visible_to,
    with_waiting,
)
from ._sorting import (
    ChuteAnswer,
    ChuteBoard,
    Volume,
    chutes_of_today,
    session_of,
    sorting_visible_to,
    volumes,
)

__all__ = [
    "Balances",
    "CarrierDay",
    "ChuteAnswer",
    "ChuteBoard",
    "Network",
    "Volume",
    "all_carriers",
    "answered_on",
    "balances",
    "batches_visible_to",
    "carriers_on",
    "chutes_of_today",
    "counted_scans",
    "decisions_visible_to",
    "destinations_of_county",
    "device_with_key_hash",
    "devices_visible_to",
    "journeys",
    "last_decision",
    "mappings_visible_to",
    "network",
    "next_waiting",
    "numbers_of",
    "parcels_meant",
    "phone_hash",
    "phone_tail_hash",
    "place_names_visible_to",
    "pushed_statuses",
    "recipient_hash",
    "scans_visible_to",
    "session_of",
    "sorting_visible_to",
    "stations_visible_to",
    "subscriptions_visible_to",
    "visible_to",
    "volumes",
    "waiting",
    "with_waiting",
]
