"""What may follow what in a station's life: the table, its pure reference, and what the database computes from it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuntong.apps.places import queries
from cuntong.apps.places.kinds import (
    ENDED,
    FOLLOWING,
    NO_STATE,
    ONCE,
    RANK,
    State,
    Step,
    find_break,
    in_order,
    lasting,
    open_states,
    state_on,
    undoing,
)
from cuntong.apps.places.models import Station, StationEvent

BEGIN = date(2022, 1, 1)
STEPS = st.builds(
    Step, st.sampled_from(list(State)), st.integers(0, 12).map(lambda days: BEGIN + timedelta(days=days))
)


def days(*states: State) -> list[Step]:
    """One state a day."""
    return [Step(state, BEGIN + timedelta(days=i)) for i, state in enumerate(states)]


@st.composite
def possible_lives(draw):
    """A walk through the table, a day or more between the steps."""
    life, state, day = [], NO_STATE, BEGIN
    for _ in range(draw(st.integers(0, 9))):
        reached = {step.state for step in life}
        open_ = [s for s in FOLLOWING[state] if not (s in ONCE and s in reached)]
        if not open_:
            break
        state, day = draw(st.sampled_from(open_)), day + timedelta(days=draw(st.integers(1, 40)))
        life.append(Step(state, day))
    return life


def test_the_whole_way():
    assert (
        find_break(days(State.APPLIED, State.APPROVED, State.BUILT, State.ACCEPTED, State.OPERATING)) is None
    )
    assert find_break([]) is None


@pytest.mark.parametrize(
    "states",
    [
        (State.OPERATING,),
        (State.ACCEPTED,),
        (State.BUILT, State.APPLIED),
        (State.APPROVED, State.ACCEPTED),
        (State.BUILT, State.BUILT),
        (State.BUILT, State.WITHDRAWN, State.OPERATING),
        (State.BUILT, State.OPERATING, State.OPERATING),
        (State.APPLIED, State.SUSPENDED),
        (State.BUILT, State.ACCEPTED, State.OPERATING, State.ACCEPTED),
    ],
)
def test_what_cannot_have_happened(states):
    broken = find_break(days(*states))
    assert broken is not None
    assert broken.step == days(*states)[-1]


def test_the_paper_that_was_found_later_takes_its_place():
    life = [Step(State.BUILT, date(2022, 8, 20)), Step(State.APPLIED, date(2022, 3, 10))]
    assert find_break(life) is None
    assert [step.state for step in in_order(life)] == [State.APPLIED, State.BUILT]


def test_on_one_day_the_later_state_stands():
    life = [Step(State.OPERATING, BEGIN), Step(State.BUILT, BEGIN), Step(State.ACCEPTED, BEGIN)]
    assert find_break(life) is None
    assert state_on(life, BEGIN) is State.OPERATING
    assert state_on(life, BEGIN - timedelta(days=1)) is None


@given(possible_lives())
def test_every_walk_through_the_table_is_a_life(life):
    assert find_break(life) is None
    assert find_break(list(reversed(life))) is None


@given(st.lists(STEPS, max_size=7))
def test_a_life_without_a_break_keeps_to_the_table(steps):
    if find_break(steps) is not None:
        return
    states = [NO_STATE, *[step.state for step in in_order(steps)]]
    assert all(after in FOLLOWING[before] for before, after in pairwise(states))
    assert all(states.count(state) <= 1 for state in ONCE)
    assert all(state not in ENDED for state in states[:-1])


@given(possible_lives(), st.integers(0, 60))
def test_accepting_never_ends_an_operation(life, offset):
    added = Step(State.ACCEPTED, BEGIN + timedelta(days=offset))
    written = [*life, *lasting(life, added)]
    if find_break(written) is not None:
        return
    operated = state_on(life, added.event_date) is State.OPERATING
    assert (state_on(written, added.event_date) is State.OPERATING) == operated
    taken = undoing(written, added)
    rest = [step for step in written if step not in taken]
    assert in_order(rest) == in_order(life)


@given(possible_lives())
def test_what_may_come_next_is_what_breaks_no_life(life):
    tomorrow = max((step.event_date for step in life), default=BEGIN) + timedelta(days=1)
    assert set(open_states(life)) == {s for s in State if find_break([*life, Step(s, tomorrow)]) is None}


def test_the_table_names_every_state():
    assert set(FOLLOWING) == {NO_STATE, *State}
    assert sorted(RANK.values()) == list(range(len(State)))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lives=st.lists(st.lists(STEPS, max_size=5, unique=True), min_size=1, max_size=4),
    offset=st.integers(-1, 13),
)
def test_the_database_computes_the_state_as_the_reference_does(county, people, now, lives, offset):
    """Any events at all, possible or not: what the database says is what the plain reference says."""
    as_of = BEGIN + timedelta(days=offset)
    StationEvent.objects.all().delete()
    Station.objects.all().delete()
    expected = {}
    for number, steps in enumerate(lives):
        once = [
            s
            for i, s in enumerate(steps)
            if s.state not in ONCE or s.state not in [x.state for x in steps[:i]]
        ]
        station = Station.objects.create(
            code=f"T-{number}", name="示例站点", level="VILLAGE", division_id=f"44028110320{number + 1}"
        )
        for step in once:
            StationEvent.objects.create(
                station=station,
                state=step.state,
                event_date=step.event_date,
                recorded_by=people.bureau,
                recorded_at=now,
            )
        expected[station.code] = state_on(once, as_of)
    computed = queries.with_state(Station.objects.all(), as_of).values_list("code", "state")
    assert {code: State(state) if state else None for code, state in computed} == expected
