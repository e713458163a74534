"""Fills an installation with a village point, its keeper, and parcels that the hub has loaded for it.

python -m tests.browser.phone_county PASSWORD
"""

import sys
from datetime import date, timedelta
from uuid import uuid4

import django

from tests.browser.village_counter import DIVISIONS, PHONE, VILLAGE

TOWNSHIP = DIVISIONS[3][0]

NUMBERS = [f"YT90000000{n:05}" for n in range(1, 91)]
"""Three journeys of thirty parcels."""


def main(password: str) -> None:
    django.setup()
    from django.utils import timezone

    from cuntong.apps.accounts.models import Responsibility, User
    from cuntong.apps.accounts.protection import encrypt, mask_phone
    from cuntong.apps.inspections import operations as inspections
    from cuntong.apps.parcels import operations, queries
    from cuntong.apps.parcels.kinds import SentScan
    from cuntong.apps.parcels.models import Parcel
    from cuntong.apps.places import operations as places
    from cuntong.apps.places.models import Division

    at = timezone.now()
    officer = User.objects.create_user("bureau", password=password, role="BUREAU")
    hub_person = User.objects.create_user("hub", password=password, role="HUB")
    do = {"by": officer, "at": at}
    places.set_county(code="440281000000", name="乐昌市", project_start_date=date(2021, 7, 1), **do)
    for code, name, level, kind, parent in DIVISIONS:
        Division.objects.create(code=code, name=name, level=level, kind=kind, parent_id=parent)
    county, village = Division.objects.get(level="COUNTY"), Division.objects.get(pk=VILLAGE)
    places.register_station(code="ZX-1", name="示例分拨中心", level="CENTRE", division=county, **do)
    point = places.register_station(code="CD-1", name="示例村级点", level="VILLAGE", division=village, **do)
    for name in ("keeper", "keeper2"):
        keeper = User.objects.create_user(name, password=password, role="STATION_KEEPER")
        Responsibility.objects.create(user=keeper, division_code=VILLAGE)
    inspector = User.objects.create_user("inspector", password=password, role="INSPECTOR")
    Responsibility.objects.create(user=inspector, division_code=TOWNSHIP)
    for event in ("APPLIED", "APPROVED", "BUILT", "ACCEPTED", "OPERATING"):
        places.record_event(station=point, state=event, event_date=date(2022, 3, 1), **do)
    inspections.plan_visit(
        entry_id=uuid4(), station=point, inspector=inspector, planned_date=at.date(), made_at=at, **do
    )
    for number in NUMBERS:
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
        for number in NUMBERS
        for kind, hours in (("ARRIVED_HUB", 5), ("LOADED", 4))
    ]
    operations.receive_scans(batch_id=uuid4(), scans=scans, by=hub_person, at=at)


if __name__ == "__main__":
    main(sys.argv[1])
