"""Runs searches side by side and shares out the effort among rounds of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from ._engine import Asked, Found, Search, Tuning, run_search
from ._problem import Problem
from ._routes import Route

Clock = Callable[[], float]
Start = tuple[Route, ...] | None


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


@dataclass(frozen=True, slots=True)
class Lane:
    """What tells one search of a round from the others: where it begins, and what legs that are new cost more."""

    start: Start = None
    kept_edges: frozenset[tuple[str, str]] = frozenset()
    new_leg_mm: int = 0


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What all searches of one planning share. `weights` are the rounds' shares of the effort, in their order."""

    seed: int
    spread: Spread
    stop: Asked | None
    tuning: Tuning
    effort: Effort
    reserve_s: float
    weights: tuple[float, ...]

    @property
    def is_over(self) -> bool:
        remaining = self.effort.remaining
        return (self.stop is not None and self.stop()) or (
            remaining is not None and remaining() <= self.reserve_s
        )

    def run(
        self, problem: Problem, nth: int, lanes: Sequence[Lane], unserved_yuan: Decimal | None = None
    ) -> list[Found]:
        """Run the nth round: one search for each lane, side by side."""
        iterations, seconds = self._share(nth)
        if seconds is not None and self.spread is map:  # one after the other
            seconds /= len(lanes)
        searches = (
            Search(
                problem=problem,
                seed=self.seed + 1_000 * nth + number,
                iterations=iterations,
                seconds=seconds,
                start=lane.start,
                kept_edges=lane.kept_edges,
                new_leg_mm=lane.new_leg_mm,
                unserved_yuan=unserved_yuan,
                stop=self.stop,
                tuning=self.tuning,
            )
            for number, lane in enumerate(lanes)
        )
        return list(self.spread(run_search, searches))

    def best_of(
        self, problem: Problem, nth: int, first: Start, others: Start, unserved_yuan: Decimal | None = None
    ) -> Found:
        """Run the nth round, its first search from one start and the others from another; return the best."""
        lanes = [Lane(first), *[Lane(others)] * (self.effort.seeds - 1)]
        return min(self.run(problem, nth, lanes, unserved_yuan), key=rank)

    def _share(self, nth: int) -> tuple[int | None, float | None]:
        """Return iterations and seconds of the nth round (from 0)."""
        weight, left, in_all = self.weights[nth], sum(self.weights[nth:]), sum(self.weights)
        iterations, seconds = None, None
        if self.effort.iterations is not None:
            iterations = max(1, int(self.effort.iterations * weight / in_all))
        if self.effort.remaining is not None:
            seconds = max(0.0, (self.effort.remaining() - self.reserve_s) * weight / left)
        return iterations, seconds


def rank(found: Found) -> tuple[bool, int]:
    return (not found.feasible, found.engine_cost)
