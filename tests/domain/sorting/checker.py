"""An independent checker: it knows what a plan says, and nothing of how the plan was made."""

import heapq
from collections import defaultdict
from fractions import Fraction
from functools import cache
from itertools import product

from cuntong.domain.sorting import SortPlan, StationVolume


def check_plan(plan: SortPlan, stations: list[StationVolume], chutes: int) -> None:
    """Everything that must be true of any plan for these stations."""
    codes = {row.station: row.chutes for row in plan.stations}
    volumes = {row.station: row.parcels for row in stations}
    assert len(plan.stations) == len(stations)
    assert {(row.station, row.route, row.parcels, row.stop) for row in plan.stations} == {
        (row.station, row.route, row.parcels, row.stop) for row in stations
    }
    assert plan.reject_chute == plan.chutes == chutes
    assert all(code and all(1 <= chute < chutes for chute in code) for code in codes.values())
    assert_each_parcel_is_told_apart(list(codes.values()))
    if total := sum(volumes.values()):
        handled = sum(volumes[station] * len(code) for station, code in codes.items())
        assert plan.handlings_per_parcel == Fraction(handled, total)
        assert plan.lower_bound == Fraction(huffman(list(volumes.values()), chutes - 1), total)
    assert plan.lower_bound <= plan.handlings_per_parcel
    check_waves(plan)


def assert_each_parcel_is_told_apart(codes: list[tuple[int, ...]]) -> None:
    """No station's chutes are the beginning of another's; no chute leads to a pool of a single station."""
    starts = defaultdict(int)
    for code in codes:
        for length in range(1, len(code) + 1):
            starts[code[:length]] += 1
    assert all(starts[code] == 1 for code in codes)
    assert all(starts[code[:length]] > 1 for code in codes for length in range(1, len(code)))


def check_waves(plan: SortPlan) -> None:
    """The waves are the pools, each after the pool it comes from, one at a time, at the line's rate."""
    members = defaultdict(list)
    for row in plan.stations:
        for length in range(len(row.chutes)):
            members[row.chutes[:length]].append(row)
    assert sorted(members) == sorted(wave.pool for wave in plan.waves)
    idle = not any(row.parcels for row in plan.stations)
    clock, done = Fraction(plan.start_minute), set()
    ready = dict.fromkeys({row.route for row in plan.stations}, clock)
    for number, wave in enumerate(plan.waves, 1):
        rows = members[wave.pool]
        begins = clock if number == 1 else clock + plan.line.changeover_minutes
        count = sum(1 if idle else row.parcels for row in rows)
        clock = begins + Fraction(60 * count, plan.line.rate_per_hour)
        assert (wave.number, wave.sort_pass, wave.parcels) == (number, len(wave.pool) + 1, count)
        assert set(wave.routes) == {row.route for row in rows}
        assert (wave.begins_minute, wave.ends_minute) == (begins, clock)
        assert not wave.pool or wave.pool[:-1] in done
        done.add(wave.pool)
        ready |= dict.fromkeys(wave.routes, clock)
    assert {route.route: route.ready_minute for route in plan.routes} == ready
    for route in plan.routes:
        late = (
            0
            if route.departs_minute is None
            else route.ready_minute + plan.line.loading_minutes - route.departs_minute
        )
        assert max(late, 0) <= route.late_minutes < max(late, 0) + 1


def huffman(weights: list[int], fan: int) -> int:
    """Handlings of the best prefix code, padded with empty stations as in the textbook."""
    if len(weights) <= fan:
        return sum(weights)
    padding = (1 - len(weights)) % (fan - 1)
    heap = [*weights, *([0] * padding)]
    heapq.heapify(heap)
    cost = 0
    while len(heap) > 1:
        merged = sum(heapq.heappop(heap) for _ in range(fan))
        cost += merged
        heapq.heappush(heap, merged)
    return cost


def partitions(items: tuple[int, ...], most: int):
    """All ways to divide the items into at most so many groups."""
    if not items:
        yield ()
        return
    first, rest = items[0], items[1:]
    for groups in partitions(rest, most):
        for place, group in enumerate(groups):
            yield (*groups[:place], (first, *group), *groups[place + 1 :])
        if len(groups) < most:
            yield ((first,), *groups)


@cache
def all_forests(items: tuple[int, ...], fan: int) -> tuple[tuple, ...]:
    """Every way to sort the items over `fan` chutes: a tuple of items and of pools, which are such ways."""
    found = []
    for groups in partitions(items, fan):
        if len(groups) == 1 and len(items) > 1:
            continue
        choices = [group if len(group) == 1 else all_forests(group, fan) for group in groups]
        found += product(*choices)
    return tuple(found)


def pools_of(forest: tuple):
    for node in forest:
        if isinstance(node, tuple):
            yield flat(node)
            yield from pools_of(node)


def flat(forest: tuple) -> tuple[int, ...]:
    return tuple(item for node in forest for item in (flat(node) if isinstance(node, tuple) else (node,)))
