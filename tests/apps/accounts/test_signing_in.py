"""Signing in: by invitation, locked after repeated failures, with a second factor for whoever set one up."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.urls import reverse

from cuntong.apps.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-91"


@pytest.fixture(autouse=True)
def no_earlier_failures():
    cache.clear()


def sign_in(client, username, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def signed_in(client):
    return client.get(reverse("portal:home")).status_code == 200


def test_the_right_password_leads_home(client, people):
    assert sign_in(client, "bureau").headers["Location"] == "/"
    assert signed_in(client)


def test_a_wrong_password_is_told_without_saying_which_was_wrong(client, people):
    known, unknown = sign_in(client, "bureau", "nonsense"), sign_in(client, "nobody", "nonsense")
    assert known.context["form"].errors == unknown.context["form"].errors
    assert not signed_in(client)


def test_after_five_failures_even_the_right_password_waits(client, people):
    for _attempt in range(5):
        sign_in(client, "bureau", "nonsense")
    sign_in(client, "bureau")
    assert not signed_in(client)


def test_nobody_signs_up_alone(client, people):
    before = User.objects.count()
    client.post(reverse("account_signup"), {"username": "intruder", "password1": "long-enough-42x"})
    assert User.objects.count() == before


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_who_forgot_a_password_is_told_whom_to_ask(client, people, mailoutbox, language):
    client.cookies.load({"django_language": language})
    address = reverse("account_reset_password")
    assert address in client.get(reverse("account_login")).content.decode()
    page = client.get(address).content.decode()
    assert ("商务局" if language == "zh-hans" else "bureau") in page
    assert 'name="email"' not in page
    for name in ("account_reset_password", "account_reset_password_done"):
        assert client.post(reverse(name), {"email": "nobody@example.com"}).status_code == 405
    assert not mailoutbox


@pytest.mark.parametrize("weak", ["short-1", "1234567890123", "password12345", "bureau1234"])
def test_a_weak_password_is_not_taken(client, people, weak):
    client.force_login(people.bureau)
    fields = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    client.post(reverse("account_change_password"), fields)
    people.bureau.refresh_from_db()
    assert people.bureau.check_password(PASSWORD)


def test_whoever_has_an_initial_password_chooses_their_own_before_anything_opens(client, people):
    User.objects.filter(pk=people.bureau.pk).update(must_change_password=True)
    sign_in(client, "bureau")
    for door in ("portal:home", "evidence:documents", "staff:people", "mfa_index", "desk:save_view"):
        assert client.get(reverse(door)).headers["Location"] == reverse("account_change_password"), door
    assert client.get("/api/places/stations").status_code == 403
    assert client.get(reverse("account_change_password")).status_code == 200
    assert client.post(reverse("set_language"), {"language": "en"}).headers["Location"] == "/"
    for new in (PASSWORD, "another-way-home-7"):
        fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        answer = client.post(reverse("account_change_password"), fields)
        assert signed_in(client) is (new != PASSWORD)
    assert answer.headers["Location"] == "/"


def test_a_second_factor_is_set_up_on_the_persons_own_page(client, people):
    sign_in(client, "bureau")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_activate_totp"), {"code": code})
    assert Authenticator.objects.filter(user=people.bureau, type="totp").exists()


def test_a_second_factor_is_asked_for_once_it_is_set_up(client, people):
    secret = generate_totp_secret()
    TOTP.activate(people.bureau, secret)
    assert Authenticator.objects.filter(user=people.bureau, type="totp").exists()
    assert sign_in(client, "bureau").headers["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert signed_in(client)


def test_an_account_that_was_closed_signs_in_no_more(client, people):
    User.objects.filter(pk=people.bureau.pk).update(is_active=False)
    sign_in(client, "bureau")
    assert not signed_in(client)


def test_pages_forbid_foreign_and_inline_scripts(client, people):
    sign_in(client, "bureau")
    policy = client.get(reverse("portal:home")).headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts
    assert "http" not in scripts
