"""Devices: each has a key of its own, shown once and kept as a keyed hash."""

import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require, scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import keyed_hash
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Station

from ..models import Device

KEY_PURPOSE = "parcels.device"
SHOWN_CHARACTERS = 8


@transaction.atomic
def issue_device(*, name: str, station: Station, by: User, at: datetime) -> tuple[Device, str]:
    """Registers a device at a station and returns it with its key, which nobody can read again.

    Raises:
        ValidationError: the name is empty, too long or taken.
        PermissionDenied: without the right, or at a station outside the person's places.
    """
    require(by, Right.MANAGE_DEVICES)
    _check_covers(by, station)
    key = f"ct{secrets.token_urlsafe(32)}"
    device = Device(
        name=name.strip(),
        station=station,
        key_hash=hash_of_key(key),
        key_beginning=key[:SHOWN_CHARACTERS],
        issued_by=by,
        issued_at=at,
    )
    device.full_clean(exclude=["key_hash", "issued_by"], validate_unique=False)
    try:
        with transaction.atomic():
            device.save(force_insert=True)
    except IntegrityError:
        raise ValidationError({"name": _("Another device has this name.")}) from None
    evidence.record(
        verb="register",
        record=device,
        change={"name": device.name, "station": station.code, "key_beginning": device.key_beginning},
        by=by,
        at=at,
    )
    return device, key


@transaction.atomic
def revoke_device(*, device: Device, by: User, at: datetime) -> Device:
    """Lets a device in no more; what it scanned stays. Doing it again changes nothing.

    Raises:
        PermissionDenied: without the right, or at a station outside the person's places.
    """
    require(by, Right.MANAGE_DEVICES)
    device = Device.objects.select_for_update(of=("self",)).select_related("station").get(pk=device.pk)
    _check_covers(by, device.station)
    if device.revoked_at is None:
        device.revoked_at = at
        device.save(update_fields=["revoked_at"])
        evidence.record(verb="withdraw", record=device, change={"name": device.name}, by=by, at=at)
    return device


def hash_of_key(key: str) -> str:
    return keyed_hash(key.encode().hex(), purpose=KEY_PURPOSE)


def _check_covers(by: User, station: Station) -> None:
    if not scope_of(by).covers(station.division_id):
        raise PermissionDenied(_("“%(station)s” is not among your places.") % {"station": station})
