"""Accounts from a page: opened, changed, closed, given a new password, each with its entry and without a name in it."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Role
from cuntong.apps.evidence import queries as evidence
from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.staff import operations, queries
from cuntong.apps.staff.models import Admission

pytestmark = pytest.mark.django_db
VILLAGE, TOWNSHIP = "440281103201", "440281103000"


@pytest.fixture
def open_one(people, now):
    def opened(**more):
        given = {
            "username": "wang",
            "role": "STATION_KEEPER",
            "display_name": "示例站长",
            "division_codes": [VILLAGE],
        }
        return operations.open_account(**(given | more), by=people.bureau, at=now)

    return opened


def handed_out(people, now, user):
    (slip,) = operations.hand_out(users=[user], by=people.bureau, at=now)
    return slip.password


def said(user):
    entries = evidence.trail_of("staff.account", user.pk).order_by("seq")
    return [(entry.verb, evidence.change_of(entry)) for entry in entries]


def signs_in(username, password):
    client = Client()
    client.post(reverse("account_login"), {"login": username, "password": password})
    return client if client.get(reverse("account_change_password")).status_code == 200 else None


def test_an_account_is_opened_with_an_entry_that_names_nobody(people, now, open_one):
    user = open_one()
    assert said(user) == [("open_account", {"role": "STATION_KEEPER", "organisation": "", "places": VILLAGE})]
    leaves = "".join(TrailEntry.objects.values_list("leaf", flat=True))
    assert "wang" not in leaves
    assert "示例站长" not in leaves


def test_the_initial_password_is_handed_out_once_by_who_made_it_and_stored_nowhere_in_clear(
    people, now, open_one
):
    user = open_one()
    other = User.objects.create_user(username="second", password="correct-horse-91", role=Role.BUREAU)
    assert operations.hand_out(users=[user], by=other, at=now) == []
    password = handed_out(people, now, user)
    assert operations.hand_out(users=[user], by=people.bureau, at=now) == []
    assert User.objects.get(pk=user.pk).check_password(password)
    assert Admission.objects.get(user=user).password_encrypted == ""
    assert said(user)[-1] == ("hand_out_password", {})


def test_what_waits_to_be_handed_out_is_encrypted(people, now, open_one):
    user = open_one()
    kept = Admission.objects.get(user=user).password_encrypted
    assert kept not in ("", handed_out(people, now, user))
    with connection.cursor() as cursor:
        cursor.execute("SELECT password_encrypted FROM staff_admission")
        assert cursor.fetchall() == [("",)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "bureau"}, "username"),
        ({"username": "two words"}, "username"),
        ({"role": "KING"}, "role"),
        ({"division_codes": []}, "places"),
        ({"role": "CONTRACTOR"}, "organisation_name"),
        ({"role": "TRAINER"}, "organisation_name"),
        ({"division_codes": ["44028"]}, "places"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nobody_is_let_in(people, now, open_one, wrong, field):
    before = User.objects.count()
    with pytest.raises(ValidationError) as refusal:
        open_one(**wrong)
    assert field in refusal.value.message_dict
    assert User.objects.count() == before
    assert not Admission.objects.exists()


def test_only_who_manages_accounts_does_any_of_it(people, now, open_one):
    user = open_one()
    for role, person in people.by_role.items():
        if role == Role.BUREAU:
            continue
        do = {"by": person, "at": now}
        acts = [
            lambda do=do: operations.open_account(username="x", role="AUDITOR", **do),
            lambda do=do: operations.change_account(user=user, role="BUREAU", display_name="", **do),
            lambda do=do: operations.close_account(user=user, **do),
            lambda do=do: operations.reopen_account(user=user, **do),
            lambda do=do: operations.reset_password(user=user, **do),
            lambda do=do: operations.hand_out(**do),
        ]
        for act in acts:
            with pytest.raises(PermissionDenied):
                act()
        assert not queries.visible_to(person).exists()


def test_a_change_is_kept_with_what_is_new_only_and_the_same_again_leaves_no_entry(people, now, open_one):
    user = open_one()
    again = {
        "user": user,
        "role": "STATION_KEEPER",
        "display_name": "示例站长",
        "by": people.bureau,
        "at": now,
    }
    operations.change_account(**again, division_codes=[VILLAGE])
    assert len(said(user)) == 1
    operations.change_account(**again, division_codes=[TOWNSHIP])
    operations.change_account(**again | {"display_name": "换名"}, division_codes=[TOWNSHIP])
    assert said(user)[1:] == [
        ("change_account", {"places": TOWNSHIP}),
        ("change_account", {"display_name": "…"}),
    ]
    assert list(user.responsibilities.values_list("division_code", flat=True)) == [TOWNSHIP]


def test_nobody_closes_or_demotes_themself(people, now):
    do = {"user": people.bureau, "by": people.bureau, "at": now}
    with pytest.raises(ValidationError):
        operations.close_account(**do)
    with pytest.raises(ValidationError):
        operations.change_account(role="AUDITOR", display_name="", **do)
    with pytest.raises(ValidationError):
        operations.reset_password(**do)
    renamed = operations.change_account(role="BUREAU", display_name="示例经办", **do)
    assert (renamed.is_active, renamed.role, renamed.display_name) == (True, "BUREAU", "示例经办")


def test_one_account_that_manages_accounts_stays_open(people, now):
    second = User.objects.create_user(username="second", password="correct-horse-91", role=Role.BUREAU)
    operations.close_account(user=people.bureau, by=second, at=now)
    people.bureau.is_active = True  # as the page of the other officer still has it
    with pytest.raises(PermissionDenied):
        operations.close_account(user=second, by=people.bureau, at=now)
    second.refresh_from_db()
    assert second.is_active


def test_closing_ends_every_session_also_when_the_account_is_opened_again(people, now, open_one):
    user = open_one()
    client = signs_in("wang", handed_out(people, now, user))
    assert client
    operations.close_account(user=user, by=people.bureau, at=now)
    operations.reopen_account(user=user, by=people.bureau, at=now)
    assert client.get(reverse("account_change_password")).status_code == 302
    assert [verb for verb, _ in said(user)][-2:] == ["close_account", "reopen_account"]


def test_closing_twice_leaves_one_entry(people, now, open_one):
    user = open_one()
    for _ in range(2):
        operations.close_account(user=user, by=people.bureau, at=now)
    assert [verb for verb, _ in said(user)] == ["open_account", "close_account"]
    assert operations.hand_out(by=people.bureau, at=now) == []


def test_a_new_password_ends_sessions_and_a_waiting_sign_in_and_keeps_the_second_factor(people, now):
    # A key of several digits: the waiting sign-in holds it in another notation.
    keeper = User.objects.create_user(
        pk=4321, username="keeper", password="correct-horse-91", role=Role.STATION_KEEPER
    )
    TOTP.activate(keeper, generate_totp_secret())
    waiting = Client()
    waiting.post(reverse("account_login"), {"login": keeper.username, "password": "correct-horse-91"})
    assert waiting.get(reverse("mfa_authenticate")).status_code == 200
    inside = Client()
    inside.force_login(keeper)
    operations.reset_password(user=keeper, by=people.bureau, at=now)
    assert inside.get("/").status_code == 302
    assert waiting.get(reverse("mfa_authenticate")).status_code == 302
    assert Authenticator.objects.filter(user=keeper).exists()
    assert said(keeper) == [("reset_password", {"second_factor": "KEPT"})]
    operations.reset_password(user=keeper, clear_second_factor=True, by=people.bureau, at=now)
    assert not Authenticator.objects.filter(user=keeper).exists()
    assert signs_in(keeper.username, handed_out(people, now, keeper))
    assert not signs_in(keeper.username, "correct-horse-91")


def test_a_closed_account_gets_no_new_password(people, now):
    operations.close_account(user=people.keeper, by=people.bureau, at=now)
    with pytest.raises(ValidationError):
        operations.reset_password(user=people.keeper, by=people.bureau, at=now)


def test_once_somebody_chose_a_password_the_initial_one_is_not_handed_out(people, now, open_one):
    user = open_one()
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    assert operations.hand_out(users=[user], by=people.bureau, at=now) == []


@pytest.mark.django_db
def test_the_first_account_records_itself_and_there_is_only_one_first(db, now):
    first = {"username": "li", "password": "a-long-way-home-7", "display_name": "示例经办", "at": now}
    user = operations.open_first_account(**first)
    (entry,) = evidence.trail_of("staff.account", user.pk)
    assert (entry.by, entry.verb, user.role) == (user, "open_account", "BUREAU")
    with pytest.raises(ValidationError):
        operations.open_first_account(**first | {"username": "second"})
