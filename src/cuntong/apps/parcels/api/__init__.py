"""What machines say to parcels: scans of devices and sorters."""

from ._doors import Limiter
from ._scans import router

__all__ = ["Limiter", "router"]
