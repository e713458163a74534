"""What a sort plan is made from and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cuntong.domain.values import BilingualError


class SortPlanError(BilingualError):
    """Stations, chutes or departures from which no plan can be made; `message` says why, zh and en."""


@dataclass(frozen=True, slots=True)
class StationVolume:
    """What one station expects on the day: its route, its parcels, and its place among the stops.

    `stop` counts the van's stops from 1; None where the order is not known.
    """

    station: str
    route: str
    parcels: int
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class SortLine:
    """How fast the hub works.

    `rate_per_hour` parcels put onto the sorter (two or three people manage 3,000 to 5,000),
    `changeover_minutes` to empty the chutes before a pool is re-sorted, `loading_minutes` between the last
    parcel of a route and its van's leaving. Raises SortPlanError where a number makes no sense.
    """

    rate_per_hour: int = 3_000
    changeover_minutes: int = 2
    loading_minutes: int = 10

    def __post_init__(self) -> None:
        if self.rate_per_hour < 1 or self.changeover_minutes < 0 or self.loading_minutes < 0:
            raise SortPlanError(
                "分拣速度应至少为每小时 1 件，换批和装车的分钟数不应为负",
                "The rate should be at least 1 parcel per hour, and no time may be negative",
            )


@dataclass(frozen=True, slots=True)
class StationPlan:
    """Where one station's parcels go: `chutes[0]` in the first pass, `chutes[1]` in the second, and so on."""

    station: str
    route: str
    parcels: int
    stop: int | None
    chutes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wave:
    """One uninterrupted run of the sorter: all parcels (`pool` is empty), or one pool put on again.

    `pool` names the chutes, pass by pass, in which its parcels came to lie; `sort_pass` is the pass that
    they now go through. Times are minutes after midnight of the day of the departures.
    """

    number: int
    sort_pass: int
    pool: tuple[int, ...]
    routes: tuple[str, ...]
    parcels: int
    begins_minute: Fraction
    ends_minute: Fraction


@dataclass(frozen=True, slots=True)
class RouteTime:
    """When a route's last parcel is sorted, and how late its van therefore leaves (0: on time)."""

    route: str
    departs_minute: int | None
    ready_minute: Fraction
    late_minutes: int


@dataclass(frozen=True)
class SortPlan:
    """Which chute takes a station's parcels in which pass.

    Chutes are numbered from 1; the highest number is the reject chute and takes no station. All figures per
    parcel are handlings: how often a parcel is put onto the sorter. `lower_bound` is that of the best plan
    without departures and without a limit on passes (Huffman), `plain` that of one chute per route first.
    `start_minute` is when sorting begins: as given, or else the latest whole minute at which every van
    still leaves on time (0 where there are no departures).
    """

    chutes: int
    line: SortLine
    stations: tuple[StationPlan, ...]
    waves: tuple[Wave, ...]
    routes: tuple[RouteTime, ...]
    start_minute: int
    handlings_per_parcel: Fraction
    lower_bound: Fraction
    plain: Fraction
    _chutes_by_station: Mapping[str, tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_station = {row.station: row.chutes for row in self.stations}
        object.__setattr__(self, "_chutes_by_station", by_station)

    @property
    def reject_chute(self) -> int:
        """The chute for what no station can be found for."""
        return self.chutes

    @property
    def passes(self) -> int:
        """How many times a parcel is sorted at most."""
        return max(len(row.chutes) for row in self.stations)

    @property
    def late(self) -> tuple[RouteTime, ...]:
        """The routes whose vans cannot leave on time."""
        return tuple(route for route in self.routes if route.late_minutes)

    def chute(self, station: str, sort_pass: int) -> int:
        """The chute of a station's parcel in that pass, counted from 1.

        An unknown station belongs into the reject chute. Raises ValueError where the station's parcels do not
        take part in that pass: they lie in the station's own chute already.
        """
        chutes = self._chutes_by_station.get(station)
        if chutes is None:
            return self.reject_chute
        if not 1 <= sort_pass <= len(chutes):
            raise ValueError(f"{station} is sorted in passes 1 to {len(chutes)}, not in {sort_pass}")
        return chutes[sort_pass - 1]

    def loading(self, route: str) -> tuple[StationPlan, ...]:
        """The stations of a route in the order in which its van is loaded: the last stop first.

        Stations without a stop come last, by name. Raises KeyError for an unknown route.
        """
        rows = [row for row in self.stations if row.route == route]
        if not rows:
            raise KeyError(route)
        return tuple(sorted(rows, key=lambda row: loading_key(row.stop, row.station)))


def loading_key(stop: int | None, station: str) -> tuple[int, int, str]:
    """Sorts stations as a van is loaded: last stop first, then those without a stop, by name."""
    return (stop is None, -(stop or 0), station)


def check_input(stations: Sequence[StationVolume], chutes: int, departures: Mapping[str, int] | None) -> None:
    """Raises SortPlanError for what no plan can be made from."""
    if not stations:
        raise SortPlanError("没有站点，无法编制分拣方案", "There are no stations to plan for")
    _check_stations(stations)
    if chutes < 2 or (chutes < 3 and len(stations) > 1):
        raise SortPlanError(
            f"格口太少：{len(stations)} 个站点至少需要 {min(len(stations), 2) + 1} 个格口（含 1 个异常件格口），现为 {chutes} 个",
            f"Too few chutes: {len(stations)} stations need at least {min(len(stations), 2) + 1}, one of them "
            f"for rejects, but there are {chutes}",
        )
    if departures is not None:
        _check_departures({row.route for row in stations}, departures)


def _check_stations(stations: Sequence[StationVolume]) -> None:
    seen: set[str] = set()
    for row in stations:
        if row.station in seen:
            raise SortPlanError(
                f"站点“{row.station}”重复，每个站点只应有一行",
                f"The station “{row.station}” appears twice; each station takes one row",
            )
        if row.parcels < 0:
            raise SortPlanError(
                f"站点“{row.station}”的件数为 {row.parcels}，不应为负数",
                f"The station “{row.station}” has {row.parcels} parcels; the number should not be negative",
            )
        seen.add(row.station)


def _check_departures(routes: set[str], departures: Mapping[str, int]) -> None:
    for route in sorted(routes - departures.keys()):
        raise SortPlanError(
            f"邮路“{route}”没有发车时间",
            f"The route “{route}” has no departure time",
        )
    for route in sorted(departures.keys() - routes):
        raise SortPlanError(
            f"发车时间表里的邮路“{route}”没有站点",
            f"The route “{route}” has a departure but no station",
        )
