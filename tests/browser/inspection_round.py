"""Fills an installation with a village point, its keeper, and a visit that an inspector has to make today.

python -m tests.browser.inspection_round PASSWORD
"""

import sys
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import django

VILLAGE = "440281103201"
LONGITUDE, LATITUDE = 113.3, 25.1
DIVISIONS = (
    ("440000000000", "广东省"),
    ("440200000000", "韶关市"),
    ("440281000000", "乐昌市"),
    ("440281103000", "九峰镇"),
    (VILLAGE, "坪石村民委员会"),
)


def main(password: str) -> None:
    django.setup()
    from django.utils import timezone

    from cuntong.apps.accounts.operations import add_person
    from cuntong.apps.inspections import operations as inspections
    from cuntong.apps.places import operations as places
    from cuntong.apps.places.kinds import DivisionRow
    from cuntong.apps.places.models import Division

    now = timezone.now()
    bureau = add_person(username="bureau", password=password, role="BUREAU", organisation_name="示例商务局")
    add_person(username="keeper", password=password, role="STATION_KEEPER", division_codes=[VILLAGE])
    inspector = add_person(
        username="inspector", password=password, role="INSPECTOR", division_codes=["440281103000"]
    )
    said = {"by": bureau, "at": now}
    places.set_county(
        code="440281000000", name="乐昌市", project_start_date=date(2021, 7, 1), synthetic=True, **said
    )
    places.import_divisions(rows=[DivisionRow(code=code, name=name) for code, name in DIVISIONS], **said)
    station = places.register_station(
        code="CD-1",
        name="示例村级点",
        level="VILLAGE",
        division=Division.objects.get(pk=VILLAGE),
        longitude=Decimal(str(LONGITUDE)),
        latitude=Decimal(str(LATITUDE)),
        position_source="MEASURED",
        area_m2=Decimal(20),
        **said,
    )
    for days, state in (
        (300, "APPLIED"),
        (290, "APPROVED"),
        (200, "BUILT"),
        (150, "ACCEPTED"),
        (100, "OPERATING"),
    ):
        day = timezone.localdate(now) - timedelta(days=days)
        places.record_event(station=station, state=state, event_date=day, **said)
    inspections.plan_visit(
        entry_id=uuid4(),
        station=station,
        inspector=inspector,
        planned_date=timezone.localdate(now),
        made_at=now,
        **said,
    )


if __name__ == "__main__":
    main(sys.argv[1])
