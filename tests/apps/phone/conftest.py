"""A keeper's village point with parcels on their way there, and the phone in the keeper's hand."""

from uuid import uuid4

import pytest
from tests.apps.parcels.conftest import START, batch_id, fresh_boards, minutes, network, parcel  # noqa: F401
from tests.apps.parcels.test_shelf import PHONE, coming, with_phone  # noqa: F401

from cuntong.apps.phone import operations
from cuntong.apps.phone.kinds import SentEntry

TAIL = PHONE[-4:]
FIRST = "YT0000000000001"


def number_of(n):
    return f"YT{n:013}"


def entry(kind, minute=60, /, *, key=None, **body):
    """An entry made on a phone whose clock is right, a few minutes after START."""
    return SentEntry(key or uuid4(), kind, minutes(minute), body)


@pytest.fixture
def handset(people, network):  # noqa: F811
    """The keeper's phone."""
    return operations.register_handset(
        handset_id=uuid4(), name="示例手机", session_key="", by=people.keeper, at=START
    )


@pytest.fixture
def send(handset, people):
    """Sends entries from the keeper's phone; answers in their order."""

    def send_(*entries, at=None, clock=None, by=None, phone=None):
        at = at or minutes(120)
        return operations.accept_entries(
            handset=phone or handset,
            entries=entries,
            clock=clock or at,
            waiting=0,
            by=by or people.keeper,
            at=at,
        )

    return send_


@pytest.fixture
def about(network):  # noqa: F811
    """The body of an entry about a parcel at the keeper's point."""

    def about_(number=FIRST, **more):
        return {"station": network.village.pk, "number": number, "carrier": "YTO", **more}

    return about_
