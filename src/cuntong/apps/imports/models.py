import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cuntong.apps.evidence.models import Document
from cuntong.apps.jobs.models import Job


def _upload_path(batch: "ImportBatch", filename: str) -> str:
    return f"imports/{batch.pk}/upload"


def _annotated_path(batch: "ImportBatch", filename: str) -> str:
    return f"imports/{batch.pk}/annotated.xlsx"


class ImportBatch(models.Model):
    """One uploaded workbook and what became of it."""

    class State(models.TextChoices):
        UPLOADED = "UPLOADED", _("Being checked")
        REFUSED = "REFUSED", _("Not readable")
        FAULTY = "FAULTY", _("Has errors")
        READY = "READY", _("Ready to commit")
        COMMITTED = "COMMITTED", _("Committed")
        UNDONE = "UNDONE", _("Undone")
        ABANDONED = "ABANDONED", _("Abandoned")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.CharField(_("kind of workbook"), max_length=60)
    filename = models.CharField(_("file name"), max_length=200)
    file = models.FileField(upload_to=_upload_path, max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("digest"), max_length=64)
    synthetic = models.BooleanField(_("synthetic"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    message = models.TextField(_("message"), blank=True)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    error_count = models.PositiveIntegerField(_("errors"), default=0)
    findings = models.JSONField(default=dict)
    annotated = models.FileField(upload_to=_annotated_path, max_length=200, blank=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    committed_at = models.DateTimeField(_("committed at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)

    class Meta:
        ordering = ("-uploaded_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(committed_by=None, committed_at=None)
                | models.Q(committed_by__isnull=False, committed_at__isnull=False),
                name="import_committed_by_and_at",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_by=None, undone_at=None)
                | models.Q(undone_by__isnull=False, undone_at__isnull=False, committed_at__isnull=False),
                name="import_undone_after_commit",
            ),
            models.UniqueConstraint(
                fields=["sheet", "sha256"],
                condition=models.Q(state="COMMITTED"),
                name="import_same_file_committed_once",
            ),
        ]

    def __str__(self):
        return self.filename
