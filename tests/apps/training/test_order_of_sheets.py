"""Sign-in sheets arrive in any order and in any parts: rows are 人次, identities are 人."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cuntong.apps.accounts.models import User
from cuntong.apps.training import facts, operations
from cuntong.apps.training.models import Attendance, Trainee
from cuntong.apps.training.persons import Person

NOW = datetime(2024, 8, 14, tzinfo=UTC)
FAMILY_PHONE = "13800000009"
PEOPLE = [
    Person("学员甲", id_number="440281199001011234"),
    Person("学员甲", id_number="440281199001011234", phone="13800000001"),
    Person("学员甲", phone="13800000001"),
    Person("学员乙", phone=FAMILY_PHONE),
    Person("学员丙", phone=FAMILY_PHONE),
    Person("学员丙", id_number="440281199001011242", phone=FAMILY_PHONE),
    Person("学员丁", id_number="440281199001011269"),
]
written_rows = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(PEOPLE)), max_size=12)


class TestSheets(TestCase):
    """Each example begins with an empty county."""

    def setup_example(self):
        super().setup_example()
        self.by = User.objects.create_user("officer", password="x", role="BUREAU")
        course = operations.create_course(code="K", title="x", kind="GENERAL", by=self.by, at=NOW)
        self.sessions = [
            operations.hold_session(
                code=f"P{number}",
                course=course,
                title="x",
                organiser="CENTRE",
                held_date=date(2023, 3, 1 + number),
                hours=Decimal(4),
                by=self.by,
                at=NOW,
            )
            for number in range(4)
        ]

    def sheet(self, rows):
        """Signs in whoever is not yet on the session's sheet; one call for each row, or one for all."""
        sign_ins = [operations.SignIn(self.sessions[number], person) for number, person in rows]
        return operations.sign_in(rows=sign_ins, by=self.by, at=NOW)

    def accepted(self, rows):
        """The rows that a sheet may hold, one by one: who signed in already is left out."""
        kept = []
        for row in rows:
            try:
                self.sheet([row])
            except operations.ValidationError:
                continue
            kept.append(row)
        return kept

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(written_rows)
    def test_attendances_are_the_accepted_rows_and_persons_are_no_more(self, rows):
        kept = self.accepted(rows)
        table = facts.export()["attendance"]
        assert Attendance.objects.count() == table.num_rows == len(kept)
        assert len(set(table["person_key"].to_pylist())) == Trainee.objects.count() <= len(kept)

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(written_rows)
    def test_one_sheet_and_the_same_rows_one_by_one_make_the_same_people(self, rows):
        kept = self.accepted(rows)
        one_by_one = self.who_came()
        Attendance.objects.all().delete()
        Trainee.objects.all().delete()
        assert self.sheet(kept) == len(kept)
        assert self.who_came() == one_by_one

    def who_came(self):
        """Per session the people, named by the order in which they first came."""
        numbers: dict[int, int] = {}
        rows = Attendance.objects.order_by("pk").values_list("session__code", "trainee_id")
        return [(session, numbers.setdefault(trainee, len(numbers))) for session, trainee in rows]

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(written_rows, st.randoms(use_true_random=False))
    def test_a_family_is_as_many_people_as_it_has_names_in_any_order(self, rows, random):
        family = [row for row in rows if row[1].phone == FAMILY_PHONE]
        random.shuffle(family)
        self.accepted(family)
        assert Trainee.objects.count() == len({person.name for _session, person in family})
