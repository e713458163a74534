"""Routing against its peers in the same run, siting to the proven optimum, two levels against the nearest station.

Run: python -m benchmarks.routing [--instances FOLDER] [--seconds S] [--seeds N] [--peers PYTHON] [--only PART …]

VRPSPD: every .vrpspd file of FOLDER with a value in its best-known.csv (columns instance, best_known), planned by
`cuntong route` in a process of its own within S wall-clock seconds; lengths are worked out again from the routes.
Without FOLDER, instances are made, and gaps are to the best that anyone found in this run. Peers run in PYTHON, an
interpreter that has them (pip install ortools pyvroom): OR-Tools for the same S seconds on one thread, VROOM until it
stops by itself. The machine's load is printed: other work takes time from those who are measured by the clock.
"""

import argparse
import csv
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from cuntong.domain.routing import (
    Effort,
    Problem,
    Route,
    SiteProblem,
    Stability,
    Station,
    Township,
    TwoLevelProblem,
    Vehicle,
    Village,
    Window,
    compare,
    compare_levels,
    design_network,
    evaluate,
    plan_day,
    read_problem,
    read_vrpspd,
    route_of,
)

FINE = 1_000  # peers count in whole thousandths of the file's unit
PARTS = ("vrpspd", "day", "siting", "stability", "levels")


def length(problem: Problem, routes: Sequence[Sequence[int]]) -> float:
    """Return the length of routes after checking visits and loads; infinite when they are no plan."""
    stops = {int(stop.key): stop for stop in problem.stops}
    if sorted(node for route in routes for node in route) != sorted(stops):
        return math.inf
    room = problem.vehicles[0].capacity[0]
    for route in routes:
        aboard = sum(stops[node].deliver[0] for node in route)
        for node in route:
            if aboard > room:
                return math.inf
            aboard += stops[node].collect[0] - stops[node].deliver[0]
        if aboard > room:
            return math.inf
    legs = [leg for route in routes for leg in pairwise([0, *route, 0])]
    return sum(int(problem.travel.distance_mm[leg]) for leg in legs) / 1_000_000


def ours(path: Path, seconds: float, seed: int) -> tuple[list[list[int]], float]:
    begun = time.monotonic()
    command = [sys.executable, "-m", "cuntong", "route", str(path), "--format", "json"]
    run = subprocess.run(
        [*command, "--seconds", str(seconds), "--seed", str(seed)],
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(run.stdout)["routes"], time.monotonic() - begun


def theirs(python: str, peer: str, problem: Problem, seconds: float) -> list[list[int]]:
    stated = {
        "matrix": (problem.travel.distance_mm // (1_000_000 // FINE)).tolist(),
        "deliver": [0, *(stop.deliver[0] // 1000 for stop in problem.stops)],
        "collect": [0, *(stop.collect[0] // 1000 for stop in problem.stops)],
        "capacity": problem.vehicles[0].capacity[0] // 1000,
        # Held to the file's number OR-Tools often finds no first plan; it gets three more.
        "vehicles": problem.vehicles[0].count + 3,
        "seconds": seconds,
    }
    program = str(Path(__file__).with_name("routing_peers.py"))
    run = subprocess.run(
        [python, program, peer], input=json.dumps(stated), capture_output=True, text=True, check=False
    )
    return json.loads(run.stdout) if run.returncode == 0 else []


def made(folder: Path) -> Iterator[tuple[Path, float | None]]:
    for nodes, capacity in ((50, 120), (100, 160), (200, 200)):
        chance = random.Random(nodes)
        rows = [
            (chance.randint(0, 100), chance.randint(0, 100), chance.randint(1, 30), chance.randint(1, 30))
            for _ in range(nodes + 1)
        ]
        vehicles = math.ceil(max(sum(row[2] for row in rows), sum(row[3] for row in rows)) / capacity) + 2
        path = folder / f"made-{nodes}.vrpspd"
        path.write_text(
            f"NAME : {path.stem}\nTYPE : VRPSPD\nDIMENSION : {nodes + 1}\nVEHICLES : {vehicles}\n"
            f"CAPACITY : {capacity}\nEDGE_WEIGHT_TYPE : EXACT_2D\nNODE_COORD_SECTION\n"
            + "".join(f"{nth} {x} {y}\n" for nth, (x, y, _, _) in enumerate(rows, 1))
            + "PICKUP_AND_DELIVERY_SECTION\n"
            + "".join(
                f"{nth} 0 0 10000000 0 {0 if nth == 1 else up} {0 if nth == 1 else down}\n"
                for nth, (_, _, up, down) in enumerate(rows, 1)
            )
            + "DEPOT_SECTION\n1\n-1\nEOF\n",
            encoding="ascii",
        )
        yield path, None


def given(folder: Path) -> Iterator[tuple[Path, float | None]]:
    with (folder / "best-known.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield folder / f"{row['instance']}.vrpspd", float(row["best_known"])


def vrpspd(folder: Path | None, seconds: float, seeds: int, peers: str | None) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        gaps: dict[str, list[float]] = {}
        longest = 0.0
        for path, best in list(given(folder) if folder else made(Path(scratch))):
            problem = read_vrpspd(path.read_text(encoding="utf-8"))
            lengths: dict[str, list[float]] = {"cuntong": []}
            for seed in range(1, seeds + 1):
                routes, took = ours(path, seconds, seed)
                lengths["cuntong"].append(length(problem, routes))
                longest = max(longest, took)
            for peer in ("ortools", "vroom") if peers else ():
                lengths[peer] = [length(problem, theirs(peers or "", peer, problem, seconds))]
            base = best or min(one for found in lengths.values() for one in found)
            row = {name: [100 * (one / base - 1) for one in found] for name, found in lengths.items()}
            print(
                f"  {path.stem:12}",
                {name: [round(gap, 2) for gap in found] for name, found in row.items()},
                flush=True,
            )
            for name, found in row.items():
                gaps.setdefault(name, []).append(sum(found) / len(found))
        for name, found in gaps.items():
            solved = [gap for gap in found if math.isfinite(gap)]
            mean = sum(solved) / len(solved) if solved else math.nan
            print(f"VRPSPD {seconds:g} s, {name}: mean gap {mean:.3f} % on {len(solved)} of {len(found)}")
        print(f"longest wall clock of the command: {longest:.2f} s for {seconds:g} s asked")


def county(seed: int, villages: int = 101, townships: int = 17) -> tuple[dict, list[dict]]:
    """Return a synthetic county's day (stops at the villages only) and its township stations."""
    chance = random.Random(seed)
    stations = [
        {
            "id": f"T{nth}",
            "latitude": 25.1 + chance.uniform(-0.28, 0.28),
            "longitude": 113.3 + chance.uniform(-0.3, 0.3),
        }
        for nth in range(1, townships + 1)
    ]
    stops = []
    for nth in range(1, villages + 1):
        near = chance.choice(stations)
        stops.append(
            {
                "id": f"V{nth}",
                "latitude": near["latitude"] + chance.gauss(0, 0.04),
                "longitude": near["longitude"] + chance.gauss(0, 0.04),
                "deliver": {"kg": chance.randint(20, 160)},
                "collect": {"kg": chance.randint(0, 200)},
                "service_minutes": 6,
                "open": [["08:00", "18:00"]],
                "parcels": chance.randint(5, 40),
            }
        )
    van = {
        "count": 18,
        "capacity": {"kg": 800},
        "fixed_yuan": 60,
        "yuan_per_km": 0.9,
        "yuan_per_hour": 28,
        "shift": ["06:00", "19:00"],
        "working_hours": 9,
    }
    day = {
        "centre": {"id": "C", "latitude": 25.1, "longitude": 113.3},
        "places": stations,
        "stops": stops,
        "vehicles": [{"id": "van", **van}],
    }
    return day, stations


def siting() -> None:
    for villages in (200, 300):
        chance = random.Random(villages)
        _, stations = county(villages)
        hosts = []
        for nth in range(villages):
            near = chance.choice(stations)
            hosts.append(
                Village(
                    key=f"V{nth}",
                    latitude=near["latitude"] + chance.gauss(0, 0.05),
                    longitude=near["longitude"] + chance.gauss(0, 0.05),
                    residents=chance.randint(200, 4000),
                    township=near["id"],
                    host_yuan=chance.randint(6_000, 15_000),
                )
            )
        townships = tuple(
            Township(key=one["id"], latitude=one["latitude"], longitude=one["longitude"]) for one in stations
        )
        problem = SiteProblem(
            villages=tuple(hosts), townships=townships, supply_yuan_per_km=150, min_residents_share=0.8
        )
        asked = {
            "coverage": replace(problem, min_villages_share=0.5),
            "shortest ways, 60 points": replace(
                problem, travel_yuan_per_km=200, most_points=60, min_residents_share=0
            ),
        }
        for name, one in asked.items():
            begun = time.monotonic()
            design = design_network(one)
            print(
                f"siting {villages} villages, {name}: {time.monotonic() - begun:.2f} s, proven {design.optimal}"
            )


def county_day(seconds: float, peers: str | None) -> None:
    """118 stops both ways, vans and trucks, against OR-Tools in the same time; both are worked out by `evaluate`."""
    for seed in (1, 2, 3):
        day, _ = county(seed, villages=118)
        truck = day["vehicles"][0] | {"id": "truck", "count": 6, "capacity": {"kg": 2000}, "fixed_yuan": 110}
        day["vehicles"].append(truck | {"yuan_per_km": 1.6})
        problem, _ = read_problem(json.dumps(day))
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "day.json"
            path.write_text(json.dumps(day), encoding="utf-8")
            command = [sys.executable, "-m", "cuntong", "route", str(path), "--format", "json"]
            run = subprocess.run(
                [*command, "--seconds", str(seconds)], capture_output=True, text=True, check=False
            )
        answer = json.loads(run.stdout)
        own = evaluate(
            problem,
            [
                route_of(problem, one["vehicle"], one["trips"], number=one["number"])
                for one in answer["vehicles"]
            ],
        )
        cost = own.objective_yuan if own.feasible and not own.unserved else math.inf
        print(f"day of 118 stops, seed {seed}, {seconds:g} s: cuntong {cost:.2f} yuan", flush=True)
        if peers:
            other = evaluate(problem, _day_by_ortools(problem, seconds, peers))
            state = "" if other.feasible and not other.unserved else " (no whole plan)"
            print(
                f"  OR-Tools {other.objective_yuan:.2f}{state}: {float(own.objective_yuan / other.objective_yuan - 1):+.2%}"
            )


def _day_by_ortools(problem: Problem, seconds: float, python: str) -> list[Route]:
    fine = 10_000
    kinds = [vehicle for vehicle in problem.vehicles for _ in range(vehicle.count)]
    rows = [0, *(problem.place_at[stop.place] for stop in problem.stops)]
    stated = {
        "mm": problem.travel.distance_mm[rows][:, rows].tolist(),
        "seconds": problem.travel.duration_s[rows][:, rows].tolist(),
        "deliver": [0, *(stop.deliver[0] for stop in problem.stops)],
        "collect": [0, *(stop.collect[0] for stop in problem.stops)],
        "service": [0, *(stop.service_s for stop in problem.stops)],
        "windows": [[0, 86_400], *([one.windows[0].from_s, one.windows[0].to_s] for one in problem.stops)],
        "vehicles": [
            {
                "capacity": one.capacity[0],
                "fixed": int(one.fixed_yuan * fine),
                "per_mm": float(one.yuan_per_km) * fine / 1_000_000,
                "per_second": round(float(one.yuan_per_hour) * fine / 3600),
                "from": one.shift.from_s,
                "to": one.shift.to_s,
                "working": one.working_s,
            }
            for one in kinds
        ],
        "limit": seconds,
    }
    program = str(Path(__file__).with_name("routing_peers.py"))
    run = subprocess.run(
        [python, program, "day-ortools"],
        input=json.dumps(stated),
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(run.stdout) if run.returncode == 0 else []
    counts: dict[str, int] = {}
    routes = []
    for kind, nodes in zip(kinds, found, strict=False):
        if nodes:
            counts[kind.key] = counts.get(kind.key, 0) + 1
            stops = [[problem.stops[node - 1].key for node in nodes]]
            routes.append(route_of(problem, kind.key, stops, number=counts[kind.key]))
    return routes


def stability(seconds: float) -> None:
    """24 of 118 demands change: how much of yesterday's plan is kept, and for what, with the engine on every core."""
    with ProcessPoolExecutor() as pool:
        for seed in (1, 2, 3):
            day, _ = county(seed, villages=118)
            before = tuple(timed.route for timed in _plan(day, seconds, pool).routes)
            chance = random.Random(seed)
            for stop in chance.sample(day["stops"], 24):
                stop["deliver"]["kg"] = round(stop["deliver"]["kg"] * chance.uniform(0.5, 1.5))
            free = _plan(day, seconds, pool)
            stable = _plan(day, seconds, pool, Stability(routes=before))
            print(
                f"re-plan, seed {seed}, {seconds:g} s: keeps {compare(stable, before).kept_share:.1%} of legs "
                f"(free: {compare(free, before).kept_share:.1%}) for "
                f"{float(stable.objective_yuan / free.objective_yuan - 1):+.2%} against a free plan of the same time",
                flush=True,
            )


def _plan(day: dict, seconds: float, pool: ProcessPoolExecutor, stable: Stability | None = None):
    problem, _ = read_problem(json.dumps(day))
    until = time.monotonic() + seconds
    effort = Effort(remaining=lambda: until - time.monotonic())
    return plan_day(problem, effort=effort, stable=stable, spread=pool.map)


def levels() -> None:
    for seed in (1, 2, 3):
        day, stations = county(seed)
        truck = Vehicle(
            key="truck",
            count=8,
            capacity=(3_000_000, 10**12, 10**12),
            fixed_yuan=Decimal(250),
            yuan_per_km=Decimal("2.2"),
            yuan_per_hour=Decimal(35),
            shift=Window(4 * 3600, 14 * 3600),
        )
        problem = TwoLevelProblem(
            day=read_problem(json.dumps(day))[0],
            stations=tuple(Station(place=one["id"]) for one in stations),
            trucks=(truck,),
            trunk_until_s=9 * 3600,
        )
        begun = time.monotonic()
        found = compare_levels(problem, effort=Effort(iterations=600, rounds=2))
        print(
            f"two levels, seed {seed}: {found.saving_against_nearest:.1%} cheaper than the nearest station; one level "
            f"costs {found.one_level.objective_yuan / found.two_levels.cost_yuan:.2f} of it "
            f"({time.monotonic() - begun:.0f} s)"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--instances", type=Path)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--peers", help="interpreter with ortools or pyvroom")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS))
    asked = parser.parse_args()
    parts = {
        "vrpspd": lambda: vrpspd(asked.instances, asked.seconds, asked.seeds, asked.peers),
        "day": lambda: county_day(asked.seconds, asked.peers),
        "siting": siting,
        "stability": lambda: stability(asked.seconds),
        "levels": levels,
    }
    for part in asked.only:
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        parts[part]()


if __name__ == "__main__":
    main()
