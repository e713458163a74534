"""Write cells so that they are read back as the same values, and never as formulas."""

import io
import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Self

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ._schema import Column, Kind, Value
from ._text import Cell, as_text
from ._titles import NO, YES

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_767
_SHEET_NAME_LONGEST = 31
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
_NUMBER_FORMATS = {
    Kind.INTEGER: "#,##0",
    Kind.DECIMAL: "General",
    Kind.MONEY_YUAN: "#,##0.00",
    Kind.DATE: "yyyy-mm-dd",
}
_TEXT_FORMAT = "@"
_MOST_PLACES = 10

LOOKS: Mapping[str, dict[str, object]] = {
    "plain": {},
    "title": {"bold": True, "font_size": 14},
    "small": {"font_color": "#595959"},
    "ribbon": {"bold": True, "font_color": "#7A4D00", "bg_color": "#FFE8A3"},
    "header": {
        "bold": True,
        "bg_color": "#E7EFEA",
        "border": 1,
        "border_color": "#B7C4BC",
        "text_wrap": True,
    },
    "required": {
        "bold": True,
        "bg_color": "#E7EFEA",
        "border": 1,
        "border_color": "#B7C4BC",
        "text_wrap": True,
        "font_color": "#B3261E",
    },
    "example": {"italic": True, "font_color": "#808080"},
    "total": {"bold": True, "top": 1},
    "wrong": {"bg_color": "#F8D0CC"},
    "reason": {"font_color": "#B3261E"},
    "wrapped": {"text_wrap": True, "valign": "top"},
}


class Pen:
    """A workbook being written, in a `with` block; afterwards `data` holds it. Same calls, same bytes."""

    def __init__(self, *, created: date, constant_memory: bool = False) -> None:
        self._target = io.BytesIO()
        self._formats: dict[tuple[str, str, bool], Format] = {}
        # Rows go to disk as they are written, so a long sheet takes no memory.
        self._book = xlsxwriter.Workbook(self._target, {"constant_memory": constant_memory})
        self._book.set_properties({"created": datetime(created.year, created.month, created.day)})  # noqa: DTZ001

    def add_sheet(self, title: str) -> Worksheet:
        """A worksheet with a name that Excel takes: 31 characters, none of []:*?/\\."""
        name = _NOT_IN_SHEET_NAME.sub(" ", title).strip(" '")[:_SHEET_NAME_LONGEST].strip(" '")
        sheet = self._book.add_worksheet(name or "Sheet")
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()  # also after an error: it removes the rows kept on disk

    @property
    def data(self) -> bytes:
        return self._target.getvalue()

    def look(self, look: str, number_format: str = "General", *, quoted: bool = False) -> Format:
        """The format of a look; `quoted` keeps a text that begins with = a text when somebody edits it."""
        found = self._formats.get((look, number_format, quoted))
        if found is None:
            found = self._book.add_format({**_FONT, **LOOKS[look], "num_format": number_format})
            if quoted:
                found.set_quote_prefix()
            self._formats[look, number_format, quoted] = found
        return found

    def text(
        self, sheet: Worksheet, row: int, column: int, text: str, look: str = "plain", form: str = "General"
    ) -> None:
        """Write a text as a text, whatever it begins with. Raises ValueError above 32,767 characters."""
        if len(text) > _LONGEST:
            raise ValueError(
                f"row {row + 1}: a cell takes at most {_LONGEST} characters, the text has {len(text)}"
            )
        style = self.look(look, form, quoted=text.startswith(_FORMULA_SIGNS))
        if not text:
            sheet.write_blank(row, column, None, style)
        elif text.startswith("<r>") and text.endswith("</r>"):
            # xlsxwriter takes such a text for rich text and would write it into the file unescaped.
            sheet.write_rich_string(row, column, text[:1], style, text[1:], style)
        else:
            sheet.write_string(row, column, text, style)

    def value(
        self, sheet: Worksheet, row: int, index: int, value: Value, column: Column, look: str, language: str
    ) -> None:
        """Write a value of a column so that reading gives it back; None leaves the cell blank."""
        form = number_format(column.kind)
        if value is None:
            if look != "plain":
                sheet.write_blank(row, index, None, self.look(look, form))
        elif isinstance(value, bool | str):
            self.text(sheet, row, index, value_text(value, column, language), look, form)
        elif isinstance(value, date):
            self.raw(sheet, row, index, value, look)
        elif is_exact(value):
            sheet.write_number(row, index, float(value), self.look(look, _as_precise_as(value, form)))
        else:
            self.text(sheet, row, index, value_text(value, column, language), look, _TEXT_FORMAT)

    def raw(self, sheet: Worksheet, row: int, index: int, cell: Cell, look: str) -> None:
        """Write a cell as it was read from another file."""
        if isinstance(cell, bool):
            sheet.write_boolean(row, index, cell, self.look(look))
        elif isinstance(cell, int | float) and math.isfinite(cell):
            sheet.write_number(row, index, cell, self.look(look, "0" if abs(cell) >= 1e11 else "General"))
        elif isinstance(cell, date) and cell.year > 1900:
            has_time = isinstance(cell, datetime)
            sheet.write_datetime(
                row, index, cell, self.look(look, "yyyy-mm-dd hh:mm" if has_time else "yyyy-mm-dd")
            )
        else:
            text = cell if isinstance(cell, str) else as_text(cell)
            self.text(sheet, row, index, text[:_LONGEST], look, _TEXT_FORMAT)


def number_format(kind: Kind) -> str:
    """Excel's format of a kind: text for everything that is no number, or 4.40281E+17 stands there."""
    return _NUMBER_FORMATS.get(kind, _TEXT_FORMAT)


def _as_precise_as(number: int | Decimal, form: str) -> str:
    """The format of a number; where the kind leaves the places open, those that the number itself has."""
    exponent = number.as_tuple().exponent if isinstance(number, Decimal) else 0
    if form != "General" or not isinstance(exponent, int):
        return form
    return "#,##0." + "0" * min(-exponent, _MOST_PLACES) if exponent < 0 else "#,##0"


def value_text(value: Value, column: Column, language: str) -> str:
    """A value as people see it in a sheet."""
    if isinstance(value, bool):
        return (YES if value else NO).in_language(language)
    if column.kind is Kind.CHOICE and isinstance(value, str):
        return column.label(value).in_language(language)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def is_exact(number: int | Decimal) -> bool:
    """Whether Excel's 15 digits hold the number."""
    return Decimal(format(float(number), ".15g")) == number
