"""What a trip costs, and that shares add up to it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.freight import Rate, cost_of_trip, share_to_the_fen

RATE = Rate(
    hire_yuan_per_day=Decimal(120),
    fuel_yuan_per_km=Decimal("0.85"),
    upkeep_yuan_per_km=Decimal("0.25"),
    wage_yuan_per_hour=Decimal(28),
    working_minutes=480,
    overtime_factor=Decimal("1.5"),
)


def test_a_trip_costs_hire_kilometres_and_hours():
    cost = cost_of_trip(RATE, km=Decimal("103.5"), minutes=300)
    assert (cost.hire_yuan, cost.fuel_yuan, cost.upkeep_yuan, cost.wages_yuan) == (
        Decimal("120.00"),
        Decimal("87.98"),
        Decimal("25.88"),
        Decimal("140.00"),
    )
    assert cost.total_yuan == Decimal("373.86")


def test_minutes_beyond_the_paid_day_cost_more():
    in_time, late = (cost_of_trip(RATE, km=Decimal(0), minutes=minutes) for minutes in (480, 540))
    assert late.wages_yuan - in_time.wages_yuan == Decimal("42.00")


@pytest.mark.parametrize(("km", "minutes"), [(Decimal(-1), 0), (Decimal(0), -1)])
def test_a_trip_backwards_is_refused(km, minutes):
    with pytest.raises(ValueError, match="long"):
        cost_of_trip(RATE, km=km, minutes=minutes)


@given(
    st.decimals(0, 100_000, places=2),
    st.lists(st.integers(0, 50), min_size=1, max_size=30),
)
def test_shares_add_up_and_stay_within_a_fen_of_their_quota(whole, weights):
    shares = share_to_the_fen(whole, dict(enumerate(weights)))
    assert sum(shares.values()) == whole
    total = sum(weights)
    for number, weight in enumerate(weights):
        quota = whole * weight / total if total else whole / len(weights)
        assert abs(shares[number] - quota) < Decimal("0.011")


def test_nobody_shares_nothing_and_an_amount_needs_somebody():
    assert share_to_the_fen(Decimal(0), {}) == {}
    with pytest.raises(ValueError, match="nobody"):
        share_to_the_fen(Decimal(1), {})
