"""Give an uploaded sheet back with every error marked where it is."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from xlsxwriter.worksheet import Worksheet

from cuntong.domain.values import Bilingual

from ._grids import Grid, Source, open_book
from ._pen import Pen
from ._reading import CellError, Reading, Tally
from ._schema import Limits, Sheet, index_of
from ._text import Cell
from ._titles import ERRORS, SUMMARY

_CREATED = date(2023, 1, 1)
_NOTE_LONGEST = 2_000
_CELL_LONGEST = 2_000
_HEADINGS = (
    (Bilingual("列", "Column"), 24),
    (Bilingual("处数", "Count"), 10),
    (Bilingual("首次出现的行", "First rows"), 28),
    (Bilingual("问题（第一处）", "What is wrong (first case)"), 90),
)


def annotate(
    sheet: Sheet, source: Source, reading: Reading, language: str = "zh", *, limits: Limits | None = None
) -> bytes:
    """A copy of the sheet that was read, at the same rows: wrong cells coloured, with the reason as a note.

    A first column lists the errors of each row; a second sheet counts them by column and kind. Formats and
    other sheets of the original are left out. Corrected, the copy can be uploaded as it is. Raises
    ValueError where the reading was refused, for then there are no rows to copy.
    """
    if reading.refused:
        raise ValueError(f"nothing was read: {reading.refused.code}")
    book = open_book(source, limits or Limits())
    grid = next(grid for grid in book.grids if grid.visible and grid.name == reading.sheet_name)
    with Pen(created=_CREATED, constant_memory=True) as pen:
        page = pen.add_sheet(grid.name)
        summary = pen.add_sheet(SUMMARY.in_language(language))
        _copy(pen, page, grid, reading, language)
        _write_summary(pen, summary, sheet, reading, language)
    return pen.data


def _copy(pen: Pen, page: Worksheet, grid: Grid, reading: Reading, language: str) -> None:
    by_row: dict[int, list[CellError]] = defaultdict(list)
    for error in reading.errors:
        by_row[error.row - 1].append(error)
    page.set_column(0, 0, 40)
    page.set_column(1, max(1, grid.survey.right + 1), 16)
    width = 1
    for number, row in _rows(grid):
        width = max(width, len(row))
        errors = by_row.get(number, [])
        header = number == reading.header_row - 1
        reasons = _reasons(errors, language)
        if header:
            title = ERRORS.in_language(language)
            pen.text(page, number, 0, f"{title}: {reasons}" if reasons else title, "required")
        elif reasons:
            pen.text(page, number, 0, reasons, "reason")
        _copy_row(pen, page, number, row, errors, language, header=header)
    page.freeze_panes(reading.header_row, 1)
    page.autofilter(reading.header_row - 1, 0, max(number, reading.header_row), width)


def _copy_row(
    pen: Pen,
    page: Worksheet,
    number: int,
    row: list[Cell],
    errors: list[CellError],
    language: str,
    *,
    header: bool,
) -> None:
    wrong: dict[int, list[CellError]] = defaultdict(list)
    for error in errors:
        if error.letter:
            wrong[index_of(error.letter)].append(error)
    for index, cell in enumerate(row):
        look = "wrong" if index in wrong else "header" if header else "plain"
        if cell != "" or index in wrong:
            pen.raw(page, number, index + 1, cell, look)
    for index, found in wrong.items():
        text = "\n".join(error.detail.in_language(language) for error in found)
        page.write_comment(number, index + 1, text[:_NOTE_LONGEST], {"x_scale": 2})


def _rows(grid: Grid) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of the sheet, with the failed formulas that the reader leaves blank."""
    failed: dict[int, dict[int, str]] = defaultdict(dict)
    for (at, column), text in grid.survey.failed.items():
        failed[at][column] = text
    for number, cells in enumerate(grid.load()):
        row, texts = cells or [], failed.get(number, {})
        yield number, [texts.get(index, cell) for index, cell in enumerate(row)] if texts else row


def _reasons(errors: list[CellError], language: str) -> str:
    chinese = Bilingual("zh", "en").in_language(language) == "zh"
    texts = [
        f"“{error.title.zh}”：{error.detail.zh}" if chinese else f"“{error.title.en}” {error.detail.en}"
        for error in errors
    ]
    return ("；" if chinese else "; ").join(texts)[:_CELL_LONGEST]


def _write_summary(pen: Pen, page: Worksheet, sheet: Sheet, reading: Reading, language: str) -> None:
    heads = Bilingual(
        f"“{sheet.zh}”：{len(reading.rows):,} 行可以读入，共 {reading.error_count:,} 处错误",
        f"“{sheet.en}”: {len(reading.rows):,} rows can be taken, {reading.error_count:,} errors",
    )
    pen.text(page, 0, 0, heads.in_language(language), "title")
    row = 1
    for row, found in enumerate(reading.notes, 1):
        pen.text(page, row, 0, found.message.in_language(language), "small")
    for index, (title, width) in enumerate(_HEADINGS):
        page.set_column(index, index, width)
        pen.text(page, row + 2, index, title.in_language(language), "header")
    first = {(error.column, error.code): error for error in reversed(reading.errors)}
    for number, tally in enumerate(reading.tallies, row + 3):
        _write_tally(pen, page, number, tally, first.get((tally.column, tally.code)), language)


def _write_tally(
    pen: Pen, page: Worksheet, row: int, tally: Tally, first: CellError | None, language: str
) -> None:
    more = "…" if tally.count > len(tally.first_rows) else ""
    pen.text(page, row, 0, tally.title.in_language(language))
    page.write_number(row, 1, tally.count, pen.look("plain", "#,##0"))
    pen.text(page, row, 2, ", ".join(map(str, tally.first_rows)) + more)
    pen.text(page, row, 3, first.detail.in_language(language) if first else tally.code)
