"""What the public may know of a parcel: states, times, and places down to the township or village; nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cuntong.apps.places.models import Station
from cuntong.domain import custody

from ..kinds import ParcelState, ScanKind
from ..models import Parcel, Scan
from ._recipients import phone_tail_hash

_TOLD = {
    ScanKind.COLLECTED: ParcelState.AT_STATION,
    ScanKind.ARRIVED_HUB: ParcelState.AT_HUB,
    ScanKind.LOADED: ParcelState.ON_THE_WAY,
    ScanKind.ARRIVED_TOWNSHIP: ParcelState.AT_TOWNSHIP,
    ScanKind.ARRIVED_VILLAGE: ParcelState.AT_VILLAGE,
    ScanKind.PICKED_UP: ParcelState.HANDED_OUT,
    ScanKind.DELIVERED: ParcelState.HANDED_OUT,
    ScanKind.RETURNED: ParcelState.RETURNED,
    ScanKind.HANDED_TO_CARRIER: ParcelState.WITH_CARRIER,
}
"""Sorting and problems are the house's own affairs."""


@dataclass(frozen=True)
class Step:
    state: ParcelState
    place: str
    at: datetime


@dataclass(frozen=True)
class Tracked:
    """A parcel as the public sees it; steps from the newest."""

    carrier: str
    number: str
    state: ParcelState
    steps: Sequence[Step]


def track(number: str, tail: str) -> Tracked | None:
    """The parcel with this number whose recipient's phone ends so; None whatever is wrong, after the same two look-ups.

    A parcel without a phone cannot be asked for: nobody could prove that it is theirs.
    """
    number = number.strip().upper()
    given = phone_tail_hash(number, tail.strip()) or "-"
    parcel = Parcel.objects.filter(number=number, phone_tail_hash=given).order_by("-registered_at").first()
    scans = Scan.objects.filter(parcel=parcel.pk if parcel else 0, aside="", annulment=None)
    rows = list(scans.select_related("place__division__parent"))
    if parcel is None:
        return None
    return Tracked(parcel.carrier, parcel.number, ParcelState(parcel.state), _steps(rows))


def _steps(scans: Sequence[Scan]) -> list[Step]:
    """The scans in the order of the journey, without those that the journey does not count."""
    by_id = {str(scan.pk): scan for scan in scans}
    told: list[Step] = []
    ordered = sorted(
        by_id.values(), key=lambda s: (s.occurred_at, custody.STAGES[custody.ScanKind(s.kind)], str(s.pk))
    )
    for scan in ordered:
        if told and told[-1].state in {str(one) for one in custody.ENDED}:
            break
        step = _told(scan)
        if step is not None and (not told or (told[-1].state, told[-1].place) != (step.state, step.place)):
            told.append(step)
    return told[::-1]


def _told(scan: Scan) -> Step | None:
    state = _TOLD.get(ScanKind(scan.kind))
    return Step(state, _public_place(scan.place), scan.occurred_at) if state else None


def _public_place(station: Station) -> str:
    division = station.division
    township = division.township
    if township is None:
        return division.name
    return township.name if township == division else f"{township.name} {division.short_name}"
