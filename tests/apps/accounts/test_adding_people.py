"""Accounts are made by whoever runs the server: with a role, an organisation and the places they answer for."""

import pytest
from django.core.exceptions import ValidationError

from cuntong.apps.accounts import operations
from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-way-home-7"


def add(**more):
    return operations.add_person(**({"username": "wang", "password": PASSWORD, "role": "INSPECTOR"} | more))


def test_a_person_answers_for_places_and_an_organisation():
    person = add(organisation_name="示例机构", division_codes=["440281103000"])
    scope = scope_of(person)
    assert scope.covers("440281103201")
    assert not scope.covers("440281104201")
    assert person.organisation.name == "示例机构"
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    "wrong",
    [{"role": "KING"}, {"password": "12345"}, {"division_codes": ["44028"]}, {"username": "two words"}],
)
def test_what_is_wrong_is_refused_and_nobody_is_created(wrong):
    with pytest.raises(ValidationError):
        add(**wrong)
    assert not User.objects.exists()


def test_a_closed_account_stays_with_what_it_did():
    add()
    operations.close_account(username="wang")
    assert not User.objects.get(username="wang").is_active
    with pytest.raises(ValidationError):
        operations.close_account(username="nobody")
