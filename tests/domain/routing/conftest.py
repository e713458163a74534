"""Days that the tests make themselves, and a checker that works a plan out again from the plain statement."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

import pytest


@dataclass(frozen=True)
class Instance:
    """A .vrpspd statement in plain numbers: node 0 is the depot."""

    points: list[tuple[int, int]]
    deliver: list[int]
    collect: list[int]
    capacity: int
    vehicles: int

    @property
    def text(self) -> str:
        nodes = range(len(self.points))
        lines = [
            "NAME : made",
            "TYPE : VRPSPD",
            f"DIMENSION : {len(self.points)}",
            f"VEHICLES : {self.vehicles}",
            f"CAPACITY : {self.capacity}",
            "EDGE_WEIGHT_TYPE : EXACT_2D",
            "NODE_COORD_SECTION",
            *(f"{node + 1} {x} {y}" for node, (x, y) in enumerate(self.points)),
            "PICKUP_AND_DELIVERY_SECTION",
            *(f"{node + 1} 0 0 10000000 0 {self.collect[node]} {self.deliver[node]}" for node in nodes),
            "DEPOT_SECTION",
            "1",
            "-1",
            "EOF",
        ]
        return "\n".join(lines) + "\n"

    def length(self, route: Sequence[int]) -> float:
        return sum(math.dist(self.points[a], self.points[b]) for a, b in pairwise([0, *route, 0]))

    def peak(self, route: Sequence[int]) -> int:
        aboard = sum(self.deliver[node] for node in route)
        heaviest = aboard
        for node in route:
            aboard += self.collect[node] - self.deliver[node]
            heaviest = max(heaviest, aboard)
        return heaviest

    def check(self, routes: Iterable[Sequence[int]]) -> float:
        """Return the length of a plan after making sure that it is one."""
        routes = [list(route) for route in routes]
        assert sorted(node for route in routes for node in route) == list(range(1, len(self.points)))
        assert len(routes) <= self.vehicles
        assert all(self.peak(route) <= self.capacity for route in routes)
        return sum(map(self.length, routes))

    def shortest(self) -> float:
        """Return the optimum by trying everything: every order, cut at every place (seven customers at most)."""
        customers = range(1, len(self.points))
        return min(self._cut(order) for order in permutations(customers))

    def _cut(self, order: tuple[int, ...]) -> float:
        best = [[math.inf] * (self.vehicles + 1) for _ in range(len(order) + 1)]
        best[0][0] = 0.0
        for end in range(1, len(order) + 1):
            for begin in range(end):
                route = order[begin:end]
                if self.peak(route) <= self.capacity:
                    length = self.length(route)
                    for used in range(self.vehicles):
                        best[end][used + 1] = min(best[end][used + 1], best[begin][used] + length)
        return min(best[len(order)])


def make_instance(chance: random.Random, customers: int, *, per_route: int = 4) -> Instance:
    nodes = range(customers + 1)
    return Instance(
        points=[(chance.randint(0, 100), chance.randint(0, 100)) for _ in nodes],
        deliver=[0] + [chance.randint(0, 30) for _ in range(customers)],
        collect=[0] + [chance.randint(0, 30) for _ in range(customers)],
        capacity=max(60, 20 * per_route),
        vehicles=max(2, math.ceil(customers / 2)),
    )


@pytest.fixture(scope="session")
def made() -> Callable[..., Instance]:
    """Make an instance: `made(seed, customers)`."""
    return lambda seed, customers, **more: make_instance(random.Random(seed), customers, **more)
