"""Where a phone says it is, and what speaks against believing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, unique
from math import asin, cos, radians, sin, sqrt

from cuntong.domain.values import Bilingual

EARTH_RADIUS_M = 6_371_009
"""The mean radius of the Earth (GRS 80)."""


@dataclass(frozen=True, slots=True)
class Position:
    """A position in degrees of WGS84 as a phone reports it: how exact (metres), since when, and whether it was faked."""

    longitude: float
    latitude: float
    accuracy_m: float
    measured_at: datetime
    is_mocked: bool = False


@unique
class PositionFlag(Enum):
    """What is odd about a position; the value says it in words."""

    MISSING = Bilingual("没有定位", "no position")
    MOCKED = Bilingual("模拟定位", "position was faked")
    STALE = Bilingual("定位过旧", "position is old")
    INACCURATE = Bilingual("定位精度不足", "position is inexact")
    FAR = Bilingual("距站点过远", "far from the station")


def distance_m(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> float:
    """Return the great-circle distance in metres between two positions in degrees (haversine formula)."""
    lat, other_lat = radians(latitude), radians(other_latitude)
    across = sin((other_lat - lat) / 2) ** 2
    along = cos(lat) * cos(other_lat) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(across + along)))


def position_flags(
    position: Position | None,
    *,
    used_at: datetime,
    distance: float | None,
    radius_m: float,
    stale_after: timedelta,
) -> tuple[PositionFlag, ...]:
    """Return what is odd about a position that was used at a moment.

    `distance` to the station in metres is None where the station's own position is unknown: then nothing is far.
    A position that is less exact than the radius proves nothing; one that is far counts only beyond its inexactness.
    """
    if position is None:
        return (PositionFlag.MISSING,)
    odd = {
        PositionFlag.MOCKED: position.is_mocked,
        PositionFlag.STALE: abs(used_at - position.measured_at) > stale_after,
        PositionFlag.INACCURATE: position.accuracy_m > radius_m,
        PositionFlag.FAR: distance is not None and distance - position.accuracy_m > radius_m,
    }
    return tuple(flag for flag, is_so in odd.items() if is_so)
