"""Two levels: goods that leave a station have come to it, stations are not overfull, nearest is never better."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from cuntong.domain.routing import (
    Effort,
    ProblemRefused,
    Station,
    TwoLevelProblem,
    Vehicle,
    Window,
    compare_levels,
    read_problem,
)

QUICK = Effort(iterations=300, seeds=1, rounds=2)
NINE = 9 * 3600


@pytest.fixture
def problem(county):
    day = county(4, 22)
    for stop in day["stops"]:
        stop.update(vehicles=[], alternatives=[], open=[["08:00", "18:00"]])
        stop.pop("postpone_yuan", None)
    day["vehicles"] = [day["vehicles"][0] | {"fixed_yuan": 60, "reloads": 0}]
    truck = Vehicle(
        key="truck",
        count=3,
        capacity=(600_000, 10**9),
        fixed_yuan=Decimal(200),
        yuan_per_km=Decimal(2),
        shift=Window(4 * 3600, 14 * 3600),
    )
    return TwoLevelProblem(
        day=read_problem(json.dumps(day))[0],
        stations=tuple(Station(place=place["id"]) for place in day["places"]),
        trucks=(truck,),
        trunk_until_s=NINE,
    )


def test_what_the_vans_hand_over_has_come_by_truck_in_time(problem):
    two = compare_levels(problem, effort=QUICK, rounds=2).two_levels
    assert two.complete
    assert sorted(two.station_of) == sorted(stop.key for stop in problem.day.stops)
    for nth in range(2):
        brought = sum(stop.deliver[nth] for stop in two.trunk.problem.stops)
        assert brought == sum(stop.deliver[nth] for stop in problem.day.stops)
    assert all(visit.leave_s <= NINE for timed in two.trunk.routes for visit in timed.visits)
    assert all(timed.depart_s >= NINE for timed in two.vans.routes)
    assert all(timed.feasible for plan in (two.trunk, two.vans) for timed in plan.routes)


def test_the_nearest_station_is_never_better(problem):
    compared = compare_levels(problem, effort=QUICK, rounds=2)
    assert compared.two_levels.cost_yuan <= compared.nearest_station.cost_yuan
    assert compared.saving_against_nearest >= 0
    cheaper = compared.two_levels.cost_yuan < compared.one_level.objective_yuan
    assert compared.better == ("TWO_LEVELS" if cheaper else "ONE_LEVEL")


def test_a_load_beyond_a_truck_comes_with_several(problem):
    small = replace(problem.trucks[0], capacity=(150_000, 10**9), count=9)
    single = replace(problem, trucks=(small,), stations=problem.stations[:1])
    two = compare_levels(single, effort=QUICK, rounds=0).two_levels
    assert two.complete
    assert len(two.trunk.routes) > 1
    assert {visit.place for timed in two.trunk.routes for visit in timed.visits} == {"T1"}


def test_a_station_turns_over_no_more_than_it_can(problem):
    room = (300_000, 10**9)
    stations = tuple(replace(station, turnover=room) for station in problem.stations)
    nearest = compare_levels(replace(problem, stations=stations), effort=QUICK, rounds=0).nearest_station
    for station in stations:
        own = [stop for stop in problem.day.stops if nearest.station_of.get(stop.key) == station.place]
        delivered = sum(stop.deliver[0] for stop in own)
        assert delivered <= room[0] or station.place in nearest.overfull


def test_a_station_that_is_nowhere_is_refused(problem):
    with pytest.raises(ProblemRefused):
        compare_levels(replace(problem, stations=(Station(place="Atlantis"),)), effort=QUICK)
    with pytest.raises(ProblemRefused):
        compare_levels(replace(problem, trucks=()), effort=QUICK)
