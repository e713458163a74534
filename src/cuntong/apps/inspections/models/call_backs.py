from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..kinds import CallOutcome, Subject
from .draws import KEPT, DrawnUnit


class CallBack(models.Model):
    """One telephone call to a drawn person: whether it was answered, what was said, and how satisfied they are.

    The person is known by their name on the drawn list, which tells nobody who they are. Rows are only ever added.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    drawn = models.ForeignKey(
        DrawnUnit, verbose_name=_("drawn"), on_delete=models.PROTECT, related_name="call_backs"
    )
    subject = models.CharField(_("whom"), max_length=10, choices=Subject)
    outcome = models.CharField(_("outcome"), max_length=14, choices=CallOutcome)
    answers = models.JSONField(_("answers"), default=dict)
    contradicts = models.BooleanField(_("contradicts the records"), default=False)
    rating = models.PositiveSmallIntegerField(_("rating (1 to 5)"), null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    township_code = models.CharField(_("township"), max_length=12, blank=True)
    made_at = models.DateTimeField(_("called at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("called by"), **KEPT)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("call-back")
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(subject__in=Subject.values, outcome__in=CallOutcome.values),
                name="call_back_codes",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(outcome="ANSWERED", rating__range=(1, 5)),
                name="call_back_rating",
            ),
            models.CheckConstraint(
                condition=Q(contradicts=False) | Q(outcome="ANSWERED"), name="call_back_contradicts_answered"
            ),
            models.UniqueConstraint(
                fields=["drawn"], condition=Q(outcome="ANSWERED"), name="call_back_answered_once"
            ),
        ]

    def __str__(self):
        return f"{self.get_subject_display()} {self.made_at:%F}"

    def get_absolute_url(self):
        return reverse("inspections:draw", args=[self.drawn.draw_id])
