"""A proposal in the dispatcher's hands: move, exclude, lock; feasibility and cost at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from cuntong.domain.values import Bilingual

from ._plan import Plan, work_out
from ._problem import Lock, Problem, Stop
from ._reasons import Reason, Unserved, hopeless, left_behind, without
from ._refusals import refuse
from ._routes import Route, Visit
from ._timing import time_route


@dataclass(frozen=True, slots=True)
class Slot:
    """Where in a plan: a vehicle of a kind, one of its trips, and before which visit of that trip (from 0)."""

    vehicle: str
    number: int = 1
    trip: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True)
class Insertion:
    """A slot for a stop, what it would add to the plan's cost, and whether everything would hold."""

    slot: Slot
    place: str
    extra_yuan: Decimal
    feasible: bool


def evaluate(problem: Problem, routes: Iterable[Route], *, excluded: Iterable[str] = ()) -> Plan:
    """Work out routes as they are given, by whoever: cost, times, everything that does not hold, who stays behind.

    Raises ProblemRefused for a stop or vehicle that the problem does not know, a stop served twice, or more
    vehicles of a kind than there are.
    """
    routes = tuple(route for route in routes if any(route.trips))
    _check_names(problem, routes)
    set_aside = tuple(_excluded(key) for key in excluded)
    able = without(problem, set_aside)
    impossible = hopeless(able)
    served = {stop for route in routes for stop in route.stops}
    told = tuple(left for left in impossible if left.stop not in served)
    return Plan(
        problem=problem,
        routes=work_out(problem, routes),
        unserved=(*set_aside, *told, *left_behind(without(able, told), routes)),
    )


def move_stop(plan: Plan, stop: str, to: Slot, *, place: str | None = None) -> Plan:
    """Return the plan with the stop served there, wherever it was before; nothing else moves."""
    visit = Visit(stop, place or _known(plan.problem, stop).place)
    routes = [_removed(timed.route, stop) for timed in plan.routes]
    keys = [(route.vehicle, route.number) for route in routes]
    if (to.vehicle, to.number) in keys:
        nth = keys.index((to.vehicle, to.number))
        routes[nth] = _inserted(routes[nth], visit, to)
    else:
        routes.append(_inserted(Route(to.vehicle, to.number, ()), visit, to))
    return evaluate(plan.problem, routes, excluded=excluded_stops(plan) - {stop})


def exclude_stop(plan: Plan, stop: str) -> Plan:
    """Return the plan without the stop; it is listed as set aside by hand."""
    _known(plan.problem, stop)
    routes = [_removed(timed.route, stop) for timed in plan.routes]
    return evaluate(plan.problem, routes, excluded=excluded_stops(plan) | {stop})


def lock_route(plan: Plan, vehicle: str, *, in_order: bool = True) -> Problem:
    """Return the problem with everything that this vehicle serves locked to it, for the next planning."""
    stops = tuple(
        stop for timed in plan.routes if timed.route.vehicle == vehicle for stop in timed.route.stops
    )
    kind = plan.problem.vehicle_by_key.get(vehicle)
    if kind is None or kind.count != 1 or not stops:
        raise refuse(
            "vehicle",
            f"“{vehicle}”应是一辆有任务的车",
            f"{vehicle!r} must be a single vehicle that serves something",
        )
    others = tuple(lock for lock in plan.problem.locks if lock.vehicle != vehicle)
    return replace(plan.problem, locks=(*others, Lock(vehicle, stops, in_order)))


def insertions(plan: Plan, stop: str) -> tuple[Insertion, ...]:
    """Return every slot for the stop in the vehicles that drive, the cheapest that holds first."""
    asked = _known(plan.problem, stop)
    places = [(asked.place, Decimal(0)), *((other.place, other.extra_yuan) for other in asked.alternatives)]
    found = []
    for timed in plan.routes:
        bare = _removed(timed.route, stop)
        before = time_route(plan.problem, bare).cost_yuan if bare.trips else Decimal(0)
        for trip in range(max(1, len(bare.trips))):
            visits = bare.trips[trip] if bare.trips else ()
            for position in range(len(visits) + 1):
                slot = Slot(bare.vehicle, bare.number, trip, position)
                for place, _ in places:
                    tried = time_route(plan.problem, _inserted(bare, Visit(stop, place), slot))
                    found.append(Insertion(slot, place, tried.cost_yuan - before, tried.feasible))
    return tuple(sorted(found, key=lambda one: (not one.feasible, one.extra_yuan)))


def excluded_stops(plan: Plan) -> frozenset[str]:
    """Return the stops that a dispatcher set aside."""
    return frozenset(left.stop for left in plan.unserved if left.reason is Reason.EXCLUDED)


def _known(problem: Problem, stop: str) -> Stop:
    found = problem.stop_by_key.get(stop)
    if found is None:
        raise refuse("stop", f"没有“{stop}”这一站", f"{stop!r} is no stop of this day")
    return found


def _check_names(problem: Problem, routes: Iterable[Route]) -> None:
    seen: set[str] = set()
    numbers: set[tuple[str, int]] = set()
    for route in routes:
        kind = problem.vehicle_by_key.get(route.vehicle)
        if kind is None or not 1 <= route.number <= kind.count or (route.vehicle, route.number) in numbers:
            name = f"{route.vehicle} {route.number}"
            raise refuse(
                "vehicle", f"没有“{name}”这辆车，或已用过", f"there is no {name}, or it drives already"
            )
        numbers.add((route.vehicle, route.number))
        for visit in route.visits:
            _known(problem, visit.stop)
            if visit.place not in problem.place_at:
                raise refuse("place", f"没有“{visit.place}”这个地点", f"there is no place {visit.place!r}")
            if visit.stop in seen:
                raise refuse("stop", f"“{visit.stop}”排了两次", f"{visit.stop!r} is served twice")
            seen.add(visit.stop)


def _removed(route: Route, stop: str) -> Route:
    trips = (tuple(visit for visit in trip if visit.stop != stop) for trip in route.trips)
    return replace(route, trips=tuple(trip for trip in trips if trip))


def _inserted(route: Route, visit: Visit, slot: Slot) -> Route:
    trips = [*route.trips]
    while len(trips) <= slot.trip:
        trips.append(())
    trip = trips[slot.trip]
    trips[slot.trip] = (*trip[: slot.position], visit, *trip[slot.position :])
    return replace(route, trips=tuple(trip for trip in trips if trip))


def _excluded(stop: str) -> Unserved:
    return Unserved(stop, Reason.EXCLUDED, Bilingual("调度员人工搁置", "set aside by the dispatcher"))
