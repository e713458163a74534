"""What in a ledger deserves a look: patterns that real customers seldom make. Each names the entries that it rests on.

A pattern is no proof: a station that sells one top-up card has equal sums for a good reason. A person asks, the keeper
answers, and the answer stays beside the finding.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum


class Code(StrEnum):
    SAME_AMOUNTS = "SAME_AMOUNTS"
    ONE_SITTING = "ONE_SITTING"
    OUTSIDE_HOURS = "OUTSIDE_HOURS"
    SAME_TOTALS = "SAME_TOTALS"
    ROUND_SUMS = "ROUND_SUMS"
    REPEATED_SEQUENCE = "REPEATED_SEQUENCE"
    IDLE = "IDLE"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One service in a ledger; reversed ones and reversals are left out.

    `written_at` is the moment of writing on the county's clock, None where only the day is known (a paper ledger).
    """

    id: str
    station: str
    kind: str
    day: date
    written_at: datetime | None
    amount_yuan: Decimal


@dataclass(frozen=True, slots=True)
class Hours:
    """When a counter is usually open."""

    opens: time
    closes: time

    def cover(self, moment: datetime) -> bool:
        return self.opens <= moment.time() <= self.closes


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on a pattern is reported; shares in percent, `least` in entries."""

    hours: Hours
    least: int
    same_amounts_percent: int
    sitting_minutes: int
    sitting_percent: int
    outside_hours_percent: int
    same_totals_months: int
    round_yuan: int
    round_percent: int
    sequence_entries: int
    sequence_days: int
    idle_days: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A pattern at a station between two days: `count` of `of` entries show it; `entries` are their ids."""

    code: Code
    station: str
    from_date: date
    to_date: date
    entries: tuple[str, ...]
    count: int
    of: int


def examine(lines: Iterable[LedgerLine], limits: Thresholds) -> list[Finding]:
    """Return the patterns of each station's months, ordered by station, month and code.

    Equal monthly totals are looked for over all months given; everything else within one month.
    """
    by_station: dict[str, list[LedgerLine]] = defaultdict(list)
    for line in lines:
        by_station[line.station].append(line)
    found: list[Finding] = []
    for own in by_station.values():
        months = _months(own)
        for month in months.values():
            found += [one for search in _SEARCHES for one in search(month, limits)]
        found += _same_totals(months, limits)
    return sorted(found, key=lambda one: (one.station, one.from_date, one.code))


def idle(
    operating_since: Mapping[str, date], last_activity: Mapping[str, date], today: date, limits: Thresholds
) -> list[Finding]:
    """Return the stations without any activity for longer than allowed, counted from their opening at the earliest.

    `last_activity` is the last day with an entry or a parcel scan; `count` of such a finding is in days, and so is `of`,
    the days allowed.
    """
    found = []
    for station, since in sorted(operating_since.items()):
        last = max(since, last_activity.get(station, since))
        if (today - last).days > limits.idle_days:
            found.append(Finding(Code.IDLE, station, last, today, (), (today - last).days, limits.idle_days))
    return found


def _months(lines: Iterable[LedgerLine]) -> dict[tuple[int, int], list[LedgerLine]]:
    months: dict[tuple[int, int], list[LedgerLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda one: (one.day, one.id)):
        months[line.day.year, line.day.month].append(line)
    return months


def _finding(code: Code, lines: Sequence[LedgerLine], of: int) -> Finding:
    days = [line.day for line in lines]
    ids = tuple(line.id for line in lines)
    return Finding(code, lines[0].station, min(days), max(days), ids, len(lines), of)


def _is_share(part: int, whole: int, percent: int, least: int) -> bool:
    return part >= least and part * 100 >= whole * percent


def _priced(lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    return [line for line in lines if line.amount_yuan]


def _same_amounts(month: Sequence[LedgerLine], limits: Thresholds) -> Iterator[Finding]:
    """One amount stands in most of the month's entries with an amount."""
    priced = _priced(month)
    if not priced:
        return
    (amount, times), *_ = Counter(line.amount_yuan for line in priced).most_common(1)
    if _is_share(times, len(priced), limits.same_amounts_percent, limits.least):
        same = [line for line in priced if line.amount_yuan == amount]
        yield _finding(Code.SAME_AMOUNTS, same, len(priced))


def _one_sitting(month: Sequence[LedgerLine], limits: Thresholds) -> Iterator[Finding]:
    """Entries of several days, written within a few minutes."""
    written = sorted((line.written_at, line.id, line) for line in month if line.written_at)
    span, first = timedelta(minutes=limits.sitting_minutes), 0
    best: tuple[int, int] = (0, 0)
    for last, (moment, _id, _line) in enumerate(written):
        while moment - written[first][0] > span:
            first += 1
        best = max(best, (first, last), key=lambda pair: pair[1] - pair[0])
    sitting = [line for _moment, _id, line in written[best[0] : best[1] + 1]]
    if len({line.day for line in sitting}) > 1 and _is_share(
        len(sitting), len(month), limits.sitting_percent, limits.least
    ):
        yield _finding(Code.ONE_SITTING, sitting, len(month))


def _outside_hours(month: Sequence[LedgerLine], limits: Thresholds) -> Iterator[Finding]:
    timed = [line for line in month if line.written_at]
    outside = [line for line in timed if line.written_at and not limits.hours.cover(line.written_at)]
    if _is_share(len(outside), len(timed), limits.outside_hours_percent, limits.least):
        yield _finding(Code.OUTSIDE_HOURS, outside, len(timed))


def _round_sums(month: Sequence[LedgerLine], limits: Thresholds) -> Iterator[Finding]:
    priced = _priced(month)
    even = [line for line in priced if line.amount_yuan % limits.round_yuan == 0]
    if _is_share(len(even), len(priced), limits.round_percent, limits.least):
        yield _finding(Code.ROUND_SUMS, even, len(priced))


def _repeated_sequence(month: Sequence[LedgerLine], limits: Thresholds) -> Iterator[Finding]:
    """The same services with the same amounts in the same order on several days."""
    days: dict[date, list[LedgerLine]] = defaultdict(list)
    for line in sorted(month, key=_written_order):
        days[line.day].append(line)
    alike: dict[tuple[tuple[str, Decimal], ...], list[date]] = defaultdict(list)
    for day, lines in sorted(days.items()):
        if len(lines) >= limits.sequence_entries:
            alike[tuple((line.kind, line.amount_yuan) for line in lines)].append(day)
    for repeated in alike.values():
        if len(repeated) >= limits.sequence_days:
            yield _finding(Code.REPEATED_SEQUENCE, [one for day in repeated for one in days[day]], len(month))


def _written_order(line: LedgerLine) -> tuple[date, float, str]:
    return line.day, line.written_at.timestamp() if line.written_at else 0.0, line.id


def _same_totals(
    months: Mapping[tuple[int, int], Sequence[LedgerLine]], limits: Thresholds
) -> Iterator[Finding]:
    """Months that follow each other with the same count and the same total."""
    run: list[LedgerLine] = []
    length, before = 0, None
    for lines in (*(months[key] for key in sorted(months)), ()):
        total = (len(lines), sum((line.amount_yuan for line in lines), Decimal(0)))
        if lines and total == before:
            run, length = [*run, *lines], length + 1
            continue
        if length >= limits.same_totals_months and len(run) >= limits.least and before and before[1]:
            yield _finding(Code.SAME_TOTALS, run, len(run))
        run, length, before = list(lines), 1, total


_SEARCHES: tuple[Callable[[Sequence[LedgerLine], Thresholds], Iterator[Finding]], ...] = (
    _same_amounts,
    _one_sitting,
    _outside_hours,
    _round_sums,
    _repeated_sequence,
)
