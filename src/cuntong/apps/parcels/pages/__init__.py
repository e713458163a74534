"""Pages of parcels: the hub's screen, files that come in, addresses that a person has to look at, names."""

# --- intake ---
from ._columns import columns
from ._hub import hub, upload
from ._names import name_new, names, names_withdraw
from ._review import ask_again, decide, review, take_back

__all__ = [
    "ask_again",
    "columns",
    "decide",
    "hub",
    "name_new",
    "names",
    "names_withdraw",
    "review",
    "take_back",
    "upload",
]
