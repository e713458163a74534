import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def _path_of(document: "Document", filename: str) -> str:
    return f"{document.sha256[:2]}/{document.sha256}"


class Document(models.Model):
    """A file somebody put in as proof. It is stored once under its digest and never changed.

    `personal` says that its content tells who people are; it is the only thing of a document that may change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filename = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("digest"), max_length=64, db_index=True)
    file = models.FileField(upload_to=_path_of, max_length=120)
    synthetic = models.BooleanField(_("synthetic"), default=False)
    personal = models.BooleanField(_("personal data"), default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        ordering = ("-uploaded_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="document_digest_shape"
            ),
        ]

    def __str__(self):
        return self.filename

    @property
    def viewable(self) -> bool:
        return self.media_type in {"application/pdf", "image/jpeg", "image/png", "image/webp", "image/gif"}


class EvidenceLink(models.Model):
    """A document proves something about a record."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="links")
    record_kind = models.CharField(max_length=60)
    record_id = models.CharField(max_length=40)
    note = models.CharField(_("note"), max_length=200, blank=True)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["record_kind", "record_id"], name="evidence_of_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "record_kind", "record_id"],
                condition=models.Q(removed_at=None),
                name="evidence_linked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_by=None, removed_at=None)
                | models.Q(removed_by__isnull=False, removed_at__isnull=False),
                name="evidence_removed_by_and_at",
            ),
        ]

    def __str__(self):
        return f"{self.document} → {self.record_kind} {self.record_id}"


class TrailEntry(models.Model):
    """Who did what to which record, and when. Rows are only ever added; the database itself refuses the rest."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(_("action"), max_length=60)
    record_kind = models.CharField(_("record"), max_length=60)
    record_id = models.CharField(max_length=40)
    leaf = models.TextField()
    leaf_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-seq",)
        indexes = [models.Index(fields=["record_kind", "record_id"], name="trail_of_record")]

    def __str__(self):
        return f"{self.seq} {self.verb} {self.record_kind} {self.record_id}"


class TrailHead(models.Model):
    """The one row that holds the log's size, its root, and what is needed to append the next leaf."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.PositiveBigIntegerField(default=0)
    root = models.CharField(max_length=64)
    frontier = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="trail_head_single")]

    def __str__(self):
        return f"{self.size} {self.root[:12]}"
