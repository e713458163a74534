"""Phone, ID and division numbers, web addresses: texts with an inner form."""

import re
from datetime import date
from urllib.parse import urlsplit

from cuntong.domain.values import DivisionCode, DivisionCodeError

from ._messages import Fault
from ._numbers import is_scientific
from ._text import Cell, as_text, narrow, shown, squeeze

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})(\d{7,8})(?:(?:转|x|#|ext\.?)(\d{1,6}))?", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:(?:\+|00)86|86(?=1[3-9]\d{9}$))")
_PHONE_SIGNS = re.compile(r"[-()—–~·.]")
_HIDDEN_PHONE = re.compile(r"[0-9]{0,11}[*]{2,11}[0-9]{0,8}")
_VIRTUAL_PHONE = re.compile(r"(1[0-9]{10})(?:-|转|#|,|ext\.?)([0-9]{1,6})", re.IGNORECASE)
_SEVERAL_PHONES = re.compile(r"[/、,，;；|]|或")

# GB 11643-1999: weights of the first 17 digits; the check character stands at the sum modulo 11.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_DIGITS = re.compile(r"[0-9]+")


def read_phone(cell: Cell) -> str:
    """A Chinese mobile number (11 digits) or landline number (0751-5550000, 0751-5550000-801). Raises Fault."""
    text = squeeze(as_text(cell))
    several = [part for part in _SEVERAL_PHONES.split(text) if len(part) > 6]
    if len(several) > 1:
        raise Fault("PHONE_SEVERAL", actual=len(several))
    number = _COUNTRY.sub("", _PHONE_SIGNS.sub("", text), count=1)
    landline = _LANDLINE.fullmatch(number)
    if _MOBILE.fullmatch(number):
        return number
    if landline:
        return "-".join(part for part in landline.groups() if part)
    raise _phone_fault(number, text, was_number=not isinstance(cell, str))


def read_waybill_phone(cell: Cell) -> str:
    """What carriers print for a recipient: a phone number, one with digits hidden by *, or a virtual one with its
    extension (18400000000-1234). Raises Fault.
    """
    text = squeeze(as_text(cell)).lstrip("'")
    if _HIDDEN_PHONE.fullmatch(text) and len(text) >= 7:
        return text
    virtual = _VIRTUAL_PHONE.fullmatch(text)
    return "-".join(virtual.groups()) if virtual else read_phone(text if isinstance(cell, str) else cell)


def _phone_fault(number: str, text: str, *, was_number: bool) -> Fault:
    value = shown(text, private=True)
    if not _DIGITS.fullmatch(number):
        return Fault("PHONE_CHARACTERS", value=value)
    if len(number) in (7, 8):
        return Fault("PHONE_AREA", value=value)
    if len(number) == 11 and number.startswith("1"):
        return Fault("PHONE_PREFIX", value=value)
    if was_number and len(number) in (10, 11) and _LANDLINE.fullmatch("0" + number) and number[0] != "1":
        return Fault("PHONE_ZERO_LOST")
    if len(number) == 11:
        return Fault("PHONE_CHARACTERS", value=value)
    return Fault("PHONE_LENGTH", actual=len(number))


def read_id_number(cell: Cell) -> str:
    """A resident ID number of 18 characters with a date of birth and a checksum that fit. Raises Fault."""
    text = squeeze(as_text(cell)).upper().lstrip("'")
    if is_scientific(text) or (not isinstance(cell, str) and len(text) > 15):
        raise Fault("ID_ROUNDED")
    if not re.fullmatch(r"[0-9]*[0-9X]?", text):
        raise Fault("ID_CHARACTERS")
    if len(text) != 18:
        raise Fault("ID_OLD") if len(text) == 15 else Fault("ID_LENGTH", actual=len(text))
    if not _is_date(text[6:14]):
        raise Fault("ID_BIRTH_DATE")
    if id_check_character(text[:17]) != text[17]:
        raise Fault("ID_ROUNDED") if text.endswith("000") else Fault("ID_CHECKSUM")
    return text


def id_check_character(first: str) -> str:
    """The 18th character that belongs to the first 17 digits (GB 11643-1999)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return digits >= "1850"


def read_division_code(cell: Cell) -> str:
    """A division code of 12 digits; one of 6 (county) or 9 (township) digits is closed with zeros. Raises Fault."""
    text = squeeze(as_text(cell))
    try:
        return DivisionCode(text.ljust(12, "0") if len(text) in (6, 9) else text).value
    except DivisionCodeError:
        raise Fault("DIVISION_CODE", value=shown(cell)) from None


def read_url(cell: Cell) -> str:
    """A web address with its scheme. Raises Fault."""
    text = narrow(as_text(cell))
    if "://" not in text:
        raise Fault("URL_SCHEME", value=shown(cell))
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        raise Fault("NOT_URL", value=shown(cell)) from None
    if parts.scheme not in ("http", "https"):
        raise Fault("URL_SCHEME", value=shown(cell))
    if not re.fullmatch(r"[^\s.]+(\.[^\s.]+)+", host) or re.search(r"\s", text):
        raise Fault("NOT_URL", value=shown(cell))
    return text
