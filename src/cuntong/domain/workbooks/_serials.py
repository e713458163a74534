"""Numbers that name a thing: read exactly, or refused where a spreadsheet has lost their last digits."""

import re

from ._messages import Fault
from ._text import Cell, as_text, narrow, shown

# What exports put around a number so that Excel leaves it alone: ="773…", '773….
_WRAPPING = "='\"`‘’“”"
_GAP = re.compile(r"(?<=[0-9A-Za-z]) (?=[0-9A-Za-z])")
_SERIAL = re.compile(r"[A-Z0-9][A-Z0-9-]{0,63}")
_SCIENTIFIC = re.compile(r"([1-9])(?:\.([0-9]+))?E\+?([0-9]{1,3})")
_DECIMAL = re.compile(r"([0-9]+)\.0+")
# A number cell keeps 15 digits; one that ends in so many zeros went through 7.73277E+14.
_EXACT_DIGITS = 15
_ROUNDED = re.compile(r"[0-9]{5,}0{6}")


def read_serial(cell: Cell) -> str:
    """A waybill or other number as capital letters, digits and hyphens.

    A number cell or a number in scientific notation is taken where every digit is still there. Raises Fault.
    """
    text = _GAP.sub("", narrow(as_text(cell)).strip(_WRAPPING)).upper()
    if isinstance(cell, bool):
        raise Fault("NOT_SERIAL", value=shown(cell))
    if isinstance(cell, int | float):
        return _exact(text)
    scientific, decimal = _SCIENTIFIC.fullmatch(text), _DECIMAL.fullmatch(text)
    if scientific:
        return _from_scientific(*scientific.groups(""))
    if decimal:
        return _exact(decimal.group(1))
    if not _SERIAL.fullmatch(text):
        raise Fault("NOT_SERIAL", value=shown(cell))
    return text


def _exact(digits: str) -> str:
    if not digits.isdigit() or len(digits) > _EXACT_DIGITS or _ROUNDED.fullmatch(digits):
        raise Fault("NUMBER_ROUNDED")
    return digits


def _from_scientific(first: str, rest: str, exponent: str) -> str:
    if len(rest) != int(exponent):
        raise Fault("NUMBER_ROUNDED")
    return _exact(first + rest)
