"""The kinds of job: each room declares its own in `tasks.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from cuntong.apps.accounts.roles import Right


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
    daily_for: Right | None = None
    """Whoever has this right may let the work be done every day, on their account; None for work that is asked for each time."""


KINDS: dict[str, JobKind] = {}


def job_kind(code: str, label: str | Promise, *, daily_for: Right | None = None) -> Callable:
    """Declares a function `(progress, **arguments) -> dict` as the work of a kind of job.

    Work that is to be done every day (`daily_for`) takes no arguments. The function may run more than once for one job (after a crash), so each of its writes must be one
    transaction that begins with `progress.hold()` and leaves its own mark.
    """

    def declare(run: Callable) -> Callable:
        KINDS[code] = JobKind(code=code, label=label, run=run, daily_for=daily_for)
        return run

    return declare
