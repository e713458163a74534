from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.values import round_half_up

exact_numbers = st.one_of(
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15),
    st.fractions(),
)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("79.57333", 2, "79.57"),
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("1.005", 2, "1.01"),
        ("-0.004", 2, "0.00"),
        ("7", 2, "7.00"),
    ],
)
def test_a_tie_goes_away_from_zero(value: str, places: int, expected: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == expected


@given(exact_numbers, st.integers(0, 8))
def test_the_result_lies_within_half_a_unit_and_has_the_places(value: Decimal, places: int) -> None:
    rounded = round_half_up(value, places)
    assert rounded.as_tuple().exponent == -places
    assert abs(Fraction(rounded) - Fraction(value)) <= Fraction(1, 2 * 10**places)


def test_a_small_decimal_context_changes_nothing() -> None:
    with localcontext() as context:
        context.prec = 3
        assert round_half_up(Decimal("1234567890123456789.005"), 2) == Decimal("1234567890123456789.01")


@pytest.mark.parametrize("value", [38.72, True, "38.72", None])
def test_what_is_not_exact_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="exact number"):
        round_half_up(value, 2)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        round_half_up(Decimal(value), 2)


def test_negative_places_are_refused() -> None:
    with pytest.raises(ValueError, match="places"):
        round_half_up(1, -1)
