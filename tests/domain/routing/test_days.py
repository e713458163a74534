"""A county's day in JSON: every plan can be driven, every stop that stays behind says why, every slip is named."""

import json
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from cuntong.domain.routing import (
    Effort,
    ProblemRefused,
    Progress,
    Reason,
    Stability,
    TravelSource,
    compare,
    plan_day,
    plan_document,
    read_problem,
)

QUICK = Effort(iterations=600, seeds=1, rounds=2)


def _plan(day, **more):
    problem, stable = read_problem(json.dumps(day))
    return plan_day(problem, effort=more.pop("effort", QUICK), stable=stable, **more)


@pytest.mark.parametrize("seed", range(6))
def test_every_plan_can_be_driven(county, checker, seed):
    day = county(seed, 15 + 5 * seed)
    plan = _plan(day, seed=seed)
    checker(day).check(plan)
    assert plan.feasible
    assert {left.reason for left in plan.unserved} <= {Reason.POSTPONED}


def test_a_plan_says_where_its_distances_come_from_and_what_a_stop_and_a_parcel_cost(county):
    document = plan_document(_plan(county(1, 12)))
    assert document["distances"] == {"source": "ESTIMATE", "detour": 1.4, "km_per_hour": 32.0}
    served = sum(len(route) for route in document["routes"])
    assert document["yuan_per_stop"] == pytest.approx(document["cost"] / served, abs=0.01)
    assert document["yuan_per_parcel"] < document["yuan_per_stop"]


def test_a_van_reloads_at_the_centre_when_that_is_cheaper_than_a_second_van(county, checker):
    day = county(2, 16)
    day["vehicles"] = [day["vehicles"][0] | {"count": 2, "reloads": 3, "capacity": {"kg": 250, "pieces": 90}}]
    plan = _plan(day, effort=Effort(iterations=2_000, seeds=1))
    checker(day).check(plan)
    assert any(len(timed.route.trips) > 1 for timed in plan.routes)


def _reasons(plan):
    return {left.stop: left.reason for left in plan.unserved}


def test_each_stop_that_cannot_be_served_has_its_own_reason(county):
    day = county(3, 12)
    stops = {stop["id"]: stop for stop in day["stops"]}
    stops["V1"]["weekdays"] = [1, 3]
    stops["V2"] |= {"deliver": {"kg": 9_000}}
    stops["V3"] |= {"open": [["05:00", "06:00"]], "alternatives": []}
    stops["V4"] |= {"latitude": 29.9}
    reasons = _reasons(_plan(day))
    assert reasons["V1"] is Reason.NOT_TODAY
    assert reasons["V2"] is Reason.TOO_LARGE
    assert reasons["V3"] is Reason.TOO_FAR_FOR_WINDOW
    assert reasons["V4"] in {Reason.TOO_FAR_FOR_SHIFT, Reason.TOO_FAR_FOR_WINDOW}


def test_a_vehicle_that_is_not_there_is_a_reason(county):
    day = county(3, 10)
    day["vehicles"] = [vehicle | {"takes_more": False} for vehicle in day["vehicles"]]
    assert set(_reasons(_plan(day)).values()) == {Reason.NO_VEHICLE}


def test_a_place_without_a_way_is_unreachable_and_the_rest_is_planned():
    day = _matrix_day([[0, 5, None], [5, 0, None], [None, None, 0]])
    plan = _plan(day)
    assert _reasons(plan) == {"B": Reason.UNREACHABLE}
    assert [timed.route.stops for timed in plan.routes] == [("A",)]
    assert plan.problem.travel.source is TravelSource.MATRIX


def _matrix_day(km):
    return {
        "centre": {"id": "C"},
        "stops": [{"id": "A", "deliver": {"kg": 5}}, {"id": "B", "deliver": {"kg": 5}}],
        "vehicles": [{"id": "van", "yuan_per_km": 2, "capacity": {"kg": 50}}],
        "matrix": {"places": ["C", "A", "B"], "km": km},
    }


@pytest.mark.parametrize(
    ("km", "field"),
    [
        ([[0, -5, 3], [5, 0, 3], [3, 3, 0]], "matrix.km.0.1"),
        ([[0, 5, 3], [50, 0, 3], [3, 3, 0]], "matrix.km.0.1"),
        ([[0, 5, None], [5, 0, 3], [3, 3, 0]], "matrix.km.0.2"),
        ([[0, 5], [5, 0]], "matrix.km"),
    ],
)
def test_a_matrix_that_cannot_be_right_is_refused_by_its_entry(km, field):
    with pytest.raises(ProblemRefused) as refused:
        _plan(_matrix_day(km))
    assert field in [fault.field for fault in refused.value.faults]


def test_one_way_roads_are_planned_as_they_are_once_stated():
    day = _matrix_day([[0, 1, 9], [9, 0, 1], [1, 9, 0]])
    day["matrix"]["one_way"] = True
    plan = _plan(day)
    assert [timed.route.stops for timed in plan.routes] == [("A", "B")]
    assert plan.cost_yuan == 6


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda day: day["stops"][0].update(open=[["17:00", "08:00"]]), "stops.0.open.0"),
        (lambda day: day["stops"][0].update(open=[["8", "9"]]), "stops.0.open.0.0"),
        (lambda day: day["stops"][1].update(id="V1"), "stops.1"),
        (lambda day: day["stops"][0].update(deliver={"tons": 3}), "stops.0.deliver"),
        (lambda day: day["stops"][0].update(deliver={"kg": -3}), "stops.0.deliver.kg"),
        (lambda day: day["stops"][0].update(deliver={"kg": "NaN"}), "stops.0.deliver.kg"),
        (lambda day: day["stops"][0].update(vehicles=["boat"]), "stops.0.vehicles"),
        (lambda day: day["stops"][0].update(place="nowhere"), "stops.0.place"),
        (lambda day: day["stops"][0].update(latitude=None), "V1.latitude"),
        (lambda day: day["stops"][0].update(colour="red"), "stops.0.colour"),
        (lambda day: day["vehicles"][0].update(shift=["19:00", "06:00"]), "vehicles.0.shift"),
        (lambda day: day["vehicles"][0].update(working_hours=None), "vehicles.0.overtime_hours"),
        (lambda day: day.update(locks=[{"vehicle": "van", "stops": ["V1"]}]), "locks.0.vehicle"),
        (lambda day: day.update(locks=[{"vehicle": "van", "stops": ["V99"]}]), "locks.0.stops"),
        (lambda day: day.update(vehicles=[]), "vehicles"),
        (lambda day: day.pop("centre"), "centre"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(county, change, field):
    day = county(1, 5)
    change(day)
    with pytest.raises(ProblemRefused) as refused:
        read_problem(json.dumps(day))
    assert field in [fault.field for fault in refused.value.faults]
    assert all(fault.message.zh and fault.message.en for fault in refused.value.faults)


@pytest.mark.parametrize("text", ["", "[", "[]", "nul", "[" * 100_000, '{"stops": 1e999}'])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ProblemRefused):
        read_problem(text)


def test_stopping_leaves_the_last_good_plan_and_progress_is_told(county, checker):
    day = county(4, 20)
    told: list[Progress] = []
    plan = _plan(day, stop=lambda: len(told) >= 1, progress=told.append, effort=replace(QUICK, rounds=5))
    checker(day).check(plan)
    assert [one.done_rounds for one in told] == [1]
    assert told[0].plan.cost_yuan == plan.cost_yuan


def test_a_day_without_stops_has_an_empty_plan(county):
    day = county(1, 5) | {"stops": []}
    plan = _plan(day)
    assert (plan.routes, plan.unserved, plan.cost_yuan, plan.yuan_per_stop) == ((), (), 0, None)


def test_most_of_yesterdays_legs_are_kept_for_little_money(county, checker):
    day = county(7, 40)
    yesterday = _plan(day, effort=Effort(iterations=3_000, seeds=1))
    for nth, stop in enumerate(day["stops"]):
        if nth % 5 == 0:
            stop["deliver"]["kg"] = 5 + (stop["deliver"]["kg"] * 7) % 55
    problem, _ = read_problem(json.dumps(day))
    routes = [
        {
            "vehicle": timed.route.vehicle,
            "trips": [
                [{"stop": visit.stop, "place": visit.place} for visit in trip] for trip in timed.route.trips
            ],
        }
        for timed in yesterday.routes
    ]
    effort = Effort(iterations=3_000, seeds=1)
    free = plan_day(problem, effort=effort)
    stable = _plan(day | {"yesterday": {"routes": routes}}, effort=effort)
    checker(day).check(stable)
    before = [timed.route for timed in yesterday.routes]
    kept = _legs(before) & _legs(timed.route for timed in stable.routes)
    assert len(kept) / len(_legs(before)) >= 0.9
    assert len(kept) >= len(_legs(before) & _legs(timed.route for timed in free.routes))
    cheapest = stable.objective_yuan - stable.kept_for_yuan
    assert 0 <= stable.kept_for_yuan <= cheapest * Decimal("0.015")
    assert stable.objective_yuan <= free.objective_yuan * Decimal("1.03")
    said = plan_document(stable, compare(stable, before))["difference"]
    assert said["kept_share"] == pytest.approx(len(kept) / len(_legs(before)), abs=0.03)
    assert said["kept_for_yuan"] == pytest.approx(float(stable.kept_for_yuan), abs=0.01)


def _legs(routes):
    """Return every leg between two places, worked out without the room's own counting."""
    return {
        leg
        for route in routes
        for trip in route.trips
        for leg in pairwise(["C", *(visit.place for visit in trip), "C"])
        if leg[0] != leg[1]
    }


def test_a_discount_that_is_stated_is_taken_as_it_is(county):
    day = county(7, 30)
    yesterday = _plan(day, seed=1)
    day["stops"][0]["deliver"]["kg"] = 50
    before = tuple(timed.route for timed in yesterday.routes)
    problem, _ = read_problem(json.dumps(day))
    heavy, light = (
        compare(
            plan_day(problem, effort=QUICK, stable=Stability(routes=before, discount=one), seed=9), before
        )
        for one in (3.0, 0.0)
    )
    assert heavy.kept_legs >= light.kept_legs
    assert heavy.kept_share > 0.9


def test_a_price_on_imbalance_evens_out_the_days(county, checker):
    day = county(1, 24)
    effort = Effort(iterations=2_000, seeds=1)
    uneven = _plan(day, effort=effort)
    even = _plan(day | {"balance_yuan_per_hour": 100}, effort=effort)
    checker(day).check(even)
    assert even.imbalance_s < uneven.imbalance_s
