"""Tables of distances and times that a road server answers with: OSRM's `table` and Valhalla's `sources_to_targets`.

Nothing is fetched here: what the server must be asked, and what its answer means. Both answer for all pairs of the
positions asked, in their order.
Sources: OSRM HTTP API v1, service table; Valhalla API, matrix service.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from ._refusals import refuse
from ._travel import Matrix, Travel, TravelSource

Positions = Sequence[tuple[float, float]]  # (latitude, longitude) in degrees


class RoadServer(StrEnum):
    """The road servers whose tables are read."""

    OSRM = "OSRM"
    VALHALLA = "VALHALLA"


@dataclass(frozen=True, slots=True)
class TableRequest:
    """What to ask of the server: a path behind its address, and the JSON to post; None: nothing is posted."""

    path: str
    body: str | None = None


def table_request(server: RoadServer, positions: Positions, *, profile: str) -> TableRequest:
    """Return the request for all pairs of the positions; `profile` is OSRM's profile or Valhalla's costing."""
    if server is RoadServer.OSRM:
        points = ";".join(f"{longitude:.6f},{latitude:.6f}" for latitude, longitude in positions)
        return TableRequest(f"/table/v1/{profile}/{points}?annotations=duration,distance")
    points_asked = [{"lat": latitude, "lon": longitude} for latitude, longitude in positions]
    asked = {"sources": points_asked, "targets": points_asked, "costing": profile, "units": "kilometers"}
    return TableRequest("/sources_to_targets", json.dumps(asked))


def read_table(server: RoadServer, answer: str, places: int) -> Travel:
    """Return distances and times between so many places; -1 where the server knows no way.

    Raises ProblemRefused when the answer is no table, reports an error, or is of another size.
    """
    try:
        stated = json.loads(answer)
    except (ValueError, RecursionError):
        stated = None
    if not isinstance(stated, dict):
        raise refuse("distances", "道路服务器的回答不是 JSON", "the road server's answer is no JSON")
    if server is RoadServer.OSRM:
        metres, seconds = _osrm(stated)
    else:
        metres, seconds = _valhalla(stated)
    return Travel(
        distance_mm=_whole(metres, 1_000, places),
        duration_s=_whole(seconds, 1, places),
        source=TravelSource.OSRM if server is RoadServer.OSRM else TravelSource.VALHALLA,
    )


def _osrm(stated: Mapping[str, Any]) -> tuple[Any, Any]:
    if stated.get("code") != "Ok":
        raise _reported(stated.get("message") or stated.get("code"))
    if "distances" not in stated:
        raise refuse(
            "distances",
            "OSRM 没有给出距离，版本需 5.17 以上",
            "OSRM gave no distances; 5.17 or later is needed",
        )
    return stated["distances"], stated.get("durations")


def _valhalla(stated: Mapping[str, Any]) -> tuple[Any, Any]:
    rows = stated.get("sources_to_targets")
    if not isinstance(rows, list):
        raise _reported(stated.get("error"))
    factor = 1609.344 if stated.get("units") == "miles" else 1000.0
    metres = [[_scaled(_of(cell, "distance"), factor) for cell in _cells(row)] for row in rows]
    return metres, [[_of(cell, "time") for cell in _cells(row)] for row in rows]


def _cells(row: Any) -> list[Any]:
    return row if isinstance(row, list) else []


def _of(cell: Any, name: str) -> Any:
    return cell.get(name) if isinstance(cell, dict) else None


def _scaled(value: Any, factor: float) -> Any:
    return value * factor if isinstance(value, int | float) else value


def _whole(table: Any, factor: int, places: int) -> Matrix:
    rows = table if isinstance(table, list) else []
    if len(rows) != places or any(len(_cells(row)) != places for row in rows):
        raise refuse(
            "distances",
            f"道路服务器的表应为 {places}×{places}",
            f"a table of {places} x {places} was asked of the road server, and something else came",
        )
    whole = np.array([[_entry(value, factor) for value in row] for row in rows], dtype=np.int64)
    np.fill_diagonal(whole, 0)
    return whole


def _entry(value: Any, factor: int) -> int:
    if value is None:
        return -1
    if not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= 1e8:
        raise refuse("distances", f"不是距离或时间：{value!r}", f"{value!r} is no distance or time")
    return round(value * factor)


def _reported(message: Any) -> Exception:
    said = str(message or "?")[:200]
    return refuse("distances", f"道路服务器报错：{said}", f"the road server reports: {said}")
