"""A parcel's row keeps what its scans say: brought up to date wherever scans are added or stop counting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cuntong.domain import custody

from ..queries import counted_scans
from . import _scan_rows
from ._scan_rows import Standing

_STATES = {str(state): state for state in custody.State}


@dataclass(frozen=True, slots=True)
class Move:
    """A parcel whose scans leave it otherwise than its row says."""

    parcel: Standing
    position: custody.Position
    place_id: int | None

    @property
    def is_movement(self) -> bool:
        """Whether more than the time of the last scan is another."""
        said = (self.position.state, self.place_id, self.position.moved_at)
        return said != (self.parcel.state, self.parcel.place_id, self.parcel.moved_at)


def restate(parcels: Sequence[Standing]) -> list[Move]:
    """Writes what all their scans say into the rows of these (locked) parcels, and returns those that moved."""
    return _write(_recomputed(parcels, {}), parcels)


def move_on(
    parcels: Sequence[Standing],
    added: Mapping[int, Sequence[custody.Scan]],
    places: Mapping[str, int],
) -> list[Move]:
    """Writes what further scans, not stored yet, say into the rows of these (locked) parcels, and returns those that moved.

    added   the new scans by parcel
    places  the keys of their stations by code
    """
    codes = {place_id: code for code, place_id in places.items()}
    positions = {parcel.pk: custody.advance(_position(parcel, codes), added[parcel.pk]) for parcel in parcels}
    behind = [parcel for parcel in parcels if positions[parcel.pk] is None]
    return _write(positions | _recomputed(behind, added), parcels, places)


def _position(parcel: Standing, codes: Mapping[int, str]) -> custody.Position:
    """What the row says; a place where none of the new scans was made needs no code to be told from theirs."""
    place = codes.get(parcel.place_id, _elsewhere(parcel)) if parcel.place_id else None
    return custody.Position(_STATES[parcel.state], place, parcel.moved_at, parcel.scanned_at)


def _elsewhere(parcel: Standing) -> str:
    return f"\0{parcel.place_id}"


def _recomputed(
    parcels: Sequence[Standing], added: Mapping[int, Sequence[custody.Scan]]
) -> dict[int, custody.Position]:
    if not parcels:
        return {}
    scans = counted_scans([parcel.pk for parcel in parcels])
    return {
        parcel.pk: custody.follow([*scans.get(parcel.pk, ()), *added.get(parcel.pk, ())]).position
        for parcel in parcels
    }


def _write(
    positions: Mapping[int, custody.Position],
    parcels: Sequence[Standing],
    places: Mapping[str, int] | None = None,
) -> list[Move]:
    keys = dict(places or {})
    keys |= {_elsewhere(parcel): parcel.place_id for parcel in parcels}
    if unknown := {one.place for one in positions.values() if one.place} - set(keys):
        keys |= _scan_rows.place_keys(unknown)
    moves = [move for parcel in parcels if (move := _move(parcel, positions[parcel.pk], keys)) is not None]
    _scan_rows.move_parcels(
        [
            (
                move.parcel.pk,
                move.position.state,
                move.place_id,
                move.position.moved_at,
                move.position.scanned_at,
            )
            for move in moves
        ]
    )
    return [move for move in moves if move.is_movement]


def _move(parcel: Standing, position: custody.Position, keys: Mapping[str, int]) -> Move | None:
    place_id = keys[position.place] if position.place else None
    said = (position.state, place_id, position.moved_at, position.scanned_at)
    known = (parcel.state, parcel.place_id, parcel.moved_at, parcel.scanned_at)
    return None if said == known else Move(parcel, position, place_id)
