from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.values import Ratio


@pytest.mark.parametrize(
    ("numerator", "denominator", "places", "expected"),
    [
        (Decimal("1193.6"), 1500, 2, "79.57"),
        (Decimal("193.6"), 500, 2, "38.72"),
        (Decimal("193.6"), 500, 1, "38.7"),
        (101, 194, 2, "52.06"),
        (101, 195, 2, "51.79"),
        (101, 225, 2, "44.89"),
        (1, 200, 0, "1"),
        (0, 7, 2, "0.00"),
    ],
)
def test_percent(numerator: Decimal, denominator: int, places: int, expected: str) -> None:
    assert str(Ratio(numerator, denominator).percent(places)) == expected


def test_a_ratio_is_rounded_once_and_not_on_the_way() -> None:
    # 0.0044999 % would become 0.0045 and then 0.005 if it were rounded twice.
    assert Ratio(44999, 10**9).percent(3) == Decimal("0.004")


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 6))
def test_percent_is_within_half_a_unit_of_the_exact_value(
    numerator: int, denominator: int, places: int
) -> None:
    printed = Ratio(numerator, denominator).percent(places)
    assert abs(Fraction(printed) - Fraction(100 * numerator, denominator)) <= Fraction(1, 2 * 10**places)


def test_a_zero_denominator_is_refused() -> None:
    with pytest.raises(ValueError, match="not zero"):
        Ratio(1, Decimal("0.00"))


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="exact"):
        Ratio(193.6, 500)  # type: ignore[arg-type]
