from django.utils.translation import gettext_lazy as _

from cuntong.apps.jobs.kinds import job_kind

from . import operations
from .models import Snapshot


@job_kind("performance.freeze", _("Freeze the figures"))
def freeze(progress, *, snapshot_id: str) -> dict:
    return operations.freeze(snapshot=Snapshot.objects.get(pk=snapshot_id), progress=progress)
