"""Plans a day: several searches side by side, in rounds that hand the best plan on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from ._engine import TUNED, Asked, Found, Search, Tuning, run_search
from ._plan import Plan, work_out
from ._problem import MM_PER_KM, SECONDS_PER_HOUR, Problem
from ._reasons import Unserved, hopeless, left_behind, without
from ._routes import Route, edges, numbered_like
from ._timing import time_route

Clock = Callable[[], float]


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
    rounds: int = 4

    def share(self, nth: int, reserve_s: float) -> tuple[int | None, float | None]:
        """Return iterations and seconds of the nth round (from 0)."""
        left = self.rounds - nth
        iterations = None if self.iterations is None else max(1, self.iterations // self.rounds)
        seconds = None if self.remaining is None else max(0.0, (self.remaining() - reserve_s) / left)
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
    impossible = hopeless(problem)
    able = without(problem, impossible)
    if not able.stops:
        return Plan(problem=problem, routes=(), unserved=impossible, seed=seed)
    ask = _asking(able, seed, spread, stable, start, stop, tuning)
    best: Found | None = None
    for nth in range(effort.rounds):
        iterations, seconds = effort.share(nth, reserve_s)
        found = list(spread(run_search, ask(nth, effort.seeds, iterations, seconds, best)))
        best = min([*([best] if best else []), *found], key=lambda one: (not one.feasible, one.engine_cost))
        if progress is not None:
            progress(Progress(nth + 1, effort.rounds, _plan(problem, able, impossible, best, seed, stable)))
        if (stop is not None and stop()) or effort.is_over(reserve_s):
            break
    if best is None:
        raise ValueError("effort.rounds must be positive")
    if not best.feasible:
        rescue = Effort(iterations=1, seeds=1).share(0, 0.0)
        best = run_search(next(iter(ask(effort.rounds, 1, *rescue, best))))
    return _plan(problem, able, impossible, best, seed, stable)


def _asking(
    able: Problem,
    seed: int,
    spread: Spread,
    stable: Stability | None,
    start: tuple[Route, ...] | None,
    stop: Asked | None,
    tuning: Tuning,
) -> Callable[[int, int, int | None, float | None, Found | None], Iterator[Search]]:
    """Return what makes a round's searches: from the best plan known, and if none fits, with a way out."""
    kept = frozenset(edges(able, stable.routes)) if stable else frozenset()
    before = stable.routes if stable else None

    def searches(
        nth: int, seeds: int, iterations: int | None, seconds: float | None, best: Found | None
    ) -> Iterator[Search]:
        nothing_fits = best is not None and not best.feasible
        for lane in range(seeds):
            yield Search(
                problem=able,
                seed=seed + 1_000 * nth + lane,
                iterations=iterations,
                seconds=seconds,
                start=_continued(best) if best is not None else start if lane or start else before,
                kept_edges=kept,
                discount=stable.discount if stable else 0.0,
                unserved_yuan=_dearer_than_any_trip(able) if nothing_fits else None,
                stop=stop,
                tuning=tuning,
            )

    return searches


def _continued(best: Found) -> tuple[Route, ...] | None:
    """Return the plan to go on from; a search that ran dry and began anew learns more from other beginnings."""
    return best.routes if best.feasible and not best.restarts else None


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
