"""A ratio keeps its two numbers and is rounded only when it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ._rounding import Exact, as_fraction, round_half_up


@dataclass(frozen=True, slots=True)
class Ratio:
    """Numerator over denominator, both exact and in one unit; a denominator of zero is refused."""

    numerator: Exact
    denominator: Exact

    def __post_init__(self) -> None:
        as_fraction(self.numerator)
        if as_fraction(self.denominator) == 0:
            raise ValueError("a ratio needs a denominator that is not zero")

    @property
    def exact(self) -> Fraction:
        """The unrounded value."""
        return as_fraction(self.numerator) / as_fraction(self.denominator)

    def scaled(self, scale: Exact, places: int) -> Decimal:
        """Return `scale` times the ratio, rounded half-up to `places` decimals, once and at the end."""
        return round_half_up(self.exact * as_fraction(scale), places)

    def percent(self, places: int) -> Decimal:
        """Return the ratio in per cent, rounded half-up to `places` decimals (193.6 of 500 → 38.72)."""
        return self.scaled(100, places)
