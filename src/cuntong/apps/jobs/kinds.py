"""The kinds of job: each room declares its own in `tasks.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


class JobRefused(Exception):
    """The job cannot be done, for a reason that the person who started it can understand and act on."""


class JobCancelled(Exception):
    """Somebody asked for the job to stop; what it had not yet committed is gone."""


class JobSuperseded(Exception):
    """Another worker has taken the job over; this attempt must not write any more."""


@dataclass(frozen=True)
class JobKind:
    code: str
    label: str | Promise
    run: Callable


KINDS: dict[str, JobKind] = {}


def job_kind(code: str, label: str | Promise) -> Callable:
    """Declares a function `(progress, **arguments) -> dict` as the work of a kind of job.

    The function may run more than once for one job (after a crash), so each of its writes must be one
    transaction that begins with `progress.hold()` and leaves its own mark.
    """

    def declare(run: Callable) -> Callable:
        KINDS[code] = JobKind(code=code, label=label, run=run)
        return run

    return declare
