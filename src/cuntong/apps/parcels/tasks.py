from django.utils.translation import gettext_lazy as _

from cuntong.apps.jobs.kinds import job_kind

from . import operations

# --- shelf ---


@job_kind("parcels.send_notices", _("Send notices to recipients"))
def send_notices(progress) -> dict:
    return operations.send_notices(progress=progress)


@job_kind("parcels.daily_round", _("Search for parcels that do not move, and remind recipients"))
def daily_round(progress) -> dict:
    at = progress.clock()
    with progress.hold() as job:
        reminded = operations.remind(by=job.queued_by, at=at)
        opened = operations.find_idle_parcels(by=job.queued_by, at=at)
    return {"reminded": reminded, "opened": opened} | operations.send_notices(progress=progress)
