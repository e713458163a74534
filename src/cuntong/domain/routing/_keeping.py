"""Keeps yesterday's sequence: how many of its legs a plan may keep for how much money.

A leg that was not driven yesterday counts as longer while searching. The longer, the more is kept and the dearer the
plan: the length is searched so that the plan keeps most within the money allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ._asking import Asking, Lane, rank
from ._comparing import compare
from ._engine import Found
from ._plan import Plan
from ._problem import MM_PER_KM, SECONDS_PER_HOUR, Problem
from ._reasons import Reason
from ._routes import Route, edges

# Of all effort, what the rounds of the plan that keeps nothing on purpose get, and each of the keeping rounds.
FREE_SHARE, KEEPING_ROUNDS = 0.4, 4
# A new leg's surcharge as a multiple of yesterday's mean leg: below, nothing is kept; above, nearly everything is.
LIGHTEST, HEAVIEST = 0.01, 4.0


@dataclass(frozen=True, kw_only=True)
class Stability:
    """Yesterday's routes, and what keeping them may cost.

    The plan keeps as many of yesterday's legs as it can for `most_extra` (a share) above the cheapest plan found.
    With `discount` that search is left out: legs that are not yesterday's count as dearer by this share of
    yesterday's mean leg, whatever comes of it. Neither ever shows in a plan's cost.
    """

    routes: tuple[Route, ...]
    discount: float | None = None
    most_extra: float = 0.015


@dataclass
class _Kept:
    """Plans found so far, and between which surcharges the one sought must lie."""

    stable: Stability
    free: Plan
    tried: list[Plan] = field(default_factory=list)
    low: float = LIGHTEST
    high: float = HEAVIEST

    @property
    def limit_yuan(self) -> Decimal:
        cheapest = min(plan.objective_yuan for plan in (self.free, *self.tried))
        return cheapest * (1 + Decimal(repr(self.stable.most_extra)))

    def between(self, count: int) -> list[float]:
        """Return so many surcharges between the bounds, evenly on a scale of ratios."""
        ratio = self.high / self.low
        return [self.low * ratio ** ((nth + 1) / (count + 1)) for nth in range(count)]

    def take(self, surcharge: float, plan: Plan) -> None:
        """Note a plan: one within the limit says that more can be kept, one above it that less must be."""
        if against_rules(plan) > against_rules(self.free):
            return
        self.tried.append(plan)
        if plan.objective_yuan <= self.limit_yuan:
            self.low = max(self.low, surcharge)
            self.high = max(self.high, self.low)
        elif surcharge > self.low:
            self.high = min(self.high, surcharge)

    def best(self) -> Plan:
        """Return the plan that keeps most within the limit, the cheapest of those that keep alike."""
        limit_yuan = self.limit_yuan
        affordable = [plan for plan in (self.free, *self.tried) if plan.objective_yuan <= limit_yuan]
        return max(
            affordable, key=lambda plan: (compare(plan, self.stable.routes).kept_legs, -plan.objective_yuan)
        )


def keep_yesterday(
    asking: Asking, able: Problem, stable: Stability, free: Plan, plan_of: Callable[[Found], Plan]
) -> Plan:
    """Return the plan that keeps most of yesterday within the money allowed above the cheapest plan found.

    The rounds left to `asking` are used: each tries several surcharges side by side, starting from the plan that
    keeps most so far, and narrows them down.
    """
    rounds = range(len(asking.weights) - KEEPING_ROUNDS, len(asking.weights))
    if stable.discount is not None:
        return _at_discount(asking, able, stable, stable.discount, rounds, free, plan_of)
    kept = _Kept(stable, free)
    lanes = max(2, asking.effort.seeds)
    for nth in rounds:
        if asking.is_over:
            break
        start = tuple(timed.route for timed in kept.best().routes) if kept.tried else stable.routes
        surcharges = kept.between(lanes)
        runs = [_lane(able, stable, surcharge, start) for surcharge in surcharges]
        for surcharge, found in zip(surcharges, asking.run(able, nth, runs), strict=True):
            if found.feasible:
                kept.take(surcharge, plan_of(found))
    return kept.best()


def _at_discount(
    asking: Asking,
    able: Problem,
    stable: Stability,
    discount: float,
    rounds: range,
    free: Plan,
    plan_of: Callable[[Found], Plan],
) -> Plan:
    """Return the best plan at one surcharge, each round going on from the best of the one before."""
    best: Found | None = None
    for nth in rounds:
        if asking.is_over:
            break
        start = best.routes if best else stable.routes
        lane = _lane(able, stable, discount, start)
        found = asking.run(able, nth, [lane] * asking.effort.seeds)
        best = min([*found, best] if best else found, key=rank)
    return plan_of(best) if best and best.feasible else free


def _lane(able: Problem, stable: Stability, surcharge: float, start: tuple[Route, ...]) -> Lane:
    """Return a search from `start` in which a new leg counts as `surcharge` of yesterday's mean leg longer."""
    legs = frozenset(edges(able, stable.routes))
    worths = list(_worths(able, legs))
    mean_mm = sum(worths) / len(worths) if worths else 0.0
    return Lane(start, legs, round(surcharge * mean_mm))


def _worths(problem: Problem, legs: frozenset[tuple[str, str]]) -> Iterator[float]:
    """Yield each leg's length, its paid time counted as the length that costs as much."""
    rows, mm_per_second = problem.place_at, _mm_per_second(problem)
    for here, there in legs:
        if here in rows and there in rows and problem.travel.reaches(rows[here], rows[there]):
            leg = rows[here], rows[there]
            yield float(problem.travel.distance_mm[leg] + mm_per_second * problem.travel.duration_s[leg])


def _mm_per_second(problem: Problem) -> float:
    """Return how much driving a paid second is worth, over the vehicles."""
    rates = [
        float(vehicle.yuan_per_hour / vehicle.yuan_per_km) * MM_PER_KM / SECONDS_PER_HOUR
        for vehicle in problem.vehicles
        if vehicle.yuan_per_km
    ]
    return sum(rates) / len(rates) if rates else 0.0


def against_rules(plan: Plan) -> int:
    """Return how many stops stay behind that must not."""
    return sum(left.reason is Reason.NO_ROOM for left in plan.unserved)
