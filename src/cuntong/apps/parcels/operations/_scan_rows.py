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

from ..models import ScanBatch

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


def _moment(value: datetime | str | None) -> datetime | None:
    """A moment as the database gives it: SQLite's text of it has no zone."""
    return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value


def _moment_of(column: str) -> str:
    """SQL for a moment that is not parsed before it arrives here."""
    return f"CAST({column} AS text)" if _is_sqlite() else column


def _stored_moments(values: Iterable[datetime | None]) -> list[datetime | str | None]:
    if not _is_sqlite():
        return list(values)
    return [value and str(value.astimezone(UTC).replace(tzinfo=None)) for value in values]


def _stored_ids(values: Iterable[UUID]) -> list[UUID | str]:
    return [value.hex for value in values] if _is_sqlite() else list(values)


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
        f"SELECT id, carrier, number, state, place_id, {_moment_of('moved_at')}"
        f" FROM parcels_parcel WHERE {where} ORDER BY id"
    )
    rows = _fetch(statement if _is_sqlite() else f"{statement} FOR UPDATE", parameters)
    return [Standing(*row[:5], _moment(row[5])) for row in rows]


def known_scans(ids: Sequence[UUID]) -> dict[UUID, tuple]:
    """What is stored of the scans with these ids: (carrier, number, kind, place_id, occurred_at)."""
    where, parameters = _any_of("id", _stored_ids(ids), "uuid")
    rows = _fetch(
        f"SELECT id, carrier, number, kind, place_id, {_moment_of('occurred_at')}"
        f" FROM parcels_scan WHERE {where}",
        parameters,
    )
    return {UUID(row[0]) if isinstance(row[0], str) else row[0]: (*row[1:5], _moment(row[5])) for row in rows}


def is_known_batch(batch_id: UUID) -> bool:
    return bool(_fetch("SELECT 1 FROM parcels_scanbatch WHERE id = %s", _stored_ids([batch_id])))


def add_batch(batch: ScanBatch) -> None:
    """Stores the batch before its scans.

    Raises:
        IntegrityError: its id was taken meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO parcels_scanbatch (id, device_id, sent_by_id, received_at, scan_count, sha256)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [
                *_stored_ids([batch.pk]),
                batch.device_id,
                batch.sent_by_id,
                *_stored_moments([batch.received_at]),
                batch.scan_count,
                batch.sha256,
            ],
        )


def counted_scans(parcels: Sequence[int]) -> dict[int, list[custody.Scan]]:
    """The scans that count of each of these parcels: none that stands aside, none that was annulled.

    Their ids are 32 hexadecimal digits on both databases: they settle ties.
    """
    where, parameters = _any_of("scan.parcel_id", parcels, "bigint")
    rows = _fetch(
        f"SELECT scan.parcel_id, scan.id, scan.kind, station.code, {_moment_of('scan.occurred_at')}"
        " FROM parcels_scan AS scan JOIN places_station AS station ON station.id = scan.place_id"
        f" WHERE {where} AND scan.aside = '' AND NOT EXISTS"
        " (SELECT 1 FROM parcels_scanannulment AS annulled WHERE annulled.scan_id = scan.id)",
        parameters,
    )
    found: dict[int, list[custody.Scan]] = {}
    for parcel, scan, kind, place, occurred_at in rows:
        scan_id = scan if isinstance(scan, str) else scan.hex
        one = custody.Scan(scan_id, _KINDS[kind], place, _moment(occurred_at))
        found.setdefault(parcel, []).append(one)
    return found


def add_scans(rows: Sequence[ScanRow]) -> None:
    """Stores scans.

    Raises:
        IntegrityError: one of the ids was taken meanwhile.
    """
    columns = [
        _stored_ids(row.id for row in rows),
        _stored_ids(row.batch_id for row in rows),
        [row.parcel_id for row in rows],
        [row.carrier for row in rows],
        [row.number for row in rows],
        [row.kind for row in rows],
        [row.place_id for row in rows],
        _stored_moments(row.occurred_at for row in rows),
        [row.aside for row in rows],
    ]
    with connection.cursor() as cursor:
        if _is_sqlite():
            places = ", ".join(["%s"] * len(_TYPES))
            cursor.executemany(
                f"INSERT INTO parcels_scan ({_COLUMNS}) VALUES ({places})", zip(*columns, strict=True)
            )
        else:
            arrays = ", ".join(f"%s::{kind}[]" for kind in _TYPES)
            cursor.execute(
                f"INSERT INTO parcels_scan ({_COLUMNS}) SELECT * FROM unnest({arrays}) ORDER BY 1", columns
            )


def move_parcels(moves: Sequence[tuple[int, str, int | None, datetime | None]]) -> None:
    """Writes (parcel, state, place_id, moved_at) into the parcels' rows."""
    if not moves:
        return
    keys, states, places, moments = zip(*moves, strict=True)
    columns = [list(states), list(places), _stored_moments(moments), list(keys)]
    with connection.cursor() as cursor:
        if _is_sqlite():
            cursor.executemany(
                "UPDATE parcels_parcel SET state = %s, place_id = %s, moved_at = %s WHERE id = %s",
                zip(*columns, strict=True),
            )
        else:
            cursor.execute(
                "UPDATE parcels_parcel SET state = moved.state, place_id = moved.place_id, moved_at = moved.moved_at"
                " FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::bigint[])"
                " AS moved (state, place_id, moved_at, id) WHERE parcels_parcel.id = moved.id",
                columns,
            )


def place_keys(codes: Iterable[str]) -> dict[str, int]:
    """The keys of stations by their codes."""
    where, parameters = _any_of("code", sorted(set(codes)), "text")
    return dict(_fetch(f"SELECT code, id FROM places_station WHERE {where}", parameters))
