from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.models import Division, Station

from ..kinds import Direction, ParcelState, Resolution


class Parcel(models.Model):
    """One waybill of one carrier, down to a village or up from it.

    `division` is the deepest place that is sure, `station` the point that hands it out (down) or took it in (up).
    `state`, `place`, `moved_at` and `scanned_at` repeat what the scans say (domain/custody), for lists; nothing else writes them.
    """

    carrier = models.CharField(_("carrier"), max_length=12)
    number = models.CharField(_("waybill number"), max_length=40)
    direction = models.CharField(_("down or up"), max_length=4, choices=Direction, default=Direction.DOWN)
    expected_date = models.DateField(_("expected on"), null=True, blank=True)
    weight_kg = models.DecimalField(_("weight (kg)"), max_digits=7, decimal_places=3, null=True, blank=True)

    recipient = models.CharField(_("recipient"), max_length=40, blank=True)
    recipient_encrypted = models.TextField(blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    phone_encrypted = models.TextField(blank=True)
    phone_hash = models.CharField(max_length=64, blank=True)
    phone_tail_hash = models.CharField(max_length=64, blank=True)
    address_encrypted = models.TextField(blank=True)

    resolution = models.CharField(_("destination"), max_length=10, choices=Resolution)
    division = models.ForeignKey(
        Division,
        verbose_name=_("place"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    elsewhere_code = models.CharField(_("place outside the county"), max_length=12, blank=True)
    station = models.ForeignKey(
        Station,
        verbose_name=_("station"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # parcel_station_state begins with it
    )
    confidence = models.DecimalField(_("confidence"), max_digits=4, decimal_places=3, null=True, blank=True)
    reasons = models.JSONField(_("why"), default=list, blank=True)

    state = models.CharField(
        _("state"), max_length=12, choices=ParcelState, default=ParcelState.EXPECTED, editable=False
    )
    place = models.ForeignKey(
        Station,
        verbose_name=_("where it is"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # parcel_place_state begins with it
    )
    moved_at = models.DateTimeField(_("last moved at"), null=True, editable=False)
    scanned_at = models.DateTimeField(null=True, editable=False)
    registered_at = models.DateTimeField(_("registered at"))
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("parcel")
        ordering = ("-registered_at", "-pk")
        indexes = [
            models.Index(fields=["station", "state"], name="parcel_station_state"),
            models.Index(fields=["place", "state"], name="parcel_place_state"),
            models.Index(fields=["registered_at"], name="parcel_registered"),
            models.Index(fields=["registered_at"], condition=Q(resolution="REVIEW"), name="parcel_to_review"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number", "carrier"], name="parcel_once_per_carrier"),
            models.CheckConstraint(condition=~Q(carrier="") & ~Q(number=""), name="parcel_carrier_number"),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="parcel_direction_known"
            ),
            models.CheckConstraint(condition=Q(state__in=ParcelState.values), name="parcel_state_known"),
            models.CheckConstraint(
                condition=Q(resolution="REVIEW")
                | Q(resolution="ELSEWHERE", division=None) & ~Q(elsewhere_code="")
                | Q(resolution__in=["AUTO", "PERSON"], division__isnull=False),
                name="parcel_destination_fits_resolution",
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__gte=0, confidence__lte=1),
                name="parcel_confidence_share",
            ),
            models.CheckConstraint(
                condition=Q(weight_kg=None) | Q(weight_kg__gt=0), name="parcel_weight_positive"
            ),
            models.CheckConstraint(
                condition=Q(state="EXPECTED", moved_at=None)
                | ~Q(state="EXPECTED") & Q(moved_at__isnull=False),
                name="parcel_moved_once_scanned",
            ),
        ]

    def __str__(self):
        return f"{self.carrier} {self.number}"

    def get_absolute_url(self):
        return reverse("parcels:parcel", args=[self.pk])


class ColumnMapping(models.Model):
    """What a person said about a file whose header no carrier's adapter knows; the same header is read by itself next time."""

    header_digest = models.CharField(max_length=64, unique=True)
    headers = models.JSONField(_("header"))
    carrier = models.CharField(_("carrier"), max_length=12)
    columns = models.JSONField(_("columns"))
    mapped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("mapped by"), on_delete=models.PROTECT, related_name="+"
    )
    mapped_at = models.DateTimeField(_("mapped at"))

    def __str__(self):
        return f"{self.carrier} {self.header_digest[:8]}"
