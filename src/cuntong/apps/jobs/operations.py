from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right

from .kinds import KINDS, JobCancelled, JobRefused, JobSuperseded
from .models import DailyWork, Job, Worker

log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]


@transaction.atomic
def start(*, kind: str, arguments: dict, by: User, at: datetime) -> Job:
    """Queues a job in the caller's transaction: it exists exactly when what asked for it exists."""
    if kind not in KINDS:
        raise ValueError(f"no kind of job is called {kind!r}")
    return Job.objects.create(kind=kind, arguments=arguments, queued_by=by, queued_at=at)


@transaction.atomic
def begin_daily(*, kind: str, begins_at: time, by: User, at: datetime) -> DailyWork:
    """Lets a kind of work be begun every day from `begins_at` (county time) on; the first time when that hour next comes.

    Raises:
        PermissionDenied: without the right that the work needs.
        ValueError: this work is not done daily.
    """
    require(by, _daily_right(kind))
    now = timezone.localtime(at)
    begun = now.date() if now.time() >= begins_at else None
    return DailyWork.objects.update_or_create(
        kind=kind, defaults={"begins_at": begins_at, "set_by": by, "last_begun_date": begun}
    )[0]


@transaction.atomic
def end_daily(*, kind: str, by: User) -> None:
    """Stops the daily work of a kind; what was queued is done."""
    require(by, _daily_right(kind))
    DailyWork.objects.filter(kind=kind).delete()


def _daily_right(kind: str) -> Right:
    right = KINDS[kind].daily_for if kind in KINDS else None
    if right is None:
        raise ValueError(f"{kind!r} is not done daily")
    return right


@transaction.atomic
def queue_daily(*, at: datetime) -> list[Job]:
    """Queues the daily work whose hour has come and that was not begun today, each once, whichever worker asks first.

    Work waits while its person may not ask for it any more (account closed, another role), until somebody else does.
    """
    now = timezone.localtime(at)
    due = DailyWork.objects.select_for_update().select_related("set_by")
    due = due.filter(begins_at__lte=now.time()).exclude(last_begun_date=now.date())
    queued = []
    for daily in due:
        if daily_stands(daily):
            queued.append(start(kind=daily.kind, arguments={}, by=daily.set_by, at=at))
            daily.last_begun_date = now.date()
            daily.save(update_fields=["last_begun_date"])
    return queued


def daily_stands(daily: DailyWork) -> bool:
    """Whether the person on whose account it is done may still ask for it."""
    kind = KINDS.get(daily.kind)
    return (
        kind is not None
        and kind.daily_for is not None
        and daily.set_by.is_active
        and daily.set_by.may(kind.daily_for)
    )


@transaction.atomic
def request_cancel(*, job: Job, by: User, at: datetime) -> Job:
    """Asks a job to stop: at once while it waits, at its next safe point while it runs."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.queued_by_id != by.pk:
        raise PermissionDenied(_("Only the person who started this work can cancel it."))
    if job.ended:
        return job
    job.cancel_requested_at = job.cancel_requested_at or at
    if job.state == Job.State.QUEUED:
        job.state, job.finished_at = Job.State.CANCELLED, at
    job.save()
    return job


@dataclass(frozen=True)
class Progress:
    """What a running job holds: its place in the queue, its number of the attempt, and the clock."""

    job_id: str
    attempt: int
    clock: Clock

    @contextmanager
    def hold(self):
        """A transaction in which this attempt, and no other, may write.

        Raises:
            JobCancelled: somebody asked the job to stop.
            JobSuperseded: another attempt has begun; nothing of this one may be written.
        """
        with transaction.atomic():
            job = Job.objects.select_for_update().get(pk=self.job_id)
            if job.attempts != self.attempt or job.state != Job.State.RUNNING:
                raise JobSuperseded(f"job {self.job_id} is at attempt {job.attempts}, this is {self.attempt}")
            if job.cancel_requested_at:
                raise JobCancelled
            yield job

    def report(self, done: int, total: int, message: str = "") -> None:
        """Shows how far the work is, and stops here if somebody asked for it."""
        with self.hold() as job:
            job.done, job.total, job.message = done, total, message
            job.save(update_fields=["done", "total", "message"])


def run(*, job_id: str, clock: Clock) -> Job:
    """Does one job; calling it again for an ended job changes nothing."""
    job = _claim(job_id, clock())
    if job.ended:
        return job
    progress = Progress(job_id=job_id, attempt=job.attempts, clock=clock)
    try:
        result = KINDS[job.kind].run(progress, **job.arguments)
        with progress.hold() as held:
            _end(held, Job.State.DONE, clock(), result=result or {})
    except JobSuperseded as superseded:
        log.warning("job superseded", job=str(job_id), reason=str(superseded))
    except JobCancelled:
        _end_attempt(progress, Job.State.CANCELLED, message=_("Cancelled; nothing was changed after that."))
    except JobRefused as refusal:
        _end_attempt(progress, Job.State.FAILED, message=str(refusal))
    except Exception:
        log.exception("job failed", job=str(job_id), kind=job.kind)
        _end_attempt(
            progress,
            Job.State.FAILED,
            message=_("Something went wrong on our side. Nothing was half-written. Quote number %(id)s.")
            % {"id": str(job_id)[:8]},
        )
    return Job.objects.get(pk=job_id)


@transaction.atomic
def _claim(job_id: str, at: datetime) -> Job:
    job = Job.objects.select_for_update().get(pk=job_id)
    if not job.ended:
        job.attempts += 1
        job.state = Job.State.RUNNING
        job.started_at = job.started_at or at
        job.save(update_fields=["attempts", "state", "started_at"])
    return job


def _end(job: Job, state: str, at: datetime, *, message: str = "", result: dict | None = None) -> None:
    job.state, job.finished_at, job.message = state, at, message[:500]
    job.result = result or {}
    if state == Job.State.DONE:
        job.done = job.total = max(job.total, 1)
    job.save(update_fields=["state", "finished_at", "message", "result", "done", "total"])


@transaction.atomic
def _end_attempt(progress: Progress, state: str, *, message: str) -> None:
    job = Job.objects.select_for_update().get(pk=progress.job_id)
    if job.attempts == progress.attempt and not job.ended:
        _end(job, state, progress.clock(), message=message)


@transaction.atomic
def mark_handed_over(*, job: Job, at: datetime) -> None:
    Job.objects.filter(pk=job.pk, handed_over_at=None).update(handed_over_at=at)


def sign_of_life(*, worker: str, at: datetime) -> None:
    Worker.objects.update_or_create(name=worker, defaults={"seen_at": at})


def dismiss_silent_workers(*, before: datetime, keep: str) -> list[str]:
    """Forgets the workers that gave no sign of life since `before`, and names them so that their jobs are taken over."""
    silent = list(Worker.objects.filter(seen_at__lt=before).exclude(name=keep).values_list("name", flat=True))
    Worker.objects.filter(name__in=silent, seen_at__lt=before).delete()
    return silent
