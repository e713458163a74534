"""Positions by the protocol that trackers and phone apps speak to Traccar (OsmAnd): parameters in the address or a form."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from ninja.errors import HttpError

from cuntong.apps.parcels.api import Limiter, answered
from cuntong.rulebooks import load_route_rules

from .. import operations, queries
from ..operations import SentPosition
from ._doors import REFUSALS, router

KM_PER_HOUR_A_KNOT = Decimal("1.852")
MILLISECONDS_FROM = 10**11
limiter = Limiter()


@router.api_operation(["GET", "POST"], "/positions", auth=None, response={200: None, **REFUSALS})
@answered
def position(request):
    """`id` (the tracker's key), `lat`, `lon` (or `location=lat,lon`), `timestamp`, `speed` in knots: as OsmAnd sends them.

    `timestamp` is seconds or milliseconds since 1970, or ISO 8601 with a time zone; without one it is now.
    """
    said = request.GET.copy()
    said.update(request.POST)
    tracker = _tracker(request, said.get("id") or said.get("deviceid") or "")
    now = timezone.now()
    operations.record_position(tracker=tracker, sent=_sent(said, now), at=now)
    return HttpResponse(status=200)


def _tracker(request, key: str):
    most = int(load_route_rules(timezone.localdate()).limit("POSITIONS_A_MINUTE").value)
    tracker = queries.tracker_with_key_hash(operations.hash_of_key(key)) if key else None
    caller = f"tracker {tracker.pk}" if tracker else f"stranger {request.META.get('REMOTE_ADDR', '')}"
    if not limiter.allows(caller, most):
        raise HttpError(429, _("Too many positions: at most %(most)s a minute.") % {"most": most})
    if tracker is None:
        raise HttpError(401, _("No tracker has this key."))
    return tracker


def _sent(said, now: datetime) -> SentPosition:
    latitude, longitude = said.get("lat"), said.get("lon")
    if latitude is None and "," in said.get("location", ""):
        latitude, longitude = said["location"].split(",", 1)
    speed = said.get("speed")
    return SentPosition(
        latitude=_number(latitude, "lat"),
        longitude=_number(longitude, "lon"),
        measured_at=_moment(said.get("timestamp"), now),
        speed_km_per_hour=max(Decimal(0), _number(speed, "speed") * KM_PER_HOUR_A_KNOT) if speed else None,
    )


def _number(text: str | None, name: str) -> Decimal:
    try:
        number = Decimal((text or "").strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > 1000:
        raise ValidationError(
            _("“%(name)s” is not a number that can be: %(text)s") % {"name": name, "text": text}
        )
    return number


def _moment(text: str | None, now: datetime) -> datetime:
    if not text:
        return now
    if text.isdecimal() and len(text) <= 14:
        number = int(text)
        seconds = number / 1000 if number >= MILLISECONDS_FROM else number
        return datetime.fromtimestamp(seconds, UTC)
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValidationError(
            _("“timestamp” is seconds since 1970, or a time with its zone: %(text)s") % {"text": text}
        )
    return moment
