"""Turns outlines from GCJ-02, the shifted datum of Chinese web maps, into WGS84."""

from math import cos, pi, sin, sqrt
from typing import Any

# Krasovsky 1940, the ellipsoid of the shift.
SEMI_MAJOR_M = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323

DECIMALS = 6  # about 0.1 m


def to_wgs84(geometry: dict[str, Any]) -> dict[str, Any]:
    """Return the GeoJSON geometry with every [longitude, latitude] moved from GCJ-02 to WGS84."""
    return {**geometry, "coordinates": _move(geometry["coordinates"])}


def _move(coordinates: list) -> list:
    if isinstance(coordinates[0], list):
        return [_move(part) for part in coordinates]
    longitude, latitude = gcj02_to_wgs84(*coordinates)
    return [round(longitude, DECIMALS), round(latitude, DECIMALS)]


def gcj02_to_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the WGS84 point whose GCJ-02 image is the given one, to far less than a centimetre.

    The shift has no closed inverse; it changes so slowly that taking it off repeatedly converges.
    """
    guess = longitude, latitude
    for _ in range(10):
        image = wgs84_to_gcj02(*guess)
        guess = guess[0] + longitude - image[0], guess[1] + latitude - image[1]
    return guess


def wgs84_to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the GCJ-02 image of a WGS84 point in mainland China, degrees."""
    east_m, north_m = _shift_m(longitude - 105.0, latitude - 35.0)
    radians = latitude / 180.0 * pi
    bend = 1 - ECCENTRICITY_SQUARED * sin(radians) ** 2
    meridian_m = SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / (bend * sqrt(bend))
    parallel_m = SEMI_MAJOR_M / sqrt(bend) * cos(radians)
    return longitude + east_m / parallel_m * 180.0 / pi, latitude + north_m / meridian_m * 180.0 / pi


def _shift_m(x: float, y: float) -> tuple[float, float]:
    """Metres to the east and to the north by which the datum is shifted, x and y degrees from 105° E, 35° N."""
    root = sqrt(abs(x))
    short = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + short
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + short
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y / 30.0 * pi)) * 2.0 / 3.0
    return east, north
