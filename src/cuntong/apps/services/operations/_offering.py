"""Which services a station says it offers, since when and until when."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Station

from ..models import ServiceOffer


def _require_place(station: Station, by: User) -> None:
    may = by.may(Right.WRITE_SERVICES) or by.may(Right.SERVE)
    if not may or not scope_of(by).covers(station.division_id):
        raise PermissionDenied(_("“%(station)s” is not among your places.") % {"station": station})


@transaction.atomic
def offer_service(*, station: Station, kind: str, from_date: date, by: User, at: datetime) -> ServiceOffer:
    """Notes that a station offers a service from a day on. Offered already: unchanged.

    Raises:
        ValidationError: by field; no such service.
        PermissionDenied: not at this station.
    """
    _require_place(station, by)
    known = ServiceOffer.objects.filter(station=station, kind=kind, to_date=None).first()
    if known is not None:
        return known
    offer = ServiceOffer(station=station, kind=kind, from_date=from_date)
    offer.full_clean()
    offer.save(force_insert=True)
    change = {"station": station.code, "kind": kind, "from_date": from_date}
    evidence.record(verb="create", record=offer, change=change, by=by, at=at)
    return offer


@transaction.atomic
def end_offer(*, offer: ServiceOffer, to_date: date, by: User, at: datetime) -> ServiceOffer:
    """Notes the last day of a service offered. Ended already: unchanged.

    Raises:
        ValidationError: the last day lies before the first.
        PermissionDenied: not at this station.
    """
    _require_place(offer.station, by)
    offer = ServiceOffer.objects.select_for_update().select_related("station").get(pk=offer.pk)
    if offer.to_date is not None:
        return offer
    if to_date < offer.from_date:
        raise ValidationError({"to_date": _("The last day cannot be before the first.")})
    offer.to_date = to_date
    offer.save(update_fields=["to_date"])
    change = {"station": offer.station.code, "kind": offer.kind, "to_date": to_date}
    evidence.record(verb="withdraw", record=offer, change=change, by=by, at=at)
    return offer
