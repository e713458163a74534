"""Distances of a JSON day: its own matrix checked entry by entry, or the estimate from coordinates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from ._document import DayIn, MatrixIn, PlaceIn
from ._refusals import Fault, ProblemRefused, fault
from ._travel import Matrix, Terrain, Travel, TravelSource, estimate

Entries = Sequence[Sequence[float | None]]

# Mountain roads differ a little by direction; a factor of two is rather a slip of the pen.
USUAL_ASYMMETRY = 2.0
MOST_FAULTS = 20


def travel_of(day: DayIn, places: Sequence[PlaceIn]) -> Travel:
    """Return distances and times between the places. Raises ProblemRefused naming entry or place."""
    terrain = Terrain(day.terrain.detour, day.terrain.km_per_hour)
    if day.matrix is None:
        return _estimated(places, terrain)
    faults = list(_matrix_faults(day.matrix, places))
    if faults:
        raise ProblemRefused(faults[:MOST_FAULTS])
    return _given(day.matrix, places, terrain)


def _estimated(places: Sequence[PlaceIn], terrain: Terrain) -> Travel:
    lost = [place for place in places if place.latitude is None or place.longitude is None]
    if lost:
        raise ProblemRefused(
            fault(
                f"{place.id}.latitude",
                "没有坐标，也没有距离矩阵",
                "has no coordinates, and there is no matrix to look it up in",
            )
            for place in lost[:MOST_FAULTS]
        )
    return estimate([(place.latitude or 0.0, place.longitude or 0.0) for place in places], terrain)


def _matrix_faults(matrix: MatrixIn, places: Sequence[PlaceIn]) -> Iterator[Fault]:
    size = len(matrix.places)
    if len(set(matrix.places)) != size:
        yield fault("matrix.places", "有重复的地点", "names a place twice")
    for place in places:
        if place.id not in matrix.places:
            yield fault("matrix.places", f"缺少“{place.id}”", f"{place.id!r} is missing")
    for name, entries in (("km", matrix.km), ("minutes", matrix.minutes)):
        if entries is None:
            continue
        if len(entries) != size or any(len(row) != size for row in entries):
            yield fault(
                f"matrix.{name}", f"应为 {size}×{size} 的方阵", f"a square of {size} x {size} is needed"
            )
            continue
        yield from _negative(f"matrix.{name}", entries)
        if not matrix.one_way:
            yield from _lopsided(f"matrix.{name}", entries)


def _negative(field: str, entries: Entries) -> Iterator[Fault]:
    for here, row in enumerate(entries):
        for there, value in enumerate(row):
            if value is not None and value < 0:
                yield fault(
                    f"{field}.{here}.{there}",
                    f"不应为负数，现为 {value:g}；无路可走请写 null",
                    f"{value:g} is negative; write null where no way leads",
                )


def _lopsided(field: str, entries: Entries) -> Iterator[Fault]:
    for here, there in combinations(range(len(entries)), 2):
        out, back = entries[here][there], entries[there][here]
        missing = (out is None) != (back is None)
        if missing or (out is not None and back is not None and _differ(out, back)):
            shown = tuple("null" if value is None else f"{value:g}" for value in (out, back))
            yield fault(
                f"{field}.{here}.{there}",
                f"去程 {shown[0]}、回程 {shown[1]}，相差太大；确是单行路请写 one_way: true",
                f"{shown[0]} one way and {shown[1]} back; state one_way: true if that is so",
            )


def _differ(out: float, back: float) -> bool:
    return min(out, back) >= 0 and max(out, back) > USUAL_ASYMMETRY * min(out, back) + 0.5


def _given(matrix: MatrixIn, places: Sequence[PlaceIn], terrain: Terrain) -> Travel:
    rows = [matrix.places.index(place.id) for place in places]
    distance = _whole(matrix.km, 1_000_000)[np.ix_(rows, rows)]
    if matrix.minutes is None:
        hours = distance / 1_000_000 / terrain.km_per_hour
        duration = np.where(distance < 0, -1, np.rint(hours * 3600)).astype(np.int64)
    else:
        duration = _whole(matrix.minutes, 60)[np.ix_(rows, rows)]
    return Travel(distance_mm=distance, duration_s=duration, source=TravelSource.MATRIX)


def _whole(entries: Entries, factor: int) -> Matrix:
    """Return the entries in whole millimetres or seconds, -1 where no way leads, 0 on the diagonal."""
    values = np.array([[np.nan if value is None else value for value in row] for row in entries], dtype=float)
    whole = np.where(np.isnan(values), -1, np.rint(np.nan_to_num(values) * factor)).astype(np.int64)
    np.fill_diagonal(whole, 0)
    return whole
