"""Pages of parcels: the hub's screen, files that come in, addresses that a person has to look at, names."""

# --- intake ---
# --- scans ---
from ._balance import balance, balance_place
from ._columns import columns
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
from ._review import ask_again, decide, review, take_back
from ._scanning import annul_scan, aside, asides, assign_scan, life, scan
from ._sorting import chutes, sorting, sorting_new, sortings

__all__ = [
    "annul_scan",
    "aside",
    "asides",
    "ask_again",
    "assign_scan",
    "balance",
    "balance_place",
    "chutes",
    "columns",
    "decide",
    "device",
    "device_new",
    "device_revoke",
    "devices",
    "hub",
    "life",
    "name_new",
    "names",
    "names_withdraw",
    "review",
    "scan",
    "sorting",
    "sorting_new",
    "sortings",
    "subscription",
    "subscription_again",
    "subscription_end",
    "subscription_new",
    "subscriptions",
    "take_back",
    "upload",
]
