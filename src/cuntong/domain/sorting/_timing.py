"""When each pool is sorted and each route is ready.

Time is counted in ticks, 1/rate of a minute, so that everything is a whole number: a parcel takes 60 ticks.
The first wave takes all parcels; then one pool after the other is put on, the one with the earliest
departure first, a pool before those that come out of it. A pool is due when the first of its routes
leaves, so never after a pool within it: with these dates no order has a smaller greatest lateness
(earliest due date on one machine).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from ._model import SortLine
from ._trees import Node, Pool, Task, first_station

PARCEL_TICKS = 60


@dataclass(frozen=True, slots=True)
class Run:
    """A pool on the sorter; `prefix` the chutes that led to it, times in ticks after the start."""

    prefix: tuple[int, ...]
    pool: Pool
    begins: int
    ends: int


def changeover_ticks(line: SortLine) -> int:
    return line.changeover_minutes * line.rate_per_hour


def pool_ticks(line: SortLine, parcels: int) -> int:
    """What it takes to put a pool on again, chutes emptied first."""
    return parcels * PARCEL_TICKS + changeover_ticks(line)


def run_pools(task: Task, roots: Sequence[Node], line: SortLine) -> Iterator[Run]:
    """Every pool in the order in which it is sorted."""
    clock = task.total * PARCEL_TICKS
    waiting = list(_queued(task, roots, ()))
    heapq.heapify(waiting)
    while waiting:
        _, _, prefix, pool = heapq.heappop(waiting)
        begins = clock + changeover_ticks(line)
        clock += pool_ticks(line, pool.parcels)
        yield Run(prefix, pool, begins, clock)
        for entry in _queued(task, pool.children, prefix):
            heapq.heappush(waiting, entry)


def _queued(
    task: Task, nodes: Sequence[Node], prefix: tuple[int, ...]
) -> Iterator[tuple[float, int, tuple[int, ...], Pool]]:
    for number, node in enumerate(nodes, 1):
        if isinstance(node, Pool):
            departs = task.departs[min(node.routes)]
            yield (inf if departs is None else departs, first_station(node), (*prefix, number), node)


def ready_ticks(task: Task, runs: Sequence[Run]) -> list[int]:
    """For each route the ticks after the start at which its last parcel lies in its station's chute."""
    ready = [task.total * PARCEL_TICKS] * len(task.names)
    for run in runs:
        for route in run.pool.routes:
            ready[route] = run.ends
    return ready


def allowed_ticks(task: Task, line: SortLine, start_minute: int) -> list[int]:
    """For each route the ticks after the start by which it has to be ready, loading left over."""
    return [
        (departs - line.loading_minutes - start_minute) * line.rate_per_hour
        for departs in task.departs
        if departs is not None
    ]
