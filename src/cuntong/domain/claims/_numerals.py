"""Chinese numerals: 十二 → 12, 两万三千 → 23000."""

from __future__ import annotations

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
CHARACTERS = "零〇一二两三四五六七八九十百千万亿"


def chinese_number(text: str) -> int | None:
    """Return the value of a well-formed numeral, or None: 十四五 is a plan, not a number."""
    total = section = digit = 0
    last_ten = last_myriad = 10**12
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            ten = _TENS[character]
            if ten >= last_ten or (not digit and not (ten == 10 and not section)):
                return None
            section, digit, last_ten = section + (digit or 1) * ten, 0, ten
        elif character in _MYRIADS:
            myriad = _MYRIADS[character]
            if myriad >= last_myriad or not section + digit:
                return None
            total, section, digit = total + (section + digit) * myriad, 0, 0
            last_ten, last_myriad = 10**12, myriad
        else:
            return None
    return total + section + digit
