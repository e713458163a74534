"""Pages of parcels: the list and the record, the station's counter, problems, and what the public may look up."""

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
from ._columns import columns
from ._counter import arrivals, counter, hand_out, shelves
from ._hub import hub, upload
from ._names import name_new, names, names_withdraw
from ._parcels import find_phone, parcel, parcels
from ._problems import close_problem, problem, problems, redirect_parcel, search_idle, take_problem
from ._review import ask_again, decide, review, take_back
from ._tracking import track

__all__ = [
    "agree",
    "arrivals",
    "ask_again",
    "close_problem",
    "columns",
    "counter",
    "decide",
    "disagree",
    "find_phone",
    "hand_out",
    "hub",
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
    "search_idle",
    "send_back",
    "shelve",
    "shelves",
    "take_back",
    "take_problem",
    "track",
    "undo_hand_out",
    "upload",
]
