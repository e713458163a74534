"""The databases this room computes in: in memory, silent, and without a file to spill to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow as pa


@contextmanager
def memory_database(tables: Mapping[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database that sees these Arrow tables, moments in UTC."""
    with duckdb.connect() as connection:
        for setting in ("enable_progress_bar = false", "temp_directory = ''", "TimeZone = 'UTC'"):
            connection.execute(f"SET {setting}")
        for name, table in tables.items():
            connection.register(name, table)
        yield connection


def quoted(name: str) -> str:
    """Return a name as SQL takes it, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'
