"""Carriers merged or apart: the same day planned for each carrier alone and for all together, and who saves what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import factorial

from cuntong.domain.values import round_half_up

from ._plan import Plan
from ._problem import Problem
from ._refusals import refuse

MOST_CARRIERS_FOR_SHAPLEY = 5

Planner = Callable[[Problem], Plan]
Coalition = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """What each carrier pays of the merged day, in three ways; each sums to the merged cost, to the fen.

    `shapley_yuan` is None where there are more than five carriers: it needs every coalition planned.
    """

    by_parcels_yuan: Mapping[str, Decimal]
    by_stand_alone_yuan: Mapping[str, Decimal]
    shapley_yuan: Mapping[str, Decimal] | None


@dataclass(frozen=True, kw_only=True)
class Pooling:
    """The day merged and apart. Every coalition that was planned is kept, so that the shares can be recomputed."""

    merged: Plan
    apart: Mapping[str, Plan]
    coalition_yuan: Mapping[Coalition, Decimal]
    sharing: Sharing

    @property
    def apart_yuan(self) -> Decimal:
        return sum((plan.objective_yuan for plan in self.apart.values()), Decimal(0))

    @property
    def saving_yuan(self) -> Decimal:
        """Apart less merged, on the same day with the same engine; negative where merging costs more."""
        return self.apart_yuan - self.merged.objective_yuan

    @property
    def saving_share(self) -> Decimal | None:
        return self.saving_yuan / self.apart_yuan if self.apart_yuan else None


def compare_pooling(problem: Problem, plan: Planner, *, shapley: bool = True) -> Pooling:
    """Plan the day merged and apart, and share the merged cost.

    `plan` plans any problem the same way (same effort and seed): `lambda day: plan_day(day, effort=…, seed=…)`.
    A place that several carriers serve is visited by each of them when apart, and once when merged, with the
    service time of the longest of its stops; so stops of several carriers at one place are joined first.
    Raises ProblemRefused when stops have no carrier or only one carrier occurs.
    """
    carriers = sorted({stop.carrier for stop in problem.stops})
    if len(carriers) < 2 or "" in carriers:
        raise refuse(
            "stops.carrier",
            "每一站都要写明快递企业，且至少两家",
            "every stop needs its carrier, and there must be two of them",
        )
    plans = {frozenset({carrier}): plan(_of(problem, {carrier})) for carrier in carriers}
    everybody = frozenset(carriers)
    plans[everybody] = plan(joined(problem))
    few = shapley and len(carriers) <= MOST_CARRIERS_FOR_SHAPLEY
    if few:
        for size in range(2, len(carriers)):
            for members in combinations(carriers, size):
                plans[frozenset(members)] = plan(joined(_of(problem, set(members))))
    costs = {members: planned.objective_yuan for members, planned in plans.items()}
    return Pooling(
        merged=plans[everybody],
        apart={carrier: plans[frozenset({carrier})] for carrier in carriers},
        coalition_yuan=costs,
        sharing=share_cost(costs, _parcels(problem, carriers), shapley=few),
    )


def joined(problem: Problem) -> Problem:
    """Return the day with the stops of one place that ask for the same joined into one visit."""
    alike: dict[object, list[int]] = {}
    for nth, stop in enumerate(problem.stops):
        asks = (stop.place, stop.windows, stop.vehicles, stop.alternatives, stop.weekdays)
        alike.setdefault((asks, stop.postpone_yuan is None), []).append(nth)
    stops = []
    for members in alike.values():
        group = [problem.stops[nth] for nth in members]
        prices = [stop.postpone_yuan for stop in group if stop.postpone_yuan is not None]
        stops.append(
            replace(
                group[0],
                deliver=tuple(map(sum, zip(*(stop.deliver for stop in group), strict=True))),
                collect=tuple(map(sum, zip(*(stop.collect for stop in group), strict=True))),
                service_s=max(stop.service_s for stop in group),
                postpone_yuan=sum(prices, Decimal(0)) if prices else None,
                parcels=sum(stop.parcels for stop in group),
                carrier="+".join(sorted({stop.carrier for stop in group})),
            )
        )
    return replace(problem, stops=tuple(stops), locks=())


def share_cost(
    coalition_yuan: Mapping[Coalition, Decimal], parcels: Mapping[str, int], *, shapley: bool = True
) -> Sharing:
    """Share the cost of the coalition of all carriers; each share is rounded to the fen and the sum is kept."""
    carriers = sorted(parcels)
    whole = coalition_yuan[frozenset(carriers)]
    alone = {carrier: Fraction(coalition_yuan[frozenset({carrier})]) for carrier in carriers}
    counted = {carrier: Fraction(parcels[carrier]) for carrier in carriers}
    exact = _shapley(coalition_yuan, carriers) if shapley else None
    return Sharing(
        by_parcels_yuan=_to_the_fen(whole, _proportional(whole, counted)),
        by_stand_alone_yuan=_to_the_fen(whole, _proportional(whole, alone)),
        shapley_yuan=None if exact is None else _to_the_fen(whole, exact),
    )


def _of(problem: Problem, carriers: set[str]) -> Problem:
    return replace(problem, stops=tuple(stop for stop in problem.stops if stop.carrier in carriers), locks=())


def _parcels(problem: Problem, carriers: Iterable[str]) -> dict[str, int]:
    return {
        carrier: sum(stop.parcels for stop in problem.stops if stop.carrier == carrier)
        for carrier in carriers
    }


def _proportional(whole: Decimal, weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    total = sum(weights.values())
    if not total:
        return {carrier: Fraction(whole) / len(weights) for carrier in weights}
    return {carrier: Fraction(whole) * weight / total for carrier, weight in weights.items()}


def _shapley(costs: Mapping[Coalition, Decimal], carriers: Sequence[str]) -> dict[str, Fraction]:
    """Return each carrier's mean extra cost over all orders of joining (L. S. Shapley, 1953)."""
    count = len(carriers)
    shares = {}
    for carrier in carriers:
        others = [other for other in carriers if other != carrier]
        share = Fraction(0)
        for size in range(count):
            weight = Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
            for members in combinations(others, size):
                before = costs[frozenset(members)] if members else Decimal(0)
                share += weight * Fraction(costs[frozenset({*members, carrier})] - before)
        shares[carrier] = share
    return shares


def _to_the_fen(whole: Decimal, shares: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """Round half up to the fen; what rounding leaves over goes to the largest share."""
    rounded = {carrier: round_half_up(share, 2) for carrier, share in shares.items()}
    largest = max(sorted(rounded), key=lambda carrier: rounded[carrier])
    rounded[largest] += round_half_up(Fraction(whole), 2) - sum(rounded.values(), Decimal(0))
    return rounded
