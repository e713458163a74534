"""Tables of parcels and of their scans."""

from .annulments import ScanAnnulment
from .months import CarrierContract, ClosedMonth
from .parcels import ColumnMapping, Parcel
from .scans import Device, Scan, ScanBatch

__all__ = [
    "CarrierContract",
    "ClosedMonth",
    "ColumnMapping",
    "Device",
    "Parcel",
    "Scan",
    "ScanAnnulment",
    "ScanBatch",
]
