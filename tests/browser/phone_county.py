"""Fills an installation with a village point, its keeper, and parcels that the hub has loaded for it.

python -m tests.browser.phone_county PASSWORD
"""

import sys
from datetime import date
from uuid import uuid4

import django

from tests.browser.village_counter import DIVISIONS, VILLAGE, furnish

TOWNSHIP = DIVISIONS[3][0]

NUMBERS = [f"YT90000000{n:05}" for n in range(1, 91)]
"""Three journeys of thirty parcels."""


def main(password: str) -> None:
    django.setup()
    from django.utils import timezone

    from cuntong.apps.accounts.models import Responsibility, User
    from cuntong.apps.inspections import operations as inspections
    from cuntong.apps.places import operations as places

    at = timezone.now()
    officer, point = furnish(password, NUMBERS, at)
    do = {"by": officer, "at": at}
    other = User.objects.create_user("keeper2", password=password, role="STATION_KEEPER")
    Responsibility.objects.create(user=other, division_code=VILLAGE)
    inspector = User.objects.create_user("inspector", password=password, role="INSPECTOR")
    Responsibility.objects.create(user=inspector, division_code=TOWNSHIP)
    for event in ("APPLIED", "APPROVED", "BUILT", "ACCEPTED", "OPERATING"):
        places.record_event(station=point, state=event, event_date=date(2022, 3, 1), **do)
    inspections.plan_visit(
        entry_id=uuid4(), station=point, inspector=inspector, planned_date=at.date(), made_at=at, **do
    )


if __name__ == "__main__":
    main(sys.argv[1])
