"""Texts with placeholders, and what the placeholders stand for → the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeAlias

from cuntong.domain.values import BilingualError

from ._document import (
    UNSTATED,
    Ask,
    BoundValue,
    FigureChip,
    Heading,
    Inline,
    Line,
    Paragraph,
    QuotedFigure,
    Report,
    Seal,
    Section,
    Table,
    Text,
)
from ._typed import mark_typed


class Placeholder(Protocol):
    """What the text's cutter finds in double braces."""

    @property
    def kind(self) -> str:
        """`figure`, `table`, `ask`, or a kind that is looked up in the values."""

    @property
    def argument(self) -> str:
        """The code, key or words."""


Pieces: TypeAlias = Callable[[str], Iterable[str | Placeholder]]


@dataclass(frozen=True, slots=True)
class Quote:
    """A table's cell that quotes a figure."""

    code: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before it is bound: a cell is words, taken as they are, or a quoted figure."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str | Quote, ...], ...]
    numbers: frozenset[int] = frozenset()
    note: str = ""


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section before it is bound: a line of `text` is a paragraph, empty lines are left out.

    `required` lists placeholders, written `kind:argument`, that the text must hold.
    """

    code: str
    level: int
    number: str
    heading: str
    text: str
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportText:
    """A report before it is bound; title, recipient, signature and sections may hold placeholders."""

    title: str
    sections: tuple[SectionText, ...]
    county: str
    as_of: date
    issued_on: date
    recipient: str = ""
    signature: tuple[str, ...] = ()
    synthetic: bool = False
    enclosure_mark: str = ""
    annex_heading: str = "附：数据溯源表"
    seals: tuple[Seal, ...] = ()


class BindingError(BilingualError):
    """A text that cannot be bound; the message names section and placeholder."""


@dataclass(frozen=True, slots=True)
class _Binder:
    figures: Mapping[str, QuotedFigure]
    tables: Mapping[str, Grid]
    values: Mapping[str, str | None]
    pieces: Pieces

    def section(self, text: SectionText) -> Section:
        where = f"{text.number}{text.heading}"
        cut = [self._cut(line.strip(), where) for line in text.text.splitlines() if line.strip()]
        present = {_key(piece) for line in cut for piece in line if not isinstance(piece, str)}
        return Section(
            code=text.code,
            heading=Heading(text.level, text.number, text.heading),
            blocks=tuple(self._block(line, where) for line in cut),
            missing=tuple(key for key in text.required if key not in present),
        )

    def line(self, text: str, where: str) -> Line:
        return tuple(self._inlines(self._cut(text, where), where))

    def _cut(self, line: str, where: str) -> list[str | Placeholder]:
        try:
            return list(self.pieces(line))
        except BilingualError as error:
            raise BindingError(f"{where}：{error.message.zh}", f"{where}: {error.message.en}") from error

    def _block(self, pieces: list[str | Placeholder], where: str) -> Paragraph | Table:
        first = pieces[0]
        if len(pieces) == 1 and not isinstance(first, str) and first.kind == "table":
            return self._table(first, where)
        return Paragraph(tuple(self._inlines(pieces, where)))

    def _inlines(self, pieces: Iterable[str | Placeholder], where: str) -> Iterator[Inline]:
        for piece in pieces:
            if isinstance(piece, str):
                yield from mark_typed(piece)
            else:
                yield self._filled(piece, where)

    def _filled(self, placeholder: Placeholder, where: str) -> Inline:
        key = _key(placeholder)
        if placeholder.kind == "ask":
            return Ask(placeholder.argument)
        if placeholder.kind == "figure":
            return self._chip(placeholder.argument, where)
        if placeholder.kind == "table":
            raise BindingError(
                f"{where}：{{{{{key}}}}} 应单独成行", f"{where}: {{{{{key}}}}} must stand alone on its line"
            )
        if key not in self.values:
            raise _unknown(key, where)
        value = self.values[key]
        return BoundValue(key, UNSTATED if value is None else value, value is not None)

    def _chip(self, code: str, where: str) -> FigureChip:
        if code not in self.figures:
            raise _unknown(f"figure:{code}", where)
        return self.figures[code].chip

    def _table(self, placeholder: Placeholder, where: str) -> Table:
        if placeholder.argument not in self.tables:
            raise _unknown(_key(placeholder), where)
        grid = self.tables[placeholder.argument]
        for number, row in enumerate(grid.rows, start=1):
            if len(row) != len(grid.heads):
                raise BindingError(
                    f"{where}：表 {placeholder.argument} 第 {number} 行有 {len(row)} 格，应为 {len(grid.heads)} 格",
                    f"{where}: row {number} of table {placeholder.argument} has {len(row)} cells, "
                    f"not {len(grid.heads)}",
                )
        rows = tuple(tuple(self._cell(cell, where) for cell in row) for row in grid.rows)
        return Table(grid.heads, rows, frozenset(grid.numbers), grid.note)

    def _cell(self, cell: str | Quote, where: str) -> Line:
        return (self._chip(cell.code, where),) if isinstance(cell, Quote) else (Text(cell),)


def bind(
    text: ReportText,
    *,
    figures: Mapping[str, QuotedFigure],
    tables: Mapping[str, Grid],
    values: Mapping[str, str | None],
    pieces: Pieces,
) -> Report:
    """Return the report with every placeholder filled in.

    `figures` go by indicator code, `tables` by key, `values` by placeholder (`score:total`, `target:CODE`,
    `county:name`, `report:as_of`); a value of None is known to be undetermined. `pieces` cuts a line into
    words and placeholders. Raises BindingError for a placeholder that has no figure, table or value.
    """
    binder = _Binder(figures, tables, values, pieces)
    report = Report(
        title=binder.line(text.title, "标题"),
        recipient=binder.line(text.recipient, "主送机关"),
        signature=tuple(binder.line(line, "署名") for line in text.signature),
        sections=tuple(binder.section(section) for section in text.sections),
        figures=(),
        county=text.county,
        as_of=text.as_of,
        issued_on=text.issued_on,
        synthetic=text.synthetic,
        enclosure_mark=text.enclosure_mark,
        annex_heading=text.annex_heading,
        seals=text.seals,
    )
    return replace(report, figures=tuple(figures[code] for code in _quoted_codes(report)))


def _quoted_codes(report: Report) -> tuple[str, ...]:
    chips = (inline for _, _, line in report.places for inline in line if isinstance(inline, FigureChip))
    return tuple(dict.fromkeys(chip.code for chip in chips))


def _key(placeholder: Placeholder) -> str:
    return f"{placeholder.kind}:{placeholder.argument}"


def _unknown(key: str, where: str) -> BindingError:
    return BindingError(
        f"{where}：没有可填入 {{{{{key}}}}} 的内容", f"{where}: there is nothing to fill in for {{{{{key}}}}}"
    )
