"""The process that does the jobs: DBOS keeps the queue, our `Job` rows keep what people see.

Note [Handing jobs over]
A job is a row written in the transaction that asked for it. The worker hands waiting rows to DBOS under the
row's own id, so a crash between the two writes is healed by handing the same row over again. DBOS runs what is
pending after a crash; `operations.run` makes the second run harmless. A worker that stays silent loses its
work to the others.
"""

import threading
from datetime import UTC, datetime, timedelta

import structlog
from dbos import DBOS, DBOSConfig, SetWorkflowID
from django.conf import settings
from django.db import close_old_connections

from . import operations
from .models import Job

QUEUE = "county-jobs"
SILENCE = timedelta(seconds=15)
DAILY_LOOK = timedelta(seconds=20)
"""How often a worker looks whether daily work is due."""
log = structlog.get_logger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@DBOS.workflow(name="run_job")
def _run_job(job_id: str) -> str:
    return _run_step(job_id)


@DBOS.step(name="run_job_step")
def _run_step(job_id: str) -> str:
    close_old_connections()
    try:
        return operations.run(job_id=job_id, clock=_now).state
    finally:
        close_old_connections()


def work(*, name: str, stop: threading.Event, concurrency: int = 2) -> None:
    """Does jobs until `stop` is set.

    `name` must be the same after a restart and differ between workers that share a database: it is how a
    worker finds what it left unfinished.
    """
    DBOS(config=_config(name))
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=concurrency, polling_interval_sec=0.25)
    log.info("worker ready", worker=name)
    looked_at = _now() - DAILY_LOOK
    try:
        while not stop.wait(0.25):
            _beat(name)
            if _now() - looked_at >= DAILY_LOOK:
                looked_at = _now()
                operations.queue_daily(at=looked_at)
            _hand_over()
    finally:
        DBOS.destroy()


def _config(name: str) -> DBOSConfig:
    return {
        "name": "cuntong",
        "system_database_url": settings.JOBS_DATABASE_URL,
        "executor_id": name,
        "application_version": "1",
        "log_level": "WARNING",
        "enable_otlp": False,
    }


def _beat(name: str) -> None:
    now = _now()
    operations.sign_of_life(worker=name, at=now)
    for silent in operations.dismiss_silent_workers(before=now - SILENCE, keep=name):
        left = [w.workflow_id for w in DBOS.list_workflows(executor_id=silent, status="PENDING")]
        log.warning("taking over from a silent worker", silent=silent, jobs=left)
        if left:
            DBOS.resume_workflows(left)


def _hand_over() -> None:
    for job in Job.objects.filter(state=Job.State.QUEUED, handed_over_at=None).order_by("queued_at")[:50]:
        with SetWorkflowID(str(job.pk)):
            DBOS.enqueue_workflow(QUEUE, _run_job, str(job.pk))
        operations.mark_handed_over(job=job, at=_now())
