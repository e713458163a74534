"""Works out a route stop by stop: loads, times, cost, and everything that does not hold.

This is the truth of a plan; it knows nothing of the engine, so that each checks the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cuntong.domain.values import Bilingual

from ._problem import MM_PER_KM, SECONDS_PER_HOUR, THOUSANDTHS, Problem, Stop, Vehicle, Window
from ._routes import Route


class Breach(StrEnum):
    """What of a route does not hold."""

    UNREACHABLE = "UNREACHABLE"
    OVERLOADED = "OVERLOADED"
    CLOSED = "CLOSED"
    LATE_RETURN = "LATE_RETURN"
    TOO_LONG = "TOO_LONG"
    TOO_FAR = "TOO_FAR"
    WRONG_VEHICLE = "WRONG_VEHICLE"
    LOCK_BROKEN = "LOCK_BROKEN"
    TOO_MANY_TRIPS = "TOO_MANY_TRIPS"
    NOT_ITS_PLACE = "NOT_ITS_PLACE"


@dataclass(frozen=True, slots=True)
class Violation:
    """A breach, where it happens (a stop's key, empty for the whole route), and what to read about it."""

    breach: Breach
    stop: str
    message: Bilingual


@dataclass(frozen=True, slots=True)
class TimedVisit:
    """A visit with its times (seconds after midnight) and what is aboard when the vehicle leaves."""

    stop: str
    place: str
    trip: int
    arrive_s: int
    begin_s: int
    leave_s: int
    aboard: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TimedRoute:
    """A route worked out: departure as late as costs no time, length, paid time, overtime, cost, what fails."""

    route: Route
    visits: tuple[TimedVisit, ...]
    depart_s: int
    return_s: int
    distance_mm: int
    overtime_s: int
    cost_yuan: Decimal
    violations: tuple[Violation, ...]

    @property
    def duration_s(self) -> int:
        return self.return_s - self.depart_s

    @property
    def feasible(self) -> bool:
        return not self.violations


@dataclass(frozen=True, slots=True)
class _Step:
    """A leg and what waits at its end: a stop (with its windows) or the centre."""

    start: int
    end: int
    windows: tuple[Window, ...]
    service_s: int
    stop: str


def time_route(problem: Problem, route: Route) -> TimedRoute:
    """Work out one route; what does not hold is listed, never raised."""
    vehicle = problem.vehicle_by_key[route.vehicle]
    steps = tuple(_steps(problem, vehicle, route))
    distance_mm = sum(max(0, int(problem.travel.distance_mm[step.start, step.end])) for step in steps)
    setup_s = problem.loading_s if vehicle.start is None else 0
    depart_s, moments, late = _moments(problem, vehicle, steps, setup_s)
    return_s = moments[-1][1] if moments else depart_s
    overtime_s = max(0, return_s - depart_s - vehicle.working_s)
    loads = tuple(_loads(problem, route))
    violations = (
        *_ways_closed(problem, steps),
        *_wrong_vehicle(problem, vehicle, route),
        *_overloaded(problem, vehicle, route, loads),
        *late,
        *_limits(vehicle, route, return_s, return_s - depart_s, distance_mm),
        *_locks_broken(problem, route),
    )
    return TimedRoute(
        route=route,
        visits=tuple(_timed_visits(route, steps, moments, loads)),
        depart_s=depart_s,
        return_s=return_s,
        distance_mm=distance_mm,
        overtime_s=overtime_s,
        cost_yuan=_cost(vehicle, distance_mm, return_s - depart_s, overtime_s) + _extras(problem, route),
        violations=violations,
    )


def _steps(problem: Problem, vehicle: Vehicle, route: Route) -> Iterator[_Step]:
    home = problem.place_at[problem.home_of(vehicle)]
    here = problem.place_at[vehicle.start] if vehicle.start else home
    for nth, trip in enumerate(route.trips):
        for visit in trip:
            stop, there = problem.stop_by_key[visit.stop], problem.place_at[visit.place]
            yield _Step(here, there, stop.windows, stop.service_s, stop.key)
            here = there
        last = nth == len(route.trips) - 1
        yield _Step(here, home, (Window(),), 0 if last else problem.loading_s, "")
        here = home


def _moments(
    problem: Problem, vehicle: Vehicle, steps: Sequence[_Step], setup_s: int
) -> tuple[int, list[tuple[int, int, int]], list[Violation]]:
    """Return departure, (arrival, begin, leave) at each step, and what is closed on arrival.

    The vehicle first leaves as early as its shift allows; then departure is put off by as much waiting as can be
    saved without coming late anywhere (forward slack of Savelsbergh), which leaves the return where it was.
    """
    moments, late, slack, waited = _drive(problem, steps, vehicle.shift.from_s + setup_s)
    put_off = 0 if late else min(slack, waited)
    if put_off:
        moments, late, _, _ = _drive(problem, steps, vehicle.shift.from_s + setup_s + put_off)
    return vehicle.shift.from_s + put_off, moments, late


def _drive(
    problem: Problem, steps: Sequence[_Step], depart_s: int
) -> tuple[list[tuple[int, int, int]], list[Violation], int, int]:
    now, waited, slack = depart_s, 0, 10**12
    moments, late = [], []
    for step in steps:
        arrive = now + max(0, int(problem.travel.duration_s[step.start, step.end]))
        window = next((window for window in step.windows if arrive <= window.to_s), None)
        if window is None:
            late.append(_closed(problem, step, arrive))
            window = Window(arrive, arrive)
        begin = max(arrive, window.from_s)
        waited += begin - arrive
        slack = min(slack, waited + window.to_s - begin)
        now = begin + step.service_s
        moments.append((arrive, begin, now))
    return moments, late, slack, waited


def _closed(problem: Problem, step: _Step, arrive_s: int) -> Violation:
    closes = clock(step.windows[-1].to_s)
    return Violation(
        Breach.CLOSED,
        step.stop,
        Bilingual(
            f"{clock(arrive_s)} 到达“{step.stop}”，已于 {closes} 停止收货",
            f"arrives at {step.stop} at {clock(arrive_s)}, after it closed at {closes}",
        ),
    )


def clock(moment_s: int) -> str:
    """Return seconds after midnight as hours and minutes."""
    return f"{moment_s // 3600:02d}:{moment_s % 3600 // 60:02d}"


def _loads(problem: Problem, route: Route) -> Iterator[list[tuple[int, ...]]]:
    """Yield, for each trip, what is aboard at departure and after each visit."""
    for trip in route.trips:
        stops = [problem.stop_by_key[visit.stop] for visit in trip]
        aboard = tuple(sum(stop.deliver[nth] for stop in stops) for nth in range(len(problem.measures)))
        after = [aboard]
        for stop in stops:
            aboard = tuple(
                held - out + taken
                for held, out, taken in zip(aboard, stop.deliver, stop.collect, strict=True)
            )
            after.append(aboard)
        yield after


def _timed_visits(
    route: Route,
    steps: Sequence[_Step],
    moments: Sequence[tuple[int, int, int]],
    loads: Sequence[Sequence[tuple[int, ...]]],
) -> Iterator[TimedVisit]:
    at_stops = iter(moment for step, moment in zip(steps, moments, strict=True) if step.stop)
    for nth, trip in enumerate(route.trips):
        for visit, aboard in zip(trip, loads[nth][1:], strict=True):
            arrive, begin, leave = next(at_stops)
            yield TimedVisit(visit.stop, visit.place, nth, arrive, begin, leave, aboard)


def _cost(vehicle: Vehicle, distance_mm: int, duration_s: int, overtime_s: int) -> Decimal:
    return (
        vehicle.fixed_yuan
        + vehicle.yuan_per_km * distance_mm / MM_PER_KM
        + vehicle.yuan_per_hour * duration_s / SECONDS_PER_HOUR
        + vehicle.overtime_yuan_per_hour * overtime_s / SECONDS_PER_HOUR
    )


def _extras(problem: Problem, route: Route) -> Decimal:
    """Return what is paid for handing goods over elsewhere than at the stop's own place."""
    total = Decimal(0)
    for visit in route.visits:
        stop = problem.stop_by_key[visit.stop]
        if visit.place != stop.place:
            total += min(
                (other.extra_yuan for other in stop.alternatives if other.place == visit.place),
                default=Decimal(0),
            )
    return total


def _ways_closed(problem: Problem, steps: Sequence[_Step]) -> Iterator[Violation]:
    for step in steps:
        if not problem.travel.reaches(step.start, step.end):
            here, there = problem.places[step.start], problem.places[step.end]
            yield Violation(
                Breach.UNREACHABLE,
                step.stop,
                Bilingual(f"“{here}”到“{there}”无路可走", f"no way leads from {here} to {there}"),
            )


def _wrong_vehicle(problem: Problem, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    for visit in route.visits:
        stop = problem.stop_by_key[visit.stop]
        if not problem.may_serve(vehicle, stop):
            yield Violation(Breach.WRONG_VEHICLE, stop.key, _why_not(problem, vehicle, stop))
        if visit.place != stop.place and visit.place not in {other.place for other in stop.alternatives}:
            yield Violation(
                Breach.NOT_ITS_PLACE,
                stop.key,
                Bilingual(
                    f"“{stop.key}”不能在“{visit.place}”交接",
                    f"{stop.key} cannot be served at {visit.place}",
                ),
            )


def _why_not(problem: Problem, vehicle: Vehicle, stop: Stop) -> Bilingual:
    locked = problem.locked_to.get(stop.key)
    if locked:
        return Bilingual(
            f"“{stop.key}”的货已装上“{locked}”，不能改由“{vehicle.key}”送",
            f"the goods of {stop.key} are aboard {locked}; {vehicle.key} cannot serve it",
        )
    if not vehicle.takes_more:
        return Bilingual(
            f"“{vehicle.key}”已装车封闭，不能再加“{stop.key}”",
            f"{vehicle.key} is loaded and sealed; {stop.key} cannot be added",
        )
    return Bilingual(
        f"“{stop.key}”只能由 {'、'.join(sorted(stop.vehicles))} 送，不能由“{vehicle.key}”送",
        f"{stop.key} takes {', '.join(sorted(stop.vehicles))} only, not {vehicle.key}",
    )


def _overloaded(
    problem: Problem, vehicle: Vehicle, route: Route, loads: Sequence[Sequence[tuple[int, ...]]]
) -> Iterator[Violation]:
    for trip, after in zip(route.trips, loads, strict=True):
        for nth, aboard in enumerate(after):
            stop = trip[nth - 1].stop if nth else ""
            for measure, held, room in zip(problem.measures, aboard, vehicle.capacity, strict=True):
                if held > room:
                    yield _too_heavy(stop, measure, held, room)


def _too_heavy(stop: str, measure: str, held: int, room: int) -> Violation:
    amount, limit = f"{held / THOUSANDTHS:g} {measure}", f"{room / THOUSANDTHS:g} {measure}"
    return Violation(
        Breach.OVERLOADED,
        stop,
        Bilingual(
            f"离开“{stop or '中心'}”时车上有 {amount}，超过容量 {limit}",
            f"{amount} are aboard after {stop or 'the centre'}, more than the {limit} that fit",
        ),
    )


def _limits(
    vehicle: Vehicle, route: Route, return_s: int, duration_s: int, distance_mm: int
) -> Iterator[Violation]:
    allowed_s = vehicle.working_s + vehicle.overtime_s
    if return_s > vehicle.shift.to_s:
        yield _limit(Breach.LATE_RETURN, "返回时间", "returns at", clock(return_s), clock(vehicle.shift.to_s))
    if duration_s > allowed_s:
        yield _limit(Breach.TOO_LONG, "工作时间", "works", clock(duration_s), clock(allowed_s))
    if vehicle.longest_mm is not None and distance_mm > vehicle.longest_mm:
        drives, most = distance_mm / MM_PER_KM, vehicle.longest_mm / MM_PER_KM
        yield _limit(Breach.TOO_FAR, "里程（公里）", "drives (km)", f"{drives:.1f}", f"{most:.1f}")
    if len(route.trips) > vehicle.reloads + 1:
        trips, most_trips = len(route.trips), vehicle.reloads + 1
        yield _limit(Breach.TOO_MANY_TRIPS, "趟数", "makes trips:", str(trips), str(most_trips))


def _limit(breach: Breach, zh: str, en: str, actual: str, allowed: str) -> Violation:
    return Violation(
        breach,
        "",
        Bilingual(f"{zh} {actual}，上限 {allowed}", f"{en} {actual}, at most {allowed} is allowed"),
    )


def _locks_broken(problem: Problem, route: Route) -> Iterator[Violation]:
    order = route.stops
    for lock in problem.locks:
        if not lock.in_order or lock.vehicle != route.vehicle or len(lock.stops) < 2:
            continue
        held = any(order[nth : nth + len(lock.stops)] == lock.stops for nth in range(len(order)))
        if not held and set(order) & set(lock.stops):
            names = " → ".join(lock.stops)
            yield Violation(
                Breach.LOCK_BROKEN,
                lock.stops[0],
                Bilingual(
                    f"{names} 已锁定为连续停靠", f"{names} are locked to be served one after the other"
                ),
            )
