"""Pages of routes: they open in both languages, a change is answered at once, and each role sees its own."""

import pytest
from tests.apps.routes.conftest import DAY, hours, key, stop_codes, trips

from cuntong.apps.routes import operations
from cuntong.apps.routes.models import DayPlan, Trip, TripEntry

pytestmark = pytest.mark.django_db

LISTS = ("", "handovers/", "plans/", "villages/", "vehicles/", "drivers/", "costs/", "merging/", "network/")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_list_opens(client, released, people, language):
    client.force_login(people.bureau)
    client.cookies["django_language"] = language
    for part in (*LISTS, "statements/", "statements/contracts/", "statements/disputes/", f"?day={DAY}"):
        assert client.get(f"/routes/{part}").status_code == 200, part
    for one in (DayPlan.objects.get(), *Trip.objects.all(), trips()[0].vehicle, trips()[0].driver):
        assert client.get(one.get_absolute_url()).status_code == 200


def edit(client, plan, **change):
    return client.post(f"/routes/plans/{plan.pk}/edit/", change, headers={"HX-Request": "true"})


def test_a_change_is_answered_with_its_cost_and_whether_it_holds(client, planned, people, goods):
    client.force_login(people.hub)
    other = next(
        one["id"]
        for one in planned.problem["vehicles"]
        if one["id"] != planned.edited["routes"][0]["vehicle"]
    )
    stop = goods.village.code
    answer = edit(client, planned, stop=stop, act="move", vehicle=other, load=0, place=0).content.decode()
    changed = DayPlan.objects.get(pk=planned.pk)
    assert f"{changed.cost_yuan:,.2f}" in answer
    assert "比原方案" in answer
    assert [one["vehicle"] for one in changed.edited["routes"]].count(other) == 1
    edit(client, planned, stop=stop, act="lock")
    refused = edit(client, planned, stop=stop, act="next").content.decode()
    assert f"这一站已锁定给“{other}”" in refused


def test_a_stop_that_cannot_be_served_says_so_and_keeps_the_plan_from_release(client, planned, people, goods):
    client.force_login(people.hub)
    tight = DayPlan.objects.get(pk=planned.pk)
    tight.problem["vehicles"][0]["capacity"]["pieces"] = "1"
    tight.problem["vehicles"][1]["capacity"]["pieces"] = "1"
    DayPlan.objects.filter(pk=planned.pk).update(problem=tight.problem)
    assert "尚不可行" in client.get(planned.get_absolute_url()).content.decode()
    client.post(f"/routes/plans/{planned.pk}/release/")
    assert DayPlan.objects.get(pk=planned.pk).state == "PROPOSED"
    assert not Trip.objects.exists()


def test_the_keys_move_a_stop_along_its_vehicle(client, planned, people):
    client.force_login(people.hub)
    before = [stop for stop, _place in planned.edited["routes"][0]["trips"][0]]
    edit(client, planned, stop=before[0], act="down")
    after = DayPlan.objects.get(pk=planned.pk).edited["routes"][0]["trips"][0]
    assert [stop for stop, _place in after][:2] == [before[1], before[0]]
    edit(client, planned, stop=before[0], act="exclude")
    changed = DayPlan.objects.get(pk=planned.pk)
    assert (changed.edited["excluded"], changed.unserved_count) == ([before[0]], 1)
    edit(client, planned, stop=before[0], act="best")
    assert DayPlan.objects.get(pk=planned.pk).unserved_count == 0


def test_a_driver_sees_the_next_stop_and_taps(client, released, people, monkeypatch):
    (trip,) = trips()
    monkeypatch.setattr("django.utils.timezone.now", lambda: hours(1))
    client.force_login(trip.driver.user)
    assert "确认出车" in client.get("/routes/drive/").content.decode()
    tap = {"entry_id": str(key("tap"))}
    for _twice in range(2):
        assert client.post(f"/routes/drive/{trip.pk}/start/", tap).status_code == 302
    assert TripEntry.objects.count() == 1
    first = trip.stops.order_by("place").first()
    page = client.get("/routes/drive/").content.decode()
    assert first.station.name in page
    assert "到站" in page
    arrived = {"entry_id": str(key("tap 2")), "stop": first.pk}
    assert client.post(f"/routes/drive/{trip.pk}/arrive/", arrived).status_code == 302
    wrong = {"entry_id": str(key("tap 3")), "stop": first.pk, "counted": 99}
    assert "清点 99 件" in client.post(f"/routes/drive/{trip.pk}/delivery/", wrong).content.decode()


def test_a_keeper_sees_trips_that_call_at_their_place_and_no_plans(client, released, people, goods):
    client.force_login(people.keeper)
    page = client.get(f"/routes/?day={DAY}").content.decode()
    assert trips()[0].vehicle.plate in page
    assert goods.village.code in stop_codes(trips()[0])
    assert client.get(DayPlan.objects.get().get_absolute_url()).status_code == 404


def test_a_route_is_planned_from_the_page_and_opened_by_scans_only(client, released, people, goods):
    client.force_login(people.hub)
    form = {
        "code": "l09",
        "name": "示例线",
        "planned_date": "2024-08-01",
        "weekdays": ["1", "3"],
        "stations": f"{goods.village.code}\n{goods.township.name}",
    }
    assert (
        "没有这样的站点"
        in client.post("/routes/villages/new/", form | {"stations": "无此站"}).content.decode()
    )
    made = client.post("/routes/villages/new/", form)
    assert made.status_code == 302
    page = client.get(made.headers["Location"]).content.decode()
    assert "已计划" in page
    assert "尚未" in page


def test_only_a_released_day_has_its_rest_planned(client, planned, people):
    client.force_login(people.hub)
    client.post(f"/routes/plans/{planned.pk}/rest/")
    assert DayPlan.objects.count() == 1
    operations.release_plan(plan=planned, by=people.hub, at=hours(0.5))
    client.post(f"/routes/plans/{planned.pk}/rest/")
    assert DayPlan.objects.filter(replans=planned).count() == 1
