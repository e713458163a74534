"""What a gazetteer is made of: rows of divisions, of former names, and of places that stations know."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cuntong.domain.values import BilingualError, DivisionCode, DivisionCodeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TextIO

LEVELS = ("province", "prefecture", "county", "township", "village")
# As lists usually write them; other spellings are looked at one by one.
_LEVELS = {word: level for level in LEVELS for word in (level, level.upper())}
NEEDED = ("code", "name", "level")


class GazetteerError(BilingualError):
    """A division list that cannot be used; says which row and what would be right."""


# One division: 12 digits, the official name, and its level (one of `LEVELS`). A plain tuple: there are 665,000.
Division = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a division: a former name, a spelling that people use, a town that was merged."""

    name: str
    code: str
    level: str


@dataclass(frozen=True, slots=True)
class Place:
    """A natural village, estate, road or point of interest, and the village that serves it."""

    name: str
    village_code: str


def read_divisions(rows: Iterable[Mapping[str, str | None]]) -> Iterator[Division]:
    """Turn rows of a division list (columns code, name, level) into divisions.

    Levels may be in small or large letters, codes without their closing zeros. Raises `GazetteerError` for a
    missing column, a code that is none and an unknown level; the row number counts the header as row 1.
    """
    for number, row in enumerate(rows, start=2):
        yield _checked(number, row.get("code"), row.get("name"), row.get("level"))


def read_division_file(file: TextIO) -> Iterator[Division]:
    """Turn a division list (CSV with a header; columns code, name, level and any others) into divisions.

    The same as `read_divisions` of a `csv.DictReader`, in half the time. Raises `GazetteerError`, `csv.Error`.
    """
    rows = csv.reader(file)
    header = next(rows, [])
    places = [header.index(column) if column in header else -1 for column in NEEDED]
    if -1 in places:
        missing = [column for column, place in zip(NEEDED, places, strict=True) if place < 0]
        raise _missing(1, missing)
    longest = max(places)
    code_at, name_at, level_at = places
    number = 1
    for row in rows:
        if not row:
            continue
        number += 1
        if len(row) <= longest:
            row += [""] * (longest + 1 - len(row))
        code, name, word = row[code_at], row[name_at], row[level_at]
        level = _LEVELS.get(word)
        if level and len(code) == 12 and code.isdigit() and code.isascii() and name:
            yield code, name, level
        else:
            yield _checked(number, code, name, word)


def _checked(number: int, code: str | None, name: str | None, level: str | None) -> Division:
    if not (code and name and level):
        values = zip(NEEDED, (code, name, level), strict=True)
        raise _missing(number, [column for column, value in values if not value])
    return _division(number, code, name, level)


def _missing(number: int, missing: list[str]) -> GazetteerError:
    return GazetteerError(
        f"区划表第 {number} 行缺少列或值：{'、'.join(missing)}（需要列 code、name、level）",
        f"row {number} of the division list lacks {', '.join(missing)} (columns code, name, level are needed)",
    )


def _division(number: int, code: str, name: str, level: str) -> Division:
    level = level.strip().lower()
    if level not in LEVELS:
        raise GazetteerError(
            f"区划表第 {number} 行的 level“{level[:30]}”不认识，应为 {'、'.join(LEVELS)} 之一",
            f"row {number} of the division list: level {level[:30]!r} is none of {', '.join(LEVELS)}",
        )
    try:
        code = DivisionCode.parse(code.strip().ljust(12, "0")).value
    except DivisionCodeError as error:
        raise GazetteerError(
            f"区划表第 {number} 行：{error.message.zh}",
            f"row {number} of the division list: {error.message.en}",
        ) from error
    return code, name.strip(), level
