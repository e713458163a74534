from django.utils.translation import gettext_lazy as _

from cuntong.apps.jobs.kinds import job_kind

from . import operations
from .models import CheckedReport, Snapshot


@job_kind("performance.freeze", _("Freeze the figures"))
def freeze(progress, *, snapshot_id: str) -> dict:
    return operations.freeze(snapshot=Snapshot.objects.get(pk=snapshot_id), progress=progress)


@job_kind("performance.check", _("Check a report"))
def check(progress, *, checked_id: str) -> dict:
    checked = CheckedReport.objects.select_related("document", "snapshot", "follows").get(pk=checked_id)
    checked = operations.finish_check(checked=checked, at=progress.clock(), hold=progress.hold)
    return {"checked": checked_id, "state": checked.state}
