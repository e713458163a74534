from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.evidence.models import Document
from cuntong.apps.places.models import Station

from ..kinds import ArrivalBy, EntryKind, ExceptionKind, HandoverKind, StopState, TripState
from .fleet import KEPT, YUAN, Driver, Vehicle
from .plans import DayPlan, Route


class Trip(models.Model):
    """A vehicle's day as it was released, and as it was driven.

    `driven_km` is what the odometer says; without it the planned kilometres stand for it and the trip says so.
    `scans_until` is when a scan at its stops no longer belongs to it; empty while it is on the road.
    """

    plan = models.ForeignKey(DayPlan, on_delete=models.PROTECT, related_name="trips")
    trip_date = models.DateField(_("day"))
    vehicle = models.ForeignKey(
        Vehicle, verbose_name=_("vehicle"), on_delete=models.PROTECT, related_name="trips"
    )
    driver = models.ForeignKey(
        Driver, verbose_name=_("driver"), null=True, on_delete=models.PROTECT, related_name="trips"
    )
    route = models.ForeignKey(
        Route, verbose_name=_("route"), null=True, blank=True, on_delete=models.PROTECT, related_name="trips"
    )
    state = models.CharField(_("state"), max_length=11, choices=TripState, default=TripState.PLANNED)
    departs_at = models.DateTimeField(_("leaves (plan)"))
    returns_at = models.DateTimeField(_("back (plan)"))
    planned_km = models.DecimalField(_("kilometres (plan)"), max_digits=7, decimal_places=1)
    planned_yuan = models.DecimalField(_("cost (plan)"), **YUAN)
    loaded_kg = models.DecimalField(_("largest load (kg)"), max_digits=8, decimal_places=1)
    load_factor = models.DecimalField(
        _("load factor"),
        max_digits=6,
        decimal_places=4,
        help_text=_("The fullest measure at its fullest moment, of what the vehicle takes."),
    )
    started_at = models.DateTimeField(_("left at"), null=True)
    finished_at = models.DateTimeField(_("back at"), null=True)
    scans_until = models.DateTimeField(null=True, editable=False)
    driven_km = models.DecimalField(_("kilometres driven"), max_digits=7, decimal_places=1, null=True)

    class Meta:
        verbose_name = _("trip")
        ordering = ("-trip_date", "departs_at", "pk")
        indexes = [models.Index(fields=["trip_date"], name="trip_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TripState.values), name="trip_state_known"),
            models.CheckConstraint(condition=Q(returns_at__gte=F("departs_at")), name="trip_plan_order"),
            models.CheckConstraint(
                condition=Q(state__in=["PLANNED", "CANCELLED"], started_at=None, finished_at=None)
                | Q(state="UNDER_WAY", started_at__isnull=False, finished_at=None)
                | Q(state="FINISHED", started_at__isnull=False, finished_at__gte=F("started_at"))
                | Q(state="BROKEN_DOWN", finished_at__isnull=False),
                name="trip_state_fits_times",
            ),
            models.CheckConstraint(
                condition=Q(driven_km=None) | Q(driven_km__gte=0), name="trip_driven_not_negative"
            ),
            models.UniqueConstraint(
                fields=["vehicle"], condition=Q(state="UNDER_WAY"), name="trip_one_under_way_of_a_vehicle"
            ),
        ]

    def __str__(self):
        return f"{self.trip_date} {self.vehicle}"

    def get_absolute_url(self):
        return reverse("routes:trip", args=[self.pk])

    @property
    def km(self):
        """The kilometres that count: driven where they are known, else planned."""
        return self.planned_km if self.driven_km is None else self.driven_km


class TripStop(models.Model):
    """A station on a trip: when and with what the plan has it, and when the vehicle came."""

    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="stops")
    place = models.PositiveSmallIntegerField(_("place in the order"))
    load = models.PositiveSmallIntegerField(
        _("load"), default=1, help_text=_("2 after coming back for more.")
    )
    station = models.ForeignKey(Station, verbose_name=_("station"), **KEPT)
    deliver_pieces = models.PositiveIntegerField(_("to hand over"))
    collect_pieces = models.PositiveIntegerField(_("to take along"))
    arrives_at = models.DateTimeField(_("arrives (plan)"))
    leaves_at = models.DateTimeField(_("goes on (plan)"))
    leg_km = models.DecimalField(_("kilometres to it"), max_digits=6, decimal_places=1)
    state = models.CharField(_("state"), max_length=8, choices=StopState, default=StopState.WAITING)
    arrived_at = models.DateTimeField(_("arrived at"), null=True)
    arrived_by = models.CharField(_("arrival told by"), max_length=8, choices=ArrivalBy, blank=True)
    left_at = models.DateTimeField(_("went on at"), null=True)

    class Meta:
        verbose_name = _("stop of a trip")
        ordering = ("trip", "place")
        constraints = [
            models.UniqueConstraint(fields=["trip", "place"], name="trip_stop_one_in_a_place"),
            models.UniqueConstraint(fields=["trip", "station"], name="trip_stop_once_a_trip"),
            models.CheckConstraint(condition=Q(state__in=StopState.values), name="trip_stop_state_known"),
            models.CheckConstraint(
                condition=Q(arrived_at=None, arrived_by="")
                | Q(arrived_at__isnull=False, arrived_by__in=ArrivalBy.values),
                name="trip_stop_arrival_told",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ARRIVED", "DONE"]) | Q(arrived_at__isnull=False),
                name="trip_stop_served_after_arrival",
            ),
        ]

    def __str__(self):
        return f"{self.trip}: {self.station}"


class TripEntry(models.Model):
    """One thing that a driver's phone said: its id is made there, so that saying it again is the same. Only ever added."""

    id = models.UUIDField(primary_key=True)
    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="entries")
    stop = models.ForeignKey(TripStop, null=True, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("what"), max_length=9, choices=EntryKind)
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("made at (phone)"))
    received_at = models.DateTimeField(_("received at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("made by"), **KEPT)

    class Meta:
        verbose_name = _("driver's entry")
        ordering = ("made_at", "received_at", "id")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="trip_entry_kind_known")
        ]

    def __str__(self):
        return f"{self.trip} {self.get_kind_display()}"


class Handover(models.Model):
    """Goods change hands between a driver and who keeps a place: counted by them, compared with the scans, signed by both.

    `scanned` is what the scans said when it was signed; a count that differs from it names why.
    """

    entry = models.OneToOneField(
        TripEntry, primary_key=True, on_delete=models.PROTECT, related_name="handover"
    )
    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="handovers")
    stop = models.ForeignKey(TripStop, null=True, on_delete=models.PROTECT, related_name="handovers")
    station = models.ForeignKey(Station, verbose_name=_("place"), **KEPT)
    kind = models.CharField(_("which way"), max_length=10, choices=HandoverKind)
    counted = models.PositiveIntegerField(_("counted"))
    scanned = models.PositiveIntegerField(_("scanned"))
    difference_reason = models.CharField(_("why they differ"), max_length=200, blank=True)
    driver_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("signed by the driver"), null=True, **KEPT
    )
    driver_signed_at = models.DateTimeField(_("driver signed at"), null=True)
    keeper_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("signed by the keeper"), null=True, **KEPT
    )
    keeper_signed_at = models.DateTimeField(_("keeper signed at"), null=True)
    keeper_signature = models.ForeignKey(
        Document, verbose_name=_("keeper's signature on the driver's phone"), null=True, **KEPT
    )

    class Meta:
        verbose_name = _("handover")
        ordering = ("trip", "driver_signed_at")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HandoverKind.values), name="handover_kind_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["LOADING", "UNLOADING"], stop=None)
                | Q(kind__in=["DELIVERY", "COLLECTION"], stop__isnull=False),
                name="handover_at_the_centre_or_a_stop",
            ),
            models.CheckConstraint(
                condition=Q(counted=F("scanned")) | ~Q(difference_reason=""), name="handover_difference_named"
            ),
            models.UniqueConstraint(
                fields=["stop", "kind"], condition=Q(stop__isnull=False), name="handover_once_a_stop"
            ),
            models.UniqueConstraint(
                fields=["trip", "kind"], condition=Q(stop=None), name="handover_once_at_the_centre"
            ),
            models.CheckConstraint(
                condition=Q(driver_signed_by=None, driver_signed_at=None)
                | Q(driver_signed_by__isnull=False, driver_signed_at__isnull=False),
                name="handover_driver_signed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(keeper_signed_at=None, keeper_signed_by=None, keeper_signature=None)
                | Q(keeper_signed_at__isnull=False)
                & (Q(keeper_signed_by__isnull=False) | Q(keeper_signature__isnull=False)),
                name="handover_keeper_signed_somehow",
            ),
            models.CheckConstraint(
                condition=Q(driver_signed_at__isnull=False) | Q(keeper_signed_at__isnull=False),
                name="handover_signed_by_one",
            ),
        ]

    def __str__(self):
        return f"{self.station} {self.get_kind_display()} {self.counted}"

    @property
    def difference(self) -> int:
        return self.counted - self.scanned

    @property
    def is_signed(self) -> bool:
        """Both have signed."""
        return self.driver_signed_at is not None and self.keeper_signed_at is not None


class TripException(models.Model):
    """What kept a trip or a stop from going as planned."""

    entry = models.OneToOneField(
        TripEntry, primary_key=True, on_delete=models.PROTECT, related_name="exception"
    )
    trip = models.ForeignKey(Trip, on_delete=models.PROTECT, related_name="exceptions")
    stop = models.ForeignKey(TripStop, null=True, on_delete=models.PROTECT, related_name="exceptions")
    kind = models.CharField(_("what happened"), max_length=12, choices=ExceptionKind)
    note = models.CharField(_("note"), max_length=200, blank=True)
    happened_at = models.DateTimeField(_("happened at"))

    class Meta:
        verbose_name = _("exception of a trip")
        ordering = ("happened_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ExceptionKind.values), name="trip_exception_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["BREAKDOWN", "OTHER"]) | Q(stop__isnull=False),
                name="trip_exception_at_a_stop",
            ),
        ]

    def __str__(self):
        return f"{self.trip} {self.get_kind_display()}"
