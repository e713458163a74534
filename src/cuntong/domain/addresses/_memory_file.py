"""The memory as a file: CSV in UTF-8, one line for each entry, that a person can read and correct."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import fields
from typing import TYPE_CHECKING, TextIO

from ._memory import Entry, Memory, MemoryFault

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = tuple(field.name for field in fields(Entry))


def read_memory(file: TextIO) -> Memory:
    """Read a memory. Raises `MemoryFault` naming the row (the header is row 1) and what is wrong in it."""
    reader = csv.DictReader(file)
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise MemoryFault(
            f"记忆表缺少列：{'、'.join(missing)}", f"the memory file lacks the columns {', '.join(missing)}"
        )
    return Memory(_entries(reader))


def _entries(reader: csv.DictReader[str]) -> Iterator[Entry]:
    for number, row in enumerate(reader, start=2):
        try:
            yield Entry(
                county=row["county"],
                kind=row["kind"],
                name=row["name"],
                division_code=row["division_code"],
                source=row["source"],
                author=row["author"] or "",
                count=int(row["count"]),
                last_seen_date=dt.date.fromisoformat(row["last_seen_date"]),
            )
        except MemoryFault as error:
            raise MemoryFault(
                f"记忆表第 {number} 行 {error.message.zh}", f"row {number} of the memory: {error.message.en}"
            ) from error
        except (TypeError, ValueError) as error:
            raise MemoryFault(
                f"记忆表第 {number} 行：count 应为整数，last_seen_date 应为 2026-01-31 这样的日期",
                f"row {number} of the memory: count must be a whole number, last_seen_date a date such as 2026-01-31",
            ) from error


def write_memory(memory: Memory, file: TextIO) -> None:
    """Write a memory, sorted, so that two files with the same entries are the same bytes."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in memory:
        writer.writerow([getattr(entry, column) for column in COLUMNS])
