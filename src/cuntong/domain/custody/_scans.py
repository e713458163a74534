"""The kinds of scan, in the order of a parcel's way, and the states that they lead to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ScanKind(StrEnum):
    """What somebody did to a parcel; the value is what devices send."""

    COLLECTED = "COLLECTED"
    """Taken in at a station for the way up."""
    ARRIVED_HUB = "ARRIVED_HUB"
    SORTED = "SORTED"
    LOADED = "LOADED"
    """Put on a vehicle, at whatever place it was."""
    ARRIVED_TOWNSHIP = "ARRIVED_TOWNSHIP"
    ARRIVED_VILLAGE = "ARRIVED_VILLAGE"
    PICKED_UP = "PICKED_UP"
    """Handed out at the counter."""
    DELIVERED = "DELIVERED"
    """Brought to the door."""
    RETURNED = "RETURNED"
    """Given back to the carrier; the way down ends without the recipient."""
    HANDED_TO_CARRIER = "HANDED_TO_CARRIER"
    """The way up ends: the carrier has it."""
    PROBLEM = "PROBLEM"
    """Something is wrong with it; it stays where it is."""


STAGES: dict[ScanKind, int] = {kind: stage for stage, kind in enumerate(ScanKind)}
"""Settles which of two scans of the same moment comes first."""


class State(StrEnum):
    """Where a parcel stands on its way, as its scans say."""

    EXPECTED = "EXPECTED"
    """Announced by the carrier's file, not scanned yet."""
    AT_STATION = "AT_STATION"
    """Taken in at a station for the way up."""
    AT_HUB = "AT_HUB"
    SORTED = "SORTED"
    ON_THE_WAY = "ON_THE_WAY"
    AT_TOWNSHIP = "AT_TOWNSHIP"
    AT_VILLAGE = "AT_VILLAGE"
    HANDED_OUT = "HANDED_OUT"
    RETURNED = "RETURNED"
    WITH_CARRIER = "WITH_CARRIER"


@dataclass(frozen=True, slots=True, order=False)
class Scan:
    """One scan of one parcel.

    occurred_at: when, by the clock of the device, in UTC.  place: the station's code.
    """

    id: str
    kind: ScanKind
    place: str
    occurred_at: datetime
