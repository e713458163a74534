"""A problem from its finding to its end, and who may do what about it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from tests.apps.inspections.visiting import picture

from cuntong.apps.desk.formats import Mark
from cuntong.apps.evidence.queries import evidence_of
from cuntong.apps.inspections import operations, queries
from cuntong.apps.inspections.models import Problem, ProblemStep
from cuntong.apps.places.health import read_signs

pytestmark = pytest.mark.django_db


@pytest.fixture
def problem(rounds, station):
    rounds.finished(station, FIRE_SAFE="NO")
    return Problem.objects.get()


@pytest.fixture
def act(people, now):
    """act("repair", problem) on a day after the visit, by the keeper; act("recheck", …) by the inspector."""

    def do(what, problem, *, day=1, **given):
        at = now + timedelta(days=day)
        said = {"entry_id": uuid4(), "problem": problem, "made_at": at, "at": at}
        if what == "repair":
            said |= {"note": "已换新灭火器", "photo": picture(), "photo_name": "new.png", "by": people.keeper}
            return operations.report_repair(**said | given)
        if what == "void":
            return operations.void_problem(**said | {"reason": "误判", "by": people.bureau} | given)
        said |= {"passed": True, "note": "在位且有效", "by": people.inspector}
        return operations.recheck(**said | given)

    return do


def test_repaired_with_a_picture_re_checked_and_closed(problem, act, now):
    act("repair", problem)
    problem.refresh_from_db()
    assert problem.state == "REPAIRED"
    assert evidence_of("inspections.problem", problem.pk).count() == 1
    act("recheck", problem, day=2)
    problem.refresh_from_db()
    assert (problem.state, problem.closed_at) == ("CLOSED", now + timedelta(days=2))


def test_a_repair_that_does_not_hold_opens_it_again_with_a_new_day(problem, act, now):
    act("repair", problem)
    act("recheck", problem, day=10, passed=False, note="仍然过期")
    problem.refresh_from_db()
    assert (problem.state, problem.failed_rechecks) == ("OPEN", 1)
    assert problem.due_date == (now + timedelta(days=17)).date()
    assert problem.first_due_date == (now + timedelta(days=7)).date()


def test_it_is_late_after_its_day_and_not_while_it_waits_for_the_re_check(problem, act, people):
    seen = queries.problems_visible_to(people.inspector)
    due = problem.due_date
    assert not queries.overdue_on(seen, due).exists()
    assert queries.overdue_on(seen, due + timedelta(days=1)).get() == problem
    act("repair", problem, day=20)
    assert not queries.overdue_on(seen, due + timedelta(days=30)).exists()


@pytest.mark.parametrize(("day", "late"), [(7, 0), (8, 1), (9, 0), (11, 0), (18, 1), (30, 0)])
def test_how_many_were_late_on_an_earlier_day_is_told_by_the_steps(problem, act, now, day, late):
    """Due on day 7; mended on day 9; refused on day 10, due again on day 17; mended on day 20, accepted on day 21."""
    act("repair", problem, day=9)
    act("recheck", problem, day=10, passed=False)
    act("repair", problem, day=20)
    act("recheck", problem, day=21)
    counted = queries.overdue_by_station((now + timedelta(days=day)).date())
    assert counted[problem.station_id] == late


def test_the_same_step_twice_is_one_and_another_under_its_id_is_refused(problem, act):
    entry = uuid4()
    act("repair", problem, entry_id=entry)
    act("repair", problem, entry_id=entry)
    assert ProblemStep.objects.count() == 1
    with pytest.raises(ValidationError):
        act("repair", problem, entry_id=entry, note="别的")
    with pytest.raises(ValidationError):
        act("repair", problem, entry_id=entry, photo=picture(7))
    with pytest.raises(ValidationError):
        act("recheck", problem, entry_id=entry)


def test_what_cannot_be_the_next_step_is_refused(problem, act):
    with pytest.raises(ValidationError):
        act("recheck", problem)
    act("void", problem)
    for step in ("repair", "recheck", "void"):
        with pytest.raises(ValidationError):
            act(step, problem)


def test_nobody_accepts_their_own_repair(problem, act, people):
    act("repair", problem, by=people.inspector)
    with pytest.raises(ValidationError):
        act("recheck", problem, by=people.inspector)
    act("recheck", problem, by=people.bureau)


def test_a_repair_is_proven_by_a_picture(problem, act):
    import io

    with pytest.raises(ValidationError, match="photo"):
        act("repair", problem, photo=io.BytesIO(b"%PDF-1.4 not a picture"), photo_name="a.pdf")


@pytest.mark.parametrize(
    ("step", "role"),
    [
        ("recheck", "keeper"),
        ("recheck", "contractor"),
        ("void", "inspector"),
        ("void", "keeper"),
        ("repair", "trainer"),
    ],
)
def test_who_may_not_do_it(problem, act, people, step, role):
    if step == "recheck":
        act("repair", problem, by=people.bureau)
    with pytest.raises(PermissionDenied):
        act(step, problem, by=getattr(people, role))


def test_a_keeper_sees_and_mends_only_what_is_theirs(rounds, station, operating, people, act):
    rounds.finished(station, FIRE_SAFE="NO")
    other = operating(division="440281103202", code="OTHER")
    rounds.finished(other, FIRE_SAFE="NO")
    assert queries.problems_visible_to(people.keeper).get().station == station
    with pytest.raises(PermissionDenied):
        act("repair", Problem.objects.get(station=other))


def test_the_office_puts_on_the_list_what_no_question_asked(station, people, now):
    said = {"station": station, "text": "门口堆放杂物", "severity": "MAJOR", "owner": "STATION_KEEPER"}
    said |= {"entry_id": uuid4(), "made_at": now, "by": people.inspector, "at": now}
    first = operations.open_problem(**said)
    assert operations.open_problem(**said) == first
    assert first.due_date == date(2024, 8, 29)
    with pytest.raises(ValidationError):
        operations.open_problem(**said | {"text": "别的"})


def test_steps_are_never_changed_and_a_problem_ends_only_with_its_time(problem, act):
    act("repair", problem)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemStep.objects.update(note="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.update(state="CLOSED")
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.update(owner="NOBODY")


def test_the_health_of_a_station_tells_its_open_problems(rounds, station, operating, act, now):
    other = operating(division="440281103202", code="OTHER")
    unseen = operating(division="440281103205", code="UNSEEN")
    rounds.finished(station, FIRE_SAFE="NO")
    rounds.finished(other)
    keys = [station.pk, other.pk, unseen.pk]

    def sign(day):
        read = read_signs(keys, (now + timedelta(days=day)).date())
        return {
            key: next(
                reading and reading.mark for one, reading in signs if one.code == "inspections.open_problems"
            )
            for key, signs in read.items()
        }

    assert sign(0) == {station.pk: Mark.LOOK, other.pk: Mark.DONE, unseen.pk: None}
    assert sign(8)[station.pk] == Mark.WRONG
    act("repair", Problem.objects.get(), day=8)
    act("recheck", Problem.objects.get(), day=9)
    assert sign(10)[station.pk] == Mark.DONE
