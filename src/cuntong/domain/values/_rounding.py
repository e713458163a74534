"""The one rounding rule of the product: half-up, on exact numbers only."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

_NOT_EXACT = (
    "an exact number is needed (Decimal, int or Fraction), not {0}: a binary float is already rounded"
)

Exact = Decimal | int | Fraction


def as_fraction(value: Exact) -> Fraction:
    """Return the exact value as a fraction; refuse floats, booleans, NaN and infinity."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int | Fraction):
        raise TypeError(_NOT_EXACT.format(type(value).__name__))
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"a finite number is needed, not {value}")
    return Fraction(value)


def round_half_up(value: Exact, places: int) -> Decimal:
    """Return `value` with exactly `places` decimals; a tie goes away from zero (四舍五入).

    The result does not depend on the decimal context, whatever the size of the number.
    """
    if places < 0:
        raise ValueError(f"places must be 0 or more, not {places}")
    scaled = as_fraction(value) * 10**places
    magnitude = int(abs(scaled) + Fraction(1, 2))
    sign = 1 if scaled < 0 and magnitude else 0
    return Decimal((sign, tuple(int(digit) for digit in str(magnitude)), -places))
