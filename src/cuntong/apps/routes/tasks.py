from django.utils.translation import gettext_lazy as _

from cuntong.apps.jobs.kinds import job_kind

from . import operations
from .models import DayPlan, Study


@job_kind("routes.plan", _("Plan the day's routes"))
def plan(progress, *, plan_id: int) -> dict:
    return operations.search(plan=DayPlan.objects.get(pk=plan_id), progress=progress)


@job_kind("routes.pooling", _("Compare merged and apart"))
def pooling(progress, *, study_id: int) -> dict:
    return operations.answer_pooling(study=Study.objects.get(pk=study_id), progress=progress)


@job_kind("routes.network", _("Work out the next village's cost"))
def network(progress, *, study_id: int) -> dict:
    return operations.answer_network(study=Study.objects.get(pk=study_id), progress=progress)
