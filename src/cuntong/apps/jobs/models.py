import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """Long work that somebody started: what it is, how far it is, how it ended."""

    class State(models.TextChoices):
        QUEUED = "QUEUED", _("Waiting")
        RUNNING = "RUNNING", _("Running")
        DONE = "DONE", _("Finished")
        FAILED = "FAILED", _("Failed")
        CANCELLED = "CANCELLED", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    done = models.PositiveBigIntegerField(_("done"), default=0)
    total = models.PositiveBigIntegerField(_("of"), default=0)
    message = models.CharField(_("message"), max_length=500, blank=True)
    result = models.JSONField(default=dict)
    queued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(_("started at"))
    handed_over_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    cancel_requested_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-queued_at",)
        indexes = [
            models.Index(fields=["state"], condition=models.Q(state="QUEUED"), name="job_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["QUEUED", "RUNNING"], finished_at__isnull=True)
                | models.Q(state__in=["DONE", "FAILED", "CANCELLED"], finished_at__isnull=False),
                name="job_finished_when_ended",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.id}"

    @property
    def ended(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


class DailyWork(models.Model):
    """A kind of job that is begun once a day by itself, on the account of the person who asked for it."""

    kind = models.CharField(_("kind"), max_length=60, primary_key=True)
    begins_at = models.TimeField(_("time of the day"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    last_begun_date = models.DateField(null=True)

    def __str__(self):
        return self.kind


class Worker(models.Model):
    """A process that does jobs; its last sign of life lets the others take over what it left."""

    name = models.CharField(max_length=60, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self):
        return self.name
