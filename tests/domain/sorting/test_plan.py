"""Plans hold what an independent checker asks of them, on any day."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuntong.domain.sorting import SortLine, SortPlanError, StationVolume, plan_sort

from .checker import all_forests, check_plan, huffman, pools_of


def stations_of(*parcels: int, routes: int = 1) -> list[StationVolume]:
    return [
        StationVolume(f"s{number:03}", f"r{number % routes}", count) for number, count in enumerate(parcels)
    ]


@st.composite
def days(draw, most_stations=40):
    count = draw(st.integers(1, most_stations))
    parcels = draw(st.lists(st.integers(0, 300), min_size=count, max_size=count))
    rows = [
        StationVolume(
            f"s{number}",
            f"r{draw(st.integers(0, 5))}",
            amount,
            draw(st.none() | st.integers(1, 30)),
        )
        for number, amount in enumerate(parcels)
    ]
    times = {row.route: draw(st.integers(300, 420)) for row in rows}
    return rows, draw(st.integers(3, 20)), draw(st.none() | st.just(times))


@given(days(), st.none() | st.integers(200, 400))
@settings(max_examples=200, deadline=None)
def test_any_day_gives_a_plan_that_holds(day, start_minute):
    rows, chutes, departures = day
    plan = plan_sort(rows, chutes=chutes, departures=departures, start_minute=start_minute)
    check_plan(plan, rows, chutes)
    if start_minute is None:
        assert not plan.late


@given(days())
@settings(max_examples=200, deadline=None)
def test_without_departures_three_percent_above_the_bound_are_never_passed(day):
    rows, chutes, _ = day
    plan = plan_sort(rows, chutes=chutes)
    assert plan.handlings_per_parcel <= plan.lower_bound * Fraction(103, 100)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), st.integers(3, 9))
@settings(max_examples=200, deadline=None)
def test_without_slack_the_bound_itself_is_reached(parcels, chutes):
    rows = stations_of(*parcels)
    plan = plan_sort(rows, chutes=chutes, slack=Fraction(0))
    check_plan(plan, rows, chutes)
    assert plan.handlings_per_parcel == plan.lower_bound


@pytest.mark.parametrize("fan", [2, 3, 4])
@given(parcels=st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any))
@settings(max_examples=30, deadline=None)
def test_the_bound_is_the_best_of_all_plans_there_are(fan, parcels):
    items = tuple(range(len(parcels)))
    best = min(
        sum(parcels) + sum(parcels[item] for pool in pools_of(forest) for item in pool)
        for forest in all_forests(items, fan)
    )
    assert huffman(parcels, fan) == best
    plan = plan_sort(stations_of(*parcels), chutes=fan + 1)
    assert plan.lower_bound == Fraction(best, sum(parcels))


@given(days(most_stations=12), st.integers(1, 4))
@settings(max_examples=100, deadline=None)
def test_passes_are_never_more_than_allowed(day, most_passes):
    rows, chutes, departures = day
    if (chutes - 1) ** most_passes < len(rows):
        with pytest.raises(SortPlanError, match="passes are too few"):
            plan_sort(rows, chutes=chutes, departures=departures, most_passes=most_passes)
        return
    plan = plan_sort(rows, chutes=chutes, departures=departures, most_passes=most_passes)
    check_plan(plan, rows, chutes)
    assert plan.passes <= most_passes


def test_enough_chutes_sort_everything_at_once():
    plan = plan_sort(stations_of(5, 0, 9), chutes=4)
    assert plan.handlings_per_parcel == plan.lower_bound == 1
    assert sorted(row.chutes for row in plan.stations) == [(1,), (2,), (3,)]


def test_a_day_without_parcels_is_planned_as_if_all_stations_were_alike():
    plan = plan_sort(stations_of(*[0] * 9), chutes=4)
    assert plan.passes == 2
    assert plan.handlings_per_parcel == plan.lower_bound == 2


def test_a_station_without_parcels_has_a_chute_like_any_other():
    plan = plan_sort(stations_of(50, 40, 30, 0, 0), chutes=4)
    check_plan(plan, stations_of(50, 40, 30, 0, 0), 4)
    assert max(len(row.chutes) for row in plan.stations if not row.parcels) == 2


def test_the_busiest_stations_stand_alone():
    plan = plan_sort(stations_of(100, 90, 1, 2, 3, 4), chutes=5)
    assert [row.station for row in plan.stations if len(row.chutes) == 1] == ["s000", "s001", "s005"]


@pytest.mark.parametrize(
    ("rows", "chutes", "departures", "message"),
    [
        ([], 5, None, "no stations"),
        (stations_of(1, 2), 2, None, "need at least 3"),
        (stations_of(1), 1, None, "need at least 2"),
        ([*stations_of(1), *stations_of(2)], 5, None, "appears twice"),
        (stations_of(3, -1), 5, None, "should not be negative"),
        (stations_of(1, 2, routes=2), 5, {"r0": 400}, "“r1” has no departure"),
        (stations_of(1), 5, {"r0": 400, "r9": 410}, "“r9” has a departure but no station"),
    ],
)
def test_what_no_plan_can_be_made_from(rows, chutes, departures, message):
    with pytest.raises(SortPlanError, match=message):
        plan_sort(rows, chutes=chutes, departures=departures)


@pytest.mark.parametrize("arguments", [(0,), (3_000, -1), (3_000, 2, -5)])
def test_a_line_that_cannot_be(arguments):
    with pytest.raises(SortPlanError, match="at least 1 parcel per hour"):
        SortLine(*arguments)


@pytest.mark.parametrize("wish", [{"slack": Fraction(-1, 100)}, {"most_passes": 0}])
def test_wishes_that_cannot_be(wish):
    with pytest.raises(SortPlanError, match="At least one pass"):
        plan_sort(stations_of(1, 2), chutes=4, **wish)


def test_looking_up_a_chute():
    plan = plan_sort(stations_of(100, 90, 1, 2, 3, 4), chutes=5)
    pooled = next(row for row in plan.stations if row.station == "s002")
    assert [plan.chute("s002", number) for number in (1, 2)] == list(pooled.chutes)
    assert plan.chute("nowhere", 1) == plan.reject_chute == 5
    with pytest.raises(ValueError, match="passes 1 to 1"):
        plan.chute("s000", 2)
