"""The demo county is made whole, in an empty database, or not at all."""

from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.evidence.models import Document, TrailEntry, TrailHead
from cuntong.apps.places.models import County, Division, Station
from cuntong.apps.sample.operations import SampleRefused, demonstrate
from cuntong.cli._app import app

pytestmark = pytest.mark.django_db

TABLES = (User, Organisation, County, Division, Station, Document, TrailEntry)


def attempt(password="demo-county-71", report=lambda *_step: None):
    return demonstrate(password=password, at=datetime(2024, 8, 20, 2, tzinfo=UTC), report=report)


def counts():
    return {table.__name__: table.objects.count() for table in TABLES}


def own_county(*, synthetic):
    County.objects.create(
        code="440281000000", name="乐昌市", project_start_date=date(2021, 7, 1), synthetic=synthetic
    )


def a_person():
    User.objects.create_user(username="somebody", password="correct-horse-91")


@pytest.mark.parametrize(
    "in_use",
    [
        pytest.param(a_person, id="somebody signs in here"),
        pytest.param(lambda: own_county(synthetic=False), id="a county of its own"),
        pytest.param(lambda: own_county(synthetic=True), id="another county for trying things out"),
    ],
)
def test_a_database_in_use_is_left_alone(in_use):
    in_use()
    before = counts()
    with pytest.raises(SampleRefused, match=r"空库|empty"):
        attempt()
    assert counts() == before


def test_the_command_says_why_and_shows_no_traceback():
    a_person()
    told = CliRunner().invoke(app, ["demo", "--no-serve"])
    assert told.exit_code == 1
    assert "空库" in told.stderr
    assert "Traceback" not in told.output


def test_a_weak_password_is_refused_before_anything_is_written():
    with pytest.raises(SampleRefused) as refusal:
        attempt(password="12345")
    assert "10" in str(refusal.value)
    assert set(counts().values()) == {0}


def test_what_fails_in_the_middle_leaves_nothing(request):
    class Interrupted(Exception):
        pass

    def stop_half_way(_step, done, _total):
        if done == 60:
            assert counts()["Station"] == 119
            raise Interrupted

    with pytest.raises(Interrupted):
        attempt(report=stop_half_way)
    assert set(counts().values()) == {0}
    assert TrailHead.objects.get().size == 0
