"""Choose a plan among candidates: on time, within reach of the bound, pools of one route, few handlings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import ceil, inf

from ._lengths import (
    SEARCHED_PASSES,
    forest_cost,
    huffman_depths,
    least_passes,
    lexicographic,
    limited_counts,
    near_counts,
)
from ._model import SortLine, SortPlanError
from ._separate import SeparateRoutes, busiest_first, split
from ._timing import allowed_ticks, ready_ticks, run_pools
from ._trees import Node, Task, grow, height, pools_below

Ending = Sequence[Sequence[int]]

# Ways to fill the passes that are looked at, and those of them that are grown into pools.
_WAYS_SEEN = 4_000
_WAYS_GROWN = 120
# How often the routes up to the latest one are given more weight, and how much more.
_URGES = 24
_URGE = Fraction(5, 4)
_UNLIMITED = 1_000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a plan should keep to: most passes, share above the bound, the start (None: as late as can be)."""

    most_passes: int | None
    slack: Fraction
    start_minute: int | None


def least_handled(task: Task) -> int:
    """Handlings of the best plan of all: the lower bound times the parcels."""
    depths = huffman_depths(task.parcels, task.fan, task.fan)
    return task.total + forest_cost(task.parcels, depths)


def handled(task: Task, roots: Sequence[Node]) -> int:
    return task.total + sum(pool.parcels for pool in pools_below(roots))


def choose(task: Task, line: SortLine, wishes: Wishes) -> list[Node]:
    """The roots of the plan. Raises SortPlanError where the passes allowed are too few."""
    return _Search(task, line, wishes).best()


class _Search:
    def __init__(self, task: Task, line: SortLine, wishes: Wishes) -> None:
        self._task, self._line = task, line
        least = least_handled(task)
        # Short of the slack, so that no rounding of what is printed passes it.
        self._most_handled = max(least, ceil(least * (1 + wishes.slack)) - 1)
        self._limit = wishes.most_passes or _UNLIMITED
        self._everyone = busiest_first(task, range(len(task.stations)))
        timed = wishes.start_minute is not None and task.departs[0] is not None
        self._allowed = allowed_ticks(task, line, wishes.start_minute or 0) if timed else []
        self._passes = self._fewest_passes()

    def best(self) -> list[Node]:
        if self._task.departs[0] is None:
            return grow(self._task, self._cheapest(self._task.parcels), self._task.fan)
        return min((*self._candidates(), *self._urged()), key=self._score)

    def _score(self, roots: Sequence[Node]) -> tuple[int, int, int, int, int]:
        """What is compared, the most important first; less is better."""
        # What the routes of a pool wait for on account of the others in it.
        mixed = sum(pool.parcels * (len(pool.routes) - 1) for pool in pools_below(roots))
        total = handled(self._task, roots)
        return self._late(roots), max(0, total - self._most_handled), mixed, height(roots), total

    def _late(self, roots: Sequence[Node]) -> int:
        return max(0, *self._lateness(roots)) if self._allowed else 0

    def _lateness(self, roots: Sequence[Node]) -> list[int]:
        """Ticks by which each route misses its departure, negative where it does not."""
        if not self._allowed:
            return []
        ready = ready_ticks(self._task, list(run_pools(self._task, roots, self._line)))
        return [at - by for at, by in zip(ready, self._allowed, strict=True)]

    def _candidates(self) -> Iterator[list[Node]]:
        for ending in (self._cheapest(self._task.parcels), *self._ways()):
            yield grow(self._task, ending, self._task.fan)
            yield grow(self._task, ending, self._task.fan, adjacent=True)
        for most_passes in sorted({self._passes or self._limit, self._limit}):
            separate = self._separate(most_passes)
            if separate is not None:
                yield separate

    def _fewest_passes(self) -> int | None:
        """The fewest passes within reach of the bound; None where only Huffman's own plan is."""
        fewest = least_passes(len(self._everyone), self._task.fan, self._task.fan)
        if fewest > self._limit:
            raise SortPlanError(
                f"{self._limit} 次分拣不够：这些格口至少需要分拣 {fewest} 次",
                f"{self._limit} passes are too few: with these chutes it takes {fewest}",
            )
        for passes in range(fewest, min(self._limit, SEARCHED_PASSES) + 1):
            ending = self._limited(self._task.parcels, passes)
            if self._handled_by(ending) <= self._most_handled:
                return passes
        return None if self._limit == _UNLIMITED else self._limit

    def _handled_by(self, ending: Ending) -> int:
        return sum(self._task.parcels[index] * level for level, row in enumerate(ending, 1) for index in row)

    def _limited(self, parcels: Sequence[int], passes: int) -> Ending:
        order = sorted(self._everyone, key=lambda index: -parcels[index])
        weights = lexicographic([parcels[index] for index in order])
        return split(order, limited_counts(weights, self._task.fan, self._task.fan, passes) or ())

    def _cheapest(self, parcels: Sequence[int]) -> Ending:
        """The passes in which the stations end, at least cost under these weights."""
        if self._passes is not None:
            return self._limited(parcels, self._passes)
        depths = huffman_depths(lexicographic(parcels), self._task.fan, self._task.fan)
        return [
            [index for index in self._everyone if depths[index] == level] for level in range(max(depths) + 1)
        ]

    def _ways(self) -> list[Ending]:
        """Other ways to fill the passes within reach of the bound, spread over what they cost."""
        if self._passes is None or self._passes > SEARCHED_PASSES:
            return []
        task = self._task
        weights = [task.parcels[index] for index in self._everyone]
        most_cost = self._most_handled - task.total
        found = near_counts(weights, task.fan, task.fan, self._passes, most_cost)
        ways: list[Ending] = [split(self._everyone, counts) for counts in islice(found, _WAYS_SEEN)]
        ways.sort(key=self._handled_by)
        return ways[:: max(1, len(ways) // _WAYS_GROWN)]

    def _separate(self, most_passes: int) -> list[Node] | None:
        """The best plan whose pools hold one route each, late as little as can be."""
        if len(self._task.names) > self._task.fan:
            return None
        separate = SeparateRoutes(self._task, self._line, most_passes)
        if not self._allowed:
            return separate.roots([inf] * len(self._task.names))
        found = separate.roots(self._allowed)
        unbound = None if found else separate.roots([inf] * len(self._task.names))
        if unbound is None:
            return found
        return self._least_late(separate, unbound)

    def _least_late(self, separate: SeparateRoutes, roots: list[Node]) -> list[Node]:
        """Halve the minutes of lateness that are still allowed until one minute matters."""
        low, high = 0, self._late(roots)
        while high - low > self._line.rate_per_hour:
            middle = (low + high) // 2
            found = separate.roots([by + middle for by in self._allowed])
            if found is None:
                low = middle
            else:
                roots, high = found, middle
        return roots

    def _urged(self) -> Iterator[list[Node]]:
        """Plans in which the routes up to the one that is latest end in earlier passes, step by step."""
        urgency = [Fraction(1)] * len(self._task.names)
        roots = grow(self._task, self._cheapest(self._task.parcels), self._task.fan)
        for _ in range(_URGES):
            late = self._lateness(roots)
            if max(late, default=0) <= 0:
                return
            worst = late.index(max(late))
            urgency = [factor * _URGE if route <= worst else factor for route, factor in enumerate(urgency)]
            ending = self._cheapest(
                [
                    round(count * urgency[route] * 16)
                    for count, route in zip(self._task.parcels, self._task.route_of, strict=True)
                ]
            )
            roots = grow(self._task, ending, self._task.fan)
            yield roots
            yield grow(self._task, ending, self._task.fan, adjacent=True)
