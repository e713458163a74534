"""Pages of parcels: the list and the record, the station's counter, problems, and what the public may look up."""

# --- shelf ---
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
from ._counter import arrivals, counter, hand_out, shelves
from ._parcels import find_phone, parcel, parcels
from ._problems import close_problem, problem, problems, search_idle, take_problem
from ._tracking import track

__all__ = [
    "agree",
    "arrivals",
    "close_problem",
    "counter",
    "disagree",
    "find_phone",
    "hand_out",
    "parcel",
    "parcels",
    "problem",
    "problems",
    "receive",
    "receive_all",
    "report",
    "return_to_carrier",
    "search_idle",
    "send_back",
    "shelve",
    "shelves",
    "take_problem",
    "track",
    "undo_hand_out",
]
