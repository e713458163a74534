"""The statements that a batch of scans is made of: a fixed number for each batch, none for each scan.

Written in SQL because they carry every scan of the county: a row read or written through the model costs several times
as much. Moments are UTC; SQLite keeps them as text, and ids as 32 hexadecimal digits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from cuntong.domain import custody

_COLUMNS = "id, batch_id, parcel_id, carrier, number, kind, place_id, occurred_at, aside"
_TYPES = ("uuid", "uuid", "bigint", "text", "text", "text", "bigint", "timestamptz", "text")
_KINDS = {str(kind): kind for kind in custody.ScanKind}


@dataclass(frozen=True, slots=True)
class Standing:
    """A parcel with what its row says of where it is."""

    pk: int
    carrier: str
    number: str
    state: str
    place_id: int | None
    moved_at: datetime | None


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


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _moment(value: datetime | None) -> datetime | None:
    """SQLite gives moments without their zone."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _stored_moment(value: datetime) -> datetime | str:
    return str(value.astimezone(UTC).replace(tzinfo=None)) if _is_sqlite() else value


def _stored_id(value: UUID) -> UUID | str:
    return value.hex if _is_sqlite() else value


def _id(value: UUID | str) -> UUID:
    return UUID(value) if isinstance(value, str) else value


def _text_id(value: UUID | str) -> str:
    """The id as 32 hexadecimal digits, on both databases: it settles ties."""
    return value if isinstance(value, str) else value.hex


def _any_of(column: str, values: Sequence, kind: str) -> tuple[str, list]:
    """SQL for `column` being one of the values, and its parameters."""
    if _is_sqlite():
        return f"{column} IN ({', '.join(['%s'] * len(values))})", list(values)
    return f"{column} = ANY(%s::{kind}[])", [list(values)]


def _fetch(statement: str, parameters: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def lock_parcels(numbers: Iterable[str]) -> list[Standing]:
    """The parcels with one of the numbers, in the order of their keys, kept from every other batch until the commit."""
    return _lock("number", sorted(set(numbers)), "text")


def lock_parcels_by_key(keys: Iterable[int]) -> list[Standing]:
    return _lock("id", sorted(set(keys)), "bigint")


def _lock(column: str, values: list, kind: str) -> list[Standing]:
    where, parameters = _any_of(column, values, kind)
    statement = (
        f"SELECT id, carrier, number, state, place_id, moved_at FROM parcels_parcel WHERE {where} ORDER BY id"
    )
    rows = _fetch(statement if _is_sqlite() else f"{statement} FOR UPDATE", parameters)
    return [Standing(*row[:5], _moment(row[5])) for row in rows]


def known_scans(ids: Sequence[UUID]) -> dict[UUID, tuple]:
    """What is stored of the scans with these ids: (carrier, number, kind, place_id, occurred_at)."""
    where, parameters = _any_of("id", [_stored_id(one) for one in ids], "uuid")
    rows = _fetch(
        f"SELECT id, carrier, number, kind, place_id, occurred_at FROM parcels_scan WHERE {where}", parameters
    )
    return {_id(row[0]): (*row[1:5], _moment(row[5])) for row in rows}


def counted_scans(parcels: Sequence[int]) -> dict[int, list[custody.Scan]]:
    """The scans that count of each of these parcels: none that stands aside, none that was annulled."""
    where, parameters = _any_of("scan.parcel_id", parcels, "bigint")
    rows = _fetch(
        "SELECT scan.parcel_id, scan.id, scan.kind, station.code, scan.occurred_at FROM parcels_scan AS scan"
        " JOIN places_station AS station ON station.id = scan.place_id"
        f" WHERE {where} AND scan.aside = '' AND NOT EXISTS"
        " (SELECT 1 FROM parcels_scanannulment AS annulled WHERE annulled.scan_id = scan.id)",
        parameters,
    )
    found: dict[int, list[custody.Scan]] = {}
    for parcel, scan, kind, place, occurred_at in rows:
        found.setdefault(parcel, []).append(
            custody.Scan(_text_id(scan), _KINDS[kind], place, _moment(occurred_at))
        )
    return found


def add_scans(rows: Sequence[ScanRow]) -> None:
    """Stores scans.

    Raises:
        IntegrityError: one of the ids was taken meanwhile.
    """
    values = [
        (
            _stored_id(row.id),
            _stored_id(row.batch_id),
            row.parcel_id,
            row.carrier,
            row.number,
            row.kind,
            row.place_id,
            _stored_moment(row.occurred_at),
            row.aside,
        )
        for row in rows
    ]
    with connection.cursor() as cursor:
        if _is_sqlite():
            cursor.executemany(
                f"INSERT INTO parcels_scan ({_COLUMNS}) VALUES ({', '.join(['%s'] * len(_TYPES))})", values
            )
        else:
            arrays = ", ".join(f"%s::{kind}[]" for kind in _TYPES)
            columns = [list(column) for column in zip(*values, strict=True)]
            cursor.execute(
                f"INSERT INTO parcels_scan ({_COLUMNS}) SELECT * FROM unnest({arrays}) ORDER BY 1", columns
            )


def move_parcels(moves: Sequence[tuple[int, str, int | None, datetime | None]]) -> None:
    """Writes (parcel, state, place_id, moved_at) into the parcels' rows."""
    if not moves:
        return
    with connection.cursor() as cursor:
        if _is_sqlite():
            cursor.executemany(
                "UPDATE parcels_parcel SET state = %s, place_id = %s, moved_at = %s WHERE id = %s",
                [
                    (state, place, _stored_moment(moved_at) if moved_at else None, parcel)
                    for parcel, state, place, moved_at in moves
                ],
            )
        else:
            cursor.execute(
                "UPDATE parcels_parcel SET state = moved.state, place_id = moved.place_id, moved_at = moved.moved_at"
                " FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[])"
                " AS moved (id, state, place_id, moved_at) WHERE parcels_parcel.id = moved.id",
                [list(column) for column in zip(*moves, strict=True)],
            )


def place_keys(codes: Iterable[str]) -> dict[str, int]:
    """The keys of stations by their codes."""
    where, parameters = _any_of("code", sorted(set(codes)), "text")
    return dict(_fetch(f"SELECT code, id FROM places_station WHERE {where}", parameters))
