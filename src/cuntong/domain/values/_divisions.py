"""Codes of administrative divisions: twelve digits, as the national statistical division list writes them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from ._texts import BilingualError


class DivisionLevel(IntEnum):
    """The five levels; the value is the number of leading digits that name a division of that level."""

    PROVINCE = 2
    PREFECTURE = 4
    COUNTY = 6
    TOWNSHIP = 9
    VILLAGE = 12


class DivisionCodeError(BilingualError):
    """The text is not a division code."""


@dataclass(frozen=True, slots=True, order=True)
class DivisionCode:
    """A division code of twelve digits, 省2 地2 县2 乡3 村3, closed with zeros above the village.

    Source: 统计用区划代码 (National Bureau of Statistics). A prefecture without counties holds its
    townships directly (东莞 441900000000 > 441900003000): such a township's parent is the prefecture.
    """

    value: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{12}", self.value) or self.value.startswith("00"):
            raise DivisionCodeError(
                f"“{self.value}”不是行政区划代码：应为 12 位数字，例如 440281001000（县级 6 位代码请在后面补 6 个 0）",
                f"{self.value!r} is not a division code: 12 digits are needed, such as 440281001000 "
                "(close a 6-digit county code with six zeros)",
            )

    @classmethod
    def parse(cls, text: str) -> DivisionCode:
        """Read a code as people type it: full-width digits and blanks are accepted, nothing else."""
        return cls("".join(unicodedata.normalize("NFKC", text).split()))

    @property
    def level(self) -> DivisionLevel:
        """The level, told by the closing zeros."""
        return next(level for level in DivisionLevel if self._filled(level) == self.value)

    @property
    def prefix(self) -> str:
        """The leading digits that this division and everything inside it share."""
        return self.value[: self.level]

    @property
    def parent(self) -> DivisionCode | None:
        """The division that holds this one directly, or None for a province."""
        above = [self._filled(level) for level in DivisionLevel if level < self.level]
        return DivisionCode(above[-1]) if above else None

    def at_level(self, level: DivisionLevel) -> DivisionCode | None:
        """Return the division of that level that holds this one (itself at its own level), or None."""
        code = DivisionCode(self._filled(level))
        return code if code.level is level else None

    def contains(self, other: DivisionCode) -> bool:
        """Tell whether the other division is this one or lies inside it."""
        return other.value.startswith(self.prefix)

    def _filled(self, level: DivisionLevel) -> str:
        return self.value[:level].ljust(12, "0")

    def __str__(self) -> str:
        return self.value
