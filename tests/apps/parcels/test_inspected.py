"""What parcels tell inspections: who may be called back about a parcel, and what a replaced keeper hands over."""

from uuid import uuid4

import pytest

from cuntong.apps.accounts.protection import encrypt
from cuntong.apps.inspections.frames import FRAMES
from cuntong.apps.inspections.handover import ITEMS
from cuntong.apps.parcels import operations, queries
from cuntong.apps.parcels.kinds import SentScan
from cuntong.domain.sampling import Unit

from .conftest import minutes

pytestmark = pytest.mark.django_db
NUMBER, PHONE = "YT0000000000001", "13800005678"


@pytest.fixture
def shelved(parcel, network, people):
    """Shelves a parcel of somebody at the village point, and returns it with its code."""

    def make(number=NUMBER, phone=PHONE):
        protected = {"phone_encrypted": encrypt(phone), "phone_hash": queries.phone_hash(phone)}
        made = parcel(number, carrier="YTO", recipient="收**", **protected)
        scans = [
            SentScan(uuid4(), number, kind, minutes(minute), "YTO", "ZX-1")
            for minute, kind in ((0, "ARRIVED_HUB"), (5, "LOADED"))
        ]
        operations.receive_scans(batch_id=uuid4(), scans=scans, by=people.hub, at=minutes(6))
        made.refresh_from_db()
        code = operations.shelve(
            parcel=made, station=network.village, scan_id=uuid4(), by=people.keeper, at=minutes(60)
        )
        return made, code

    return make


@pytest.fixture
def hand_out(network, people):
    def do(parcel, code):
        operations.hand_out(
            parcel=parcel,
            station=network.village,
            scan_id=uuid4(),
            typed_code=code.code,
            by=people.keeper,
            at=minutes(90),
        )

    return do


def test_the_handover_counts_what_lies_at_the_station(shelved, hand_out, network):
    count_of = ITEMS["PARCELS_ON_SHELF"].count_of
    assert count_of(network.village) == 0
    first = shelved()
    shelved("YT0000000000002")
    assert count_of(network.village) == 2
    hand_out(*first)
    assert count_of(network.village) == 1


def test_whoever_collected_a_parcel_stands_on_the_list_once_and_without_a_name(shelved, hand_out):
    villagers = FRAMES["VILLAGERS"]
    for number, phone in ((NUMBER, PHONE), ("YT0000000000002", PHONE), ("YT0000000000003", "13900001234")):
        hand_out(*shelved(number, phone))
    shelved("YT0000000000004", "13700009999")
    units = villagers.units_on(minutes(90).date())
    assert sorted(unit.stratum for unit in units) == ["九峰镇", "九峰镇"]
    assert not [unit for unit in units if "1380000" in unit.id]
    person = villagers.person_of(next(unit.id for unit in units if unit.id[1:] in queries.phone_hash(PHONE)))
    assert (person.phone, person.name, person.township_code) == (PHONE, "收**", "440281103000")
    assert villagers.person_of("V0000") is None
    assert Unit("V0000", "九峰镇") not in units
