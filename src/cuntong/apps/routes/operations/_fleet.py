"""Vehicles, their rates and trackers, and drivers."""

from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence

from ..kinds import VehicleKind
from ..models import Driver, Tracker, Trip, Vehicle, VehicleRate

SHOWN_OF_KEY = 6


@transaction.atomic
def register_vehicle(
    *,
    plate: str,
    kind: VehicleKind | str,
    capacity_kg: Decimal,
    capacity_litres: Decimal,
    capacity_pieces: int,
    shift_from: time,
    shift_to: time,
    reloads: int = 0,
    operator: Organisation | None = None,
    by: User,
    at: datetime,
) -> Vehicle:
    """Registers a vehicle; it can be planned for once it has a rate.

    Raises:
        ValidationError: by field: the plate is known, it takes nothing, or its shift ends before it begins.
    """
    require(by, Right.WRITE_ROUTES)
    vehicle = Vehicle(
        plate=plate.strip().upper(),
        kind=kind,
        operator=operator,
        capacity_kg=capacity_kg,
        capacity_litres=capacity_litres,
        capacity_pieces=capacity_pieces,
        shift_from=shift_from,
        shift_to=shift_to,
        reloads=reloads,
        registered_at=at,
    )
    _check_vehicle(vehicle)
    vehicle.save(force_insert=True)
    change = {
        "plate": vehicle.plate,
        "kind": str(kind),
        "kg": capacity_kg,
        "litres": capacity_litres,
        "pieces": capacity_pieces,
    }
    evidence.record(verb="register", record=vehicle, change=change, by=by, at=at)
    return vehicle


def _check_vehicle(vehicle: Vehicle) -> None:
    if Vehicle.objects.filter(plate=vehicle.plate).exists():
        raise ValidationError({"plate": _("This plate is registered already.")})
    if vehicle.shift_to <= vehicle.shift_from:
        raise ValidationError({"shift_to": _("The day ends before it begins.")})
    vehicle.full_clean()


@transaction.atomic
def set_rate(
    *,
    vehicle: Vehicle,
    from_date: date,
    hire_yuan_per_day: Decimal,
    fuel_yuan_per_km: Decimal,
    upkeep_yuan_per_km: Decimal,
    wage_yuan_per_hour: Decimal,
    by: User,
    at: datetime,
) -> VehicleRate:
    """Records what a vehicle costs from a day on; earlier days keep their rate.

    Raises:
        ValidationError: there is a rate from this day already, or a price is negative.
    """
    require(by, Right.WRITE_ROUTES)
    if VehicleRate.objects.filter(vehicle=vehicle, from_date=from_date).exists():
        raise ValidationError(
            {"from_date": _("A rate from this day is recorded. Choose the day on which the new one begins.")}
        )
    rate = VehicleRate(
        vehicle=vehicle,
        from_date=from_date,
        hire_yuan_per_day=hire_yuan_per_day,
        fuel_yuan_per_km=fuel_yuan_per_km,
        upkeep_yuan_per_km=upkeep_yuan_per_km,
        wage_yuan_per_hour=wage_yuan_per_hour,
        recorded_by=by,
        recorded_at=at,
    )
    rate.full_clean()
    rate.save(force_insert=True)
    change = {
        "from": from_date,
        "hire": hire_yuan_per_day,
        "fuel": fuel_yuan_per_km,
        "upkeep": upkeep_yuan_per_km,
        "wage": wage_yuan_per_hour,
    }
    evidence.record(verb="record", record=vehicle, change=change, by=by, at=at)
    return rate


@transaction.atomic
def retire_vehicle(*, vehicle: Vehicle, retired_date: date, by: User, at: datetime) -> Vehicle:
    """Takes a vehicle out of service from a day on; its trips stay.

    Raises:
        ValidationError: it is on the road, or has trips after that day.
    """
    require(by, Right.WRITE_ROUTES)
    vehicle = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    if Trip.objects.filter(vehicle=vehicle, trip_date__gte=retired_date).exclude(state="CANCELLED").exists():
        raise ValidationError({"retired_date": _("It has trips on or after this day.")})
    vehicle.retired_date = retired_date
    vehicle.save(update_fields=["retired_date"])
    evidence.record(verb="close", record=vehicle, change={"retired": retired_date}, by=by, at=at)
    return vehicle


@transaction.atomic
def register_driver(
    *, name: str, user: User | None = None, usual_vehicle: Vehicle | None = None, by: User, at: datetime
) -> Driver:
    """Registers a driver, with the account they sign in with and the vehicle they usually drive.

    Raises:
        ValidationError: by field: the account is another driver's or may not drive, the vehicle has its driver.
    """
    require(by, Right.WRITE_ROUTES)
    if user is not None and not user.may(Right.DRIVE):
        raise ValidationError({"user": _("This account is not a driver's.")})
    if usual_vehicle and Driver.objects.filter(usual_vehicle=usual_vehicle, left_date=None).exists():
        raise ValidationError({"usual_vehicle": _("This vehicle has its usual driver.")})
    driver = Driver(name=name.strip(), user=user, usual_vehicle=usual_vehicle, registered_at=at)
    driver.full_clean()
    driver.save(force_insert=True)
    change = {"user": user and user.pk, "vehicle": usual_vehicle and usual_vehicle.plate}
    evidence.record(verb="register", record=driver, change=change, by=by, at=at)
    return driver


@transaction.atomic
def issue_tracker(*, vehicle: Vehicle, by: User, at: datetime) -> tuple[Tracker, str]:
    """Gives a vehicle's tracker a key, shown this once; a key it had before no longer counts."""
    require(by, Right.WRITE_ROUTES)
    Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    Tracker.objects.filter(vehicle=vehicle, revoked_at=None).update(revoked_at=at)
    key = token_urlsafe(24)
    tracker = Tracker.objects.create(
        vehicle=vehicle,
        key_hash=hash_of_key(key),
        key_beginning=key[:SHOWN_OF_KEY],
        issued_by=by,
        issued_at=at,
    )
    evidence.record(verb="register", record=vehicle, change={"tracker": tracker.key_beginning}, by=by, at=at)
    return tracker, key


@transaction.atomic
def revoke_tracker(*, tracker: Tracker, by: User, at: datetime) -> Tracker:
    """Takes a tracker's key back; doing it again changes nothing."""
    require(by, Right.WRITE_ROUTES)
    tracker = Tracker.objects.select_for_update().select_related("vehicle").get(pk=tracker.pk)
    if tracker.revoked_at is None:
        tracker.revoked_at = at
        tracker.save(update_fields=["revoked_at"])
        change = {"revoked_tracker": tracker.key_beginning}
        evidence.record(verb="close", record=tracker.vehicle, change=change, by=by, at=at)
    return tracker


def hash_of_key(key: str) -> str:
    """What is kept of a tracker's key."""
    return sha256(key.encode()).hexdigest()
