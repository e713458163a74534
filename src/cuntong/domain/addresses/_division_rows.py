"""What a gazetteer is made of: rows of divisions, of former names, and of places that stations know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cuntong.domain.values import BilingualError, DivisionCode, DivisionCodeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LEVELS = ("province", "prefecture", "county", "township", "village")
NEEDED = ("code", "name", "level")


class GazetteerError(BilingualError):
    """A division list that cannot be used; says which row and what would be right."""


@dataclass(frozen=True, slots=True)
class Division:
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

    Raises `GazetteerError` for a missing column, a code that is none and an unknown level. The row number
    counts the header as row 1.
    """
    for number, row in enumerate(rows, start=2):
        missing = [column for column in NEEDED if not row.get(column)]
        if missing:
            raise GazetteerError(
                f"区划表第 {number} 行缺少列或值：{'、'.join(missing)}（需要列 code、name、level）",
                f"row {number} of the division list lacks {', '.join(missing)} (columns code, name, level are needed)",
            )
        yield _division(number, str(row["code"]), str(row["name"]), str(row["level"]))


def _division(number: int, code: str, name: str, level: str) -> Division:
    level = level.strip()
    if level not in LEVELS:
        raise GazetteerError(
            f"区划表第 {number} 行的 level“{level[:30]}”不认识，应为 {'、'.join(LEVELS)} 之一",
            f"row {number} of the division list: level {level[:30]!r} is none of {', '.join(LEVELS)}",
        )
    if len(code) != 12 or not code.isascii() or not code.isdigit():
        try:
            code = DivisionCode.parse(code.strip().ljust(12, "0")).value
        except DivisionCodeError as error:
            raise GazetteerError(
                f"区划表第 {number} 行：{error.message.zh}",
                f"row {number} of the division list: {error.message.en}",
            ) from error
    return Division(code, name.strip(), level)
