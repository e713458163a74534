from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CarrierContract(models.Model):
    """A carrier works with the hub from one day to another; open while it does."""

    carrier = models.CharField(_("carrier"), max_length=12)
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("carrier's contract")
        ordering = ("carrier", "-from_date")
        constraints = [
            models.CheckConstraint(condition=~Q(carrier=""), name="carrier_contract_carrier"),
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gte=F("from_date")), name="carrier_contract_dates"
            ),
            models.UniqueConstraint(
                fields=["carrier"], condition=Q(to_date=None), name="carrier_contract_one_open"
            ),
        ]

    def __str__(self):
        return f"{self.carrier} {self.from_date}"

    def get_absolute_url(self):
        return reverse("parcels:carrier", args=[self.pk])


class ClosedMonth(models.Model):
    """The scans of a month as they stood when it was closed: one Parquet file, known by its digest.

    Closing it again makes another file; the first row stays, since its digest stands in the trail.
    """

    month = models.DateField(_("month"))
    scan_count = models.PositiveBigIntegerField(_("scans"))
    sha256 = models.CharField(_("digest"), max_length=64)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("closed by"), on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"))

    class Meta:
        verbose_name = _("closed month")
        ordering = ("-month", "-closed_at")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="closed_month_first_day"),
            models.UniqueConstraint(fields=["month", "closed_at"], name="closed_month_at_once"),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m}"

    @property
    def path(self):
        return settings.VAR / "scans" / f"{self.month:%Y-%m}-{self.sha256[:16]}.parquet"
