from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..kinds import PushService


class PushedMessage(models.Model):
    """A push that a tracking service sent, known by its digest: an equal one is answered as before and changes nothing."""

    service = models.CharField(_("service"), max_length=12, choices=PushService)
    sha256 = models.CharField(_("digest"), max_length=64)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "sha256"], name="pushed_message_once"),
            models.CheckConstraint(
                condition=Q(service__in=PushService.values), name="pushed_message_service_known"
            ),
        ]

    def __str__(self):
        return f"{self.service} {self.sha256[:8]}"


class PushedStatus(models.Model):
    """What a service says of one waybill: its code and the house's word for it. Free text is not kept: it names people.

    It is the carrier's own account and counts as no scan. A number that nobody has registered is kept as well.
    """

    message = models.ForeignKey(PushedMessage, on_delete=models.CASCADE, related_name="statuses")
    carrier = models.CharField(_("carrier"), max_length=12, blank=True)
    carrier_named = models.CharField(_("carrier as the service names it"), max_length=40, blank=True)
    number = models.CharField(_("waybill number"), max_length=40)
    code = models.CharField(_("status code"), max_length=10)
    kind = models.CharField(_("amounts to"), max_length=17, blank=True)
    problem = models.CharField(_("problem"), max_length=16, blank=True)
    occurred_at = models.DateTimeField(_("time"), null=True)

    class Meta:
        verbose_name = _("status of a tracking service")
        ordering = ("-occurred_at", "-pk")
        indexes = [models.Index(fields=["number"], name="pushed_status_number")]

    def __str__(self):
        return f"{self.number} {self.code}"
