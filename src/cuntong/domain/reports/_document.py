"""The document: sections, paragraphs and tables, in which every figure is kept by its code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

NO_RECORDS = "（无记录）"
UNSTATED = "（未确定）"


@dataclass(frozen=True, slots=True)
class Text:
    """Words."""

    shown: str


@dataclass(frozen=True, slots=True)
class FigureChip:
    """A figure bound to its records: `shown` is value and unit, or 「（无记录）」 where it is not known."""

    code: str
    shown: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A number with its unit that somebody typed: no record stands behind it."""

    shown: str


@dataclass(frozen=True, slots=True)
class BoundValue:
    """A name, date, target or score that was filled in; `key` is its placeholder, such as `report:as_of`."""

    key: str
    shown: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person still has to write here."""

    words: str

    @property
    def shown(self) -> str:
        """The request as it stands in a draft."""
        return f"【待填写：{self.words}】"


Inline: TypeAlias = Text | FigureChip | TypedFigure | BoundValue | Ask
Line: TypeAlias = tuple[Inline, ...]


def plain(line: Iterable[Inline]) -> str:
    """Return a line as it reads."""
    return "".join(inline.shown for inline in line)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4; `number` is part of what is printed, such as `（一）`."""

    level: int
    number: str
    text: str

    @property
    def shown(self) -> str:
        """Number and words."""
        return f"{self.number}{self.text}"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Table:
    """Heads and rows of the same width.

    `numbers` are the columns set flush right; `anchors`, where given, names each row for links to it.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: frozenset[int] = frozenset()
    note: str = ""
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; `missing` are the required placeholders that its text lacks."""

    code: str
    heading: Heading
    blocks: tuple[Paragraph | Table, ...]
    missing: tuple[str, ...] = ()

    @property
    def lines(self) -> Iterator[Line]:
        """Every line of the section, the cells of its tables among them."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block.line
            else:
                yield from (cell for row in block.rows for cell in row)


@dataclass(frozen=True, slots=True)
class QuotedFigure:
    """A figure as a report quotes it, with all that is needed to trace it.

    `shown` is value and unit as printed, None where no record supports it. `formula` says how it is
    computed, `period` what time it covers, `records` how many records stand behind it and `evidenced`
    how many of them have evidence.
    """

    code: str
    name: str
    shown: str | None
    meaning: str
    formula: str
    period: str
    records: int
    evidenced: int

    @property
    def chip(self) -> FigureChip:
        """The figure as it stands in a line."""
        return FigureChip(self.code, NO_RECORDS if self.shown is None else self.shown, self.shown is not None)


@dataclass(frozen=True, slots=True)
class Seal:
    """A digest that proves the frozen records: what it is of, and its hexadecimal digits."""

    of: str
    digest: str


@dataclass(frozen=True, slots=True)
class Report:
    """A written report; `figures` are those it quotes, in the order in which they first stand in it.

    `as_of` is the day up to which records count, `issued_on` the day it is dated. `synthetic` marks made-up
    records: every form of the document then says so on every page.
    """

    title: Line
    recipient: Line
    signature: tuple[Line, ...]
    sections: tuple[Section, ...]
    figures: tuple[QuotedFigure, ...]
    county: str
    as_of: date
    issued_on: date
    synthetic: bool
    enclosure_mark: str
    annex_heading: str
    seals: tuple[Seal, ...]

    @property
    def title_text(self) -> str:
        """The title as it reads."""
        return plain(self.title)

    @property
    def places(self) -> Iterator[tuple[str, str, Line]]:
        """Every line with the code and the name of where it stands: head, sections, signature."""
        for line in (self.title, self.recipient):
            yield "", "标题和主送机关", line
        for section in self.sections:
            for line in section.lines:
                yield section.code, section.heading.shown, line
        for line in self.signature:
            yield "", "署名", line


def dated(day: date) -> str:
    """Return the day as official documents write it: 2023年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"
