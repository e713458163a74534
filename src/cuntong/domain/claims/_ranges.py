"""Closed ranges of exact numbers: what a stated quantity may be, and the arithmetic on it.

A range keeps both ends even where the printed interval leaves one out: a figure on the very edge of rounding
(x.xx5) is never called wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cuntong.domain.values import Interval, round_half_up


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers from `low` to `high`; None is without end."""

    low: Fraction | None
    high: Fraction | None

    def meets(self, other: Range) -> bool:
        """Tell whether a number lies in both."""
        return not (_above(self.low, other.high) or _above(other.low, self.high))

    def within(self, other: Range) -> Range | None:
        """Return what lies in both, or None."""
        low = self.low if other.low is None else other.low if self.low is None else max(self.low, other.low)
        high = (
            self.high
            if other.high is None
            else other.high
            if self.high is None
            else min(self.high, other.high)
        )
        return None if _above(low, high) else Range(low, high)

    def __add__(self, other: Range) -> Range:
        return Range(_plus(self.low, other.low), _plus(self.high, other.high))

    def __neg__(self) -> Range:
        return Range(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
        )

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def times(self, factor: Fraction) -> Range:
        """Return the range times a number above zero."""
        return Range(
            None if self.low is None else self.low * factor,
            None if self.high is None else self.high * factor,
        )

    def multiplied(self, other: Range) -> Range:
        """Return every product; both ranges are quantities, not below zero."""
        low = Fraction(0) if self.low is None or other.low is None else self.low * other.low
        high = None if self.high is None or other.high is None else self.high * other.high
        return Range(low, high)

    def divided(self, other: Range) -> Range:
        """Return every quotient; both ranges are quantities, not below zero."""
        low = Fraction(0) if self.low is None or other.high in (None, 0) else self.low / _positive(other.high)
        high = None if self.high is None or not other.low else self.high / other.low
        return Range(low, high)

    def shown(self, places: int = 4) -> str:
        """Return the range for a reader: one number where both ends print alike."""
        low, high = number_text(self.low, places), number_text(self.high, places)
        if self.low is None or self.high is None:
            return f"{high}以下" if self.low is None else f"{low}以上"
        return low if low == high else f"{low}至{high}"


def exactly(value: Fraction | int) -> Range:
    """Return the single number."""
    return Range(Fraction(value), Fraction(value))


def printed(text: str, scale: Fraction = Fraction(1)) -> Range:
    """Return every number that prints as `text`, times `scale`."""
    interval = Interval.from_printed(text)
    return Range(interval.low, interval.high).times(scale)


def number_text(number: Fraction | None, places: int = 4) -> str:
    """Return at most so many decimals, without closing zeros."""
    if number is None:
        return "∞"
    text = f"{round_half_up(number, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _above(one: Fraction | None, two: Fraction | None) -> bool:
    return one is not None and two is not None and one > two


def _plus(one: Fraction | None, two: Fraction | None) -> Fraction | None:
    return None if one is None or two is None else one + two


def _positive(number: Fraction | None) -> Fraction:
    assert number is not None
    return number
