"""Tables of parcels and of their scans."""

from .annulments import ScanAnnulment
from .intake import AddressMemory, Completion, Decision, PlaceName, Settled, WaitingLandmark
from .parcels import ColumnMapping, Parcel
from .scans import Device, Scan, ScanBatch
from .shelf import Consent, HandOut, LookUpCount, Notice, PickupCode, Problem, ShelfPlan

__all__ = [
    "AddressMemory",
    "ColumnMapping",
    "Completion",
    "Consent",
    "Decision",
    "Device",
    "HandOut",
    "LookUpCount",
    "Notice",
    "Parcel",
    "PickupCode",
    "PlaceName",
    "Problem",
    "Scan",
    "ScanAnnulment",
    "ScanBatch",
    "Settled",
    "ShelfPlan",
    "WaitingLandmark",
]
