from django.conf import settings
from django.db import models

from cuntong.apps.imports.models import ImportBatch


class Admission(models.Model):
    """How somebody was let in: by whom, from which workbook, and the initial password until it is handed out."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    import_batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    password_encrypted = models.TextField(blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    def __str__(self):
        return f"{self.user_id} {self.issued_at:%Y-%m-%d}"
