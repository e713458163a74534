"""Work that is begun once a day by itself, on the account of whoever asked for it."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cuntong.apps.jobs import operations
from cuntong.apps.jobs.models import DailyWork, Job

pytestmark = pytest.mark.django_db

NIGHT = datetime(2024, 8, 13, 20, tzinfo=UTC)  # four o'clock in the county
ROUND = "parcels.daily_round"


@pytest.fixture
def standing(people):
    return operations.begin_daily(kind=ROUND, begins_at=time(7), by=people.hub, at=NIGHT)


def queued(at):
    return [job.kind for job in operations.queue_daily(at=at)]


def test_it_is_begun_once_a_day_when_its_hour_has_come(people, standing):
    assert queued(NIGHT + timedelta(hours=2)) == []
    assert queued(NIGHT + timedelta(hours=3, minutes=5)) == [ROUND]
    assert queued(NIGHT + timedelta(hours=4)) == []
    assert queued(NIGHT + timedelta(hours=28)) == [ROUND]
    assert set(Job.objects.values_list("queued_by", flat=True)) == {people.hub.pk}


def test_a_worker_that_was_off_at_the_hour_makes_up_for_it_the_same_day(standing):
    assert queued(NIGHT + timedelta(hours=15)) == [ROUND]


def test_set_after_its_hour_it_begins_the_next_day(people):
    operations.begin_daily(kind=ROUND, begins_at=time(3), by=people.hub, at=NIGHT)
    assert queued(NIGHT + timedelta(hours=1)) == []
    assert queued(NIGHT + timedelta(hours=24)) == [ROUND]


def test_it_waits_while_its_person_may_not_ask_for_it(people, standing):
    people.hub.is_active = False
    people.hub.save()
    assert queued(NIGHT + timedelta(hours=4)) == []
    operations.begin_daily(kind=ROUND, begins_at=time(9), by=people.bureau, at=NIGHT + timedelta(hours=4))
    assert queued(NIGHT + timedelta(hours=5)) == [ROUND]


def test_who_may_set_it_and_what_is_no_daily_work(people):
    with pytest.raises(PermissionDenied):
        operations.begin_daily(kind=ROUND, begins_at=time(7), by=people.trainer, at=NIGHT)
    with pytest.raises(ValueError, match="not done daily"):
        operations.begin_daily(kind="tests.refuse", begins_at=time(7), by=people.bureau, at=NIGHT)


def test_set_and_stopped_on_its_page(client, people):
    client.force_login(people.hub)
    page = reverse("jobs:daily")
    assert "尚未设为自动进行" in client.get(page).content.decode()
    said = client.post(reverse("jobs:set-daily", args=[ROUND]), {"begins_at": "06:30"}, follow=True)
    assert "每天 06:30 起" in said.content.decode()
    wrong = client.post(reverse("jobs:set-daily", args=[ROUND]), {"begins_at": "早上"}, follow=True)
    assert "请填写时间" in wrong.content.decode()
    client.post(reverse("jobs:set-daily", args=[ROUND]), {"stop": "1"})
    assert not DailyWork.objects.exists()
    assert (
        client.post(reverse("jobs:set-daily", args=["tests.refuse"]), {"begins_at": "06:30"}).status_code
        == 404
    )


def test_who_may_set_nothing_sees_no_button(client, people):
    client.force_login(people.trainer)
    assert reverse("jobs:daily") not in client.get(reverse("jobs:list")).content.decode()
    refused = client.post(reverse("jobs:set-daily", args=[ROUND]), {"begins_at": "06:30"})
    assert refused.status_code == 403
