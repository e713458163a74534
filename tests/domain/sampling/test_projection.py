"""Intervals against plain enumeration: every sample that could have been drawn, counted one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.sampling import Method, SamplingError, StratumCount, project


def _ways(units: int, marked: int, checked: int) -> dict[int, Fraction]:
    """How often each number of marked units comes out, over all samples written down one by one."""
    samples = list(combinations(range(units), checked))
    found = [sum(1 for one in sample if one < marked) for sample in samples]
    return {number: Fraction(found.count(number), len(samples)) for number in set(found)}


@pytest.mark.parametrize(("units", "checked"), [(6, 2), (8, 3), (9, 5), (10, 4)])
def test_the_exact_interval_holds_the_truth_often_enough_whatever_the_truth(units, checked):
    for marked in range(units + 1):
        truth = Fraction(marked, units)
        held = sum(
            chance
            for wrong, chance in _ways(units, marked, checked).items()
            if _inside(truth, project([StratumCount("ALL", units, checked, wrong)]))
        )
        assert held >= Fraction(95, 100)


@pytest.mark.parametrize(("units", "checked"), [(8, 3), (10, 4)])
def test_the_exact_interval_leaves_out_what_would_be_a_surprise(units, checked):
    for wrong in range(checked + 1):
        found = project([StratumCount("ALL", units, checked, wrong)])
        for marked in range(units + 1):
            ways = _ways(units, marked, checked)
            many = sum(chance for number, chance in ways.items() if number >= wrong)
            few = sum(chance for number, chance in ways.items() if number <= wrong)
            is_possible = min(many, few) > Fraction((1 - 0.95) / 2)
            assert is_possible == _inside(Fraction(marked, units), found)


def test_the_stratified_interval_holds_the_truth_as_often_as_is_said():
    """Three strata, every placing of wrong units, every sample: on average 95 of 100, never below 85."""
    strata = ((10, 4), (6, 3), (4, 2))
    shares = []
    for marked in product(*(range(units + 1) for units, _ in strata)):
        truth = Fraction(sum(marked), 20)
        tables = [_ways(units, m, checked) for (units, checked), m in zip(strata, marked, strict=True)]
        held = Fraction(0)
        for found in product(*(table.items() for table in tables)):
            counts = [
                StratumCount(str(i), units, checked, wrong)
                for i, ((units, checked), (wrong, _)) in enumerate(zip(strata, found, strict=True))
            ]
            if _inside(truth, project(counts)):
                held += found[0][1] * found[1][1] * found[2][1]
        shares.append(held)
    assert sum(shares) / len(shares) >= Fraction(95, 100)
    assert min(shares) >= Fraction(85, 100)


def _inside(truth: Fraction, found) -> bool:
    return found.low - 1e-12 <= truth <= found.high + 1e-12


counts = st.tuples(st.integers(1, 300), st.integers(1, 300), st.integers(0, 300)).map(
    lambda three: StratumCount("X", max(three), sorted(three)[1], min(three))
)


@given(st.lists(counts, min_size=1, max_size=6))
def test_the_estimate_lies_in_its_interval_and_the_interval_in_the_possible(found):
    projection = project(found)
    assert 0 <= projection.low <= float(projection.rate) + 1e-9
    assert float(projection.rate) <= projection.high + 1e-9 <= 1 + 1e-9


@given(st.integers(2, 400), st.data())
def test_checking_more_with_the_same_share_wrong_tells_more(units, data):
    checked = data.draw(st.integers(1, units // 2))
    little = project([StratumCount("ALL", units, checked, 0)])
    much = project([StratumCount("ALL", units, checked * 2, 0)])
    assert much.high <= little.high


def test_a_known_interval():
    """59 of 10,000 checked, none wrong: with 97.5 % at most 6 of 100 are wrong (binomial tables say 0.0606)."""
    found = project([StratumCount("ALL", 10_000, 59, 0)])
    assert found.method is Method.EXACT
    assert found.low == 0
    assert found.high == pytest.approx(0.0606, abs=0.0005)


def test_a_known_wilson_interval():
    """Equal weights, a long list: Wilson's interval of 10 in 50 is 0.112 to 0.330."""
    found = project([StratumCount("A", 1_000_000, 25, 4), StratumCount("B", 1_000_000, 25, 6)])
    assert found.method is Method.WILSON
    assert (found.low, found.high) == (pytest.approx(0.112, abs=0.001), pytest.approx(0.330, abs=0.001))


def test_strata_count_by_their_size():
    found = project([StratumCount("large", 90, 9, 0), StratumCount("small", 10, 1, 1)])
    assert found.rate == Fraction(1, 10)


def test_everything_checked_leaves_nothing_to_project():
    found = project([StratumCount("A", 4, 4, 1), StratumCount("B", 6, 6, 0)])
    assert (found.method, found.low, found.high) == (Method.COMPLETE, 0.1, 0.1)


def test_a_stratum_that_nobody_checked_is_named():
    with pytest.raises(SamplingError) as refusal:
        project([StratumCount("A", 4, 2, 1), StratumCount("北乡镇", 6, 0, 0)])
    assert "北乡镇" in refusal.value.message.zh
