"""Headings and their numbering: 一、 / （一） / 1. / （1）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ._lines import Line
from ._numerals import chinese_number

_NUMBERED = (
    re.compile(r"^\s*(?P<number>[一二三四五六七八九十]{1,3})(?P<mark>、|\.|,|\s)(?!是)"),
    re.compile(r"^\s*\((?P<number>[一二三四五六七八九十]{1,3})(?P<mark>\))"),
    re.compile(r"^\s*(?P<number>\d{1,2})(?P<mark>、|\.(?!\d)|,(?=[\u4e00-\u9fff]))"),
    re.compile(r"^\s*\((?P<number>\d{1,2})(?P<mark>\))"),
)
_MARKDOWN = re.compile(r"^(#{1,6})\s+")
LONGEST_TITLE = 40


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading: how deep, its number, its title (up to the first full stop), what follows in the line."""

    line: Line
    level: int
    number: int
    start: int
    title: str
    rest: str


def headings_of(lines: Sequence[Line]) -> tuple[Heading, ...]:
    """Return the numbered headings in their order; tables have none."""
    found = (heading_of(line) for line in lines if not line.in_table)
    return tuple(heading for heading in found if heading is not None)


def heading_of(line: Line) -> Heading | None:
    """Return the heading that a line begins with, or None."""
    mark = _MARKDOWN.match(line.tidy)
    offset = mark.end() if mark else 0
    text = line.tidy[offset:]
    for level, pattern in enumerate(_NUMBERED, start=1):
        match = pattern.match(text)
        if match is None:
            continue
        number = match["number"]
        value = int(number) if number.isdigit() else chinese_number(number)
        title, _, rest = text[match.end() :].partition("。")
        if value is None or ";" in title or len(title) > LONGEST_TITLE:
            return None
        return Heading(line, level, value, offset + match.end(), title.strip(), rest)
    return None


def section_titles(lines: Sequence[Line], headings: Sequence[Heading]) -> dict[int, str]:
    """Return line number -> the titles above it, outermost first, one per row."""
    by_line = {heading.line.number: heading for heading in headings}
    path: list[Heading] = []
    titles: dict[int, str] = {}
    for line in lines:
        heading = by_line.get(line.number)
        if heading is not None:
            path = [above for above in path if above.level < heading.level] + [heading]
        titles[line.number] = "\n".join(above.title for above in path)
    return titles
