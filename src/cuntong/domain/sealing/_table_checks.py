"""Every record of every fact table is held against its digest."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from ._contents import Manifest, TableEntry, facts_path, records_path
from ._findings import Finding, finding
from ._limits import Limits
from ._records import Differences, compare_records, record_digests
from ._tables import ReadTable, UnfitTable, Unreadable, plain, read_parquet

_MOST_LISTED = 20  # of each kind and table; the rest is counted


@dataclass
class TableCheck:
    """What became of the fact tables: those that can be computed with, and the names of the damaged ones."""

    findings: list[Finding] = field(default_factory=list)
    tables: dict[str, pa.Table] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)
    records: int = 0


def check_tables(manifest: Manifest, contents: dict[str, bytes], limits: Limits) -> TableCheck:
    """Read the fact tables and compare every record with its sealed digest."""
    check = TableCheck()
    rows = {file.path: file.rows for file in manifest.files}
    for entry in manifest.tables:
        path = facts_path(entry.name)
        try:
            read = _read(contents, path, limits)
        except Unreadable as error:
            check.findings.append(finding("TABLE_UNREADABLE", path, why=error))
            check.damaged.add(entry.name)
            continue
        check.findings += _shape_findings(entry, read, rows.get(path))
        check.findings += _record_findings(entry, read, contents, limits)
        check.records += read.table.num_rows
        if read.unreadable:
            check.damaged.add(entry.name)
        else:
            check.tables[entry.name] = read.table
    return check


def _read(contents: dict[str, bytes], path: str, limits: Limits) -> ReadTable:
    if path not in contents:
        raise Unreadable("包里没有 / missing from the bundle")
    return read_parquet(contents[path], limits.table_bytes)


def _shape_findings(entry: TableEntry, read: ReadTable, rows: int | None) -> Iterator[Finding]:
    path = facts_path(entry.name)
    actual_rows = read.table.num_rows + sum(len(lost) for lost in read.unreadable)
    if actual_rows != rows:
        yield finding("TABLE_ROWS", path, sealed=rows, actual=actual_rows)
    columns = tuple((column.name, str(column.type)) for column in read.table.schema)
    if columns != entry.columns:
        yield finding("TABLE_COLUMNS", path, sealed=_listed(entry.columns), actual=_listed(columns))


def _listed(columns: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns)


def _record_findings(
    entry: TableEntry, read: ReadTable, contents: dict[str, bytes], limits: Limits
) -> Iterator[Finding]:
    path, digests_path = facts_path(entry.name), records_path(entry.name)
    sealed = None
    try:
        sealed = _read(contents, digests_path, limits).table
        found = record_digests(_as_sealed(read.table, entry), entry.key)
        differences = compare_records(_without(sealed, read.unreadable), found)
    except (UnfitTable, KeyError):
        differences = Differences()  # its columns were reported; without them no record can be compared
    except (ValueError, pa.ArrowException, duckdb.Error) as error:
        yield finding("PART_INVALID", digests_path, why=error)
        differences, sealed = Differences(), None
    yield from (_lost(path, sealed, positions) for positions in read.unreadable)
    yield from _differing(path, differences)


def _as_sealed(table: pa.Table, entry: TableEntry) -> pa.Table:
    """Bring a rewritten table to the order and kinds of columns that the digests were taken from."""
    return plain(table.select([name for name, _ in entry.columns]))


def _without(sealed: pa.Table, unreadable: tuple[range, ...]) -> pa.Table:
    """Leave out the digests of records that could not be read: they are damaged, not removed."""
    kept, start = [], 0
    for positions in unreadable:
        kept.append(sealed.slice(start, positions.start - start))
        start = positions.stop
    return pa.concat_tables([*kept, sealed.slice(start)])


def _lost(path: str, sealed: pa.Table | None, positions: range) -> Finding:
    def key_at(position: int) -> object:
        if sealed is None or position >= sealed.num_rows:
            return "?"
        return sealed.column("key")[position].as_py()

    first, last = positions.start, positions.stop - 1
    keys = {"first_key": key_at(first), "last_key": key_at(last)}
    return finding("RECORDS_UNREADABLE", path, first=first + 1, last=last + 1, **keys)


def _differing(path: str, differences: Differences) -> Iterator[Finding]:
    kinds = {"changed": differences.changed, "added": differences.added, "removed": differences.removed}
    for change, keys in kinds.items():
        for key in keys[:_MOST_LISTED]:
            yield finding(f"RECORD_{change.upper()}", f"{path}: {key}")
    more = {change: max(0, len(keys) - _MOST_LISTED) for change, keys in kinds.items()}
    if any(more.values()):
        yield finding("RECORDS_MORE", path, **more)
