"""Writes of parcels: registered with their destination, answered for; scans that come in and are put right; devices."""

# --- intake ---
# --- scans ---
from ._checking import Difference, check_parcels, scans_left_behind, take_up_left_behind
from ._correcting import adopt_scans, annul_scan, assign_scan
from ._deciding import UNKNOWN_ELSEWHERE, ask_again, decide, hash_of_recipient, take_back_decision
from ._devices import hash_of_key, issue_device, revoke_device
from ._mapping import glance_at, map_columns
from ._names import SHORTEST_NAME, add_place_name, add_place_names, remove_place_names, withdraw_place_name
from ._receiving import digest_of, receive_scans
from ._registering import Registered, Waybill, contradictions, known_parcels, lacking, register, unregister

__all__ = [
    "SHORTEST_NAME",
    "UNKNOWN_ELSEWHERE",
    "Difference",
    "Registered",
    "Waybill",
    "add_place_name",
    "add_place_names",
    "adopt_scans",
    "annul_scan",
    "ask_again",
    "assign_scan",
    "check_parcels",
    "contradictions",
    "decide",
    "digest_of",
    "glance_at",
    "hash_of_key",
    "hash_of_recipient",
    "issue_device",
    "known_parcels",
    "lacking",
    "map_columns",
    "receive_scans",
    "register",
    "remove_place_names",
    "revoke_device",
    "scans_left_behind",
    "take_back_decision",
    "take_up_left_behind",
    "unregister",
    "withdraw_place_name",
]
