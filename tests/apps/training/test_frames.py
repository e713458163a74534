"""The list from which trainees are drawn for a call-back."""

from datetime import date

import pytest

from cuntong.apps.inspections.frames import FRAMES
from cuntong.apps.training import operations
from cuntong.apps.training.models import Trainee
from cuntong.apps.training.persons import Person

pytestmark = pytest.mark.django_db


def test_a_trainee_stands_on_the_list_once_and_without_a_name(people, now, session, other_session):
    persons = (Person("学员甲", phone="13800000001"), Person("学员乙", phone="13800000002"))
    for held in (session, other_session):
        rows = [operations.SignIn(held, person, row) for row, person in enumerate(persons, start=2)]
        operations.sign_in(rows=rows, by=people.trainer, at=now)
    without_phone = [operations.SignIn(session, Person("学员丙", id_number="440281199001011234"), 9)]
    operations.sign_in(rows=without_phone, by=people.trainer, at=now)
    trainees = FRAMES["TRAINEES"]
    units = trainees.units_on(date(2023, 3, 2))
    assert {unit.id for unit in units} == {
        f"T{pk}" for pk in Trainee.objects.exclude(phone_hash="").values_list("pk", flat=True)
    }
    assert len(units) == 2
    person = trainees.person_of(units[0].id)
    assert (person.name, person.phone) == ("学员甲", "13800000001")
    assert person.about.endswith("2023-03-02")
    assert trainees.units_on(date(2023, 2, 1)) == []
    assert trainees.person_of("T0") is None
