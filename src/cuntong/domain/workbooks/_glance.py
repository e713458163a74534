"""Look at a file whose header nobody knows: its titles and first rows, and which title names which field."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ._grids import Book, Grid, Source, open_book
from ._header import Row, labels_of
from ._messages import Refused
from ._reading import Refusal, refusal
from ._schema import Limits
from ._survey import Survey
from ._text import as_text, is_blank, split_title

_SAMPLES = 3


@dataclass(frozen=True)
class Glance:
    """The likely header of one sheet: a title for each column ("" where there is none), and the first rows below.

    header_row: its last row, counted from 1. Titles and samples are texts as a person sees them.
    """

    sheet_name: str
    header_row: int
    titles: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]

    @property
    def digest(self) -> str:
        """Tells this header from others: the same for any order of the columns and any spelling of blanks."""
        titles = sorted(split_title(title)[0] for title in self.titles if title)
        return hashlib.sha256("\n".join(titles).encode()).hexdigest()


@dataclass(frozen=True)
class Seen:
    """A file that was looked at: the likely headers of its visible sheets, and the book, to be read without opening it again."""

    book: Book
    glances: tuple[Glance, ...]


def glance(source: Source, *, limits: Limits | None = None) -> Seen | Refusal:
    """The likely headers of the visible sheets that have rows, or why the file is not read at all.

    Raises OSError where a path cannot be opened.
    """
    limits = limits or Limits()
    try:
        book = open_book(source, limits)
        grids = [grid for grid in book.grids if grid.visible]
        return Seen(book, tuple(found for grid in grids for found in _glances(grid, limits)))
    except Refused as refused:
        return refusal(refused.code, refused.facts)


def match_titles(titles: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Which title names which field: the index of the title for each field found.

    Of several titles of one field the one that stands first among its names wins; a title serves one field.
    """
    spelled = [split_title(title)[:2] if title else ("", "") for title in titles]
    found: dict[str, int] = {}
    for part in (0, 1):  # the whole title first, then without its brackets
        for field, wanted in names.items():
            if field in found:
                continue
            keys = [split_title(name)[0] for name in wanted]
            places = [
                (keys.index(spelling[part]), index)
                for index, spelling in enumerate(spelled)
                if spelling[part] in keys and index not in found.values()
            ]
            if places:
                found[field] = min(places)[1]
    return found


def _glances(grid: Grid, limits: Limits) -> Iterator[Glance]:
    rows = [row or [] for row in islice(grid.load(), limits.header_rows + _SAMPLES)]
    spans = {_span(grid.survey, at) for at in range(min(len(rows), limits.header_rows))}
    best = max(spans, key=lambda span: (_titles_in(rows[span[0] : span[1] + 1]), -span[0]), default=None)
    if best is None or not _titles_in(rows[best[0] : best[1] + 1]):
        return
    first, last = best
    labels = labels_of(rows[first : last + 1])
    width = max(labels, default=-1) + 1
    samples = [row for row in rows[last + 1 :] if not all(map(is_blank, row))][:_SAMPLES]
    yield Glance(
        grid.name,
        last + 1,
        tuple(labels[index][-1][0] if index in labels else "" for index in range(width)),
        tuple(tuple(as_text(cell) for cell in row[:width]) for row in samples),
    )


def _titles_in(rows: Sequence[Row]) -> int:
    """Over how many columns something could be a title: a text without a long number."""
    return len(
        {
            index
            for row in rows
            for index, cell in enumerate(row)
            if isinstance(cell, str) and not is_blank(cell) and sum(sign.isdigit() for sign in cell) < 5
        }
    )


def _span(survey: Survey, at: int) -> tuple[int, int]:
    """The first and the last row of the header that holds a row: two where a cell is merged over both."""
    for top, _, bottom, _ in survey.merged:
        if bottom - top == 1 and at in (top, bottom):
            return top, bottom
    return at, at
