"""Reads .vrpspd files, the text format of the LKH-3 solver for deliveries and pick-ups at the same visit.

Node 1 is the depot, node k+1 becomes the stop "k". The file's unit of length counts as one kilometre and as one
hour, and a kilometre costs one yuan: so the cost of a plan is its length in the unit of the file.
Format: K. Helsgaun, LKH-3 report (2017), TSPLIB 95 for the rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ._problem import ALWAYS, END_OF_TIME_S, MM_PER_KM, SECONDS_PER_HOUR, Problem, Stop, Vehicle, Window
from ._refusals import refuse
from ._travel import Travel, TravelSource

# Explicit matrices of the published sets (Dethloff) hold lengths times ten thousand; best-known values do not.
MATRIX_SCALE = 10_000
NEVER = 10_000_000
MAX_NODES = 2_000

Lengths = npt.NDArray[np.float64]


@dataclass
class _File:
    headers: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[list[float]]] = field(default_factory=dict)

    def whole(self, name: str, default: int | None = None) -> int:
        text = self.headers.get(name)
        if text is None and default is not None:
            return default
        if text is None or not text.isdecimal():
            raise refuse(name, f"应为整数，现为“{text or '空'}”", f"a whole number is needed, not {text!r}")
        return int(text)


def read_vrpspd(text: str) -> Problem:
    """Return the problem that a .vrpspd file states.

    Raises ProblemRefused naming the header, section or row that is missing or wrong.
    """
    file = _split(text)
    nodes = file.whole("DIMENSION")
    if not 2 <= nodes <= MAX_NODES:
        raise refuse(
            "DIMENSION", f"应为 2 至 {MAX_NODES}，现为 {nodes}", f"2 to {MAX_NODES} are planned, not {nodes}"
        )
    rows = _rows(file, nodes)
    lengths = _lengths(file, nodes)
    return _problem(file, rows, lengths)


def _split(text: str) -> _File:
    file, section = _File(), ""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line == "EOF":
            continue
        if line.endswith("_SECTION"):
            section = line
            file.sections[section] = []
        elif ":" in line and not section:
            name, _, value = line.partition(":")
            file.headers[name.strip()] = value.strip()
        else:
            file.sections.setdefault(section, []).append(_numbers(line, number))
    return file


def _numbers(line: str, number: int) -> list[float]:
    try:
        values = [float(word) for word in line.split()]
    except ValueError:
        values = [math.nan]
    if not all(map(math.isfinite, values)):
        raise refuse(
            f"line {number}", f"应为数字，现为“{line[:60]}”", f"numbers are needed, not {line[:60]!r}"
        )
    return values


def _rows(file: _File, nodes: int) -> list[list[float]]:
    name = "PICKUP_AND_DELIVERY_SECTION"
    rows = sorted(file.sections.get(name, []))
    if [row[0] for row in rows] != list(range(1, nodes + 1)) or any(len(row) != 7 for row in rows):
        raise refuse(
            name,
            f"应为 {nodes} 行，每行七个数：节点、需求、最早、最晚、服务时间、取货、送货",
            f"{nodes} rows of seven numbers are needed: node, demand, earliest, latest, service, pickup, delivery",
        )
    if any(value < 0 for row in rows for value in row[2:]):
        raise refuse(name, "不应有负数", "no number may be negative")
    return rows


def _lengths(file: _File, nodes: int) -> Lengths:
    kind = file.headers.get("EDGE_WEIGHT_TYPE", "")
    if kind == "EXPLICIT":
        return _explicit(file, nodes)
    if kind not in ROUNDINGS:
        known = ", ".join(["EXPLICIT", *ROUNDINGS])
        raise refuse("EDGE_WEIGHT_TYPE", f"应为 {known} 之一，现为“{kind}”", f"{kind!r} is none of {known}")
    rows = sorted(file.sections.get("NODE_COORD_SECTION", []))
    if [row[0] for row in rows] != list(range(1, nodes + 1)) or any(len(row) != 3 for row in rows):
        raise refuse(
            "NODE_COORD_SECTION",
            f"应为 {nodes} 行：节点、x、y",
            f"{nodes} rows of node, x, y are needed",
        )
    points = np.array(rows)[:, 1:]
    return ROUNDINGS[kind](np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1)))


def _exact(lengths: Lengths) -> Lengths:
    return lengths


def _nearest(lengths: Lengths) -> Lengths:
    return np.floor(lengths + 0.5)


ROUNDINGS: dict[str, Callable[[Lengths], Lengths]] = {
    "EXACT_2D": _exact,
    "EUC_2D": _nearest,
    "CEIL_2D": np.ceil,
}


def _explicit(file: _File, nodes: int) -> Lengths:
    form = file.headers.get("EDGE_WEIGHT_FORMAT", "FULL_MATRIX")
    values = [value for row in file.sections.get("EDGE_WEIGHT_SECTION", []) for value in row]
    if form != "FULL_MATRIX" or len(values) != nodes * nodes:
        raise refuse(
            "EDGE_WEIGHT_SECTION",
            f"应为 FULL_MATRIX，{nodes}×{nodes} 个数，现有 {len(values)} 个",
            f"a FULL_MATRIX of {nodes} x {nodes} numbers is needed, not {form} with {len(values)}",
        )
    lengths = np.array(values).reshape(nodes, nodes)
    if (lengths < 0).any():
        raise refuse("EDGE_WEIGHT_SECTION", "距离不应为负数", "no length may be negative")
    return lengths / MATRIX_SCALE


def _problem(file: _File, rows: list[list[float]], lengths: Lengths) -> Problem:
    nodes = len(rows)
    timed = _is_timed(file, rows)
    travel = Travel(
        distance_mm=np.rint(lengths * MM_PER_KM).astype(np.int64),
        duration_s=np.ceil(lengths * (SECONDS_PER_HOUR if timed else 0)).astype(np.int64),
        source=TravelSource.MATRIX if "EDGE_WEIGHT_SECTION" in file.sections else TravelSource.COORDINATES,
    )
    return Problem(
        name=file.headers.get("NAME", ""),
        places=tuple(str(node) for node in range(nodes)),
        travel=travel,
        stops=tuple(_stops(file, rows)),
        vehicles=(_vehicle(file, rows, timed),),
        measures=("units",),
    )


def _is_timed(file: _File, rows: list[list[float]]) -> bool:
    """Say whether time matters at all: windows that close, service that takes time, a limit on length."""
    limit = file.whole("DISTANCE", 0)
    return 0 < limit < 999_999 or any(row[4] > 0 or 0 < row[3] < NEVER or row[2] > 0 for row in rows)


def _stops(file: _File, rows: list[list[float]]) -> Iterator[Stop]:
    for row in rows[1:]:
        node, _, earliest, latest, service, collect, deliver = row
        key = str(int(node) - 1)
        opens = latest > 0 and (earliest > 0 or latest < NEVER)
        yield Stop(
            key=key,
            place=key,
            deliver=(_thousandths(deliver),),
            collect=(_thousandths(collect),),
            service_s=round(service * SECONDS_PER_HOUR),
            windows=(Window(round(earliest * SECONDS_PER_HOUR), round(latest * SECONDS_PER_HOUR)),)
            if opens
            else ALWAYS,
        )


def _vehicle(file: _File, rows: list[list[float]], timed: bool) -> Vehicle:
    depot, limit = rows[0], file.whole("DISTANCE", 0)
    closes = timed and 0 < depot[3] < NEVER
    return Vehicle(
        key="vehicle",
        count=min(max(1, file.whole("VEHICLES", len(rows) - 1)), len(rows) - 1),
        capacity=(_thousandths(file.whole("CAPACITY")),),
        shift=Window(0, round(depot[3] * SECONDS_PER_HOUR)) if closes else Window(),
        working_s=limit * SECONDS_PER_HOUR if timed and 0 < limit < 999_999 else END_OF_TIME_S,
    )


def _thousandths(amount: float) -> int:
    return round(amount * 1000)
