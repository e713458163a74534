from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import Organisation

from ..kinds import VehicleKind

KEPT = {"on_delete": models.PROTECT, "related_name": "+"}
YUAN = {"max_digits": 12, "decimal_places": 2}
YUAN_A_UNIT = {"max_digits": 8, "decimal_places": 4}


class Vehicle(models.Model):
    """Something that drives parcels: how much it takes, when it may be on the road, whose it is.

    A bus or mail vehicle states what it lends of its room. A retired vehicle stays with its trips.
    """

    plate = models.CharField(_("plate"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=VehicleKind)
    operator = models.ForeignKey(Organisation, verbose_name=_("whose it is"), null=True, blank=True, **KEPT)
    capacity_kg = models.DecimalField(_("takes (kg)"), max_digits=7, decimal_places=1)
    capacity_litres = models.DecimalField(_("takes (litres)"), max_digits=7, decimal_places=1)
    capacity_pieces = models.PositiveIntegerField(_("takes (pieces)"))
    shift_from = models.TimeField(_("on the road from"))
    shift_to = models.TimeField(_("back by"))
    reloads = models.PositiveSmallIntegerField(
        _("further loads a day"), default=0, help_text=_("How often it may come back to the centre for more.")
    )
    registered_at = models.DateTimeField(_("registered at"))
    retired_date = models.DateField(_("retired on"), null=True, blank=True)

    class Meta:
        verbose_name = _("vehicle")
        ordering = ("plate",)
        constraints = [
            models.CheckConstraint(condition=~Q(plate=""), name="vehicle_plate"),
            models.CheckConstraint(condition=Q(kind__in=VehicleKind.values), name="vehicle_kind_known"),
            models.CheckConstraint(
                condition=Q(capacity_kg__gt=0, capacity_litres__gt=0, capacity_pieces__gt=0),
                name="vehicle_takes_something",
            ),
            models.CheckConstraint(condition=Q(shift_to__gt=F("shift_from")), name="vehicle_shift_order"),
            models.CheckConstraint(condition=Q(reloads__lte=20), name="vehicle_reloads_most"),
        ]

    def __str__(self):
        return self.plate

    def get_absolute_url(self):
        return reverse("routes:vehicle", args=[self.pk])


class VehicleRate(models.Model):
    """What a vehicle costs from a day on. The latest up to a day holds on it; a price is never rewritten."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="rates")
    from_date = models.DateField(_("from"))
    hire_yuan_per_day = models.DecimalField(
        _("hire or depreciation a day"), help_text=_("Paid on each day that it drives."), **YUAN_A_UNIT
    )
    fuel_yuan_per_km = models.DecimalField(_("fuel a kilometre"), **YUAN_A_UNIT)
    upkeep_yuan_per_km = models.DecimalField(_("upkeep and tolls a kilometre"), **YUAN_A_UNIT)
    wage_yuan_per_hour = models.DecimalField(_("wages an hour"), **YUAN_A_UNIT)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), **KEPT)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("rate of a vehicle")
        ordering = ("vehicle", "-from_date")
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "from_date"], name="vehicle_rate_once_a_day"),
            models.CheckConstraint(
                condition=Q(
                    hire_yuan_per_day__gte=0,
                    fuel_yuan_per_km__gte=0,
                    upkeep_yuan_per_km__gte=0,
                    wage_yuan_per_hour__gte=0,
                ),
                name="vehicle_rate_not_negative",
            ),
        ]

    def __str__(self):
        return f"{self.vehicle} {self.from_date}"


class Driver(models.Model):
    """Who drives; with an account they see their own trips and sign for them."""

    name = models.CharField(_("name"), max_length=40)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, blank=True, **KEPT
    )
    usual_vehicle = models.ForeignKey(Vehicle, verbose_name=_("usual vehicle"), null=True, blank=True, **KEPT)
    registered_at = models.DateTimeField(_("registered at"))
    left_date = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("driver")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="driver_named"),
            models.UniqueConstraint(
                fields=["usual_vehicle"],
                condition=Q(left_date=None, usual_vehicle__isnull=False),
                name="driver_one_of_a_vehicle",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("routes:driver", args=[self.pk])


class Tracker(models.Model):
    """A device in a vehicle that reports positions, with a key that was shown once and is kept as a hash."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="trackers")
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    key_beginning = models.CharField(_("key begins with"), max_length=8, editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, **KEPT)
    issued_at = models.DateTimeField(_("issued at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("tracker")
        ordering = ("-issued_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle"], condition=Q(revoked_at=None), name="tracker_one_live_of_a_vehicle"
            )
        ]

    def __str__(self):
        return f"{self.vehicle} {self.key_beginning}"


class Position(models.Model):
    """Where a vehicle was, by its tracker; a repetition of the same moment is the same row. Only ever added."""

    tracker = models.ForeignKey(Tracker, on_delete=models.PROTECT, related_name="positions")
    measured_at = models.DateTimeField(_("measured at"))
    received_at = models.DateTimeField(_("received at"))
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6)
    speed_km_per_hour = models.DecimalField(_("speed (km/h)"), max_digits=5, decimal_places=1, null=True)

    class Meta:
        verbose_name = _("position")
        ordering = ("-measured_at",)
        constraints = [
            models.UniqueConstraint(fields=["tracker", "measured_at"], name="position_once_a_moment"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="position_on_earth"
            ),
        ]

    def __str__(self):
        return f"{self.tracker.vehicle} {self.measured_at:%F %T}"
