import time

from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.jobs.kinds import job_kind

from . import operations
from .outgoing import post

PAUSES_SECONDS = (2, 10, 30, 60)
"""Between the tries of one job; a listener that is away longer is tried again with the next movement."""


@job_kind(operations.DELIVER, _("Tell a subscription of parcels"))
def deliver(progress, *, subscription_id: int) -> dict:
    return operations.deliver(
        subscription_id=subscription_id,
        progress=progress,
        send=post,
        pause=time.sleep,
        pauses=PAUSES_SECONDS,
    )


# --- shelf ---


@job_kind("parcels.send_notices", _("Send notices to recipients"))
def send_notices(progress) -> dict:
    return operations.send_notices(progress=progress)


@job_kind(
    "parcels.daily_round",
    _("Search for parcels that do not move, and remind recipients"),
    daily_for=Right.WRITE_PARCELS,
)
def daily_round(progress) -> dict:
    at = progress.clock()
    with progress.hold() as job:
        reminded = operations.remind(by=job.queued_by, at=at)
        opened = operations.find_idle_parcels(by=job.queued_by, at=at)
    return {"reminded": reminded, "opened": opened} | operations.send_notices(progress=progress)
