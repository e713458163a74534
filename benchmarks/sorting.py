"""Sort plans for 118 stations against the Huffman bound and against one chute per route.

    .venv/bin/python -m benchmarks.sorting [routes]

Three kinds of volumes (uniform, Zipf 0.7, Zipf 1.0; 6,000 parcels), 8 to 60 chutes with one for rejects, stations dealt
out to the routes by chance (fixed seed). For each: handlings per parcel of the bound and, as ratios to it, the plain
plan (one chute per route), the plan without departures, and the plan with departures 15 minutes apart; how often a parcel
is sorted at most, and the share of re-sorted parcels that lie in pools of one route. Then the same with sorting begun three
hours before the first departure (3,000 parcels an hour): the ratio, by how many minutes the latest van is late, and the
minutes that no plan could avoid (the routes up to a departure need at least their own Huffman plan over all chutes, and as
many pools as that has). Last the seconds for the slowest of the three plans, and how far small plans are from the best of
all plans (all are tried).
"""

import random
import sys
import time
from fractions import Fraction
from itertools import product
from math import ceil

from tests.domain.sorting.checker import all_forests
from tests.domain.sorting.test_departures import outcome

from cuntong.domain.sorting import SortLine, StationVolume, plan_sort

ROUTES = int(sys.argv[1]) if len(sys.argv) > 1 else 5
STATIONS, PARCELS, FIRST_DEPARTURE, HEAD_START = 118, 6_000, 8 * 60, 180
VOLUMES = {"uniform": 0.0, "Zipf 0.7": 0.7, "Zipf 1.0": 1.0}
CHUTES = (8, 9, 10, 11, 12, 13, 16, 20, 24, 30, 40, 50, 60)
SMALL_DAYS = 150


def main() -> None:
    print(f"{STATIONS} stations, {ROUTES} routes, {PARCELS:,} parcels; ratios to the bound")
    print(
        f"{'volumes':<9}{'chutes':>7}{'bound':>8}{'plain':>8}{'free':>8}{'passes':>7}{'timed':>8}{'passes':>7}"
        f"{'own pool':>9}{'hurried':>9}{'late':>6}{'at least':>9}{'seconds':>9}"
    )
    worst = Fraction(0), Fraction(0), 0.0
    for (name, skew), chutes in product(VOLUMES.items(), CHUTES):
        free, timed, seconds = compare(name, skew, chutes)
        worst = max(worst[0], free), max(worst[1], timed), max(worst[2], seconds)
    print(f"worst: free {float(worst[0]):.4f}, timed {float(worst[1]):.4f}, {worst[2]:.3f} s for one plan")
    compare_with_all()


def compare(name: str, skew: float, chutes: int) -> tuple[Fraction, Fraction, float]:
    rows = county(skew, random.Random(chutes))
    times = {f"r{number:02}": FIRST_DEPARTURE + 15 * number for number in range(ROUTES)}
    free, first = timed_plan(rows, chutes)
    timed, second = timed_plan(rows, chutes, departures=times)
    start = FIRST_DEPARTURE - HEAD_START
    hurried, third = timed_plan(rows, chutes, departures=times, start_minute=start)
    again = sum(wave.parcels for wave in timed.waves[1:])
    own = sum(wave.parcels for wave in timed.waves[1:] if len(wave.routes) == 1) / again
    late = max(route.late_minutes for route in hurried.routes)
    print(
        f"{name:<9}{chutes:>7}{float(free.lower_bound):>8.3f}{ratio(free, free.plain):>8.3f}"
        f"{ratio(free, free.handlings_per_parcel):>8.4f}{free.passes:>7}"
        f"{ratio(timed, timed.handlings_per_parcel):>8.4f}{timed.passes:>7}{own:>9.0%}"
        f"{ratio(hurried, hurried.handlings_per_parcel):>9.4f}{late:>6}{least_lateness(rows, chutes, times, start):>9}"
        f"{max(first, second, third):>9.3f}"
    )
    return (
        free.handlings_per_parcel / free.lower_bound,
        timed.handlings_per_parcel / timed.lower_bound,
        max(first, second, third),
    )


def least_lateness(rows, chutes: int, times: dict[str, int], start: int) -> int:
    """Minutes by which some van is late whatever the plan."""
    line, total = SortLine(), sum(row.parcels for row in rows)
    found = 0
    for departure in sorted(times.values()):
        early = [row for row in rows if times[row.route] <= departure]
        again = sum(row.parcels for row in early) * (plan_sort(early, chutes=chutes).lower_bound - 1)
        pools = max(0, ceil((len(early) - (chutes - 1)) / (chutes - 2)))
        ready = start + (total + again) * 60 / line.rate_per_hour + line.loading_minutes
        ready += pools * line.changeover_minutes
        found = max(found, ceil(ready - departure))
    return found


def timed_plan(rows, chutes, **wishes):
    start = time.perf_counter()
    plan = plan_sort(rows, chutes=chutes, **wishes)
    return plan, time.perf_counter() - start


def ratio(plan, handlings: Fraction) -> float:
    return float(handlings / plan.lower_bound)


def county(skew: float, chance: random.Random) -> list[StationVolume]:
    shares = [1 / rank**skew for rank in range(1, STATIONS + 1)]
    routes = [number % ROUTES for number in range(STATIONS)]
    chance.shuffle(routes)
    return [
        StationVolume(f"s{number:03}", f"r{route:02}", round(PARCELS * share / sum(shares)))
        for number, (share, route) in enumerate(zip(shares, routes, strict=True))
    ]


def compare_with_all() -> None:
    """Plans for 4 to 7 stations, two or three chutes and routes, against every plan there is."""
    chance = random.Random(5)
    later = missed = costlier = 0
    for _ in range(SMALL_DAYS):
        rows, fan, times = small_day(chance)
        plan = plan_sort(
            rows, chutes=fan + 1, departures=times, line=SortLine(60, 2, 0), start_minute=0, slack=Fraction(0)
        )
        late = max(0, *(route.ready_minute - route.departs_minute for route in plan.routes))
        handled = plan.handlings_per_parcel * sum(row.parcels for row in rows)
        best = min(outcome(rows, forest, times, 2) for forest in all_forests(tuple(range(len(rows))), fan))
        later += late >= best[0] + 1
        missed += late > 0 and best[0] == 0
        costlier += late <= best[0] and handled > best[1]
    print(
        f"{SMALL_DAYS} small days with tight departures, against all plans: {later} later than need be "
        f"({missed} late where a plan on time exists), {costlier} of the others with more handlings"
    )


def small_day(chance: random.Random):
    rows = [
        StationVolume(f"s{number}", f"r{chance.randrange(3)}", chance.randint(1, 60))
        for number in range(chance.randint(4, 7))
    ]
    total = sum(row.parcels for row in rows)
    times = {row.route: int(total * chance.uniform(1.0, 2.6)) for row in rows}
    return rows, chance.choice([2, 3]), times


if __name__ == "__main__":
    main()
