"""Open a file by what it contains, not by its name, as grids of cells."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from cuntong.domain.values import Bilingual

from ._biff import open_old_book
from ._compound import SIGNATURE
from ._messages import Refused, size
from ._package import open_package
from ._schema import Limits
from ._survey import Survey
from ._text import Cell

Result = TypeVar("Result")

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_DAYS_TO_1904 = 1462
_BINARY: tuple[tuple[bytes, Bilingual], ...] = (
    (b"%PDF", Bilingual("PDF 文件", "a PDF file")),
    (b"\x89PNG", Bilingual("图片", "a picture")),
    (b"\xff\xd8\xff", Bilingual("图片", "a picture")),
    (b"GIF8", Bilingual("图片", "a picture")),
    (b"Rar!", Bilingual("压缩包（请先解压）", "an archive (please unpack it)")),
    (b"7z\xbc\xaf", Bilingual("压缩包（请先解压）", "an archive (please unpack it)")),
    (b"\x1f\x8b", Bilingual("压缩包（请先解压）", "an archive (please unpack it)")),
)
_UNKNOWN = Bilingual("无法识别的文件", "an unknown kind of file")
_WEB_TABLE = Bilingual("用表格扩展名保存的网页", "a web page saved under the name of a sheet")
_XML_TABLE = Bilingual("XML 表格", "an XML sheet")
_MARKUP = re.compile(
    r"<\?xml|<!doctype|<html|<head|<meta|<table|<style|<body|<!--|mime-version:", re.IGNORECASE
)
_DELIMITERS = ",\t;，|"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Grid:
    """One sheet as rows of cells; blank cells are "", row and column 0 are the sheet's first.

    A row that the reader cannot turn into values is None.
    """

    name: str
    visible: bool
    survey: Survey
    load: Callable[[], Iterator[list[Cell] | None]]


@dataclass(frozen=True)
class Book:
    """The sheets of a file. `days_later` is what a bare day number lacks where days count from 1904."""

    grids: tuple[Grid, ...]
    days_later: int = 0


Source: TypeAlias = Path | bytes | Book
"""A file, its bytes, or a book that was opened before, so that it is not unpacked and surveyed twice."""


def open_book(source: Source, limits: Limits) -> Book:
    """Open .xlsx, .xlsm, .xls or CSV whatever its name. Raises Refused, and OSError for an unreadable path."""
    if isinstance(source, Book):
        return source
    data = _bytes(source, limits)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Refused("EMPTY")
    if data.startswith(_ZIP):
        package = open_package(data, limits)
        return _book(package.data, package.surveys, limits, from_1904=package.counts_from_1904)
    if data.startswith(SIGNATURE):
        old = open_old_book(data, limits)
        return _book(old.data, old.surveys, limits, from_1904=old.counts_from_1904)
    for beginning, found in _BINARY:
        if data.startswith(beginning):
            raise Refused("NOT_A_SHEET", found=found)
    return _text_book(_decoded(data), limits)


def _bytes(source: Path | bytes, limits: Limits) -> bytes:
    actual = len(source) if isinstance(source, bytes) else source.stat().st_size
    if actual > limits.bytes:
        raise Refused("TOO_BIG", actual=size(actual), maximum=size(limits.bytes))
    return source if isinstance(source, bytes) else source.read_bytes()


def _book(data: bytes, surveys: Sequence[Survey | None], limits: Limits, *, from_1904: bool) -> Book:
    workbook = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))
    if len(workbook.sheets_metadata) != len(surveys):
        raise Refused("DAMAGED")
    grids: list[Grid] = []
    for index, (sheet, survey) in enumerate(zip(workbook.sheets_metadata, surveys, strict=True)):
        if survey and sheet.typ is SheetTypeEnum.WorkSheet:
            visible = sheet.visible is SheetVisibleEnum.Visible
            grids.append(Grid(sheet.name, visible, survey, _loader(workbook, index, survey, limits)))
    return Book(tuple(grids), _DAYS_TO_1904 if from_1904 else 0)


def _loader(
    workbook: CalamineWorkbook, index: int, survey: Survey, limits: Limits
) -> Callable[[], Iterator[list[Cell] | None]]:
    def load() -> Iterator[list[Cell] | None]:
        survey.check(limits)
        sheet = _guarded(lambda: workbook.get_sheet_by_index(index))
        if sheet.start is None:
            return iter(())
        return _steady(sheet.iter_rows(), [""] * sheet.start[1])

    return load


def _steady(rows: Iterator[list[Cell]], before: list[Cell]) -> Iterator[list[Cell] | None]:
    """The rows with the blank columns before them; None for one whose time formats overflow."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except BaseException as error:
            if not (isinstance(error, OverflowError) or _is_panic(error)):
                raise
            yield None
        else:
            yield before + row if before else row


def _is_panic(error: BaseException) -> bool:
    """Whether the Rust reader panicked: that arrives as an exception that is no Exception."""
    return type(error).__name__ == "PanicException"


def _guarded(call: Callable[[], Result]) -> Result:
    try:
        return call()
    except PasswordError:
        raise Refused("ENCRYPTED") from None
    except (CalamineError, OSError, ValueError):
        raise Refused("DAMAGED") from None
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise Refused("DAMAGED") from None


def _text_book(text: str, limits: Limits) -> Book:
    start = text[:2000].lstrip()
    if _MARKUP.match(start):
        found = _XML_TABLE if start.startswith("<?xml") and "html" not in start.casefold() else _WEB_TABLE
        raise Refused("OTHER_SHEET", found=found)
    return Book((Grid("CSV", True, Survey(name="CSV"), lambda: _csv_rows(text, limits)),))


def _csv_rows(text: str, limits: Limits) -> Iterator[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    cells = 0
    try:
        for row in reader:
            cells += len(row)
            if cells > limits.cells:
                last = Bilingual(f"第 {reader.line_num} 行", f"line {reader.line_num}")
                raise Refused(
                    "TOO_MANY_CELLS", name="CSV", first="A1", last=last, maximum=f"{limits.cells:,}"
                )
            yield [*row]
    except csv.Error:
        raise Refused("CSV_LINE", line=reader.line_num) from None


def _delimiter(text: str) -> str:
    """The separator that is most frequent in the first lines, quoted parts left out."""
    lines = re.sub(r'"[^"]*"', "", text[:5000]).splitlines()[:20]
    counts = {sign: sum(line.count(sign) for line in lines) for sign in _DELIMITERS}
    best = max(counts, key=lambda sign: counts[sign])
    return best if counts[best] else ","


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF16):
        return _strict(data, "utf-16")
    if b"\0" in data:
        raise Refused("NOT_A_SHEET", found=_UNKNOWN)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_prose(text):
            return text
    raise Refused("ENCODING" if _is_prose(data.decode("latin-1")) else "NOT_A_SHEET", found=_UNKNOWN)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("ENCODING") from None


def _is_prose(text: str) -> bool:
    """Whether the text has hardly any control character, as a binary file that decodes by chance has."""
    controls = sum(text.count(chr(code)) for code in range(32) if code not in (9, 10, 13))
    return controls * 200 <= len(text)
