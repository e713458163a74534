"""Tables of parcels and of their scans."""

from .annulments import ScanAnnulment
from .intake import AddressMemory, Completion, Decision, PlaceName, Settled, WaitingLandmark
from .months import CarrierContract, ClosedMonth
from .parcels import ColumnMapping, Parcel
from .pushes import PushedMessage, PushedStatus
from .scans import Device, Scan, ScanBatch
from .shelf import Consent, HandOut, LookUpCount, Notice, PickupCode, Problem, ReservedNumber, ShelfPlan
from .sorting import SortingLine, SortingSession
from .webhooks import Delivery, Subscription

__all__ = [
    "AddressMemory",
    "CarrierContract",
    "ClosedMonth",
    "ColumnMapping",
    "Completion",
    "Consent",
    "Decision",
    "Delivery",
    "Device",
    "HandOut",
    "LookUpCount",
    "Notice",
    "Parcel",
    "PickupCode",
    "PlaceName",
    "Problem",
    "PushedMessage",
    "PushedStatus",
    "ReservedNumber",
    "Scan",
    "ScanAnnulment",
    "ScanBatch",
    "Settled",
    "ShelfPlan",
    "SortingLine",
    "SortingSession",
    "Subscription",
    "WaitingLandmark",
]
