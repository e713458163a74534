"""All parcels recomputed from their scans: what differs is named, and put right where that is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from cuntong.domain import custody

from ..models import Parcel, Scan
from ..queries import counted_scans
from . import _scan_rows
from ._correcting import adopt_scans
from ._scan_rows import Standing
from ._states import restate

_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A parcel whose row does not say what its scans say."""

    carrier: str
    number: str
    row: custody.Position
    scans: custody.Position


def check_parcels(*, repair: bool = False) -> Iterator[Difference]:
    """Yields every parcel whose state, place or time is not what its scans say; with `repair` the row follows the scans.

    Also gives scans to parcels that were registered while the scan came in.
    """
    last = 0
    while keys := list(
        Parcel.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_CHUNK]
    ):
        last = keys[-1]
        yield from _check(keys, repair)


def scans_left_behind() -> list[str]:
    """The numbers of scans that wait although exactly one parcel with their number and carrier is registered."""
    waiting = Scan.objects.filter(parcel=None).values_list("number", "carrier").distinct()
    known: dict[str, list[str]] = {}
    numbers = {number for number, _carrier in waiting}
    for number, carrier in Parcel.objects.filter(number__in=numbers).values_list("number", "carrier"):
        known.setdefault(number, []).append(carrier)
    return sorted(
        {
            number
            for number, carrier in waiting
            if len([one for one in known.get(number, ()) if carrier in ("", one)]) == 1
        }
    )


@transaction.atomic
def take_up_left_behind() -> int:
    """Gives such scans their parcels."""
    return adopt_scans(Parcel.objects.filter(number__in=scans_left_behind()))


@transaction.atomic
def _check(keys: list[int], repair: bool) -> list[Difference]:
    parcels = _scan_rows.lock_parcels_by_key(keys)
    scans = counted_scans(keys)
    codes = dict(Parcel.objects.filter(pk__in=keys).values_list("pk", "place__code"))
    differing = {
        parcel.pk: found
        for parcel in parcels
        if (found := _difference(parcel, codes[parcel.pk], custody.follow(scans.get(parcel.pk, ())).position))
    }
    if repair:
        restate([parcel for parcel in parcels if parcel.pk in differing])
    return list(differing.values())


def _difference(parcel: Standing, code: str | None, said: custody.Position) -> Difference | None:
    row = custody.Position(custody.State(parcel.state), code, parcel.moved_at, parcel.scanned_at)
    return None if row == said else Difference(parcel.carrier, parcel.number, row, said)
