"""A course and a session of the training body."""

from datetime import date
from decimal import Decimal

import pytest

from cuntong.apps.training import operations


@pytest.fixture
def course(people, now):
    return operations.create_course(
        code="KC-1", title="网店开设入门", kind="GENERAL", by=people.trainer, at=now
    )


def hold(people, now, course, code, day=1, **more):
    return operations.hold_session(
        code=code,
        course=course,
        title=f"示例培训{code}",
        organiser="CENTRE",
        held_date=date(2023, 3, day),
        hours=Decimal(4),
        by=people.trainer,
        at=now,
        **more,
    )


@pytest.fixture
def session(people, now, course):
    return hold(people, now, course, "PX-1")


@pytest.fixture
def other_session(people, now, course):
    return hold(people, now, course, "PX-2", day=2)
