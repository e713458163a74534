"""A short digest for every record, so that a changed table can be told by the records that changed."""

from dataclasses import dataclass

import pyarrow as pa

from ._database import memory_database, quoted

_COLUMNS = pa.schema([("key", pa.string()), ("digest", pa.binary(8))])

_DIFFERENCES = """
WITH missing AS (SELECT key, digest FROM sealed EXCEPT ALL SELECT key, digest FROM found),
     surplus AS (SELECT key, digest FROM found EXCEPT ALL SELECT key, digest FROM sealed)
SELECT coalesce(missing.key, surplus.key) AS key,
       missing.digest IS NOT NULL AS was_sealed, surplus.digest IS NOT NULL AS is_found
FROM missing FULL JOIN surplus ON missing.key = surplus.key
ORDER BY key, was_sealed, is_found
"""


@dataclass(frozen=True)
class Differences:
    """Keys, in order, of the records that are not as they were sealed; a key may stand twice among `added`."""

    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def record_digests(table: pa.Table, key: str) -> pa.Table:
    """Return `key` (as text) and `digest` of every record, in the table's order.

    The digest is the first 8 bytes of a SHA-256 over all columns in their order: each value as its length in
    characters, a colon and its text, an empty one as ``~``, a moment as its microseconds since 1970 in UTC.
    It tells records apart; what proves the table is the digest of its file.
    """
    record = ", ".join(_value_sql(column) for column in table.schema)
    with memory_database({"facts": table}) as connection:
        digests: pa.Table = connection.sql(
            f"SELECT CAST({quoted(key)} AS VARCHAR) AS key, "
            f"unhex(substr(sha256(concat({record})), 1, 16)) AS digest FROM facts"
        ).to_arrow_table()
    return digests.cast(_COLUMNS)


def compare_records(sealed: pa.Table, found: pa.Table) -> Differences:
    """Return how two results of `record_digests` differ, whatever their order. Raises ValueError for other tables."""
    sealed, found = sealed.cast(_COLUMNS), found.cast(_COLUMNS)
    if sealed.equals(found):
        return Differences()
    with memory_database({"sealed": sealed, "found": found}) as connection:
        rows = connection.execute(_DIFFERENCES).fetchall()
    return Differences(
        changed=tuple(key for key, was_sealed, is_found in rows if was_sealed and is_found),
        added=tuple(key for key, was_sealed, _ in rows if not was_sealed),
        removed=tuple(key for key, _, is_found in rows if not is_found),
    )


def _value_sql(column: pa.Field) -> str:
    name = quoted(column.name)
    text = f"epoch_us({name})" if pa.types.is_timestamp(column.type) else name
    if not pa.types.is_string(column.type):
        text = f"CAST({text} AS VARCHAR)"
    return f"coalesce(length({text}) || ':' || {text}, '~')"
