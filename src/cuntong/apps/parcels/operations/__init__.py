"""Writes of parcels: registered with their destination, answered for, named."""

# --- intake ---
from ._registering import (
    Registered,
    Waybill,
    contradictions,
    known_parcels,
    lacking,
    register,
    unregister,
)

__all__ = [
    "Registered",
    "Waybill",
    "contradictions",
    "known_parcels",
    "lacking",
    "register",
    "unregister",
]
