import time

from django.utils.translation import gettext_lazy as _

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
