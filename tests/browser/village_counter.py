"""Fills an installation with a county, a village point with its keeper, and three parcels on the way there.

python -m tests.browser.village_counter PASSWORD
"""

import sys
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import uuid4

import django

VILLAGE = "440281103201"
NUMBERS = ("YT9000000001234", "YT9000000005678", "YT9000000009012")
PHONE = "13800004321"
DIVISIONS = (
    ("440000000000", "广东省", "PROVINCE", "PROVINCE", None),
    ("440200000000", "韶关市", "PREFECTURE", "PREFECTURE", "440000000000"),
    ("440281000000", "乐昌市", "COUNTY", "COUNTY", "440200000000"),
    ("440281103000", "九峰镇", "TOWNSHIP", "TOWNSHIP", "440281000000"),
    (VILLAGE, "坪石村民委员会", "VILLAGE", "ADMINISTRATIVE_VILLAGE", "440281103000"),
)


def furnish(password: str, numbers: Iterable[str], at: datetime) -> tuple:
    """Makes the county with its people, the hub and the point, and sends the parcels there: (officer, point)."""
    from cuntong.apps.accounts.models import Responsibility, User
    from cuntong.apps.accounts.protection import encrypt, mask_phone
    from cuntong.apps.parcels import operations, queries
    from cuntong.apps.parcels.kinds import SentScan
    from cuntong.apps.parcels.models import Parcel
    from cuntong.apps.places import operations as places
    from cuntong.apps.places.models import Division

    officer = User.objects.create_user("bureau", password=password, role="BUREAU")
    hub_person = User.objects.create_user("hub", password=password, role="HUB")
    keeper = User.objects.create_user("keeper", password=password, role="STATION_KEEPER")
    Responsibility.objects.create(user=keeper, division_code=VILLAGE)
    do = {"by": officer, "at": at}
    places.set_county(code="440281000000", name="乐昌市", project_start_date=date(2021, 7, 1), **do)
    for code, name, level, kind, parent in DIVISIONS:
        Division.objects.create(code=code, name=name, level=level, kind=kind, parent_id=parent)
    county, village = Division.objects.get(level="COUNTY"), Division.objects.get(pk=VILLAGE)
    places.register_station(code="ZX-1", name="示例分拨中心", level="CENTRE", division=county, **do)
    point = places.register_station(code="CD-1", name="示例村级点", level="VILLAGE", division=village, **do)
    for number in numbers:
        Parcel.objects.create(
            carrier="YTO",
            number=number,
            resolution="AUTO",
            division=village,
            station=point,
            registered_at=at - timedelta(hours=9),
            recipient="示**",
            phone=mask_phone(PHONE),
            phone_encrypted=encrypt(PHONE),
            phone_hash=queries.phone_hash(PHONE),
            phone_tail_hash=queries.phone_tail_hash(number, PHONE),
        )
    scans = [
        SentScan(uuid4(), number, kind, at - timedelta(hours=hours), "YTO", "ZX-1")
        for number in numbers
        for kind, hours in (("ARRIVED_HUB", 5), ("LOADED", 4))
    ]
    operations.receive_scans(batch_id=uuid4(), scans=scans, by=hub_person, at=at)
    return officer, point


def main(password: str) -> None:
    django.setup()
    from django.utils import timezone

    furnish(password, NUMBERS, timezone.now())


if __name__ == "__main__":
    main(sys.argv[1])
