"""Tables of parcels and of their scans."""

from .annulments import ScanAnnulment
from .parcels import ColumnMapping, Parcel
from .scans import Device, Scan, ScanBatch
from .shelf import Consent, HandOut, LookUpCount, Notice, PickupCode, Problem, ShelfPlan

__all__ = [
    "ColumnMapping",
    "Consent",
    "Device",
    "HandOut",
    "LookUpCount",
    "Notice",
    "Parcel",
    "PickupCode",
    "Problem",
    "Scan",
    "ScanAnnulment",
    "ScanBatch",
    "ShelfPlan",
]
