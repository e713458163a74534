"""Pick-up codes 取件码: how a station writes them, how people type them, and which number is given next.

Note [One number, one parcel]
The last part of a code, its number, is unique among all parcels that wait at a station, whatever the shelf: so the
number alone finds the parcel, and a station may change how it writes its codes while parcels stand on its shelves.
Numbers are given round and round (next fit), and one that was used rests before it comes again: somebody who still
has yesterday's message in hand must not be given today's parcel.
"""

import re
import unicodedata
from collections.abc import Container
from enum import StrEnum

NUMBERS = 9_999
"""How many parcels can wait at, or rest after, one station."""
MOST_SHELVES = 99
MOST_LAYERS = 9
_DIGITS = 4
_SHELVES_A_LETTER = 9
_PARTS = re.compile(r"[A-Z]+|[0-9]+")


class CodeFormat(StrEnum):
    """How a station writes its codes."""

    LETTER = "LETTER"
    """A1-03-0731: shelf with a letter, layer, number."""
    DIGITS = "DIGITS"
    """15-1-0731: the shelf is a number."""
    NUMBER = "NUMBER"
    """0731: a point without shelves."""


def shelf_label(code_format: str, shelf: int) -> str:
    """How a shelf is called: 10 → B1, or 10; nothing where there are no shelves."""
    if code_format == CodeFormat.NUMBER:
        return ""
    if code_format == CodeFormat.DIGITS:
        return str(shelf)
    row, place = divmod(shelf - 1, _SHELVES_A_LETTER)
    return f"{chr(ord('A') + row)}{place + 1}"


def compose(code_format: str, *, shelf: int, layer: int, number: int) -> str:
    """Return the code as it is written on the parcel and in the message."""
    if code_format == CodeFormat.NUMBER:
        return f"{number:04d}"
    width = 2 if code_format == CodeFormat.LETTER else 1
    return f"{shelf_label(code_format, shelf)}-{layer:0{width}d}-{number:04d}"


def normalised(text: str) -> str:
    """Return what somebody typed as the code that they mean: 15-1-731 → 15-1-0731, ａ1 3 731 → A1-03-0731, 731 → 0731.

    Empty where it cannot be a code. Words around the code and every kind of dash or space do not matter.
    """
    parts = _PARTS.findall(unicodedata.normalize("NFKC", text).upper())
    letter = parts.pop(0) if parts and parts[0].isalpha() else ""
    if not all(part.isdigit() for part in parts) or not parts or len(letter) > 1:
        return ""
    number = int(parts[-1])
    if len(parts[-1]) > _DIGITS or not 1 <= number <= NUMBERS:
        return ""
    if len(parts) == 1 and not letter:
        return f"{number:04d}"
    if len(parts) != 3 or not 1 <= int(parts[0]) <= MOST_SHELVES or not 1 <= int(parts[1]) <= MOST_LAYERS:
        return ""
    width = 2 if letter else 1
    return f"{letter}{int(parts[0])}-{int(parts[1]):0{width}d}-{number:04d}"


def next_number(taken: Container[int], start: int) -> int | None:
    """Return the first number from `start` on, round to its beginning, that is not taken; None where all are."""
    for step in range(NUMBERS):
        number = (start - 1 + step) % NUMBERS + 1
        if number not in taken:
            return number
    return None
