"""What happens to a job from its start to its end, and what the person who started it is told."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.jobs import operations, queries
from cuntong.apps.jobs.kinds import JobSuperseded
from cuntong.apps.jobs.models import Job

pytestmark = pytest.mark.django_db


def start(people, now, kind="tests.count", **arguments):
    return operations.start(kind=kind, arguments=arguments, by=people.bureau, at=now)


def made_by(job):
    return Organisation.objects.filter(name__startswith=str(job.pk)).count()


def test_a_job_is_done_and_its_result_kept(people, now):
    job = operations.run(job_id=start(people, now, steps=3).pk, clock=lambda: now)
    assert (job.state, job.result, job.percent, made_by(job)) == ("DONE", {"steps": 3}, 100, 3)


def test_running_an_ended_job_again_changes_nothing(people, now):
    job = start(people, now, steps=3)
    operations.run(job_id=job.pk, clock=lambda: now)
    again = operations.run(job_id=job.pk, clock=lambda: now)
    assert (again.attempts, made_by(job)) == (1, 3)


def test_a_second_attempt_goes_on_where_the_first_was_torn_off(people, now):
    job = start(people, now, steps=5)
    first = operations.Progress(job_id=str(job.pk), attempt=1, clock=lambda: now)
    Job.objects.filter(pk=job.pk).update(state="RUNNING", attempts=1, done=2)
    for step in range(2):
        Organisation.objects.create(name=f"{job.pk} {step}")
    assert operations.run(job_id=job.pk, clock=lambda: now).state == "DONE"
    assert made_by(job) == 5
    with pytest.raises(JobSuperseded), first.hold():
        pass


def test_a_refusal_reaches_the_person_in_its_own_words(people, now):
    job = operations.run(job_id=start(people, now, kind="tests.refuse").pk, clock=lambda: now)
    assert (job.state, job.message) == ("FAILED", "the cupboard is empty")


def test_a_fault_of_ours_is_told_without_its_particulars(people, now):
    job = operations.run(job_id=start(people, now, kind="tests.break").pk, clock=lambda: now)
    assert job.state == "FAILED"
    assert "13800000000" not in job.message
    assert str(job.pk)[:8] in job.message


def test_a_waiting_job_is_cancelled_at_once_and_never_run(people, now):
    job = start(people, now, steps=3)
    operations.request_cancel(job=job, by=people.bureau, at=now)
    assert operations.run(job_id=job.pk, clock=lambda: now).state == "CANCELLED"
    assert made_by(job) == 0


def test_a_running_job_stops_at_its_next_step(people, now):
    job = start(people, now, steps=3)
    Job.objects.filter(pk=job.pk).update(state="RUNNING", attempts=1, done=1, cancel_requested_at=now)
    assert operations.run(job_id=job.pk, clock=lambda: now).state == "CANCELLED"
    assert made_by(job) == 0


def test_only_the_person_who_started_a_job_cancels_it(people, now):
    with pytest.raises(PermissionDenied):
        operations.request_cancel(job=start(people, now, steps=1), by=people.finance, at=now)


def test_a_kind_nobody_declared_is_not_queued(people, now):
    with pytest.raises(ValueError, match="no kind"):
        start(people, now, kind="tests.unknown")


def test_people_see_their_own_jobs_and_auditors_all(people, now):
    job = start(people, now, steps=1)
    assert job in queries.visible_to(people.auditor)
    assert job not in queries.visible_to(people.trainer)


def test_the_page_of_a_job_asks_on_until_it_has_ended(client, people, now):
    client.force_login(people.bureau)
    job = start(people, now, steps=1)
    address = reverse("jobs:job", args=[job.pk])
    assert "hx-trigger" in client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert reverse("jobs:cancel", args=[job.pk]) in client.get(address).content.decode()
    client.force_login(people.auditor)
    assert reverse("jobs:cancel", args=[job.pk]) not in client.get(address).content.decode()
    operations.run(job_id=job.pk, clock=lambda: now)
    assert "hx-trigger" not in client.get(address, headers={"HX-Request": "true"}).content.decode()
