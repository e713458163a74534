from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.places.models import Station


class SortingSession(models.Model):
    """A sort plan of one day: the latest of a day is the one that the sorter follows; earlier ones stay.

    `routes` and `waves` are as domain/sorting says them: minutes after midnight of the day.
    """

    sorting_date = models.DateField(_("day of sorting"))
    chutes = models.PositiveSmallIntegerField(_("chutes"))
    parcel_count = models.PositiveIntegerField(_("parcels"))
    handlings = models.DecimalField(_("handlings a parcel"), max_digits=7, decimal_places=4)
    lower_bound = models.DecimalField(_("lower bound"), max_digits=7, decimal_places=4)
    plain = models.DecimalField(_("one chute a route"), max_digits=7, decimal_places=4)
    start_minute = models.IntegerField(_("sorting begins"))
    routes = models.JSONField(default=list)
    waves = models.JSONField(default=list)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("planned by"), on_delete=models.PROTECT, related_name="+"
    )
    planned_at = models.DateTimeField(_("planned at"))

    class Meta:
        verbose_name = _("sort plan")
        ordering = ("-sorting_date", "-planned_at")
        get_latest_by = ("sorting_date", "planned_at")
        constraints = [
            models.CheckConstraint(condition=Q(chutes__gte=2), name="sorting_has_a_reject_chute"),
        ]

    def __str__(self):
        return f"{self.sorting_date}"

    def get_absolute_url(self):
        return reverse("parcels:sorting", args=[self.pk])

    @property
    def reject_chute(self) -> int:
        """The chute for what no station can be found for: the highest number."""
        return self.chutes


class SortingLine(models.Model):
    """Where one station's parcels go in a plan: `chutes[0]` in the first pass, `chutes[1]` in the second, and so on."""

    session = models.ForeignKey(SortingSession, on_delete=models.CASCADE, related_name="lines")
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="+"
    )
    route = models.CharField(_("route"), max_length=60)
    stop = models.PositiveSmallIntegerField(_("stop"), null=True)
    parcel_count = models.PositiveIntegerField(_("parcels"))
    chutes = models.JSONField(_("chutes"))

    class Meta:
        ordering = ("station__code",)
        constraints = [
            models.UniqueConstraint(fields=["session", "station"], name="sorting_line_once_a_station"),
        ]

    def __str__(self):
        return f"{self.station}: {self.chutes}"
