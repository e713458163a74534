"""A phone is registered when somebody signs in on it, and ended when they sign out or it is lost."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.parcels import operations as parcels
from cuntong.apps.places.models import Station

from ..kinds import EndReason
from ..models import Handset

NUMBERS_A_PHONE = 60
"""Pick-up code numbers that a phone holds for a day without network: our own choice, twice the parcels of a busy day."""


@transaction.atomic
def register_handset(*, handset_id: UUID, name: str, session_key: str, by: User, at: datetime) -> Handset:
    """Registers the phone on which somebody has just signed in; known already: it is seen again.

    Raises:
        PermissionDenied: this phone was ended, or its id belongs to another person.
    """
    handset = Handset.objects.select_for_update().filter(pk=handset_id).first()
    if handset is None:
        handset = Handset.objects.create(
            pk=handset_id,
            user=by,
            name=name.strip()[:60] or pgettext("phone", "Phone"),
            session_key=session_key,
            registered_at=at,
            seen_at=at,
        )
        evidence.record(verb="register", record=handset, change={"user": by.pk}, by=by, at=at)
        return handset
    if handset.user_id != by.pk or handset.ended_at is not None:
        raise PermissionDenied(_("This phone was signed in by somebody else, or was ended. Sign in anew."))
    handset.session_key, handset.seen_at = session_key, max(at, handset.seen_at)
    handset.save(update_fields=["session_key", "seen_at"])
    return handset


@transaction.atomic
def end_handset(*, handset: Handset, reason: EndReason, by: User, at: datetime) -> Handset:
    """Ends a phone: its session closes and the numbers it did not use are free. Ended before, it stays as it is.

    What a revoked phone still has in its queue comes in once more, as not accepted (`surrender_entries`).

    Raises:
        PermissionDenied: neither one's own phone nor the right to manage devices.
    """
    handset = Handset.objects.select_for_update().get(pk=handset.pk)
    if handset.user_id != by.pk and not by.may(Right.MANAGE_DEVICES):
        raise PermissionDenied(_("This is somebody else's phone. Ask the hub or the bureau."))
    if reason not in EndReason.values:
        raise ValidationError(_("Say why the phone ends."))
    if handset.ended_at is not None:
        return handset
    handset.ended_at, handset.ended_by, handset.end_reason = at, by, reason
    Session.objects.filter(pk=handset.session_key).delete()
    handset.session_key = ""
    handset.save()
    parcels.release_numbers(holder=handset.pk)
    verb = "revoke" if reason == EndReason.REVOKED else "close"
    evidence.record(verb=verb, record=handset, change={"user": handset.user_id}, by=by, at=at)
    return handset


def prepare_numbers(*, handset: Handset, station: Station, by: User, at: datetime) -> list[int]:
    """The pick-up code numbers that this phone may give at a station, refilled; none for who does not shelve."""
    if not by.may(Right.SCAN):
        return []
    return parcels.reserve_numbers(station=station, holder=handset.pk, count=NUMBERS_A_PHONE, by=by, at=at)
