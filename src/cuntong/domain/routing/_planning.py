"""Plans a day: several searches side by side, in rounds that hand the best plan on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from ._balancing import CAPS, capped_days
from ._engine import TUNED, Asked, Found, Search, Tuning, run_search
from ._plan import Plan, work_out
from ._problem import MM_PER_KM, SECONDS_PER_HOUR, Problem
from ._reasons import Reason, Unserved, hopeless, left_behind, without
from ._routes import Route, edges, numbered_like
from ._timing import time_route

# A long first round, then short ones that go on from the best: equal rounds cost the search its memory (docs).
FIRST_SHARE = 0.8

Clock = Callable[[], float]
Starts = tuple[tuple[Route, ...] | None, tuple[Route, ...] | None]


class Spread(Protocol):
    """Runs searches and returns what they found in the same order: `map`, or a process pool's `map`."""

    def __call__(self, run: Callable[[Search], Found], searches: Iterable[Search], /) -> Iterable[Found]: ...


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long to search: `iterations` in all for each seed (repeatable), or `remaining` seconds as the caller's
    clock says at every moment; `seeds` searches side by side; `rounds` of them."""

    iterations: int | None = None
    remaining: Clock | None = None
    seeds: int = 2
    rounds: int = 2

    def share(self, nth: int, rounds: int, reserve_s: float) -> tuple[int | None, float | None]:
        """Return iterations and seconds of the nth (from 0) of so many rounds: the first has most of both."""
        of_all = 1.0 if rounds == 1 else FIRST_SHARE if nth == 0 else (1 - FIRST_SHARE) / (rounds - 1)
        of_rest = FIRST_SHARE if nth == 0 and rounds > 1 else 1 / (rounds - nth)
        iterations = None if self.iterations is None else max(1, int(self.iterations * of_all))
        seconds = None if self.remaining is None else max(0.0, (self.remaining() - reserve_s) * of_rest)
        return iterations, seconds

    def is_over(self, reserve_s: float) -> bool:
        return self.remaining is not None and self.remaining() <= reserve_s


@dataclass(frozen=True, kw_only=True)
class Stability:
    """How dear yesterday's sequence is: its legs count as `discount` cheaper while searching, not in the cost."""

    routes: tuple[Route, ...]
    discount: float = 0.10


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

    The same problem, effort in iterations and seed give the same plan, whatever `spread` runs it on. `stop` is
    asked at every iteration (in the searches' processes, so it must be known there): once it says True the best
    plan so far is returned. `start` is a plan to begin from. `reserve_s` of the remaining time is left for what follows.
    """
    asking = _Asking(seed, spread, stable, stop, tuning, effort, reserve_s)
    impossible = hopeless(problem)
    able = without(problem, impossible)
    if not able.stops:
        return Plan(problem=problem, routes=(), unserved=impossible, seed=seed)

    def plan_of(found: Found) -> Plan:
        return _plan(problem, able, impossible, found, seed, stable)

    def tell(done_rounds: int, found: Found) -> None:
        if progress is not None:
            progress(Progress(done_rounds, effort.rounds, plan_of(found)))

    return _evened_out(asking, plan_of(_searched(asking, able, start, tell)), impossible, plan_of)


@dataclass(frozen=True, slots=True)
class _Asking:
    """What all searches of one planning share."""

    seed: int
    spread: Spread
    stable: Stability | None
    stop: Asked | None
    tuning: Tuning
    effort: Effort
    reserve_s: float

    @property
    def is_over(self) -> bool:
        return (self.stop is not None and self.stop()) or self.effort.is_over(self.reserve_s)

    def best_of(
        self, able: Problem, nth: int, rounds: int, start: Starts, unserved_yuan: Decimal | None = None
    ) -> Found:
        """Run the nth of so many rounds of searches side by side, the first from the first start."""
        iterations, seconds = self.effort.share(nth, rounds, self.reserve_s)
        if seconds is not None and self.spread is map:  # one after the other
            seconds /= self.effort.seeds
        searches = (
            Search(
                problem=able,
                seed=self.seed + 1_000 * nth + lane,
                iterations=iterations,
                seconds=seconds,
                start=start[0] if lane == 0 else start[1],
                kept_edges=frozenset(edges(able, self.stable.routes)) if self.stable else frozenset(),
                discount=self.stable.discount if self.stable else 0.0,
                unserved_yuan=unserved_yuan,
                stop=self.stop,
                tuning=self.tuning,
            )
            for lane in range(self.effort.seeds)
        )
        return min(self.spread(run_search, searches), key=_rank)


def _rank(found: Found) -> tuple[bool, int]:
    return (not found.feasible, found.engine_cost)


def _searched(
    asking: _Asking,
    able: Problem,
    start: tuple[Route, ...] | None,
    tell: Callable[[int, Found], None],
) -> Found:
    """Search in rounds, each from the best plan known; where nothing fits, stops may stay behind at a price."""
    rounds = asking.effort.rounds
    in_all = rounds + (len(CAPS) if able.balance_yuan_per_hour else 0)
    before = start or (asking.stable.routes if asking.stable else None)
    at_a_price = _dearer_than_any_trip(able)
    best = asking.best_of(able, 0, in_all, (before, start), at_a_price if _too_much(able) else None)
    tell(1, best)
    for nth in range(1, rounds):
        if asking.is_over:
            break
        price = None if best.feasible and not _too_much(able) else at_a_price
        go_on = _continued(best)
        best = min(best, asking.best_of(able, nth, in_all, (go_on, go_on), price), key=_rank)
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
    asking: _Asking, plan: Plan, impossible: tuple[Unserved, ...], plan_of: Callable[[Found], Plan]
) -> Plan:
    """Return the best plan of searches with ever shorter days, where balance has a price."""
    rounds = asking.effort.rounds
    for nth, capped in enumerate(capped_days(plan), start=rounds):
        if asking.is_over:
            break
        routes = tuple(timed.route for timed in plan.routes)
        found = asking.best_of(without(capped, impossible), nth, rounds + len(CAPS), (routes, routes))
        if found.feasible:
            plan = min(plan, plan_of(found), key=lambda one: (_left_against_rules(one), one.objective_yuan))
    return plan


def _left_against_rules(plan: Plan) -> int:
    return sum(left.reason is Reason.NO_ROOM for left in plan.unserved)


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
