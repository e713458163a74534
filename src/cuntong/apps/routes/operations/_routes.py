"""Fixed routes to villages: planned, changed, ended. Nobody opens them by a click: their first trip with scans does."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.kinds import StationLevel
from cuntong.apps.places.models import Station

from ..models import Route, RouteStop, Vehicle


@transaction.atomic
def plan_route(
    *,
    code: str,
    name: str,
    planned_date: date,
    stations: Sequence[Station],
    weekdays: str = "1234567",
    vehicles: Sequence[Vehicle] = (),
    by: User,
    at: datetime,
) -> Route:
    """Plans a route through stations in this order.

    Raises:
        ValidationError: by field: the number is taken, no station or one that lies on another route, unknown weekdays.
    """
    require(by, Right.WRITE_ROUTES)
    route = Route(
        code=code.strip().upper(), name=name.strip(), planned_date=planned_date, weekdays=_in_order(weekdays)
    )
    if Route.objects.filter(code=route.code).exists():
        raise ValidationError({"code": _("This route number is taken.")})
    route.full_clean()
    route.save(force_insert=True)
    _lay(route, stations, vehicles)
    evidence.record(verb="plan", record=route, change=_said(route, stations, vehicles), by=by, at=at)
    return route


@transaction.atomic
def change_route(
    *,
    route: Route,
    name: str,
    stations: Sequence[Station],
    weekdays: str,
    vehicles: Sequence[Vehicle],
    by: User,
    at: datetime,
) -> Route:
    """Lays a route anew from the next plan on; the trips that were driven stay as they were.

    Raises:
        ValidationError: as `plan_route`.
    """
    require(by, Right.WRITE_ROUTES)
    route = Route.objects.select_for_update().get(pk=route.pk)
    route.name, route.weekdays = name.strip(), _in_order(weekdays)
    route.full_clean()
    route.save(update_fields=["name", "weekdays"])
    route.stops.all().delete()
    _lay(route, stations, vehicles)
    evidence.record(verb="correct", record=route, change=_said(route, stations, vehicles), by=by, at=at)
    return route


@transaction.atomic
def end_route(*, route: Route, ended_date: date, by: User, at: datetime) -> Route:
    """Ends a route: its stations belong to none from then on."""
    require(by, Right.WRITE_ROUTES)
    route = Route.objects.select_for_update().get(pk=route.pk)
    if ended_date < route.planned_date:
        raise ValidationError({"ended_date": _("A route does not end before it was planned.")})
    route.ended_date = ended_date
    route.save(update_fields=["ended_date"])
    route.stops.all().delete()
    evidence.record(verb="close", record=route, change={"ended": ended_date}, by=by, at=at)
    return route


def _in_order(weekdays: str) -> str:
    return "".join(sorted(set(weekdays.strip())))


def _lay(route: Route, stations: Sequence[Station], vehicles: Sequence[Vehicle]) -> None:
    if not stations:
        raise ValidationError({"stations": _("A route calls at one station at least.")})
    if len({one.pk for one in stations}) < len(stations):
        raise ValidationError({"stations": _("A station stands twice on this route.")})
    if any(one.level == StationLevel.CENTRE for one in stations):
        raise ValidationError({"stations": _("The centre is where every route begins; leave it out.")})
    taken = RouteStop.objects.filter(station__in=stations).select_related("station", "route").first()
    if taken is not None:
        raise ValidationError(
            {
                "stations": _("“%(station)s” lies on “%(route)s” already. Take it off there first.")
                % {"station": taken.station, "route": taken.route}
            }
        )
    RouteStop.objects.bulk_create(
        RouteStop(route=route, station=station, place=place)
        for place, station in enumerate(stations, start=1)
    )
    route.vehicles.set(vehicles)


def _said(route: Route, stations: Sequence[Station], vehicles: Sequence[Vehicle]) -> dict:
    return {
        "code": route.code,
        "weekdays": route.weekdays,
        "stations": [one.code for one in stations],
        "vehicles": [one.plate for one in vehicles],
    }
