"""Reads of parcels: who sees which rows, and what they add up to."""

# --- facts ---
from ._months import (
    as_table,
    contracts_visible_to,
    counted_scans,
    month_bounds,
    months_visible_to,
    open_scans,
    scans_of_month,
    standing_months,
)
from ._parcels import visible_to

# --- scans ---
from ._scans import batches_visible_to, device_with_key_hash, devices_visible_to, scans_visible_to

__all__ = [
    "as_table",
    "batches_visible_to",
    "contracts_visible_to",
    "counted_scans",
    "device_with_key_hash",
    "devices_visible_to",
    "month_bounds",
    "months_visible_to",
    "open_scans",
    "scans_of_month",
    "scans_visible_to",
    "standing_months",
    "visible_to",
]
