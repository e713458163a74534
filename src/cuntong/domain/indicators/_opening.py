"""A figure opened: the records that it counts, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from cuntong.domain.facts import FACT_TABLES, Column

from ._catalogue import indicator_of
from ._filters import column_named, filtered
from ._frames import Frame
from ._indicators import Part
from ._populations import tables_read
from ._sources import FigureSource

PartName = Literal["numerator", "denominator"]
Order = list[tuple[str, bool]]

DEEP = 1_000
"""From this row on, values of the first sort column that lie wholly before the page are skipped unread."""


@dataclass(frozen=True, slots=True)
class Population:
    """One page of the records behind a figure; `total` counts the records of all pages, after the filters."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int


def open_population(
    source: FigureSource,
    frame: Frame,
    code: str,
    *,
    part: PartName = "numerator",
    filters: Mapping[str, str] | None = None,
    order_by: str | None = None,
    page: int = 1,
    page_size: int = 50,
) -> Population:
    """Return one page of the records that the figure's numerator or denominator stands on.

    `filters` maps columns to what a reader typed (see `_filters.filtered`); `order_by` is a column, with a
    minus before it for descending; without it the latest records come first. The key settles every tie, so
    pages never overlap. A figure whose fact tables are absent, that has no such part, or whose records do
    not know the place, opens to nothing.

    Raises UnknownIndicatorError, and FilterError for an unknown column or an unreadable value.
    """
    if page < 1 or page_size < 1:
        raise ValueError(f"page and page_size start at 1, not {page} and {page_size}")
    indicator = indicator_of(code)
    chosen = indicator.numerator if part == "numerator" else indicator.denominator
    if chosen is None:
        return Population((), (), 0)
    records = chosen.population(indicator.scope(frame)).select(*(column.name for column in chosen.columns))
    records = filtered(records, chosen.columns, filters or {})
    order = _order(chosen, order_by)
    if not (chosen.can_be_narrowed_to(frame.narrowing) and tables_read(records) <= source.table_names):
        return Population(chosen.columns, (), 0)
    total = source.fetch(records.aggregate(total=records.count()))["total"][0].as_py()
    rows = _page(source, records, order, total, slice((page - 1) * page_size, page * page_size))
    return Population(chosen.columns, rows, total)


def _order(part: Part, order_by: str | None) -> Order:
    """Return (column, descending) for the column asked for, then for the key."""
    table = FACT_TABLES[part.table]
    wanted = order_by or (f"-{table.date_column}" if table.date_column else table.key)
    name = wanted.removeprefix("-")
    column_named({column.name: column for column in part.columns}, name)
    order = [(name, wanted.startswith("-"))]
    return order if name == table.key else [*order, (table.key, False)]


def _page(
    source: FigureSource, records: ir.Table, order: Order, total: int, window: slice
) -> tuple[tuple[Any, ...], ...]:
    """Return the rows of the window, read from whichever end of the order is nearer."""
    start, stop = min(window.start, total), min(window.stop, total)
    from_the_end = start > total // 2
    offset = total - stop if from_the_end else start
    if offset > DEEP and len(order) > 1:
        records, offset = _skip_values(source, records, order[0], from_the_end, offset, stop - start)
    keys = [_sort_key(records, name, descending, from_the_end) for name, descending in order]
    found = source.fetch(records.order_by(keys).limit(stop - start, offset=offset))
    rows = tuple(zip(*found.to_pydict().values(), strict=True))
    return rows[::-1] if from_the_end else rows


def _skip_values(
    source: FigureSource,
    records: ir.Table,
    first: tuple[str, bool],
    from_the_end: bool,
    offset: int,
    length: int,
) -> tuple[ir.Table, int]:
    """Return the records whose first sort value the window meets, and where in them the window starts.

    Ordering a million whole records to show fifty of them is slow; counting how many each day has is not.
    """
    name, descending = first
    counted = records.group_by(name).aggregate(record_count=records.count())
    in_order = ibis.window(order_by=_sort_key(counted, name, descending, from_the_end), following=0)
    ranked = counted.mutate(until=counted.record_count.sum().over(in_order))
    met = source.fetch(
        ranked.filter(ranked.until > offset, ranked.until - ranked.record_count < offset + length)
    )
    values, counts, untils = met[name].to_pylist(), met["record_count"].to_pylist(), met["until"].to_pylist()
    skipped = min((until - count for until, count in zip(untils, counts, strict=True)), default=offset)
    wanted = records[name].isin([value for value in values if value is not None])
    if None in values:
        wanted |= records[name].isnull()
    return records.filter(wanted), offset - skipped


def _sort_key(records: ir.Table, name: str, descending: bool, from_the_end: bool) -> ir.Value:
    # Without a stated place for empty values each engine puts them elsewhere; here they come last.
    direction = ibis.desc if descending != from_the_end else ibis.asc
    return direction(records[name], nulls_first=from_the_end)
