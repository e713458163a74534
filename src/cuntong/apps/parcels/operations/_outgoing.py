"""A parcel for the way up is taken in at a station's counter."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Station

from ..carriers import CARRIERS
from ..kinds import Direction, Resolution, ScanKind
from ..models import Parcel
from ._correcting import adopt_scans
from ._counter import lock_parcel, open_counter, scan_once, was_scanned


@transaction.atomic
def take_in(
    *,
    station: Station,
    carrier: str,
    number: str,
    scan_id: UUID,
    by: User,
    at: datetime,
    made_at: datetime | None = None,
    weight_kg: Decimal | None = None,
) -> Parcel:
    """Takes in a parcel that somebody sends from a station; one that its carrier has not announced is registered by it.

    Raises:
        PermissionDenied: not at this station.
        ValidationError: an unknown carrier, or a parcel of this number that is on its way down or not here to take in.
    """
    open_counter(station, by)
    if carrier not in CARRIERS:
        raise ValidationError({"carrier": _("“%(carrier)s” is no carrier here.") % {"carrier": carrier}})
    parcel, created = Parcel.objects.get_or_create(
        carrier=carrier,
        number=number,
        defaults={
            "direction": Direction.UP,
            "station": station,
            "resolution": Resolution.AUTO,
            "division_id": station.division_id,
            "weight_kg": weight_kg,
            "registered_at": at,
        },
    )
    if created:
        adopt_scans([parcel])
    if was_scanned(scan_id):
        return parcel
    lock_parcel(parcel)
    if parcel.direction != Direction.UP:
        raise ValidationError(_("This number belongs to a parcel that comes down to the village."))
    if parcel.moved_at is not None:
        raise ValidationError(
            _("This parcel was taken in before (%(state)s).") % {"state": parcel.get_state_display()}
        )
    kind = ScanKind.COLLECTED
    scan_once(scan_id=scan_id, parcel=parcel, station=station, kind=kind, by=by, at=at, made_at=made_at)
    change = {"station": station.code, "carrier": carrier, "scan": str(scan_id)}
    evidence.record(verb="take_in", record=parcel, change=change, by=by, at=at)
    return parcel
