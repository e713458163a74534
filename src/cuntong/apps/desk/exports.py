"""A list as a workbook: the same columns, conditions and order as on the screen, on all pages."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from cuntong.domain import workbooks
from cuntong.domain.values import wan_yuan

from .columns import Column, Kind, figure_of, state_of
from .formats import as_decimal, is_number

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_of(
    title: str, columns: Sequence[Column], rows: Iterable[Any], *, as_of: datetime.date, synthetic: bool
) -> bytes:
    """The rows as a workbook. Figures keep all their places; only the screen rounds."""
    sheet = [_sheet_column(index, column) for index, column in enumerate(columns)]
    return workbooks.export(
        sheet,
        _values(columns, rows),
        title=title,
        as_of=as_of,
        synthetic=synthetic,
        language="en" if get_language() == "en" else "zh",
        totals=[one.name for one, column in zip(sheet[1:], columns[1:], strict=True) if column.total],
    )


def workbook_response(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    return response


def _sheet_column(index: int, column: Column) -> workbooks.Column:
    kind = _sheet_kind(column)
    unit = "%" if column.kind == Kind.PERCENT else str(column.unit)
    counted = kind in (workbooks.Kind.INTEGER, workbooks.Kind.DECIMAL)
    return workbooks.Column(
        name=f"column_{index}",
        zh=str(column.label),
        en=str(column.label),
        kind=kind,
        unit=unit if counted else "",
        unit_en=unit if counted else "",
    )


def _sheet_kind(column: Column) -> workbooks.Kind:
    if column.kind in (Kind.NUMBER, Kind.FIGURE):
        return workbooks.Kind.DECIMAL if column.decimals else workbooks.Kind.INTEGER
    return {
        Kind.PERCENT: workbooks.Kind.DECIMAL,
        Kind.MONEY_YUAN: workbooks.Kind.MONEY_YUAN,
        Kind.MONEY_WAN: workbooks.Kind.DECIMAL,
        Kind.DATE: workbooks.Kind.DATE,
    }.get(column.kind, workbooks.Kind.TEXT)


def _values(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[dict[str, workbooks.Value]]:
    for row in rows:
        yield {f"column_{index}": _value(column, row) for index, column in enumerate(columns)}


def _value(column: Column, row: Any) -> workbooks.Value:
    if column.kind == Kind.STATE:
        state = state_of(column, row)
        return str(state) if state else None
    value = figure_of(column, row).value if column.kind == Kind.FIGURE else column.read(row)
    if value is None or value == "":
        return None
    if column.kind == Kind.DATE:
        return datetime.date.fromisoformat(column.text(value))
    if not is_number(value):
        return column.text(value)
    return _scaled(column, as_decimal(value))


def _scaled(column: Column, number: Decimal) -> Decimal | int:
    if column.kind == Kind.PERCENT:
        return number * 100
    if column.kind == Kind.MONEY_WAN:
        return wan_yuan(number)
    return int(number) if number == number.to_integral_value() else number
