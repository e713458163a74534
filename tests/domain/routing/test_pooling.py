"""Merged or apart: the saving is the difference of two plans, and every way of sharing shares all of it."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.routing import (
    Effort,
    ProblemRefused,
    compare_pooling,
    joined,
    plan_day,
    read_problem,
    share_cost,
)

QUICK = Effort(iterations=600, seeds=1, rounds=2)


def _quick(problem):
    return plan_day(problem, effort=QUICK)


def test_merging_saves_and_the_shares_sum_to_the_merged_cost(county):
    problem, _ = read_problem(json.dumps(_shared_day(county)))
    pooling = compare_pooling(problem, _quick)
    assert pooling.saving_yuan == pooling.apart_yuan - pooling.merged.objective_yuan
    assert pooling.saving_yuan > 0
    assert len(pooling.coalition_yuan) == 7
    whole = round(pooling.merged.objective_yuan, 2)
    for shares in (
        pooling.sharing.by_parcels_yuan,
        pooling.sharing.by_stand_alone_yuan,
        pooling.sharing.shapley_yuan,
    ):
        assert abs(sum(shares.values()) - whole) < Decimal("0.011")
        assert set(shares) == {"A", "B", "C"}


def _shared_day(county):
    """Return a day on which three carriers serve the same villages."""
    day = county(3, 8)
    villages = day["stops"]
    for village in villages:
        village.update(vehicles=[], alternatives=[], open=[["08:00", "18:00"]])
        village.pop("postpone_yuan", None)
    day["places"] += [
        {"id": one["id"], "latitude": one["latitude"], "longitude": one["longitude"]} for one in villages
    ]
    day["stops"] = [
        {**village, "id": f"{village['id']}{carrier}", "place": village["id"], "carrier": carrier}
        for village in villages
        for carrier in "ABC"
    ]
    return day


def test_stops_of_one_place_are_one_visit_when_merged(county):
    problem, _ = read_problem(json.dumps(_shared_day(county)))
    together = joined(problem)
    assert len(together.stops) == 8
    assert sum(stop.parcels for stop in together.stops) == sum(stop.parcels for stop in problem.stops)
    assert sum(stop.deliver[0] for stop in together.stops) == sum(stop.deliver[0] for stop in problem.stops)
    assert {stop.carrier for stop in together.stops} == {"A+B+C"}


def test_shapley_of_a_game_worked_out_by_hand():
    """Two carriers alone pay 60 and 40, together 80: each gains half of the 20 that merging saves."""
    costs = {frozenset("A"): Decimal(60), frozenset("B"): Decimal(40), frozenset("AB"): Decimal(80)}
    sharing = share_cost(costs, {"A": 30, "B": 10})
    assert sharing.shapley_yuan == {"A": 50, "B": 30}
    assert sharing.by_parcels_yuan == {"A": 60, "B": 20}
    assert sharing.by_stand_alone_yuan == {"A": 48, "B": 32}


@given(
    st.lists(st.decimals(min_value=0, max_value=9999, places=2), min_size=7, max_size=7),
    st.lists(st.integers(0, 500), min_size=3, max_size=3),
)
def test_nothing_is_lost_in_sharing(costs, parcels):
    names = [{"A"}, {"B"}, {"C"}, {"A", "B"}, {"A", "C"}, {"B", "C"}, {"A", "B", "C"}]
    game = {frozenset(members): cost for members, cost in zip(names, costs, strict=True)}
    sharing = share_cost(game, dict(zip("ABC", parcels, strict=True)))
    for shares in (sharing.by_parcels_yuan, sharing.by_stand_alone_yuan, sharing.shapley_yuan):
        assert sum(shares.values()) == costs[-1]


def test_a_day_without_carriers_is_refused(county):
    day = county(3, 6)
    for stop in day["stops"]:
        stop["carrier"] = ""
    with pytest.raises(ProblemRefused):
        compare_pooling(read_problem(json.dumps(day))[0], _quick)
