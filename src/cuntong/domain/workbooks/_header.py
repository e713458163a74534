"""Find the header among title rows, merged cells and synonyms, and say which column is which."""

import difflib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from ._schema import NUMBER_KINDS, Column, Sheet
from ._text import Cell, as_text, is_blank, key, split_title, tidy
from ._units import factor, is_unit, same_kind

Row: TypeAlias = Sequence[Cell]

# How surely a title names a column: group and title together, the title itself, a title below a group.
_GROUPED, _PLAIN, _BELOW_GROUP = 3, 2, 1
_UNIT_LINE = re.compile(r"(?:^|[\s(（])单位[:：]\s*([^\s()（）]+)")
_UNIT_SEPARATORS = re.compile(r"[、,，;；/和]")


@dataclass(frozen=True)
class Place:
    """Where a column stands in a file and in what unit its numbers are."""

    column: Column
    index: int
    unit: str = ""
    factor: Decimal = Decimal(1)


@dataclass(frozen=True)
class Header:
    """Which column stands where; rows and columns are counted from 0.

    `doubled` are columns with several equal titles, `misfits` those whose unit cannot be converted,
    `strangers` the titles that name no column.
    """

    first_row: int
    last_row: int
    places: tuple[Place, ...]
    missing: tuple[Column, ...]
    doubled: tuple[tuple[Column, tuple[int, ...]], ...]
    misfits: tuple[Place, ...]
    strangers: tuple[tuple[int, str], ...]

    @property
    def score(self) -> int:
        return len(self.places) + len(self.doubled) + len(self.misfits)


@dataclass(frozen=True)
class _Match:
    index: int
    column: Column
    strength: int
    unit: str


def find_header(sheet: Sheet, rows: Sequence[Row]) -> Header | None:
    """The header among the first rows of a file: one row or two, the one that names most columns.

    None where no rows name enough of them: two, and half of the required ones.
    """
    titles = _titles(sheet)
    best: Header | None = None
    for span in (1, 2):
        for row in range(len(rows)):
            found = _header(sheet, titles, rows, row, span)
            if found and (best is None or found.score > best.score):
                best = found
    return best if best and _is_enough(sheet, best) else None


def _is_enough(sheet: Sheet, header: Header) -> bool:
    required = sum(column.required for column in sheet.columns)
    return header.score >= min(2, len(sheet.columns)) and 2 * len(header.missing) <= required


def _titles(sheet: Sheet) -> dict[str, Column]:
    """Every spelling by which a header may name a column. A bracketless form counts where it is unambiguous."""
    whole: dict[str, Column] = {}
    bare: dict[str, list[Column]] = defaultdict(list)
    for column in sheet.columns:
        for title in (column.name, column.zh, column.en, *column.synonyms):
            full, base, _ = split_title(title)
            whole.setdefault(full, column)
            bare[base].append(column)
    for base, columns in bare.items():
        if base and len({column.name for column in columns}) == 1:
            whole.setdefault(base, columns[0])
    return whole


def _header(
    sheet: Sheet, titles: dict[str, Column], rows: Sequence[Row], row: int, span: int
) -> Header | None:
    if row + span > len(rows):
        return None
    labels = labels_of(rows[row : row + span])
    matches = [found for index, texts in labels.items() if (found := _best_match(titles, index, texts))]
    if not matches:
        return None
    by_column: dict[str, list[_Match]] = defaultdict(list)
    for match in matches:
        by_column[match.column.name].append(match)
    winners, doubled = _settle(by_column)
    units = _unit_lines(rows[: row + 1])
    places = [_place(match, units) for match in winners]
    named = {match.index for match in winners} | {index for _, indexes in doubled for index in indexes}
    return Header(
        first_row=row,
        last_row=row + span - 1,
        places=tuple(place for place in places if place.factor),
        misfits=tuple(place for place in places if not place.factor),
        missing=tuple(column for column in sheet.columns if column.required and column.name not in by_column),
        doubled=tuple(doubled),
        strangers=tuple((index, texts[0][0]) for index, texts in labels.items() if index not in named),
    )


def labels_of(rows: Sequence[Row]) -> dict[int, list[tuple[str, int]]]:
    """For each column of one or two header rows the texts that may be its title, with their strength."""
    if len(rows) == 1:
        return {index: [(as_text(cell), _PLAIN)] for index, cell in enumerate(rows[0]) if not is_blank(cell)}
    labels: dict[int, list[tuple[str, int]]] = {}
    group = ""
    for index in range(max(len(rows[0]), len(rows[1]))):
        above, below = _text_at(rows[0], index), _text_at(rows[1], index)
        group = above or group
        if below and group:
            labels[index] = [(below, _BELOW_GROUP), (group + below, _GROUPED)]
        elif above or below:
            labels[index] = [(above or below, _PLAIN)]
    return labels


def _text_at(row: Row, index: int) -> str:
    return as_text(row[index]) if index < len(row) else ""


def _best_match(titles: dict[str, Column], index: int, texts: list[tuple[str, int]]) -> _Match | None:
    found = [
        _Match(index, column, strength, unit)
        for text, strength in texts
        for column, unit in [_lookup(titles, text)]
        if column
    ]
    return max(found, key=lambda match: match.strength, default=None)


def _lookup(titles: dict[str, Column], text: str) -> tuple[Column | None, str]:
    """The column that a title names, and the unit written beside it: 金额（万元）, 金额/万元, 金额:万元."""
    whole, base, inner = split_title(text)
    if whole in titles:
        return titles[whole], inner
    if base in titles:
        return titles[base], inner
    head, separator, tail = whole.rpartition("/") if "/" in whole else whole.rpartition(":")
    return (titles.get(head), tail) if separator and is_unit(tail) else (None, "")


def _settle(by_column: dict[str, list[_Match]]) -> tuple[list[_Match], list[tuple[Column, tuple[int, ...]]]]:
    """Among the titles that name one column the surest wins; equally sure ones are doubled."""
    winners: list[_Match] = []
    doubled: list[tuple[Column, tuple[int, ...]]] = []
    for matches in by_column.values():
        top = max(match.strength for match in matches)
        surest = [match for match in matches if match.strength == top]
        if len(surest) == 1:
            winners.append(surest[0])
        else:
            doubled.append((surest[0].column, tuple(match.index for match in surest)))
    return winners, doubled


def _unit_lines(rows: Sequence[Row]) -> list[str]:
    """The units of a line such as 单位：万元 above the header."""
    return [
        unit
        for row in rows
        for cell in row
        if isinstance(cell, str)
        for found in _UNIT_LINE.findall(tidy(cell))
        for unit in _UNIT_SEPARATORS.split(found)
    ]


def _place(match: _Match, unit_lines: list[str]) -> Place:
    """The match with its factor: 0 where the header states a unit that cannot be converted."""
    column, expected = match.column, match.column.counted_in
    if column.kind not in NUMBER_KINDS or not expected:
        return Place(column, match.index)
    stated = factor(match.unit, expected) if match.unit else None
    if stated is not None:
        return Place(column, match.index, match.unit, stated)
    if is_unit(match.unit) and not same_kind(match.unit, expected):
        return Place(column, match.index, match.unit, Decimal(0))
    for unit in unit_lines:
        general = factor(unit, expected) if same_kind(unit, expected) else None
        if general is not None and not (match.unit and is_unit(match.unit)):
            return Place(column, match.index, unit, general)
    return Place(column, match.index)


def nearest(title: str, strangers: Sequence[tuple[int, str]]) -> tuple[int, str] | None:
    """The unknown title that most resembles a missing one, if any does."""
    by_key = {key(text): (index, text) for index, text in strangers}
    near = difflib.get_close_matches(key(title), by_key, n=1, cutoff=0.5)
    return by_key[near[0]] if near else None
