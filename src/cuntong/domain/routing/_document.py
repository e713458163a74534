"""The day as people write it down: the shape of the project's JSON, field by field (docs/routing.md)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MAX_STOPS = 2_000

Key = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Amount = Annotated[Decimal, Field(ge=0, le=10_000_000, allow_inf_nan=False)]
Yuan = Annotated[Decimal, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Minutes = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
# Negative entries are refused by place (_matrices); beyond the upper end no road and no whole number holds.
Entry = Annotated[float, Field(le=100_000, allow_inf_nan=False)]
Hours = Annotated[float, Field(gt=0, le=72, allow_inf_nan=False)]
Weekday = Annotated[int, Field(ge=1, le=7)]
# A day may run past midnight: 26:30 is half past two of the next morning.
Clock = Annotated[str, StringConstraints(pattern=r"^[0-4][0-9]:[0-5][0-9]$")]
Opening = tuple[Clock, Clock]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlaceIn(Part):
    """Somewhere on the map; coordinates are needed unless a matrix names the place."""

    id: Key
    name: str = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class CentreIn(PlaceIn):
    loading_minutes: Minutes = 0


class AlternativeIn(Part):
    place: Key
    extra_yuan: Yuan = Decimal(0)


class StopIn(PlaceIn):
    """One visit; without `place` the stop is its own place."""

    place: Key | None = None
    deliver: dict[Key, Amount] = {}
    collect: dict[Key, Amount] = {}
    service_minutes: Minutes = 0
    open: list[Opening] = []
    vehicles: list[Key] = []
    postpone_yuan: Yuan | None = None
    alternatives: list[AlternativeIn] = []
    weekdays: list[Weekday] = []
    parcels: Annotated[int, Field(ge=0)] = 0
    carrier: str = ""


class VehicleIn(Part):
    """A kind of vehicle; a measure that `capacity` does not name is not limited."""

    id: Key
    count: Annotated[int, Field(ge=1, le=1000)] = 1
    capacity: dict[Key, Amount] = {}
    fixed_yuan: Yuan = Decimal(0)
    yuan_per_km: Yuan = Decimal(0)
    yuan_per_hour: Yuan = Decimal(0)
    shift: Opening | None = None
    working_hours: Hours | None = None
    overtime_hours: Annotated[float, Field(ge=0, le=24, allow_inf_nan=False)] = 0
    overtime_yuan_per_hour: Yuan = Decimal(0)
    longest_km: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)] | None = None
    reloads: Annotated[int, Field(ge=0, le=20)] = 0
    home: Key | None = None
    start: Key | None = None
    takes_more: bool = True
    driver: str = ""


class LockIn(Part):
    vehicle: Key
    stops: Annotated[list[Key], Field(min_length=1)]
    in_order: bool = False


class MatrixIn(Part):
    """Kilometres and minutes, row = from, column = to, in the order of `places`; null where no way leads."""

    places: list[Key]
    km: list[list[Entry | None]]
    minutes: list[list[Entry | None]] | None = None
    one_way: bool = False


class TerrainIn(Part):
    detour: Annotated[float, Field(ge=1, le=5)] = 1.4
    km_per_hour: Annotated[float, Field(ge=1, le=130)] = 32.0


class VisitIn(Part):
    """A stop that was served at another place than its own."""

    stop: Key
    place: Key


class RouteIn(Part):
    """What a vehicle drove: the stops of each trip in order, by name where they were served at their own place."""

    vehicle: Key
    trips: list[list[Key | VisitIn]]


class YesterdayIn(Part):
    routes: list[RouteIn]
    discount: Annotated[float, Field(ge=0, lt=10)] | None = None
    most_extra: Annotated[float, Field(ge=0, le=1)] = 0.015


class DayIn(Part):
    """A day to be planned."""

    name: str = ""
    date: dt.date | None = None
    measures: Annotated[list[Key], Field(min_length=1, max_length=6)] = ["kg", "litres", "pieces"]
    centre: CentreIn
    places: list[PlaceIn] = []
    stops: Annotated[list[StopIn], Field(max_length=MAX_STOPS)]
    vehicles: Annotated[list[VehicleIn], Field(min_length=1, max_length=200)]
    locks: list[LockIn] = []
    matrix: MatrixIn | None = None
    terrain: TerrainIn = TerrainIn()
    balance_yuan_per_hour: Yuan = Decimal(0)
    yesterday: YesterdayIn | None = None
