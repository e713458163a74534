"""The part of a day's pack that routes fill: a driver's trips with their stops in order."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.routes import queries as routes
from cuntong.apps.routes.kinds import TripState
from cuntong.apps.routes.models import Trip, TripStop

MOST_TRIPS = 6


def rows(user: User, at: datetime) -> dict[str, dict]:
    """The trip that a driver is on, and those of today and tomorrow."""
    if not user.may(Right.DRIVE):
        return {}
    today = timezone.localdate(at)
    own = routes.trips_visible_to(user).filter(driver__user=user)
    near = Q(state=TripState.UNDER_WAY) | Q(
        state=TripState.PLANNED, trip_date__range=(today, today + timedelta(days=1))
    )
    trips = routes.with_stops(own.filter(near)).order_by("trip_date", "departs_at")[:MOST_TRIPS]
    return {f"trip:{trip.pk}": _trip(trip) for trip in trips}


def _trip(trip: Trip) -> dict:
    done = trip.handovers.filter(stop=None).values_list("kind", flat=True)
    return {
        "trip": trip.pk,
        "date": f"{trip.trip_date:%F}",
        "departs": f"{timezone.localtime(trip.departs_at):%H:%M}",
        "vehicle": str(trip.vehicle),
        "state": trip.state,
        "handed": sorted(done),
        "stops": [_stop(stop) for stop in trip.stops.all()],
    }


def _stop(stop: TripStop) -> dict:
    return {
        "stop": stop.pk,
        "station": stop.station.name,
        "place": stop.station.division.name,
        "arrives": f"{timezone.localtime(stop.arrives_at):%H:%M}",
        "deliver": stop.deliver_pieces,
        "collect": stop.collect_pieces,
        "state": stop.state,
        "handed": sorted(one.kind for one in stop.handovers.all()),
    }
