from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.evidence.models import Document
from cuntong.apps.places.models import Station

from ..kinds import Owner, ProblemState, ProblemStepKind, Severity
from .draws import KEPT
from .visits import Visit


class Problem(models.Model):
    """Something at a station that has to be mended: by whom, until when, and how it stands.

    What happened to it are its steps, which are only ever added; `state`, `due_date` and `failed_rechecks` follow from them.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="inspection_problems"
    )
    visit = models.ForeignKey(
        Visit, verbose_name=_("found on"), null=True, on_delete=models.PROTECT, related_name="problems"
    )
    question = models.CharField(_("question"), max_length=40, blank=True)
    text = models.CharField(_("problem"), max_length=200)
    note = models.CharField(_("note"), max_length=200, blank=True)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    owner = models.CharField(_("to be mended by"), max_length=16, choices=Owner)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("found by"), **KEPT)
    opened_at = models.DateTimeField(_("found at"))
    first_due_date = models.DateField(_("first due until"))
    due_date = models.DateField(_("due until"))
    state = models.CharField(_("state"), max_length=10, choices=ProblemState, default=ProblemState.OPEN)
    failed_rechecks = models.PositiveSmallIntegerField(_("re-checks not passed"), default=0)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("problem")
        ordering = ("due_date", "pk")
        indexes = [
            models.Index(
                fields=["due_date"],
                condition=Q(state__in=["OPEN", "REPAIRED"]),
                name="inspection_problem_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="inspection_problem_said"),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values, owner__in=Owner.values),
                name="inspection_problem_codes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["OPEN", "REPAIRED"], closed_at=None)
                | Q(state__in=["CLOSED", "VOID"], closed_at__isnull=False, closed_at__gte=F("opened_at")),
                name="inspection_problem_closed",
            ),
            models.UniqueConstraint(fields=["visit", "question"], name="inspection_problem_once_a_visit"),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("inspections:problem", args=[self.pk])


class ProblemStep(models.Model):
    """What was done about a problem: a repair with its picture, a re-check and how it went."""

    id = models.UUIDField(primary_key=True, editable=False)
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=ProblemStepKind)
    note = models.CharField(_("note"), max_length=200)
    document = models.ForeignKey(Document, verbose_name=_("photo"), null=True, **KEPT)
    due_date = models.DateField(_("new day"), null=True)
    made_at = models.DateTimeField(_("done at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), **KEPT)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("step of a problem")
        ordering = ("recorded_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ProblemStepKind.values) & ~Q(note=""), name="problem_step_said"
            ),
            models.CheckConstraint(
                condition=~Q(kind="REPAIRED") | Q(document__isnull=False), name="problem_step_repair_proven"
            ),
            models.CheckConstraint(
                condition=Q(kind="REFUSED", due_date__isnull=False) | ~Q(kind="REFUSED") & Q(due_date=None),
                name="problem_step_new_day",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.recorded_at:%F}"
