"""What the scans of one parcel say: the plain way, the odd ways, and that the order of arrival never matters."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.custody import (
    ENDED,
    HELD,
    Journey,
    OddityKind,
    Scan,
    ScanKind,
    State,
    advance,
    follow,
)

START = datetime(2024, 8, 14, 1, tzinfo=UTC)
HUB, TOWNSHIP, OTHER_TOWNSHIP, VILLAGE, OTHER_VILLAGE = "ZX", "ZZ-1", "ZZ-2", "CD-1", "CD-2"
PLACES = (HUB, TOWNSHIP, OTHER_TOWNSHIP, VILLAGE, OTHER_VILLAGE)


def scan(minute, kind, place, scan_id=""):
    return Scan(scan_id or f"{minute}-{kind}", ScanKind(kind), place, START + timedelta(minutes=minute))


DOWN = (
    scan(0, "ARRIVED_HUB", HUB),
    scan(5, "SORTED", HUB),
    scan(9, "LOADED", HUB),
    scan(60, "ARRIVED_TOWNSHIP", TOWNSHIP),
    scan(70, "LOADED", TOWNSHIP),
    scan(130, "ARRIVED_VILLAGE", VILLAGE),
    scan(300, "PICKED_UP", VILLAGE),
)


def kinds_of(journey):
    return [str(oddity.kind) for oddity in journey.oddities]


def test_a_parcel_without_scans_is_expected():
    assert follow([]) == Journey()


@pytest.mark.parametrize(
    ("count", "state", "place"),
    [
        (1, State.AT_HUB, HUB),
        (2, State.SORTED, HUB),
        (3, State.ON_THE_WAY, None),
        (4, State.AT_TOWNSHIP, TOWNSHIP),
        (5, State.ON_THE_WAY, None),
        (6, State.AT_VILLAGE, VILLAGE),
        (7, State.HANDED_OUT, VILLAGE),
    ],
)
def test_the_way_down_step_by_step(count, state, place):
    journey = follow(DOWN[:count], destination=VILLAGE, via={TOWNSHIP})
    assert (journey.state, journey.place, journey.oddities) == (state, place, ())
    assert journey.moved_at == DOWN[count - 1].occurred_at


def test_the_stays_of_the_way_down():
    stays = follow(DOWN).stays
    assert [(stay.place, stay.in_scan, stay.out_scan) for stay in stays] == [
        (HUB, "0-ARRIVED_HUB", "9-LOADED"),
        (TOWNSHIP, "60-ARRIVED_TOWNSHIP", "70-LOADED"),
        (VILLAGE, "130-ARRIVED_VILLAGE", "300-PICKED_UP"),
    ]


def test_the_way_up_ends_with_the_carrier():
    journey = follow(
        [
            scan(0, "COLLECTED", VILLAGE),
            scan(9, "LOADED", VILLAGE),
            scan(50, "ARRIVED_HUB", HUB),
            scan(90, "HANDED_TO_CARRIER", HUB),
        ]
    )
    assert (journey.state, journey.place, journey.oddities) == (State.WITH_CARRIER, HUB, ())


def test_scans_of_one_moment_are_taken_by_stage():
    together = [scan(0, kind, HUB) for kind in ("LOADED", "SORTED", "ARRIVED_HUB")]
    journey = follow(together)
    assert (journey.state, journey.oddities) == (State.ON_THE_WAY, ())


def test_a_second_pass_over_the_sorter_is_nothing_odd_and_no_movement():
    journey = follow([*DOWN[:2], scan(8, "SORTED", HUB)])
    before = follow(DOWN[:2])
    assert (journey.stays, journey.oddities, journey.moved_at) == (before.stays, (), before.moved_at)
    assert journey.position.scanned_at == START + timedelta(minutes=8)


@pytest.mark.parametrize(
    ("scans", "kinds", "state", "place"),
    [
        ([*DOWN[:1], scan(2, "ARRIVED_HUB", HUB)], ["IN_TWICE"], State.AT_HUB, HUB),
        ([*DOWN[:3], scan(12, "LOADED", HUB)], ["REPEATED"], State.ON_THE_WAY, None),
        ([scan(0, "SORTED", HUB)], ["NOT_TAKEN_IN"], State.SORTED, HUB),
        ([scan(0, "LOADED", HUB)], ["NOT_TAKEN_IN"], State.ON_THE_WAY, None),
        ([scan(0, "PICKED_UP", VILLAGE)], ["NOT_TAKEN_IN"], State.HANDED_OUT, VILLAGE),
        (
            [*DOWN[:1], scan(60, "ARRIVED_TOWNSHIP", TOWNSHIP)],
            ["NOT_LOADED"],
            State.AT_TOWNSHIP,
            TOWNSHIP,
        ),
        (
            [*DOWN[:1], scan(60, "LOADED", TOWNSHIP)],
            ["NOT_TAKEN_IN", "NOT_LOADED"],
            State.ON_THE_WAY,
            None,
        ),
        (
            [scan(0, "LOADED", HUB), scan(1, "ARRIVED_HUB", HUB)],
            ["NOT_TAKEN_IN", "OUT_OF_ORDER"],
            State.AT_HUB,
            HUB,
        ),
        ([*DOWN, scan(301, "PICKED_UP", VILLAGE)], ["AFTER_END"], State.HANDED_OUT, VILLAGE),
        ([*DOWN, scan(301, "ARRIVED_VILLAGE", OTHER_VILLAGE)], ["AFTER_END"], State.HANDED_OUT, VILLAGE),
        ([*DOWN[:1], scan(2, "PROBLEM", TOWNSHIP)], ["PROBLEM_ELSEWHERE"], State.AT_HUB, HUB),
    ],
)
def test_odd_scans_are_kept_and_named(scans, kinds, state, place):
    journey = follow(scans)
    assert (kinds_of(journey), journey.state, journey.place) == (kinds, state, place)


def test_a_missing_scan_is_supplied_by_the_next_one():
    journey = follow([DOWN[0], scan(60, "ARRIVED_TOWNSHIP", TOWNSHIP)])
    hub, _township = journey.stays
    assert (hub.left_at, hub.out_scan) == (START + timedelta(minutes=60), "")
    (oddity,) = journey.oddities
    assert (oddity.place, oddity.other) == (HUB, TOWNSHIP)


def test_a_problem_moves_nothing():
    journey = follow([*DOWN[:2], scan(7, "PROBLEM", HUB, "p")])
    assert journey.problems == ("p",)
    assert (journey.state, journey.moved_at) == (State.SORTED, DOWN[1].occurred_at)
    assert follow([scan(0, "PROBLEM", HUB)]).state is State.EXPECTED


def test_a_missort_is_named_and_its_way_to_the_right_place_is_not():
    wrong = [*DOWN[:3], scan(60, "ARRIVED_TOWNSHIP", OTHER_TOWNSHIP), scan(65, "LOADED", OTHER_TOWNSHIP)]
    right = [scan(90, "ARRIVED_TOWNSHIP", TOWNSHIP), scan(95, "LOADED", TOWNSHIP), *DOWN[5:]]
    journey = follow([*wrong, *right], destination=VILLAGE, via={TOWNSHIP})
    assert journey.was_missorted
    assert kinds_of(journey) == ["MISSORT"]
    assert journey.state is State.HANDED_OUT
    assert not follow([*wrong, *right]).was_missorted
    assert not follow([*wrong, *right], destination=VILLAGE).was_missorted


def test_handing_out_at_another_station_without_taking_in_is_a_missort_too():
    journey = follow([scan(0, "DELIVERED", OTHER_VILLAGE)], destination=VILLAGE)
    assert kinds_of(journey) == ["NOT_TAKEN_IN", "MISSORT"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_oddity_explains_itself(language):
    scans = [
        scan(0, "LOADED", HUB),
        scan(1, "LOADED", HUB),
        scan(2, "ARRIVED_HUB", HUB),
        scan(3, "ARRIVED_HUB", HUB),
        scan(4, "PROBLEM", VILLAGE),
        scan(5, "ARRIVED_VILLAGE", OTHER_VILLAGE),
        scan(6, "PICKED_UP", OTHER_VILLAGE),
        scan(7, "PICKED_UP", VILLAGE),
    ]
    oddities = follow(scans, destination=VILLAGE).oddities
    assert {oddity.kind for oddity in oddities} == set(OddityKind)
    for oddity in oddities:
        sentence = oddity.explanation.in_language(language)
        assert oddity.place in sentence
        assert "{" not in sentence


scans_of_a_parcel = st.lists(
    st.builds(
        lambda minute, kind, place, number: Scan(str(number), kind, place, START + timedelta(minutes=minute)),
        st.integers(0, 12),
        st.sampled_from(ScanKind),
        st.sampled_from(PLACES),
        st.integers(0, 30),
    ),
    max_size=12,
)


@given(scans_of_a_parcel, st.data())
def test_any_order_and_any_repetition_gives_the_same_journey(scans, data):
    again = data.draw(st.lists(st.sampled_from(scans), max_size=6)) if scans else []
    shuffled = data.draw(st.permutations([*scans, *again]))
    assert follow(shuffled, destination=VILLAGE, via={TOWNSHIP}) == follow(
        scans, destination=VILLAGE, via={TOWNSHIP}
    )


@given(scans_of_a_parcel, st.integers(0, 8))
def test_a_position_with_later_scans_says_what_all_scans_say(scans, count):
    """Wherever the scans are cut; where the position does not tell enough it says so instead of guessing."""
    in_order = sorted({one.id: one for one in scans}.values(), key=lambda one: one.occurred_at)
    earlier, later = in_order[:count], in_order[count:]
    advanced = advance(follow(earlier).position, later)
    assert advanced in (None, follow(in_order).position)


def test_plain_steps_need_no_earlier_scan():
    for count in range(1, len(DOWN)):
        before = follow(DOWN[:count]).position
        assert advance(before, DOWN[count : count + 1]) == follow(DOWN[: count + 1]).position


def test_a_late_scan_and_a_second_loading_need_the_earlier_ones():
    assert advance(follow(DOWN[:4]).position, [scan(4, "SORTED", HUB)]) is None
    assert advance(follow(DOWN[:3]).position, [scan(20, "LOADED", HUB)]) is None


@given(scans_of_a_parcel)
def test_a_parcel_is_in_one_place_at_a_time(scans):
    journey = follow(scans)
    for earlier, later in zip(journey.stays, journey.stays[1:], strict=False):
        assert earlier.left_at is not None
        assert earlier.came_at <= earlier.left_at <= later.came_at
    is_open = bool(journey.stays) and journey.stays[-1].left_at is None
    assert is_open == (journey.state in HELD)
    if is_open:
        assert journey.place == journey.stays[-1].place
    assert (journey.place is not None) == (journey.state in HELD | ENDED)
    assert (journey.moved_at is None) == (journey.state is State.EXPECTED)


@given(scans_of_a_parcel)
def test_every_scan_is_used_or_explained(scans):
    """A scan stands in a stay, in an oddity or among the problems, or it is a step at the place that has the parcel."""
    journey = follow(scans)
    named = {stay.in_scan for stay in journey.stays} | {stay.out_scan for stay in journey.stays}
    named |= {oddity.scan for oddity in journey.oddities} | set(journey.problems)
    silent = {one.id: one for one in scans if one.id not in named}
    assert {one.kind for one in silent.values()} <= {ScanKind.SORTED}
