"""The door for devices: keys, places, answers, and that whatever is sent gets an answer with a reason."""

import json
from uuid import uuid4

import pytest

from cuntong.apps.parcels import operations
from cuntong.apps.parcels.api import Limiter
from cuntong.apps.parcels.models import Parcel, Scan

from .conftest import START

pytestmark = pytest.mark.django_db
SCANS = "/api/parcels/scans"


@pytest.fixture
def key(people, network):
    return operations.issue_device(name="枪 1", station=network.village, by=people.hub, at=START)[1]


@pytest.fixture
def post(client, key):
    def post(body, key=key, **headers):
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        if key:
            headers["Authorization"] = f"Bearer {key}"
        return client.post(SCANS, content, content_type="application/json", headers=headers)

    return post


def scan_of(number="YT0000000000001", **fields):
    return {
        "id": str(uuid4()),
        "number": number,
        "kind": "ARRIVED_VILLAGE",
        "occurred_at": "2024-08-14T09:30:00+08:00",
    } | fields


def batch_of(*scans):
    return {"id": str(uuid4()), "scans": list(scans)}


@pytest.fixture
def today(monkeypatch):
    """The clock of the server stands at START, so that the scans of these tests are fresh."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: START.replace(hour=3))


def test_each_scan_is_answered(post, parcel, today):
    parcel()
    batch = batch_of(scan_of(), scan_of("NOBODY"), scan_of(kind="ARRIVED_HUB"))
    response = post(batch)
    assert response.status_code == 200, response.content
    body = response.json()
    assert body["id"] == batch["id"]
    assert body["counted"] == 1
    assert [(one["outcome"], one.get("aside"), one.get("reason")) for one in body["answers"]] == [
        ("COUNTED", None, None),
        ("ASIDE", "UNKNOWN_PARCEL", "尚无此快件"),
        ("ASIDE", "WRONG_TIER", "该类场所不做此种扫描"),
    ]
    assert [one["id"] for one in body["answers"]] == [one["id"] for one in batch["scans"]]
    assert Parcel.objects.get().state == "AT_VILLAGE"
    again = post(batch).json()
    assert [one["outcome"] for one in again["answers"]] == ["REPEATED"] * 3


def test_a_person_with_a_session_scans_as_well(client, people, parcel, today):
    parcel()
    client.force_login(people.keeper)
    batch = batch_of(scan_of(place="CD-1"))
    response = client.post(SCANS, json.dumps(batch), content_type="application/json")
    assert response.json()["counted"] == 1
    assert Scan.objects.get().batch.sent_by == people.keeper


def test_a_session_needs_the_csrf_token(people, parcel, today):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(people.keeper)
    response = client.post(SCANS, json.dumps(batch_of(scan_of())), content_type="application/json")
    assert response.status_code == 403


@pytest.mark.parametrize("key", ["", "wrong", "ct" + "x" * 43])
def test_without_a_key_nobody_gets_in(client, network, key):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    assert client.post(SCANS, "{}", content_type="application/json", headers=headers).status_code == 401


def test_a_revoked_key_is_told_so(post, people, today):
    from cuntong.apps.parcels.models import Device

    operations.revoke_device(device=Device.objects.get(), by=people.hub, at=START)
    response = post(batch_of(scan_of()))
    assert response.status_code == 403
    assert "吊销" in response.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ("", 400, "JSON"),
        ("{", 400, "JSON"),
        (b"\xff\xfe", 400, "JSON"),
        ("[]", 422, ""),
        ("null", 422, ""),
        ("{}", 422, "scans"),
        ({"id": "x", "scans": []}, 422, "id"),
        (batch_of(), 422, "scans"),
        (batch_of(scan_of(kind="EATEN")), 422, "kind"),
        (batch_of(scan_of(number="1 2")), 422, "number"),
        (batch_of(scan_of(number="1\x00")), 422, "number"),
        (batch_of(scan_of(place="\x00")), 422, "place"),
        (batch_of(scan_of(place="NOWHERE")), 422, "NOWHERE"),
        (batch_of(scan_of(place="CD-2")), 403, "示例村级点二"),
        (batch_of(scan_of(occurred_at="yesterday")), 422, "occurred_at"),
        (batch_of(scan_of(occurred_at="2024-08-14T09:30:00")), 422, "occurred_at"),
        (batch_of(scan_of(occurred_at=1723599000)), 422, "occurred_at"),
        (batch_of(scan_of(occurred_at="0001-01-01T00:00:00+08:00")), 422, "时间"),
        (batch_of(scan_of(occurred_at="9999-12-31T23:59:59-12:00")), 422, "时间"),
        (batch_of(scan_of(extra=1)), 422, "extra"),
        (batch_of(*[scan_of() for _ in range(1001)]), 422, "scans"),
        ("[" * 100_000, 400, "JSON"),
        (" " * (600 * 1024), 413, "kB"),
    ],
)
def test_whatever_is_wrong_is_said(post, parcel, today, body, status, word):
    parcel()
    response = post(body)
    assert (response.status_code, word in response.json()["detail"]) == (status, True), response.content
    assert not Scan.objects.exists()


def test_a_wrong_clock_is_kept_aside(post, parcel, today):
    parcel()
    batch = batch_of(
        scan_of(occurred_at="2024-08-14T20:00:00+08:00"), scan_of(occurred_at="2001-01-01T00:00:00+08:00")
    )
    asides = [one["aside"] for one in post(batch).json()["answers"]]
    assert asides == ["CLOCK_AHEAD", "CLOCK_BEHIND"]


def test_a_caller_is_counted_by_the_minute():
    now = 0.0
    limiter = Limiter(clock=lambda: now)
    assert [limiter.allows("a", 2) for _ in range(3)] == [True, True, False]
    assert limiter.allows("b", 2)
    now = 60.0
    assert limiter.allows("a", 2)


def test_too_many_wrong_keys_are_turned_away(client, network, monkeypatch):
    monkeypatch.setattr("cuntong.apps.parcels.api._doors.limiter", Limiter(clock=lambda: 0.0))
    headers = {"Authorization": "Bearer wrong"}
    statuses = [
        client.post(SCANS, "{}", content_type="application/json", headers=headers).status_code
        for _ in range(62)
    ]
    assert (statuses[0], statuses[-1]) == (401, 429)
