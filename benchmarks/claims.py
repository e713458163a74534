"""How many altered figures `cuntong check` finds, how many true ones it accuses, and how fast it reads.

    .venv/bin/python -m benchmarks.claims [reports]

Reports of made-up counties are written from exact figures in varied sentences (`benchmarks.claims_reports`);
each is clean. Then one figure at a time is altered: a digit changed, a ratio inverted, a part dropped, a unit
switched, a period shifted. An alteration that the printed decimals still allow is not counted. A contradiction
is right if it quotes the altered figure or a figure of a relation that holds no longer; any other is wrong.
Then the same with whole reports in other styles (`benchmarks.claims_styles`), whose sentences are not the generator's.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from cuntong.domain.claims import CONTRADICTION, check, read_document

from .claims_reports import altered, write_report
from .claims_styles import Score, score_style, styles

REPORTS = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 200
PAGE_CHARACTERS = 900


def contradictions(text: str):
    return [item for item in check(read_document(text.encode(), "report.txt")) if item.grade == CONTRADICTION]


def measure_clean() -> None:
    accused = 0
    for seed in range(REPORTS):
        report = write_report(random.Random(seed))
        found = contradictions(report.text)
        accused += bool(found)
        for item in found:
            print(f"  accused in {seed}: {item.kind} {item.message}")
    print(f"clean reports: {REPORTS}, accused: {accused}")


def measure_mutations() -> None:
    tried, found, right, wrong = Counter(), Counter(), Counter(), Counter()
    shown = Counter()
    for seed in range(REPORTS):
        chance = random.Random(10_000 + seed)
        report = write_report(random.Random(seed))
        for mutation in altered(report, chance):
            hits = 0
            for item in contradictions(mutation.text):
                if any(mutation.touches(quote.line, quote.start, quote.end) for quote in item.quotes):
                    hits += 1
                    right[item.kind] += 1
                else:
                    wrong[item.kind] += 1
                    shown_once(shown, "wrong", f"{seed} {mutation.how} {mutation.what}: {item.message}")
            tried[mutation.how] += 1
            found[mutation.how] += bool(hits)
            if not hits:
                shown_once(shown, mutation.how, f"{seed} {mutation.what}: {mutation.shown}")
    print(f"{'alteration':<20}{'tried':>8}{'found':>8}{'recall':>9}")
    for how in tried:
        print(f"{how:<20}{tried[how]:>8}{found[how]:>8}{found[how] / tried[how]:>9.3f}")
    print(f"{'all':<20}{tried.total():>8}{found.total():>8}{found.total() / tried.total():>9.3f}")
    print(f"{'kind':<20}{'right':>8}{'wrong':>8}{'precision':>11}")
    for kind in sorted(right | wrong):
        print(f"{kind:<20}{right[kind]:>8}{wrong[kind]:>8}{right[kind] / (right[kind] + wrong[kind]):>11.3f}")
    print(f"{'all':<20}{right.total():>8}{wrong.total():>8}{right.total() / (right + wrong).total():>11.3f}")


def measure_styles() -> None:
    """Whole reports of other hands, by style: every figure altered three times."""
    print(
        f"{'style':<20}{'accused':>8}{'tried':>8}{'found':>8}{'recall':>9}{'right':>8}{'wrong':>8}{'precision':>11}"
    )
    scores = {name: score_style(report) for name, report in styles().items()}
    for name, score in (*scores.items(), ("all", sum(scores.values(), Score()))):
        print(
            f"{name:<20}{score.accused:>8}{score.tried:>8}{score.found:>8}{score.recall:>9.3f}"
            f"{score.right:>8}{score.wrong:>8}{score.precision:>11.3f}"
        )


def shown_once(shown: Counter, key: str, text: str) -> None:
    shown[key] += 1
    if "-v" in sys.argv and shown[key] <= 12:
        print(f"  {key}: {text}")


def long_report(seed: int, pages: int = 30) -> bytes:
    chance = random.Random(seed)
    parts: list[str] = []
    while sum(map(len, parts)) < pages * PAGE_CHARACTERS:
        parts.append(write_report(chance).text)
    return "\n".join(parts).encode()


def read_one(seed: int) -> int:
    return len(check(read_document(long_report(seed), "report.txt")))


def measure_speed() -> None:
    data = long_report(1)
    start = time.perf_counter()
    check(read_document(data, "report.txt"))
    print(f"a report of 30 pages ({len(data.decode()):,} characters): {time.perf_counter() - start:.2f} s")
    start = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(read_one, range(100), chunksize=10))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"100 such reports on two cores: {time.perf_counter() - start:.1f} s "
        f"({used.ru_utime + used.ru_stime:.1f} s of computing)"
    )
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"peak memory of a process: {peak / 1024:.0f} MB")


def main() -> None:
    measure_clean()
    measure_mutations()
    measure_styles()
    measure_speed()


if __name__ == "__main__":
    main()
