from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.evidence.models import Document
from cuntong.apps.places.models import Station

from ..kinds import VisitState
from .draws import KEPT, DrawnUnit


class Visit(models.Model):
    """A visit to a station by the checklist of a day; its id is made by whoever plans it.

    `checklist_date` says which version of the questions is asked. Times named `made` are the phone's; the others the
    server's. The score is in points of `possible`.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="visits"
    )
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("inspector"), **KEPT)
    drawn = models.ForeignKey(
        DrawnUnit, verbose_name=_("drawn"), null=True, on_delete=models.PROTECT, related_name="visits"
    )
    planned_date = models.DateField(_("planned for"))
    checklist_date = models.DateField(_("checklist of"))
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("planned by"), **KEPT)
    planned_at = models.DateTimeField(_("planned at"))
    state = models.CharField(_("state"), max_length=10, choices=VisitState, default=VisitState.PLANNED)
    begun_at = models.DateTimeField(_("begun at"), null=True)
    begun_made_at = models.DateTimeField(_("begun by the phone's clock"), null=True)
    begin_entry = models.UUIDField(null=True, unique=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True)
    accuracy_m = models.PositiveIntegerField(_("accuracy (m)"), null=True)
    measured_at = models.DateTimeField(_("position of"), null=True)
    is_mocked = models.BooleanField(_("position faked"), default=False)
    distance_m = models.PositiveIntegerField(_("distance to the station (m)"), null=True)
    position_flags = models.CharField(_("about the position"), max_length=60, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    finished_made_at = models.DateTimeField(_("finished by the phone's clock"), null=True)
    finish_entry = models.UUIDField(null=True, unique=True)
    signature = models.ForeignKey(Document, verbose_name=_("signature of the keeper"), null=True, **KEPT)
    refusal = models.CharField(_("why the keeper did not sign"), max_length=200, blank=True)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True)
    possible = models.DecimalField(_("possible points"), max_digits=6, decimal_places=2, null=True)
    answers_digest = models.CharField(_("digest of the answers"), max_length=64, blank=True)
    cancelled_reason = models.CharField(_("why it was cancelled"), max_length=200, blank=True)
    cancel_entry = models.UUIDField(null=True, unique=True)

    class Meta:
        verbose_name = _("visit")
        ordering = ("-planned_date", "-pk")
        indexes = [
            models.Index(fields=["station", "-finished_at"], name="visit_of_station"),
            models.Index(fields=["inspector", "planned_date"], name="visit_of_inspector"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="PLANNED", begun_at=None, finished_at=None, cancelled_reason="")
                | Q(state="BEGUN", begun_at__isnull=False, finished_at=None, cancelled_reason="")
                | Q(
                    state="FINISHED",
                    begun_at__isnull=False,
                    finished_at__isnull=False,
                    score__isnull=False,
                    possible__gt=0,
                    cancelled_reason="",
                )
                | Q(state="CANCELLED", finished_at=None) & ~Q(cancelled_reason=""),
                name="visit_state_fits_times",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=F("possible")), name="visit_score_range"
            ),
            models.CheckConstraint(
                condition=~Q(state="FINISHED")
                | Q(signature__isnull=False, refusal="")
                | Q(signature=None) & ~Q(refusal=""),
                name="visit_signed_or_refused",
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None, measured_at=None)
                | Q(longitude__isnull=False, latitude__isnull=False, measured_at__isnull=False),
                name="visit_position_whole",
            ),
            models.UniqueConstraint(
                fields=["drawn"], condition=~Q(state="CANCELLED"), name="visit_one_of_a_drawn_unit"
            ),
        ]

    def __str__(self):
        return f"{self.station} {self.planned_date:%F}"

    def get_absolute_url(self):
        return reverse("inspections:visit", args=[self.pk])


class Answer(models.Model):
    """An answer to a question during a visit; a second thought is another row, and the last one counts."""

    id = models.UUIDField(primary_key=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(_("question"), max_length=40)
    value = models.CharField(_("answer"), max_length=40)
    note = models.CharField(_("note"), max_length=200, blank=True)
    seconds = models.PositiveIntegerField(_("seconds on the question"))
    made_at = models.DateTimeField(_("answered at"))
    received_at = models.DateTimeField(_("received at"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, **KEPT)

    class Meta:
        verbose_name = _("answer")
        ordering = ("made_at", "pk")
        indexes = [models.Index(fields=["visit", "question", "made_at"], name="answer_of_question")]
        constraints = [models.CheckConstraint(condition=~Q(question="") & ~Q(value=""), name="answer_filled")]

    def __str__(self):
        return f"{self.question}: {self.value}"


class VisitPhoto(models.Model):
    """A picture taken during a visit, of the question that asked for it."""

    id = models.UUIDField(primary_key=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    question = models.CharField(_("question"), max_length=40)
    document = models.ForeignKey(Document, verbose_name=_("photo"), **KEPT)
    made_at = models.DateTimeField(_("taken at"))
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("photo of a visit")
        ordering = ("made_at", "pk")

    def __str__(self):
        return f"{self.question} {self.made_at:%F %R}"
