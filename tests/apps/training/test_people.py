"""人次 and 人: a sign-in row is one person at one session, and the same person stays one person."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.training import facts, operations, queries
from cuntong.apps.training.models import Attendance, Trainee
from cuntong.apps.training.persons import Person

from .conftest import hold

ID = "440281199001011234"


def sign(people, now, session, *persons):
    rows = [operations.SignIn(session, person, row) for row, person in enumerate(persons, start=2)]
    return operations.sign_in(rows=rows, by=people.trainer, at=now)


@pytest.mark.django_db
class TestWhoIsWho:
    def test_one_person_at_two_sessions_is_two_attendances(self, people, now, session, other_session):
        for one in (session, other_session):
            sign(people, now, one, Person("学员甲", phone="13800000001"))
        assert (Attendance.objects.count(), Trainee.objects.count()) == (2, 1)

    def test_phone_and_name_alone_then_with_id_number_is_the_same_person(
        self, people, now, session, other_session
    ):
        sign(people, now, session, Person("学员甲", phone="13800000001"))
        sign(people, now, other_session, Person("学员甲", id_number=ID, phone="13800000001"))
        assert Trainee.objects.get().id_hash

    def test_an_id_number_tells_the_person_whatever_the_phone(self, people, now, session, other_session):
        sign(people, now, session, Person("学员甲", id_number=ID, phone="13800000001"))
        sign(people, now, other_session, Person("学员甲", id_number=ID.lower(), phone="13900000002"))
        assert Trainee.objects.count() == 1

    def test_a_family_that_shares_a_phone_stays_two_people(self, people, now, session):
        sign(
            people, now, session, Person("学员甲", phone="13800000001"), Person("学员乙", phone="13800000001")
        )
        assert Trainee.objects.count() == 2
        assert {trainee.label for trainee in queries.repeated_phones()} == {"学**"}

    def test_two_id_numbers_are_two_people_even_with_one_phone_and_name(self, people, now, session):
        sign(
            people,
            now,
            session,
            Person("学员甲", id_number=ID, phone="13800000001"),
            Person("学员甲", id_number="440281199001011242", phone="13800000001"),
        )
        assert Trainee.objects.count() == 2

    def test_nobody_signs_in_twice_at_one_session(self, people, now, session):
        sign(people, now, session, Person("学员甲", phone="13800000001"))
        with pytest.raises(ValidationError, match="2"):
            sign(people, now, session, Person("学员甲", phone="13800000001"))
        row = Attendance.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.create(session=row.session, trainee=row.trainee)

    def test_numbers_and_names_are_stored_unreadable_and_never_sealed(self, people, now, session):
        sign(people, now, session, Person("学员张三", id_number=ID, phone="13812345678"))
        stored = str(Trainee.objects.values().get()) + "".join(
            TrailEntry.objects.values_list("leaf", flat=True)
        )
        for personal in (ID, "13812345678", "学员张三"):
            assert personal not in stored
        row = facts.export()["attendance"].to_pylist()[0]
        assert row["person_label"] == "学***"
        assert ID not in str(row)

    def test_a_training_body_writes_only_into_its_own_sessions(self, people, now, session):
        stranger = User.objects.create_user(
            "stranger",
            password="x",
            role="TRAINER",
            organisation=Organisation.objects.create(name="另一机构", kind="OTHER"),
        )
        with pytest.raises(PermissionDenied):
            operations.sign_in(
                rows=[operations.SignIn(session, Person("学员甲", phone="13800000001"))], by=stranger, at=now
            )
        assert not queries.visible_to(stranger).exists()
        assert not queries.visible_trainees(stranger).exists()

    def test_an_outcome_needs_a_class_before_it(self, people, now, session, course):
        sign(people, now, session, Person("学员甲", phone="13800000001"))
        values = {
            "trainee": Trainee.objects.get(),
            "kind": "OPENED_SHOP",
            "note": "店铺网址",
            "by": people.bureau,
            "at": now,
        }
        with pytest.raises(ValidationError) as refusal:
            operations.record_outcome(outcome_date=session.held_date.replace(year=2022), **values)
        assert "outcome_date" in refusal.value.message_dict
        assert operations.record_outcome(outcome_date=session.held_date, **values).pk

    def test_a_session_of_this_morning_was_held_today(self, people, now, course):
        before_eight = now.replace(year=2023, month=2, day=28, hour=23)
        assert hold(people, before_eight, course, "PX-9").held_date.day == 1

    def test_who_only_reads_training_takes_off_no_evidence_of_others(self, people, now, session):
        record = {"record_kind": "training.session", "record_id": session.pk, "at": now}
        files = {
            by: evidence.upload(file=io.BytesIO(content), filename="a.pdf", by=by, at=now)
            for by, content in ((people.trainer, b"%PDF-1.7 t"), (people.finance, b"%PDF-1.7 f"))
        }
        links = {by: evidence.attach(document=file, by=by, **record) for by, file in files.items()}
        with pytest.raises(PermissionDenied):
            evidence.detach(link=links[people.trainer], by=people.finance, at=now)
        for by in (people.finance, people.trainer):
            evidence.detach(link=links[by], by=by, at=now)
            evidence.detach(link=links[by], by=by, at=now)
        verbs = TrailEntry.objects.filter(record_id=session.pk, verb="detach").count()
        assert verbs == 2

    def test_a_session_in_the_future_was_not_held(self, people, now, course):
        with pytest.raises(ValidationError):
            hold(people, now.replace(year=2022), course, "PX-9")


class TestWhateverTheOrder(TestCase):
    """Attendances are the rows accepted; persons are the identities behind them, in whatever order sheets arrive."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.lists(st.integers(0, 6), unique=True, min_size=1, max_size=5), min_size=1, max_size=5))
    def test_rows_and_identities(self, sheets):
        from datetime import UTC, datetime
        from types import SimpleNamespace

        now = datetime(2024, 8, 14, tzinfo=UTC)
        trainer = User.objects.create_user("bureau-h", password="x", role="BUREAU")
        people = SimpleNamespace(trainer=trainer)
        course = operations.create_course(code="K", title="x", kind="GENERAL", by=trainer, at=now)
        for number, crowd in enumerate(sheets):
            session = hold(people, now, course, f"P{number}", day=number + 1)
            sign(people, now, session, *[Person(f"学员{one}", phone=f"1380000000{one}") for one in crowd])
        assert Attendance.objects.count() == sum(map(len, sheets))
        assert Trainee.objects.count() == len({one for crowd in sheets for one in crowd})
