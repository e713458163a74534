"""Intervals of exact numbers: what a printed, hence rounded, number may have been."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from ._rounding import Exact, as_fraction, round_half_up

_PRINTED = re.compile(r"(?P<sign>[-+]?)(?P<whole>\d+|\d{1,3}(,\d{3})+)(\.(?P<decimals>\d+))?")


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between two ends, each end included or not; an end of None is unbounded.

    An interval is never empty: ends in the wrong order are refused, and so is a single point that is
    not included.
    """

    low: Fraction | None
    high: Fraction | None
    low_included: bool = True
    high_included: bool = True

    def __post_init__(self) -> None:
        if (self.low is None and self.low_included) or (self.high is None and self.high_included):
            raise ValueError("an unbounded end cannot be included")
        if not _holds_something(self.low, self.high, self.low_included and self.high_included):
            raise ValueError(f"no number lies between {self.low} and {self.high}")

    @classmethod
    def exactly(cls, value: Exact) -> Interval:
        """Return the single number, as for a count."""
        return cls(as_fraction(value), as_fraction(value))

    @classmethod
    def at_least(cls, value: Exact) -> Interval:
        """Return the number and everything above it, as 余 and 以上 say."""
        return cls(as_fraction(value), None, True, False)

    @classmethod
    def from_printed(cls, text: str) -> Interval:
        """Return every number that half-up rounding prints as `text`: "193.6" → [193.55, 193.65).

        Thousands separators and full-width digits are read. A number without decimals is rounded to the
        whole ("39" → [38.5, 39.5)); use `exactly` for a count. Raises ValueError for anything else.
        """
        match = _PRINTED.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if match is None:
            raise ValueError(f"{text!r} is not a printed number such as 193.6 or 1,193.60")
        decimals = match["decimals"] or ""
        digits = int(match["whole"].replace(",", "") + decimals)
        half = Fraction(1, 2 * 10 ** len(decimals))
        value = Fraction(digits, 10 ** len(decimals))
        if digits == 0:
            return cls(-half, half, False, False)
        if match["sign"] == "-":
            return cls(-value - half, -value + half, False, True)
        return cls(value - half, value + half, True, False)

    def contains(self, value: Exact) -> bool:
        """Tell whether the number lies inside."""
        number = as_fraction(value)
        above = self.low is None or number > self.low or (self.low_included and number == self.low)
        below = self.high is None or number < self.high or (self.high_included and number == self.high)
        return above and below

    def intersection(self, other: Interval) -> Interval | None:
        """Return the numbers in both, or None where there are none."""
        low, low_included = _tighter(self._lower_end(), other._lower_end())
        high, high_included = _tighter(self._upper_end(), other._upper_end())
        high = None if high is None else -high
        if not _holds_something(low, high, low_included and high_included):
            return None
        return Interval(low, high, low_included, high_included)

    def overlaps(self, other: Interval) -> bool:
        """Tell whether some number lies in both, that is, whether both statements can be true."""
        return self.intersection(other) is not None

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.low_included and other.low_included,
            self.high_included and other.high_included,
        )

    def __neg__(self) -> Interval:
        low = None if self.high is None else -self.high
        high = None if self.low is None else -self.low
        return Interval(low, high, self.high_included, self.low_included)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def scaled(self, factor: Exact) -> Interval:
        """Return the interval times a number that is not zero."""
        number = as_fraction(factor)
        if number == 0:
            raise ValueError("scaling by zero would lose the interval")
        low = None if self.low is None else self.low * abs(number)
        high = None if self.high is None else self.high * abs(number)
        result = Interval(low, high, self.low_included, self.high_included)
        return result if number > 0 else -result

    def divided_by(self, other: Interval) -> Interval:
        """Return every quotient of a number here by a number there.

        Understands quantities only: this interval must not go below zero, the divisor must lie above it.
        """
        if self.low is None or self.low < 0 or other.low is None or other.low <= 0:
            raise ValueError(f"{self} / {other}: only a quantity by a positive quantity can be divided")
        low = Fraction(0) if other.high is None else self.low / other.high
        high = None if self.high is None else self.high / other.low
        zero_reached = self.low == 0 and self.low_included
        return Interval(
            low,
            high,
            zero_reached or (self.low_included and other.high_included),
            self.high_included and other.low_included,
        )

    def _lower_end(self) -> tuple[Fraction | None, bool]:
        return self.low, self.low_included

    def _upper_end(self) -> tuple[Fraction | None, bool]:
        return (None if self.high is None else -self.high), self.high_included

    def __str__(self) -> str:
        opening, closing = "[" if self.low_included else "(", "]" if self.high_included else ")"
        low = "-∞" if self.low is None else _decimal_text(self.low)
        high = "∞" if self.high is None else _decimal_text(self.high)
        return f"{opening}{low}, {high}{closing}"


def _holds_something(low: Fraction | None, high: Fraction | None, both_included: bool) -> bool:
    if low is None or high is None:
        return True
    return low < high or (low == high and both_included)


def _tighter(
    one: tuple[Fraction | None, bool], two: tuple[Fraction | None, bool]
) -> tuple[Fraction | None, bool]:
    """Return the higher of two lower ends; of two equal ends the one that leaves more out."""
    if one[0] is None or two[0] is None:
        return two if one[0] is None else one
    if one[0] == two[0]:
        return one[0], one[1] and two[1]
    return one if one[0] > two[0] else two


def _decimal_text(number: Fraction) -> str:
    """Return up to six decimals, without closing zeros."""
    text = f"{round_half_up(number, 6):f}"
    return text.rstrip("0").rstrip(".")
