import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Subscription(models.Model):
    """An address that an officer entered: what becomes of parcels is sent there, signed with the secret."""

    name = models.CharField(_("who listens"), max_length=60, unique=True)
    url = models.URLField(_("address"), max_length=300)
    secret_encrypted = models.TextField(editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("subscription")
        ordering = ("name",)

    def __str__(self):
        return self.name


class Delivery(models.Model):
    """One message to one subscription, kept until it was taken or given up; the listener knows it by its `key`."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="deliveries")
    body = models.TextField()
    queued_at = models.DateTimeField(_("queued at"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_answer = models.CharField(_("last answer"), max_length=200, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True)

    class Meta:
        verbose_name = _("delivery")
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=["subscription", "id"],
                condition=Q(delivered_at=None, given_up_at=None),
                name="delivery_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(given_up_at=None), name="delivery_ends_one_way"
            )
        ]

    def __str__(self):
        return str(self.key)
