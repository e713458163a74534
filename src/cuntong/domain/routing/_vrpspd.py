"""Reads .vrpspd files, the text format of the LKH-3 solver for deliveries and pick-ups at the same visit.

Node 1 is the depot, node k+1 becomes the stop "k". The file's unit of length counts as one kilometre and as one
hour, and a kilometre costs one yuan: so the cost of a plan is its length in the unit of the file.
Format: K. Helsgaun, LKH-3 report (2017), TSPLIB 95 for the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ._node_file import NodeFile, read_node_file
from ._problem import ALWAYS, END_OF_TIME_S, MM_PER_KM, SECONDS_PER_HOUR, Problem, Stop, Vehicle, Window
from ._refusals import refuse
from ._travel import Travel, TravelSource

# Explicit matrices of the published sets (Dethloff) hold lengths times ten thousand; best-known values do not. A
# matrix whose longest leg is below one such unit is not scaled.
MATRIX_SCALE = 10_000
NEVER = 10_000_000
NO_LIMIT = 999_999
# Beyond these the engine's whole numbers would not hold the sums.
LARGEST = 1_000_000_000
LONGEST = 1_000_000
MAX_NODES = 2_000
HAIR = 1e-6  # of a second: what rounding of floats may add to a whole number
# Node, then what a visit asks for; "demand" is not used where pick-up and delivery are told apart.
VISITS = "PICKUP_AND_DELIVERY_SECTION"
SECTIONS = frozenset(
    {
        VISITS,
        "NODE_COORD_SECTION",
        "EDGE_WEIGHT_SECTION",
        "DEMAND_SECTION",
        "BACKHAUL_SECTION",
        "TIME_WINDOW_SECTION",
        "SERVICE_TIME_SECTION",
        "DEPOT_SECTION",
    }
)
# What is planned: deliveries and pick-ups mixed on the way, with or without windows. Others mean other rules.
TYPES = frozenset(
    {"VRPSPD", "VRPSPDTW", "VRPMPD", "VRPMPDTW", "CVRP", "CVRPTW", "DCVRP", "ACVRP", "VRP", "VRPTW"}
)

Lengths = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Visit:
    """What the file says of one node, in its own units."""

    deliver: float
    collect: float
    earliest: float
    latest: float
    service: float

    @property
    def opens(self) -> bool:
        return self.latest > 0 and (self.earliest > 0 or self.latest < NEVER)


def read_vrpspd(text: str) -> Problem:
    """Return the problem that a .vrpspd file states.

    Raises ProblemRefused naming the header, section or row that is missing or wrong.
    """
    file = read_node_file(text, SECTIONS)
    nodes = file.whole("DIMENSION")
    if not 2 <= nodes <= MAX_NODES:
        raise refuse(
            "DIMENSION", f"应为 2 至 {MAX_NODES}，现为 {nodes}", f"2 to {MAX_NODES} are planned, not {nodes}"
        )
    _check_kind(file)
    visits = _visits(file, nodes)
    lengths, scale = _lengths(file, nodes)
    if not 0 <= lengths.min() <= lengths.max() <= LONGEST * scale:
        raise refuse(
            "EDGE_WEIGHT_SECTION" if "EDGE_WEIGHT_SECTION" in file.sections else "NODE_COORD_SECTION",
            f"距离应在 0 与 {LONGEST * scale} 之间",
            f"lengths between 0 and {LONGEST * scale} are expected",
        )
    return _problem(file, visits, lengths / scale, scale)


def _check_kind(file: NodeFile) -> None:
    kind = file.headers.get("TYPE", "VRPSPD").upper()
    if kind not in TYPES:
        known = ", ".join(sorted(TYPES))
        raise refuse("TYPE", f"不规划“{kind}”；能规划 {known}", f"{kind!r} is not planned, but {known} are")
    if file.whole("DEMAND_DIMENSION", 1) != 1:
        raise refuse("DEMAND_DIMENSION", "只读一种量", "one measure is read, not several")
    if file.values("DEPOT_SECTION") not in ([], [1], [1, -1]):
        raise refuse("DEPOT_SECTION", "仓库应为节点 1，只有一个", "the depot is node 1, and the only one")


def _visits(file: NodeFile, nodes: int) -> list[_Visit]:
    visits = _visits_in_one(file, nodes) if VISITS in file.sections else _visits_apart(file, nodes)
    for node, visit in enumerate(visits, start=1):
        if visit.opens and visit.earliest > visit.latest:
            raise refuse(
                f"node {node}",
                f"时间窗矛盾：{visit.earliest:g} 开始，{visit.latest:g} 结束",
                f"its window contradicts itself: {visit.earliest:g} to {visit.latest:g}",
            )
    return visits


def _visits_in_one(file: NodeFile, nodes: int) -> list[_Visit]:
    rows = file.table(
        VISITS,
        nodes,
        7,
        "需求、最早、最晚、服务时间、取货、送货，共七个数",
        "demand, earliest, latest, service, pickup, delivery: seven numbers",
    )
    _check_amounts(VISITS, [row[1:] for row in rows])
    usual = file.number("SERVICE_TIME", 0)
    return [
        _Visit(deliver, collect, earliest, latest, service or (usual if node else 0))
        for node, (_, earliest, latest, service, collect, deliver) in enumerate(rows)
    ]


def _visits_apart(file: NodeFile, nodes: int) -> list[_Visit]:
    """Return visits stated as demands; the demand of a node in BACKHAUL_SECTION is picked up."""
    if "DEMAND_SECTION" not in file.sections:
        raise refuse(VISITS, "没有这一段", "this section is missing")
    demands = file.table("DEMAND_SECTION", nodes, 2, "需求", "demand")
    backhauls = {value for value in file.values("BACKHAUL_SECTION") if value != -1}
    if not backhauls <= set(range(2, nodes + 1)):
        raise refuse("BACKHAUL_SECTION", f"应为 2 至 {nodes} 的节点", f"nodes from 2 to {nodes} are expected")
    windows = _optional(file, "TIME_WINDOW_SECTION", nodes, (0, NEVER), "最早、最晚", "earliest, latest")
    usual = file.number("SERVICE_TIME", 0)
    services = _optional(file, "SERVICE_TIME_SECTION", nodes, (usual,), "服务时间", "service time")
    _check_amounts("DEMAND_SECTION", demands)
    return [
        _Visit(
            deliver=0 if node in backhauls else demand,
            collect=demand if node in backhauls else 0,
            earliest=window[0],
            latest=window[1],
            service=service[0] if node > 1 else 0,
        )
        for node, ((demand,), window, service) in enumerate(
            zip(demands, windows, services, strict=True), start=1
        )
    ]


def _optional(
    file: NodeFile, name: str, nodes: int, usual: tuple[float, ...], zh: str, en: str
) -> list[list[float]]:
    if name not in file.sections:
        return [list(usual)] * nodes
    rows = file.table(name, nodes, 1 + len(usual), zh, en)
    _check_amounts(name, rows)
    return rows


def _check_amounts(section: str, rows: list[list[float]]) -> None:
    for node, row in enumerate(rows, start=1):
        if not all(0 <= value <= LARGEST for value in row):
            raise refuse(
                section,
                f"节点 {node}：数字应在 0 与 {LARGEST} 之间",
                f"node {node}: numbers between 0 and {LARGEST} are expected",
            )


def _lengths(file: NodeFile, nodes: int) -> tuple[Lengths, int]:
    """Return the lengths as the file states them, and how many of its units make one."""
    kind = file.headers.get("EDGE_WEIGHT_TYPE", "").upper()
    if kind == "EXPLICIT":
        lengths = _explicit(file, nodes)
        return lengths, MATRIX_SCALE if lengths.max() >= MATRIX_SCALE else 1
    if kind not in ROUNDINGS:
        known = ", ".join(["EXPLICIT", *ROUNDINGS])
        raise refuse("EDGE_WEIGHT_TYPE", f"应为 {known} 之一，现为“{kind}”", f"{kind!r} is none of {known}")
    points = np.array(file.table("NODE_COORD_SECTION", nodes, 3, "x、y", "x, y"))
    across = points[:, None, :] - points[None, :, :]
    return ROUNDINGS[kind](np.hypot(across[..., 0], across[..., 1])), 1


def _exact(lengths: Lengths) -> Lengths:
    return lengths


def _nearest(lengths: Lengths) -> Lengths:
    return np.floor(lengths + 0.5)


ROUNDINGS: dict[str, Callable[[Lengths], Lengths]] = {
    "EXACT_2D": _exact,
    "EUC_2D": _nearest,
    "CEIL_2D": np.ceil,
    "FLOOR_2D": np.floor,
}


def _explicit(file: NodeFile, nodes: int) -> Lengths:
    form = file.headers.get("EDGE_WEIGHT_FORMAT", "FULL_MATRIX").upper()
    if form not in FORMATS:
        known = ", ".join(FORMATS)
        raise refuse("EDGE_WEIGHT_FORMAT", f"应为 {known} 之一，现为“{form}”", f"{form!r} is none of {known}")
    rows, columns = FORMATS[form](nodes)
    values = file.values("EDGE_WEIGHT_SECTION")
    if len(values) != len(rows):
        raise refuse(
            "EDGE_WEIGHT_SECTION",
            f"{form} 应有 {len(rows)} 个数，现有 {len(values)} 个",
            f"{form} of {nodes} nodes has {len(rows)} numbers, not {len(values)}",
        )
    lengths = np.zeros((nodes, nodes))
    lengths[rows, columns] = values
    if form != "FULL_MATRIX":
        lengths[columns, rows] = values
    np.fill_diagonal(lengths, 0)
    return lengths


Cells = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def _all(nodes: int) -> Cells:
    rows, columns = np.indices((nodes, nodes))
    return rows.ravel(), columns.ravel()


# Which cell each number of a matrix belongs to, by TSPLIB's names; half a matrix holds both ways.
FORMATS: dict[str, Callable[[int], Cells]] = {
    "FULL_MATRIX": _all,
    "UPPER_ROW": lambda nodes: np.triu_indices(nodes, 1),
    "LOWER_ROW": lambda nodes: np.tril_indices(nodes, -1),
    "UPPER_DIAG_ROW": lambda nodes: np.triu_indices(nodes),
    "LOWER_DIAG_ROW": lambda nodes: np.tril_indices(nodes),
}


def _problem(file: NodeFile, visits: list[_Visit], lengths: Lengths, scale: int) -> Problem:
    limit = file.number("DISTANCE", 0)
    limited = 0 < limit < NO_LIMIT
    # Without windows, service or limits, time is left out of the problem: that makes the search faster.
    timed = limited or any(visit.opens or visit.service > 0 for visit in visits)
    per_unit = SECONDS_PER_HOUR / scale
    depot = visits[0]
    travel = Travel(
        distance_mm=np.rint(lengths * MM_PER_KM).astype(np.int64),
        duration_s=np.ceil(lengths * (SECONDS_PER_HOUR if timed else 0) - HAIR).astype(np.int64),
        source=TravelSource.MATRIX if "EDGE_WEIGHT_SECTION" in file.sections else TravelSource.COORDINATES,
    )
    vehicle = Vehicle(
        key="vehicle",
        count=_vehicles(file, len(visits) - 1),
        capacity=(_thousandths(_capacity(file)),),
        shift=_window(depot, per_unit) if depot.opens else Window(),
        working_s=round(limit * per_unit) if limited else END_OF_TIME_S,
    )
    return Problem(
        name=file.headers.get("NAME", ""),
        places=tuple(map(str, range(len(visits)))),
        travel=travel,
        stops=tuple(_stop(node, visit, per_unit) for node, visit in enumerate(visits) if node),
        vehicles=(vehicle,),
        measures=("units",),
    )


def _vehicles(file: NodeFile, customers: int) -> int:
    """Return how many vehicles there are: as many as customers unless the file says less."""
    count = file.whole("VEHICLES", file.whole("SALESMEN", customers))
    return min(max(1, count), customers)


def _capacity(file: NodeFile) -> float:
    capacity = file.number("CAPACITY")
    if capacity <= 0:
        raise refuse("CAPACITY", "应大于 0", "a vehicle that takes something is needed")
    return min(capacity, MAX_NODES * LARGEST)


def _stop(node: int, visit: _Visit, per_unit: float) -> Stop:
    return Stop(
        key=str(node),
        place=str(node),
        deliver=(_thousandths(visit.deliver),),
        collect=(_thousandths(visit.collect),),
        service_s=round(visit.service * per_unit),
        windows=(_window(visit, per_unit),) if visit.opens else ALWAYS,
    )


def _window(visit: _Visit, per_unit: float) -> Window:
    return Window(round(visit.earliest * per_unit), round(visit.latest * per_unit))


def _thousandths(amount: float) -> int:
    return round(amount * 1000)
