"""Days that the tests make themselves, and a checker that works a plan out again from the plain statement."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Any

import pytest

from cuntong.domain.routing import Plan, TimedRoute


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


def county_day(seed: int, villages: int = 24, townships: int = 4) -> dict[str, Any]:
    """Return a synthetic county's day as JSON values: all kinds of stops, two kinds of vehicles."""
    chance = random.Random(seed)
    stations = [
        {
            "id": f"T{nth}",
            "latitude": 25.1 + chance.uniform(-0.2, 0.2),
            "longitude": 113.3 + chance.uniform(-0.2, 0.2),
        }
        for nth in range(1, townships + 1)
    ]
    return {
        "name": "made",
        "date": "2024-03-05",
        "measures": ["kg", "pieces"],
        "centre": {"id": "C", "latitude": 25.1, "longitude": 113.3, "loading_minutes": 15},
        "places": stations,
        "stops": [_village(chance, nth, chance.choice(stations)) for nth in range(1, villages + 1)],
        "vehicles": [
            _vehicle("van", count=6, kg=400, pieces=120, reloads=1, fixed_yuan=120, yuan_per_km=1.1),
            _vehicle("truck", count=3, kg=1500, pieces=500, reloads=0, fixed_yuan=220, yuan_per_km=1.9),
        ],
    }


def _village(chance: random.Random, nth: int, station: dict[str, Any]) -> dict[str, Any]:
    extras: list[dict[str, Any]] = [
        {},
        {"postpone_yuan": 25},
        {"alternatives": [{"place": station["id"], "extra_yuan": 8}]},
        {"vehicles": ["van"]},
        {"open": [["08:00", "11:30"], ["14:00", "17:30"]]},
    ]
    return {
        "id": f"V{nth}",
        "latitude": station["latitude"] + chance.gauss(0, 0.04),
        "longitude": station["longitude"] + chance.gauss(0, 0.04),
        "deliver": {"kg": chance.randint(5, 60), "pieces": chance.randint(1, 20)},
        "collect": {"kg": chance.randint(0, 80)},
        "service_minutes": 6,
        "open": [["08:00", "18:00"]],
        "parcels": chance.randint(1, 20),
        "carrier": chance.choice("ABC"),
    } | extras[nth % len(extras)]


def _vehicle(key: str, *, kg: int, pieces: int, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "capacity": {"kg": kg, "pieces": pieces},
        "yuan_per_hour": 30,
        "shift": ["06:30", "19:00"],
        "working_hours": 8,
        "overtime_hours": 2,
        "overtime_yuan_per_hour": 15,
    } | more


@pytest.fixture(scope="session")
def county() -> Callable[..., dict[str, Any]]:
    """Make a county's day: `county(seed, villages)`."""
    return county_day


class DayChecker:
    """Works a plan of a JSON day out again, from the JSON alone; asserts that it can be driven."""

    def __init__(self, day: dict[str, Any]) -> None:
        self.day = day
        self.stops = {stop["id"]: stop for stop in day["stops"]}
        self.places = {place["id"]: place for place in (*day["stops"], *day["places"], day["centre"])}

    def km(self, here: str, there: str) -> float:
        a, b = self.places[here], self.places[there]
        lat_a, lat_b = math.radians(a["latitude"]), math.radians(b["latitude"])
        spread = math.radians(b["longitude"] - a["longitude"])
        cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(spread)
        return 6371.0088 * math.acos(min(1.0, cosine)) * 1.4

    def check(self, plan: Plan) -> None:
        served = [visit.stop for timed in plan.routes for visit in timed.visits]
        left = [one.stop for one in plan.unserved]
        assert sorted([*served, *left]) == sorted(self.stops)
        for vehicle in self.day["vehicles"]:
            numbers = [timed.route.number for timed in plan.routes if timed.route.vehicle == vehicle["id"]]
            assert len(set(numbers)) == len(numbers)
            assert all(1 <= number <= vehicle["count"] for number in numbers)
        cost = sum(self._route_cost(timed) for timed in plan.routes)
        assert float(plan.cost_yuan) == pytest.approx(cost, abs=0.5)

    def _route_cost(self, timed: TimedRoute) -> float:
        vehicle = next(one for one in self.day["vehicles"] if one["id"] == timed.route.vehicle)
        assert len(timed.route.trips) <= vehicle["reloads"] + 1
        km, extra = 0.0, 0.0
        now = timed.depart_s + 900
        visits = iter(timed.visits)
        assert timed.depart_s >= _moment(vehicle["shift"][0])
        for nth, trip in enumerate(timed.route.trips):
            self._check_load(vehicle, [visit.stop for visit in trip])
            here = "C"
            now += 900 if nth else 0
            for _ in trip:
                visit = next(visits)
                stop = self.stops[visit.stop]
                km += self.km(here, visit.place)
                assert visit.arrive_s == pytest.approx(now + self.km(here, visit.place) / 32 * 3600, abs=60)
                assert any(_moment(a) <= visit.begin_s <= _moment(b) for a, b in stop["open"])
                assert vehicle["id"] in stop.get("vehicles", [vehicle["id"]])
                if visit.place != visit.stop:
                    extra += next(
                        one["extra_yuan"] for one in stop["alternatives"] if one["place"] == visit.place
                    )
                here, now = visit.place, visit.leave_s
            km += self.km(here, "C")
            now += self.km(here, "C") / 32 * 3600
        hours = (timed.return_s - timed.depart_s) / 3600
        assert timed.return_s == pytest.approx(now, abs=60)
        assert timed.return_s <= _moment(vehicle["shift"][1])
        assert hours <= 10
        overtime = max(0.0, hours - 8)
        return vehicle["fixed_yuan"] + vehicle["yuan_per_km"] * km + 30 * hours + 15 * overtime + extra

    def _check_load(self, vehicle: dict[str, Any], trip: list[str]) -> None:
        for measure, room in vehicle["capacity"].items():
            aboard = sum(self.stops[stop]["deliver"].get(measure, 0) for stop in trip)
            assert aboard <= room
            for stop in trip:
                aboard += self.stops[stop]["collect"].get(measure, 0)
                aboard -= self.stops[stop]["deliver"].get(measure, 0)
                assert aboard <= room


def _moment(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


@pytest.fixture(scope="session")
def checker() -> type[DayChecker]:
    return DayChecker
