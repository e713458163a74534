"""What machines say to parcels: scans of devices, questions of sorters, pushes of tracking services."""

# --- scans ---
from . import _pushes, _scans, _sorter
from ._doors import Limiter, answered, router

__all__ = ["Limiter", "answered", "router"]

ENDPOINTS = (_pushes, _scans, _sorter)
"""The modules that put their endpoints into the router."""
