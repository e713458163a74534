"""From stations, chutes and departures to the plan."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from ._choosing import Wishes, choose, handled, least_handled
from ._model import (
    RouteTime,
    SortLine,
    SortPlan,
    SortPlanError,
    StationPlan,
    StationVolume,
    Wave,
    check_input,
)
from ._plain import plain_handled
from ._timing import Run, allowed_ticks, ready_ticks, run_pools
from ._trees import Node, Task, codes, make_task

SLACK = Fraction(3, 100)


def plan_sort(
    stations: Sequence[StationVolume],
    *,
    chutes: int,
    departures: Mapping[str, int] | None = None,
    line: SortLine | None = None,
    start_minute: int | None = None,
    most_passes: int | None = None,
    slack: Fraction = SLACK,
) -> SortPlan:
    """Plan which chute takes which station's parcels in which pass.

    `chutes` are all chutes of the sorter, one of which is kept for rejects. `departures` gives each route's
    departure in minutes after midnight (more than 1,440 on the day after); without them stations are pooled
    freely. `start_minute` is when sorting begins, all parcels being there; without it nobody is late and
    the plan says when to begin. `slack` is the share above the lower bound that fewer passes and pools of
    one route may cost. Raises SortPlanError for input that no plan can be made from, and where
    `most_passes` are too few for the chutes.
    """
    check_input(stations, chutes, departures)
    if slack < 0 or (most_passes is not None and most_passes < 1):
        raise SortPlanError(
            "分拣次数应至少为 1，允许超出下限的比例不应为负",
            "At least one pass is needed, and the slack may not be negative",
        )
    line = line or SortLine()
    task = make_task(stations, chutes - 1, departures)
    roots = choose(task, line, Wishes(most_passes, slack, start_minute))
    return _described(task, chutes, line, start_minute, roots)


def _described(
    task: Task, chutes: int, line: SortLine, start_minute: int | None, roots: Sequence[Node]
) -> SortPlan:
    runs = list(run_pools(task, roots, line))
    ready = ready_ticks(task, runs)
    start = _latest_start(task, line, ready) if start_minute is None else start_minute
    return SortPlan(
        chutes=chutes,
        line=line,
        stations=_station_plans(task, roots),
        waves=tuple(_waves(task, line, start, runs)),
        routes=tuple(_route_times(task, line, start, ready)),
        start_minute=start,
        handlings_per_parcel=Fraction(handled(task, roots), task.total),
        lower_bound=Fraction(least_handled(task), task.total),
        plain=Fraction(plain_handled(task), task.total),
    )


def _latest_start(task: Task, line: SortLine, ready: Sequence[int]) -> int:
    allowed = allowed_ticks(task, line, 0)
    if not allowed:
        return 0
    return min(by - at for at, by in zip(ready, allowed, strict=True)) // line.rate_per_hour


def _station_plans(task: Task, roots: Sequence[Node]) -> tuple[StationPlan, ...]:
    rows = ((task.stations[index], chutes) for index, chutes in sorted(codes(roots)))
    return tuple(StationPlan(row.station, row.route, row.parcels, row.stop, chutes) for row, chutes in rows)


def _waves(task: Task, line: SortLine, start: int, runs: Sequence[Run]) -> Iterator[Wave]:
    rate = line.rate_per_hour
    first_ends = start + Fraction(task.total * 60, rate)
    yield Wave(1, 1, (), task.names, task.total, Fraction(start), first_ends)
    for number, run in enumerate(runs, 2):
        yield Wave(
            number,
            len(run.prefix) + 1,
            run.prefix,
            tuple(task.names[route] for route in sorted(run.pool.routes)),
            run.pool.parcels,
            start + Fraction(run.begins, rate),
            start + Fraction(run.ends, rate),
        )


def _route_times(task: Task, line: SortLine, start: int, ready: Sequence[int]) -> Iterator[RouteTime]:
    for name, departs, ticks in zip(task.names, task.departs, ready, strict=True):
        at = start + Fraction(ticks, line.rate_per_hour)
        late = 0 if departs is None else max(0, -((departs - line.loading_minutes - at) // 1))
        yield RouteTime(name, departs, at, late)
