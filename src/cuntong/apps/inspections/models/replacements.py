from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.places.models import Station

from ..kinds import ReplacementKind, ReplacementState
from .draws import KEPT


class Replacement(models.Model):
    """A keeper is replaced: what was theirs is handed over item by item, and only then are they released."""

    id = models.UUIDField(primary_key=True, editable=False)
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="replacements"
    )
    kind = models.CharField(_("what is replaced"), max_length=8, choices=ReplacementKind)
    reason = models.CharField(_("reason"), max_length=200)
    old_keeper = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("old keeper"), null=True, **KEPT)
    new_keeper = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("new keeper"), null=True, **KEPT)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("begun by"), **KEPT)
    opened_at = models.DateTimeField(_("begun at"))
    state = models.CharField(
        _("state"), max_length=10, choices=ReplacementState, default=ReplacementState.COUNTING
    )
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("ended by"), null=True, **KEPT)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end_entry = models.UUIDField(null=True, unique=True)
    end_reason = models.CharField(_("why it was called off"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("replacement")
        ordering = ("-opened_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReplacementKind.values) & ~Q(reason=""), name="replacement_has_reason"
            ),
            models.UniqueConstraint(
                fields=["station"], condition=Q(state="COUNTING"), name="replacement_one_at_a_station"
            ),
            models.CheckConstraint(
                condition=Q(state="COUNTING", ended_at=None, ended_by=None)
                | Q(
                    state__in=["RELEASED", "CANCELLED"],
                    ended_at__isnull=False,
                    ended_at__gte=F("opened_at"),
                    ended_by__isnull=False,
                ),
                name="replacement_ended_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(new_keeper=None) | Q(old_keeper=None) | ~Q(new_keeper=F("old_keeper")),
                name="replacement_by_another",
            ),
        ]

    def __str__(self):
        return f"{self.station} {self.opened_at:%F}"

    def get_absolute_url(self):
        return reverse("inspections:replacement", args=[self.pk])


class HandoverCount(models.Model):
    """One item as both sides counted it; the last count of an item counts. Rows are only ever added.

    `expected` is what the records said at that moment, empty where they know nothing of it. A difference is settled in words.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    replacement = models.ForeignKey(Replacement, on_delete=models.PROTECT, related_name="counts")
    item = models.CharField(_("item"), max_length=40)
    expected = models.DecimalField(_("on record"), max_digits=14, decimal_places=2, null=True)
    counted = models.DecimalField(_("counted and taken over"), max_digits=14, decimal_places=2)
    settlement = models.CharField(_("how the difference is settled"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("counted at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), **KEPT)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("count of a handover")
        ordering = ("recorded_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(expected=None) | Q(expected=F("counted")) | ~Q(settlement=""),
                name="handover_difference_settled",
            ),
            models.CheckConstraint(
                condition=~Q(item="") & (Q(expected=None) | Q(expected__gte=0)) & Q(counted__gte=0),
                name="handover_count_range",
            ),
        ]

    def __str__(self):
        return f"{self.item}: {self.counted}"
