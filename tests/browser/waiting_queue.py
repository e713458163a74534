"""Fills an installation with a county, a village point and three parcels that wait for a person.

    python -m tests.browser.waiting_queue PASSWORD

Two of them are alike; the third names a village of which the county has two.
"""

import csv
import sys
from datetime import date
from pathlib import Path

import django

DIVISIONS = Path(__file__).parents[2] / "sample" / "lechang-2023" / "divisions.csv"
MILL = "广东省韶关市乐昌市廊田镇示例竹器厂{}号"
NUMBER = "77327702728033{}"


def main(password: str) -> None:
    django.setup()
    from django.utils import timezone

    from cuntong.apps.accounts.models import User
    from cuntong.apps.parcels import operations
    from cuntong.apps.parcels.operations import Waybill
    from cuntong.apps.places import operations as places
    from cuntong.apps.places.kinds import DivisionRow

    at = timezone.now()
    officer = User.objects.create_user("bureau", password=password, role="BUREAU")
    hub = User.objects.create_user("hub", password=password, role="HUB")
    places.set_county(
        code="440281000000", name="乐昌市", project_start_date=date(2021, 7, 1), by=officer, at=at
    )
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        rows = [
            DivisionRow(
                code=row["code"], name=row["name"], level=row["level"], parent_code=row["parent_code"]
            )
            for row in csv.DictReader(file)
        ]
    places.import_divisions(rows=rows, by=officer, at=at)
    addresses = [MILL.format(1), MILL.format(2), "乐昌市石溪村老屋"]
    waybills = [
        Waybill(carrier="STO", number=NUMBER.format(number), address=address)
        for number, address in enumerate(addresses)
    ]
    operations.register(waybills=waybills, by=hub, at=at)


if __name__ == "__main__":
    main(sys.argv[1])
