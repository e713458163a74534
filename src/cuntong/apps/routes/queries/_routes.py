"""Routes with the day on which they were opened: that of the first trip with scans at one of its stops."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, QuerySet

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right

from ..models import Route, RouteStop, Trip
from ._scans import scan_counts


def routes_visible_to(user: User) -> QuerySet[Route]:
    """Which routes there are is known to everybody who works with them."""
    routes = Route.objects.annotate(stop_count=Count("stops", distinct=True))
    return routes if user.may(Right.READ_ROUTES) else routes.none()


def opened_dates(now: datetime, routes: Iterable[int] | None = None) -> dict[int, date]:
    """The opening day of each route that was opened, by its key; what is only planned is not there."""
    trips = Trip.objects.filter(route__isnull=False, started_at__isnull=False).order_by("trip_date", "pk")
    if routes is not None:
        trips = trips.filter(route__in=routes)
    opened: dict[int, date] = {}
    for trip in trips.prefetch_related("stops").iterator(chunk_size=100):
        if trip.route_id not in opened and sum(scan_counts([trip], now).values()):
            opened[trip.route_id] = trip.trip_date
    return opened


def route_of_stations() -> dict[int, int]:
    """The route that each station lies on, by their keys; routes that ended are left out."""
    stops = RouteStop.objects.filter(route__ended_date=None)
    return dict(stops.values_list("station_id", "route_id"))
