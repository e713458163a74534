from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cuntong.domain.values import Interval, round_half_up

numbers = st.decimals(min_value=-1000, max_value=1000, places=3)
quantities = st.decimals(min_value=0, max_value=1000, places=3)
ends = st.one_of(st.none(), st.integers(-20, 20))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = draw(ends), draw(ends)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    low_included = low is not None and draw(st.booleans())
    high_included = high is not None and draw(st.booleans())
    assume(low is None or low != high or (low_included and high_included))
    return Interval(
        None if low is None else Fraction(low),
        None if high is None else Fraction(high),
        low_included,
        high_included,
    )


points = st.fractions(-21, 21, max_denominator=2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("193.6", "[193.55, 193.65)"),
        ("79.57", "[79.565, 79.575)"),
        ("1,193.60", "[1193.595, 1193.605)"),
        ("１９３．６", "[193.55, 193.65)"),
        (" 39 ", "[38.5, 39.5)"),
        ("-0.13", "(-0.135, -0.125]"),
        ("0.0", "(-0.05, 0.05)"),
    ],
)
def test_a_printed_number_stands_for_an_interval(text: str, expected: str) -> None:
    assert str(Interval.from_printed(text)) == expected


@pytest.mark.parametrize("text", ["", "余", "1.", ".5", "1,93.6", "12e3", "1 2", "１９３.6%"])
def test_what_is_not_a_printed_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="printed number"):
        Interval.from_printed(text)


@given(numbers, numbers, st.integers(0, 2))
def test_the_interval_holds_exactly_the_numbers_that_print_so(
    value: Decimal, other: Decimal, places: int
) -> None:
    printed = round_half_up(value, places)
    interval = Interval.from_printed(str(printed))
    assert interval.contains(value)
    assert interval.contains(other) == (round_half_up(other, places) == printed)


@given(intervals(), intervals(), points)
def test_a_point_is_in_the_intersection_when_it_is_in_both(
    one: Interval, two: Interval, point: Fraction
) -> None:
    both = one.intersection(two)
    assert (both is not None and both.contains(point)) == (one.contains(point) and two.contains(point))
    assert one.overlaps(two) == two.overlaps(one) == (both is not None)


@given(intervals(), intervals(), points, points, st.sampled_from([-3, Fraction(1, 2), 2]))
def test_sums_differences_and_multiples_hold_their_points(
    one: Interval, two: Interval, a: Fraction, b: Fraction, factor: Fraction
) -> None:
    assume(one.contains(a) and two.contains(b))
    assert (one + two).contains(a + b)
    assert (one - two).contains(a - b)
    assert one.scaled(factor).contains(a * factor)


@given(quantities, quantities, quantities, quantities)
def test_quotients_hold_their_points(a: Decimal, a_width: Decimal, b: Decimal, b_width: Decimal) -> None:
    assume(b > 0)
    dividend = Interval(Fraction(a), Fraction(a + a_width))
    divisor = Interval(Fraction(b), Fraction(b + b_width))
    quotient = dividend.divided_by(divisor)
    assert quotient.contains(Fraction(a) / Fraction(b + b_width))
    assert quotient.contains(Fraction(a + a_width) / Fraction(b))
    assert not quotient.contains((Fraction(a + a_width) / Fraction(b)) + Fraction(1, 10**9))


def test_the_tail_payment_rate_of_the_2023_report() -> None:
    rate = Interval.from_printed("193.6").divided_by(Interval.exactly(500)).scaled(100)
    assert str(rate) == "[38.71, 38.73)"
    assert not rate.overlaps(Interval.from_printed("38.8"))
    assert rate.overlaps(Interval.from_printed("38.72"))


def test_division_by_an_unbounded_or_open_interval() -> None:
    at_least_half = Interval.exactly(101).divided_by(Interval.at_least(202))
    assert str(at_least_half) == "(0, 0.5]"
    assert str(Interval.exactly(0).divided_by(Interval.at_least(1))) == "[0, 0]"
    assert str(Interval.at_least(200).divided_by(Interval.exactly(2))) == "[100, ∞)"


def test_division_that_is_not_understood_is_refused() -> None:
    with pytest.raises(ValueError, match="positive quantity"):
        Interval.exactly(1).divided_by(Interval.from_printed("0.0"))
    with pytest.raises(ValueError, match="positive quantity"):
        Interval.exactly(-1).divided_by(Interval.exactly(1))


def test_an_empty_interval_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="no number"):
        Interval(Fraction(2), Fraction(1))
    with pytest.raises(ValueError, match="no number"):
        Interval(Fraction(1), Fraction(1), True, False)
    with pytest.raises(ValueError, match="unbounded"):
        Interval(None, Fraction(1))
    with pytest.raises(ValueError, match="zero"):
        Interval.exactly(1).scaled(0)


def test_an_interval_below_a_bound_is_printed_with_infinity() -> None:
    assert str(-Interval.at_least(3)) == "(-∞, -3]"
