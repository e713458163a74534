"""Plans a day: several searches side by side, in rounds that hand the best plan on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from ._asking import Asking, Effort, Spread, Start, rank
from ._balancing import CAPS, capped_days
from ._engine import TUNED, Asked, Found, Search, Tuning, run_search
from ._keeping import FREE_SHARE, KEEPING_ROUNDS, Stability, against_rules, keep_yesterday
from ._plan import Plan, work_out
from ._problem import MM_PER_KM, SECONDS_PER_HOUR, Problem
from ._reasons import Unserved, hopeless, left_behind, without
from ._routes import Route, numbered_like
from ._timing import time_route

# A long first round, then short ones that go on from the best: equal rounds cost the search its memory (docs).
FIRST_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Progress:
    """Where planning stands after a round; `plan` is the best so far."""

    done_rounds: int
    rounds: int
    plan: Plan


def plan_day(
    problem: Problem,
    *,
    effort: Effort,
    seed: int = 1,
    spread: Spread = map,
    stable: Stability | None = None,
    start: tuple[Route, ...] | None = None,
    stop: Asked | None = None,
    progress: Callable[[Progress], None] | None = None,
    reserve_s: float = 0.1,
    tuning: Tuning = TUNED,
) -> Plan:
    """Plan the day and return the best plan found; every stop that stays behind says why.

    With `stable`, two fifths of the effort look for the cheapest plan, the rest for one that keeps yesterday's legs;
    `Plan.kept_for_yuan` states the difference. The same problem, effort in iterations and seed give the same plan, whatever `spread` runs it on. `stop` is
    asked at every iteration (in the searches' processes, so it must be known there): once it says True the best
    plan so far is returned. `start` is a plan to begin from. `reserve_s` of the remaining time is left for what follows.
    """
    rounds = effort.rounds + (len(CAPS) if problem.balance_yuan_per_hour else 0)
    asking = Asking(
        seed=seed,
        spread=spread,
        stop=stop,
        tuning=tuning,
        effort=effort,
        reserve_s=reserve_s,
        weights=_weights(rounds, keeping=stable is not None),
    )
    impossible = hopeless(problem)
    able = without(problem, impossible)
    if not able.stops:
        return Plan(problem=problem, routes=(), unserved=impossible, seed=seed)

    def plan_of(found: Found) -> Plan:
        return _plan(problem, able, impossible, found, seed, stable)

    def tell(done_rounds: int, found: Found) -> None:
        if progress is not None:
            progress(Progress(done_rounds, effort.rounds, plan_of(found)))

    before = start or (stable.routes if stable else None)
    free = plan_of(_searched(asking, able, (before, start), tell))
    free = _evened_out(asking, free, impossible, plan_of)
    if stable is None:
        return free
    kept = keep_yesterday(asking, able, stable, free, plan_of)
    return replace(kept, kept_for_yuan=kept.objective_yuan - min(free.objective_yuan, kept.objective_yuan))


def _weights(rounds: int, *, keeping: bool) -> tuple[float, ...]:
    """Return each round's share of the effort: the first has most; keeping yesterday's sequence takes its own."""
    first = 1.0 if rounds == 1 else FIRST_SHARE
    free = [first, *[(1 - first) / (rounds - 1)] * (rounds - 1)] if rounds > 1 else [first]
    if not keeping:
        return tuple(free)
    return (*(FREE_SHARE * one for one in free), *[(1 - FREE_SHARE) / KEEPING_ROUNDS] * KEEPING_ROUNDS)


def _searched(
    asking: Asking, able: Problem, starts: tuple[Start, Start], tell: Callable[[int, Found], None]
) -> Found:
    """Search in rounds, each from the best plan known; where nothing fits, stops may stay behind at a price."""
    at_a_price = _dearer_than_any_trip(able)
    best = asking.best_of(able, 0, *starts, at_a_price if _too_much(able) else None)
    tell(1, best)
    for nth in range(1, asking.effort.rounds):
        if asking.is_over:
            break
        price = None if best.feasible and not _too_much(able) else at_a_price
        go_on = _continued(best)
        best = min(best, asking.best_of(able, nth, go_on, go_on, price), key=rank)
        tell(nth + 1, best)
    if best.feasible:
        return best
    return run_search(
        Search(
            problem=able,
            seed=asking.seed,
            iterations=1,
            unserved_yuan=at_a_price,
            tuning=asking.tuning,
        )
    )


def _evened_out(
    asking: Asking, plan: Plan, impossible: tuple[Unserved, ...], plan_of: Callable[[Found], Plan]
) -> Plan:
    """Return the best plan of searches with ever shorter days, where balance has a price."""
    for nth, capped in enumerate(capped_days(plan), start=asking.effort.rounds):
        if asking.is_over:
            break
        routes = tuple(timed.route for timed in plan.routes)
        found = asking.best_of(without(capped, impossible), nth, routes, routes)
        if found.feasible:
            plan = min(plan, plan_of(found), key=lambda one: (against_rules(one), one.objective_yuan))
    return plan


def _continued(best: Found) -> tuple[Route, ...] | None:
    """Return the plan to go on from; a search that ran dry and began anew learns more from other beginnings."""
    return best.routes if best.feasible and not best.restarts else None


def _too_much(problem: Problem) -> bool:
    """Say whether what must be served exceeds the whole fleet, all its trips counted: then no whole plan is sought."""
    musts = [stop for stop in problem.stops if stop.postpone_yuan is None]
    return any(
        max(sum(stop.deliver[nth] for stop in musts), sum(stop.collect[nth] for stop in musts))
        > sum(kind.count * (1 + kind.reloads) * kind.capacity[nth] for kind in problem.vehicles)
        for nth in range(len(problem.measures))
    )


def _dearer_than_any_trip(problem: Problem) -> Decimal:
    """Return a price at which no stop stays behind that could be served: above any single trip by any vehicle."""
    farthest_km = 2 * Decimal(int(problem.travel.distance_mm.max())) / MM_PER_KM
    farthest_h = 2 * Decimal(int(problem.travel.duration_s.max())) / SECONDS_PER_HOUR
    trips = [
        vehicle.fixed_yuan
        + vehicle.yuan_per_km * farthest_km
        + (vehicle.yuan_per_hour + vehicle.overtime_yuan_per_hour) * farthest_h
        for vehicle in problem.vehicles
    ]
    prices = [stop.postpone_yuan or Decimal(0) for stop in problem.stops]
    return 3 * max(trips) + max(prices) + 1


def _plan(
    problem: Problem,
    able: Problem,
    impossible: tuple[Unserved, ...],
    best: Found,
    seed: int,
    stable: Stability | None,
) -> Plan:
    routes = tuple(route for route in (_mended(able, route) for route in best.routes) if route.trips)
    if stable is not None:
        routes = numbered_like(problem, routes, stable.routes)
    return Plan(
        problem=problem,
        routes=work_out(problem, routes),
        unserved=(*impossible, *left_behind(able, routes)),
        seed=seed,
        iterations=best.iterations,
    )


def _mended(problem: Problem, route: Route) -> Route:
    """Return the route without the stops that keep it from being driven; a plan never shows what cannot be done."""
    while route.trips and (violations := time_route(problem, route).violations):
        blamed = next((one.stop for one in violations if one.stop), route.stops[-1])
        trips = (tuple(visit for visit in trip if visit.stop != blamed) for trip in route.trips)
        route = replace(route, trips=tuple(trip for trip in trips if trip))
    return route
