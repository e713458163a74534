"""Reads a day from the project's JSON: its shape first, then what its parts say of each other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from ._document import DayIn, PlaceIn, StopIn, VehicleIn, VisitIn
from ._keeping import Stability
from ._matrices import travel_of
from ._problem import (
    ALWAYS,
    END_OF_TIME_S,
    MM_PER_KM,
    SECONDS_PER_HOUR,
    THOUSANDTHS,
    Alternative,
    Lock,
    Problem,
    Stop,
    Vehicle,
    Window,
)
from ._refusals import Fault, ProblemRefused, fault, refuse
from ._routes import Route, Visit

UNLIMITED = 10**12

# Pydantic's kinds of error that people make most, said in Chinese; the rest say what was expected in English.
KINDS_ZH = {
    "missing": "必填，现在没有",
    "extra_forbidden": "没有这个字段，请检查拼写",
    "greater_than_equal": "太小：{ctx}",
    "greater_than": "太小：{ctx}",
    "less_than_equal": "太大：{ctx}",
    "less_than": "太大：{ctx}",
    "string_pattern_mismatch": "格式不对，时刻应写成 08:30 这样",
    "too_long": "太多：{ctx}",
    "too_short": "太少：{ctx}",
    "finite_number": "应为有限的数",
    "string_type": "应为文字",
    "list_type": "应为列表",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "decimal_parsing": "应为数字",
    "decimal_type": "应为数字",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
}


def read_problem(text: str) -> tuple[Problem, Stability | None]:
    """Return the problem that a JSON document states, and yesterday's plan if it gives one.

    Raises ProblemRefused with every field at fault: first those of a wrong shape, then those that contradict.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse("$", f"不是 JSON 文件：{error}", f"not a JSON document: {error}") from None
    try:
        day = DayIn.model_validate(document)
    except ValidationError as error:
        raise ProblemRefused(shape_fault(one) for one in error.errors()) from None
    faults = tuple(_contradictions(day))
    if faults:
        raise ProblemRefused(faults)
    return _problem(day), _yesterday(day)


def shape_fault(error: Mapping[str, Any]) -> Fault:
    field = ".".join(map(str, error["loc"])) or "$"
    context = ", ".join(f"{name} {value}" for name, value in error.get("ctx", {}).items())
    zh = KINDS_ZH.get(error["type"], error["msg"]).format(ctx=context)
    return fault(field, zh, error["msg"])


def _contradictions(day: DayIn) -> Iterator[Fault]:
    yield from _repeated("stops", [stop.id for stop in day.stops])
    yield from _repeated("vehicles", [vehicle.id for vehicle in day.vehicles])
    yield from _repeated("places", [day.centre.id, *(place.id for place in day.places)])
    yield from _repeated("measures", day.measures)
    places = _places(day)
    for nth, stop in enumerate(day.stops):
        yield from _stop_faults(day, f"stops.{nth}", stop, places)
    for nth, vehicle in enumerate(day.vehicles):
        yield from _vehicle_faults(day, f"vehicles.{nth}", vehicle, places)
    yield from _lock_faults(day)


def _repeated(field: str, keys: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for nth, key in enumerate(keys):
        if key in seen:
            yield fault(f"{field}.{nth}", f"“{key}”重复出现", f"{key!r} occurs twice")
        seen.add(key)


def _stop_faults(day: DayIn, field: str, stop: StopIn, places: Mapping[str, PlaceIn]) -> Iterator[Fault]:
    kinds = {vehicle.id for vehicle in day.vehicles}
    yield from _unknown(f"{field}.place", [stop.place or stop.id], places)
    yield from _unknown(f"{field}.alternatives", [other.place for other in stop.alternatives], places)
    yield from _unknown(f"{field}.vehicles", stop.vehicles, kinds)
    yield from _unknown(f"{field}.deliver", stop.deliver, day.measures)
    yield from _unknown(f"{field}.collect", stop.collect, day.measures)
    for nth, (opens, closes) in enumerate(stop.open):
        if _seconds(opens) > _seconds(closes):
            yield _backwards(f"{field}.open.{nth}", opens, closes)


def _vehicle_faults(
    day: DayIn, field: str, vehicle: VehicleIn, places: Mapping[str, PlaceIn]
) -> Iterator[Fault]:
    yield from _unknown(f"{field}.capacity", vehicle.capacity, day.measures)
    yield from _unknown(f"{field}.home", [vehicle.home] if vehicle.home else [], places)
    yield from _unknown(f"{field}.start", [vehicle.start] if vehicle.start else [], places)
    if vehicle.shift and _seconds(vehicle.shift[0]) >= _seconds(vehicle.shift[1]):
        yield _backwards(f"{field}.shift", *vehicle.shift)
    if vehicle.overtime_hours and vehicle.working_hours is None:
        yield fault(
            f"{field}.overtime_hours",
            "要算加班，先写 working_hours（正常工时）",
            "overtime needs working_hours to start from",
        )


def _lock_faults(day: DayIn) -> Iterator[Fault]:
    counts = {vehicle.id: vehicle.count for vehicle in day.vehicles}
    stops = [stop.id for stop in day.stops]
    locked = [stop for lock in day.locks for stop in lock.stops]
    yield from _repeated("locks.stops", locked)
    for nth, lock in enumerate(day.locks):
        yield from _unknown(f"locks.{nth}.vehicle", [lock.vehicle], counts)
        yield from _unknown(f"locks.{nth}.stops", lock.stops, stops)
        if counts.get(lock.vehicle, 1) != 1:
            yield fault(
                f"locks.{nth}.vehicle",
                f"“{lock.vehicle}”有多辆；已装货的车请单独列一行（count 1）",
                f"{lock.vehicle!r} stands for several vehicles; list the loaded one by itself (count 1)",
            )


def _unknown(field: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    listed = set(known)
    for name in names:
        if name not in listed:
            some = ", ".join(sorted(listed)[:5])
            yield fault(field, f"没有“{name}”；已有的如 {some}", f"{name!r} is not listed; there are {some}")


def _backwards(field: str, opens: str, closes: str) -> Fault:
    return fault(
        field,
        f"时间矛盾：{opens} 开始，{closes} 结束",
        f"contradicts itself: begins at {opens} and ends at {closes}",
    )


def _places(day: DayIn) -> dict[str, PlaceIn]:
    """Return every place that may be referred to, the centre first; a stop without `place` is its own."""
    own = [stop for stop in day.stops if stop.place is None]
    return {place.id: place for place in (day.centre, *own, *day.places)}


def _problem(day: DayIn) -> Problem:
    places = _places(day)
    keys = (day.centre.id, *(key for key in places if key != day.centre.id))
    return Problem(
        name=day.name,
        places=keys,
        place_names={key: places[key].name for key in keys if places[key].name},
        positions={
            key: (place.latitude, place.longitude)
            for key, place in places.items()
            if place.latitude is not None and place.longitude is not None
        },
        travel=travel_of(day, [places[key] for key in keys]),
        stops=tuple(_stop(day, stop) for stop in day.stops),
        vehicles=tuple(_vehicle(day, vehicle) for vehicle in day.vehicles),
        measures=tuple(day.measures),
        date_weekday=day.date.isoweekday() if day.date else None,
        loading_s=round(day.centre.loading_minutes * 60),
        locks=tuple(Lock(lock.vehicle, tuple(lock.stops), lock.in_order) for lock in day.locks),
        balance_yuan_per_hour=day.balance_yuan_per_hour,
    )


def _stop(day: DayIn, stop: StopIn) -> Stop:
    windows = tuple(sorted((_window(opening) for opening in stop.open), key=lambda one: one.from_s))
    return Stop(
        key=stop.id,
        place=stop.place or stop.id,
        name=stop.name,
        deliver=_load(day, stop.deliver, Decimal(0)),
        collect=_load(day, stop.collect, Decimal(0)),
        service_s=round(stop.service_minutes * 60),
        windows=windows or ALWAYS,
        vehicles=frozenset(stop.vehicles),
        postpone_yuan=stop.postpone_yuan,
        alternatives=tuple(Alternative(other.place, other.extra_yuan) for other in stop.alternatives),
        weekdays=frozenset(stop.weekdays),
        parcels=stop.parcels,
        carrier=stop.carrier,
    )


def _vehicle(day: DayIn, vehicle: VehicleIn) -> Vehicle:
    unlimited = Decimal(UNLIMITED) / THOUSANDTHS
    hours = vehicle.working_hours
    return Vehicle(
        key=vehicle.id,
        count=vehicle.count,
        capacity=_load(day, vehicle.capacity, unlimited),
        fixed_yuan=vehicle.fixed_yuan,
        yuan_per_km=vehicle.yuan_per_km,
        yuan_per_hour=vehicle.yuan_per_hour,
        shift=_window(vehicle.shift) if vehicle.shift else Window(),
        working_s=END_OF_TIME_S if hours is None else round(hours * SECONDS_PER_HOUR),
        overtime_s=round(vehicle.overtime_hours * SECONDS_PER_HOUR),
        overtime_yuan_per_hour=vehicle.overtime_yuan_per_hour,
        longest_mm=None if vehicle.longest_km is None else round(vehicle.longest_km * MM_PER_KM),
        reloads=vehicle.reloads,
        home=vehicle.home if vehicle.home != day.centre.id else None,
        start=vehicle.start,
        takes_more=vehicle.takes_more,
        driver=vehicle.driver,
    )


def _load(day: DayIn, amounts: Mapping[str, Decimal], missing: Decimal) -> tuple[int, ...]:
    return tuple(round(amounts.get(measure, missing) * THOUSANDTHS) for measure in day.measures)


def _window(opening: tuple[str, str]) -> Window:
    return Window(_seconds(opening[0]), _seconds(opening[1]))


def _seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def _yesterday(day: DayIn) -> Stability | None:
    """Return yesterday's plan; stops that are not asked for today keep their place in its sequence."""
    if day.yesterday is None:
        return None
    own = {stop.id: stop.place or stop.id for stop in day.stops}
    counts: dict[str, int] = {}
    routes = []
    for route in day.yesterday.routes:
        counts[route.vehicle] = counts.get(route.vehicle, 0) + 1
        trips = tuple(tuple(_was(visit, own) for visit in trip) for trip in route.trips)
        routes.append(Route(route.vehicle, counts[route.vehicle], trips))
    return Stability(
        routes=tuple(routes), discount=day.yesterday.discount, most_extra=day.yesterday.most_extra
    )


def _was(visit: str | VisitIn, own: Mapping[str, str]) -> Visit:
    if isinstance(visit, str):
        return Visit(visit, own.get(visit, visit))
    return Visit(visit.stop, visit.place)
