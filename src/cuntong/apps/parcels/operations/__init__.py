"""Writes of parcels: scans that come in and are put right, devices."""

# --- scans ---
from ._checking import Difference, check_parcels, scans_left_behind, take_up_left_behind
from ._correcting import adopt_scans, annul_scan, assign_scan
from ._devices import hash_of_key, issue_device, revoke_device
from ._months import close_month, end_contract, sign_carrier
from ._receiving import digest_of, receive_scans

__all__ = [
    "Difference",
    "adopt_scans",
    "annul_scan",
    "assign_scan",
    "check_parcels",
    "close_month",
    "digest_of",
    "end_contract",
    "hash_of_key",
    "issue_device",
    "receive_scans",
    "revoke_device",
    "scans_left_behind",
    "sign_carrier",
    "take_up_left_behind",
]
