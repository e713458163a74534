import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cuntong.apps.places.models import Station

from ..kinds import Aside, ScanKind
from .parcels import Parcel


class Device(models.Model):
    """A hand-held scanner or a sorter with a key of its own, bound to the place where it stands."""

    name = models.CharField(_("device"), max_length=60, unique=True)
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="+"
    )
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    key_beginning = models.CharField(_("key begins with"), max_length=8, editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("device")
        ordering = ("name",)

    def __str__(self):
        return self.name


class ScanBatch(models.Model):
    """What one device or person sent in one go. The id is theirs: sent again, it is answered and changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField(_("received at"))
    scan_count = models.PositiveIntegerField(_("scans"))
    sha256 = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("batch of scans")
        ordering = ("-received_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(device__isnull=False, sent_by=None) | Q(device=None, sent_by__isnull=False),
                name="scan_batch_sent_by_one",
            )
        ]

    def __str__(self):
        return str(self.pk)


class Scan(models.Model):
    """One parcel met at one place at one moment. Rows are only ever added.

    A scan with an `aside` is kept and does not count. `parcel` stays empty for a number that nobody had announced;
    such a scan counts from the moment that its parcel is registered, by number.
    """

    id = models.UUIDField(primary_key=True)
    batch = models.ForeignKey(ScanBatch, on_delete=models.PROTECT, related_name="scans")
    # scan_of_parcel begins with the parcel
    parcel = models.ForeignKey(
        Parcel, null=True, on_delete=models.PROTECT, related_name="scans", db_index=False
    )
    carrier = models.CharField(_("carrier"), max_length=12, blank=True)
    number = models.CharField(_("waybill number"), max_length=40)
    kind = models.CharField(_("scan"), max_length=17, choices=ScanKind)
    place = models.ForeignKey(
        Station, verbose_name=_("place"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    occurred_at = models.DateTimeField(_("scanned at"))
    aside = models.CharField(_("kept aside"), max_length=16, choices=Aside, blank=True)

    class Meta:
        verbose_name = _("scan")
        ordering = ("occurred_at", "id")
        indexes = [
            models.Index(fields=["parcel", "occurred_at"], name="scan_of_parcel"),
            models.Index(fields=["number"], condition=Q(parcel=None), name="scan_without_parcel"),
            models.Index(fields=["place", "occurred_at"], name="scan_at_place"),
            models.Index(fields=["occurred_at"], name="scan_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ScanKind.values), name="scan_kind_known"),
            models.CheckConstraint(
                condition=Q(parcel__isnull=False) | ~Q(aside=""), name="scan_without_parcel_is_aside"
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.kind} {self.occurred_at:%F %T}"
