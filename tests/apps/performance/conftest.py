"""A small county: two townships, three villages, one course, two sessions, some money."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cuntong.apps.jobs import operations as jobs
from cuntong.apps.performance import operations
from cuntong.apps.places import operations as places
from cuntong.apps.places.kinds import DivisionRow
from cuntong.apps.training import operations as training
from cuntong.apps.training.persons import Person

DIVISIONS = (
    ("440000000000", "广东省"),
    ("440200000000", "韶关市"),
    ("440281000000", "乐昌市"),
    ("440281103000", "九峰镇"),
    ("440281103201", "示例甲村村民委员会"),
    ("440281103202", "示例乙村村民委员会"),
    ("440281104000", "廊田镇"),
    ("440281104201", "示例丙村村民委员会"),
)


@pytest.fixture
def small_county(people, now):
    """The county with five sign-in rows of three people, before anything is frozen."""
    places.set_county(
        code="440281000000",
        name="乐昌市",
        project_start_date=date(2021, 7, 1),
        synthetic=True,
        division_edition="2023",
        by=people.bureau,
        at=now,
    )
    places.import_divisions(
        rows=[DivisionRow(code=code, name=name) for code, name in DIVISIONS], by=people.bureau, at=now
    )
    course = training.create_course(code="KC-1", title="示例课程", kind="GENERAL", by=people.bureau, at=now)
    for number, names in ((1, "甲乙"), (2, "甲乙丙")):
        session = training.hold_session(
            code=f"PX-{number}",
            course=course,
            title=f"示例培训{number}",
            organiser="CENTRE",
            held_date=date(2023, 3, number),
            hours=Decimal(4),
            by=people.bureau,
            at=now,
        )
        training.sign_in(
            rows=[
                training.SignIn(session, Person(name=f"学员{name}", phone=f"1380000000{ord(name) % 10}"), row)
                for row, name in enumerate(names, start=2)
            ],
            by=people.bureau,
            at=now,
        )
    return course


def freeze(people, now, **changes):
    """Starts a freeze and does its job at once."""
    dates = {"project_start": date(2021, 7, 1), "year_start": date(2023, 1, 1), "as_of": date(2023, 12, 31)}
    snapshot = operations.start_freeze(
        title="2023 年度", outline_code="SELF_EVALUATION_2023", by=people.bureau, at=now, **(dates | changes)
    )
    job = jobs.run(job_id=snapshot.job_id, clock=lambda: now)
    snapshot.refresh_from_db()
    assert job.state == "DONE", job.message
    return snapshot


@pytest.fixture
def frozen(small_county, people, now):
    return freeze(people, now)


@pytest.fixture
def later():
    return datetime(2024, 9, 1, 2, tzinfo=UTC)
