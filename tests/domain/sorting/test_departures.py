"""With departures: pools of one route where they can be had, the early routes first, and lateness told."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cuntong.domain.sorting import SortLine, StationVolume, plan_sort

from .checker import all_forests, check_plan, flat, pools_of

QUICK = SortLine(rate_per_hour=60, changeover_minutes=0, loading_minutes=0)


def county(routes: int, skew: float, stations: int = 118) -> list[StationVolume]:
    """Stations with volumes that fall by rank, dealt out to the routes."""
    return [
        StationVolume(
            f"s{rank:03}", f"r{rank * 7 % routes:02}", round(600 / (rank + 1) ** skew), rank // routes + 1
        )
        for rank in range(stations)
    ]


def every_quarter(rows: list[StationVolume], first: int = 360) -> dict[str, int]:
    return {route: first + 15 * number for number, route in enumerate(sorted({row.route for row in rows}))}


@pytest.mark.parametrize("skew", [0, 0.7, 1])
@pytest.mark.parametrize("chutes", [8, 11, 12, 16, 30, 60])
@pytest.mark.parametrize("routes", [1, 5, 17])
def test_a_county_is_planned_within_three_percent(skew, chutes, routes):
    rows = county(routes, skew)
    plan = plan_sort(rows, chutes=chutes, departures=every_quarter(rows))
    check_plan(plan, rows, chutes)
    assert plan.handlings_per_parcel <= plan.lower_bound * Fraction(103, 100)
    assert plan.handlings_per_parcel < plan.plain
    assert not plan.late


@pytest.mark.parametrize("skew", [0, 0.7, 1])
@pytest.mark.parametrize("chutes", [16, 24, 30, 40, 60])
def test_five_routes_share_no_pool(skew, chutes):
    rows = county(5, skew)
    plan = plan_sort(rows, chutes=chutes, departures=every_quarter(rows))
    assert all(len(wave.routes) == 1 for wave in plan.waves[1:])


def test_waves_follow_the_departures():
    rows = county(5, 0.7)
    times = every_quarter(rows)
    plan = plan_sort(rows, chutes=16, departures=times)
    due = [min(times[route] for route in wave.routes) for wave in plan.waves[1:]]
    assert due == sorted(due)
    assert due[0] < due[-1]


def test_begun_at_the_latest_minute_all_vans_leave_and_a_minute_later_one_is_late():
    rows = county(5, 0.7)
    times = every_quarter(rows)
    plan = plan_sort(rows, chutes=16, departures=times)
    at_last = plan_sort(rows, chutes=16, departures=times, start_minute=plan.start_minute)
    assert not at_last.late
    late = min(route.departs_minute - plan.line.loading_minutes - route.ready_minute for route in plan.routes)
    assert 0 <= late < 1


def test_too_late_a_start_says_who_is_late_and_by_how_much():
    rows = [StationVolume("a", "r1", 30), StationVolume("b", "r1", 30), StationVolume("c", "r2", 60)]
    plan = plan_sort(rows, chutes=4, departures={"r1": 100, "r2": 200}, line=QUICK, start_minute=0)
    assert [(route.route, route.ready_minute, route.late_minutes) for route in plan.routes] == [
        ("r1", 120, 20),
        ("r2", 120, 0),
    ]
    assert [route.route for route in plan.late] == ["r1"]


def test_the_early_route_stands_alone_when_time_is_short_though_its_stations_are_small():
    rows = [
        *(StationVolume(f"early{number}", "early", 10) for number in range(2)),
        *(StationVolume(f"large{number}", "large", 50) for number in range(4)),
    ]
    times = {"early": 230, "large": 900}
    relaxed = plan_sort(rows, chutes=6, departures=times, line=QUICK, start_minute=-500, slack=Fraction(0))
    hurried = plan_sort(rows, chutes=6, departures=times, line=QUICK, start_minute=0, slack=Fraction(0))
    assert [len(row.chutes) for row in relaxed.stations if row.route == "early"] == [2, 2]
    assert [len(row.chutes) for row in hurried.stations if row.route == "early"] == [1, 1]
    assert not hurried.late


def test_vans_are_loaded_last_stop_first_and_chutes_stand_in_that_order():
    rows = [StationVolume(f"s{stop}", "r1", 10, stop) for stop in range(1, 9)]
    plan = plan_sort(rows, chutes=4, departures={"r1": 400})
    loading = plan.loading("r1")
    assert [row.stop for row in loading] == [8, 7, 6, 5, 4, 3, 2, 1]
    for pool in {row.chutes[:-1] for row in plan.stations}:
        final = [row.chutes[-1] for row in loading if row.chutes[:-1] == pool]
        assert final == sorted(final)
    with pytest.raises(KeyError):
        plan.loading("r2")


def test_a_station_without_a_stop_is_loaded_after_the_others():
    rows = [StationVolume("b", "r1", 1), StationVolume("a", "r1", 1), StationVolume("z", "r1", 1, 4)]
    plan = plan_sort(rows, chutes=6)
    assert [row.station for row in plan.loading("r1")] == ["z", "a", "b"]


@st.composite
def small_days(draw):
    count = draw(st.integers(2, 6))
    rows = [
        StationVolume(f"s{number}", f"r{draw(st.integers(0, 2))}", draw(st.integers(0, 60)))
        for number in range(count)
    ]
    total = sum(row.parcels for row in rows)
    times = {row.route: draw(st.integers(total, 3 * total + 1)) for row in rows}
    return rows, draw(st.sampled_from([2, 3])), times, draw(st.sampled_from([0, 3]))


@given(small_days())
@settings(max_examples=60, deadline=None)
def test_no_plan_with_pools_of_one_route_is_better(day):
    """Against all such plans there are: never later, and of those on time never more handlings."""
    rows, fan, times, changeover = day
    assume(any(row.parcels for row in rows))
    line = SortLine(60, changeover, 0)
    plan = plan_sort(rows, chutes=fan + 1, departures=times, line=line, start_minute=0, slack=Fraction(0))
    check_plan(plan, rows, fan + 1)
    late = max(0, *(route.ready_minute - route.departs_minute for route in plan.routes))
    handled = plan.handlings_per_parcel * sum(row.parcels for row in rows)
    for forest in all_forests(tuple(range(len(rows))), fan):
        if any(len({rows[item].route for item in pool}) > 1 for pool in pools_of(forest)):
            continue
        their_lateness, their_handlings = outcome(rows, forest, times, changeover)
        assert late < their_lateness + 1
        assert late > 0 or their_lateness > 0 or handled <= their_handlings


def outcome(rows, forest, times, changeover) -> tuple[int, int]:
    """Greatest lateness and handlings, one parcel a minute, the pool that is due first before the others."""
    clock = handled = sum(rows[item].parcels for item in flat(forest))
    ready = dict.fromkeys(times, clock)
    due = sorted(
        pools_of(forest), key=lambda pool: (min(times[rows[item].route] for item in pool), -len(pool))
    )
    for pool in due:
        parcels = sum(rows[item].parcels for item in pool)
        clock, handled = clock + changeover + parcels, handled + parcels
        ready |= {rows[item].route: clock for item in pool}
    return max(0, *(ready[route] - times[route] for route in times)), handled
