"""The formulas of the forms: points of one row, and the arithmetic as a person would write it down."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cuntong.domain.values import Exact, Ratio, as_fraction, round_half_up

from ._scorecards import POINT_PLACES, RowKind, ScorecardRow


@dataclass(frozen=True, slots=True)
class Rate:
    """A result that is `scale` x numerator / denominator; 100 means per cent.

    Both numbers are in any one unit: money may come in yuan or in 万元. They stand in the arithmetic.
    """

    ratio: Ratio
    scale: int = 100

    def __str__(self) -> str:
        return f"({plain(self.ratio.numerator)} / {plain(self.ratio.denominator)})"


Actual = Exact | Rate


class Flag(StrEnum):
    """Why a scored row asks for a cause."""

    TARGET_MISSED = "TARGET_MISSED"
    DEVIATION = "DEVIATION"
    OVER_ACHIEVED = "OVER_ACHIEVED"


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a row, and how they came about."""

    points: Decimal
    arithmetic: str


def exact(actual: Actual) -> Fraction:
    """Return the result in its own unit (a rate in per cent: 50, not 0.5)."""
    return actual.ratio.exact * actual.scale if isinstance(actual, Rate) else as_fraction(actual)


def is_met(kind: RowKind, actual: Fraction, target: Fraction) -> bool:
    """Tell whether the result reaches its target: at least as much, or for a reverse row at most."""
    return actual <= target if kind is RowKind.QUANTITATIVE_REVERSE else actual >= target


def quantitative_points(row: ScorecardRow, actual: Actual, target: Exact) -> Points:
    """Met: the whole weight. Not met: weight x actual / target, or for a reverse row target / actual.

    Never below 0: a growth that turned into a loss earns nothing.
    """
    value, goal = exact(actual), as_fraction(target)
    if is_met(row.kind, value, goal):
        return Points(round_half_up(row.weight, POINT_PLACES), plain(row.weight))
    # Not met, so the bottom is above the top; and the target, which is never negative, is one of the two.
    if row.kind is RowKind.QUANTITATIVE_REVERSE:
        return _weighted(row, goal / value, f"{shown_target(actual, target)} / {_term(actual)}")
    if value <= 0:
        return _weighted(row, Fraction(0), "0")
    return _weighted(row, value / goal, f"{_term(actual)} / {shown_target(actual, target)}")


def execution_points(row: ScorecardRow, rate: Rate) -> Points:
    """Weight x rate, the rate counted from 0 to 1."""
    counted = min(max(rate.ratio.exact, Fraction(0)), Fraction(1))
    if counted != rate.ratio.exact:
        return _weighted(row, counted, plain(counted))
    return _weighted(row, counted, f"{plain(rate.ratio.numerator)} / {plain(rate.ratio.denominator)}")


def qualitative_points(row: ScorecardRow, share: Decimal) -> Points:
    """Weight x the share that a person chose inside a band."""
    return _weighted(row, as_fraction(share), percent(share))


def _weighted(row: ScorecardRow, share: Fraction, share_text: str) -> Points:
    points = round_half_up(as_fraction(row.weight) * share, POINT_PLACES)
    return Points(points, f"{plain(row.weight)} × {share_text} = {points}")


def flags(
    row: ScorecardRow,
    actual: Actual,
    target: Exact,
    *,
    deviation_limit: Decimal,
    over_achievement_limit: Decimal,
) -> tuple[Flag, ...]:
    """Return why the result asks for a cause; a result exactly on a limit does not."""
    value, goal = exact(actual), as_fraction(target)
    distance = abs(value - goal)
    met = is_met(row.kind, value, goal)
    raised = {
        Flag.TARGET_MISSED: not met,
        Flag.DEVIATION: distance > goal * as_fraction(deviation_limit),
        Flag.OVER_ACHIEVED: met and distance > goal * as_fraction(over_achievement_limit),
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


def plain(number: Exact) -> str:
    """Return the number without exponent and without trailing zeros; a fraction as n/d."""
    if isinstance(number, Fraction):
        return str(number)
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Exact) -> str:
    """Return a part of one in per cent, two decimals at most."""
    return f"{plain(round_half_up(as_fraction(share) * 100, 2))}%"


def shown(actual: Actual) -> str:
    """Return the result as it stands in a reason: a rate rounded half-up to two decimals."""
    if not isinstance(actual, Rate):
        return plain(actual)
    return f"{plain(round_half_up(exact(actual), 2))}{_sign(actual)}"


def shown_target(actual: Actual, target: Exact) -> str:
    """Return the target as it stands in a reason, with the result's sign."""
    return f"{plain(target)}{_sign(actual)}"


def _sign(actual: Actual) -> str:
    return "%" if isinstance(actual, Rate) and actual.scale == 100 else ""


def _term(actual: Actual) -> str:
    return str(actual) if isinstance(actual, Rate) else plain(actual)
