"""A day plan: its routes worked out, what stays behind and why, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ._problem import SECONDS_PER_HOUR, Problem
from ._reasons import Unserved
from ._routes import Route
from ._timing import TimedRoute, time_route


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan of a problem. `cost_yuan` is what vehicles cost; postponing and balance are counted beside it.

    `kept_for_yuan` is what the plan costs more than the cheapest one found because it keeps to yesterday's; None when
    there was no yesterday.
    """

    problem: Problem
    routes: tuple[TimedRoute, ...]
    unserved: tuple[Unserved, ...]
    seed: int = 0
    iterations: int = 0
    kept_for_yuan: Decimal | None = None

    @cached_property
    def cost_yuan(self) -> Decimal:
        return sum((timed.cost_yuan for timed in self.routes), Decimal(0))

    @cached_property
    def postponed_yuan(self) -> Decimal:
        """The price of the stops that may wait and do; stops that stay behind against the rules have none."""
        keys = (left.stop for left in self.unserved)
        prices = (self.problem.stop_by_key[key].postpone_yuan for key in keys)
        return sum((price for price in prices if price is not None), Decimal(0))

    @property
    def distance_mm(self) -> int:
        return sum(timed.distance_mm for timed in self.routes)

    @property
    def feasible(self) -> bool:
        return all(timed.feasible for timed in self.routes)

    @property
    def served(self) -> int:
        return sum(len(timed.visits) for timed in self.routes)

    @property
    def parcels(self) -> int:
        """Parcels of the stops that are served, both ways."""
        return sum(
            self.problem.stop_by_key[visit.stop].parcels for timed in self.routes for visit in timed.visits
        )

    @property
    def yuan_per_stop(self) -> Decimal | None:
        return self.cost_yuan / self.served if self.served else None

    @property
    def yuan_per_parcel(self) -> Decimal | None:
        return self.cost_yuan / self.parcels if self.parcels else None

    @property
    def imbalance_s(self) -> int:
        """The longest working day less the shortest, over the vehicles that drive."""
        days = [timed.duration_s for timed in self.routes]
        return max(days) - min(days) if days else 0

    @property
    def objective_yuan(self) -> Decimal:
        """What plans of one problem are compared by: vehicles, postponing and the price of imbalance."""
        uneven = self.problem.balance_yuan_per_hour * self.imbalance_s / SECONDS_PER_HOUR
        return self.cost_yuan + self.postponed_yuan + uneven


def work_out(problem: Problem, routes: Iterable[Route]) -> tuple[TimedRoute, ...]:
    """Work out every route of a plan."""
    return tuple(time_route(problem, route) for route in routes)
