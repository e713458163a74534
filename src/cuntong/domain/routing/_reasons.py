"""Why a stop stays behind: what can be told before planning, and what planning shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from cuntong.domain.values import Bilingual

from ._problem import THOUSANDTHS, Problem, Stop, Vehicle
from ._routes import Route, Visit
from ._timing import Breach, clock, time_route


class Reason(StrEnum):
    """Why a stop is not served."""

    NOT_TODAY = "NOT_TODAY"
    UNREACHABLE = "UNREACHABLE"
    TOO_LARGE = "TOO_LARGE"
    NO_VEHICLE = "NO_VEHICLE"
    TOO_FAR_FOR_WINDOW = "TOO_FAR_FOR_WINDOW"
    TOO_FAR_FOR_SHIFT = "TOO_FAR_FOR_SHIFT"
    POSTPONED = "POSTPONED"
    NO_ROOM = "NO_ROOM"
    EXCLUDED = "EXCLUDED"


@dataclass(frozen=True, slots=True)
class Unserved:
    """A stop that stays behind, and why."""

    stop: str
    reason: Reason
    message: Bilingual


def hopeless(problem: Problem) -> tuple[Unserved, ...]:
    """Return the stops that no vehicle can serve even if it served nothing else, each with its reason."""
    return tuple(left for stop in problem.stops if (left := _hopeless(problem, stop)) is not None)


def without(problem: Problem, unserved: Iterable[Unserved]) -> Problem:
    """Return the problem without these stops, their locks shortened."""
    gone = {left.stop for left in unserved}
    if not gone:
        return problem
    locks = tuple(
        replace(lock, stops=stops)
        for lock in problem.locks
        if (stops := tuple(stop for stop in lock.stops if stop not in gone))
    )
    return replace(problem, stops=tuple(stop for stop in problem.stops if stop.key not in gone), locks=locks)


def _hopeless(problem: Problem, stop: Stop) -> Unserved | None:
    if problem.date_weekday and stop.weekdays and problem.date_weekday not in stop.weekdays:
        days = sorted(stop.weekdays)
        zh = "、".join("周" + "一二三四五六日"[day - 1] for day in days)
        en = ", ".join(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day - 1] for day in days)
        return _left(stop, Reason.NOT_TODAY, f"只在{zh}配送", f"is served on {en} only")
    able = [vehicle for vehicle in problem.vehicles if problem.may_serve(vehicle, stop)]
    if not able:
        return _no_vehicle(problem, stop)
    if not any(_fits(vehicle, stop) for vehicle in able):
        return _too_large(problem, stop, able)
    able = [vehicle for vehicle in able if _fits(vehicle, stop)]
    return _alone(problem, stop, able)


def _no_vehicle(problem: Problem, stop: Stop) -> Unserved:
    locked = problem.locked_to.get(stop.key)
    wanted = locked or "、".join(sorted(stop.vehicles)) or "—"
    return _left(
        stop,
        Reason.NO_VEHICLE,
        f"需要车辆 {wanted}，今日没有可用的",
        f"needs {wanted}, and none of them is available today",
    )


def _fits(vehicle: Vehicle, stop: Stop) -> bool:
    pairs = zip(stop.deliver, stop.collect, vehicle.capacity, strict=True)
    return all(max(out, taken) <= room for out, taken, room in pairs)


def _too_large(problem: Problem, stop: Stop, able: list[Vehicle]) -> Unserved:
    """Name the first measure in which the stop exceeds every vehicle, else the largest vehicle's first."""
    for nth, measure in enumerate(problem.measures):
        load, room = max(stop.deliver[nth], stop.collect[nth]), max(vehicle.capacity[nth] for vehicle in able)
        if load > room:
            asks, most = f"{load / THOUSANDTHS:g} {measure}", f"{room / THOUSANDTHS:g} {measure}"
            return _left(
                stop,
                Reason.TOO_LARGE,
                f"需要 {asks}，最大的车只能装 {most}；请拆成几次",
                f"asks for {asks}, the largest vehicle takes {most}; please split it",
            )
    return _left(
        stop,
        Reason.TOO_LARGE,
        "没有一辆车能同时满足各项容量；请拆成几次",
        "no single vehicle has room in every measure; please split it",
    )


def _alone(problem: Problem, stop: Stop, able: list[Vehicle]) -> Unserved | None:
    """Try the stop alone in every fitting vehicle at every place, and report the most telling failure."""
    places = [stop.place, *(other.place for other in stop.alternatives)]
    breaches: set[Breach] = set()
    for vehicle in able:
        for place in places:
            timed = time_route(problem, Route(vehicle.key, 1, ((Visit(stop.key, place),),)))
            found = {violation.breach for violation in timed.violations} - {Breach.LOCK_BROKEN}
            if not found:
                return None
            breaches |= found
    return _alone_failed(problem, stop, breaches)


def _alone_failed(problem: Problem, stop: Stop, breaches: set[Breach]) -> Unserved:
    if breaches <= {Breach.UNREACHABLE, Breach.CLOSED, Breach.LATE_RETURN} and Breach.UNREACHABLE in breaches:
        return _left(
            stop,
            Reason.UNREACHABLE,
            f"到“{stop.place}”往返无路可走",
            f"no way leads to {stop.place} and back",
        )
    if Breach.CLOSED in breaches:
        closes = clock(max(window.to_s for window in stop.windows))
        return _left(
            stop,
            Reason.TOO_FAR_FOR_WINDOW,
            f"{closes} 停止收货，最早出发的车也赶不到",
            f"closes at {closes}, before the earliest vehicle can be there",
        )
    return _left(
        stop,
        Reason.TOO_FAR_FOR_SHIFT,
        "单独跑一趟也超过班次时间或里程上限",
        "a trip to it alone exceeds the shift or the longest distance of every vehicle",
    )


def left_behind(problem: Problem, served: Iterable[Route]) -> Iterator[Unserved]:
    """Yield the stops that the plan does not serve although some vehicle could."""
    visited = {stop for route in served for stop in route.stops}
    for stop in problem.stops:
        if stop.key in visited:
            continue
        if stop.postpone_yuan is not None:
            yield _left(
                stop,
                Reason.POSTPONED,
                f"改日配送（{stop.postpone_yuan} 元）比今天去更省",
                f"waiting ({stop.postpone_yuan} yuan) is cheaper than going today",
            )
        else:
            yield _left(
                stop,
                Reason.NO_ROOM,
                "现有车辆的容量和时间都已用完；请加车、加班或放宽时间",
                "the vehicles' room and hours are used up; add a vehicle, overtime or wider hours",
            )


def _left(stop: Stop, reason: Reason, zh: str, en: str) -> Unserved:
    return Unserved(stop.key, reason, Bilingual(zh, en))
