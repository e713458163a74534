"""Two levels: trucks from the centre to township stations, vans from the stations to the villages.

A decomposition on PyVRP: vans of all stations are planned at once, each van route burdened with what its station
adds to the trunk; the trunk is planned for the loads that result; the burdens follow the trunk's marginal costs, and
round again. It begins with the nearest station for every village, so it is never dearer than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ._asking import Effort, Spread
from ._engine import TUNED, Tuning
from ._plan import Plan, work_out
from ._planning import plan_day
from ._problem import MM_PER_KM, Problem, Stop, Vehicle, Window
from ._refusals import refuse
from ._routes import Route

Load = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Station:
    """A township station: where vans are loaded, how much of each measure it can turn over in a day, its vans."""

    place: str
    turnover: Load | None = None
    vans: int = 1_000


@dataclass(frozen=True, kw_only=True)
class TwoLevelProblem:
    """A day on two levels. `day` holds places, stops, measures, and as its vehicles the vans (their home is set here).

    Trucks bring what a station's vans will hand over by `trunk_until_s`, which is when the vans begin, and take along
    what vans collected the day before (counted as today's). A load above `split_share` of the largest truck is split
    into parts of that size, which different trucks may bring.
    """

    day: Problem
    stations: tuple[Station, ...]
    trucks: tuple[Vehicle, ...]
    trunk_until_s: int
    handling_s: int = 900
    split_share: Decimal = Decimal("0.25")


@dataclass(frozen=True, kw_only=True)
class TwoLevelPlan:
    """The trunk's plan, the vans' plan, which station serves each stop, and stations that turn over too much."""

    trunk: Plan
    vans: Plan
    station_of: Mapping[str, str]
    overfull: tuple[str, ...] = ()

    @property
    def cost_yuan(self) -> Decimal:
        return self.trunk.cost_yuan + self.vans.objective_yuan

    @property
    def complete(self) -> bool:
        """Say whether both levels serve all that could be served by one vehicle alone, no station overfull."""
        return not self.overfull and not any(
            left.reason == "NO_ROOM" for plan in (self.trunk, self.vans) for left in plan.unserved
        )


@dataclass(frozen=True, kw_only=True)
class LevelComparison:
    """The same day on two levels, on two levels by nearest station, and on one level from the centre."""

    two_levels: TwoLevelPlan
    nearest_station: TwoLevelPlan
    one_level: Plan

    @property
    def saving_against_nearest(self) -> Decimal:
        """What two levels save against the nearest-station decomposition, as a share of it."""
        before = self.nearest_station.cost_yuan
        return (before - self.two_levels.cost_yuan) / before if before else Decimal(0)

    @property
    def better(self) -> str:
        """Name the cheaper organisation that leaves nobody behind: TWO_LEVELS or ONE_LEVEL."""
        one_ok = not any(left.reason == "NO_ROOM" for left in self.one_level.unserved)
        cheaper = self.two_levels.cost_yuan < self.one_level.objective_yuan
        return "TWO_LEVELS" if self.two_levels.complete and (cheaper or not one_ok) else "ONE_LEVEL"


def compare_levels(
    problem: TwoLevelProblem,
    *,
    effort: Effort,
    seed: int = 1,
    spread: Spread = map,
    stop: Callable[[], bool] = lambda: False,
    rounds: int = 4,
    tuning: Tuning = TUNED,
) -> LevelComparison:
    """Plan the day all three ways with the same engine and seed; `effort` holds for each single planning."""
    _check(problem)

    def plan(day: Problem, start: tuple[Route, ...] | None = None) -> Plan:
        return plan_day(day, effort=effort, seed=seed, spread=spread, start=start, tuning=tuning)

    nearest = plan_by_nearest_station(problem, plan)
    best = nearest
    burden = _first_burden(problem, nearest)
    for _ in range(rounds):
        if stop():
            break
        tried = _round(problem, plan, burden, best)
        if (not tried.complete, tried.cost_yuan) < (not best.complete, best.cost_yuan):
            best = tried
        burden = _burden(problem, plan, tried, burden)
    return LevelComparison(
        two_levels=best, nearest_station=nearest, one_level=plan(_from_the_centre(problem))
    )


def plan_by_nearest_station(problem: TwoLevelProblem, plan: Callable[..., Plan]) -> TwoLevelPlan:
    """Plan the day with every stop served from the station nearest to it: the way it is done by hand."""
    distance = problem.day.travel.distance_mm
    row = problem.day.place_at
    allowed = {
        stop.key: frozenset(
            {
                min(
                    problem.stations,
                    key=lambda one, place=stop.place: (  # type: ignore[misc]
                        distance[row[one.place], row[place]],
                        one.place,
                    ),
                ).place
            }
        )
        for stop in problem.day.stops
    }
    return _both_levels(problem, plan, _confined(problem, plan, allowed, {}, None))


def _check(problem: TwoLevelProblem) -> None:
    if not problem.stations or not problem.trucks or not problem.day.vehicles:
        raise refuse(
            "stations", "需要至少一个镇站、一辆干线车和一辆支线车", "a station, a truck and a van are needed"
        )
    for nth, station in enumerate(problem.stations):
        if station.place not in problem.day.place_at:
            raise refuse(
                f"stations.{nth}.place", f"没有“{station.place}”", f"there is no place {station.place!r}"
            )


def _vans(problem: TwoLevelProblem, burden: Mapping[str, Decimal]) -> Iterator[Vehicle]:
    """Yield every kind of van at every station, its fixed cost with the station's burden."""
    for station in problem.stations:
        for van in problem.day.vehicles:
            begin = max(van.shift.from_s, problem.trunk_until_s)
            yield replace(
                van,
                key=f"{van.key}@{station.place}",
                home=station.place,
                count=min(van.count, station.vans),
                fixed_yuan=van.fixed_yuan + burden.get(station.place, Decimal(0)),
                shift=Window(begin, van.shift.to_s),
            )


def _confined(
    problem: TwoLevelProblem,
    plan: Callable[..., Plan],
    allowed: Mapping[str, frozenset[str]],
    burden: Mapping[str, Decimal],
    start: tuple[Route, ...] | None,
) -> Plan:
    """Plan the vans, stops confined to stations; where a station turns over too much, confine and plan again."""
    for _ in range(3 * len(problem.stations) + 1):
        vans = tuple(_vans(problem, burden))
        stops = tuple(_open_to(stop, vans, allowed.get(stop.key)) for stop in problem.day.stops)
        planned = plan(replace(problem.day, vehicles=vans, stops=stops), start)
        moved = _sent_elsewhere(problem, planned, allowed)
        if not moved:
            break
        allowed, start = {**allowed, **moved}, None
    return planned


def _open_to(stop: Stop, vans: tuple[Vehicle, ...], stations: frozenset[str] | None) -> Stop:
    kinds = frozenset(
        van.key
        for van in vans
        if (stations is None or van.home in stations)
        and (not stop.vehicles or van.key.rpartition("@")[0] in stop.vehicles)
    )
    # An empty set would mean any van; names that no van bears mean none.
    return replace(stop, vehicles=kinds or stop.vehicles or frozenset(stations or ()))


def _sent_elsewhere(
    problem: TwoLevelProblem, planned: Plan, allowed: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Return stops to be kept from stations that turn over too much: those that lie farthest from it first."""
    everywhere = frozenset(station.place for station in problem.stations)
    distance, row = problem.day.travel.distance_mm, problem.day.place_at
    moved: dict[str, frozenset[str]] = {}
    station_of = _station_of(planned)
    for station in problem.stations:
        if station.turnover is None:
            continue
        own = [problem.day.stop_by_key[key] for key, place in station_of.items() if place == station.place]
        own.sort(key=lambda stop: (distance[row[station.place], row[stop.place]], stop.key))
        while own and _exceeds(problem, own, station.turnover):
            stop = own.pop()
            others = allowed.get(stop.key, everywhere) - {station.place}
            if others:
                moved[stop.key] = others
    return moved


def _exceeds(problem: TwoLevelProblem, stops: list[Stop], room: Load) -> bool:
    if not stops:
        return False
    delivered, collected = _sums(problem, stops)
    return any(max(out, taken) > most for out, taken, most in zip(delivered, collected, room, strict=True))


def _sums(problem: TwoLevelProblem, stops: list[Stop]) -> tuple[Load, Load]:
    measures = range(len(problem.day.measures))
    return (
        tuple(sum(stop.deliver[nth] for stop in stops) for nth in measures),
        tuple(sum(stop.collect[nth] for stop in stops) for nth in measures),
    )


def _station_of(planned: Plan) -> dict[str, str]:
    """Return stop -> station, from the homes of the vans that serve them."""
    vehicles = planned.problem.vehicle_by_key
    return {
        stop: planned.problem.home_of(vehicles[timed.route.vehicle])
        for timed in planned.routes
        for stop in timed.route.stops
    }


def _both_levels(problem: TwoLevelProblem, plan: Callable[..., Plan], planned: Plan) -> TwoLevelPlan:
    """Plan the trunk for what the vans carry; the vans' cost is told without burdens."""
    plain = replace(planned.problem, vehicles=tuple(_vans(problem, {})))
    routes = [timed.route for timed in planned.routes]
    station_of = _station_of(planned)
    return TwoLevelPlan(
        trunk=plan(_trunk(problem, station_of)),
        vans=replace(planned, problem=plain, routes=work_out(plain, routes)),
        station_of=station_of,
        overfull=tuple(_overfull(problem, station_of)),
    )


def _overfull(problem: TwoLevelProblem, station_of: Mapping[str, str]) -> Iterator[str]:
    for station in problem.stations:
        own = [problem.day.stop_by_key[key] for key, place in station_of.items() if place == station.place]
        if station.turnover is not None and _exceeds(problem, own, station.turnover):
            yield station.place


def _trunk(problem: TwoLevelProblem, station_of: Mapping[str, str]) -> Problem:
    """Return the trunk's day: every station a stop, large loads in several parts that may come with several trucks."""
    stops: list[Stop] = []
    for station in problem.stations:
        own = [problem.day.stop_by_key[key] for key, place in station_of.items() if place == station.place]
        if own and station.place != problem.day.centre:
            stops.extend(_parts(problem, station, *_sums(problem, own)))
    return replace(
        problem.day,
        stops=tuple(stops),
        vehicles=problem.trucks,
        locks=(),
        balance_yuan_per_hour=Decimal(0),
        date_weekday=None,
    )


def _parts(problem: TwoLevelProblem, station: Station, delivered: Load, collected: Load) -> Iterator[Stop]:
    part = [
        max(1, int(problem.split_share * max(truck.capacity[nth] for truck in problem.trucks)))
        for nth in range(len(delivered))
    ]
    loads = zip(delivered, collected, part, strict=True)
    count = max(1, *(-(-max(out, taken) // size) for out, taken, size in loads))
    for nth in range(count):
        yield Stop(
            key=f"{station.place}#{nth + 1}",
            place=station.place,
            deliver=tuple(_slice(load, count, nth) for load in delivered),
            collect=tuple(_slice(load, count, nth) for load in collected),
            service_s=problem.handling_s // count,
            windows=(Window(0, problem.trunk_until_s - problem.handling_s),),
        )


def _slice(load: int, count: int, nth: int) -> int:
    return load * (nth + 1) // count - load * nth // count


def _first_burden(problem: TwoLevelProblem, nearest: TwoLevelPlan) -> dict[str, Decimal]:
    """Return the burdens to begin with: the trunk's cost spread over its stations by their distance."""
    distance, row = problem.day.travel.distance_mm, problem.day.place_at
    far = {
        station.place: Decimal(int(distance[0, row[station.place]])) / MM_PER_KM
        for station in problem.stations
    }
    total = sum(far.values()) or Decimal(1)
    routes = max(1, len(nearest.vans.routes))
    return {place: nearest.trunk.cost_yuan * km / total * len(far) / routes for place, km in far.items()}


def _burden(
    problem: TwoLevelProblem,
    plan: Callable[..., Plan],
    tried: TwoLevelPlan,
    before: Mapping[str, Decimal],
) -> dict[str, Decimal]:
    """Return each station's marginal trunk cost for each of its van routes, halfway from what it was."""
    burden = dict(before)
    for place in sorted(set(tried.station_of.values())):
        rest = {stop: station for stop, station in tried.station_of.items() if station != place}
        spared = tried.trunk.cost_yuan - plan(_trunk(problem, rest)).cost_yuan
        routes = sum(
            tried.vans.problem.vehicle_by_key[timed.route.vehicle].home == place
            for timed in tried.vans.routes
        )
        burden[place] = (before.get(place, Decimal(0)) + max(Decimal(0), spared) / max(1, routes)) / 2
    return burden


def _round(
    problem: TwoLevelProblem,
    plan: Callable[..., Plan],
    burden: Mapping[str, Decimal],
    best: TwoLevelPlan,
) -> TwoLevelPlan:
    start = tuple(timed.route for timed in best.vans.routes)
    return _both_levels(problem, plan, _confined(problem, plan, {}, burden, start))


def _from_the_centre(problem: TwoLevelProblem) -> Problem:
    """Return the same day on one level: vans and trucks both start at the centre and go to the villages."""
    return replace(problem.day, vehicles=(*problem.day.vehicles, *problem.trucks))
