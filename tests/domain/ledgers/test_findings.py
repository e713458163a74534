"""Patterns are found with the entries that they rest on, and an ordinary ledger has none."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.ledgers import Code, Hours, LedgerLine, Thresholds, examine, idle

LIMITS = Thresholds(
    hours=Hours(time(6), time(22)),
    least=10,
    same_amounts_percent=60,
    sitting_minutes=30,
    sitting_percent=50,
    outside_hours_percent=40,
    same_totals_months=3,
    round_yuan=50,
    round_percent=80,
    sequence_entries=4,
    sequence_days=3,
    idle_days=30,
)
FIRST = date(2024, 7, 1)


def line(number, day=0, amount="12.30", *, hour=10, minute=0, kind="AGENCY_BUYING", station="CD-1"):
    on = FIRST + timedelta(days=day)
    written = datetime.combine(on, time(hour, minute), UTC)
    return LedgerLine(f"{number:05}", station, kind, on, written, Decimal(amount))


def ordinary(seed=7, days=28):
    """A shop's month: three or so entries a day, uneven amounts, spread over the day."""
    chance, lines = Random(seed), []
    for day in range(days):
        for _entry in range(chance.randint(2, 5)):
            amount = f"{chance.randint(310, 19_999) / 100:.2f}"
            at = {"hour": chance.randint(8, 19), "minute": chance.randint(0, 59)}
            kind = chance.choice(("AGENCY_BUYING", "BILL_PAYMENT", "CASH_WITHDRAWAL"))
            lines.append(line(len(lines), day, amount, kind=kind, **at))
    return lines


def codes(lines):
    return {one.code for one in examine(lines, LIMITS)}


def test_an_ordinary_month_has_no_findings():
    assert codes(ordinary()) == set()


def test_one_amount_in_most_entries_is_found_with_exactly_these_entries():
    lines = [line(n, n, "30.00") for n in range(12)] + [line(20 + n, n, f"{n}.35") for n in range(1, 5)]
    (found,) = (one for one in examine(lines, LIMITS) if one.code == Code.SAME_AMOUNTS)
    assert found.entries == tuple(f"{n:05}" for n in range(12))
    assert (found.count, found.of, found.from_date, found.to_date) == (
        12,
        16,
        FIRST,
        FIRST + timedelta(days=11),
    )


def test_a_month_written_in_one_sitting_is_found():
    evening = datetime(2024, 7, 31, 20, tzinfo=UTC)
    lines = [replace(line(n, n, f"{n}.35"), written_at=evening + timedelta(minutes=n)) for n in range(1, 20)]
    assert codes(lines) == {Code.ONE_SITTING}


def test_a_busy_hour_of_one_day_is_no_sitting():
    lines = [line(n, 3, f"{n}.35", minute=n) for n in range(1, 20)]
    assert Code.ONE_SITTING not in codes(lines)


def test_a_paper_ledger_has_no_times_and_so_no_findings_about_them():
    lines = [replace(one, written_at=None) for one in ordinary()]
    assert codes(lines) == set()


def test_entries_of_the_night_are_found():
    lines = [line(n, n, f"{n}.35", hour=2 if n % 2 else 10, minute=n) for n in range(1, 25)]
    assert codes(lines) == {Code.OUTSIDE_HOURS}


def test_round_sums_are_found():
    lines = [line(n, n, f"{50 * (n % 7 + 1)}.00", minute=n) for n in range(20)]
    assert codes(lines) == {Code.ROUND_SUMS}


def test_the_same_day_again_and_again_is_found():
    amounts = ("12.30", "45.60", "7.80", "91.20", "33.10")
    lines = [
        line(10 * day + n, day, amount, hour=9 + n) for day in range(4) for n, amount in enumerate(amounts)
    ]
    assert Code.REPEATED_SEQUENCE in codes(lines)


def test_the_same_total_in_three_months_is_found_and_in_two_is_not():
    lines = [line(100 * month + n, 31 * month + n, f"{n}.35") for month in range(3) for n in range(1, 8)]
    assert Code.SAME_TOTALS in codes(lines)
    assert Code.SAME_TOTALS not in codes([one for one in lines if one.day.month < 9])


def test_few_entries_are_no_pattern():
    assert codes([line(n, n, "50.00") for n in range(9)]) == set()


def test_a_station_without_activity_is_idle_from_its_opening_on():
    today = FIRST + timedelta(days=100)
    opened = {"old": FIRST, "scanned": FIRST, "new": today - timedelta(days=5)}
    found = idle(opened, {"scanned": today - timedelta(days=2)}, today, LIMITS)
    assert [(one.station, one.count, one.entries) for one in found] == [("old", 100, ())]


@given(st.randoms(use_true_random=False), st.integers(0, 20))
def test_the_order_of_lines_changes_nothing(chance: Random, seed: int):
    lines = ordinary(seed) + [line(9000 + n, n, "30.00", hour=23) for n in range(28)]
    mixed = list(lines)
    chance.shuffle(mixed)
    assert examine(mixed, LIMITS) == examine(lines, LIMITS)


@given(st.lists(st.builds(
    line, st.integers(0, 99_999), st.integers(0, 90), st.sampled_from(["0.00", "50.00", "12.30"]),
    hour=st.sampled_from([2, 10, 20]), station=st.sampled_from(["CD-1", "CD-2"]),
), unique_by=lambda one: one.id, max_size=60))  # fmt: skip
def test_a_finding_rests_on_entries_of_its_own_station_and_days(lines: list[LedgerLine]):
    known = {one.id: one for one in lines}
    for found in examine(lines, LIMITS):
        assert found.count == len(found.entries) == len(set(found.entries)) <= found.of
        for key in found.entries:
            assert known[key].station == found.station
            assert found.from_date <= known[key].day <= found.to_date
