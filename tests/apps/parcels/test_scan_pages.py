"""What people see of scans: balances, the way of a parcel, asides, devices, and a missort found and put right."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from cuntong.apps.parcels import operations, queries
from cuntong.apps.parcels.models import Device, Parcel, Scan

from .conftest import START, batch_id, minutes, sent
from .test_receiving_scans import WAY_DOWN

pytestmark = pytest.mark.django_db
LATER = minutes(600)


@pytest.fixture(autouse=True)
def evening(monkeypatch):
    """The server's clock stands at 19:00 in Shanghai on the day of the scans."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


def receive(people, *scans, name="1"):
    return operations.receive_scans(batch_id=batch_id(name), scans=scans, by=people.hub, at=LATER)


@pytest.fixture
def day(people, network, parcel):
    """One parcel through, one held at the hub, one that left the hub unscanned, one that never arrived."""
    for number in ("A1", "A2", "A3", "A4"):
        parcel(number)
    through = [sent(0, "ARRIVED_HUB", "A1", place="ZX-1"), sent(9, "LOADED", "A1", place="ZX-1")]
    unscanned = [sent(0, "ARRIVED_HUB", "A3", place="ZX-1"), sent(60, "ARRIVED_TOWNSHIP", "A3", place="ZZ-1")]
    receive(people, *through, sent(0, "ARRIVED_HUB", "A2", place="ZX-1"), *unscanned)
    receive(people, sent(-60 * 30, "LOADED", "A4", place="ZX-1"), name="2")


def page(client, name, *args, **query):
    response = client.get(reverse(f"parcels:{name}", args=args), query)
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_balance_of_every_tier_and_place(client, people, network, day):
    client.force_login(people.hub)
    shown = words(page(client, "balance"))
    assert re.search(r"服务中心 0 3 2 1 1", shown), shown
    assert re.search(r"镇级站 0 1 0 1 0", shown), shown
    assert "A4" in shown
    assert "在示例分拨中心装车" in shown
    place = words(page(client, "balance-place", network.hub.pk))
    assert "A3 示例分拨中心没有装车扫描，快件已在示例镇级站一出现" in place


def test_an_earlier_day_has_its_own_balance(client, people, network, day):
    client.force_login(people.hub)
    place = words(page(client, "balance-place", network.hub.pk, day="2024-08-13"))
    assert "A4" in place, "loaded that day without having been taken in"
    assert re.search(r"服务中心 0 1 1 0 1", words(page(client, "balance", day="2024-08-13")))
    assert "收发存" in page(client, "balance", day="soon")


def test_a_keeper_counts_their_own_places_only(client, people, network, day):
    client.force_login(people.keeper)
    receive(people, sent(90, "ARRIVED_VILLAGE", "A1", place="CD-1"), name="3")
    shown = words(page(client, "balance"))
    assert "示例村级点一" in shown
    assert "示例分拨中心" not in shown
    assert client.get(reverse("parcels:balance-place", args=[network.hub.pk])).status_code == 404


def test_the_balance_counts_what_the_rows_hold(people, network, day):
    found = queries.balances(people.hub, START, LATER, transit_limit=LATER - START)
    for station in vars(network).values():
        held = Parcel.objects.filter(
            place=station, state__in=("AT_HUB", "SORTED", "AT_TOWNSHIP", "AT_VILLAGE")
        )
        assert found.of(station.code).held == held.count()
        assert queries.balances(people.hub, START, LATER, transit_limit=LATER - START, station=station).of(
            station.code
        ) == found.of(station.code)


def test_a_missort_is_found_and_put_right(client, people, network, parcel):
    """The hub loads a parcel for the wrong township; its station sees it, sends it back, and it reaches its village."""
    one = parcel()
    receive(people, *WAY_DOWN[:3], sent(60, "ARRIVED_TOWNSHIP", place="ZZ-2"))
    client.force_login(people.hub)
    finding = words(page(client, "balance-place", network.other_township.pk))
    assert "YT0000000000001 快件应到示例村级点一，却到了示例镇级站二：错分件，请转往示例村级点一。" in finding
    assert "错分件" in page(client, "life", one.pk)
    receive(
        people,
        sent(80, "LOADED", place="ZZ-2"),
        sent(140, "ARRIVED_TOWNSHIP", place="ZZ-1"),
        sent(150, "LOADED", place="ZZ-1"),
        sent(200, "ARRIVED_VILLAGE", place="CD-1"),
        sent(300, "PICKED_UP", place="CD-1"),
        name="2",
    )
    one.refresh_from_db()
    assert (one.state, one.place) == ("HANDED_OUT", network.village)
    known = queries.network()
    journey = queries.journeys([one.pk], known)[one.pk]
    assert [str(oddity.kind) for oddity in journey.oddities] == ["MISSORT"]


def test_what_goes_up_is_not_missorted(people, network, parcel):
    one = parcel(direction="UP")
    receive(people, sent(0, "ARRIVED_TOWNSHIP", place="ZZ-2"))
    assert not queries.journeys([one.pk], queries.network())[one.pk].was_missorted


# --- scanning in the browser -----------------------------------------------------------------------------------------


def scan_form(**values):
    return {
        "kind": "ARRIVED_VILLAGE",
        "place": "CD-1",
        "number": " yt0000000000001\r",
        "id": str(uuid4()),
    } | values


def test_a_keeper_scans_in_the_browser(client, people, network, parcel):
    one = parcel()
    client.force_login(people.keeper)
    assert "示例村级点一" in page(client, "scan")
    form = scan_form()
    shown = client.post(reverse("parcels:scan"), form).content.decode()
    assert "YT0000000000001" in shown
    assert "已计" in shown
    one.refresh_from_db()
    assert one.state == "AT_VILLAGE"
    assert "重复，已有" in client.post(reverse("parcels:scan"), form).content.decode()
    assert Scan.objects.count() == 1
    aside = client.post(reverse("parcels:scan"), scan_form(number="NOBODY")).content.decode()
    assert "尚无此快件" in aside


@pytest.mark.parametrize("wrong", [{"number": "中文"}, {"number": ""}, {"place": "ZX-1"}, {"kind": "EATEN"}])
def test_a_scan_that_cannot_be_is_explained_at_its_field(client, people, network, parcel, wrong):
    client.force_login(people.keeper)
    response = client.post(reverse("parcels:scan"), scan_form(**wrong))
    assert response.status_code == 200
    assert "field-wrong" in response.content.decode()
    assert not Scan.objects.exists()


def test_a_wrong_scan_is_annulled_from_the_parcel_s_way(client, people, network, parcel):
    one = parcel()
    receive(people, *WAY_DOWN)
    wrong = Scan.objects.get(kind="PICKED_UP")
    client.force_login(people.keeper)
    address = reverse("parcels:scan-annul", args=[wrong.pk])
    assert address in page(client, "life", one.pk)
    assert "field-wrong" in client.post(address, {"reason": ""}).content.decode()
    client.post(address, {"reason": "扫错快件"})
    one.refresh_from_db()
    assert one.state == "AT_VILLAGE"
    shown = page(client, "life", one.pk)
    assert "已作废：扫错快件" in shown
    assert address not in shown
    other = Scan.objects.filter(place=network.hub).first()
    assert client.get(reverse("parcels:scan-annul", args=[other.pk])).status_code == 404


def test_a_scan_that_came_late_says_so(client, people, network, parcel):
    one = parcel()
    receive(people, WAY_DOWN[0])
    client.force_login(people.hub)
    assert "扫描后 10 小时 0 分才上传" in page(client, "life", one.pk)


def test_asides_are_listed_and_given_their_parcel(client, people, network, parcel):
    receive(people, sent(0, "ARRIVED_HUB", place="ZX-1"), sent(0, "ARRIVED_VILLAGE", place="ZX-1"))
    client.force_login(people.hub)
    shown = page(client, "asides")
    assert "尚无此快件" in shown
    assert "该类场所不做此种扫描" in shown
    waiting = Scan.objects.get(aside="UNKNOWN_PARCEL")
    assert "尚未登记该运单号的快件" in page(client, "aside", waiting.pk)
    ours, _other = parcel(), parcel(carrier="ZTO")
    assert "YUANTONG YT0000000000001" in page(client, "aside", waiting.pk)
    address = reverse("parcels:aside-assign", args=[waiting.pk, ours.pk])
    client.force_login(people.keeper)
    assert client.post(address).status_code == 403
    client.force_login(people.hub)
    client.post(address)
    ours.refresh_from_db()
    assert ours.state == "AT_HUB"
    assert client.post(address).status_code == 404


# --- devices ---------------------------------------------------------------------------------------------------------


def test_a_device_is_issued_shown_once_and_revoked(client, people, network):
    client.force_login(people.hub)
    shown = client.post(reverse("parcels:device-new"), {"name": "枪 1", "station": network.village.pk})
    key = re.search(r"<code>(ct[\w-]+)</code>", shown.content.decode())[1]
    assert shown.headers["Cache-Control"] == "no-store"
    device = Device.objects.get()
    assert queries.device_with_key_hash(operations.hash_of_key(key)) == device
    assert key not in page(client, "devices") + page(client, "device", device.pk)
    again = client.post(reverse("parcels:device-new"), {"name": "枪 1", "station": network.village.pk})
    assert "已有" in again.content.decode()
    client.post(reverse("parcels:device-revoke", args=[device.pk]))
    assert "已吊销" in page(client, "device", device.pk)


def test_the_pages_are_there_in_english_too(client, people, network, day):
    client.force_login(people.hub)
    client.cookies["django_language"] = "en"
    assert "Went out" in page(client, "balance")
    assert "never scanned it out" in page(client, "balance-place", network.hub.pk)
    for name in ("asides", "devices", "subscriptions", "scan", "hub", "sortings"):
        page(client, name)
