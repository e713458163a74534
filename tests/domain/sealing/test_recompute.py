"""A figure is numerator times scale over denominator, exact until one half-up rounding at the end."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.sealing import Definition, figure_value
from cuntong.domain.sealing._limits import DEFAULT_LIMITS
from cuntong.domain.sealing._recompute import QueryRefused, facts_database, number
from cuntong.domain.values import Bilingual

NUMBERS = st.decimals(-(10**12), 10**12, places=2)


def definition(scale: str, decimals: int, denominator_sql: str | None = "SELECT 1") -> Definition:
    text = Bilingual("数", "figure")
    return Definition(
        name="f",
        code="f",
        title=text,
        meaning=text,
        unit=text,
        numerator_sql="SELECT 1",
        denominator_sql=denominator_sql,
        records_sql=None,
        scale=Decimal(scale),
        decimals=decimals,
    )


@given(NUMBERS, NUMBERS.filter(bool), st.sampled_from(["1", "100", "0.0001"]), st.integers(0, 6))
def test_the_value_is_the_nearest_and_a_tie_goes_away_from_zero(
    numerator: Decimal, denominator: Decimal, scale: str, decimals: int
) -> None:
    value = figure_value(definition(scale, decimals), numerator, denominator)
    exact = Fraction(numerator) * Fraction(scale) / Fraction(denominator)
    assert value is not None
    distance = abs(Fraction(value) - exact) * 10**decimals
    assert distance < Fraction(1, 2) or (distance == Fraction(1, 2) and abs(Fraction(value)) > abs(exact))
    assert value.as_tuple().exponent == -decimals


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        ("193.6", "500", "38.72"),
        ("1", "8", "12.50"),
        ("1", "0", None),
        (None, "5", None),
        ("5", None, None),
        ("0", "3", "0.00"),
    ],
)
def test_percentages(numerator: str | None, denominator: str | None, value: str | None) -> None:
    parts = [None if part is None else Decimal(part) for part in (numerator, denominator)]
    assert figure_value(definition("100", 2), *parts) == (None if value is None else Decimal(value))


def test_without_a_denominator_only_the_scale_counts() -> None:
    assert figure_value(definition("0.0001", 2, None), 19_360_500, None) == Decimal("1936.05")
    assert figure_value(definition("0.0001", 1, None), 19_360_500, None) == Decimal("1936.1")


def test_a_whole_number_may_be_the_scale() -> None:
    made = replace(definition("1", 2), scale=100)
    assert (made, type(made.scale)) == (definition("100", 2), Decimal)


@pytest.mark.parametrize("decimals", [-1, 13])
def test_decimals_have_bounds(decimals: int) -> None:
    with pytest.raises(ValueError, match="0 to 12 decimals"):
        definition("1", decimals)


def test_a_query_may_say_that_nothing_is_kept() -> None:
    with facts_database({"attendance": pa.table({"id": [1]})}, DEFAULT_LIMITS) as connection:
        assert number(connection, "SELECT CAST(NULL AS BIGINT)") is None
        assert number(connection, "SELECT count(*) FROM attendance") == 1
        with pytest.raises(QueryRefused, match="reads no fact table"):
            number(connection, "SELECT 1")
