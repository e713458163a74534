"""Reads of parcels: who sees which rows, and what they add up to."""

# --- intake ---
from ._intake import decisions_visible_to, place_names_visible_to, waiting
from ._parcels import visible_to

# --- shelf ---
from ._problems import (
    idle_parcels,
    idle_problems_of_moved_parcels,
    own_first,
    own_problems,
    problems_visible_to,
)
from ._recipients import phone_hash, phone_tail_hash

# --- scans ---
from ._scans import batches_visible_to, device_with_key_hash, devices_visible_to, scans_visible_to
from ._shelf import (
    ENDED,
    HELD,
    agreed_phones,
    consent_of,
    counters_of,
    found_at,
    is_phone_tail,
    lying_at,
    not_here_yet,
    on_the_way_to,
    phone_to_write_to,
    reachable_at_counter,
    return_list,
    to_be_reminded,
    with_live_code,
)
from ._tracking import Step, Tracked, track

__all__ = [
    "ENDED",
    "HELD",
    "Step",
    "Tracked",
    "agreed_phones",
    "batches_visible_to",
    "consent_of",
    "counters_of",
    "decisions_visible_to",
    "device_with_key_hash",
    "devices_visible_to",
    "found_at",
    "idle_parcels",
    "idle_problems_of_moved_parcels",
    "is_phone_tail",
    "lying_at",
    "not_here_yet",
    "on_the_way_to",
    "own_first",
    "own_problems",
    "phone_hash",
    "phone_tail_hash",
    "phone_to_write_to",
    "place_names_visible_to",
    "problems_visible_to",
    "reachable_at_counter",
    "return_list",
    "scans_visible_to",
    "to_be_reminded",
    "track",
    "visible_to",
    "waiting",
    "with_live_code",
]
