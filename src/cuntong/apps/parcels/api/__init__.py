"""What machines say to parcels: scans of devices, questions of sorters, pushes of tracking services."""

# --- scans ---
from . import _pushes, _scans, _sorter
from ._doors import Limiter, router

__all__ = ["Limiter", "router"]

ENDPOINTS = (_pushes, _scans, _sorter)
"""The modules that put their endpoints into the router."""
