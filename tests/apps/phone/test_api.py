"""The phones' door: registered first, known by a cookie, told what differs, shut when it was ended."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cuntong.apps.phone import operations
from cuntong.apps.phone.kinds import EndReason
from cuntong.apps.phone.models import Handset, PhoneEntry

from .conftest import number_of

pytestmark = pytest.mark.django_db


def call(client, method, path, body=None):
    return getattr(client, method)(
        f"/api/phone/{path}", json.dumps(body) if body is not None else None, content_type="application/json"
    )


@pytest.fixture
def phone(people, network):
    """The keeper's browser with the phone registered."""
    client = Client()
    client.force_login(people.keeper)
    answer = call(client, "post", "handset", {"id": str(uuid4()), "name": "示例手机"})
    assert answer.status_code == 200, answer.content
    client.me = answer.json()
    return client


def entries(*made):
    return {"clock": timezone.now().isoformat(), "waiting": len(made), "entries": list(made)}


def received(network, number):
    return {
        "id": str(uuid4()),
        "kind": "parcels.receive",
        "made_at": timezone.now().isoformat(),
        "body": {"station": network.village.pk, "number": number, "carrier": "YTO"},
    }


def test_a_phone_learns_who_signed_in_and_where_they_work(phone, network, people):
    assert phone.me["user"] == people.keeper.pk
    assert [one["id"] for one in phone.me["stations"]] == [network.village.pk]
    assert phone.cookies["handset"]["httponly"]
    assert phone.cookies["handset"]["path"] == "/api/phone/"


def test_nobody_gets_in_without_session_and_no_phone_without_registering(people, phone):
    stranger = Client()
    for method, path in (("get", "pack"), ("post", "entries"), ("get", "handsets"), ("post", "surrender")):
        body = {} if method == "post" else None
        assert call(stranger, method, path, body).status_code == 401, path
    stranger.force_login(people.keeper)
    assert call(stranger, "get", "pack").status_code == 428
    stranger.cookies["handset"] = phone.cookies["handset"].value
    stranger.force_login(people.driver)
    assert call(stranger, "get", "pack").status_code == 428


def test_writing_needs_the_token_of_the_page(people, phone):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.keeper)
    assert call(client, "post", "handset", {"id": str(uuid4()), "name": "x"}).status_code == 403


def test_only_what_differs_travels(phone, network, coming):
    coming(number_of(1))
    whole = phone.get(f"/api/phone/pack?station={network.village.pk}")
    pack = whole.json()
    assert len(pack["numbers"]) == 60
    assert any(row.get("number") == number_of(1) for row in pack["rows"].values())
    again = phone.get(
        f"/api/phone/pack?station={network.village.pk}", headers={"If-None-Match": whole["ETag"]}
    )
    assert again.status_code == 304
    known = {"station": network.village.pk, "known": pack["digests"] | {"parcel:0": "gone"}}
    answer = call(phone, "post", "pack", known).json()
    assert (answer["rows"], answer["gone"]) == ({}, ["parcel:0"])
    assert (
        call(phone, "post", "entries", entries(received(network, number_of(1)))).json()["answers"][0]["state"]
        == "DONE"
    )
    answer = call(phone, "post", "pack", known).json()
    assert [row["where"] for key, row in answer["rows"].items() if key.startswith("parcel:")] == ["HERE"]


def test_another_station_is_refused(phone, network):
    assert phone.get(f"/api/phone/pack?station={network.other_village.pk}").status_code == 403


def test_what_is_no_list_of_entries_is_refused_whole(phone):
    for body in ({}, {"clock": "yesterday", "entries": []}, entries({"id": "x"}), entries(*[{}] * 101)):
        assert call(phone, "post", "entries", body).status_code == 422


def test_a_picture_that_was_not_made_smaller_is_refused(phone):
    large = b"\xff\xd8\xff" + bytes(operations.MOST_PHOTO_BYTES)
    answer = phone.put(f"/api/phone/photos/{uuid4()}", large, content_type="image/jpeg")
    assert answer.status_code == 413


def test_an_ended_phone_is_told_so_and_leaves_its_queue(phone, network, people, coming):
    coming(number_of(1))
    handset = Handset.objects.get()
    operations.end_handset(handset=handset, reason=EndReason.REVOKED, by=people.hub, at=timezone.now())
    assert call(phone, "get", "pack").status_code == 410
    assert call(phone, "post", "handset", {"id": str(handset.pk), "name": "x"}).status_code == 410
    left = call(phone, "post", "surrender", entries(received(network, number_of(1))))
    assert [one["state"] for one in left.json()["answers"]] == ["REFUSED"]
    assert PhoneEntry.objects.get().state == "REFUSED"


def test_signing_out_ends_the_phone_and_the_session(phone):
    assert call(phone, "post", "sign-out", {}).status_code == 204
    assert Handset.objects.get().end_reason == "SIGNED_OUT"
    assert call(phone, "get", "pack").status_code == 401


def test_a_lost_phone_is_ended_from_another_one(phone, people):
    other = Client()
    other.force_login(people.keeper)
    lost = call(other, "post", "handset", {"id": str(uuid4()), "name": "遗失的手机"}).json()["handset"]
    assert {one["name"] for one in phone.get("/api/phone/handsets").json()} == {"示例手机", "遗失的手机"}
    assert call(phone, "post", f"handsets/{lost}/revoke", {}).status_code == 204
    assert call(other, "get", "pack").status_code == 410
    assert call(phone, "post", f"handsets/{uuid4()}/revoke", {}).status_code == 403


def test_the_shell_holds_nothing_of_anybody_and_the_worker_names_every_file(phone):
    known, unknown = phone.get("/phone/"), Client().get("/phone/")
    assert known.content == unknown.content
    assert "'wasm-unsafe-eval'" in known["Content-Security-Policy"]
    assert "'wasm-unsafe-eval'" not in Client().get("/accounts/login/")["Content-Security-Policy"]
    worker = Client().get("/phone/sw.js").content.decode()
    for name in ("/phone/en/", "app.js", "screens/services.js", "zxing_reader.wasm"):
        assert name in worker
    assert Client().get("/phone/manifest.webmanifest").json()["display"] == "standalone"
