"""What a column of a list shows: where its value comes from, how it looks, sorts and adds up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Sum

from . import formats, markup
from .formats import MISSING, Figure, Mark, State


class Kind(StrEnum):
    TEXT = "TEXT"
    NUMBER = "NUMBER"
    PERCENT = "PERCENT"  # a ratio, 0.6653 is shown as 66.53%
    MONEY_YUAN = "MONEY_YUAN"  # stored and shown in yuan
    MONEY_WAN = "MONEY_WAN"  # stored in yuan, shown in 万元
    DATE = "DATE"
    TIME = "TIME"
    STATE = "STATE"
    LINK = "LINK"  # the door to the row's own page
    FIGURE = "FIGURE"  # a value that opens in the drawer


RIGHT_ALIGNED = {Kind.NUMBER, Kind.PERCENT, Kind.MONEY_YUAN, Kind.MONEY_WAN, Kind.FIGURE}


@dataclass(frozen=True)
class Column:
    """One column.

    value      attribute path ("contract__payee__name") or a function of the row
    sortable   the head sorts by `sort`, or by `value` where that is a path
    total      sum over all filtered rows of this database path; True means `value`
    unit       stands in the head, so that cells hold figures only
    decimals   places of NUMBER, PERCENT, MONEY_WAN and FIGURE
    width      in characters; 0 lets the browser decide
    marks      for STATE: code → mark (the word is the choice's label)
    screen_only  not in the workbook: what tells who somebody is stays on the page
    url        for LINK and FIGURE: the row's address; default `row.get_absolute_url()` for LINK
    """

    label: Any
    value: str | Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    sortable: bool = False
    sort: str = ""
    total: bool | str = False
    unit: Any = ""
    decimals: int = 0
    width: int = 0
    marks: Mapping[str, Mark] = field(default_factory=dict)
    url: Callable[[Any], str] | None = None
    export_only: bool = False
    screen_only: bool = False

    @property
    def sort_path(self) -> str:
        if not self.sortable:
            return ""
        return self.sort or str(self.value)

    @property
    def total_path(self) -> str:
        return str(self.value) if self.total is True else str(self.total or "")

    @property
    def total_expression(self) -> Sum:
        return Sum(self.total_path)

    @property
    def right(self) -> bool:
        return self.kind in RIGHT_ALIGNED

    @property
    def nowrap(self) -> bool:
        return self.kind in (Kind.DATE, Kind.TIME, Kind.STATE)

    @property
    def pixels(self) -> int:
        """Width for the table head: fourteen a Chinese character and the padding."""
        return self.width * 14 + 24

    def read(self, row: Any) -> Any:
        """The row's raw value."""
        return self.value(row) if callable(self.value) else attribute(row, self.value)

    def cell(self, row: Any) -> Any:
        """The row's value as it stands in the table."""
        return _SHOW[self.kind](self, row)

    def text(self, value: Any) -> str:
        """A raw value or total as plain text in this column's format."""
        return _TEXT.get(self.kind, _plain)(self, value)


def attribute(row: Any, path: str) -> Any:
    """Follow a path of attributes; a missing relation on the way is None, a misspelt name is an error."""
    for name in path.split("__"):
        if row is None:
            return None
        try:
            row = getattr(row, name)
        except ObjectDoesNotExist:
            return None
    return row() if callable(row) else row


def _plain(column: Column, value: Any) -> str:
    return MISSING if value is None or value == "" else str(value)


_TEXT: dict[Kind, Callable[[Column, Any], str]] = {
    Kind.NUMBER: lambda column, value: formats.figure_number(value, column.decimals),
    Kind.PERCENT: lambda column, value: formats.percent(value, column.decimals),
    Kind.MONEY_YUAN: lambda column, value: formats.yuan(value),
    Kind.MONEY_WAN: lambda column, value: formats.wan(value, column.decimals),
    Kind.DATE: lambda column, value: formats.local_date(value),
    Kind.TIME: lambda column, value: formats.local_time(value),
    Kind.FIGURE: lambda column, value: (
        formats.figure_number(value, column.decimals) if formats.is_number(value) else _plain(column, value)
    ),
}


def _show_text(column: Column, row: Any) -> str:
    return column.text(column.read(row))


def state_of(column: Column, row: Any) -> State | None:
    """The row's state: given as a State, or read from a choice field with its label and `marks`."""
    value = column.read(row)
    if value is None or value == "" or isinstance(value, State):
        return value or None
    return State(_choice_label(row, column.value, value), column.marks.get(str(value), Mark.GOING))


def _choice_label(row: Any, path: str | Callable[[Any], Any], value: Any) -> Any:
    if callable(path):
        return value
    owner_path, _, name = path.rpartition("__")
    owner = attribute(row, owner_path) if owner_path else row
    display = getattr(owner, f"get_{name}_display", None)
    return display() if display else value


def _show_state(column: Column, row: Any) -> Any:
    state = state_of(column, row)
    return markup.state_html(state) if state else MISSING


def _show_link(column: Column, row: Any) -> Any:
    address = column.url or (lambda row: row.get_absolute_url())
    return markup.link_html(_plain(column, column.read(row)), address(row))


def figure_of(column: Column, row: Any) -> Figure:
    """The row's figure: given as a Figure, or a number with the column's unit, places and address."""
    value = column.read(row)
    if isinstance(value, Figure):
        return value
    return Figure(value, url=column.url(row) if column.url else "", decimals=column.decimals)


def _show_figure(column: Column, row: Any) -> Any:
    return markup.figure_html(figure_of(column, row))


_SHOW: dict[Kind, Callable[[Column, Any], Any]] = dict.fromkeys(Kind, _show_text) | {
    Kind.STATE: _show_state,
    Kind.LINK: _show_link,
    Kind.FIGURE: _show_figure,
}
