"""Rows in, a table of exactly the declared shape out; or one error that names table, column and row.

Nothing is guessed on the way: no text becomes a number, no float an amount, no moment a day, and no
decimal loses a digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cuntong.domain.values import BilingualError

from ._catalogue import FACT_TABLES
from ._columns import Column, FactTable

Row = Mapping[str, Any]
Mask = Callable[[Any], Any]
Rule = tuple[Mask, str, str]  # values → which of them are wrong; what is said of such a value, zh and en

_ROWS_AT_ONCE = 50_000
_PYTHON_TYPES: tuple[tuple[Callable[[pa.DataType], bool], tuple[type, ...], tuple[type, ...]], ...] = (
    # Arrow type, Python types that are taken, subclasses of these that are not.
    (pa.types.is_string, (str,), ()),
    (pa.types.is_integer, (int,), (bool,)),
    (pa.types.is_decimal, (Decimal, int), (bool,)),
    (pa.types.is_date, (date,), (datetime,)),
    (pa.types.is_timestamp, (datetime,), ()),
    (pa.types.is_boolean, (bool,), ()),
)
_ARROW_TYPES: tuple[tuple[Callable[[pa.DataType], bool], tuple[Callable[[pa.DataType], bool], ...]], ...] = (
    # Declared type, Arrow types whose values are the same thing in another width or unit.
    (pa.types.is_string, (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)),
    (pa.types.is_integer, (pa.types.is_integer,)),
    (pa.types.is_decimal, (pa.types.is_decimal, pa.types.is_integer)),
    (pa.types.is_date, (pa.types.is_date,)),
    (pa.types.is_timestamp, (lambda given: pa.types.is_timestamp(given) and given.tz is not None,)),
    (pa.types.is_boolean, (pa.types.is_boolean,)),
)


class FactError(BilingualError):
    """A row that does not have the declared shape; `row` counts from 1, or is None for a whole column."""

    def __init__(self, table: str, column: str | None, row: int | None, zh: str, en: str) -> None:
        self.table, self.column, self.row = table, column, row
        place_zh = f"事实表 {table}" + (f" 列 {column}" if column else "") + (f" 第 {row} 行" if row else "")
        place_en = f"fact table {table}" + (f", column {column}" if column else "")
        place_en += f", row {row}" if row else ""
        super().__init__(f"{place_zh}：{zh}", f"{place_en}: {en}")


def empty(name: str) -> pa.Table:
    """Return the table of that name without rows. Raises FactError for an unknown name."""
    return _declared(name).schema.empty_table()


def conform(name: str, rows_or_table: Iterable[Row] | pa.Table | pa.RecordBatch) -> pa.Table:
    """Return the rows as the Arrow table that `FACT_TABLES[name]` declares, in their order.

    Rows are mappings from every column name to a Python value (str, int, Decimal, date, aware datetime,
    bool; None where the column may be empty) and may come from a generator: they are taken in pieces. An
    Arrow table may have its columns in any order and other widths of the same type.

    Raises FactError for a missing or unknown column, a value of another type, a decimal with more places
    than declared, an empty required value, an unknown code, and a key that occurs twice.
    """
    fact_table = _declared(name)
    if isinstance(rows_or_table, pa.RecordBatch):
        rows_or_table = pa.Table.from_batches([rows_or_table])
    if isinstance(rows_or_table, pa.Table):
        table = _table_from_arrow(fact_table, rows_or_table)
    else:
        batches = list(_batches_from_rows(fact_table, iter(rows_or_table)))
        table = pa.Table.from_batches(batches, schema=fact_table.schema)
    _check_key(fact_table, table.column(fact_table.key))
    return table


def _declared(name: str) -> FactTable:
    if name not in FACT_TABLES:
        raise FactError(name, None, None, "没有声明这张表", "no such table is declared")
    return FACT_TABLES[name]


def _batches_from_rows(table: FactTable, rows: Iterator[Row]) -> Iterator[pa.RecordBatch]:
    first_row = 1
    while piece := list(islice(rows, _ROWS_AT_ONCE)):
        _check_names(table, piece, first_row)
        arrays = [
            _array_from_values(table, c, [row[c.name] for row in piece], first_row) for c in table.columns
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=table.schema)
        first_row += len(piece)


def _check_names(table: FactTable, rows: Sequence[Row], first_row: int) -> None:
    declared = table.column_by_name.keys()
    for number, row in enumerate(rows, first_row):
        if row.keys() != declared:
            _refuse_names(table, set(row.keys()), number)


def _refuse_names(table: FactTable, given: set[str], row: int | None) -> None:
    declared = table.column_by_name.keys()
    if missing := sorted(declared - given):
        raise FactError(table.name, missing[0], row, "缺少这一列", "the column is missing")
    unknown = sorted(given - declared)
    raise FactError(
        table.name,
        unknown[0],
        row,
        f"没有声明这一列（已声明：{'、'.join(declared)}）",
        f"the column is not declared (declared: {', '.join(declared)})",
    )


def _array_from_values(table: FactTable, column: Column, values: list[Any], first_row: int) -> pa.Array:
    taken, refused = next(
        (taken, refused) for is_type, taken, refused in _PYTHON_TYPES if is_type(column.type)
    )
    if not set(map(type, values)) <= {*taken, type(None)}:
        _check_python_types(table, column, values, taken, refused, first_row)
    if pa.types.is_timestamp(column.type):
        _check_time_zones(table, column, values, first_row)
    try:
        array = pa.array(values, column.type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError, OverflowError):
        number = next(n for n, value in enumerate(values) if not _fits(value, column.type))
        raise _unfit(table, column, values[number], first_row + number) from None
    _check_values(table, column, array, first_row)
    return array


def _check_python_types(
    table: FactTable,
    column: Column,
    values: list[Any],
    taken: tuple[type, ...],
    refused: tuple[type, ...],
    first_row: int,
) -> None:
    for number, value in enumerate(values, first_row):
        if value is not None and (not isinstance(value, taken) or isinstance(value, refused)):
            raise _unfit(table, column, value, number)


def _check_time_zones(table: FactTable, column: Column, values: list[Any], first_row: int) -> None:
    for number, value in enumerate(values, first_row):
        if value is not None and value.tzinfo is None:
            raise FactError(
                table.name,
                column.name,
                number,
                f"时间 {value} 没有时区",
                f"the moment {value} has no time zone",
            )


def _fits(value: Any, arrow_type: pa.DataType) -> bool:
    try:
        pa.array([value], arrow_type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError, OverflowError):
        return False
    return True


def _unfit(table: FactTable, column: Column, value: Any, row: int) -> FactError:
    kind = type(value).__name__
    return FactError(
        table.name,
        column.name,
        row,
        f"值 {value!r}（{kind}）不能准确存为 {column.type}",
        f"the value {value!r} ({kind}) cannot be kept exactly as {column.type}",
    )


def _table_from_arrow(table: FactTable, given: pa.Table) -> pa.Table:
    if sorted(given.column_names) != sorted(table.column_by_name):
        _refuse_names(table, set(given.column_names), None)
    arrays = [_array_from_arrow(table, column, given.column(column.name)) for column in table.columns]
    return pa.Table.from_arrays(arrays, schema=table.schema)


def _array_from_arrow(table: FactTable, column: Column, given: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(given.type):
        given = given.cast(given.type.value_type)
    same_kinds = next(kinds for is_type, kinds in _ARROW_TYPES if is_type(column.type))
    if not pa.types.is_null(given.type) and not any(is_kind(given.type) for is_kind in same_kinds):
        raise FactError(
            table.name,
            column.name,
            None,
            f"类型是 {given.type}，应为 {column.type}",
            f"the type is {given.type}, it must be {column.type}",
        )
    array = _cast(table, column, given)
    _check_values(table, column, array, 1)
    return array


def _cast(table: FactTable, column: Column, given: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return given.cast(column.type)
    except pa.ArrowInvalid:
        number = next(n for n in range(len(given)) if not _casts(given.slice(n, 1), column.type))
        raise _unfit(table, column, given[number].as_py(), number + 1) from None


def _casts(given: pa.ChunkedArray, arrow_type: pa.DataType) -> bool:
    try:
        given.cast(arrow_type)
    except pa.ArrowInvalid:
        return False
    return True


def _check_values(table: FactTable, column: Column, array: Any, first_row: int) -> None:
    """Refuse what has the right type and is still not allowed."""
    for is_wrong, zh, en in _rules(table, column):
        row = pc.index(is_wrong(array), True).as_py()
        if row >= 0:
            value = array[row].as_py()
            said_zh, said_en = f"值 {value!r} {zh}", f"the value {value!r} {en}"
            raise FactError(table.name, column.name, first_row + row, said_zh, said_en)


def _rules(table: FactTable, column: Column) -> Iterator[Rule]:
    if column.required:
        yield lambda array: array.is_null(), "不能为空", "must not be empty"
    if column.name == table.key:
        yield lambda array: pc.equal(array, ""), "是空的编号", "is an empty key"
    if column.choices:
        codes, listed = pa.array(column.choices, pa.string()), ", ".join(column.choices)
        yield _not(lambda array: pc.is_in(array, codes)), f"不在代码表中（{listed}）", f"is none of {listed}"
    if column.division:
        yield _not(_is_division_code), "不是 12 位区划代码", "is not a 12-digit division code"
    if (least := column.minimum) is not None:
        yield lambda array: pc.less(array, least), f"小于 {least}", f"is below {least}"
    if (most := column.maximum) is not None:
        yield lambda array: pc.greater(array, most), f"大于 {most}", f"is above {most}"


def _is_division_code(array: Any) -> Any:
    return pc.match_substring_regex(array, "^[0-9]{12}$")


def _not(is_right: Mask) -> Mask:
    """Turn a mask of right values into one of wrong values; an empty value is not wrong."""
    return lambda array: pc.and_(array.is_valid(), pc.invert(is_right(array)))


def _check_key(table: FactTable, keys: pa.ChunkedArray) -> None:
    if pc.count_distinct(keys).as_py() == len(keys):
        return
    seen: dict[str, int] = {}
    for row, key in enumerate(keys.to_pylist(), 1):
        if key in seen:
            raise FactError(
                table.name,
                table.key,
                row,
                f"编号 {key!r} 与第 {seen[key]} 行重复",
                f"the key {key!r} already stands in row {seen[key]}",
            )
        seen[key] = row
