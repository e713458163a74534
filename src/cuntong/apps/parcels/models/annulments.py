from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .scans import Scan


class ScanAnnulment(models.Model):
    """Says that a scan was made by mistake: it stays where it is and counts no more. Rows are only ever added."""

    scan = models.OneToOneField(Scan, primary_key=True, on_delete=models.PROTECT, related_name="annulment")
    reason = models.CharField(_("reason"), max_length=200)
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("annulled by"), on_delete=models.PROTECT, related_name="+"
    )
    annulled_at = models.DateTimeField(_("annulled at"))

    class Meta:
        verbose_name = _("annulment of a scan")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="scan_annulled_with_reason")]

    def __str__(self):
        return f"{self.scan_id}: {self.reason}"
