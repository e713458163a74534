"""Tables on paper: thin rules, repeated heads, figures flush right, columns as wide as their words need."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from math import isqrt
from typing import TypeAlias

from ._document import Line, Table, plain
from ._docx_styles import line_pt, style_id
from ._docx_xml import ALIGNMENTS, Element, element, run, twips
from ._layout import Layout, Style

_SIDE_TWIPS, _ABOVE_TWIPS = 90, 40
"""What a cell keeps free left and right, above and below."""
_SLACK = 1
"""Half characters that a column gets beyond its longest word: fonts differ."""
_FINE = 10_000
"""Wishes are made so much finer before their roots become whole numbers."""
_LATIN_WORD = re.compile(r"[!-~]+")

Writer: TypeAlias = Callable[[Line, Style], Sequence[Element]]
"""From a line to its runs."""


def half_characters(text: str) -> int:
    """Return the width of a text: a Chinese character counts two, a letter or digit one."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def column_widths(table: Table, room: int) -> list[int]:
    """Return the width of each column in half characters; together they are `room`.

    Columns of numbers get what they need; columns of words get at least their head and their longest Latin
    word or number, and share the rest by their longest cell.
    """
    columns = range(len(table.heads))
    least = [_least(table, column) for column in columns]
    if sum(least) > room:
        least, wishes = [1 for _ in columns], least
    else:
        wishes = [max(_longest(table, column) - least[column], 0) for column in columns]
    # By square roots: a column ten times as long gets three times the width, and about three times the lines.
    roots = [isqrt(wish * _FINE) for wish in (wishes if any(wishes) else least)]
    extra = _shared(room - sum(least), roots)
    return [floor + more for floor, more in zip(least, extra, strict=True)]


def _least(table: Table, column: int) -> int:
    if column in table.numbers:
        return _longest(table, column) + _SLACK
    words = [word for cell in _cells(table, column) for word in _LATIN_WORD.findall(cell)]
    return max(half_characters(text) for text in (table.heads[column], *words)) + 2 * _SLACK


def _longest(table: Table, column: int) -> int:
    return max(half_characters(text) for text in (table.heads[column], *_cells(table, column)))


def _cells(table: Table, column: int) -> list[str]:
    return [plain(row[column]) for row in table.rows]


def _shared(amount: int, weights: Sequence[int]) -> list[int]:
    """Share a whole amount by weights, exactly."""
    total, given, shares = sum(weights), 0, []
    for upto in range(1, len(weights) + 1):
        share = amount * sum(weights[:upto]) // total - given
        shares.append(share)
        given += share
    return shares


def table_element(table: Table, layout: Layout, *, width_twips: int, runs: Writer) -> Element:
    """Return the table, as wide as the text."""
    style = layout.style_of("TABLE")
    half_pt = (style.size_pt + layout.type.character_spacing_pt) / 2
    padding = 2 * _SIDE_TWIPS * len(table.heads)
    room = int((width_twips - padding) / (half_pt * 20))
    halves = column_widths(table, room)
    widths = [2 * _SIDE_TWIPS + int(half * half_pt * 20) for half in halves]
    widths[-1] += width_twips - sum(widths)
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element(
        "tbl",
        _table_properties(width_twips),
        grid,
        _head_row(table, widths, style, layout),
        *(_body_row(table, index, widths, style, layout, runs) for index in range(len(table.rows))),
    )


def _table_properties(width_twips: int) -> Element:
    rule = {"val": "single", "sz": 4, "space": 0, "color": "auto"}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    margins = (("top", _ABOVE_TWIPS), ("left", _SIDE_TWIPS), ("bottom", _ABOVE_TWIPS), ("right", _SIDE_TWIPS))
    return element(
        "tblPr",
        element("tblW", w=width_twips, type="dxa"),
        element("tblBorders", *(element(side, **rule) for side in sides)),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *(element(side, w=width, type="dxa") for side, width in margins)),
    )


def _head_row(table: Table, widths: Sequence[int], style: Style, layout: Layout) -> Element:
    chapter = layout.style_of("HEADING_1")
    cells = [
        _cell([run(head, chapter, layout)], width, style, layout, "CENTRE", kept=True)
        for head, width in zip(table.heads, widths, strict=True)
    ]
    return element("tr", element("trPr", element("cantSplit"), element("tblHeader")), *cells)


def _body_row(
    table: Table, index: int, widths: Sequence[int], style: Style, layout: Layout, runs: Writer
) -> Element:
    kept_with_note = bool(table.note) and index == len(table.rows) - 1
    cells = []
    for column, (line, width) in enumerate(zip(table.rows[index], widths, strict=True)):
        written = list(runs(line, style))
        if column == 0 and table.anchors:
            written = _bookmarked(index, written)
        alignment = "RIGHT" if column in table.numbers else "LEFT"
        cells.append(_cell(written, width, style, layout, alignment, kept=kept_with_note))
    return element("tr", element("trPr", element("cantSplit")), *cells)


def _cell(
    runs: Sequence[Element], width: int, style: Style, layout: Layout, alignment: str, *, kept: bool
) -> Element:
    """A cell; `kept` is on the same page as what follows it."""
    properties = element(
        "pPr",
        element("pStyle", val=style_id(style)),
        *([element("keepNext")] if kept else []),
        element("spacing", line=twips(line_pt(style, layout)), lineRule="exact"),
        element("jc", val=ALIGNMENTS[alignment]),
    )
    cell = element("tcPr", element("tcW", w=width, type="dxa"), element("vAlign", val="center"))
    return element("tc", cell, element("p", properties, *runs))


def bookmark(number: int) -> str:
    """Return the name of a place that links lead to: word processors allow 40 letters, digits and underscores."""
    return f"trace_{number}"


def _bookmarked(number: int, runs: Sequence[Element]) -> list[Element]:
    start = element("bookmarkStart", id=number, name=bookmark(number))
    return [start, *runs, element("bookmarkEnd", id=number)]
