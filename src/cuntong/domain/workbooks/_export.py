"""Write rows as a sheet for people: title, as-of date, aligned figures, sums."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from cuntong.domain.values import Bilingual

from ._describe import heading
from ._pen import Pen
from ._schema import NUMBER_KINDS, Column, Kind, Sheet, Value
from ._titles import SYNTHETIC, TOTAL

_HEADER_ROW = 2
_WIDTHS = {
    Kind.TEXT: 22,
    Kind.URL: 36,
    Kind.ID_NUMBER: 21,
    Kind.DIVISION_CODE: 15,
    Kind.MONEY_YUAN: 16,
}
_MOST_ROWS = 1_048_576 - _HEADER_ROW - 2


def export(
    columns: Sheet | Sequence[Column],
    rows: Iterable[Mapping[str, Value]],
    *,
    title: str,
    as_of: date,
    synthetic: bool = False,
    language: str = "zh",
    totals: Sequence[str] = (),
) -> bytes:
    """A workbook of the rows, each a mapping from column name to value; missing names stay blank.

    `totals` names number columns to sum in a last row. Texts never become formulas, long numbers stay
    whole, and `read` gives the same values back. Raises ValueError for a text or a list too long for Excel,
    and where the first column, which carries the word for total, is itself to be summed.
    """
    written = tuple(columns.columns if isinstance(columns, Sheet) else columns)
    sums = _start_sums(written, totals)
    with Pen(created=as_of, constant_memory=True) as pen:
        page = pen.add_sheet(title)
        _write_head(pen, page, written, title, as_of, language, synthetic=synthetic)
        row = _HEADER_ROW
        for row, values in enumerate(rows, _HEADER_ROW + 1):
            if row > _MOST_ROWS:
                raise ValueError(
                    f"a sheet takes at most {_MOST_ROWS:,} rows; filter the list or export it in parts"
                )
            for index, column in enumerate(written):
                pen.value(page, row, index, values.get(column.name), column, "plain", language)
            for name in sums:
                sums[name] += _number(values.get(name))
        if sums:
            _write_sums(pen, page, row + 1, written, sums, language)
        _finish(page, written, row, as_of, language, synthetic=synthetic)
    return pen.data


def _start_sums(columns: Sequence[Column], totals: Sequence[str]) -> dict[str, Decimal]:
    kinds = {column.name: column.kind for column in columns}
    wrong = [name for name in totals if kinds.get(name) not in NUMBER_KINDS or name == columns[0].name]
    if wrong:
        raise ValueError(f"no column to sum: {wrong}; number columns after the first can be summed")
    return {name: Decimal(0) for name in totals}


def _number(value: Value) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


def _write_head(
    pen: Pen,
    page: Worksheet,
    columns: Sequence[Column],
    title: str,
    as_of: date,
    language: str,
    *,
    synthetic: bool,
) -> None:
    for index, column in enumerate(columns):
        width = max(_WIDTHS.get(column.kind, 13), min(30, 2 * len(column.title.in_language(language)) + 2))
        page.set_column(index, index, width)
    pen.text(page, 0, 0, title, "title")
    pen.text(page, 1, 0, _as_of(as_of).in_language(language), "small")
    if synthetic:
        pen.text(page, 1, 1, SYNTHETIC.in_language(language), "ribbon")
    page.set_row(_HEADER_ROW, 30)
    for index, column in enumerate(columns):
        pen.text(page, _HEADER_ROW, index, heading(column, language), "header")


def _write_sums(
    pen: Pen, page: Worksheet, row: int, columns: Sequence[Column], sums: Mapping[str, Decimal], language: str
) -> None:
    for index, column in enumerate(columns):
        if index == 0:
            pen.text(page, row, 0, TOTAL.in_language(language), "total")
        else:
            pen.value(page, row, index, sums.get(column.name), column, "total", language)


def _finish(
    page: Worksheet, columns: Sequence[Column], last_row: int, as_of: date, language: str, *, synthetic: bool
) -> None:
    page.freeze_panes(_HEADER_ROW + 1, 1 if len(columns) > 3 else 0)
    page.autofilter(_HEADER_ROW, 0, max(last_row, _HEADER_ROW), len(columns) - 1)
    page.repeat_rows(_HEADER_ROW)
    mark = f"{SYNTHETIC.in_language(language)} · " if synthetic else ""
    page.set_footer(f"&L{mark}{_as_of(as_of).in_language(language)}&R&P / &N")


def _as_of(day: date) -> Bilingual:
    return Bilingual(f"截至 {day.isoformat()}", f"As of {day.isoformat()}")
