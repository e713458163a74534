"""Dates as people and Excel write them; what can be read in two ways is refused."""

import re
from datetime import date, datetime, timedelta

from ._messages import Fault
from ._schema import Column
from ._text import Cell, as_text, narrow, shown

_TIME = r"(?:[T ]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_FULL = re.compile(rf"(\d{{4}}) *[-/.年] *(\d{{1,2}}) *[-/.月] *(\d{{1,2}}) *[日号]?{_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_NO_DAY = re.compile(
    r"\d{4} *(?:[-/.年] *\d{1,2} *月?|年)|(?:19|20)\d{2}(?:0[1-9]|1[0-2])?|\d{1,2} *月 *\d{1,2} *[日号]?"
)
_ANY_ORDER = re.compile(
    rf"\d{{1,2}} *[-/.年] *\d{{1,2}} *[-/.月] *(?:\d{{2}}|\d{{4}}) *[日号]?{_TIME}|\d{{1,2}}年\d{{1,2}}月\d日"
)
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
# The patterns try blanks in more than one place, which takes long on a long text.
_LONGEST = 40
_DAY_ZERO = date(1899, 12, 30)
# Excel's day count of 1930-01-01 and 2100-12-31: a bare number beyond is no date of a programme's records.
_FIRST_SERIAL, _LAST_SERIAL = 10_959, 73_415


def read_date(cell: Cell, *, days_later: int = 0) -> date:
    """The date in a cell; a time of day is dropped.

    `days_later` is 1462 in a workbook that counts its days from 1904. Raises Fault.
    """
    if isinstance(cell, datetime):
        return _real(cell.date(), cell)
    if isinstance(cell, date):
        return _real(cell, cell)
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Fault("NOT_DATE", value=shown(cell))
    text = narrow(as_text(cell))
    if len(text) > _LONGEST:
        raise Fault("NOT_DATE", value=shown(cell))
    found = _FULL.fullmatch(text) or _COMPACT.fullmatch(text)
    if found:
        return _day(*(int(part) for part in found.groups()))
    if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= int(float(text)) <= _LAST_SERIAL:
        return _DAY_ZERO + timedelta(days=int(float(text)) + days_later)
    raise _fault(text, cell)


def check_date_bounds(column: Column, day: date) -> None:
    """Raise Fault for a day outside the column's bounds."""
    low, high = column.minimum, column.maximum
    if isinstance(low, date) and day < low:
        raise Fault("TOO_EARLY", bound=low, value=day)
    if isinstance(high, date) and day > high:
        raise Fault("TOO_LATE", bound=high, value=day)


def _real(day: date, cell: Cell) -> date:
    # A number such as 5 in a cell formatted as a date shows 1900-01-05: a slip, not a day.
    if day.year < 1901:
        raise Fault("NOT_DATE", value=shown(cell))
    return day


def _day(year: int, month: int, day: int) -> date:
    try:
        return _real(date(year, month, day), f"{year}-{month}-{day}")
    except ValueError:
        raise Fault("NO_SUCH_DAY", value=f"{year}-{month:02}-{day:02}") from None


def _fault(text: str, cell: Cell) -> Fault:
    if _ANY_ORDER.fullmatch(text):
        return Fault("DATE_AMBIGUOUS", value=shown(cell))
    if _NO_DAY.fullmatch(text):
        return Fault("DATE_INCOMPLETE", value=shown(cell))
    return Fault("NOT_DATE", value=shown(cell))
