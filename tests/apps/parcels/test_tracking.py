"""The public look-up: number and last four digits together, or nothing; no name, number or address; not too often."""

import html
import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cuntong.apps.parcels import operations, queries
from cuntong.apps.parcels.models import LookUpCount

from .conftest import minutes
from .test_shelf import NUMBER, PHONE, coming, shelved  # noqa: F401

pytestmark = pytest.mark.django_db
URL = "/parcels/track/"
PERSONAL = ("收**", "示例收件人", PHONE, PHONE[-4:], "5678", "keeper", "A1-01", "示例组")


def ask(client, number=NUMBER, tail="5678"):
    return client.post(URL, {"number": number, "tail": tail})


def words(response):
    """What the page says, without its form and without the token that differs every time."""
    page = re.sub(
        r"<form.*?</form>|<script.*?</script>|hx-headers='[^']*'", "", response.content.decode(), flags=re.S
    )
    return html.unescape(page)


def test_whoever_knows_both_sees_states_and_places(client, shelved, network, people):  # noqa: F811
    parcel, code = shelved()
    operations.hand_out(
        parcel=parcel,
        station=network.village,
        scan_id=uuid4(),
        typed_code=code.code,
        by=people.keeper,
        at=minutes(90),
    )
    said = words(ask(client, f" {NUMBER.lower()} ", " 5678 "))
    for word in ("已交收件人", "在村级点", "九峰镇 坪石村", "运输途中", "乐昌市"):
        assert word in said
    assert not [word for word in PERSONAL if word in said]


def test_in_english_as_well(client, shelved):  # noqa: F811
    shelved()
    client.cookies["django_language"] = "en"
    assert "At the village point" in words(ask(client))


@pytest.mark.parametrize(("number", "tail"), [(NUMBER, "5679"), ("YT0000000000009", "5678")])
def test_whatever_is_wrong_the_answer_is_the_same(client, shelved, coming, number, tail):  # noqa: F811
    shelved()
    nobody = coming("YT0000000000002", phone_hash="", phone_tail_hash="", phone_encrypted="", phone="")
    wrong, without_phone = ask(client, number, tail), ask(client, nobody.number, "0000")
    assert (wrong.status_code, without_phone.status_code) == (200, 200)
    assert words(wrong) == words(without_phone)
    assert "没有查到" in words(wrong)


def test_it_is_as_much_work_to_miss_as_to_mistake(shelved, django_assert_num_queries):  # noqa: F811
    shelved()
    for number, tail in ((NUMBER, "5679"), ("YT0000000000009", "5678"), (NUMBER, "")):
        with django_assert_num_queries(2):
            assert queries.track(number, tail) is None


def test_what_a_scan_that_does_not_count_says_is_not_told(client, shelved, people, network):  # noqa: F811
    parcel, code = shelved()
    do = {"parcel": parcel, "station": network.village, "typed_code": code.code, "by": people.keeper}
    done = operations.hand_out(scan_id=uuid4(), at=minutes(90), **do)
    operations.undo_hand_out(hand_out=done, reason="拿错", by=people.keeper, at=minutes(91))
    tracked = queries.track(NUMBER, "5678")
    assert [step.state for step in tracked.steps] == ["AT_VILLAGE", "ON_THE_WAY", "AT_HUB"]


def test_four_digits_are_asked_for_and_stay_out_of_the_address(client, shelved):  # noqa: F811
    shelved()
    assert "4 位数字" in client.post(URL, {"number": NUMBER, "tail": "56"}).content.decode()
    response = client.get(URL, {"number": NUMBER, "tail": "5678"})
    assert "在村级点" not in response.content.decode()


def test_nothing_of_it_is_stored_on_the_way(client, shelved):  # noqa: F811
    shelved()
    for response in (client.get(URL), ask(client)):
        assert "no-store" in response.headers["Cache-Control"]
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        assert "<script>" not in response.content.decode()
        assert "style=" not in response.content.decode()


def test_one_number_is_not_tried_over_and_over(client, shelved):  # noqa: F811
    shelved()
    answers = [ask(client, tail=f"{n:04}").status_code for n in range(10)]
    assert answers == [200] * 10
    for number in (NUMBER, NUMBER.lower()):
        late = ask(client, number)
        assert late.status_code == 429
        assert "在村级点" not in words(late)
    assert ask(client, "YT0000000000009").status_code == 200


def test_a_number_that_does_not_exist_is_refused_after_as_many(client):
    answers = [ask(client, "NOBODY", f"{n:04}").status_code for n in range(11)]
    assert answers == [200] * 10 + [429]


def test_one_address_does_not_try_many_numbers():
    at = timezone.now()
    answers = [operations.may_look_up(address="192.0.2.1", number=f"N{n}", at=at) for n in range(31)]
    assert answers == [True] * 30 + [False]
    assert operations.may_look_up(address="192.0.2.2", number="N0", at=at)


def test_the_count_begins_anew_and_old_counts_go():
    at = datetime(2024, 8, 14, 8, 59, tzinfo=timezone.get_current_timezone())
    for _again in range(11):
        last = operations.may_look_up(address="a", number="N", at=at)
    assert not last
    assert operations.may_look_up(address="a", number="N", at=at + timedelta(minutes=2))
    operations.may_look_up(address="a", number="N", at=at + timedelta(hours=3))
    assert LookUpCount.objects.count() == 2
    assert not LookUpCount.objects.filter(key__contains="N").exists()


def test_the_door_stands_open_to_everybody(client, people):
    assert client.get(reverse("parcels:track")).status_code == 200
    client.force_login(people.public)
    assert client.get(reverse("parcels:track")).status_code == 200
