"""Turns a problem into PyVRP's terms and PyVRP's routes back into ours.

One client per (stop, place, window); a stop with several of them becomes a group of which one is visited. Which
vehicles may come is a load dimension: the stop asks for one unit, and vehicles that may not come have room for none.
Stops that are locked in order are melted into one client that is entered at the first and left at the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise, product
from typing import Any

import numpy as np
import pyvrp

from ._problem import END_OF_TIME_S, MM_PER_KM, SECONDS_PER_HOUR, Problem, Stop, Vehicle, Window
from ._routes import Route, Visit
from ._travel import Matrix

# Engine money: one yuan in parts fine enough that a millimetre at two decimals per kilometre is a whole number.
PARTS_PER_YUAN = 100_000_000
UNREACHABLE_MM = 10**13  # below the engine's largest value, beyond any road
UNREACHABLE_S = 10**9

Base = tuple[str, bool]  # a depot of the engine: the place, and whether vehicles are loaded there


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to serve a chain of stops (nearly always one): where, when, at what extra price."""

    stops: tuple[Stop, ...]
    places: tuple[str, ...]
    window: Window
    extra_yuan: Decimal = Decimal(0)
    busy_s: int = 0


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """The engine's data, and what each of its numbers stands for."""

    problem: Problem
    engine_data: pyvrp.ProblemData
    choices: tuple[Choice, ...]

    @cached_property
    def client_of(self) -> dict[tuple[str, str], list[int]]:
        """(first stop, its place) -> clients, one for each window."""
        found: dict[tuple[str, str], list[int]] = {}
        for client, choice in enumerate(self.choices):
            found.setdefault((choice.stops[0].key, choice.places[0]), []).append(client)
        return found

    def decode(self, solution: pyvrp.Solution) -> tuple[Route, ...]:
        """Return the engine's routes in our terms, numbered within each kind of vehicle; empty trips left out."""
        counts: dict[str, int] = {}
        routes = []
        for engine_route in solution.routes():
            trips = self._trips(engine_route)
            vehicle = self.problem.vehicles[engine_route.vehicle_type()].key
            if trips:
                counts[vehicle] = counts.get(vehicle, 0) + 1
                routes.append(Route(vehicle, counts[vehicle], trips))
        return tuple(routes)

    def _trips(self, engine_route: pyvrp.Route) -> tuple[tuple[Visit, ...], ...]:
        trips: list[list[Visit]] = [[]]
        for activity in engine_route:
            if activity.is_depot():
                trips.append([])
            else:
                choice = self.choices[activity.idx]
                trips[-1].extend(
                    Visit(stop.key, place) for stop, place in zip(choice.stops, choice.places, strict=True)
                )
        return tuple(tuple(trip) for trip in trips if trip)

    def encode(self, routes: Iterable[Route]) -> pyvrp.Solution:
        """Return our routes as a solution of the engine, to start from; stops it does not know are left out."""
        kinds = {vehicle.key: kind for kind, vehicle in enumerate(self.problem.vehicles)}
        used: set[str] = set()
        room = {vehicle.key: vehicle.count for vehicle in self.problem.vehicles}
        engine_routes = []
        for route in routes:
            if room.get(route.vehicle, 0) == 0:
                continue
            room[route.vehicle] -= 1
            activities: list[pyvrp.Activity] = []
            home = self.engine_data.vehicle_type(kinds[route.vehicle]).end_depot
            for trip in route.trips[: 1 + self.problem.vehicle_by_key[route.vehicle].reloads]:
                clients = self._clients(trip, used)
                if activities and clients:
                    activities.append(pyvrp.Activity(pyvrp.ActivityType.DEPOT, home))
                activities.extend(pyvrp.Activity(pyvrp.ActivityType.CLIENT, client) for client in clients)
            if activities:
                engine_routes.append(pyvrp.Route(self.engine_data, activities, kinds[route.vehicle]))
        return pyvrp.Solution(self.engine_data, engine_routes)

    def _clients(self, trip: Sequence[Visit], used: set[str]) -> list[int]:
        clients = []
        for visit in trip:
            known = self.client_of.get((visit.stop, visit.place))
            if known and visit.stop not in used:
                used.add(visit.stop)
                clients.append(known[0])
        return clients


def encode_problem(
    problem: Problem,
    *,
    kept_edges: frozenset[tuple[str, str]] = frozenset(),
    new_leg_mm: int = 0,
    unserved_yuan: Decimal | None = None,
) -> Encoding:
    """Return the problem in the engine's terms.

    Where `kept_edges` are given, all other legs are `new_leg_mm` longer. With `unserved_yuan`, stops that must be served may be left out at
    that price, so that the engine finds the best partial plan where no whole one exists.
    """
    chains = _chains(problem)
    bases = _bases(problem)
    choices: list[Choice] = []
    clients: list[pyvrp.Client] = []
    groups: list[pyvrp.ClientGroup] = []
    asked = _asked_kinds(problem, chains)
    for chain in chains:
        ways = _ways(problem, chain)
        price = _price(chain, unserved_yuan)
        group = len(groups) if len(ways) > 1 else None
        members = range(len(choices), len(choices) + len(ways))
        if group is not None:
            groups.append(pyvrp.ClientGroup(list(members), required=price is None))
        load = _chain_load(problem, chain, asked)
        for member, way in zip(members, ways, strict=True):
            clients.append(_client(way, len(bases) + member, load, price, group, ways))
        choices.extend(ways)
    distance, duration = _matrices(problem, bases, choices, kept_edges, new_leg_mm)
    engine_data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(len(bases) + len(choices))],
        clients=clients,
        depots=[
            pyvrp.Depot(nth, service_duration=problem.loading_s if loads else 0)
            for nth, (_, loads) in enumerate(bases)
        ],
        vehicle_types=[_vehicle_type(problem, vehicle, bases, asked) for vehicle in problem.vehicles],
        distance_matrices=[distance],
        duration_matrices=[duration],
        groups=groups,
    )
    return Encoding(problem=problem, engine_data=engine_data, choices=tuple(choices))


def _bases(problem: Problem) -> list[Base]:
    """Return the engine's depots: homes first, where vehicles are loaded, then places where vehicles already are."""
    homes = [(problem.centre, True), *((problem.home_of(vehicle), True) for vehicle in problem.vehicles)]
    starts = [(vehicle.start, False) for vehicle in problem.vehicles if vehicle.start]
    return list(dict.fromkeys([*homes, *starts]))


def _chains(problem: Problem) -> list[tuple[Stop, ...]]:
    """Return the stops, those locked in order as one chain each."""
    ordered = [lock.stops for lock in problem.locks if lock.in_order and len(lock.stops) > 1]
    chained = {stop for stops in ordered for stop in stops}
    single = [(stop,) for stop in problem.stops if stop.key not in chained]
    return [*single, *(tuple(problem.stop_by_key[stop] for stop in stops) for stops in ordered)]


def _ways(problem: Problem, chain: tuple[Stop, ...]) -> list[Choice]:
    """Return every way to serve the chain; a chain of several stops has one: its places in order."""
    if len(chain) > 1:
        return [_melted(problem, chain)]
    (stop,) = chain
    places = [(stop.place, Decimal(0)), *((other.place, other.extra_yuan) for other in stop.alternatives)]
    return [
        Choice(chain, (place,), window, extra_yuan, stop.service_s)
        for (place, extra_yuan), window in product(places, stop.windows)
    ]


def _melted(problem: Problem, chain: tuple[Stop, ...]) -> Choice:
    """Return the chain as one visit: when it may begin, and how long it takes, waiting included.

    The usual concatenation of time segments, each stop with its first window.
    """
    busy_s, window = chain[0].service_s, chain[0].windows[0]
    for here, there in pairwise(chain):
        drive_s = problem.travel.duration_s[problem.place_at[here.place], problem.place_at[there.place]]
        after_s, opens = busy_s + int(drive_s), there.windows[0]
        wait_s = max(opens.from_s - after_s - window.to_s, 0)
        earliest = max(opens.from_s - after_s, window.from_s) - wait_s
        window = Window(earliest, max(earliest, min(opens.to_s - after_s, window.to_s)))
        busy_s = after_s + wait_s + there.service_s
    return Choice(chain, tuple(stop.place for stop in chain), window, Decimal(0), busy_s)


def _price(chain: tuple[Stop, ...], unserved_yuan: Decimal | None) -> Decimal | None:
    """Return what leaving the chain out costs; None: it must be served."""
    prices = [unserved_yuan if stop.postpone_yuan is None else stop.postpone_yuan for stop in chain]
    return None if None in prices else sum((price for price in prices if price is not None), Decimal(0))


def _asked_kinds(problem: Problem, chains: Sequence[tuple[Stop, ...]]) -> list[frozenset[str]]:
    """Return the sets of vehicles that some chain is confined to."""
    everything = frozenset(vehicle.key for vehicle in problem.vehicles)
    confined = {_kinds(problem, chain) for chain in chains} - {everything}
    return sorted(confined, key=sorted)


def _kinds(problem: Problem, chain: tuple[Stop, ...]) -> frozenset[str]:
    return frozenset(
        vehicle.key for vehicle in problem.vehicles if all(problem.may_serve(vehicle, stop) for stop in chain)
    )


def _chain_load(
    problem: Problem, chain: tuple[Stop, ...], asked: list[frozenset[str]]
) -> tuple[list[int], list[int]]:
    """Return what the chain asks of a vehicle: (delivered, collected), its confinement as a last few dimensions."""
    confinement = [int(kinds == _kinds(problem, chain)) for kinds in asked]
    delivered = [sum(stop.deliver[nth] for stop in chain) for nth in problem.scarce_measures]
    collected = [sum(stop.collect[nth] for stop in chain) for nth in problem.scarce_measures]
    return [*delivered, *confinement], [*collected, *(0 for _ in asked)]


def _client(
    way: Choice,
    location: int,
    load: tuple[list[int], list[int]],
    price: Decimal | None,
    group: int | None,
    ways: list[Choice],
) -> pyvrp.Client:
    worth = max(other.extra_yuan for other in ways) if price is None else price
    prize = max(Decimal(0), worth - way.extra_yuan)
    times: dict[str, Any] = (
        {} if way.window == Window() else {"tw_early": way.window.from_s, "tw_late": way.window.to_s}
    )
    return pyvrp.Client(
        location,
        delivery=load[0],
        pickup=load[1],
        service_duration=way.busy_s,
        prize=_parts(prize),
        required=price is None and group is None,
        group=group,
        **times,
    )


def _vehicle_type(
    problem: Problem, vehicle: Vehicle, bases: list[Base], asked: list[frozenset[str]]
) -> pyvrp.VehicleType:
    plenty = 1_000_000
    home = bases.index((problem.home_of(vehicle), True))
    limits: dict[str, Any] = {}
    if vehicle.shift != Window():
        limits |= {"tw_early": vehicle.shift.from_s, "tw_late": vehicle.shift.to_s}
    if vehicle.working_s < END_OF_TIME_S:
        limits |= {"shift_duration": vehicle.working_s, "max_overtime": vehicle.overtime_s}
    if vehicle.longest_mm is not None:
        limits["max_distance"] = vehicle.longest_mm
    return pyvrp.VehicleType(
        vehicle.count,
        [
            *(vehicle.capacity[nth] for nth in problem.scarce_measures),
            *(plenty if vehicle.key in kinds else 0 for kinds in asked),
        ],
        start_depot=bases.index((vehicle.start, False)) if vehicle.start else home,
        end_depot=home,
        fixed_cost=_parts(vehicle.fixed_yuan),
        unit_distance_cost=_parts(vehicle.yuan_per_km / MM_PER_KM),
        unit_duration_cost=_parts(vehicle.yuan_per_hour / SECONDS_PER_HOUR),
        unit_overtime_cost=_parts(vehicle.overtime_yuan_per_hour / SECONDS_PER_HOUR),
        reload_depots=[home] if vehicle.reloads else [],
        max_reloads=vehicle.reloads,
        **limits,
    )


def _parts(yuan: Decimal) -> int:
    return int((yuan * PARTS_PER_YUAN).to_integral_value())


def _matrices(
    problem: Problem,
    bases: list[Base],
    choices: list[Choice],
    kept_edges: frozenset[tuple[str, str]],
    new_leg_mm: int,
) -> tuple[Any, Any]:
    """Return distances and times from where each client is left to where each client is entered."""
    left = [
        problem.place_at[place]
        for place in (*(place for place, _ in bases), *(choice.places[-1] for choice in choices))
    ]
    entered = [
        problem.place_at[place]
        for place in (*(place for place, _ in bases), *(choice.places[0] for choice in choices))
    ]
    distance = problem.travel.distance_mm[np.ix_(left, entered)].copy()
    duration = problem.travel.duration_s[np.ix_(left, entered)].copy()
    blocked = (distance < 0) | (duration < 0)
    distance[blocked], duration[blocked] = _beyond(distance), UNREACHABLE_S
    if kept_edges:
        kept = np.zeros(problem.travel.distance_mm.shape, dtype=bool)
        for here, there in kept_edges:
            if here in problem.place_at and there in problem.place_at:
                kept[problem.place_at[here], problem.place_at[there]] = True
        goes_on = np.not_equal.outer(left, entered)
        distance[goes_on & ~kept[np.ix_(left, entered)] & ~blocked] += new_leg_mm
    for row, choice in enumerate(choices, start=len(bases)):
        distance[row] += _inside(problem, choice)
    np.fill_diagonal(distance, 0)
    np.fill_diagonal(duration, 0)
    return distance, duration


def _inside(problem: Problem, choice: Choice) -> int:
    rows = [problem.place_at[place] for place in choice.places]
    return sum(int(problem.travel.distance_mm[here, there]) for here, there in pairwise(rows))


def _beyond(distance: Matrix) -> int:
    """Return a distance that no plan takes when it can help it, small enough for the engine's whole numbers."""
    return min(UNREACHABLE_MM, 1000 * max(MM_PER_KM, int(distance.max())))
