from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.places.models import Station

from ..kinds import StationList
from .draws import KEPT
from .visits import Visit


class Assessment(models.Model):
    """The grading of all stations visited in a period, by the rules of its last day. Rows are only ever added."""

    id = models.UUIDField(primary_key=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("until"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("graded by"), **KEPT)
    made_at = models.DateTimeField()
    recorded_at = models.DateTimeField(_("graded at"))

    class Meta:
        verbose_name = _("assessment")
        ordering = ("-to_date", "-recorded_at")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date__gte=F("from_date")) & ~Q(title=""), name="assessment_period"
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("inspections:assessment", args=[self.pk])


class StationGrade(models.Model):
    """What an assessment says of a station: the score of a hundred, every deduction with its reason, the list."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="grades")
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="grades"
    )
    visit = models.ForeignKey(Visit, verbose_name=_("visit"), **KEPT)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    station_list = models.CharField(_("list"), max_length=12, choices=StationList)
    dimensions = models.JSONField(_("dimensions"))
    deductions = models.JSONField(_("deductions"))
    reasons = models.JSONField(_("reasons"))

    class Meta:
        verbose_name = _("grade")
        ordering = ("-score", "station__code")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "station"], name="grade_once_an_assessment"),
            models.CheckConstraint(condition=Q(score__range=(0, 100)), name="grade_score_range"),
            models.CheckConstraint(condition=Q(station_list__in=StationList.values), name="grade_list_known"),
        ]

    def __str__(self):
        return f"{self.station}: {self.score}"

    def get_absolute_url(self):
        return reverse("inspections:grade", args=[self.pk])
