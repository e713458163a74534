"""Pools within pools: which stations share a chute until the last pass tells them apart.

How often a station's parcels are handled depends only on the pass in which they end, not on the company they
keep. So the passes are chosen first, and the pools are then filled route by route at no further cost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from ._model import StationVolume, loading_key

Node: TypeAlias = "int | Pool"


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Stations and smaller pools that share a chute; `first` is its first station in the task's order."""

    children: tuple[Node, ...]
    parcels: int
    routes: frozenset[int]
    first: int


@dataclass(frozen=True)
class Task:
    """Stations in order of departure, route and loading; everything below refers to them by place.

    `fan` usable chutes; `departs` and `names` by route, in order of departure.
    """

    stations: tuple[StationVolume, ...]
    fan: int
    names: tuple[str, ...]
    departs: tuple[int | None, ...]
    parcels: tuple[int, ...]
    route_of: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.parcels)

    def on_route(self, route: int) -> list[int]:
        return [index for index, at in enumerate(self.route_of) if at == route]


def make_task(rows: Sequence[StationVolume], fan: int, departures: Mapping[str, int] | None) -> Task:
    """Put stations in order; without departures the routes are taken by name."""
    times = departures or {}
    names = tuple(sorted({row.route for row in rows}, key=lambda name: (times.get(name, 0), name)))
    place = {name: index for index, name in enumerate(names)}
    ordered = tuple(sorted(rows, key=lambda row: (place[row.route], loading_key(row.stop, row.station))))
    # A day on which nothing is expected is planned as if all stations were alike.
    idle = not any(row.parcels for row in ordered)
    return Task(
        stations=ordered,
        fan=fan,
        names=names,
        departs=tuple(times.get(name) for name in names),
        parcels=tuple(1 if idle else row.parcels for row in ordered),
        route_of=tuple(place[row.route] for row in ordered),
    )


def grow(task: Task, ending: Sequence[Sequence[int]], slots: int, *, adjacent: bool = False) -> list[Node]:
    """The roots of a forest in which the stations of `ending[0]` end in the first pass, and so on.

    `slots` roots at most. Pools hold one route as far as the chutes allow; where routes have to share,
    the lightest do, or with `adjacent` those that leave one after the other.
    """
    bins = [slots]
    for stations in ending:
        bins.append((bins[-1] - len(stations)) * task.fan)
    nodes: list[Node] = []
    for level in reversed(range(1, len(ending))):
        nodes = [*ending[level], *nodes]
        nodes = _fill(task, nodes, bins[level] // task.fan, adjacent=adjacent)
    return sorted([*ending[0], *nodes], key=first_station)


def _fill(task: Task, nodes: list[Node], bins: int, *, adjacent: bool) -> list[Node]:
    """The nodes in at most so many pools."""
    groups: dict[frozenset[int], list[Node]] = defaultdict(list)
    for node in sorted(nodes, key=first_station):
        groups[_routes(task, node)].append(node)
    pure = [_chunks(group, -(-len(group) // task.fan)) for group in groups.values()]
    if sum(map(len, pure)) <= bins:
        batches = [batch for batches in pure for batch in batches]
    else:
        batches = _share(task, list(groups.values()), bins, adjacent=adjacent)
    return [_pool(task, batch) for batch in batches]


def _chunks(nodes: Sequence[Node], count: int) -> list[list[Node]]:
    """Split into so many runs of nearly equal length, in order."""
    size, more = divmod(len(nodes), count)
    cuts = [number * size + min(number, more) for number in range(count + 1)]
    return [list(nodes[start:stop]) for start, stop in pairwise(cuts)]


def _share(task: Task, groups: list[list[Node]], bins: int, *, adjacent: bool) -> list[list[Node]]:
    """Full pools of one route each, and pools for what is left of every route, its lightest stations."""
    batches: list[list[Node]] = []
    left: list[list[Node]] = []
    for group in groups:
        full = len(group) // task.fan
        light = set(sorted(group, key=lambda node: node_parcels(task, node))[: len(group) - full * task.fan])
        kept = [node for node in group if node not in light]
        batches += _chunks(kept, full) if full else []
        left.append([node for node in group if node in light])
    left = [group for group in left if group]
    return batches + _share_rest(task, left, bins - len(batches), adjacent=adjacent)


def _share_rest(task: Task, groups: list[list[Node]], bins: int, *, adjacent: bool) -> list[list[Node]]:
    """Unite the lightest groups that fit into one pool; where none fit any more, fill the pools in order."""
    loads = [(sum(node_parcels(task, node) for node in group), group) for group in groups]
    while len(loads) > bins and not adjacent:
        pairs = (
            (one[0] + other[0], number, before)
            for number, one in enumerate(loads)
            for before, other in enumerate(loads[:number])
            if len(one[1]) + len(other[1]) <= task.fan
        )
        lightest = min(pairs, default=None)
        if lightest is None:
            break
        load, later, earlier = lightest
        loads[earlier] = (load, loads[earlier][1] + loads.pop(later)[1])
    if len(loads) <= bins:
        return [group for _, group in loads]
    nodes = [node for group in groups for node in group]
    return _chunks(nodes, -(-len(nodes) // task.fan))


def _pool(task: Task, batch: Sequence[Node]) -> Node:
    """The batch as one node; a batch of one needs no pool."""
    if len(batch) == 1:
        return batch[0]
    children = tuple(sorted(batch, key=first_station))
    routes = frozenset[int]().union(*(_routes(task, node) for node in children))
    return Pool(
        children,
        sum(node_parcels(task, node) for node in children),
        routes,
        first_station(children[0]),
    )


def node_parcels(task: Task, node: Node) -> int:
    return node.parcels if isinstance(node, Pool) else task.parcels[node]


def first_station(node: Node) -> int:
    return node.first if isinstance(node, Pool) else node


def _routes(task: Task, node: Node) -> frozenset[int]:
    return node.routes if isinstance(node, Pool) else frozenset((task.route_of[node],))


def pools_below(nodes: Sequence[Node]) -> Iterator[Pool]:
    """Every pool of the forest, a pool before those within it."""
    for node in nodes:
        if isinstance(node, Pool):
            yield node
            yield from pools_below(node.children)


def height(nodes: Sequence[Node]) -> int:
    """How many passes it takes until every station has a chute of its own."""
    return 1 + max((height(node.children) for node in nodes if isinstance(node, Pool)), default=0)


def codes(nodes: Sequence[Node], prefix: tuple[int, ...] = ()) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each station with its chutes, pass by pass; chutes count from 1 in the order of the nodes."""
    for number, node in enumerate(nodes, 1):
        if isinstance(node, Pool):
            yield from codes(node.children, (*prefix, number))
        else:
            yield node, (*prefix, number)
