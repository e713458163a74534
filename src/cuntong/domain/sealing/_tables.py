"""Fact tables to Parquet and back: bytes that depend on the records alone, and a reader that distrusts them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROWS_PER_GROUP = 65_536  # where bytes are damaged, so many records at most are lost together
_MOST_ROWS_IN_GROUP = 2**31

_MOMENT = pa.timestamp("us", tz="UTC")
_NAIVE_MOMENT = pa.timestamp("us")


class UnfitTable(ValueError):
    """Raised for a table that cannot be sealed: a column without exact values, or keys that repeat."""


class Unreadable(ValueError):
    """Raised for bytes that are no Parquet file, or one that unpacks to more than is allowed."""


def normalised(table: pa.Table, key: str) -> pa.Table:
    """Return the same records in one form: ordered by key, plain types, moments in microseconds of UTC.

    Raises UnfitTable where a column is not text, whole number, decimal, date, moment or truth, and where
    a key is missing, empty, or occurs twice.
    """
    if key not in table.column_names:
        raise UnfitTable(f"there is no key column {key!r}")
    ordered = plain(table).sort_by(key).combine_chunks()
    _check_keys(ordered.column(key), key)
    return ordered


def plain(table: pa.Table) -> pa.Table:
    """Return the same records with plain types, in their order. Raises UnfitTable."""
    try:
        return table.cast(pa.schema([_plain_field(column) for column in table.schema]))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise UnfitTable(str(error)) from error


def _plain_field(column: pa.Field) -> pa.Field:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return pa.field(column.name, _plain_type(kind, column.name), column.nullable)


def _plain_type(kind: pa.DataType, column: str) -> pa.DataType:
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_timestamp(kind):
        return _MOMENT if kind.tz else _NAIVE_MOMENT
    if any(fits(kind) for fits in _SEALABLE):
        return kind
    hint = "; use a decimal, whose value is exact" if pa.types.is_floating(kind) else ""
    raise UnfitTable(f"column {column!r}: values of type {kind} cannot be sealed{hint}")


_SEALABLE = (
    pa.types.is_string,
    pa.types.is_integer,
    pa.types.is_boolean,
    pa.types.is_date32,
    pa.types.is_decimal128,
)


def _check_keys(keys: pa.ChunkedArray, key: str) -> None:
    if keys.null_count:
        raise UnfitTable(f"the key {key!r} is empty in {keys.null_count} records")
    if not (pa.types.is_string(keys.type) or pa.types.is_integer(keys.type)):
        raise UnfitTable(f"the key {key!r} is neither text nor a whole number, but {keys.type}")
    if len(keys) > 1:
        repeated = keys.slice(1).filter(pc.equal(keys.slice(1), keys.slice(0, len(keys) - 1)))
        if len(repeated):
            raise UnfitTable(f"the key {key!r} is not unique: {repeated[0].as_py()!r} occurs again")


def table_to_parquet(table: pa.Table) -> bytes:
    """Return the table as a Parquet file (zstd); the same rows give the same bytes, however they are chunked."""
    file = io.BytesIO()
    bare = table.combine_chunks().replace_schema_metadata(None)
    pq.write_table(bare, file, compression="zstd", row_group_size=ROWS_PER_GROUP)
    return file.getvalue()


@dataclass(frozen=True)
class ReadTable:
    """What could be read of a Parquet file, and the positions of the records that could not."""

    table: pa.Table
    unreadable: tuple[range, ...]


def read_parquet(content: bytes, most_bytes: int) -> ReadTable:
    """Return the readable part of a Parquet file of unknown origin.

    `most_bytes` bounds what it may unpack to. Raises Unreadable where nothing can be read, or too much.
    """
    try:
        file = _open(content)
        schema = pa.schema([_decoded(column) for column in file.schema_arrow])
        parts = list(_groups(file, schema, most_bytes))
    except Unreadable:
        raise
    except Exception as error:  # damaged bytes make the reader raise whatever they lead it to
        raise Unreadable(str(error)) from error
    tables = [part for part in parts if isinstance(part, pa.Table)]
    table = pa.concat_tables(tables) if tables else schema.empty_table()
    return ReadTable(table, tuple(part for part in parts if isinstance(part, range)))


def _open(content: bytes) -> pq.ParquetFile:
    """Open with texts left in their dictionaries: a short file may repeat one long text a million times."""
    texts = [
        column.name for column in pq.read_schema(pa.BufferReader(content)) if pa.types.is_string(column.type)
    ]
    return pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts)


def _decoded(column: pa.Field) -> pa.Field:
    return column.with_type(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _groups(file: pq.ParquetFile, schema: pa.Schema, most_bytes: int) -> Iterator[pa.Table | range]:
    """Yield each row group, or the range of positions of one that is damaged."""
    position, left = 0, most_bytes
    for index in range(file.num_row_groups):
        rows = file.metadata.row_group(index).num_rows
        if not 0 <= rows < _MOST_ROWS_IN_GROUP:
            raise Unreadable(f"it states {rows} records in one part")
        group = _group(file, index)
        if group is None or group.num_rows != rows:
            yield range(position, position + rows)
        else:
            left -= _unpacked_bytes(group)
            if left < 0:
                raise Unreadable(f"it unpacks to more than {most_bytes} bytes")
            yield group.cast(schema)
        position += rows


def _group(file: pq.ParquetFile, index: int) -> pa.Table | None:
    try:
        group = file.read_row_group(index)
        group.validate(full=True)
    except Exception:  # see read_parquet
        return None
    return group


def _unpacked_bytes(table: pa.Table) -> int:
    packed: int = table.nbytes
    return packed + sum(
        _text_bytes(chunk)
        for column in table.columns
        if pa.types.is_dictionary(column.type)
        for chunk in column.chunks
    )


def _text_bytes(texts: pa.DictionaryArray) -> int:
    lengths = pc.binary_length(texts.dictionary).cast(pa.int64())
    total: int | None = pc.sum(lengths.take(texts.indices)).as_py()
    return total or 0
