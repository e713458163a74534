"""Writes of parcels: registered with their destination, answered for; scans that come in and are put right; devices."""

# --- intake ---
# --- scans ---
from ._checking import Difference, check_parcels, scans_left_behind, take_up_left_behind
from ._correcting import adopt_scans, annul_scan, assign_scan
from ._devices import hash_of_key, issue_device, revoke_device
from ._pushes import Pushed, keep_push
from ._receiving import digest_of, receive_scans
from ._registering import Registered, Waybill, contradictions, known_parcels, lacking, register, unregister
from ._sorting import check_sorter, complete_sorting, plan_sorting
from ._webhooks import DELIVER, deliver, deliver_again, end_subscription, signature, subscribe, tell

__all__ = [
    "DELIVER",
    "Difference",
    "Pushed",
    "Registered",
    "Waybill",
    "adopt_scans",
    "annul_scan",
    "assign_scan",
    "check_parcels",
    "check_sorter",
    "complete_sorting",
    "contradictions",
    "deliver",
    "deliver_again",
    "digest_of",
    "end_subscription",
    "hash_of_key",
    "issue_device",
    "keep_push",
    "known_parcels",
    "lacking",
    "plan_sorting",
    "receive_scans",
    "register",
    "revoke_device",
    "scans_left_behind",
    "signature",
    "subscribe",
    "take_up_left_behind",
    "tell",
    "unregister",
]
