"""A hub, two townships and their village points, with what makes parcels and scans short to say."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid5

import pytest
from tests.apps.places.conftest import county, live, operating, register  # noqa: F401

from cuntong.apps.parcels.kinds import SentScan
from cuntong.apps.parcels.models import Parcel
from cuntong.apps.places.models import Division, Station

START = datetime(2024, 8, 14, 1, tzinfo=UTC)
NAMESPACE = UUID(int=8)
DIVISIONS = (
    ("440000000000", "广东省", "PROVINCE", "PROVINCE", None),
    ("440200000000", "韶关市", "PREFECTURE", "PREFECTURE", "440000000000"),
    ("440281000000", "乐昌市", "COUNTY", "COUNTY", "440200000000"),
    ("440281103000", "九峰镇", "TOWNSHIP", "TOWNSHIP", "440281000000"),
    ("440281103201", "坪石村民委员会", "VILLAGE", "ADMINISTRATIVE_VILLAGE", "440281103000"),
    ("440281104000", "廊田镇", "TOWNSHIP", "TOWNSHIP", "440281000000"),
    ("440281104201", "廊田村民委员会", "VILLAGE", "ADMINISTRATIVE_VILLAGE", "440281104000"),
)
STATIONS = (
    ("hub", "ZX-1", "示例分拨中心", "CENTRE", "440281000000"),
    ("township", "ZZ-1", "示例镇级站一", "TOWNSHIP", "440281103000"),
    ("village", "CD-1", "示例村级点一", "VILLAGE", "440281103201"),
    ("other_township", "ZZ-2", "示例镇级站二", "TOWNSHIP", "440281104000"),
    ("other_village", "CD-2", "示例村级点二", "VILLAGE", "440281104201"),
)


def minutes(count):
    return START + timedelta(minutes=count)


@pytest.fixture
def network(db):
    """The stations by what they are; the keeper of tests/apps/conftest.py answers for `village`."""
    for code, name, level, kind, parent in DIVISIONS:
        Division.objects.create(code=code, name=name, level=level, kind=kind, parent_id=parent)
    return SimpleNamespace(
        **{
            word: Station.objects.create(code=code, name=name, level=level, division_id=division)
            for word, code, name, level, division in STATIONS
        }
    )


@pytest.fixture
def parcel(network):
    """Makes a parcel on its way to a village, registered at START."""

    def make(number="YT0000000000001", *, carrier="YUANTONG", station=None, **fields):
        station = station or network.village
        values = {"direction": "DOWN", "resolution": "AUTO", "division_id": station.division_id} | fields
        return Parcel.objects.create(
            carrier=carrier, number=number, station=station, registered_at=START, **values
        )

    return make


def sent(minute, kind, number="YT0000000000001", *, place="", carrier="", key=""):
    """A scan whose id follows from what it says, so that saying it again is the same scan."""
    name = key or f"{minute} {kind} {number} {place} {carrier}"
    return SentScan(uuid5(NAMESPACE, name), number, kind, minutes(minute), carrier, place)


def batch_id(name):
    return uuid5(NAMESPACE, f"batch {name}")


@pytest.fixture(autouse=True)
def fresh_boards():
    """A process keeps its chutes from one request to the next; a test begins with none."""
    from cuntong.apps.parcels.queries import _sorting

    _sorting._boards.clear()
