"""Writes of parcels: registered with their destination, answered for; scans that come in and are put right; devices."""

from ._checking import Difference, check_parcels, scans_left_behind, take_up_left_behind
from ._codes import release_numbers, reserve_numbers
from ._consents import record_consent, withdraw_consent
from ._correcting import adopt_scans, annul_scan, assign_scan
from ._counter import arrival_at
from ._deciding import UNKNOWN_ELSEWHERE, ask_again, decide, take_back_decision
from ._devices import hash_of_key, issue_device, revoke_device
from ._handing_out import hand_out, undo_hand_out
from ._learning import hash_of_recipient
from ._look_ups import may_look_up
from ._mapping import glance_at, map_columns
from ._months import close_month, end_contract, sign_carrier
from ._names import SHORTEST_NAME, add_place_name, add_place_names, remove_place_names, withdraw_place_name
from ._notices import message_of, remind, remind_recipient, send_notices
from ._outgoing import take_in
from ._problems import (
    SENT_BACK_FOR,
    close_problem,
    find_idle_parcels,
    redirect_parcel,
    report_problem,
    send_back,
    take_problem,
)
from ._pushes import Pushed, keep_push
from ._receiving import digest_of, receive_scans
from ._registering import Registered, Waybill, contradictions, known_parcels, lacking, register, unregister
from ._shelving import receive_at_station, receive_by_count, return_to_carrier, set_up_shelves, shelve
from ._sorting import check_sorter, complete_sorting, plan_sorting
from ._webhooks import DELIVER, deliver, deliver_again, end_subscription, signature, subscribe, tell

__all__ = [
    "DELIVER",
    "SENT_BACK_FOR",
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
    "arrival_at",
    "ask_again",
    "assign_scan",
    "check_parcels",
    "check_sorter",
    "close_month",
    "close_problem",
    "complete_sorting",
    "contradictions",
    "decide",
    "deliver",
    "deliver_again",
    "digest_of",
    "end_contract",
    "end_subscription",
    "find_idle_parcels",
    "glance_at",
    "hand_out",
    "hash_of_key",
    "hash_of_recipient",
    "issue_device",
    "keep_push",
    "known_parcels",
    "lacking",
    "map_columns",
    "may_look_up",
    "message_of",
    "plan_sorting",
    "receive_at_station",
    "receive_by_count",
    "receive_scans",
    "record_consent",
    "redirect_parcel",
    "register",
    "release_numbers",
    "remind",
    "remind_recipient",
    "remove_place_names",
    "report_problem",
    "reserve_numbers",
    "return_to_carrier",
    "revoke_device",
    "scans_left_behind",
    "send_back",
    "send_notices",
    "set_up_shelves",
    "shelve",
    "sign_carrier",
    "signature",
    "subscribe",
    "take_back_decision",
    "take_in",
    "take_problem",
    "take_up_left_behind",
    "tell",
    "undo_hand_out",
    "unregister",
    "withdraw_consent",
    "withdraw_place_name",
]
