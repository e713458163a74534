"""A report as numbered lines, each with a tidy copy for reading and the way back to the characters of the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# Full-width and look-alike characters that stand for one ASCII character; the length of a line stays.
_ALIKE = str.maketrans(
    "０１２３４５６７８９％．﹪，：（）；／＋－−–—～∶　\xa0",
    "0123456789%.%,:();/+---—~:  ",
)
# Radicals that printers to PDF put for the character of the same shape; the block of 214 has its decompositions.
_ALIKE |= {code: ord(unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6)}
_ALIKE |= str.maketrans(
    "⺟⺠⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⻄⻁",
    "母民见角贝车长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟西虎",
)
# Characters that turn the writing direction or show nothing.
_HIDDEN = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
)
DIRECTION_MARKS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LEFT_OUT = re.compile(rf"\[bookmark:[^\]]{{0,80}}\]|[{_HIDDEN}]|\*\*")
_CJK = re.compile(r"[\u3400-\u9fff%,。、;:()《》“”]")
# Halves of characters and the null character, as broken files hold them: no database and no page takes them.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
LONGEST_LINE = 50_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line (of a text file), paragraph (of a document) or row (of a table or sheet).

    `text` is what the file says; `tidy` the same with full-width digits and punctuation made plain, and
    without hidden characters, conversion artefacts and spaces inside Chinese; `places[i]` is the offset in
    `text` of the i-th character of `tidy`.
    """

    number: int
    text: str
    tidy: str
    places: tuple[int, ...]
    in_table: bool = False
    where: str = ""

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of `text` that `tidy[start:end]` came from."""
        if start >= end or not self.places:
            return 0, len(self.text)
        return self.places[start], self.places[min(end, len(self.places)) - 1] + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its tidy text, the line it stands in and where it begins in the tidy line."""

    text: str
    line: Line
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; every row is one line."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file as lines, and the tables among them.

    `printed`: the lines are those of a printed page, so a paragraph or a table may be cut into several.
    """

    name: str
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    printed: bool = False


def make_line(number: int, text: str, *, in_table: bool = False, where: str = "") -> Line:
    """Return the line with its tidy copy; what no store of text takes stands as U+FFFD."""
    text = _NO_TEXT.sub("\ufffd", text)
    gone = bytearray(len(text))
    for match in _LEFT_OUT.finditer(text):
        gone[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    plain = text.translate(_ALIKE)
    if not in_table:
        _drop_spaces_in_chinese(plain, gone)
    places = tuple(index for index in range(len(text)) if not gone[index])
    tidy = "".join(plain[index] for index in places)
    return Line(number, text, tidy, places, in_table, where)


def _drop_spaces_in_chinese(plain: str, gone: bytearray) -> None:
    """Mark spaces between a Chinese character and its neighbour; those between words and at the ends stay."""
    for match in re.finditer(r" +", plain):
        before, after = plain[match.start() - 1 : match.start()], plain[match.end() : match.end() + 1]
        if before and after and match.end() - match.start() <= 2 and _touches(before, after):
            gone[match.start() : match.end()] = b"\x01" * (match.end() - match.start())


def _touches(before: str, after: str) -> bool:
    return bool(_CJK.match(before) or _CJK.match(after))


def row_line(number: int, cells: Sequence[str], where: str) -> tuple[Line, tuple[Cell, ...]]:
    """Return a table row as a line of cells with tabs between them, and its cells."""
    texts = [" ".join(cell.split()) for cell in cells]
    line = make_line(number, "\t".join(texts), in_table=True, where=where)
    return line, cells_of(line)


def cells_of(line: Line, separator: str = "\t") -> tuple[Cell, ...]:
    """Return the cells between separators, each without the spaces around it."""
    found, start = [], 0
    for part in line.tidy.split(separator):
        lead = len(part) - len(part.lstrip())
        found.append(Cell(part.strip(), line, start + lead))
        start += len(part) + len(separator)
    return tuple(found)
