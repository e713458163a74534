"""A place's balance against a plain replay, and what was loaded and never arrived."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.custody import balance, follow, overdue_transits

from .test_journey import DOWN, HUB, PLACES, START, TOWNSHIP, VILLAGE, scan, scans_of_a_parcel


def minute(count):
    return START + timedelta(minutes=count)


def test_a_day_at_the_hub():
    journeys = {
        "through": follow(DOWN),
        "held": follow(DOWN[:2]),
        "left unscanned": follow([DOWN[0], scan(60, "ARRIVED_TOWNSHIP", TOWNSHIP)]),
    }
    whole = balance(journeys, HUB, minute(0), minute(1440))
    assert (whole.opening, whole.came_in, whole.went_out, whole.held) == (0, 3, 2, 1)
    (finding,) = whole.findings
    assert (finding.parcel, finding.oddity.kind) == ("left unscanned", "NOT_LOADED")
    assert HUB in finding.explanation.zh
    later = balance(journeys, HUB, minute(10), minute(1440))
    assert (later.opening, later.came_in, later.went_out, later.held) == (2, 0, 1, 1)


def test_counting_a_parcel_once_is_no_finding():
    journeys = {1: follow([*DOWN[:3], scan(12, "LOADED", HUB)])}
    assert not balance(journeys, HUB, minute(0), minute(60)).findings


def test_a_balance_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="cannot end"):
        balance({}, HUB, minute(1), minute(0))


county = st.dictionaries(st.integers(0, 9), scans_of_a_parcel, max_size=4)


def replay(all_scans, place, since, until):
    """The plain reference: everybody's scans up to a moment, asked anew, and each further scan on its own."""
    opening = came_in = went_out = held = 0
    for scans in all_scans.values():
        in_order = _counted(scans)
        opening += _has(in_order, place, since)
        held += _has(in_order, place, until)
        for number, one in enumerate(in_order):
            if since <= one.occurred_at < until:
                before, after = follow(in_order[:number]).stays, follow(in_order[: number + 1]).stays
                came_in += _at(after, place) - _at(before, place)
                went_out += _left(after, place) - _left(before, place)
    return opening, came_in, went_out, held


def _counted(scans):
    """One scan for each id, in the order of follow."""
    by_id = {}
    for one in sorted(scans, key=lambda s: (s.occurred_at, list(type(s.kind)).index(s.kind), s.place, s.id)):
        by_id.setdefault(one.id, one)
    return list(by_id.values())


def _has(scans, place, at):
    journey = follow([one for one in scans if one.occurred_at < at])
    return journey.place == place and not journey.has_ended


def _at(stays, place):
    return sum(stay.place == place for stay in stays)


def _left(stays, place):
    return sum(stay.place == place and stay.left_at is not None for stay in stays)


@given(county, st.sampled_from(PLACES), st.integers(-1, 13), st.integers(0, 14))
def test_a_balance_agrees_with_a_replay_and_with_itself(all_scans, place, first, length):
    since, until = minute(first), minute(first + length)
    found = balance({key: follow(scans) for key, scans in all_scans.items()}, place, since, until)
    assert (found.opening, found.came_in, found.went_out, found.held) == replay(
        all_scans, place, since, until
    )
    assert found.opening + found.came_in == found.went_out + found.held


@given(county, st.sampled_from(PLACES), st.integers(0, 13))
def test_balances_of_days_add_up(all_scans, place, cut):
    journeys = {key: follow(scans) for key, scans in all_scans.items()}
    whole = balance(journeys, place, minute(0), minute(14))
    first, second = (
        balance(journeys, place, minute(0), minute(cut)),
        balance(journeys, place, minute(cut), minute(14)),
    )
    assert first.held == second.opening
    assert whole.came_in == first.came_in + second.came_in
    assert whole.went_out == first.went_out + second.went_out
    assert len(whole.findings) == len(first.findings) + len(second.findings)


def test_loaded_and_never_arrived():
    journeys = {"gone": follow(DOWN[:3]), "there": follow(DOWN[:4]), "later": follow(DOWN[:5])}
    at = minute(9 + 24 * 60)
    assert not overdue_transits(journeys, at=at, limit=timedelta(hours=24))
    (gone,) = overdue_transits(journeys, at=at + timedelta(minutes=1), limit=timedelta(hours=24))
    assert (gone.parcel, gone.loaded_from, gone.hours(at)) == ("gone", HUB, 24)
    both = overdue_transits(journeys, at=at + timedelta(days=1), limit=timedelta(hours=24))
    assert [one.parcel for one in both] == ["gone", "later"]
    assert VILLAGE not in {one.loaded_from for one in both}
