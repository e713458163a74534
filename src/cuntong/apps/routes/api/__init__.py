"""What machines and phones say to routes: positions of trackers, and what a driver says on the way."""

from . import _driving, _positions
from ._doors import router

__all__ = ["router"]

ENDPOINTS = (_driving, _positions)
"""The modules that put their endpoints into the router."""
