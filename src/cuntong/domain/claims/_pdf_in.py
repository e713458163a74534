"""PDF with a text layer: its printed lines joined to paragraphs, rows of tables kept, heads and feet of pages left out."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ._lines import Document
from ._text_in import check_size, from_lines
from ._unreadable import refuse

MOST_PAGES = 500
_STOPS = ("。", "！", "？", "：", "；", ":")
_PAGE_NUMBER = re.compile(r"^[\s\-—–·第]*\d{1,4}[\s\-—–·页]*(?:[/／共][\s共]*\d{1,4}\s*页?)?\s*$")
# What begins a line of its own: 一、 （二） 1. （3） ① 附件 表1 注：
_OPENS = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:\.\d{1,2})*[、.．](?!\d)|[①-⑩·•]|附件|附表|表\d|图\d|注[:：]|第[一二三四五六七八九十]+[章节条])"
)
_FIGURE = re.compile(r"^[-+≥≤]?[\d,.]+(?:%|万元|元|个|人次|人|分|/)?$|^[-—/]$")
_MIDST = re.compile(r"^(?:\d[\d.,]*(?:%|万|元|个|人|家|件|场)|[%，。、；）])")
_EDGE = 2
_NARROWEST = 16


def read_pdf(data: bytes, name: str) -> Document:
    """Return the text of a PDF as lines. Raises Unreadable for a broken, locked or scanned one."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            refuse("PDF设有密码，读不出来", "the PDF is locked by a password")
        if len(reader.pages) > MOST_PAGES:
            refuse(f"PDF超过{MOST_PAGES}页", f"the PDF has more than {MOST_PAGES} pages")
        pages = [page.extract_text() for page in reader.pages]
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        RecursionError,
    ) as error:
        if type(error).__name__ == "Unreadable":
            raise
        refuse(f"PDF损坏，读不出来：{error}", f"the PDF is broken and cannot be read: {error}")
    check_size("\n".join(pages))
    printed = _without_edges([[line.strip() for line in page.split("\n") if line.strip()] for page in pages])
    return replace(from_lines(_joined(printed), name), printed=True)


def _without_edges(pages: Sequence[list[str]]) -> list[str]:
    """Return the lines of all pages without page numbers and without what is printed at the edge of most of them."""
    edges = Counter(
        key for page in pages for key in {_alike(line) for line in (*page[:_EDGE], *page[-_EDGE:])}
    )
    kept = []
    for page in pages:
        for index, line in enumerate(page):
            at_edge = index < _EDGE or index >= len(page) - _EDGE
            repeated = len(pages) > 1 and edges[_alike(line)] * 2 > len(pages) and edges[_alike(line)] > 1
            if not (at_edge and (repeated or _PAGE_NUMBER.match(line))):
                kept.append(line)
    return kept


def _alike(line: str) -> str:
    """Return what is the same in a head or foot on every page: the line without its page numbers."""
    return re.sub(r"[\d\s]+", "", line)


def _joined(printed: Sequence[str]) -> list[str]:
    """Join printed lines to paragraphs: a line as long as its column is wide runs on into the next."""
    widths = [_width(line) for line in printed]
    page = max(widths, default=0)
    rows = _rows(printed)
    lines: list[str] = []
    open_end = False
    for index, line in enumerate(printed):
        if index in rows:
            lines.append("\t".join(line.split()))
            open_end = False
            continue
        if open_end and not _OPENS.match(line):
            lines[-1] += line
        else:
            lines.append(line)
        following = printed[index + 1] if index + 1 < len(printed) else ""
        goes_on = _is_full(widths, index, page) or bool(
            _MIDST.match(following) and widths[index] > _NARROWEST
        )
        open_end = not line.endswith(_STOPS) and goes_on
    return lines


def _rows(printed: Sequence[str]) -> set[int]:
    """Return the lines that are rows of a table: three fields or more, two of them figures; and the head above them."""
    fields = [line.split() for line in printed]
    rows = {
        index
        for index, cells in enumerate(fields)
        if len(cells) >= 3
        and "。" not in printed[index]
        and sum(bool(_FIGURE.match(cell)) for cell in cells) >= 2
    }
    heads = {
        index - 1
        for index in rows
        if index and index - 1 not in rows and len(fields[index - 1]) == len(fields[index])
    }
    return rows | heads


def _is_full(widths: Sequence[int], index: int, page: int) -> bool:
    """Tell whether a line fills the page, or its column: then its neighbours are about as wide."""
    width = widths[index]
    if width < _NARROWEST:
        return False
    if width * 5 >= page * 4:
        return True
    neighbours = (*widths[max(0, index - 2) : index], *widths[index + 1 : index + 3])
    column = max((other for other in neighbours if other * 4 <= page * 3), default=0)
    alike = [other for other in neighbours if abs(other - width) * 8 <= width]
    return bool(alike) and width * 8 >= column * 7 and width >= _NARROWEST


def _width(line: str) -> int:
    """Return the width in half characters: Chinese is twice as wide as a digit."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)
