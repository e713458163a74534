"""The simulation agrees with the plan on a quiet day, loses nothing on a bad one, and repeats itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuntong.domain.sorting import (
    Arrival,
    Conditions,
    SortLine,
    SortPlanError,
    StationVolume,
    even_arrivals,
    plan_sort,
    simulate,
)

ROWS = [
    StationVolume(f"s{number:02}", f"r{number % 3}", 60 // (number + 1) + 1, number + 1)
    for number in range(18)
]
DEPARTURES = {"r0": 400, "r1": 420, "r2": 440}
PLAN = plan_sort(ROWS, chutes=7, departures=DEPARTURES, line=SortLine(600, 2, 5))


def at_start(plan, rows):
    return [Arrival(plan.start_minute, {row.station: row.parcels for row in rows})]


def test_on_a_quiet_day_it_goes_as_planned():
    day = simulate(PLAN, at_start(PLAN, ROWS))
    assert day.handlings_per_parcel == pytest.approx(float(PLAN.handlings_per_parcel))
    assert day.sorted_parcels == {row.station: row.parcels for row in ROWS}
    assert not day.rejected
    assert not day.fullest
    assert day.idle_minutes == 0
    for played, planned in zip(day.waves, PLAN.waves, strict=True):
        assert played.begins_minute == pytest.approx(float(planned.begins_minute))
        assert played.ends_minute == pytest.approx(float(planned.ends_minute))
    for van, route in zip(day.vans, PLAN.routes, strict=True):
        assert van.ready_minute <= float(route.ready_minute) + 1e-6
        assert van.late_minutes == 0
        assert van.leaves_minute == van.departs_minute


def test_a_late_truck_holds_up_every_van_that_it_has_parcels_for():
    first, second = even_arrivals(PLAN, [PLAN.start_minute, PLAN.start_minute + 60], seed=3)
    day = simulate(PLAN, [second, first])
    assert day.idle_minutes > 30
    assert all(van.late_minutes > 0 for van in day.vans)
    assert all(van.leaves_minute == van.ready_minute + 5 for van in day.vans)


def test_full_chutes_send_parcels_round_again():
    tight = Conditions(chute_capacity=10, emptying_minutes=3, loop_minutes=0.5, most_rounds=100)
    day = simulate(PLAN, at_start(PLAN, ROWS), conditions=tight)
    assert sum(wave.rounds for wave in day.waves) > 0
    assert day.handlings_per_parcel > float(PLAN.handlings_per_parcel)
    assert day.fullest
    assert day.sorted_parcels == {row.station: row.parcels for row in ROWS}


def test_a_parcel_that_went_round_too_often_is_rejected():
    day = simulate(
        PLAN,
        at_start(PLAN, ROWS),
        conditions=Conditions(chute_capacity=1, emptying_minutes=60, most_rounds=0),
    )
    assert sum(day.rejected.values()) > 0
    assert all(wave.rounds == 0 for wave in day.waves)


def test_nothing_can_be_read():
    day = simulate(PLAN, at_start(PLAN, ROWS), conditions=Conditions(unread_share=1))
    assert day.rejected == {row.station: row.parcels for row in ROWS}
    assert not day.sorted_parcels
    assert day.handlings_per_parcel == 1


def test_a_station_that_the_plan_does_not_know_is_rejected():
    day = simulate(PLAN, [Arrival(0, {"elsewhere": 2, "s00": 1})])
    assert day.rejected == {"elsewhere": 2}
    assert day.sorted_parcels == {"s00": 1}


def test_without_a_truck_nothing_happens():
    day = simulate(PLAN, [])
    assert day.handlings_per_parcel == 0
    assert all(van.late_minutes == 0 for van in day.vans)


@given(
    trucks=st.lists(
        st.builds(
            Arrival,
            st.integers(200, 500),
            st.dictionaries(
                st.sampled_from([*(row.station for row in ROWS), "elsewhere"]), st.integers(0, 20), max_size=6
            ),
        ),
        max_size=4,
    ),
    conditions=st.builds(
        Conditions,
        chute_capacity=st.none() | st.integers(1, 30),
        emptying_minutes=st.floats(0, 5),
        loop_minutes=st.floats(0, 2),
        most_rounds=st.integers(0, 3),
        unread_share=st.floats(0, 0.2),
        rate_spread=st.floats(0, 0.5),
    ),
    seed=st.integers(0, 99),
)
@settings(max_examples=150, deadline=None)
def test_whatever_happens_nothing_is_lost_and_the_day_repeats(trucks, conditions, seed):
    day = simulate(PLAN, trucks, conditions=conditions, seed=seed)
    assert day == simulate(PLAN, trucks, conditions=conditions, seed=seed)
    stations = {station for truck in trucks for station in truck.parcels}
    for station in stations:
        brought = sum(truck.parcels.get(station, 0) for truck in trucks)
        assert day.sorted_parcels.get(station, 0) + day.rejected.get(station, 0) == brought
    assert [wave.number for wave in day.waves] == [wave.number for wave in PLAN.waves]
    ends = [PLAN.start_minute, *(wave.ends_minute for wave in day.waves)]
    assert ends == sorted(ends)


def test_trucks_bring_what_the_plan_expects():
    trucks = even_arrivals(PLAN, [300, 310, 320], seed=1)
    assert [truck.minute for truck in trucks] == [300, 310, 320]
    brought = {
        row.station: sum(truck.parcels.get(row.station, 0) for truck in trucks) for row in PLAN.stations
    }
    assert brought == {row.station: row.parcels for row in ROWS}
    loads = [sum(truck.parcels.values()) for truck in trucks]
    assert max(loads) - min(loads) <= 1


def test_input_that_cannot_be():
    with pytest.raises(SortPlanError, match="truck is needed"):
        even_arrivals(PLAN, [])
    with pytest.raises(SortPlanError, match="negative number"):
        simulate(PLAN, [Arrival(0, {"s00": -1})])


@pytest.mark.parametrize(
    "wrong", [{"unread_share": 2}, {"rate_spread": -1}, {"emptying_minutes": -1}, {"chute_capacity": 0}]
)
def test_conditions_that_cannot_be(wrong):
    with pytest.raises(SortPlanError, match="at least 1 parcel"):
        Conditions(**wrong)
