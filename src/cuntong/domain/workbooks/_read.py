"""Read a file against a sheet: find the header, turn every cell into a value, collect every error."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from cuntong.domain.values import Bilingual

from ._collect import Collector, Faults
from ._grids import Book, Grid, Source, open_book
from ._header import Header, Row, find_header, nearest
from ._messages import Refused
from ._reading import Note, Reading, note, refusal
from ._schema import Limits, Sheet, letter
from ._text import key, shown
from ._titles import OWN_TITLES

_STRANGERS_NAMED = 20


@dataclass(frozen=True)
class _Found:
    """A sheet whose header was found, with its first rows read and the rest to come."""

    grid: Grid
    header: Header
    head: list[Row | None]
    rest: Iterator[Row | None]

    def rows(self) -> Iterator[tuple[int, Row | None]]:
        """The rows below the header with their numbers, counted from 0."""
        start = self.header.last_row + 1
        return enumerate(chain(self.head[start:], self.rest), start)


@dataclass(frozen=True)
class _Located:
    """The sheet to read, the names of those that fit as well, and of those too large to look at."""

    found: _Found
    others: list[str]
    skipped: list[str]


def read(sheet: Sheet, source: Source, *, limits: Limits | None = None) -> Reading:
    """Read a file (a path or its bytes) against a sheet.

    Never raises for what the file contains: the reading holds rows and errors, or a refusal. Raises
    OSError where a path cannot be opened.
    """
    limits = limits or Limits()
    try:
        book = open_book(source, limits)
        return _collect(sheet, book, _locate(sheet, book, limits), limits)
    except Refused as refused:
        return Reading(refused=refusal(refused.code, refused.facts))


def _locate(sheet: Sheet, book: Book, limits: Limits) -> "_Located":
    """The visible sheet whose header names most columns.

    A sheet that is too large to load stops the reading only where no other sheet has the header.
    """
    best: _Found | None = None
    others: list[str] = []
    skipped: list[tuple[str, Refused]] = []
    cells = 0
    for grid in book.grids:
        if not grid.visible:
            continue
        cells += 0 if _is_too_large(grid, limits) else grid.survey.cells
        try:
            found = _open(sheet, grid, limits, loaded=cells)
        except Refused as refused:
            skipped.append((grid.name, refused))
            continue
        if found and (best is None or found.header.score > best.header.score):
            best, others = found, []
        elif found and best and found.header.score == best.header.score:
            others.append(grid.name)
    if best is None:
        raise skipped[0][1] if skipped else _no_header(sheet, book, limits)
    return _Located(best, others, [name for name, _ in skipped])


def _open(sheet: Sheet, grid: Grid, limits: Limits, *, loaded: int = 0) -> _Found | None:
    """The sheet with its header, if it has one. All sheets loaded so far count together."""
    if loaded > limits.cells:
        raise grid.survey.too_large(limits)
    rows = grid.load()
    head: list[Row | None] = list(islice(rows, limits.header_rows))
    header = find_header(sheet, [row or () for row in head])
    return _Found(grid, header, head, rows) if header else None


def _no_header(sheet: Sheet, book: Book, limits: Limits) -> Refused:
    for grid in book.grids:
        if not grid.visible and not _is_too_large(grid, limits) and _open(sheet, grid, limits):
            return Refused("HIDDEN_SHEET", name=grid.name)
    columns = Bilingual(
        "、".join(column.zh for column in sheet.columns), ", ".join(column.en for column in sheet.columns)
    )
    return Refused("NO_HEADER", rows=limits.header_rows, columns=columns)


def _is_too_large(grid: Grid, limits: Limits) -> bool:
    return grid.survey.cells > limits.cells


def _collect(sheet: Sheet, book: Book, located: _Located, limits: Limits) -> Reading:
    found = located.found
    faults = Faults(limits.errors)
    _check_header(found.header, faults)
    broken = bool(faults.count)
    titles = found.head[found.header.last_row] or ()
    collector = Collector(sheet, found.header, titles, found.grid.survey, faults, days_later=book.days_later)
    for number, row in found.rows():
        collector.take(number, row)
    collector.finish()
    return Reading(
        rows=() if broken else tuple(collector.rows),
        errors=tuple(faults.listed),
        notes=(*_header_notes(located), *collector.notes(), *faults.notes()),
        tallies=faults.tallies(),
        error_count=faults.count,
        sheet_name=found.grid.name,
        header_row=found.header.last_row + 1,
        header_map={place.column.name: letter(place.index) for place in found.header.places},
    )


def _check_header(header: Header, faults: Faults) -> None:
    row = header.last_row
    for column in header.missing:
        near = nearest(column.zh, header.strangers) or nearest(column.en, header.strangers)
        facts = {"letter": letter(near[0]), "near": shown(near[1])} if near else {}
        code = "MISSING_COLUMN_NEAR" if near else "MISSING_COLUMN"
        faults.add(row, column, None, code, "", {"title": column.title, **facts})
    for column, indexes in header.doubled:
        letters = Bilingual("、".join(map(letter, indexes)), ", ".join(map(letter, indexes)))
        faults.add(row, column, indexes[-1], "DUPLICATE_COLUMN", "", {"letters": letters})
    for place in header.misfits:
        facts = {"unit": place.unit, "expected": place.column.counted_in}
        faults.add(row, place.column, place.index, "UNIT_COLUMN", "", facts)


def _header_notes(located: _Located) -> list[Note]:
    found = located.found
    notes: list[Note] = []
    if located.others:
        notes.append(note("OTHER_SHEETS", name=found.grid.name, others=_listed(located.others)))
    if located.skipped:
        notes.append(note("LARGE_SHEETS", sheets=_listed(located.skipped)))
    notes += _stranger_notes(found.header)
    for place in found.header.places:
        if place.factor != 1:
            facts = {"unit": place.unit, "factor": f"{place.factor:,f}", "expected": place.column.counted_in}
            notes.append(note("CONVERTED", title=place.column.title, **facts))
    if found.grid.survey.hidden_rows:
        notes.append(note("HIDDEN_ROWS", count=found.grid.survey.hidden_rows))
    return notes


def _stranger_notes(header: Header) -> list[Note]:
    strangers = [
        (index, text) for index, text in header.strangers if key(text).partition(":")[0] not in OWN_TITLES
    ]
    columns = Bilingual(
        "、".join(f"{letter(index)} 列“{shown(text)}”" for index, text in strangers[:_STRANGERS_NAMED]),
        ", ".join(f"{letter(index)} “{shown(text)}”" for index, text in strangers[:_STRANGERS_NAMED]),
    )
    return [note("UNKNOWN_COLUMNS", columns=columns)] if strangers else []


def _listed(names: list[str]) -> Bilingual:
    return Bilingual("、".join(names), ", ".join(names))
