"""Pages of parcels: the hub's screen, files that come in, addresses that a person has to look at, names."""

from ._acts import (
    agree,
    disagree,
    receive,
    receive_all,
    report,
    return_to_carrier,
    send_back,
    shelve,
    undo_hand_out,
)
from ._agreements import carrier, carrier_new, carriers, month_new, months
from ._balance import balance, balance_place
from ._columns import columns
from ._counter import arrivals, counter, hand_out, shelves
from ._devices import (
    device,
    device_new,
    device_revoke,
    devices,
    subscription,
    subscription_again,
    subscription_end,
    subscription_new,
    subscriptions,
)
from ._hub import hub, upload
from ._names import name_new, names, names_withdraw
from ._parcels import find_phone, parcel, parcels
from ._problems import close_problem, problem, problems, redirect_parcel, search_idle, take_problem
from ._review import ask_again, decide, review, take_back
from ._scanning import annul_scan, aside, asides, assign_scan, life, scan
from ._sorting import chutes, sorting, sorting_new, sortings
from ._tracking import track

__all__ = [
    "agree",
    "annul_scan",
    "arrivals",
    "aside",
    "asides",
    "ask_again",
    "assign_scan",
    "balance",
    "balance_place",
    "carrier",
    "carrier_new",
    "carriers",
    "chutes",
    "close_problem",
    "columns",
    "counter",
    "decide",
    "device",
    "device_new",
    "device_revoke",
    "devices",
    "disagree",
    "find_phone",
    "hand_out",
    "hub",
    "life",
    "month_new",
    "months",
    "name_new",
    "names",
    "names_withdraw",
    "parcel",
    "parcels",
    "problem",
    "problems",
    "receive",
    "receive_all",
    "redirect_parcel",
    "report",
    "return_to_carrier",
    "review",
    "scan",
    "search_idle",
    "send_back",
    "shelve",
    "shelves",
    "sorting",
    "sorting_new",
    "sortings",
    "subscription",
    "subscription_again",
    "subscription_end",
    "subscription_new",
    "subscriptions",
    "take_back",
    "take_problem",
    "track",
    "undo_hand_out",
    "upload",
]
