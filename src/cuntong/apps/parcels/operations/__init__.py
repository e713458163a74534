"""Writes of parcels: registered with their destination, answered for; scans that come in and are put right; devices."""

from ._checking import Difference, check_parcels, scans_left_behind, take_up_left_behind
from ._correcting import adopt_scans, annul_scan, assign_scan
from ._deciding import UNKNOWN_ELSEWHERE, ask_again, decide, hash_of_recipient, take_back_decision
from ._devices import hash_of_key, issue_device, revoke_device
from ._mapping import glance_at, map_columns
from ._months import close_month, end_contract, sign_carrier
from ._names import SHORTEST_NAME, add_place_name, add_place_names, remove_place_names, withdraw_place_name
from ._pushes import Pushed, keep_push
from ._receiving import digest_of, receive_scans
from ._registering import Registered, Waybill, contradictions, known_parcels, lacking, register, unregister
from ._sorting import check_sorter, complete_sorting, plan_sorting
from ._webhooks import DELIVER, deliver, deliver_again, end_subscription, signature, subscribe, tell

__all__ = [
    "DELIVER",
    "SHORTEST_NAME",
    "UNKNOWN_ELSEWHERE",
    "Difference",
    "Pushed",
    "Registered",
    "Waybill",
    "add_place_name",
    "add_place_names",
    "adopt_scans",
    "annul_scan",
    "ask_again",
    "assign_scan",
    "check_parcels",
    "check_sorter",
    "close_month",
    "complete_sorting",
    "contradictions",
    "decide",
    "deliver",
    "deliver_again",
    "digest_of",
    "end_contract",
    "end_subscription",
    "glance_at",
    "hash_of_key",
    "hash_of_recipient",
    "issue_device",
    "keep_push",
    "known_parcels",
    "lacking",
    "map_columns",
    "plan_sorting",
    "receive_scans",
    "register",
    "remove_place_names",
    "revoke_device",
    "scans_left_behind",
    "sign_carrier",
    "signature",
    "subscribe",
    "take_back_decision",
    "take_up_left_behind",
    "tell",
    "unregister",
    "withdraw_place_name",
]
