"""Entries of a driver's trip: left, arrived, handed over, went wrong, back."""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from cuntong.apps.accounts.roles import Right
from cuntong.apps.routes import operations as routes
from cuntong.apps.routes import queries as route_queries
from cuntong.apps.routes.kinds import ExceptionKind, HandoverKind
from cuntong.apps.routes.models import TripStop

from ..kinds import Body, EntryKind, Made


class OfTrip(Body):
    trip: Annotated[int, Field(ge=1)]


class AtStop(OfTrip):
    stop: Annotated[int, Field(ge=1)]


class HandOverBody(OfTrip):
    """The count of what changes hands, the reason where it differs from the scans, and the other side's signature."""

    stop: Annotated[int, Field(ge=1)] | None = None
    kind: Literal[tuple(HandoverKind.values)]
    counted: Annotated[int, Field(ge=0, le=100_000)]
    difference_reason: Annotated[str, Field(max_length=200)] = ""
    signature: UUID | None = None


class ExceptionBody(OfTrip):
    stop: Annotated[int, Field(ge=1)] | None = None
    kind: Literal[tuple(ExceptionKind.values)]
    note: Annotated[str, Field(max_length=200)] = ""


class BackBody(OfTrip):
    driven_km: Annotated[Decimal, Field(ge=0, max_digits=7, decimal_places=1)] | None = None


def _said(body: OfTrip, made: Made) -> dict[str, Any]:
    trip = route_queries.trips_visible_to(made.by).filter(pk=body.trip).first()
    if trip is None:
        raise ValidationError(_("This trip is not among yours."))
    return {"trip": trip, **made.said}


def _stop(body: OfTrip) -> TripStop | None:
    if body.stop is None:
        return None
    stop = TripStop.objects.select_related("station").filter(trip=body.trip, pk=body.stop).first()
    if stop is None:
        raise ValidationError(_("This trip has no such stop."))
    return stop


def _start(body: OfTrip, made: Made) -> dict:
    routes.start_trip(**_said(body, made))
    return {}


def _arrive(body: AtStop, made: Made) -> dict:
    said = _said(body, made)
    routes.arrive(stop=_stop(body), **said)
    return {}


def _hand_over(body: HandOverBody, made: Made) -> dict:
    said = _said(body, made)
    done = routes.hand_over(
        stop=_stop(body),
        kind=body.kind,
        counted=body.counted,
        difference_reason=body.difference_reason,
        keeper_signature=made.picture(body.signature),
        **said,
    )
    return {"scanned": done.scanned}


def _report(body: ExceptionBody, made: Made) -> dict:
    said = _said(body, made)
    routes.report_exception(stop=_stop(body), kind=body.kind, note=body.note, **said)
    return {}


def _come_back(body: BackBody, made: Made) -> dict:
    routes.finish_trip(driven_km=body.driven_km, **_said(body, made))
    return {}


KINDS = tuple(
    EntryKind(code, label, body, Right.DRIVE, act)
    for code, label, body, act in (
        ("routes.start", gettext_lazy("Trip left"), OfTrip, _start),
        ("routes.arrive", gettext_lazy("Arrived at a stop"), AtStop, _arrive),
        ("routes.hand_over", gettext_lazy("Handed over at a stop"), HandOverBody, _hand_over),
        ("routes.exception", gettext_lazy("Something went wrong on a trip"), ExceptionBody, _report),
        ("routes.back", gettext_lazy("Trip is back"), BackBody, _come_back),
    )
)
