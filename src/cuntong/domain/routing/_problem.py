"""A day to be planned: places, stops with goods both ways, vehicles, and what ties them together.

Whole numbers throughout, so that every sum is exact: distances in millimetres, times in seconds after midnight,
loads in thousandths of their measure (grams, millilitres, thousandths of a piece). Money is yuan, as Decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from ._travel import Travel

THOUSANDTHS = 1000
MM_PER_KM = 1_000_000
SECONDS_PER_HOUR = 3600
END_OF_TIME_S = 10**9


@dataclass(frozen=True, slots=True)
class Window:
    """When service may begin, in seconds after midnight, both ends included."""

    from_s: int = 0
    to_s: int = END_OF_TIME_S

    def __contains__(self, moment_s: int) -> bool:
        return self.from_s <= moment_s <= self.to_s


ALWAYS = (Window(),)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another place where a stop's goods may change hands, such as the township station, and what that costs."""

    place: str
    extra_yuan: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One visit: what is handed over and what is taken along, in the order of the problem's measures.

    `windows` holds for every place of the stop. `vehicles` names the kinds that may come; empty: any.
    `postpone_yuan` is the price of leaving the stop for another day; None: it must be served.
    `weekdays` (1 = Monday) are the days on which the stop is served at all; empty: every day.
    `parcels` counts parcels both ways, for the cost per parcel. `carrier` is whose goods they are.
    """

    key: str
    place: str
    deliver: tuple[int, ...]
    collect: tuple[int, ...]
    name: str = ""
    service_s: int = 0
    windows: tuple[Window, ...] = ALWAYS
    vehicles: frozenset[str] = frozenset()
    postpone_yuan: Decimal | None = None
    alternatives: tuple[Alternative, ...] = ()
    weekdays: frozenset[int] = frozenset()
    parcels: int = 0
    carrier: str = ""


@dataclass(frozen=True, kw_only=True)
class Vehicle:
    """A kind of vehicle, and how many of them stand ready.

    `shift` bounds departure and return; `working_s` is the paid shift, which may be exceeded by `overtime_s`
    at `overtime_yuan_per_hour` on top of `yuan_per_hour`. `reloads` counts the returns to the centre for more.
    `home` is where it is loaded, reloads and returns to: the centre unless named (a township station). `start`: it is
    already on the road and begins there.
    `takes_more` is False for a van that is loaded and sealed: it serves what is locked to it and nothing else.
    """

    key: str
    capacity: tuple[int, ...]
    count: int = 1
    fixed_yuan: Decimal = Decimal(0)
    yuan_per_km: Decimal = Decimal(1)
    yuan_per_hour: Decimal = Decimal(0)
    shift: Window = Window()
    working_s: int = END_OF_TIME_S
    overtime_s: int = 0
    overtime_yuan_per_hour: Decimal = Decimal(0)
    longest_mm: int | None = None
    reloads: int = 0
    home: str | None = None
    start: str | None = None
    takes_more: bool = True
    driver: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """Stops that stay with a vehicle (its goods are aboard); `in_order`: one after the other, nothing between."""

    vehicle: str
    stops: tuple[str, ...]
    in_order: bool = False


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything a day's plan is computed from.

    `travel` holds distances and times between `places`; the first place is the centre. `measures` names the load
    dimensions. `balance_yuan_per_hour` prices the gap between the longest and the shortest working day.
    `positions` are (latitude, longitude) in degrees of the places that state them: what a road server is asked with.
    `date_weekday` is the planned day's weekday (1 = Monday), None when stops have no fixed days.
    """

    places: tuple[str, ...]
    travel: Travel
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    measures: tuple[str, ...] = ("kg", "litres", "pieces")
    name: str = ""
    date_weekday: int | None = None
    loading_s: int = 0
    locks: tuple[Lock, ...] = ()
    balance_yuan_per_hour: Decimal = Decimal(0)
    place_names: Mapping[str, str] = field(default_factory=dict)
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def centre(self) -> str:
        return self.places[0]

    @cached_property
    def place_at(self) -> dict[str, int]:
        """Place key -> row of the travel matrices."""
        return {place: row for row, place in enumerate(self.places)}

    def home_of(self, vehicle: Vehicle) -> str:
        return vehicle.home or self.centre

    @cached_property
    def stop_by_key(self) -> dict[str, Stop]:
        return {stop.key: stop for stop in self.stops}

    @cached_property
    def vehicle_by_key(self) -> dict[str, Vehicle]:
        return {vehicle.key: vehicle for vehicle in self.vehicles}

    @cached_property
    def locked_to(self) -> dict[str, str]:
        """Stop key -> the vehicle that it is locked to."""
        return {stop: lock.vehicle for lock in self.locks for stop in lock.stops}

    @cached_property
    def scarce_measures(self) -> tuple[int, ...]:
        """The measures that can run out: not those in which all goods of the day fit into the smallest vehicle.

        At least one, so that every problem has a load.
        """
        scarce = (
            nth
            for nth in range(len(self.measures))
            if max(
                sum(stop.deliver[nth] for stop in self.stops), sum(stop.collect[nth] for stop in self.stops)
            )
            > min(vehicle.capacity[nth] for vehicle in self.vehicles)
        )
        return tuple(scarce) or (0,)

    def may_serve(self, vehicle: Vehicle, stop: Stop) -> bool:
        """Say whether this kind of vehicle may come to this stop: its kind, its lock, its seal."""
        locked = self.locked_to.get(stop.key)
        if locked is not None:
            return locked == vehicle.key
        return vehicle.takes_more and (not stop.vehicles or vehicle.key in stop.vehicles)
