"""The real division list of the sample county, and stations that can be told apart from real ones."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cuntong.apps.places import operations
from cuntong.apps.places.kinds import DivisionRow
from cuntong.apps.places.models import Division

LIST = Path(__file__).parents[3] / "sample" / "lechang-2023" / "divisions.csv"
COUNTY, TOWNSHIP, VILLAGE, OTHER_VILLAGE = "440281000000", "440281103000", "440281103201", "440281103202"


def listed_divisions() -> list[DivisionRow]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return [
            DivisionRow(
                code=line["code"],
                name=line["name"],
                level=line["level"],
                parent_code=line["parent_code"],
                longitude=Decimal(line["longitude"]) if line["longitude"] else None,
                latitude=Decimal(line["latitude"]) if line["latitude"] else None,
            )
            for line in csv.DictReader(file)
        ]


@pytest.fixture
def county(people, now):
    """The county with its whole division list."""
    county = operations.set_county(
        code=COUNTY, name="乐昌市", project_start_date=date(2021, 7, 1), by=people.bureau, at=now
    )
    operations.import_divisions(rows=listed_divisions(), by=people.bureau, at=now)
    return county


@pytest.fixture
def register(county, people, now):
    """Registers a station: `register("VILLAGE", VILLAGE)`."""

    def registered(level="VILLAGE", division=VILLAGE, code="", **facts):
        return operations.register_station(
            code=code or f"TEST-{division}",
            name=facts.pop("name", "示例站点"),
            level=level,
            division=Division.objects.get(pk=division),
            by=people.bureau,
            at=now,
            **facts,
        )

    return registered


@pytest.fixture
def live(people, now):
    """Records a life: `live(station, BUILT="2022-08-20", OPERATING="2022-10-01")`."""

    def lived(station, **days):
        for state, day in days.items():
            operations.record_event(
                station=station, state=state, event_date=date.fromisoformat(day), by=people.bureau, at=now
            )
        return station

    return lived


@pytest.fixture
def operating(register, live):
    """A station that went the whole way."""

    def opened(level="VILLAGE", division=VILLAGE, **facts):
        return live(
            register(level, division, **facts),
            APPLIED="2022-03-10",
            APPROVED="2022-04-01",
            BUILT="2022-08-20",
            ACCEPTED="2022-09-15",
            OPERATING="2022-10-01",
        )

    return opened
