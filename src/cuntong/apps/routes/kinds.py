"""The choices of routes: vehicles, states of plans and trips, what a driver says, what a statement holds."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cuntong.domain.freight import EntryKind as LedgerKind
from cuntong.domain.routing import TravelSource


class VehicleKind(TextChoices):
    """What drives; a bus or a mail vehicle carries parcels beside its own task (客货邮)."""

    VAN = "VAN", _("Van")
    TRUCK = "TRUCK", _("Truck")
    TRICYCLE = "TRICYCLE", _("Three-wheeler")
    BUS = "BUS", _("Bus that takes parcels along")
    MAIL = "MAIL", _("Mail vehicle that takes parcels along")


SHARED = frozenset({VehicleKind.BUS, VehicleKind.MAIL})
"""Vehicles that drive anyway: their capacity is what they lend, and they cost what is paid for it."""


class PlanState(TextChoices):
    PLANNING = "PLANNING", _("Being planned")
    PROPOSED = "PROPOSED", _("Proposed")
    RELEASED = "RELEASED", _("Released")
    REPLACED = "REPLACED", _("Replaced")


class DistanceSource(TextChoices):
    """Where the kilometres of a plan come from."""

    MATRIX = TravelSource.MATRIX.value, _("Matrix of road distances")
    ESTIMATE = TravelSource.ESTIMATE.value, _("Estimate: great circle × detour")
    OSRM = TravelSource.OSRM.value, _("Road server (OSRM)")
    VALHALLA = TravelSource.VALHALLA.value, _("Road server (Valhalla)")
    COORDINATES = TravelSource.COORDINATES.value, _("Straight lines")


class TripState(TextChoices):
    PLANNED = "PLANNED", _("Not left yet")
    UNDER_WAY = "UNDER_WAY", pgettext_lazy("trip", "Under way")
    FINISHED = "FINISHED", _("Back at the centre")
    BROKEN_DOWN = "BROKEN_DOWN", _("Broken down")
    CANCELLED = "CANCELLED", pgettext_lazy("trip", "Called off")


class StopState(TextChoices):
    WAITING = "WAITING", _("Still to come")
    ARRIVED = "ARRIVED", pgettext_lazy("stop", "Arrived")
    DONE = "DONE", pgettext_lazy("stop", "Served")
    FAILED = "FAILED", _("Not served")
    MOVED = "MOVED", _("Given to another vehicle")


OPEN_STOPS = frozenset({StopState.WAITING, StopState.ARRIVED})


class ArrivalBy(TextChoices):
    """What says that a vehicle arrived."""

    DRIVER = "DRIVER", _("The driver's tap")
    GEOFENCE = "GEOFENCE", _("The tracker's position")
    SCAN = "SCAN", _("A scan at the station")


class EntryKind(TextChoices):
    """What a driver's phone says happened."""

    START = "START", _("Left")
    ARRIVE = "ARRIVE", pgettext_lazy("stop", "Arrived")
    HAND_OVER = "HAND_OVER", _("Handed over")
    EXCEPTION = "EXCEPTION", pgettext_lazy("trip", "Exception")
    FINISH = "FINISH", _("Came back")


class HandoverKind(TextChoices):
    """Which way the goods change hands between a driver and who keeps a place."""

    LOADING = "LOADING", _("Loaded at the centre")
    DELIVERY = "DELIVERY", _("Delivered to the station")
    COLLECTION = "COLLECTION", _("Taken along from the station")
    UNLOADING = "UNLOADING", _("Brought to the centre")


AT_CENTRE = frozenset({HandoverKind.LOADING, HandoverKind.UNLOADING})


class ExceptionKind(TextChoices):
    BREAKDOWN = "BREAKDOWN", _("Vehicle broke down")
    ROAD_CLOSED = "ROAD_CLOSED", _("Road closed")
    REFUSED = "REFUSED", _("Refused at the station")
    NOBODY_THERE = "NOBODY_THERE", _("Nobody there")
    OTHER = "OTHER", pgettext_lazy("exception", "Other")


ENDS_STOP = frozenset({ExceptionKind.ROAD_CLOSED, ExceptionKind.REFUSED, ExceptionKind.NOBODY_THERE})


class StudyKind(TextChoices):
    POOLING = "POOLING", _("Carriers merged or apart")
    NETWORK = "NETWORK", _("What the next village costs")


class LineKind(TextChoices):
    CHARGE = LedgerKind.CHARGE.value, _("Charge")
    COUNTER = LedgerKind.COUNTER.value, _("Counter-entry")


class Tier(TextChoices):
    TOWNSHIP = "TOWNSHIP", _("Township station")
    VILLAGE = "VILLAGE", _("Village point")


class DisputeOutcome(TextChoices):
    UPHELD = "UPHELD", _("The carrier is right")
    REJECTED = "REJECTED", _("The charge stands")
