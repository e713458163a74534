"""The best plan in which no pool holds stations of two routes: exact.

Each route gets some chutes of the first pass and sorts its stations in a forest over them. The routes share
nothing but those chutes and the time: routes that leave earlier are sorted earlier, so a route is ready when
its own pools and those of the routes before it are done. A dynamic programme over the routes in order of
departure keeps, for each number of chutes used, the choices that no other beats in both handlings and time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from ._lengths import huffman_depths, lexicographic, limited_counts
from ._model import SortLine
from ._timing import PARCEL_TICKS, changeover_ticks
from ._trees import Node, Task, grow, pools_below


@dataclass(frozen=True, slots=True)
class _Option:
    """A route's stations by the pass in which they end, over `slots` chutes of the first pass."""

    slots: int
    handled: int
    ticks: int
    ending: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    """Options for the routes so far; `before` is the choice for all but the last of them."""

    handled: int
    ticks: int
    option: _Option | None = None
    before: _Choice | None = None


class SeparateRoutes:
    """What every route costs over every number of chutes, worked out once for any departure times."""

    def __init__(self, task: Task, line: SortLine, most_passes: int) -> None:
        self._task = task
        self._options = [
            _options(task, task.on_route(route), line, most_passes) for route in range(len(task.names))
        ]

    def roots(self, latest: Sequence[float]) -> list[Node] | None:
        """The plan of fewest handlings in which each route is ready in time (ticks after the start).

        None where the chutes are too few, the passes too few or the times too early.
        """
        choices: dict[int, list[_Choice]] = {0: [_Choice(0, self._task.total * PARCEL_TICKS)]}
        for options, by in zip(self._options, latest, strict=True):
            choices = self._extended(choices, options, by)
        best = min((choice for row in choices.values() for choice in row), key=_by_handled, default=None)
        return None if best is None else self._grown(best)

    def _extended(
        self, choices: dict[int, list[_Choice]], options: Sequence[_Option], by: float
    ) -> dict[int, list[_Choice]]:
        extended: dict[int, list[_Choice]] = defaultdict(list)
        first_wave = self._task.total * PARCEL_TICKS
        for used, row in choices.items():
            for option in options:
                if used + option.slots > self._task.fan:
                    break
                followed = (_followed(before, option) for before in row)
                extended[used + option.slots] += [
                    choice for choice in followed if (choice.ticks if option.ticks else first_wave) <= by
                ]
        return {used: _undominated(row) for used, row in extended.items() if row}

    def _grown(self, choice: _Choice) -> list[Node]:
        nodes: list[Node] = []
        while choice.option and choice.before:
            nodes += grow(self._task, choice.option.ending, choice.option.slots)
            choice = choice.before
        return nodes


def _followed(before: _Choice, option: _Option) -> _Choice:
    return _Choice(before.handled + option.handled, before.ticks + option.ticks, option, before)


def _by_handled(choice: _Choice) -> tuple[int, int]:
    return choice.handled, choice.ticks


def _undominated(choices: list[_Choice]) -> list[_Choice]:
    kept: list[_Choice] = []
    fastest = inf
    for choice in sorted(choices, key=_by_handled):
        if choice.ticks < fastest:
            kept.append(choice)
            fastest = choice.ticks
    return kept


def _options(task: Task, stations: list[int], line: SortLine, most_passes: int) -> list[_Option]:
    """One option for every number of chutes that the route could use."""
    found = (
        _option(task, stations, slots, line, most_passes)
        for slots in range(1, min(task.fan, len(stations)) + 1)
    )
    return [option for option in found if option]


def _option(task: Task, stations: list[int], slots: int, line: SortLine, most_passes: int) -> _Option | None:
    ending = ending_passes(task, stations, slots, most_passes)
    if ending is None:
        return None
    handled = sum(task.parcels[index] * level for level, indexes in enumerate(ending) for index in indexes)
    pools = sum(1 for _ in pools_below(grow(task, ending, slots)))
    return _Option(slots, handled, handled * PARCEL_TICKS + pools * changeover_ticks(line), ending)


def ending_passes(
    task: Task, stations: Sequence[int], slots: int, most_passes: int
) -> tuple[tuple[int, ...], ...] | None:
    """The stations by the pass in which they end, at least cost; None where the passes are too few."""
    weights = lexicographic([task.parcels[index] for index in stations])
    depths = huffman_depths(weights, slots, task.fan)
    if max(depths) < most_passes:
        return tuple(
            tuple(index for index, depth in zip(stations, depths, strict=True) if depth == level)
            for level in range(max(depths) + 1)
        )
    by_weight = busiest_first(task, stations)
    counts = limited_counts(sorted(weights, reverse=True), slots, task.fan, most_passes)
    return None if counts is None else split(by_weight, counts)


def busiest_first(task: Task, stations: Sequence[int]) -> list[int]:
    return sorted(stations, key=lambda index: (-task.parcels[index], index))


def split(stations: Sequence[int], counts: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """The stations in runs of these lengths."""
    starts = [sum(counts[:number]) for number in range(len(counts))]
    return tuple(tuple(stations[start : start + count]) for start, count in zip(starts, counts, strict=True))
