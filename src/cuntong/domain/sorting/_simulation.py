"""Play a plan parcel by parcel: trucks that come late, chutes that fill up, labels that cannot be read."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from random import Random

from ._model import SortPlan, SortPlanError, Wave


@dataclass(frozen=True, slots=True)
class Arrival:
    """A truck at the hub: its parcels by station, there to be sorted from that minute after midnight on."""

    minute: float
    parcels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What disturbs the work.

    `chute_capacity` parcels fill a chute (None: it never fills); it then takes `emptying_minutes` until the
    chute takes parcels again. A parcel for a full chute goes round the loop (`loop_minutes`) and is put on
    again, at most `most_rounds` times, after which it falls into the reject chute. `unread_share` of all
    readings fail, and the parcel falls into the reject chute. `rate_spread` is by how much, up or down, the
    time for a parcel varies. Raises SortPlanError for shares that are none and times that are negative.
    """

    chute_capacity: int | None = None
    emptying_minutes: float = 1.0
    loop_minutes: float = 0.5
    most_rounds: int = 3
    unread_share: float = 0.0
    rate_spread: float = 0.0

    def __post_init__(self) -> None:
        shares = (self.unread_share, self.rate_spread)
        counts = (self.emptying_minutes, self.loop_minutes, self.most_rounds)
        capacity = 1 if self.chute_capacity is None else self.chute_capacity
        if min(shares) < 0 or max(shares) > 1 or min(counts) < 0 or capacity < 1:
            raise SortPlanError(
                "比例应在 0 到 1 之间，时间不应为负，格口容量应至少为 1 件",
                "Shares lie between 0 and 1, times are not negative, and a chute holds at least 1 parcel",
            )


@dataclass(frozen=True, slots=True)
class WaveResult:
    """One wave as it went: when, how many inductions, how many of them were second rounds on the loop."""

    number: int
    begins_minute: float
    ends_minute: float
    inductions: int
    rounds: int


@dataclass(frozen=True, slots=True)
class VanResult:
    """When a route's last parcel was sorted and its van could leave; late against its departure, in minutes."""

    route: str
    departs_minute: int | None
    ready_minute: float
    leaves_minute: float
    late_minutes: int


@dataclass(frozen=True)
class SimulationResult:
    """How the day went.

    `sorted_parcels` by station lie in the stations' chutes, `rejected` in the reject chute by station (and
    those for stations that the plan does not know); together they are all that arrived.
    `handlings_per_parcel` counts every induction; `idle_minutes` are those in which the sorter waited for a
    truck or the loop; `fullest` is how often each chute of the first pass had to be emptied because it was full.
    """

    waves: tuple[WaveResult, ...]
    vans: tuple[VanResult, ...]
    sorted_parcels: Mapping[str, int]
    rejected: Mapping[str, int]
    handlings_per_parcel: float
    idle_minutes: float
    fullest: Mapping[int, int]


def simulate(
    plan: SortPlan, arrivals: Sequence[Arrival], *, conditions: Conditions | None = None, seed: int = 0
) -> SimulationResult:
    """Play the plan with these trucks. The same arguments always give the same day.

    The first wave sorts parcels as they come and ends with the last truck's; then the plan's pools follow in
    its order, chutes emptied before each. Parcels for stations without a place in the plan are rejected.
    Raises SortPlanError for a negative number of parcels.
    """
    return _Day(plan, arrivals, conditions or Conditions(), Random(seed)).play()


def even_arrivals(plan: SortPlan, minutes: Sequence[float], *, seed: int = 0) -> tuple[Arrival, ...]:
    """Trucks at these minutes that bring exactly the plan's parcels, shuffled and shared out evenly.

    Raises SortPlanError where there are no trucks.
    """
    if not minutes:
        raise SortPlanError("至少需要一辆到货车", "At least one truck is needed")
    parcels = [row.station for row in plan.stations for _ in range(row.parcels)]
    Random(seed).shuffle(parcels)
    return tuple(
        Arrival(minute, _counted(parcels[number :: len(minutes)])) for number, minute in enumerate(minutes)
    )


def _counted(stations: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for station in stations:
        counts[station] += 1
    return dict(counts)


@dataclass(order=True, slots=True)
class _Waiting:
    """A parcel that waits to be put on, from that minute on; `turn` keeps the order of those that wait."""

    minute: float
    turn: int
    station: str = field(compare=False)
    rounds: int = field(compare=False, default=0)


@dataclass(slots=True)
class _Chute:
    held: int = 0
    open_again: float = 0.0
    emptied: int = 0


class _Day:
    def __init__(
        self, plan: SortPlan, arrivals: Sequence[Arrival], conditions: Conditions, chance: Random
    ) -> None:
        self._plan, self._conditions, self._chance = plan, conditions, chance
        self._routes = {row.station: row.route for row in plan.stations}
        self._chutes = {row.station: row.chutes for row in plan.stations}
        self._clock = float(plan.start_minute)
        self._idle = 0.0
        self._sorted: dict[str, int] = defaultdict(int)
        self._rejected: dict[str, int] = defaultdict(int)
        self._pools: dict[tuple[int, ...], list[str]] = defaultdict(list)
        self._ready = {route.route: self._clock for route in plan.routes}
        self._fullest: dict[int, int] = {}
        self._parcels = self._unloaded(arrivals)

    def _unloaded(self, arrivals: Sequence[Arrival]) -> list[tuple[float, str]]:
        if any(count < 0 for truck in arrivals for count in truck.parcels.values()):
            raise SortPlanError("到货件数不应为负数", "A truck cannot bring a negative number of parcels")
        parcels: list[tuple[float, str]] = []
        for truck in sorted(arrivals, key=lambda truck: truck.minute):
            load = [station for station, count in truck.parcels.items() for _ in range(count)]
            self._chance.shuffle(load)
            parcels += [(truck.minute, station) for station in load]
        return parcels

    def play(self) -> SimulationResult:
        waves = [self._wave(self._plan.waves[0], self._parcels)]
        for wave in self._plan.waves[1:]:
            self._clock += self._plan.line.changeover_minutes
            waves.append(
                self._wave(wave, [(self._clock, station) for station in self._pools.pop(wave.pool, [])])
            )
        inductions = sum(wave.inductions for wave in waves)
        return SimulationResult(
            waves=tuple(waves),
            vans=tuple(self._van(route.route, route.departs_minute) for route in self._plan.routes),
            sorted_parcels=dict(self._sorted),
            rejected=dict(self._rejected),
            handlings_per_parcel=inductions / len(self._parcels) if self._parcels else 0.0,
            idle_minutes=self._idle,
            fullest=self._fullest,
        )

    def _wave(self, wave: Wave, parcels: Sequence[tuple[float, str]]) -> WaveResult:
        begins, rounds, inductions = self._clock, 0, 0
        chutes: dict[int, _Chute] = defaultdict(_Chute)
        queue = [_Waiting(minute, turn, station) for turn, (minute, station) in enumerate(parcels)]
        heapq.heapify(queue)
        while queue:
            parcel = heapq.heappop(queue)
            self._idle += max(0.0, parcel.minute - self._clock)
            self._clock = max(self._clock, parcel.minute) + self._induction_minutes()
            inductions += 1
            if self._drop(parcel, wave, chutes):
                continue
            rounds += 1
            parcel.rounds += 1
            parcel.minute = self._clock + self._conditions.loop_minutes
            heapq.heappush(queue, parcel)
        if not wave.pool:
            self._fullest = {
                number: chute.emptied for number, chute in sorted(chutes.items()) if chute.emptied
            }
        return WaveResult(wave.number, begins, self._clock, inductions, rounds)

    def _induction_minutes(self) -> float:
        spread = self._conditions.rate_spread
        factor = self._chance.uniform(1 - spread, 1 + spread) if spread else 1.0
        return 60 / self._plan.line.rate_per_hour * factor

    def _drop(self, parcel: _Waiting, wave: Wave, chutes: dict[int, _Chute]) -> bool:
        """Let the parcel fall into its chute, or into the reject chute; False where it goes round once more."""
        code = self._chutes.get(parcel.station)
        unread = self._conditions.unread_share and self._chance.random() < self._conditions.unread_share
        if code is None or unread:
            self._rejected[parcel.station] += 1
            return True
        if not self._takes(chutes[code[wave.sort_pass - 1]]):
            if parcel.rounds < self._conditions.most_rounds:
                return False
            self._rejected[parcel.station] += 1
            return True
        self._place(parcel.station, code, wave.sort_pass)
        return True

    def _takes(self, chute: _Chute) -> bool:
        """Whether the chute is open; if so it holds one more, and is shut for emptying when that fills it."""
        if self._clock < chute.open_again:
            return False
        chute.held += 1
        if chute.held == self._conditions.chute_capacity:
            chute.held = 0
            chute.emptied += 1
            chute.open_again = self._clock + self._conditions.emptying_minutes
        return True

    def _place(self, station: str, code: tuple[int, ...], sort_pass: int) -> None:
        if sort_pass < len(code):
            self._pools[code[:sort_pass]].append(station)
            return
        self._sorted[station] += 1
        self._ready[self._routes[station]] = self._clock

    def _van(self, route: str, departs: int | None) -> VanResult:
        ready = self._ready[route]
        packed = ready + self._plan.line.loading_minutes
        leaves = packed if departs is None else max(packed, departs)
        late = 0 if departs is None else ceil(max(0.0, packed - departs) - 1e-6)
        return VanResult(route, departs, ready, leaves, late)
