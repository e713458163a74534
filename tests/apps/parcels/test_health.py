"""The last scan of a station stands among its signs of health, on the list of stations and on its own page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cuntong.apps.desk.formats import Mark
from cuntong.apps.parcels import operations
from cuntong.apps.places.health import last_activity, read_signs

from .conftest import START, batch_id, county, live, operating, register, sent  # noqa: F401

pytestmark = pytest.mark.django_db


LIFE = {"APPLIED": "2022-03-10", "APPROVED": "2022-04-01", "BUILT": "2022-08-20", "ACCEPTED": "2022-09-15"}


@pytest.fixture
def scanned(network, parcel, people, live):  # noqa: F811
    """The keeper's village point: in service, and scanned once. The other one is in service and never was."""
    for station in (network.village, network.other_village):
        live(station, **LIFE, OPERATING="2022-10-01")
    parcel()
    operations.receive_scans(
        batch_id=batch_id("one"),
        scans=[sent(0, "ARRIVED_VILLAGE", place="CD-1")],
        by=people.keeper,
        at=START,
    )
    return network.village


def _reading(station, today):
    return next(
        (
            reading
            for sign, reading in read_signs([station.pk], today)[station.pk]
            if sign.code == "parcels.last_scan"
        )
    )


def test_a_station_scanned_yesterday_is_well_and_after_a_week_worth_a_look(scanned):
    assert _reading(scanned, START.date() + timedelta(days=1)).mark == Mark.DONE
    assert _reading(scanned, START.date() + timedelta(days=8)).mark == Mark.LOOK


def test_a_station_never_scanned_has_no_reading(network):
    assert _reading(network.village, START.date()) is None


def test_the_list_of_health_and_the_station_show_the_last_scan(client, people, scanned):
    client.force_login(people.bureau)
    listed = client.get(reverse("places:health")).content.decode()
    assert "最近：2024-08-14" in listed
    assert "最近：2024-08-14" in client.get(scanned.get_absolute_url()).content.decode()


def test_of_stations_in_service_those_never_used_are_worth_a_look(client, people, scanned):
    client.force_login(people.bureau)
    page = client.get(reverse("places:health"), {"look": "LOOK"}).content.decode()
    assert "示例村级点二" in page
    assert "从未有过" in page
    assert "示例镇级站一" not in page


def test_the_last_activity_of_a_station_is_its_last_scan(scanned, network):
    assert last_activity([scanned.pk, network.other_village.pk], START.date()) == {scanned.pk: START.date()}
