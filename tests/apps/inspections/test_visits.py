"""A visit from its plan to the keeper's signature, also when the phone says everything twice."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from tests.apps.inspections.visiting import picture, right_answers

from cuntong.apps.evidence.models import Document, TrailEntry
from cuntong.apps.inspections import operations, queries
from cuntong.apps.inspections.kinds import ProblemState, VisitState
from cuntong.apps.inspections.models import Answer, Problem, Visit, VisitPhoto
from cuntong.apps.inspections.operations import GivenAnswer
from cuntong.domain.inspecting import Position

pytestmark = pytest.mark.django_db


def test_a_station_without_fault_has_all_points_and_no_problem(rounds, station):
    visit = rounds.finished(station)
    assert (visit.state, visit.score, visit.possible) == (VisitState.FINISHED, 100, 100)
    assert not Problem.objects.exists()
    assert visit.signature.personal


def test_each_failure_costs_its_points_and_becomes_a_problem_with_owner_and_day(rounds, station, now):
    visit = rounds.finished(station, FIRE_SAFE="NO", PARCELS_COUNT="2", notes={"PARCELS_COUNT": "两件找不到"})
    assert visit.score == Decimal(90)
    problems = {one.question: one for one in Problem.objects.all()}
    assert set(problems) == {"FIRE_SAFE", "PARCELS_COUNT"}
    lost = problems["PARCELS_COUNT"]
    assert (lost.owner, lost.severity, lost.state) == ("STATION_KEEPER", "CRITICAL", ProblemState.OPEN)
    assert (lost.due_date - now.date()).days == 7
    assert lost.note == "两件找不到"


def test_a_phone_that_sends_everything_twice_changes_nothing(rounds, station, people, now):
    visit = rounds.planned(station)
    begin, finish, photo = uuid4(), uuid4(), uuid4()
    values = {one.code: one for one in queries.checklist_of(visit)}
    given = [
        GivenAnswer(
            uuid4(), code, {"PHOTO": "NO", "NUMBER": "3", "CHOICE": "WEEK"}.get(one.kind, "YES"), 5, now
        )
        for code, one in values.items()
    ]
    for _attempt in range(2):
        said = {"by": people.inspector, "at": now, "made_at": now}
        operations.begin_visit(entry_id=begin, visit=visit, position=None, **said)
        operations.answer(visit=visit, answers=given, by=people.inspector, at=now)
        operations.photograph(
            entry_id=photo, visit=visit, question="SIGN_WORDS", file=picture(), filename="a.png", **said
        )
        operations.finish_visit(entry_id=finish, visit=visit, signature=picture(3), **said)
    assert Answer.objects.count() == len(values)
    assert VisitPhoto.objects.count() == 1
    assert Document.objects.count() == 2
    assert Visit.objects.get().state == VisitState.FINISHED
    assert TrailEntry.objects.filter(record_kind="inspections.visit", verb="finish").count() == 1


@pytest.mark.parametrize(
    "change", [{"value": "NO"}, {"question": "PLACE_CLEAN"}, {"seconds": 1}, {"note": "另一说"}]
)
def test_another_answer_under_a_known_id_is_refused(rounds, station, people, now, change):
    visit = rounds.begun(station)
    first = {"entry_id": uuid4(), "question": "FIRE_SAFE", "value": "YES", "seconds": 5, "made_at": now}
    operations.answer(visit=visit, answers=[GivenAnswer(**first)], by=people.inspector, at=now)
    with pytest.raises(ValidationError, match=r"来过|before"):
        operations.answer(visit=visit, answers=[GivenAnswer(**first | change)], by=people.inspector, at=now)
    assert Answer.objects.get().value == "YES"


def test_another_photo_or_signature_under_a_known_id_is_refused(rounds, station, people, now):
    visit = rounds.answered(station)
    photo = visit.photos.get()
    said = {"by": people.inspector, "at": now, "made_at": now}
    with pytest.raises(ValidationError):
        operations.photograph(
            entry_id=photo.pk, visit=visit, question="FRONT_PHOTO", file=picture(9), filename="b.png", **said
        )
    finish = uuid4()
    operations.finish_visit(entry_id=finish, visit=visit, signature=picture(1), **said)
    with pytest.raises(ValidationError):
        operations.finish_visit(entry_id=finish, visit=visit, signature=picture(2), **said)


def test_a_second_thought_counts_and_the_first_is_kept(rounds, station, people, now):
    visit = rounds.answered(station, FIRE_SAFE="NO")
    later = GivenAnswer(uuid4(), "FIRE_SAFE", "YES", 3, now + timedelta(minutes=30))
    operations.answer(visit=visit, answers=[later], by=people.inspector, at=now)
    assert queries.answers_of(visit)["FIRE_SAFE"].value == "YES"
    assert visit.answers.filter(question="FIRE_SAFE").count() == 2


def test_nothing_is_kept_where_one_answer_cannot_be(rounds, station, people, now):
    visit = rounds.begun(station)
    given = [
        GivenAnswer(uuid4(), "FIRE_SAFE", "YES", 3, now),
        GivenAnswer(uuid4(), "PARCELS_COUNT", "很多", 3, now),
    ]
    with pytest.raises(ValidationError), transaction.atomic():
        operations.answer(visit=visit, answers=given, by=people.inspector, at=now)
    assert not Answer.objects.exists()


def test_a_visit_with_an_open_question_is_not_finished(rounds, station, people, now):
    visit = rounds.begun(station)
    with pytest.raises(ValidationError, match="FRONT_PHOTO"):
        operations.finish_visit(
            entry_id=uuid4(), visit=visit, refusal="站长外出", made_at=now, by=people.inspector, at=now
        )


def test_the_photo_that_was_taken_has_to_have_arrived(rounds, station, people, now):
    visit = rounds.begun(station)
    answers = [GivenAnswer(uuid4(), code, value, 4, now) for code, value in right_answers(visit).items()]
    operations.answer(visit=visit, answers=answers, by=people.inspector, at=now)
    with pytest.raises(ValidationError, match="FRONT_PHOTO"):
        operations.finish_visit(
            entry_id=uuid4(), visit=visit, refusal="站长外出", made_at=now, by=people.inspector, at=now
        )


@pytest.mark.parametrize("signed", [True, False])
def test_there_is_a_signature_or_a_reason_not_both_and_not_neither(rounds, station, people, now, signed):
    visit = rounds.answered(station)
    both = {"signature": picture(), "refusal": "不同意扣分"} if signed else {}
    with pytest.raises(ValidationError):
        operations.finish_visit(
            entry_id=uuid4(), visit=visit, made_at=now, by=people.inspector, at=now, **both
        )


def test_a_keeper_who_does_not_sign_ends_no_visit_less(rounds, station, people, now):
    visit = rounds.answered(station)
    done = operations.finish_visit(
        entry_id=uuid4(), visit=visit, refusal="不同意扣分", made_at=now, by=people.inspector, at=now
    )
    assert (done.state, done.refusal, done.signature) == (VisitState.FINISHED, "不同意扣分", None)


@pytest.mark.parametrize(
    ("position", "flags", "distance"),
    [
        (lambda at: None, "MISSING", None),
        (lambda at: Position(113.3, 25.1, 10, at), "", 0),
        (lambda at: Position(113.3, 25.2, 10, at), "FAR", 11_120),
        (lambda at: Position(113.3, 25.1, 10, at, is_mocked=True), "MOCKED", 0),
        (lambda at: Position(113.3, 25.1, 10, at - timedelta(hours=2)), "STALE", 0),
    ],
)
def test_what_is_odd_about_the_position_is_flagged_and_stops_nobody(
    rounds, station, now, position, flags, distance
):
    visit = rounds.begun(station, position=position(now))
    assert visit.position_flags == flags
    assert visit.distance_m == (None if distance is None else pytest.approx(distance, abs=5))


def test_nobody_goes_on_with_anothers_visit(rounds, station, people, now):
    visit = rounds.begun(station, inspector=people.bureau)
    with pytest.raises(PermissionDenied):
        operations.answer(visit=visit, answers=[], by=people.inspector, at=now)


@pytest.mark.parametrize("role", ["keeper", "contractor", "auditor", "trainer", "driver"])
def test_who_does_not_inspect_plans_nothing(rounds, station, people, role):
    with pytest.raises(PermissionDenied):
        rounds.planned(station, by=getattr(people, role))


def test_an_inspector_plans_only_for_themself_and_in_their_places(rounds, station, people, operating):
    assert rounds.planned(station, by=people.inspector).inspector == people.inspector
    with pytest.raises(PermissionDenied):
        rounds.planned(station, by=people.inspector, inspector=people.bureau)
    elsewhere = operating(division="440281102201", code="ELSEWHERE")
    with pytest.raises(PermissionDenied):
        rounds.planned(elsewhere, by=people.inspector)


def test_answers_and_photos_are_never_changed(rounds, station):
    visit = rounds.answered(station)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(visit=visit).update(value="NO")
    with pytest.raises(IntegrityError), transaction.atomic():
        VisitPhoto.objects.filter(visit=visit).delete()


@pytest.mark.parametrize(
    "change",
    [
        {"score": Decimal(101)},
        {"refusal": "却有理由"},
        {"finished_at": None},
        {"cancelled_reason": "已取消"},
        {"longitude": Decimal("113.3")},
    ],
)
def test_the_database_refuses_a_visit_that_cannot_be(rounds, station, change):
    visit = rounds.finished(station)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**change)
