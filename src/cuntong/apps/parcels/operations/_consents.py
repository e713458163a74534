"""Recipients agree that their parcels are left at a station, or no longer."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Station

from ..models import Consent, Parcel


@transaction.atomic
def record_consent(*, parcel: Parcel, station: Station, means: str, by: User, at: datetime) -> Consent:
    """Notes that the recipient of a parcel agreed, for all their parcels at this station. Noted before: unchanged.

    Raises:
        ValidationError: the parcel has no whole phone number, so the recipient would not be known again.
    """
    _check_place(station, by)
    if not parcel.phone_hash:
        raise ValidationError(
            _(
                "This parcel has no whole phone number: its recipient cannot be known again. Call first each time."
            )
        )
    consent, created = Consent.objects.get_or_create(
        phone_hash=parcel.phone_hash,
        station=station,
        withdrawn_at=None,
        defaults={"means": means, "recorded_by": by, "recorded_at": at},
    )
    if created:
        change = {"consent": consent.pk, "station": station.code, "means": means}
        evidence.record(verb="consent", record=parcel, change=change, by=by, at=at)
    return consent


@transaction.atomic
def withdraw_consent(*, parcel: Parcel, station: Station, by: User, at: datetime) -> Consent | None:
    """Notes that the recipient no longer agrees; from now on the page says to call first."""
    _check_place(station, by)
    standing = Consent.objects.select_for_update().filter(
        phone_hash=parcel.phone_hash, station=station, withdrawn_at=None
    )
    consent = standing.first()
    if consent is not None:
        consent.withdrawn_by, consent.withdrawn_at = by, max(at, consent.recorded_at)
        consent.save(update_fields=["withdrawn_by", "withdrawn_at"])
        change = {"consent": consent.pk, "station": station.code}
        evidence.record(verb="withdraw", record=parcel, change=change, by=by, at=at)
    return consent


def _check_place(station: Station, by: User) -> None:
    may = by.may(Right.WRITE_PARCELS) or by.may(Right.SCAN)
    if not may or not scope_of(by).covers(station.division_id):
        raise PermissionDenied(_("“%(station)s” is not among your places.") % {"station": station})
