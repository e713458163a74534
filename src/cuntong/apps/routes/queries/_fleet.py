"""Vehicles, drivers and what a vehicle costs on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.domain.freight import Rate
from cuntong.rulebooks import RouteRules, load_route_rules

from ..models import Driver, Position, Tracker, Vehicle, VehicleRate

MINUTES_PER_HOUR = 60


def vehicles_visible_to(user: User) -> QuerySet[Vehicle]:
    """The fleet is known to everybody who works with routes."""
    vehicles = Vehicle.objects.select_related("operator")
    return vehicles if user.may(Right.READ_ROUTES) else vehicles.none()


def drivers_visible_to(user: User) -> QuerySet[Driver]:
    """Drivers are the dispatcher's matter; a driver sees their own row."""
    drivers = Driver.objects.select_related("user", "usual_vehicle")
    if not user.may(Right.READ_ROUTES):
        return drivers.none()
    return drivers.filter(user=user) if user.may(Right.DRIVE) else drivers


def trackers_visible_to(user: User) -> QuerySet[Tracker]:
    trackers = Tracker.objects.select_related("vehicle", "issued_by")
    return trackers if user.may(Right.WRITE_ROUTES) else trackers.none()


def in_service(day: date) -> QuerySet[Vehicle]:
    """Vehicles that may drive on a day."""
    return Vehicle.objects.filter(Q(retired_date=None) | Q(retired_date__gt=day))


def rates_on(day: date) -> dict[int, VehicleRate]:
    """The rate that holds on a day, by vehicle; a vehicle whose price nobody recorded is not there."""
    latest = VehicleRate.objects.filter(vehicle=OuterRef("vehicle"), from_date__lte=day).order_by(
        "-from_date"
    )
    rates = VehicleRate.objects.filter(pk=Subquery(latest.values("pk")[:1]))
    return {rate.vehicle_id: rate for rate in rates}


def rate_of(row: VehicleRate, rules: RouteRules) -> Rate:
    """A stored rate as the domain reckons with it, with the paid day and the price of overtime."""
    return Rate(
        hire_yuan_per_day=row.hire_yuan_per_day,
        fuel_yuan_per_km=row.fuel_yuan_per_km,
        upkeep_yuan_per_km=row.upkeep_yuan_per_km,
        wage_yuan_per_hour=row.wage_yuan_per_hour,
        working_minutes=int(rules.limit("WORKING_TIME").value * MINUTES_PER_HOUR),
        overtime_factor=rules.limit("OVERTIME_FACTOR").value,
    )


class RateBook:
    """The rates of many vehicles, read once and asked for many days."""

    def __init__(self, vehicles: Iterable[int]) -> None:
        self._rows: dict[int, list[VehicleRate]] = {}
        for row in VehicleRate.objects.filter(vehicle__in=set(vehicles)).order_by("-from_date"):
            self._rows.setdefault(row.vehicle_id, []).append(row)

    def on(self, vehicle_id: int, day: date) -> Rate | None:
        """The rate of a vehicle on a day; None where nobody recorded one."""
        row = next((one for one in self._rows.get(vehicle_id, ()) if one.from_date <= day), None)
        return None if row is None else rate_of(row, load_route_rules(day))


def tracker_with_key_hash(key_hash: str) -> Tracker | None:
    """The tracker with this key; a revoked one too, so that it can be told why it is refused."""
    return Tracker.objects.select_related("vehicle", "issued_by").filter(key_hash=key_hash).first()


def last_positions() -> dict[int, Position]:
    """The newest position of each vehicle that has a live tracker."""
    newest = Position.objects.filter(tracker=OuterRef("pk")).order_by("-measured_at").values("pk")[:1]
    trackers = Tracker.objects.filter(revoked_at=None).annotate(newest=Subquery(newest))
    keys = [key for key in trackers.values_list("newest", flat=True) if key]
    positions = Position.objects.filter(pk__in=keys).select_related("tracker")
    return {position.tracker.vehicle_id: position for position in positions}
