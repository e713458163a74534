"""Tables of parcels and of their scans."""

from .annulments import ScanAnnulment

# --- intake ---
from .intake import AddressMemory, Completion, Decision, PlaceName, Settled, WaitingLandmark
from .parcels import ColumnMapping, Parcel
from .scans import Device, Scan, ScanBatch

__all__ = [
    "AddressMemory",
    "ColumnMapping",
    "Completion",
    "Decision",
    "Device",
    "Parcel",
    "PlaceName",
    "Scan",
    "ScanAnnulment",
    "ScanBatch",
    "Settled",
    "WaitingLandmark",
]
