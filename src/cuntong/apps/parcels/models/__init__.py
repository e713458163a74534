"""Tables of parcels and of their scans."""

from .annulments import ScanAnnulment
from .parcels import ColumnMapping, Parcel
from .scans import Device, Scan, ScanBatch

__all__ = ["ColumnMapping", "Device", "Parcel", "Scan", "ScanAnnulment", "ScanBatch"]
