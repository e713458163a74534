import time

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.jobs.kinds import JobRefused, job_kind


@job_kind("tests.count", "Count")
def count(progress, *, steps: int, pause: float = 0.0) -> dict:
    """Makes one organisation for each step; a step and its place in the count are one transaction."""
    done = 0
    while done < steps:
        with progress.hold() as job:
            done = job.done
            if done < steps:
                Organisation.objects.create(name=f"{job.pk} {done}")
                job.done, job.total = done + 1, steps
                job.save(update_fields=["done", "total"])
        time.sleep(pause)
    return {"steps": steps}


@job_kind("tests.refuse", "Refuse")
def refuse(progress) -> dict:
    raise JobRefused("the cupboard is empty")


@job_kind("tests.break", "Break")
def break_(progress) -> dict:
    raise ZeroDivisionError("phone 13800000000")
