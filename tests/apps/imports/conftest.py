"""A session that a roster can name."""

import pytest
from tests.apps.training.conftest import hold

from cuntong.apps.training import operations


@pytest.fixture
def session(people, now):
    course = operations.create_course(
        code="KC-1", title="网店开设入门", kind="GENERAL", by=people.trainer, at=now
    )
    return hold(people, now, course, "PX-1")
