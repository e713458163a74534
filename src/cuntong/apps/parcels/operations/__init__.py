"""Writes of parcels: registered with their destination, answered for; scans that come in and are put right; devices."""

# --- intake ---
# --- scans ---
from ._checking import Difference, check_parcels, scans_left_behind, take_up_left_behind
from ._correcting import adopt_scans, annul_scan, assign_scan
from ._devices import hash_of_key, issue_device, revoke_device
from ._receiving import digest_of, receive_scans
from ._registering import Registered, Waybill, contradictions, known_parcels, lacking, register, unregister

__all__ = [
    "Difference",
    "Registered",
    "Waybill",
    "adopt_scans",
    "annul_scan",
    "assign_scan",
    "check_parcels",
    "contradictions",
    "digest_of",
    "hash_of_key",
    "issue_device",
    "known_parcels",
    "lacking",
    "receive_scans",
    "register",
    "revoke_device",
    "scans_left_behind",
    "take_up_left_behind",
    "unregister",
]
