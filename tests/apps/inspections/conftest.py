"""Stations in two townships, people to inspect and to be inspected, and a visit in any state."""

from datetime import date
from decimal import Decimal

import pytest
from tests.apps.inspections.visiting import Rounds
from tests.apps.places.conftest import live, operating, register  # noqa: F401

from cuntong.apps.accounts.models import Responsibility, User
from cuntong.apps.accounts.roles import Role
from cuntong.apps.places import operations as places
from cuntong.apps.places.kinds import DivisionRow

DIVISIONS = (
    ("440000000000", "广东省"),
    ("440200000000", "韶关市"),
    ("440281000000", "乐昌市"),
    ("440281102000", "北乡镇"),
    ("440281102201", "茅坪村村民委员会"),
    ("440281103000", "九峰镇"),
    ("440281103201", "示例甲村村民委员会"),
    ("440281103202", "示例乙村村民委员会"),
    ("440281103205", "示例丙村村民委员会"),
)


@pytest.fixture
def county(people, now):
    """A county of two townships."""
    rows = [DivisionRow(code=code, name=name) for code, name in DIVISIONS]
    known = places.set_county(
        code="440281000000", name="乐昌市", project_start_date=date(2021, 7, 1), by=people.bureau, at=now
    )
    places.import_divisions(rows=rows, by=people.bureau, at=now)
    return known


@pytest.fixture
def rounds(people, now):
    return Rounds(people, now)


@pytest.fixture
def station(operating):  # noqa: F811
    """The village point of the keeper, in the inspector's township."""
    return operating(
        name="示例村点", longitude=Decimal("113.3"), latitude=Decimal("25.1"), position_source="MEASURED"
    )


@pytest.fixture
def another_keeper(people):
    keeper = User.objects.create_user(
        username="keeper2", password="correct-horse-91", role=Role.STATION_KEEPER
    )
    Responsibility.objects.create(user=keeper, division_code="440281103205")
    return keeper
