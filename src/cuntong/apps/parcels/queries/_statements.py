"""What statements in SQL have to know of the two databases.

Moments are UTC; SQLite keeps them as text without a zone, and ids as 32 hexadecimal digits. Moments leave both as text and
columns of values go to PostgreSQL as array literals: both ways cost a fraction of what the driver's own conversion costs.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def moment(value: str | None) -> datetime | None:
    """A moment as `moment_of` gives it: with its zone on PostgreSQL, without one on SQLite."""
    if value is None:
        return None
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def moment_of(column: str) -> str:
    """SQL for a moment that is not parsed before it arrives here."""
    return f"CAST({column} AS text)"


def stored_moments(values: Iterable[datetime | None]) -> list[str | None]:
    if not is_sqlite():
        return [value and value.isoformat() for value in values]
    return [value and str(value.astimezone(UTC).replace(tzinfo=None)) for value in values]


def stored_ids(values: Iterable[UUID]) -> list[str]:
    return [value.hex for value in values]


def array(values: Iterable[str | int | None]) -> str:
    """The literal of a PostgreSQL array."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: str | int | None) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", r"\\").replace('"', r"\"")
        return f'"{escaped}"'
    return "NULL" if value is None else str(value)


def any_of(column: str, values: Sequence, kind: str) -> tuple[str, list]:
    """SQL for `column` being one of the values, and its parameters."""
    if is_sqlite():
        return f"{column} IN ({', '.join(['%s'] * len(values))})", list(values)
    return f"{column} = ANY(%s::{kind}[])", [array(values)]


def fetch(statement: str, parameters: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
