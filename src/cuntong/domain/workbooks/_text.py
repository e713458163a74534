"""Texts as people type them: full-width, padded, bracketed; and numbers as Excel shows them."""

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5, 0x2212: 0x2D}
_EDGES = (
    "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\u200c\u200d\u2060\ufeff"
)
_SPACES = re.compile(rf"[{_EDGES}]+")
_MARKS = re.compile(r"[*＊]|[(（\[【](必填|选填|可选|required|optional)[)）\]】]", re.IGNORECASE)
# Exports leave the quotes and backslashes of their own making around a title: '运单号, "城市", \'单号.
_QUOTES = "'\"`\\‘’“”"
_BRACKETS = re.compile(r"[(\[{【〔〈<](.*?)[)\]}】〕〉>]")
_LONG_NUMBER = re.compile(r"\d{7,}[\dXx]?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

SHOWN_LENGTH = 40
TITLE_LENGTH = 200


def tidy(text: str) -> str:
    """The text without blanks and invisible characters at its ends."""
    return text.strip(_EDGES)


def narrow(text: str) -> str:
    """The text with full-width letters, digits and signs as half-width ones, tidied."""
    return text.translate(_WIDE).strip(_EDGES)


def squeeze(text: str) -> str:
    """`narrow` without any blank in it."""
    return _SPACES.sub("", text.translate(_WIDE))


def key(text: str) -> str:
    """What two spellings of one title or label have in common."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).casefold()


def split_title(text: str) -> tuple[str, str, str]:
    """A title as (whole key, key without its brackets, what stood in the brackets)."""
    whole = key(_MARKS.sub("", text[:TITLE_LENGTH])).strip(_QUOTES)
    inner = _BRACKETS.search(whole)
    bare = _BRACKETS.sub("", whole)
    if inner and not bare:
        return whole, inner.group(1), ""
    return whole, bare, inner.group(1) if inner else ""


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and (not cell or not tidy(cell))


def has_control_characters(text: str) -> bool:
    return bool(_CONTROL.search(text))


def plain_number(number: float) -> str:
    """A number the way Excel keeps it: 15 significant digits, no exponent, no trailing zeros."""
    if not math.isfinite(number):
        return str(number)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return format(Decimal(format(number, ".15g")), "f")


def as_text(cell: Cell) -> str:
    """A cell of any type as the text a person sees in it."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return plain_number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def mask(text: str) -> str:
    """A private text of which the first three and the last two characters stay."""
    return "*" * len(text) if len(text) < 7 else text[:3] + "*" * (len(text) - 5) + text[-2:]


def shown(cell: Cell, *, private: bool = False) -> str:
    """A cell for a message: short, on one line, long numbers masked wherever they stand."""
    text = _SPACES.sub(" ", as_text(cell))
    if private:
        return mask(text[:SHOWN_LENGTH])
    masked = _LONG_NUMBER.sub(
        lambda found: mask(found.group()) if len(found.group()) > 10 else found.group(), text
    )
    return masked if len(masked) <= SHOWN_LENGTH else masked[: SHOWN_LENGTH - 1] + "…"
