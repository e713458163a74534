"""Survey the records of an old .xls workbook ([MS-XLS]) before it is loaded."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ._compound import Compound, pack
from ._messages import Refused
from ._schema import Limits
from ._survey import Survey

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _DATEMODE = 0x0809, 0x000A, 0x002F, 0x0085, 0x0022
_DIMENSIONS, _ROW, _MERGED = 0x0200, 0x0208, 0x00E5
_FORMULA, _BOOLERR, _MULRK, _STRING = 0x0006, 0x0205, 0x00BD, 0x0207
_CELLS = frozenset({0x0203, 0x0204, 0x00D6, 0x027E, 0x00FD, _BOOLERR, _FORMULA})
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BIFF8 = b"\x00\x06"
# An unassigned record number: readers pass over it.
_IGNORED = 0x7FFF


@dataclass(frozen=True)
class OldBook:
    """A clean .xls and the survey of each of its sheets, in the order of the tabs."""

    data: bytes
    surveys: tuple[Survey, ...]
    counts_from_1904: bool


def open_old_book(data: bytes, limits: Limits) -> OldBook:
    """Check an .xls and pack its workbook stream anew. Raises Refused."""
    compound = Compound(data)
    if "EncryptedPackage" in compound.names():
        raise Refused("ENCRYPTED")
    found = compound.stream("Workbook", "Book", "WORKBOOK", "BOOK")
    if found is None:
        raise Refused("DAMAGED")
    stream = bytearray(found)
    try:
        return _survey_book(stream, limits)
    except (struct.error, IndexError):
        raise Refused("DAMAGED") from None


def _survey_book(stream: bytearray, limits: Limits) -> OldBook:
    surveys: list[Survey] = []
    spans: list[range] = []
    from_1904 = wide_names = False
    for kind, at, length in _records(stream, 0):
        if kind == _BOF:
            wide_names = stream[at : at + 2] == _BIFF8
        if kind == _FILEPASS:
            raise Refused("ENCRYPTED")
        if kind == _DATEMODE:
            from_1904 = stream[at] == 1
        if kind == _BOUNDSHEET:
            if len(surveys) >= limits.sheets:
                raise Refused("TOO_MANY_PARTS", actual=len(surveys) + 1, maximum=limits.sheets)
            survey, span = _survey_sheet(stream, at, length, wide_names=wide_names)
            if any(span.start < other.stop and other.start < span.stop for other in spans):
                raise Refused("DAMAGED")  # sheets that share their records would multiply them
            surveys.append(survey)
            spans.append(span)
        if kind == _EOF:
            break
    _check_total(surveys, limits)
    return OldBook(pack(bytes(stream)), tuple(surveys), from_1904)


def _check_total(surveys: list[Survey], limits: Limits) -> None:
    """The reader loads all sheets of an .xls at once, so they count together."""
    for survey in surveys:
        survey.check(limits)
    if sum(survey.cells for survey in surveys) > limits.cells:
        raise max(surveys, key=lambda survey: survey.cells).too_large(limits)


def _survey_sheet(stream: bytearray, at: int, length: int, *, wide_names: bool) -> tuple[Survey, range]:
    """The survey of a sheet, and the part of the stream that holds its records."""
    (start,) = struct.unpack_from("<I", stream, at)
    survey = Survey(name=_sheet_name(stream[at + 6 : at + length], wide_names=wide_names))
    depth, end = -1, start
    for kind, cell, size in _records(stream, start):
        end = cell + size
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth < 0:
                break
        elif depth <= 0:  # deeper lie embedded charts
            _survey_record(stream, kind, cell, size, survey)
    return survey, range(start, end)


def _survey_record(stream: bytearray, kind: int, at: int, size: int, survey: Survey) -> None:
    if kind in _CELLS:
        row, column = struct.unpack_from("<HH", stream, at)
        survey.add(row, column)
        _survey_result(stream, kind, at, survey, row, column)
    elif kind == _MULRK:
        row, column = struct.unpack_from("<HH", stream, at)
        for number in range((size - 6) // 6):
            survey.add(row, column + number)
    elif kind == _ROW and struct.unpack_from("<I", stream, at + 12)[0] & 0x20:
        survey.hidden_rows += 1
    elif kind == _MERGED:
        for number in range(struct.unpack_from("<H", stream, at)[0]):
            top, bottom, left, right = struct.unpack_from("<4H", stream, at + 2 + 8 * number)
            survey.merged.append((top, left, bottom, right))
    elif kind == _DIMENSIONS:
        # Stated, not measured: the reader would reserve memory for whatever stands here.
        struct.pack_into("<H", stream, at - 4, _IGNORED)


def _survey_result(stream: bytearray, kind: int, at: int, survey: Survey, row: int, column: int) -> None:
    if kind == _BOOLERR and stream[at + 7]:
        survey.fail(row, column, _ERRORS.get(stream[at + 6], "#ERROR!"))
    if kind == _FORMULA and stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
        survey.fail(row, column, _ERRORS.get(stream[at + 8], "#ERROR!"))


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
