from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.evidence.models import Document

from .kinds import EndReason, EntryState

KEPT = {"on_delete": models.PROTECT, "related_name": "+"}


class Handset(models.Model):
    """A phone on which somebody signed in. Its id is made on the phone; two phones of one person are two handsets."""

    id = models.UUIDField(primary_key=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="handsets"
    )
    name = models.CharField(_("name"), max_length=60)
    session_key = models.CharField(max_length=40, blank=True, editable=False)
    registered_at = models.DateTimeField(_("registered at"))
    seen_at = models.DateTimeField(_("last heard of"))
    waiting_count = models.PositiveIntegerField(_("entries waiting on the phone"), default=0)
    clock_offset_seconds = models.BigIntegerField(
        _("clock behind the server (s)"),
        default=0,
        help_text=_("Negative where the phone's clock runs ahead."),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("phone ended by"), null=True, **KEPT
    )
    end_reason = models.CharField(_("why it ended"), max_length=12, choices=EndReason, blank=True)

    class Meta:
        verbose_name = _("phone")
        ordering = ("-seen_at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="handset_has_name"),
            models.CheckConstraint(condition=Q(seen_at__gte=F("registered_at")), name="handset_seen_since"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, end_reason__in=EndReason.values),
                name="handset_ended_by_at_and_why",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("phone:handset", args=[self.pk])


class PhoneEntry(models.Model):
    """One entry of a phone and what became of it, written in the transaction of the operation that it called.

    The key is made on the phone: sent again, the entry is found and answered the same. The body of what was not accepted
    is kept, encrypted, until a person has settled it; that of an accepted one stands in the rows of its room.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    handset = models.ForeignKey(
        Handset, verbose_name=_("phone"), on_delete=models.PROTECT, related_name="entries"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("person"), **KEPT)
    kind = models.CharField(_("entry"), max_length=60)
    sha256 = models.CharField(_("digest"), max_length=64)
    made_at = models.DateTimeField(_("made at"))
    clock_offset_seconds = models.BigIntegerField(_("correction of the phone's clock (s)"), default=0)
    received_at = models.DateTimeField(_("received at"))
    state = models.CharField(_("state"), max_length=10, choices=EntryState)
    reason = models.CharField(_("why"), max_length=400, blank=True)
    answer = models.JSONField(default=dict)
    body_encrypted = models.TextField(blank=True)
    contradicts = models.ForeignKey("self", verbose_name=_("the entry that has its id"), null=True, **KEPT)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("settled by"), null=True, **KEPT)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_note = models.CharField(_("how it was settled"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("entry of a phone")
        ordering = ("-received_at", "pk")
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=~Q(state="DONE") & Q(settled_at=None),
                name="phone_entry_open",
            ),
            models.Index(fields=["handset", "-received_at"], name="phone_entry_of_handset"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="phone_entry_state_known"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="phone_entry_digest"),
            models.CheckConstraint(
                condition=Q(state="DONE", reason="", body_encrypted="", settled_at=None)
                | Q(state__in=["CONFLICT", "REFUSED"]) & ~Q(reason="") & ~Q(body_encrypted=""),
                name="phone_entry_refused_with_reason_and_body",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, settled_note="")
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="phone_entry_settled_by_and_at",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self):
        return reverse("phone:entry", args=[self.pk])


class PhonePhoto(models.Model):
    """A picture that a phone sent ahead of the entry that names it; the key is made on the phone."""

    id = models.UUIDField(primary_key=True, editable=False)
    handset = models.ForeignKey(Handset, on_delete=models.PROTECT, related_name="photos")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("picture from a phone")
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="phone_photo_digest"),
        ]

    def __str__(self):
        return str(self.pk)
