"""What a plan changes against yesterday's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ._plan import Plan
from ._routes import Route, edges


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Against yesterday: legs kept, and the stops that are new, gone, or with another vehicle (kind and number).

    Legs count among yesterday's that could be kept, that is, whose ends are both visited (or started from) today.
    """

    kept_legs: int
    keepable_legs: int
    new_stops: tuple[str, ...]
    gone_stops: tuple[str, ...]
    moved_stops: tuple[str, ...]

    @property
    def kept_share(self) -> float | None:
        return self.kept_legs / self.keepable_legs if self.keepable_legs else None


def compare(plan: Plan, yesterday: Iterable[Route]) -> Difference:
    """Return what the plan changes against yesterday's routes."""
    before = tuple(yesterday)
    routes = [timed.route for timed in plan.routes]
    today = set(edges(plan.problem, routes))
    there = {plan.problem.centre, *(visit.place for route in routes for visit in route.visits)}
    keepable = {leg for leg in edges(plan.problem, before) if set(leg) <= there}
    was, now = _vehicle_of(before), _vehicle_of(routes)
    return Difference(
        kept_legs=len(keepable & today),
        keepable_legs=len(keepable),
        new_stops=tuple(stop for stop in now if stop not in was),
        gone_stops=tuple(stop for stop in was if stop not in now),
        moved_stops=tuple(stop for stop in now if stop in was and was[stop] != now[stop]),
    )


def _vehicle_of(routes: Iterable[Route]) -> dict[str, tuple[str, int]]:
    return {stop: (route.vehicle, route.number) for route in routes for stop in route.stops}
