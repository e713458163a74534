"""Network design: which villages host a point, which township serves each, at what cost, with what coverage."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from ._refusals import Fault, ProblemRefused, fault, refuse
from ._siting_model import Chosen, Sites, choose
from ._travel import ASSUMED_TERRAIN, Terrain, estimate


class Aim(StrEnum):
    """What the design is best in: least yearly cost, or most residents within reach for the money."""

    COST = "COST"
    RESIDENTS = "RESIDENTS"


@dataclass(frozen=True, kw_only=True)
class Village:
    """An administrative village. `host_yuan` is what a point there costs a year; `existing`: it has one and keeps it.

    Without `candidate` it can be served but not host.
    """

    key: str
    latitude: float
    longitude: float
    residents: int
    township: str
    host_yuan: float = 0.0
    candidate: bool = True
    existing: bool = False


@dataclass(frozen=True, kw_only=True)
class Township:
    """A township station, and how many points it can serve."""

    key: str
    latitude: float
    longitude: float
    most_points: int | None = None


@dataclass(frozen=True, kw_only=True)
class SiteProblem:
    """Villages, stations and what is asked of the network.

    Costs are yearly: a point costs its `host_yuan` and `supply_yuan_per_km` for each kilometre (there and back, all
    trips of the year) between its station and itself, each begun `points_per_route` points of a township cost
    `route_yuan`, and a resident's way to the nearest point counts `travel_yuan_per_km`.
    """

    villages: tuple[Village, ...]
    townships: tuple[Township, ...]
    within_km: float = 3.0
    terrain: Terrain = ASSUMED_TERRAIN
    supply_yuan_per_km: float = 0.0
    travel_yuan_per_km: float = 0.0
    route_yuan: float = 0.0
    points_per_route: int = 8
    min_villages_share: float = 0.0
    min_residents_share: float = 0.0
    min_points_per_township: int = 0
    most_points: int | None = None
    budget_yuan: float | None = None
    aim: Aim = Aim.COST


@dataclass(frozen=True, kw_only=True)
class Design:
    """A network. Coverage is told in both ways: villages that host a point, residents within the distance of one.

    `optimal`: proven, relative gap at most 1e-4; otherwise `gap` says how far the best possible may be away.
    `points` maps host village -> township that serves it; `nearest` village -> (point, km).
    """

    points: dict[str, str]
    nearest: dict[str, tuple[str, float]]
    villages_share: float
    residents_share: float
    host_yuan: float
    supply_yuan: float
    route_yuan: float
    travel_yuan: float
    routes: dict[str, int]
    optimal: bool
    gap: float

    @property
    def network_yuan(self) -> float:
        """What the budget pays: hosting, supplying, routes; the residents' own ways are not in it."""
        return self.host_yuan + self.supply_yuan + self.route_yuan

    @property
    def total_yuan(self) -> float:
        return self.network_yuan + self.travel_yuan


def design_network(problem: SiteProblem, *, seconds: float = 30.0) -> Design:
    """Return the best network, proven optimal within `seconds` or the best one found by then.

    Raises ProblemRefused for contradictory input, or when no network meets what is asked.
    """
    faults = tuple(_faults(problem))
    if faults:
        raise ProblemRefused(faults)
    sites = _sites(problem)
    chosen = choose(sites, seconds=seconds)
    if chosen is None:
        raise refuse(
            "$",
            "没有一种布局能同时满足所要求的覆盖、经费和站点数；请放宽其中一项",
            "no network meets coverage, budget and numbers at once; relax one of them",
        )
    return _design(problem, sites, chosen)


def coverage_curve(
    problem: SiteProblem,
    *,
    steps: int = 10,
    seconds: float = 30.0,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Design, ...]:
    """Return the cheapest networks for rising shares of residents within reach, from what is asked to everybody.

    Each is the cheapest for its share, so the curve is a Pareto front of network cost against coverage. Shares that
    cannot be met end the curve.
    """
    found: list[Design] = []
    low = problem.min_residents_share
    for step in range(steps + 1):
        share = low + (1 - low) * step / steps
        if found and found[-1].residents_share >= share - 1e-9:
            continue
        if stop():
            break
        asked = replace(problem, min_residents_share=share, aim=Aim.COST, travel_yuan_per_km=0.0)
        try:
            found.append(design_network(asked, seconds=seconds / (steps + 1)))
        except ProblemRefused:
            break
    return _undominated(found)


def next_village(problem: SiteProblem, *, seconds: float = 30.0) -> tuple[Design, Design | None]:
    """Return the cheapest network as asked, and the cheapest with one more point: what the next village costs.

    The second is None where every candidate hosts a point already, or the budget ends.
    """
    now = design_network(problem, seconds=seconds / 2)
    more = (len(now.points) + 1) / len(problem.villages)
    asked = replace(problem, min_villages_share=more, most_points=None)
    try:
        return now, design_network(asked, seconds=seconds / 2)
    except ProblemRefused:
        return now, None


def _undominated(designs: list[Design]) -> tuple[Design, ...]:
    kept: list[Design] = []
    for design in designs:
        while kept and kept[-1].network_yuan >= design.network_yuan:
            kept.pop()
        kept.append(design)
    return tuple(kept)


def _faults(problem: SiteProblem) -> Iterator[Fault]:
    townships = {township.key for township in problem.townships}
    keys = [village.key for village in problem.villages]
    if not keys:
        yield fault("villages", "一个村也没有", "is empty")
    if not townships:
        yield fault("townships", "一个镇也没有", "is empty")
    if len(set(keys)) < len(keys):
        yield fault("villages", "村的编号有重复", "names a village twice")
    for nth, village in enumerate(problem.villages):
        if village.township not in townships:
            yield fault(
                f"villages.{nth}.township",
                f"没有“{village.township}”这个镇",
                f"there is no township {village.township!r}",
            )
        if village.residents < 0 or village.host_yuan < 0:
            yield fault(f"villages.{nth}", "人口和费用不应为负", "residents and costs cannot be negative")
    for name in ("min_villages_share", "min_residents_share"):
        if not 0 <= getattr(problem, name) <= 1:
            yield fault(name, "应在 0 与 1 之间", "must lie between 0 and 1")


def _sites(problem: SiteProblem) -> Sites:
    villages, townships = problem.villages, problem.townships
    positions = [(village.latitude, village.longitude) for village in villages]
    positions += [(township.latitude, township.longitude) for township in townships]
    km = estimate(positions, problem.terrain).distance_mm / 1_000_000
    count = len(villages)
    index = {township.key: nth for nth, township in enumerate(townships)}
    return Sites(
        km=km[:count, :count],
        supply_yuan=2 * km[:count, count:] * problem.supply_yuan_per_km,
        residents=np.array([village.residents for village in villages], dtype=np.float64),
        home=np.array([index[village.township] for village in villages]),
        host_yuan=np.array([village.host_yuan for village in villages], dtype=np.float64),
        candidate=np.array([village.candidate or village.existing for village in villages]),
        existing=np.array([village.existing for village in villages]),
        station_room=np.array(
            [math.inf if one.most_points is None else one.most_points for one in townships], dtype=np.float64
        ),
        within_km=problem.within_km,
        travel_yuan_per_km=problem.travel_yuan_per_km,
        route_yuan=problem.route_yuan,
        points_per_route=problem.points_per_route,
        min_points=math.ceil(problem.min_villages_share * count - 1e-9),
        min_residents=math.ceil(
            problem.min_residents_share * sum(village.residents for village in villages) - 1e-6
        ),
        min_per_township=problem.min_points_per_township,
        most_points=problem.most_points,
        budget_yuan=problem.budget_yuan,
        most_residents=problem.aim is Aim.RESIDENTS,
    )


def _design(problem: SiteProblem, sites: Sites, chosen: Chosen) -> Design:
    villages, townships = problem.villages, problem.townships
    hosts = sorted(chosen.station_of)
    served = {villages[host].key: townships[chosen.station_of[host]].key for host in hosts}
    nearest = {}
    for nth, village in enumerate(villages):
        if hosts:
            host = min(hosts, key=lambda one, row=nth: (sites.km[row, one], one))  # type: ignore[misc]
            nearest[village.key] = (villages[host].key, float(sites.km[nth, host]))
    everybody = sum(village.residents for village in villages)
    reached = sum(
        village.residents
        for village in villages
        if village.key in nearest and nearest[village.key][1] <= problem.within_km + 1e-9
    )
    counts = {township.key: list(served.values()).count(township.key) for township in townships}
    routes = {key: math.ceil(count / problem.points_per_route) for key, count in counts.items() if count}
    way = sum(village.residents * nearest[village.key][1] for village in villages if village.key in nearest)
    return Design(
        points=served,
        nearest=nearest,
        villages_share=len(hosts) / len(villages),
        residents_share=reached / everybody if everybody else 1.0,
        host_yuan=float(sum(villages[host].host_yuan for host in hosts)),
        supply_yuan=float(sum(sites.supply_yuan[host, chosen.station_of[host]] for host in hosts)),
        route_yuan=problem.route_yuan * sum(routes.values()),
        travel_yuan=problem.travel_yuan_per_km * way,
        routes=routes,
        optimal=chosen.optimal,
        gap=chosen.gap,
    )
