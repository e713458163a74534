"""From a cell to the value of its column: one reader for each kind."""

import difflib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from cuntong.domain.values import Bilingual

from ._dates import check_date_bounds, read_date
from ._identity import read_division_code, read_id_number, read_phone, read_url, read_waybill_phone
from ._messages import Fault
from ._numbers import check_bounds, is_scientific, read_money, read_number, read_whole
from ._schema import NUMBER_KINDS, Column, Kind, Value
from ._serials import read_serial
from ._text import Cell, as_text, has_control_characters, key, shown

Reader: TypeAlias = Callable[[Cell], Value]

_NOTHING = frozenset({"/", "\\", "-", "--", "—", "——", "无", "暂无", "n/a", "null"})
_TRUE = frozenset({"是", "有", "真", "对", "√", "✓", "✔", "☑", "y", "yes", "true", "1"})
_FALSE = frozenset({"否", "无", "没有", "假", "不是", "×", "✗", "✘", "☐", "n", "no", "false", "0"})
_CHOICES_SHOWN = 8
_KINDS_WITHOUT_NOTHING = frozenset({Kind.TEXT, Kind.CHOICE, Kind.BOOLEAN})


def reader_for(column: Column, header_factor: Decimal, *, days_later: int = 0) -> Reader:
    """A function that turns a filled cell of the column into its value, or raises Fault.

    `header_factor` converts plain numbers from the unit that the header states; `days_later` is what
    bare day numbers lack in a workbook that counts from 1904.
    """
    if column.kind in NUMBER_KINDS:
        return _number_reader(column, header_factor)
    if column.kind is Kind.DATE:
        return _date_reader(column, days_later)
    if column.kind is Kind.CHOICE:
        return _choice_reader(column)
    if column.kind is Kind.TEXT:
        return _text_reader(column.max_length)
    return _limited(_BY_KIND[column.kind], column.max_length)


def means_nothing(cell: Cell, column: Column) -> bool:
    """Whether the cell says "none" the way paper forms do (/, —, 无) where a column may stay empty."""
    if column.required or column.kind in _KINDS_WITHOUT_NOTHING:
        return False
    return isinstance(cell, str) and key(cell) in _NOTHING


def _text_reader(max_length: int | None) -> Reader:
    def read(cell: Cell) -> str:
        if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 1e15:
            raise Fault("NUMBER_ROUNDED")
        text = as_text(cell)
        if has_control_characters(text):
            raise Fault("CONTROL_CHARACTER")
        if is_scientific(text):
            raise Fault("NUMBER_ROUNDED")
        if max_length is not None and len(text) > max_length:
            raise Fault("TOO_LONG", maximum=max_length, actual=len(text))
        return text

    return read


def _limited(reader: Callable[[Cell], str | bool], max_length: int | None) -> Reader:
    def read(cell: Cell) -> str | bool:
        value = reader(cell)
        if max_length is not None and isinstance(value, str) and len(value) > max_length:
            raise Fault("TOO_LONG", maximum=max_length, actual=len(value))
        return value

    return read


def _number_reader(column: Column, header_factor: Decimal) -> Reader:
    finish: Callable[[Decimal], Decimal | int] = {
        Kind.INTEGER: read_whole,
        Kind.MONEY_YUAN: read_money,
    }.get(column.kind, lambda number: number)

    def read(cell: Cell) -> Decimal | int:
        number = finish(read_number(cell, column.counted_in, header_factor))
        check_bounds(column, number)
        return number

    return read


def _date_reader(column: Column, days_later: int) -> Reader:
    def read(cell: Cell) -> date:
        day = read_date(cell, days_later=days_later)
        check_date_bounds(column, day)
        return day

    return read


def _choice_reader(column: Column) -> Reader:
    codes = {key(label): code for code, labels in column.choices.items() for label in (code, *labels)}

    def read(cell: Cell) -> str:
        text = as_text(cell)
        code = codes.get(text) or codes.get(key(text))
        if code is None:
            raise _choice_fault(column, cell, codes)
        return code

    return read


def _choice_fault(column: Column, cell: Cell, codes: dict[str, str]) -> Fault:
    near = difflib.get_close_matches(key(as_text(cell)[:100]), codes, n=1, cutoff=0.5)
    if near:
        return Fault("NOT_CHOICE_NEAR", value=shown(cell), near=column.label(codes[near[0]]))
    pairs = list(column.choices.values())[:_CHOICES_SHOWN]
    more = "…" if len(column.choices) > _CHOICES_SHOWN else ""
    choices = Bilingual("、".join(zh for zh, _ in pairs) + more, ", ".join(en for _, en in pairs) + more)
    return Fault("NOT_CHOICE", choices=choices, value=shown(cell))


def _read_boolean(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    text = key(as_text(cell))
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise Fault("NOT_BOOLEAN", value=shown(cell))


_BY_KIND: dict[Kind, Callable[[Cell], str | bool]] = {
    Kind.BOOLEAN: _read_boolean,
    Kind.PHONE: read_phone,
    Kind.WAYBILL_PHONE: read_waybill_phone,
    Kind.SERIAL: read_serial,
    Kind.ID_NUMBER: read_id_number,
    Kind.DIVISION_CODE: read_division_code,
    Kind.URL: read_url,
}
