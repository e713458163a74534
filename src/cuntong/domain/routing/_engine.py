"""One search by PyVRP's iterated local search, with the parameters that suit a county's day.

This is the only file that knows how PyVRP searches; `_encoding` is the only one that knows its data.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyvrp
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    NeighbourhoodParams,
    PerturbationManager,
    PerturbationParams,
    compute_neighbours,
)
from pyvrp.stop import MaxRuntime, NoImprovement, StoppingCriterion

from ._encoding import Encoding, encode_problem
from ._problem import Problem
from ._routes import Route

Asked = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Tuning:
    """How the search behaves; chosen on development instances, see docs/routing.md.

    `neighbours` are tried for each visit, up to `perturbations` visits are torn out per iteration, a new plan is
    accepted when it beats the one `history` iterations ago. After so many idle iterations the search starts again from
    nothing, so that small days are searched from many sides.
    """

    neighbours: int = 30
    perturbations: int = 15
    history: int = 100
    idle_iterations_per_stop: int = 60


TUNED = Tuning()


@dataclass(frozen=True, kw_only=True)
class Search:
    """One search to run, possibly in another process: everything it needs, nothing that cannot be sent there.

    It ends after `iterations` or after `seconds`, start-up included, whichever is given.
    """

    problem: Problem
    seed: int
    iterations: int | None = None
    seconds: float | None = None
    start: tuple[Route, ...] | None = None
    kept_edges: frozenset[tuple[str, str]] = frozenset()
    new_leg_mm: int = 0
    unserved_yuan: Decimal | None = None
    stop: Asked | None = None
    tuning: Tuning = TUNED


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the engine's own cost counts what new legs cost more, so it only compares
    searches that count alike."""

    routes: tuple[Route, ...]
    engine_cost: int
    feasible: bool
    iterations: int
    restarts: int


def run_search(search: Search) -> Found:
    """Search, and return the best plan found; the same input gives the same plan when iterations are counted."""
    ends = _Ends(search)
    encoding = encode_problem(
        search.problem,
        kept_edges=search.kept_edges,
        new_leg_mm=search.new_leg_mm,
        unserved_yuan=search.unserved_yuan,
    )
    chance = pyvrp.RandomNumberGenerator(seed=search.seed)
    idle = max(200, search.tuning.idle_iterations_per_stop * len(search.problem.stops))
    best = _iterate(encoding, search, chance, ends.or_idle(idle), search.start)
    restarts = 0
    while not ends.reached:
        restarts += 1
        # A plan that is to resemble yesterday's is looked for around it, any other from another side.
        again = _iterate(
            encoding, search, chance, ends.or_idle(idle), search.start if search.kept_edges else None
        )
        best = min(best, again, key=lambda result: result.cost())
    feasible = best.is_feasible()
    return Found(
        routes=encoding.decode(best.best),
        engine_cost=round(best.cost()) if feasible else 2**62,
        feasible=feasible,
        iterations=ends.iterations,
        restarts=restarts,
    )


class _Ends:
    """Tells the engine when to end; the engine's own clock starts when this is made."""

    def __init__(self, search: Search) -> None:
        self._asked = search.stop
        self._most = search.iterations
        self._runtime: MaxRuntime | None = None
        self.iterations = 0
        self.reached = False
        if search.seconds is not None:
            self._runtime = MaxRuntime(max(0.0, search.seconds))
            self._runtime(0)

    def or_idle(self, idle: int) -> StoppingCriterion:
        """Return a criterion that also holds after `idle` iterations without a better plan."""
        patience = NoImprovement(idle)

        def either(best_cost: int) -> bool:
            return self(best_cost) or patience(best_cost)

        return either

    def __call__(self, best_cost: int) -> bool:
        self.reached = (
            (self._most is not None and self.iterations >= self._most)
            or (self._asked is not None and self._asked())
            or (self._runtime is not None and self._runtime(best_cost))
        )
        self.iterations += 1
        return self.reached


def _iterate(
    encoding: Encoding,
    search: Search,
    chance: pyvrp.RandomNumberGenerator,
    ends: StoppingCriterion,
    start: tuple[Route, ...] | None,
) -> pyvrp.Result:
    engine_data, tuning = encoding.engine_data, search.tuning
    neighbours = compute_neighbours(engine_data, NeighbourhoodParams(num_neighbours=tuning.neighbours))
    local_search = LocalSearch(
        engine_data, chance, neighbours, PerturbationManager(PerturbationParams(1, tuning.perturbations))
    )
    for operator in OPERATORS:
        if operator.supports(engine_data):
            local_search.add_operator(operator(engine_data))
    penalties = _penalties(engine_data)
    if start is None:
        rough = pyvrp.Solution.make_random(engine_data, chance)
        first = local_search(rough, penalties.max_cost_evaluator(), exhaustive=True)
    else:
        first = encoding.encode(start)
        if not first.is_complete():
            first = local_search(first, penalties.max_cost_evaluator(), exhaustive=True)
    if search.unserved_yuan is not None and not first.is_feasible():
        first = pyvrp.Solution(engine_data, [])
    algorithm = pyvrp.IteratedLocalSearch(
        engine_data,
        penalties,
        local_search,
        first,
        pyvrp.IteratedLocalSearchParams(history_length=tuning.history),
    )
    with warnings.catch_warnings():
        # Said when no plan fits: the caller sees that in the result and acts on it.
        warnings.simplefilter("ignore", pyvrp.exceptions.PenaltyBoundWarning)
        return algorithm.run(ends, collect_stats=False)


def _penalties(engine_data: pyvrp.ProblemData) -> pyvrp.PenaltyManager:
    """Return penalties that start at the worth of a violation: one mean leg for one mean load, a leg's time, a leg.

    The engine's own start (the middle of its bounds) knows nothing of the problem's units.
    """
    leg = _mean_positive(engine_data.distance_matrix(0))
    drive = _mean_positive(engine_data.duration_matrix(0))
    kinds = engine_data.vehicle_types()
    leg_cost = max(
        1.0,
        max(kind.unit_distance_cost for kind in kinds) * leg
        + max(kind.unit_duration_cost for kind in kinds) * drive,
    )
    loads = [
        leg_cost / _mean_load(engine_data, dimension) for dimension in range(engine_data.num_load_dimensions)
    ]
    start = [*loads, leg_cost / drive, leg_cost / leg]
    bounds = pyvrp.PenaltyParams(min_penalty=min(start) / 1_000, max_penalty=max(start) * 1_000)
    return pyvrp.PenaltyManager((loads, leg_cost / drive, leg_cost / leg), bounds)


def _mean_positive(matrix: np.ndarray[Any, Any]) -> float:
    positive = matrix[matrix > 0]
    return float(np.median(positive)) if positive.size else 1.0


def _mean_load(engine_data: pyvrp.ProblemData, dimension: int) -> float:
    loads = [
        max(client.delivery[dimension], client.pickup[dimension])
        for client in engine_data.clients()
        if client.delivery[dimension] or client.pickup[dimension]
    ]
    return float(np.mean(loads)) if loads else 1.0
