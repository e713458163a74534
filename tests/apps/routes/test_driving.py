"""What a driver says counts once, for their own trip, and balances against the scans."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from tests.apps.routes.conftest import hours, key, scan, trips

from cuntong.apps.routes import operations, queries
from cuntong.apps.routes.models import Handover, TripEntry, TripStop

pytestmark = pytest.mark.django_db

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@pytest.fixture
def under_way(released, fleet, people):
    """The only trip of the day, on the road since nine."""
    (trip,) = trips()
    operations.start_trip(trip=trip, entry_id=key("start"), made_at=hours(1), by=driver_of(trip), at=hours(1))
    return trips()[0]


def driver_of(trip):
    return trip.driver.user


def stop_at(trip, station):
    return next(stop for stop in trip.stops.all() if stop.station_id == station.pk)


def said(trip, name, hour=2.0, **more):
    return {
        "trip": trip,
        "entry_id": key(name),
        "made_at": hours(hour),
        "by": driver_of(trip),
        "at": hours(hour),
    } | more


def test_the_same_tap_twice_is_one_arrival(under_way, goods):
    stop = stop_at(under_way, goods.village)
    first = operations.arrive(stop=stop, **said(under_way, "here"))
    later = operations.arrive(stop=stop, **said(under_way, "here", at=hours(3)))
    assert first.arrived_at == later.arrived_at == hours(2)
    assert TripEntry.objects.filter(kind="ARRIVE").count() == 1


def test_the_same_id_with_other_content_is_refused(under_way, goods):
    operations.arrive(stop=stop_at(under_way, goods.village), **said(under_way, "here"))
    with pytest.raises(ValidationError, match="编号"):
        operations.arrive(stop=stop_at(under_way, goods.township), **said(under_way, "here"))


def test_a_phone_that_was_offline_keeps_its_time_and_one_that_runs_ahead_is_refused(under_way, goods):
    stop = stop_at(under_way, goods.village)
    with pytest.raises(ValidationError, match="时钟"):
        operations.arrive(stop=stop, **said(under_way, "ahead", made_at=hours(2.5)))
    arrived = operations.arrive(stop=stop, **said(under_way, "late", at=hours(6)))
    entry = TripEntry.objects.get(pk=key("late"))
    assert (arrived.arrived_at, entry.received_at) == (hours(2), hours(6))


def test_nobody_drives_another_drivers_trip(under_way, fleet, goods, people):
    other = next(one.user for one in fleet.drivers if one.user_id != driver_of(under_way).pk)
    with pytest.raises(PermissionDenied):
        operations.arrive(stop=stop_at(under_way, goods.village), **said(under_way, "x", by=other))
    assert not queries.trips_visible_to(other).exists()


def test_a_count_that_differs_from_the_scans_says_why(under_way, goods, people):
    stop = stop_at(under_way, goods.village)
    scan("ARRIVED_VILLAGE", ["A1", "A2"], goods.village, hours(2), people)
    act = said(under_way, "give", 2.1)
    with pytest.raises(ValidationError, match="1"):
        operations.hand_over(kind="DELIVERY", stop=stop, counted=1, **act)
    done = operations.hand_over(
        kind="DELIVERY", stop=stop, counted=1, difference_reason="示例：一件未装车", **act
    )
    assert (done.counted, done.scanned, done.difference) == (1, 2, -1)
    assert TripStop.objects.get(pk=stop.pk).state == "DONE"
    with transaction.atomic(), pytest.raises(IntegrityError):
        Handover.objects.filter(pk=done.pk).update(counted=0)


def test_both_sign_and_nobody_signs_for_both(under_way, goods, people):
    stop = stop_at(under_way, goods.village)
    scan("ARRIVED_VILLAGE", ["A1", "A2"], goods.village, hours(2), people)
    done = operations.hand_over(kind="DELIVERY", stop=stop, counted=2, **said(under_way, "give", 2.1))
    assert not done.is_signed
    with pytest.raises(PermissionDenied):
        operations.countersign(handover=done, by=driver_of(under_way), at=hours(2.2))
    assert queries.handovers_visible_to(people.keeper).filter(pk=done.pk).exists()
    signed = operations.countersign(handover=done, by=people.keeper, at=hours(2.2))
    assert signed.is_signed
    again = operations.countersign(handover=done, by=people.keeper, at=hours(5))
    assert again.keeper_signed_at == hours(2.2)


def test_the_keeper_signs_on_the_drivers_phone(under_way, goods, people):
    scan("ARRIVED_TOWNSHIP", ["A3"], goods.township, hours(2), people)
    done = operations.hand_over(
        kind="DELIVERY",
        stop=stop_at(under_way, goods.township),
        counted=1,
        keeper_signature=io.BytesIO(PNG),
        **said(under_way, "give", 2.1),
    )
    assert done.is_signed
    assert done.keeper_signature.personal


def test_what_goes_wrong_ends_the_stop_or_the_trip(under_way, goods):
    stop = stop_at(under_way, goods.village)
    with pytest.raises(ValidationError, match="哪一站"):
        operations.report_exception(kind="NOBODY_THERE", **said(under_way, "nobody"))
    operations.report_exception(kind="NOBODY_THERE", stop=stop, **said(under_way, "nobody here"))
    assert TripStop.objects.get(pk=stop.pk).state == "FAILED"
    operations.report_exception(kind="BREAKDOWN", **said(under_way, "broken", 3))
    assert trips()[0].state == "BROKEN_DOWN"
    with pytest.raises(ValidationError, match="车辆故障"):
        operations.arrive(stop=stop_at(under_way, goods.township), **said(under_way, "after", 4))


def test_a_scan_says_that_a_vehicle_came_where_nobody_tapped(under_way, goods, people):
    scan("ARRIVED_VILLAGE", ["B1", "B2"], goods.other_village, hours(3), people)
    back = operations.finish_trip(**said(under_way, "back", 7))
    stop = TripStop.objects.get(trip=back, station=goods.other_village)
    assert (stop.arrived_at, stop.arrived_by, stop.state) == (hours(3), "SCAN", "DONE")


def test_a_tracker_says_that_a_vehicle_came(under_way, goods, people):
    tracker, _key = operations.issue_tracker(vehicle=under_way.vehicle, by=people.hub, at=hours(1))
    far, near = (
        operations.SentPosition(goods.village.latitude + step, goods.village.longitude, hours(2) + wait)
        for step, wait in ((1, timedelta()), (0, timedelta(minutes=5)))
    )
    operations.record_position(tracker=tracker, sent=far, at=hours(2.1))
    stop = stop_at(under_way, goods.village)
    assert TripStop.objects.get(pk=stop.pk).state == "WAITING"
    first = operations.record_position(tracker=tracker, sent=near, at=hours(2.1))
    again = operations.record_position(tracker=tracker, sent=near, at=hours(2.2))
    stop.refresh_from_db()
    assert (stop.state, stop.arrived_by, stop.arrived_at) == ("ARRIVED", "GEOFENCE", near.measured_at)
    assert first.pk == again.pk


def test_traccar_clients_are_heard(client, under_way, people):
    _tracker, secret = operations.issue_tracker(vehicle=under_way.vehicle, by=people.hub, at=hours(1))
    address = "/api/routes/positions"
    sent = {"id": secret, "lat": "25.2", "lon": "113.3", "timestamp": "1723600000", "speed": "10"}
    assert client.get(address, sent).status_code == 200
    assert client.post(address, sent | {"timestamp": "1723600060000"}).status_code == 200
    positions = list(_tracker.positions.order_by("measured_at").values_list("speed_km_per_hour", flat=True))
    assert [float(speed) for speed in positions] == [18.5, 18.5]
    assert client.get(address, sent | {"id": "wrong"}).status_code == 401
    for wrong in ({"lat": "north"}, {"lat": "91"}, {"timestamp": "yesterday"}, {"lon": "NaN"}):
        assert client.get(address, sent | wrong).status_code == 422, wrong
    operations.revoke_tracker(tracker=_tracker, by=people.hub, at=hours(2))
    assert client.get(address, sent).status_code == 403


def test_the_phone_room_speaks_json(client, under_way, goods):
    client.force_login(driver_of(under_way))
    trip = client.get("/api/routes/trip").json()
    assert trip["id"] == under_way.pk
    stop = trip["stops"][0]
    body = {"entry_id": str(key("json")), "made_at": "2024-08-14T10:00:00+08:00"}
    address = f"/api/routes/trips/{trip['id']}/stops/{stop['id']}/arrive"
    for _again in range(2):
        answer = client.post(address, body, content_type="application/json")
        assert answer.status_code == 200, answer.content
    assert answer.json()["stops"][0]["arrived_at"] is not None
    wrong = client.post(address, body | {"entry_id": "x"}, content_type="application/json")
    assert wrong.status_code == 422
