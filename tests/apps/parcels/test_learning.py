"""What parcels that are collected teach: their landmarks belong to the village, once it was seen often enough."""

from uuid import uuid4

import pytest

from cuntong.apps.accounts.protection import encrypt
from cuntong.apps.parcels import operations
from cuntong.apps.parcels.destinations import destinations
from cuntong.apps.parcels.models import AddressMemory
from cuntong.apps.places.models import County, Division

from .conftest import minutes, sent

pytestmark = pytest.mark.django_db
MILL = "广东省韶关市乐昌市示例竹器厂{}号"
TODAY = minutes(0).date()
_TO_THE_VILLAGE = ((0, "ARRIVED_HUB"), (5, "LOADED"))


@pytest.fixture
def collect(network, parcel, people):
    """Hands a parcel with an address out at the village."""
    County.objects.create(code="440281000000", name="乐昌市", project_start_date=TODAY)
    count = iter(range(1_000))

    def collected(address, *, minute=60, **fields):
        number = f"YT1000000000{next(count):03}"
        made = parcel(number, carrier="YTO", address_encrypted=encrypt(address), **fields)
        scans = [sent(at, kind, number, place="ZX-1", carrier="YTO") for at, kind in _TO_THE_VILLAGE]
        operations.receive_scans(batch_id=uuid4(), scans=scans, by=people.hub, at=minutes(6))
        made.refresh_from_db()
        operations.shelve(
            parcel=made, station=network.village, scan_id=uuid4(), by=people.keeper, at=minutes(minute)
        )
        made.refresh_from_db()
        code = made.pickup_codes.get().code
        return operations.hand_out(
            parcel=made,
            station=network.village,
            scan_id=uuid4(),
            typed_code=code,
            by=people.keeper,
            at=minutes(minute + 5),
        )

    return collected


def place_of(address, recipient=""):
    found = destinations(TODAY).of(address, recipient)
    return found.resolution, found.division_code


def test_collected_three_times_in_one_village_decides_the_fourth(collect, network):
    for house in (1, 2):
        collect(MILL.format(house))
        assert place_of(MILL.format(9)) == ("REVIEW", None)
    collect(MILL.format(3))
    assert place_of(MILL.format(9)) == ("AUTO", network.village.division_id)
    assert {(one.source, one.count) for one in AddressMemory.objects.all()} == {("LEARNT", 3)}


def test_a_persons_answer_outranks_what_was_observed(collect, network, parcel, people):
    for house in range(3):
        collect(MILL.format(house))
    waiting = parcel("YT2", address_encrypted=encrypt(MILL.format(7)), resolution="REVIEW", division_id=None)
    other = Division.objects.get(pk="440281104201")
    operations.decide(parcel=waiting, division=other, by=people.hub, at=minutes(200))
    assert place_of(MILL.format(9)) == ("AUTO", other.pk)


def test_what_was_handed_out_by_mistake_taught_nothing(collect, people):
    done = [collect(MILL.format(house)) for house in range(3)]
    operations.undo_hand_out(hand_out=done[0], reason="拿错", by=people.keeper, at=minutes(66))
    assert place_of(MILL.format(9)) == ("REVIEW", None)
    assert set(AddressMemory.objects.values_list("count", flat=True)) == {2}


def test_neither_the_address_nor_the_recipient_is_kept(collect):
    collect(MILL.format(1), recipient_encrypted=encrypt("示例甲"), phone_encrypted=encrypt("13800000001"))
    kept = {one.kind: one.name for one in AddressMemory.objects.all()}
    assert set(kept) == {"PLACE_OF_INTEREST", "RECIPIENT"}
    assert kept["PLACE_OF_INTEREST"] == "示例竹器厂"
    assert not {"示例甲", "13800000001"} & set(kept.values())


def test_a_parcel_for_a_village_of_another_station_teaches_nothing(collect, network):
    collect(MILL.format(1), division_id=network.other_village.division_id)
    assert not AddressMemory.objects.exists()
