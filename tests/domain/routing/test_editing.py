"""The dispatcher's hand: a move is judged at once, a lock holds in the next plan."""

import json

import pytest

from cuntong.domain.routing import (
    Breach,
    Effort,
    ProblemRefused,
    Reason,
    Route,
    Slot,
    evaluate,
    exclude_stop,
    insertions,
    lock_route,
    move_stop,
    plan_day,
    read_problem,
    route_of,
)

QUICK = Effort(iterations=800, seeds=1, rounds=2)


@pytest.fixture
def plan(county):
    day = county(5, 18)
    for stop in day["stops"]:
        stop["vehicles"] = []
    problem, _ = read_problem(json.dumps(day))
    return plan_day(problem, effort=QUICK)


def test_evaluating_a_plan_gives_the_plan(plan):
    again = evaluate(plan.problem, [timed.route for timed in plan.routes])
    assert again.cost_yuan == plan.cost_yuan
    assert again.unserved == plan.unserved


def test_a_stop_is_moved_and_the_cost_is_known_at_once(plan):
    stop = plan.routes[0].route.stops[0]
    moved = move_stop(plan, stop, Slot("truck", 3))
    assert [timed.route.stops for timed in moved.routes if timed.route.vehicle == "truck"][-1] == (stop,)
    assert moved.cost_yuan > plan.cost_yuan
    assert moved.served == plan.served


def test_what_does_not_hold_after_a_move_is_said(plan):
    crowded = plan
    for stop in plan.problem.stops:
        crowded = move_stop(crowded, stop.key, Slot("van", 1))
    assert not crowded.feasible
    assert Breach.OVERLOADED in {one.breach for one in crowded.routes[0].violations}


def test_a_stop_set_aside_stays_set_aside_until_it_is_moved_back(plan):
    first, second = plan.routes[0].route.stops[:2]
    less = exclude_stop(exclude_stop(plan, first), second)
    assert {left.stop for left in less.unserved if left.reason is Reason.EXCLUDED} == {first, second}
    back = move_stop(less, first, Slot(plan.routes[0].route.vehicle, 1))
    assert {left.stop for left in back.unserved if left.reason is Reason.EXCLUDED} == {second}


def test_the_first_slot_offered_is_the_cheapest_that_holds(plan):
    stop = plan.routes[0].route.stops[1]
    offers = insertions(plan, stop)
    best = next(offer for offer in offers if offer.feasible)
    without = exclude_stop(plan, stop)
    assert move_stop(plan, stop, best.slot, place=best.place).cost_yuan == without.cost_yuan + best.extra_yuan
    assert best.extra_yuan == min(offer.extra_yuan for offer in offers if offer.feasible)


def test_a_loaded_van_keeps_its_stops_in_order_and_a_sealed_one_takes_no_more(county):
    day = county(6, 14)
    for stop in day["stops"]:
        stop |= {"vehicles": [], "alternatives": [], "open": [["08:00", "18:00"]]}
        stop.pop("postpone_yuan", None)
    loaded = day["vehicles"][0] | {"id": "van-7", "count": 1, "reloads": 0, "takes_more": False}
    day["vehicles"].append(loaded)
    order = ["V9", "V2", "V5"]
    day["locks"] = [{"vehicle": "van-7", "stops": order, "in_order": True}]
    problem, _ = read_problem(json.dumps(day))
    plan = plan_day(problem, effort=QUICK)
    assert [timed.route.stops for timed in plan.routes if timed.route.vehicle == "van-7"] == [tuple(order)]
    assert plan.feasible
    assert not plan.unserved
    wrong = evaluate(problem, [route_of(problem, "van-7", [["V2", "V9", "V1"]])])
    assert {one.breach for one in wrong.routes[0].violations} == {Breach.WRONG_VEHICLE, Breach.LOCK_BROKEN}


def test_a_route_is_locked_for_the_next_planning(county):
    day = county(8, 14)
    day["vehicles"] = [vehicle | {"id": f"{vehicle['id']}-1", "count": 1} for vehicle in day["vehicles"]]
    for stop in day["stops"]:
        stop["vehicles"] = []
    problem, _ = read_problem(json.dumps(day))
    plan = plan_day(problem, effort=QUICK)
    kept = plan.routes[0].route
    again = plan_day(lock_route(plan, kept.vehicle, in_order=False), effort=QUICK, seed=9)
    assert set(kept.stops) <= {
        stop for timed in again.routes if timed.route.vehicle == kept.vehicle for stop in timed.route.stops
    }


def test_a_van_that_broke_down_leaves_its_goods_where_they_can_be_fetched(county):
    day = county(9, 10)
    day["vehicles"][0] |= {"count": 1, "id": "van-2", "start": "V3"}
    for stop in day["stops"]:
        stop["vehicles"] = []
    problem, _ = read_problem(json.dumps(day))
    plan = plan_day(problem, effort=QUICK)
    assert plan.feasible
    started = [timed for timed in plan.routes if timed.route.vehicle == "van-2"]
    assert all(timed.depart_s >= 6 * 3600 for timed in started)


@pytest.mark.parametrize(
    ("route", "field"),
    [
        (Route("boat", 1, ()), None),
        (lambda problem: route_of(problem, "truck", [["V1"]], number=9), "vehicle"),
        (lambda problem: route_of(problem, "truck", [["V1", "V1"]]), "stop"),
    ],
)
def test_what_the_day_does_not_know_is_refused(plan, route, field):
    if field is None:
        assert evaluate(plan.problem, [route]).routes == ()
        return
    with pytest.raises(ProblemRefused) as refused:
        evaluate(plan.problem, [route(plan.problem)])
    assert refused.value.faults[0].field == field
