"""Survey the records of an old .xls workbook ([MS-XLS]) before it is loaded."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ._biff_texts import text_lengths
from ._compound import Compound, pack
from ._messages import Refused
from ._schema import Limits
from ._survey import ERRORS_KEPT, Survey

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _DATEMODE = 0x0809, 0x000A, 0x002F, 0x0085, 0x0022
_SST, _CONTINUE, _NAME, _EXTERNSHEET = 0x00FC, 0x003C, 0x0018, 0x0017
_DIMENSIONS, _ROW, _MERGED = 0x0200, 0x0208, 0x00E5
_FORMULA, _BOOLERR, _MULRK, _STRING, _LABELSST = 0x0006, 0x0205, 0x00BD, 0x0207, 0x00FD
_TEXTS = frozenset({0x0204, 0x00D6})
_CELLS = frozenset({0x0203, 0x027E, _LABELSST, _BOOLERR, _FORMULA}) | _TEXTS
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BIFF8 = b"\x00\x06"
_HIDDEN = 0x20
_SHORTEST_FORMULA = 22
# An unassigned record number: readers pass over it.
_IGNORED = 0x7FFF


@dataclass(frozen=True)
class OldBook:
    """A clean .xls and the survey of each of its sheets, in the order of the tabs."""

    data: bytes
    surveys: tuple[Survey, ...]
    counts_from_1904: bool


def open_old_book(data: bytes, limits: Limits) -> OldBook:
    """Check an .xls and pack its workbook stream anew, formulas left out. Raises Refused."""
    compound = Compound(data)
    if "EncryptedPackage" in compound.names():
        raise Refused("ENCRYPTED")
    found = compound.stream("Workbook", "Book", "WORKBOOK", "BOOK")
    if found is None:
        raise Refused("DAMAGED")
    stream = bytearray(found)
    try:
        contents = _read_contents(stream, limits)
        surveys = _survey_sheets(stream, contents)
    except (struct.error, IndexError):
        raise Refused("DAMAGED") from None
    _check_total(surveys, limits)
    return OldBook(pack(bytes(stream)), surveys, contents.from_1904)


@dataclass
class _Contents:
    """What the first part of the stream tells of the whole workbook."""

    sheets: list[tuple[int, str]] = field(default_factory=list)
    text_lengths: Sequence[int] = ()
    from_1904: bool = False


def _read_contents(stream: bytearray, limits: Limits) -> _Contents:
    contents, wide_names = _Contents(), False
    for kind, at, length in _records(stream, 0):
        if kind == _FILEPASS:
            raise Refused("ENCRYPTED")
        if kind == _BOF:
            wide_names = stream[at : at + 2] == _BIFF8
        elif kind == _DATEMODE:
            contents.from_1904 = stream[at] == 1
        elif kind == _SST:
            contents.text_lengths = text_lengths(_segments(stream, at, length))
        elif kind == _BOUNDSHEET:
            name = _sheet_name(stream[at + 6 : at + length], wide_names=wide_names)
            contents.sheets.append((struct.unpack_from("<I", stream, at)[0], name))
        elif kind in (_NAME, _EXTERNSHEET):
            _ignore(stream, at)  # used by formulas only
        elif kind == _EOF:
            break
    if len(contents.sheets) > limits.sheets:
        raise Refused("TOO_MANY_PARTS", actual=len(contents.sheets), maximum=limits.sheets)
    return contents


def _segments(stream: bytearray, at: int, length: int) -> list[bytes]:
    """The content of a record and of those that continue it."""
    segments = [bytes(stream[at : at + length])]
    for kind, following, size in _records(stream, at + length):
        if kind != _CONTINUE:
            break
        segments.append(bytes(stream[following : following + size]))
    return segments


def _survey_sheets(stream: bytearray, contents: _Contents) -> tuple[Survey, ...]:
    surveys: list[Survey] = []
    spans: list[range] = []
    for start, name in contents.sheets:
        if start > len(stream):
            raise Refused("DAMAGED")
        survey, span = _survey_sheet(stream, start, name, contents.text_lengths)
        if any(span.start < other.stop and other.start < span.stop for other in spans):
            raise Refused("DAMAGED")  # sheets that share their records would multiply them
        surveys.append(survey)
        spans.append(span)
    return tuple(surveys)


def _check_total(surveys: Sequence[Survey], limits: Limits) -> None:
    """The reader loads all sheets of an .xls at once, so they count together."""
    for survey in surveys:
        survey.check(limits)
    if sum(survey.cells for survey in surveys) > limits.cells:
        raise max(surveys, key=lambda survey: survey.cells).too_large(limits)
    if sum(survey.characters for survey in surveys) > limits.characters:
        raise max(surveys, key=lambda survey: survey.characters).too_long(limits)


def _survey_sheet(
    stream: bytearray, start: int, name: str, text_lengths: Sequence[int]
) -> tuple[Survey, range]:
    """The survey of a sheet, and the part of the stream that holds its records."""
    records = _SheetRecords(stream, Survey(name=name), text_lengths)
    depth, end = -1, start
    for kind, at, size in _records(stream, start):
        end = at + size
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth < 0:
                break
        elif depth <= 0:  # deeper lie embedded charts
            records.take(kind, at, size)
    return records.survey, range(start, end)


class _SheetRecords:
    """Takes the records of a sheet one after the other; `survey` holds what they tell."""

    def __init__(self, stream: bytearray, survey: Survey, text_lengths: Sequence[int]) -> None:
        self.survey = survey
        self._stream = stream
        self._text_lengths = text_lengths
        self._formula_at = (0, 0)

    def take(self, kind: int, at: int, size: int) -> None:
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", self._stream, at)
            self.survey.add(row, column)
            self._take_content(kind, at, size, row, column)
        elif kind == _MULRK:
            row, column = struct.unpack_from("<HH", self._stream, at)
            for number in range((size - 6) // 6):
                self.survey.add(row, column + number)
        elif kind == _STRING:  # the result of the formula before
            self.survey.add(*self._formula_at)
            self.survey.characters += size
        elif kind == _ROW and struct.unpack_from("<I", self._stream, at + 12)[0] & _HIDDEN:
            self.survey.hidden_rows += 1
        elif kind == _MERGED and len(self.survey.merged) < ERRORS_KEPT:
            self._take_merged(at)
        elif kind == _DIMENSIONS:
            _ignore(self._stream, at)  # the reader would reserve memory for whatever it states

    def _take_content(self, kind: int, at: int, size: int, row: int, column: int) -> None:
        if kind in _TEXTS:
            self.survey.characters += size
        elif kind == _LABELSST:
            (index,) = struct.unpack_from("<I", self._stream, at + 6)
            self.survey.characters += self._text_lengths[index] if index < len(self._text_lengths) else 0
        elif kind == _BOOLERR and self._stream[at + 7]:
            self.survey.fail(row, column, _ERRORS.get(self._stream[at + 6], "#ERROR!"))
        elif kind == _FORMULA:
            self._take_formula(at, size, row, column)

    def _take_formula(self, at: int, size: int, row: int, column: int) -> None:
        if size < _SHORTEST_FORMULA:
            raise Refused("DAMAGED")
        self._formula_at = (row, column)
        if self._stream[at + 12 : at + 14] == b"\xff\xff" and self._stream[at + 6] == 2:
            self.survey.fail(row, column, _ERRORS.get(self._stream[at + 8], "#ERROR!"))
        # The result counts; a formula of no length keeps the reader from spelling it out.
        struct.pack_into("<H", self._stream, at + 20, 0)

    def _take_merged(self, at: int) -> None:
        for number in range(struct.unpack_from("<H", self._stream, at)[0]):
            top, bottom, left, right = struct.unpack_from("<4H", self._stream, at + 2 + 8 * number)
            self.survey.merged.append((top, left, bottom, right))


def _ignore(stream: bytearray, at: int) -> None:
    struct.pack_into("<H", stream, at - 4, _IGNORED)


def _sheet_name(data: bytearray, *, wide_names: bool) -> str:
    if not wide_names:
        return bytes(data[1 : 1 + data[0]]).decode("gb18030", "replace")
    length, wide = data[0], data[1] & 1
    return bytes(data[2 : 2 + length * (1 + wide)]).decode("utf-16-le" if wide else "latin-1", "replace")


def _records(stream: bytearray, start: int) -> Iterator[tuple[int, int, int]]:
    """Each record as (kind, position of its content, length)."""
    end = len(stream)
    while start + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, start)
        if start + 4 + length > end:
            raise Refused("DAMAGED")
        yield kind, start + 4, length
        start += 4 + length
