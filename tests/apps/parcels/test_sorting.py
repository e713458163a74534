"""The day's sort plan, the sorter's question, and what the sorter did."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.evidence.operations import record
from cuntong.apps.parcels import operations, queries
from cuntong.apps.parcels.kinds import NoChute
from cuntong.apps.parcels.models import Parcel, Scan
from cuntong.apps.parcels.queries import ChuteBoard

from .conftest import START, batch_id, sent

pytestmark = pytest.mark.django_db
DAY = date(2024, 8, 14)


@pytest.fixture
def at_three(monkeypatch):
    """The server's clock stands at 11:00 in Shanghai on the day of the plan."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: START.replace(hour=3))


@pytest.fixture
def loaded(network, parcel):
    """Parcels for all stations, most for one village."""
    for number in range(20):
        parcel(f"A{number}", station=network.village)
    for number in range(6):
        parcel(f"B{number}", station=network.other_village)
    parcel("C1", station=network.township)
    parcel("D1", station=network.other_township)
    return network


def plan(people, chutes=5, **options):
    return operations.plan_sorting(day=DAY, chutes=chutes, by=people.hub, at=START, **options)


def test_a_plan_holds_every_live_station_with_its_chutes(people, loaded):
    session = plan(people)
    lines = {line.station.code: line for line in session.lines.select_related("station")}
    assert {code: line.parcel_count for code, line in lines.items()} == {
        "CD-1": 20,
        "CD-2": 6,
        "ZZ-1": 1,
        "ZZ-2": 1,
    }
    assert {line.route for line in lines.values()} == {"九峰镇", "廊田镇"}
    assert (session.parcel_count, session.reject_chute) == (28, 5)
    assert sorted(line.chutes[0] for line in lines.values()) == [1, 2, 3, 4]
    assert session.lower_bound <= session.handlings <= session.plain
    assert TrailEntry.objects.get(verb="plan").record_id == str(session.pk)


def test_what_is_to_be_sorted_on_a_day(people, loaded, parcel):
    parcel("later", expected_date=DAY + timedelta(days=1))
    parcel("today", expected_date=DAY)
    parcel("up", direction="UP")
    Parcel.objects.filter(number="A0").update(state="AT_VILLAGE", place=loaded.village, moved_at=START)
    counted = {one.station.code: one.parcels for one in queries.volumes(DAY)}
    assert counted["CD-1"] == 20


def test_departures_are_kept_with_when_each_van_can_leave(people, loaded):
    session = plan(people, departures={"九峰镇": 13 * 60, "廊田镇": 14 * 60})
    assert {one["route"]: one["departs_minute"] for one in session.routes} == {"九峰镇": 780, "廊田镇": 840}
    assert all(one["ready_minute"] <= one["departs_minute"] for one in session.routes)


def test_what_cannot_be_planned_is_refused_with_a_reason(people, loaded):
    with pytest.raises(ValidationError, match="格口太少"):
        plan(people, chutes=2)
    with pytest.raises(ValidationError, match="廊田镇"):
        plan(people, departures={"九峰镇": 780})
    for nobody in (people.keeper, people.auditor, people.driver):
        with pytest.raises(PermissionDenied):
            operations.plan_sorting(day=DAY, chutes=5, by=nobody, at=START)


# --- the board -------------------------------------------------------------------------------------------------------


def chute_of(session, code):
    return session.lines.get(station__code=code).chutes[0]


def test_a_parcel_goes_to_the_chute_of_its_station(people, loaded):
    session = plan(people)
    board = ChuteBoard(DAY)
    answer = board.answer("A1")
    assert (answer.chute, answer.station, answer.refusal) == (chute_of(session, "CD-1"), "CD-1", None)
    assert board.answer("A1", sort_pass=9).chute == session.lines.get(station__code="CD-1").chutes[-1]


def test_what_nobody_can_place_goes_to_the_reject_chute(people, loaded, parcel):
    parcel("R1", station=None, resolution="REVIEW", division_id=None)
    parcel("E1", resolution="ELSEWHERE", division_id=None, elsewhere_code="440282000000")
    parcel("U1", direction="UP")
    parcel("T1", carrier="STO")
    parcel("T1", carrier="ZTO")
    parcel("H1", station=loaded.hub)
    Parcel.objects.filter(number="R1").update(station=None)
    parcel("N1")
    Parcel.objects.filter(number="N1").update(station=None)
    plan(people)
    board = ChuteBoard(DAY)
    found = {number: board.answer(number) for number in ("X", "R1", "E1", "U1", "T1", "N1", "H1")}
    assert {number: answer.refusal for number, answer in found.items()} == {
        "X": NoChute.UNKNOWN,
        "R1": NoChute.UNRESOLVED,
        "E1": NoChute.ELSEWHERE,
        "U1": NoChute.ELSEWHERE,
        "T1": NoChute.AMBIGUOUS,
        "N1": NoChute.NO_STATION,
        "H1": NoChute.NOT_PLANNED,
    }
    assert {answer.chute for answer in found.values()} == {5}
    assert board.answer("T1", "STO").refusal is None


def test_a_person_s_answer_is_followed_at_once(people, loaded):
    session = plan(people)
    board = ChuteBoard(DAY)
    one = Parcel.objects.get(number="A1")
    assert board.answer("A1").station == "CD-1"
    Parcel.objects.filter(pk=one.pk).update(station=loaded.other_village)
    assert board.answer("A1").station == "CD-1", "nothing in the trail says that anything changed"
    record(verb="correct", record=one, change={}, by=people.hub, at=START)
    assert board.answer("A1").station == "CD-2"
    assert board.answer("A1").chute == chute_of(session, "CD-2")


def test_a_new_plan_is_followed_at_once_and_scans_ask_nothing_anew(people, loaded, django_assert_num_queries):
    plan(people, chutes=5)
    board = ChuteBoard(DAY)
    assert board.answer("X").chute == 5
    plan(people, chutes=6)
    assert board.answer("X").chute == 6
    board.answer("A1")
    operations.receive_scans(
        batch_id=batch_id("1"), scans=[sent(0, "ARRIVED_HUB", "A1", place="ZX-1")], by=people.hub, at=START
    )
    with django_assert_num_queries(2):
        board.answer("A1")
    with django_assert_num_queries(1):
        board.answer("A1")


def test_after_midnight_yesterday_s_plan_serves_until_there_is_one(people, loaded):
    session = plan(people)
    assert queries.session_of(DAY + timedelta(days=1)) == session
    assert queries.session_of(DAY + timedelta(days=2)) is None
    assert ChuteBoard(DAY + timedelta(days=2)).answer("A1") is None


# --- the sorter's protocol -------------------------------------------------------------------------------------------


@pytest.fixture
def sorter(people, loaded):
    return operations.issue_device(name="分拣机", station=loaded.hub, by=people.hub, at=START)[1]


def headers(key):
    return {"Authorization": f"Bearer {key}"}


def test_detected_and_sorted(client, people, loaded, sorter, at_three):
    session = plan(people)
    right = client.get("/api/parcels/chutes/a1", headers=headers(sorter)).json()
    assert right == {
        "number": "a1",
        "chute": chute_of(session, "CD-1"),
        "station": "CD-1",
        "passes": 1,
        "refusal": None,
        "reason": "",
    }
    lost = client.get("/api/parcels/chutes/XYZ", headers=headers(sorter)).json()
    assert (lost["chute"], lost["refusal"], lost["reason"]) == (5, "UNKNOWN", "尚无此快件")
    completed = [
        {"id": str(uuid4()), "number": number, "chute": chute, "occurred_at": "2024-08-14T10:00:00+08:00"}
        for number, chute in (("A1", right["chute"]), ("A2", 5), ("A3", None))
    ]
    body = {"id": str(uuid4()), "completed": completed}
    response = client.post(
        "/api/parcels/sorted", json.dumps(body), content_type="application/json", headers=headers(sorter)
    )
    assert response.status_code == 200, response.content
    answer = response.json()
    assert (answer["counted"], [one["number"] for one in answer["wrong"]]) == (3, ["A2", "A3"])
    assert {one["belongs_into"] for one in answer["wrong"]} == {right["chute"]}
    assert dict(Scan.objects.values_list("number", "kind")) == {
        "A1": "SORTED",
        "A2": "PROBLEM",
        "A3": "PROBLEM",
    }
    assert Parcel.objects.get(number="A1").state == "SORTED"


def test_without_a_plan_the_sorter_is_told_so(client, loaded, sorter, at_three):
    response = client.get("/api/parcels/chutes/A1", headers=headers(sorter))
    assert response.status_code == 409
    body = {
        "id": str(uuid4()),
        "completed": [
            {"id": str(uuid4()), "number": "A1", "chute": 1, "occurred_at": "2024-08-14T10:00:00+08:00"}
        ],
    }
    response = client.post(
        "/api/parcels/sorted", json.dumps(body), content_type="application/json", headers=headers(sorter)
    )
    assert response.status_code == 422


def test_only_the_hub_s_machines_and_people_ask_for_chutes(client, people, loaded, sorter, at_three):
    plan(people)
    gun = operations.issue_device(name="枪", station=loaded.village, by=people.hub, at=START)[1]
    assert client.get("/api/parcels/chutes/A1", headers=headers(gun)).status_code == 403
    client.force_login(people.keeper)
    assert client.get("/api/parcels/chutes/A1").status_code == 403
    client.force_login(people.hub)
    assert client.get("/api/parcels/chutes/A1").status_code == 200
    assert client.get("/api/parcels/chutes/A 1").status_code == 422
    assert client.get("/api/parcels/chutes/A1%00").status_code == 422
    assert client.get("/api/parcels/chutes/A1?sort_pass=0").status_code == 422


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_hub_plans_and_prints(client, people, loaded, at_three):
    client.force_login(people.hub)
    form = {"sorting_date": "2024-08-14", "chutes": 4, "departures": "九峰镇 13:30\n廊田镇，14:00\n"}
    response = client.post(reverse("parcels:sorting-new"), form, follow=True)
    assert response.status_code == 200, response.content
    page = response.content.decode()
    assert "示例村级点一" in page
    assert "14:00" in page
    session = queries.session_of(DAY)
    printed = client.get(reverse("parcels:chutes", args=[session.pk])).content.decode()
    assert "示例村级点二" in printed
    again = client.get(reverse("parcels:sorting-new")).content.decode()
    assert "九峰镇 13:30" in again
    hub = client.get(reverse("parcels:hub")).content.decode()
    assert session.get_absolute_url() in hub


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ({"departures": "九峰镇"}, "第 1 行"),
        ({"departures": "九峰镇 25:00"}, "第 1 行"),
        ({"departures": "九峰镇 13:30"}, "廊田镇"),
        ({"chutes": 1}, "2"),
    ],
)
def test_a_plan_that_cannot_be_made_is_explained(client, people, loaded, at_three, form, word):
    client.force_login(people.hub)
    response = client.post(
        reverse("parcels:sorting-new"), {"sorting_date": "2024-08-14", "chutes": 5, "departures": ""} | form
    )
    assert response.status_code == 200
    assert word in response.content.decode()
    assert queries.session_of(DAY) is None


def test_sorting_pages_in_english(client, people, loaded, at_three):
    session = plan(people)
    client.force_login(people.hub)
    client.cookies["django_language"] = "en"
    for name in ("sorting", "chutes"):
        assert "Chute" in client.get(reverse(f"parcels:{name}", args=[session.pk])).content.decode()
