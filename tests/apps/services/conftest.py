"""A counter with its keeper, and what makes an entry short to say."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from tests.apps.parcels.conftest import START, county, live, network, operating, register  # noqa: F401

from cuntong.apps.services import operations
from cuntong.apps.services.kinds import Deed, Person
from cuntong.domain.ledgers import Account

VILLAGER = Person("示例村民甲", "13800000001")


def yuan(text):
    return Decimal(text)


def minutes(count):
    return START + timedelta(minutes=count)


@pytest.fixture
def counter(network):  # noqa: F811
    return network.village


@pytest.fixture
def write(counter, people):
    """Writes an entry: `write("CASH_DEPOSIT", "500.00", person=VILLAGER)`."""

    def written(kind="AGENCY_BUYING", amount="58.00", *, minute=0, commission="0.00", entry_id=None, by=None, at=None, station=None, day=None, **said):  # fmt: skip
        said = {"subject": "大米 10 斤"} | said
        return operations.record_entry(
            entry_id=entry_id or uuid4(),
            station=station or counter,
            deed=Deed(kind, Decimal(amount), Decimal(commission), **said),
            made_at=minutes(minute),
            by=by or people.keeper,
            at=at or minutes(minute),
            day=day,
        )

    return written


@pytest.fixture
def holds(counter):
    """What an account of the counter holds."""
    from cuntong.apps.services.queries import balances_of

    return lambda account="CASH": balances_of(counter)[Account(account)]
