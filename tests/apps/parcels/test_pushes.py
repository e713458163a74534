"""Pushes of 快递100 and 快递鸟: signature, form, what is kept, and that an equal push changes nothing."""

import base64
import hashlib
import json

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cuntong.apps.parcels import queries
from cuntong.apps.parcels.api import Limiter
from cuntong.apps.parcels.models import PushedMessage, PushedStatus

pytestmark = pytest.mark.django_db
SALT, KEY = "示例盐", "示例密钥"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def secrets_agreed(settings, monkeypatch):
    settings.PUSH_SECRETS = {"kuaidi100": SALT, "kuaidiniao": KEY}
    monkeypatch.setattr("cuntong.apps.parcels.api._doors.limiter", Limiter(clock=lambda: 0.0))


def message_100(number="YT0000000000001", com="yuantong", state="3", steps=(("2024-08-14 09:00:00", "202"),)):
    return {
        "status": "polling",
        "message": "",
        "lastResult": {
            "message": "ok",
            "state": state,
            "status": "200",
            "com": com,
            "nu": number,
            "data": [
                {"ftime": at, "time": at, "context": "【某人 13800000000】", "statusCode": code}
                for at, code in steps
            ],
        },
    }


def message_niao(
    number="YT0000000000001", shipper="YTO", state="202", steps=(("2024-08-14 09:00:00", "201"),)
):
    return {
        "EBusinessID": "1237100",
        "PushTime": "2024-08-14 10:00:00",
        "Count": "1",
        "Data": [
            {
                "ShipperCode": shipper,
                "LogisticCode": number,
                "Success": True,
                "State": "2",
                "StateEx": state,
                "Traces": [{"AcceptTime": at, "AcceptStation": "某地", "Action": code} for at, code in steps],
            }
        ],
    }


def push_100(client, content, sign=None):
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    sign = hashlib.md5((text + SALT).encode()).hexdigest().upper() if sign is None else sign
    return client.post("/api/parcels/pushes/kuaidi100", {"param": text, "sign": sign})


def push_niao(client, content, sign=None):
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    digest = hashlib.md5((text + KEY).encode()).hexdigest()
    sign = base64.b64encode(digest.encode()).decode() if sign is None else sign
    return client.post(
        "/api/parcels/pushes/kuaidiniao", {"RequestData": text, "DataSign": sign, "RequestType": "102"}
    )


def told():
    return set(PushedStatus.objects.values_list("number", "carrier", "code", "kind", "problem"))


def test_kuaidi100_is_answered_in_its_form(client):
    response = push_100(client, message_100())
    assert (response.status_code, response.json()) == (
        200,
        {"result": True, "returnCode": "200", "message": "成功"},
    )
    assert told() == {
        ("YT0000000000001", "YTO", "202", "PROBLEM", "NO_MOVEMENT"),
        ("YT0000000000001", "YTO", "3", "DELIVERED", ""),
    }


def test_kuaidiniao_is_answered_in_its_form(client):
    body = push_niao(client, message_niao()).json()
    assert (body["EBusinessID"], body["Success"], body["Reason"]) == ("1237100", True, "")
    assert {(code, kind, problem) for _n, _c, code, kind, problem in told()} == {
        ("201", "", ""),
        ("202", "", ""),
    }


def test_the_same_code_means_other_things_at_the_two(client):
    push_100(client, message_100(state="202", steps=()))
    push_niao(client, message_niao(state="202", steps=()))
    assert {problem for *_rest, problem in told()} == {"NO_MOVEMENT", ""}


def test_an_equal_push_is_answered_as_before_and_changes_nothing(client):
    first, again = push_100(client, message_100()), push_100(client, message_100())
    assert again.content == first.content
    assert (PushedMessage.objects.count(), PushedStatus.objects.count()) == (1, 2)


def test_a_longer_story_of_the_same_waybill_adds_what_is_new(client):
    push_100(client, message_100(state="5"))
    longer = (("2024-08-14 09:00:00", "202"), ("2024-08-14 11:00:00", "301"))
    push_100(client, message_100(state="3", steps=longer))
    assert PushedMessage.objects.count() == 2
    assert sorted(PushedStatus.objects.values_list("code", flat=True)) == ["202", "3", "301", "5"]


def test_no_free_text_is_kept(client):
    push_100(client, message_100())
    rows = [str(value) for row in PushedStatus.objects.values_list() for value in row]
    assert not any("13800000000" in value for value in rows)


def test_a_number_that_nobody_registered_is_kept_and_found_later(client, parcel):
    push_100(client, message_100(number="yt0000000000009 "))
    one = parcel("YT0000000000009", carrier="YTO")
    assert {status.code for status in queries.pushed_statuses(one)} == {"202", "3"}
    assert not queries.pushed_statuses(parcel("YT0000000000009", carrier="STO"))


def test_an_unknown_carrier_and_code_are_kept_as_they_came(client):
    push_100(client, message_100(com="某快递", state="987", steps=()))
    status = PushedStatus.objects.get()
    assert (status.carrier, status.carrier_named, status.code, status.kind) == ("", "某快递", "987", "")


@pytest.mark.parametrize("push", [push_100, push_niao])
@pytest.mark.parametrize("sign", ["", "wrong", "签名"])
def test_a_wrong_signature_is_refused(client, push, sign):
    assert push(client, message_100() if push is push_100 else message_niao(), sign).status_code == 400
    assert not PushedMessage.objects.exists()


@pytest.mark.parametrize("push", [push_100, push_niao])
def test_without_an_agreed_secret_nothing_is_signed(client, settings, push):
    settings.PUSH_SECRETS = {"kuaidi100": "", "kuaidiniao": ""}
    text = "{}"
    unsalted = hashlib.md5(text.encode()).hexdigest()
    sign = unsalted.upper() if push is push_100 else base64.b64encode(unsalted.encode()).decode()
    assert push(client, text, sign).status_code == 400


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[",
        "[]",
        "null",
        '"x"',
        "{}",
        '{"lastResult": []}',
        '{"lastResult": {"nu": ""}}',
        '{"lastResult": {"nu": "1", "data": 3}}',
        '{"lastResult": {"nu": "1", "data": [3]}}',
        "[" * 50_000,
    ],
)
def test_what_is_not_of_kuaidi100_s_form_is_refused_with_a_reason(client, content):
    response = push_100(client, content)
    assert (response.status_code, response.json()["result"]) == (400, False)
    assert response.json()["message"]


@pytest.mark.parametrize(
    "content", ["", "[]", '{"Data": {}}', '{"Data": [1]}', '{"Data": [{"LogisticCode": {}}]}']
)
def test_what_is_not_of_kuaidiniao_s_form_is_refused_with_a_reason(client, content):
    response = push_niao(client, content)
    assert (response.status_code, response.json()["Success"]) == (400, False)


@pytest.mark.parametrize(
    "odd",
    [
        {"nu": 123456789012},
        {"nu": "1\u0000\ud8002"},
        {"nu": "号码"},
        {"com": {"a": 1}},
        {"state": [1]},
        {"state": None},
        {"data": [{"ftime": "yesterday", "statusCode": "301"}]},
        {"data": [{"ftime": "0001-01-01 00:00:00", "statusCode": "9" * 500}]},
        {"data": None},
    ],
)
def test_odd_values_do_no_harm(client, odd):
    message = message_100()
    message["lastResult"] |= odd
    text = json.dumps(message)
    assert push_100(client, text).status_code == 200


def test_a_push_that_is_too_large_is_not_read(client):
    assert push_100(client, " " * (600 * 1024)).status_code == 413


def test_whoever_signs_wrongly_too_often_is_turned_away(client):
    statuses = [push_100(client, message_100(), "wrong").status_code for _ in range(62)]
    assert (statuses[0], statuses[-1]) == (400, 429)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["lastResult", "nu", "com", "state", "data", "ftime", "statusCode"])
            | st.sampled_from(
                ["Data", "LogisticCode", "ShipperCode", "StateEx", "Traces", "AcceptTime", "Action"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)
_wrapped = _json.map(lambda value: {"lastResult": value, "Data": [value]}) | _json


@hypothesis_settings(
    max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(content=_wrapped)
def test_whatever_a_signed_push_says_it_is_answered(client, content):
    text = json.dumps(content)
    for push in (push_100, push_niao):
        assert push(client, text).status_code in {200, 400}
