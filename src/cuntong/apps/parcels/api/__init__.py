"""What machines say to parcels: scans of devices, questions of sorters, pushes of tracking services."""

from ninja import Router

from . import _pushes, _scans, _sorter
from ._doors import Limiter

router = Router()
# --- scans ---
for part in (_scans.router, _sorter.router, _pushes.router):
    router.add_router("", part)

__all__ = ["Limiter", "router"]
