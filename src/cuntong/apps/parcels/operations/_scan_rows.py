"""The statements that a batch of scans is made of: a fixed number for each batch, none for each scan.

Written in SQL because they carry every scan of the county: a row read or written through the model costs several times
as much. What differs between the databases: queries/_statements.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection

from ..models import ScanBatch
from ..queries._statements import (
    any_of,
    array,
    fetch,
    is_sqlite,
    moment,
    moment_of,
    stored_ids,
    stored_moments,
)

_COLUMNS = "id, batch_id, parcel_id, carrier, number, kind, place_id, occurred_at, aside"
_TYPES = ("uuid", "uuid", "bigint", "text", "text", "text", "bigint", "timestamptz", "text")


@dataclass(frozen=True, slots=True)
class Standing:
    """A parcel with what its row says of where it is."""

    pk: int
    carrier: str
    number: str
    state: str
    place_id: int | None
    moved_at: datetime | None
    scanned_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A scan as it is stored."""

    id: UUID
    batch_id: UUID
    parcel_id: int | None
    carrier: str
    number: str
    kind: str
    place_id: int
    occurred_at: datetime
    aside: str


def lock_parcels(numbers: Iterable[str]) -> list[Standing]:
    """The parcels with one of the numbers, in the order of their keys, kept from every other batch until the commit."""
    return _lock("number", sorted(set(numbers)), "text")


def lock_parcels_by_key(keys: Iterable[int]) -> list[Standing]:
    return _lock("id", sorted(set(keys)), "bigint")


def _lock(column: str, values: list, kind: str) -> list[Standing]:
    where, parameters = any_of(column, values, kind)
    statement = (
        f"SELECT id, carrier, number, state, place_id, {moment_of('moved_at')}, {moment_of('scanned_at')}"
        f" FROM parcels_parcel WHERE {where} ORDER BY id"
    )
    rows = fetch(statement if is_sqlite() else f"{statement} FOR UPDATE", parameters)
    return [Standing(*row[:5], moment(row[5]), moment(row[6])) for row in rows]


def known_scans(ids: Sequence[UUID]) -> dict[UUID, tuple]:
    """What is stored of the scans with these ids: (carrier, number, kind, place_id, occurred_at)."""
    where, parameters = any_of("id", stored_ids(ids), "uuid")
    rows = fetch(
        f"SELECT id, carrier, number, kind, place_id, {moment_of('occurred_at')}"
        f" FROM parcels_scan WHERE {where}",
        parameters,
    )
    return {UUID(row[0]) if isinstance(row[0], str) else row[0]: (*row[1:5], moment(row[5])) for row in rows}


def add_batch(batch: ScanBatch) -> bool:
    """Stores the batch before its scans; False where its id is taken."""
    statement = (
        "INSERT INTO parcels_scanbatch (id, device_id, sent_by_id, received_at, scan_count, sha256)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
    )
    values = [
        *stored_ids([batch.pk]),
        batch.device_id,
        batch.sent_by_id,
        *stored_moments([batch.received_at]),
        batch.scan_count,
        batch.sha256,
    ]
    with connection.cursor() as cursor:
        try:
            cursor.execute(statement, values)
        except IntegrityError:  # SQLite's trigger speaks before ON CONFLICT does
            return False
        return cursor.rowcount == 1


def add_scans(rows: Sequence[ScanRow]) -> None:
    """Stores scans.

    Raises:
        IntegrityError: one of the ids was taken meanwhile.
    """
    columns = [
        stored_ids(row.id for row in rows),
        stored_ids(row.batch_id for row in rows),
        [row.parcel_id for row in rows],
        [row.carrier for row in rows],
        [row.number for row in rows],
        [row.kind for row in rows],
        [row.place_id for row in rows],
        stored_moments(row.occurred_at for row in rows),
        [row.aside for row in rows],
    ]
    with connection.cursor() as cursor:
        if is_sqlite():
            places = ", ".join(["%s"] * len(_TYPES))
            cursor.executemany(
                f"INSERT INTO parcels_scan ({_COLUMNS}) VALUES ({places})", zip(*columns, strict=True)
            )
        else:
            arrays = ", ".join(f"%s::{kind}[]" for kind in _TYPES)
            cursor.execute(
                f"INSERT INTO parcels_scan ({_COLUMNS}) SELECT * FROM unnest({arrays}) ORDER BY 1",
                [array(column) for column in columns],
            )


def move_parcels(moves: Sequence[tuple[int, str, int | None, datetime | None, datetime | None]]) -> None:
    """Writes (parcel, state, place_id, moved_at, scanned_at) into the parcels' rows."""
    if not moves:
        return
    keys, states, places, moved, scanned = zip(*moves, strict=True)
    columns = [states, places, stored_moments(moved), stored_moments(scanned), keys]
    with connection.cursor() as cursor:
        if is_sqlite():
            cursor.executemany(
                "UPDATE parcels_parcel SET state = %s, place_id = %s, moved_at = %s, scanned_at = %s WHERE id = %s",
                zip(*columns, strict=True),
            )
        else:
            cursor.execute(
                "UPDATE parcels_parcel SET state = moved.state, place_id = moved.place_id,"
                " moved_at = moved.moved_at, scanned_at = moved.scanned_at"
                " FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::bigint[])"
                " AS moved (state, place_id, moved_at, scanned_at, id) WHERE parcels_parcel.id = moved.id",
                [array(column) for column in columns],
            )


def place_keys(codes: Iterable[str]) -> dict[str, int]:
    """The keys of stations by their codes."""
    where, parameters = any_of("code", sorted(set(codes)), "text")
    return dict(fetch(f"SELECT code, id FROM places_station WHERE {where}", parameters))
