"""Characters: one shape for each (NFKC, simplified), and the folded syllable that sound-alikes share."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib import resources

# A syllable is written as one private character, so that a text and its sound have the same positions.
_FIRST_SYLLABLE = 0xE000
# Characters of which every shape means one mark; blanks of all widths and control characters become a blank.
_PUNCTUATION = {
    "：": ":",
    "，": ",",
    "；": ";",
    "（": "(",
    "）": ")",
    "、": ",",
    "。": ",",
    "【": "(",
    "】": ")",
}
_FIRST_COMMON, _LAST_COMMON = 0x4E00, 0x9FA5
_CJK = ((0x3400, 0xA000), (0x20000, 0x32000))


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    text = resources.files(__package__).joinpath("characters.csv").read_text(encoding="utf-8")
    lines = csv.reader(text.splitlines())
    next(lines)
    return tuple((character, simplified or character, syllable) for character, simplified, syllable in lines)


class _Shapes(dict[int, str]):
    """Translate a code point to its one shape; what is not in the table is worked out once and kept."""

    def __missing__(self, point: int) -> str:
        shape = _shape(chr(point))
        # The table stays bounded whatever a file holds: only the basic plane is kept.
        if point < 0x10000:
            self[point] = shape
        return shape


def _shape(character: str) -> str:
    if any(low <= ord(character) < high for low, high in _CJK):
        return character
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) != 1:
        folded = character
    if folded in _PUNCTUATION:
        return _PUNCTUATION[folded]
    return " " if unicodedata.category(folded) in {"Cc", "Cf", "Zs", "Zl", "Zp", "Cs", "Co"} else folded


@cache
def _shapes() -> _Shapes:
    return _Shapes({ord(character): simplified for character, simplified, _ in _rows()})


@cache
def _to_change() -> re.Pattern[str]:
    """A character that may not be in its one shape: most texts hold none, and finding that is quick."""
    changed = sorted(ord(character) for character, simplified, _ in _rows() if simplified != character)
    kept, low = [" -~"], _FIRST_COMMON
    for point in [point for point in changed if low <= point <= _LAST_COMMON] + [_LAST_COMMON + 1]:
        if low < point:
            kept.append(f"{chr(low)}-{chr(point - 1)}")
        low = point + 1
    return re.compile(f"[^{''.join(kept)}]")


@cache
def _sounds() -> dict[int, str]:
    syllables = sorted({syllable for _, _, syllable in _rows() if syllable})
    private = {syllable: chr(_FIRST_SYLLABLE + place) for place, syllable in enumerate(syllables)}
    return {ord(character): private[syllable] for character, _, syllable in _rows() if syllable}


def one_shape(text: str) -> str:
    """Write every character in its one shape, without changing a position.

    Full-width letters and digits become narrow, traditional characters simplified, blanks and control
    characters a blank. Idempotent; `len` is kept.
    """
    return text.translate(_shapes()) if _to_change().search(text) else text


def sound(text: str) -> str:
    """Replace each Chinese character by a mark of its syllable (zh = z, ch = c, sh = s, -ng = -n, no tone).

    Two texts with the same answer sound alike. Positions are kept; other characters stay.
    """
    return text.translate(_sounds())
