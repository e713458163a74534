"""Who goes where in what order: the bare plan, before times and costs are worked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise

from ._problem import Problem


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop served at one of its places."""

    stop: str
    place: str


@dataclass(frozen=True, slots=True)
class Route:
    """One vehicle's day: `number` counts the vehicles of its kind from 1; between trips it reloads at the centre."""

    vehicle: str
    number: int
    trips: tuple[tuple[Visit, ...], ...]

    @property
    def visits(self) -> tuple[Visit, ...]:
        return tuple(visit for trip in self.trips for visit in trip)

    @property
    def stops(self) -> tuple[str, ...]:
        return tuple(visit.stop for visit in self.visits)


def route_of(problem: Problem, vehicle: str, trips: Iterable[Sequence[str]], *, number: int = 1) -> Route:
    """Return the route that serves these stops, each at its own place."""
    return Route(
        vehicle,
        number,
        tuple(tuple(Visit(stop, problem.stop_by_key[stop].place) for stop in trip) for trip in trips),
    )


def edges(problem: Problem, routes: Iterable[Route]) -> Iterator[tuple[str, str]]:
    """Yield every leg as (place, place), from each vehicle's start back to its home; stays in place left out."""
    for route in routes:
        vehicle = problem.vehicle_by_key.get(route.vehicle)
        home = problem.home_of(vehicle) if vehicle else problem.centre
        for nth, trip in enumerate(route.trips):
            first = vehicle.start if vehicle and vehicle.start and nth == 0 else home
            way = [first, *(visit.place for visit in trip), home]
            yield from ((here, there) for here, there in pairwise(way) if here != there)


def numbered_like(problem: Problem, routes: Iterable[Route], before: Iterable[Route]) -> tuple[Route, ...]:
    """Return the routes with vehicle numbers such that drivers keep the stops they had, most stops first."""
    routes, before = tuple(routes), tuple(before)
    overlaps = sorted(
        (-len(set(new.stops) & set(old.stops)), nth, old.number)
        for nth, new in enumerate(routes)
        for old in before
        if new.vehicle == old.vehicle
    )
    numbers: dict[int, int] = {}
    taken: set[tuple[str, int]] = set()
    for overlap, nth, number in overlaps:
        vehicle = routes[nth].vehicle
        fits = number <= problem.vehicle_by_key[vehicle].count
        if overlap and fits and nth not in numbers and (vehicle, number) not in taken:
            numbers[nth] = number
            taken.add((vehicle, number))
    for nth, route in enumerate(routes):
        if nth not in numbers:
            free = (number for number in count(1) if (route.vehicle, number) not in taken)
            numbers[nth] = next(free)
            taken.add((route.vehicle, numbers[nth]))
    return tuple(replace(route, number=numbers[nth]) for nth, route in enumerate(routes))
