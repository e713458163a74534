"""Distances and times between places: from a matrix, or estimated from coordinates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.int64]

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG 1980


class TravelSource(StrEnum):
    """Where the distances of a plan come from; every plan says it."""

    MATRIX = "MATRIX"
    ESTIMATE = "ESTIMATE"
    COORDINATES = "COORDINATES"
    OSRM = "OSRM"
    VALHALLA = "VALHALLA"


@dataclass(frozen=True, eq=False)
class Travel:
    """Square matrices over the problem's places, row = from, column = to; -1 where no way leads."""

    distance_mm: Matrix
    duration_s: Matrix
    source: TravelSource
    detour: float | None = None
    km_per_hour: float | None = None

    def reaches(self, start: int, end: int) -> bool:
        return bool(self.distance_mm[start, end] >= 0 and self.duration_s[start, end] >= 0)


@dataclass(frozen=True, slots=True)
class Terrain:
    """The built-in estimate: road km = great circle km x detour, driven at a steady speed.

    The defaults are assumptions for hill country, to be replaced by what trips that were driven show.
    """

    detour: float = 1.4
    km_per_hour: float = 32.0


ASSUMED_TERRAIN = Terrain()


def estimate(positions: Sequence[tuple[float, float]], terrain: Terrain) -> Travel:
    """Return great circle distances times the detour factor between (latitude, longitude) positions in degrees."""
    degrees = np.asarray(positions, dtype=np.float64).reshape(len(positions), 2)
    latitude, longitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    half_lat = np.sin((latitude[:, None] - latitude[None, :]) / 2) ** 2
    half_lon = np.sin((longitude[:, None] - longitude[None, :]) / 2) ** 2
    chord = half_lat + np.cos(latitude)[:, None] * np.cos(latitude)[None, :] * half_lon
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(chord))) * terrain.detour
    return Travel(
        distance_mm=np.rint(km * 1_000_000).astype(np.int64),
        duration_s=np.rint(km / terrain.km_per_hour * 3600).astype(np.int64),
        source=TravelSource.ESTIMATE,
        detour=terrain.detour,
        km_per_hour=terrain.km_per_hour,
    )


def learn_detour(
    trips: Sequence[tuple[float, float]], *, assumed: float = 1.4, weight_km: float = 50.0
) -> float:
    """Return the detour factor that driven trips show: driven km over great circle km, as (great circle, driven).

    The assumed factor counts as `weight_km` of driving, so that a handful of short trips cannot move it far.
    Trips shorter than their great circle (a wrong odometer) or not positive are left out.
    """
    usable = [(straight, driven) for straight, driven in trips if 0 < straight <= driven < math.inf]
    straight_km = math.fsum(straight for straight, _ in usable)
    driven_km = math.fsum(driven for _, driven in usable)
    return (driven_km + assumed * weight_km) / (straight_km + weight_km)
