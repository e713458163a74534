"""What machines say to parcels: scans of devices and sorters."""

from ._scans import router

__all__ = ["router"]
