"""What statements in SQL have to know of the two databases.

Moments are UTC; SQLite keeps them as text without a zone, and ids as 32 hexadecimal digits.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def moment(value: datetime | str | None) -> datetime | None:
    """A moment as the database gives it: SQLite's text of it has no zone."""
    return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value


def moment_of(column: str) -> str:
    """SQL for a moment that is not parsed before it arrives here."""
    return f"CAST({column} AS text)" if is_sqlite() else column


def stored_moments(values: Iterable[datetime | None]) -> list[datetime | str | None]:
    if not is_sqlite():
        return list(values)
    return [value and str(value.astimezone(UTC).replace(tzinfo=None)) for value in values]


def stored_ids(values: Iterable[UUID]) -> list[UUID | str]:
    return [value.hex for value in values] if is_sqlite() else list(values)


def any_of(column: str, values: Sequence, kind: str) -> tuple[str, list]:
    """SQL for `column` being one of the values, and its parameters."""
    if is_sqlite():
        return f"{column} IN ({', '.join(['%s'] * len(values))})", list(values)
    return f"{column} = ANY(%s::{kind}[])", [list(values)]


def fetch(statement: str, parameters: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
