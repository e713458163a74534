"""What a gazetteer is made of: rows of divisions, of former names, and of places that stations know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cuntong.domain.values import BilingualError, DivisionCode, DivisionCodeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LEVELS = ("province", "prefecture", "county", "township", "village")
_LEVELS = frozenset(LEVELS)
NEEDED = ("code", "name", "level")


class GazetteerError(BilingualError):
    """A division list that cannot be used; says which row and what would be right."""


class Division(NamedTuple):
    """One division: 12 digits, the official name, and its level (one of `LEVELS`)."""

    code: str
    name: str
    level: str


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
        code, name, level = row.get("code"), row.get("name"), row.get("level")
        if not (code and name and level):
            raise _missing(number, row)
        if level in _LEVELS and len(code) == 12 and code.isascii() and code.isdigit():
            yield Division(code, name, level)
        else:
            yield _division(number, code, name, level)


def _missing(number: int, row: Mapping[str, str | None]) -> GazetteerError:
    missing = [column for column in NEEDED if not row.get(column)]
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
    return Division(code, name.strip(), level)
