"""Tables of parcels and of their scans."""

from .annulments import ScanAnnulment

# --- intake ---
from .intake import AddressMemory, Completion, Decision, PlaceName, Settled, WaitingLandmark
from .parcels import ColumnMapping, Parcel
from .pushes import PushedMessage, PushedStatus
from .scans import Device, Scan, ScanBatch
from .sorting import SortingLine, SortingSession
from .webhooks import Delivery, Subscription

__all__ = [
    "AddressMemory",
    "ColumnMapping",
    "Completion",
    "Decision",
    "Delivery",
    "Device",
    "Parcel",
    "PlaceName",
    "PushedMessage",
    "PushedStatus",
    "Scan",
    "ScanAnnulment",
    "ScanBatch",
    "Settled",
    "SortingLine",
    "SortingSession",
    "Subscription",
    "WaitingLandmark",
]
