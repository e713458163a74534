from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cuntong.apps.jobs.kinds import JobRefused, job_kind

from . import operations
from .kinds import CommitRefused
from .models import ImportBatch


@job_kind("imports.check", _("Check a workbook"))
def check(progress, *, batch_id: str, language: str) -> dict:
    with override(language):
        return operations.examine(
            batch=ImportBatch.objects.get(pk=batch_id), progress=progress, language=language
        )


@job_kind("imports.commit", _("Commit a workbook"))
def commit(progress, *, batch_id: str, language: str) -> dict:
    with override(language):
        try:
            return operations.commit(batch=ImportBatch.objects.get(pk=batch_id), progress=progress)
        except (CommitRefused, ValidationError, IntegrityError) as refusal:
            raise JobRefused(operations.explain(refusal)) from refusal
