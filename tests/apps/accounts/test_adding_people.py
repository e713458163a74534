"""The rows of an account: with a role, an organisation and the places they answer for."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import ValidationError

from cuntong.apps.accounts import operations
from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import one_time_password

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


def test_a_random_password_is_hashed_quickly_and_anew_at_the_first_sign_in(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    password = one_time_password()
    add(password=password, must_change_password=True)
    stored = User.objects.get().password
    assert int(stored.split("$")[1]) == 1_000
    assert authenticate(username="wang", password=password)
    assert int(User.objects.get().password.split("$")[1]) == PBKDF2PasswordHasher.iterations


def test_initial_passwords_are_never_the_same_and_have_nothing_to_mistake():
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("0O1lIi")
