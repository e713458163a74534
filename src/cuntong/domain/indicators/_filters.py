"""What a reader types above a table of records, turned into conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from cuntong.domain.facts import Column
from cuntong.domain.values import BilingualError, DivisionCode, DivisionCodeError

_RANGE = ".."
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_YES, _NO = ("true", "1", "是", "yes"), ("false", "0", "否", "no")


class FilterError(BilingualError):
    """A filter names no column of the records, or its value cannot be read."""


def filtered(records: ir.Table, columns: tuple[Column, ...], filters: Mapping[str, str]) -> ir.Table:
    """Return the records that satisfy every filter; a blank filter asks for nothing.

    A code or identifier matches itself; a division matches what lies inside it; other text matches where it is part of the
    value, whatever the case; a day, month or year matches its days; a number matches itself; `a..b` is a
    range of days or numbers, either end may be left out; yes and no are 是/否, true/false, 1/0.
    """
    by_name = {column.name: column for column in columns}
    for name, asked in filters.items():
        if asked.strip():
            column = column_named(by_name, name)
            records = records.filter(_condition(records[name], column, asked.strip()))
    return records


def column_named(by_name: Mapping[str, Column], name: str) -> Column:
    """Return the column, or raise FilterError that lists those there are."""
    if name not in by_name:
        listed = ", ".join(by_name)
        raise FilterError(
            f"没有列 {name}（有：{listed}）", f"there is no column {name} (there are: {listed})"
        )
    return by_name[name]


def _condition(value: ir.Value, column: Column, asked: str) -> ir.Value:
    if column.division:
        return value.startswith(_division(column, asked).prefix)
    if column.choices:
        return value == _code(column, asked)
    if column.identifier:
        return value == asked
    if pa.types.is_string(column.type):
        return value.lower().contains(asked.lower())
    if pa.types.is_boolean(column.type):
        return value == _flag(column, asked)
    low, high = _ends(column, asked)
    conditions = [
        condition for end, condition in ((low, value >= low), (high, value <= high)) if end is not None
    ]
    return conditions[0] if len(conditions) == 1 else conditions[0] & conditions[1]


def _division(column: Column, asked: str) -> DivisionCode:
    try:
        return DivisionCode.parse(asked)
    except DivisionCodeError as error:
        raise _unreadable(column, error.message.zh, error.message.en) from None


def _code(column: Column, asked: str) -> str:
    if asked not in column.choices:
        listed = ", ".join(column.choices)
        raise _unreadable(column, f"{asked} 不在代码表中（{listed}）", f"{asked} is none of {listed}")
    return asked


def _flag(column: Column, asked: str) -> bool:
    if asked.lower() not in _YES + _NO:
        raise _unreadable(column, f"{asked} 不是 是/否", f"{asked} is neither yes nor no")
    return asked.lower() in _YES


def _ends(column: Column, asked: str) -> tuple[Any, Any]:
    """Return the first and the last value asked for; None where the range is open."""
    read = _days if pa.types.is_date(column.type) else _number
    low, separator, high = asked.partition(_RANGE)
    if not separator:
        return read(column, asked)
    first = read(column, low.strip())[0] if low.strip() else None
    last = read(column, high.strip())[1] if high.strip() else None
    if first is None and last is None:
        raise _unreadable(column, "区间两端都是空的", "both ends of the range are open")
    return first, last


def _days(column: Column, text: str) -> tuple[date, date]:
    """Return the first and the last day of a day, a month or a year."""
    match = _DAY.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        year, month, day = match.groups()
        first = date(int(year), int(month or 1), int(day or 1))
        if day:
            return first, first
        after = (
            date(first.year, first.month + 1, 1) if month and month != "12" else date(first.year + 1, 1, 1)
        )
        return first, after - timedelta(days=1)
    except ValueError:
        raise _unreadable(
            column,
            f"{text} 不是日期（例：2023-05-01、2023-05、2023）",
            f"{text} is no date (2023-05-01, 2023-05, 2023)",
        ) from None


def _number(column: Column, text: str) -> tuple[Decimal | int, Decimal | int]:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,4})?", text, re.ASCII):
        raise _unreadable(column, f"{text} 不是数", f"{text} is no number")
    number = Decimal(text)
    return number, number


def _unreadable(column: Column, zh: str, en: str) -> FilterError:
    return FilterError(f"筛选条件“{column.title.zh}”：{zh}", f"filter {column.title.en!r}: {en}")
