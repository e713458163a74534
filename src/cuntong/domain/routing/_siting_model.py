"""The integer programme behind network design, solved by HiGHS.

Columns: y a village hosts a point; z a point is served by a station; x a village's residents go to a point; c a
village is within reach; r routes of a township. x and c are continuous: with y whole they are whole by themselves.

Of x only the nearest points of each village are written out, and one more column "farther" at the price of the
nearest point left out. A solution without "farther" is optimal for the whole programme, since that column can only
be too cheap; otherwise twice as many are written out and it is solved again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RELATIVE_GAP = 1e-4
NEAREST = 24
INFINITE = highspy.kHighsInf


@dataclass(frozen=True, kw_only=True, eq=False)
class Sites:
    """The design problem in arrays: villages in rows, stations in the columns of `supply_yuan`."""

    km: Floats
    supply_yuan: Floats
    residents: Floats
    home: npt.NDArray[np.int64]
    host_yuan: Floats
    candidate: npt.NDArray[np.bool_]
    existing: npt.NDArray[np.bool_]
    station_room: Floats
    within_km: float
    travel_yuan_per_km: float
    route_yuan: float
    points_per_route: int
    min_points: int
    min_residents: float
    min_per_township: int
    most_points: int | None
    budget_yuan: float | None
    most_residents: bool


@dataclass(frozen=True)
class Chosen:
    """Host village -> station, whether that is proven optimal, and the relative gap left."""

    station_of: dict[int, int]
    optimal: bool
    gap: float


class _Programme:
    """Collects columns and rows, then hands them to HiGHS at once."""

    def __init__(self) -> None:
        self.costs: list[float] = []
        self.lowest: list[float] = []
        self.highest: list[float] = []
        self.whole: list[int] = []
        self.row_bounds: list[tuple[float, float]] = []
        self.starts: list[int] = []
        self.columns: list[int] = []
        self.factors: list[float] = []

    def column(self, cost: float, low: float = 0.0, high: float = 1.0, *, whole: bool = False) -> int:
        self.costs.append(cost)
        self.lowest.append(low)
        self.highest.append(high)
        if whole:
            self.whole.append(len(self.costs) - 1)
        return len(self.costs) - 1

    def row(self, low: float, high: float, terms: Iterable[tuple[int, float]]) -> None:
        self.row_bounds.append((low, high))
        self.starts.append(len(self.columns))
        for column, factor in terms:
            self.columns.append(column)
            self.factors.append(factor)

    def solve(self, seconds: float) -> tuple[Any, list[float]] | None:
        """Return HiGHS's report and the values of the columns, or None where nothing fits."""
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("time_limit", max(0.1, seconds)),
            ("mip_rel_gap", RELATIVE_GAP),
        ):
            solver.setOptionValue(option, value)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = len(self.costs), len(self.row_bounds)
        programme.col_cost_, programme.col_lower_, programme.col_upper_ = (
            np.array(values) for values in (self.costs, self.lowest, self.highest)
        )
        programme.row_lower_ = np.array([low for low, _ in self.row_bounds])
        programme.row_upper_ = np.array([high for _, high in self.row_bounds])
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.array([*self.starts, len(self.columns)], dtype=np.int32)
        programme.a_matrix_.index_ = np.array(self.columns, dtype=np.int32)
        programme.a_matrix_.value_ = np.array(self.factors)
        whole = set(self.whole)
        programme.integrality_ = [
            highspy.HighsVarType.kInteger if column in whole else highspy.HighsVarType.kContinuous
            for column in range(len(self.costs))
        ]
        solver.passModel(programme)
        solver.run()
        values = solver.getSolution().col_value
        report = solver.getInfo()
        feasible = report.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return (report, list(values)) if feasible else None


def choose(sites: Sites, *, seconds: float) -> Chosen | None:
    """Return the best set of points, or None where none meets what is asked."""
    nearest = NEAREST
    while True:
        programme, hosts, served, farther = _write(sites, nearest)
        solved = programme.solve(seconds)
        if solved is None:
            return None
        report, values = solved
        if nearest >= len(sites.km) or all(values[column] < 1e-6 for column in farther):
            break
        nearest *= 2
    gap = float(report.mip_gap)
    station_of = {
        host: max(served[host], key=lambda pair: values[pair[1]])[0]
        for host, column in hosts.items()
        if values[column] > 0.5
    }
    return Chosen(station_of, bool(gap <= RELATIVE_GAP + 1e-9), gap)


def _write(
    sites: Sites, nearest: int
) -> tuple[_Programme, dict[int, int], dict[int, list[tuple[int, int]]], list[int]]:
    programme = _Programme()
    cost = 0.0 if sites.most_residents else 1.0
    # For equal reach the cheaper network is taken: a yuan weighs less than any resident.
    worth = cost or 1e-3 / max(1.0, float(sites.host_yuan.sum() + sites.supply_yuan.max(axis=1).sum()))
    hosts = {
        int(village): programme.column(
            worth * sites.host_yuan[village], float(sites.existing[village]), whole=True
        )
        for village in np.flatnonzero(sites.candidate)
    }
    served = _write_stations(programme, sites, hosts, worth)
    _write_reach(programme, sites, hosts)
    farther = _write_ways(programme, sites, hosts, nearest) if sites.travel_yuan_per_km and cost else []
    every = [(column, 1.0) for column in hosts.values()]
    most = INFINITE if sites.most_points is None else float(sites.most_points)
    programme.row(float(sites.min_points), most, every)
    for township in range(sites.supply_yuan.shape[1]):
        own = [(column, 1.0) for village, column in hosts.items() if sites.home[village] == township]
        if sites.min_per_township and own:
            programme.row(float(min(sites.min_per_township, len(own))), INFINITE, own)
    return programme, hosts, served, farther


def _write_stations(
    programme: _Programme, sites: Sites, hosts: dict[int, int], worth: float
) -> dict[int, list[tuple[int, int]]]:
    """Write which station serves each point, its room, routes and the budget; return (station, column) per host."""
    stations = range(sites.supply_yuan.shape[1])
    tied = bool(np.isfinite(sites.station_room).any() or sites.route_yuan)
    served: dict[int, list[tuple[int, int]]] = {}
    for village, column in hosts.items():
        prices = sites.supply_yuan[village]
        open_to = stations if tied else [int(prices.argmin())]
        served[village] = [
            (station, programme.column(worth * prices[station], whole=tied)) for station in open_to
        ]
        programme.row(0, 0, [*((one, 1.0) for _, one in served[village]), (column, -1.0)])
    money = [(column, float(sites.host_yuan[village])) for village, column in hosts.items()]
    money += [
        (column, float(sites.supply_yuan[village, station]))
        for village, pairs in served.items()
        for station, column in pairs
    ]
    for station in stations if tied else ():
        there = [(column, 1.0) for pairs in served.values() for one, column in pairs if one == station]
        programme.row(-INFINITE, float(sites.station_room[station]), there)
        routes = programme.column(worth * sites.route_yuan, 0, float(len(hosts)), whole=True)
        programme.row(-INFINITE, 0, [*there, (routes, -float(sites.points_per_route))])
        money.append((routes, sites.route_yuan))
    if sites.budget_yuan is not None:
        programme.row(-INFINITE, sites.budget_yuan, money)
    return served


def _write_reach(programme: _Programme, sites: Sites, hosts: dict[int, int]) -> None:
    """Write which villages are within reach of a point, and how many residents must be."""
    if not sites.min_residents and not sites.most_residents:
        return
    reached = []
    for village, residents in enumerate(sites.residents):
        covered = programme.column(-float(residents) if sites.most_residents else 0.0)
        near = np.flatnonzero(sites.km[village] <= sites.within_km + 1e-9)
        programme.row(
            0, INFINITE, [(covered, -1.0), *((hosts[int(one)], 1.0) for one in near if int(one) in hosts)]
        )
        reached.append((covered, float(residents)))
    # Residents are whole, so half a one less asks for the same and spares the solver a knife's edge.
    programme.row(sites.min_residents - 0.5, INFINITE, reached)


def _write_ways(programme: _Programme, sites: Sites, hosts: dict[int, int], nearest: int) -> list[int]:
    """Write the residents' ways to a point; return the columns that stand for points farther away."""
    farther = []
    candidates = np.array(sorted(hosts))
    for village, residents in enumerate(sites.residents):
        price = float(residents) * sites.travel_yuan_per_km
        by_distance = candidates[np.argsort(sites.km[village, candidates], kind="stable")]
        ways = []
        for point in by_distance[:nearest]:
            way = programme.column(price * float(sites.km[village, point]))
            programme.row(-INFINITE, 0, [(way, 1.0), (hosts[int(point)], -1.0)])
            ways.append((way, 1.0))
        if len(by_distance) > nearest:
            farther.append(programme.column(price * float(sites.km[village, by_distance[nearest]])))
            ways.append((farther[-1], 1.0))
        programme.row(1, 1, ways)
    return farther
