"""Plain text and Markdown: decode, split into lines, find the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from ._lines import LONGEST_LINE, Cell, Document, Line, Table, cells_of, make_line
from ._unreadable import refuse

MOST_CHARACTERS = 300_000
MOST_LINES = 50_000
_RULE = re.compile(r"^\s*\|?[\s:|-]*-{2,}[\s:|-]*\|?\s*$")
_COLUMNS = re.compile(r" {2,}|\t+")


def read_text(data: bytes, name: str) -> Document:
    """Return the lines of a text file in UTF-8, UTF-16 with mark, or GB 18030."""
    text = _decode(data)
    check_size(text)
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return from_lines(raw, name)


def check_size(text: str) -> None:
    """Refuse more text than a report has."""
    if len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES:
        refuse(
            f"文字有{len(text)}个字符，超过上限{MOST_CHARACTERS}个字符（{MOST_LINES}行），不像一份报告",
            f"the text has {len(text)} characters, more than {MOST_CHARACTERS} ({MOST_LINES} lines): no report",
        )
    if any(len(line) > LONGEST_LINE for line in text.split("\n")):
        refuse(
            f"有一行超过{LONGEST_LINE}个字符，不像一份报告",
            f"a line is longer than {LONGEST_LINE} characters: no report",
        )


def from_lines(raw: Sequence[str], name: str) -> Document:
    """Return the lines with tables made of `|` or of columns set apart by spaces or tabs."""
    lines: list[Line] = []
    tables: list[Table] = []
    for block, separator in _blocks(raw):
        if not separator:
            lines += [make_line(number, text) for number, text in enumerate(block, start=len(lines) + 1)]
            continue
        rows = []
        for text in block:
            line = make_line(len(lines) + 1, text, in_table=True, where=f"表{len(tables) + 1}")
            lines.append(line)
            if not _RULE.match(text):
                rows.append(_cells(line, separator))
        tables.append(Table(tuple(rows)))
    return Document(name, tuple(lines), tuple(tables))


def _cells(line: Line, separator: str) -> tuple[Cell, ...]:
    if separator == "|":
        cells = cells_of(line, "|")
        first = 1 if cells and not cells[0].text else 0
        last = len(cells) - 1 if len(cells) > 1 and not cells[-1].text else len(cells)
        return cells[first:last]
    return columns_of(line)


def columns_of(line: Line) -> tuple[Cell, ...]:
    """Return the cells of a line whose columns stand apart by two spaces or a tab."""

    found, start = [], 0
    for match in _COLUMNS.finditer(line.tidy):
        if match.start() > start:
            found.append(Cell(line.tidy[start : match.start()].strip(), line, start))
        start = match.end()
    if start < len(line.tidy):
        found.append(Cell(line.tidy[start:].strip(), line, start))
    return tuple(found)


def _blocks(raw: Sequence[str]) -> Iterator[tuple[list[str], str]]:
    """Yield runs of lines of one kind: prose ("") or table rows ("|" or " ")."""
    block: list[str] = []
    kind = ""
    for text in raw:
        own = _kind(text)
        if own != kind and block:
            yield from _kept(block, kind)
            block = []
        kind = own
        block.append(text)
    if block:
        yield from _kept(block, kind)


def _kept(block: list[str], kind: str) -> Iterator[tuple[list[str], str]]:
    """Keep a run as a table only if it has two rows at least."""
    yield block, kind if kind and len(block) >= 2 else ""


def _kind(text: str) -> str:
    if text.count("|") >= 2 or text.count("｜") >= 2:
        return "|"
    stripped = text.strip().replace("\u3000", " ")
    columns = len(_COLUMNS.split(stripped)) if stripped else 0
    return " " if columns >= 3 and "。" not in text else ""


def _decode(data: bytes) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if "\x00" not in text[:10_000]:
                return text
    return refuse(
        "不是文本文件，或不是UTF-8、GB18030编码",
        "not a text file, or neither in UTF-8 nor in GB 18030",
    )
