"""A parcel's row keeps what its scans say: recomputed with `custody.follow` wherever scans are added or stop counting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cuntong.domain import custody

from ..queries import counted_scans
from . import _scan_rows
from ._scan_rows import Standing


@dataclass(frozen=True, slots=True)
class Move:
    """A parcel whose state, place or time of the last movement is another now."""

    parcel: Standing
    journey: custody.Journey
    place_id: int | None


def restate(
    parcels: Sequence[Standing],
    added: Mapping[int, Sequence[custody.Scan]] | None = None,
    *,
    places: Mapping[str, int] | None = None,
) -> list[Move]:
    """Writes what the scans say into the rows of these (locked) parcels, and returns those that changed.

    `added` are scans by parcel that are not stored yet; `places` are keys of stations that are known already.
    """
    if not parcels:
        return []
    scans = counted_scans([parcel.pk for parcel in parcels])
    journeys = {
        parcel.pk: custody.follow([*scans.get(parcel.pk, ()), *(added or {}).get(parcel.pk, ())])
        for parcel in parcels
    }
    keys = dict(places or {})
    if unknown := {one.place for one in journeys.values() if one.place} - set(keys):
        keys |= _scan_rows.place_keys(unknown)
    moves = [move for parcel in parcels if (move := _move(parcel, journeys[parcel.pk], keys)) is not None]
    _scan_rows.move_parcels(
        [(move.parcel.pk, str(move.journey.state), move.place_id, move.journey.moved_at) for move in moves]
    )
    return moves


def _move(parcel: Standing, journey: custody.Journey, keys: Mapping[str, int]) -> Move | None:
    place_id = keys[journey.place] if journey.place else None
    said = (journey.state, place_id, journey.moved_at)
    return (
        None if said == (parcel.state, parcel.place_id, parcel.moved_at) else Move(parcel, journey, place_id)
    )
