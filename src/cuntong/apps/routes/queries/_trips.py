"""Trips and what happened on them, as a person may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.domain.freight import TripCost, cost_of_trip, share_to_the_fen

from ..kinds import OPEN_STOPS, HandoverKind, StopState, TripState
from ..models import Handover, Trip, TripEntry, TripException, TripStop
from ._fleet import RateBook

SERVED = (StopState.ARRIVED, StopState.DONE, StopState.FAILED)


def trips_visible_to(user: User) -> QuerySet[Trip]:
    """A driver's own trips; for a keeper those that call at their places; for everybody else who reads routes all."""
    trips = Trip.objects.select_related("vehicle", "driver__user", "route", "plan")
    if not user.may(Right.READ_ROUTES):
        return trips.none()
    if user.may(Right.WRITE_ROUTES):
        return trips
    if user.may(Right.DRIVE):
        return trips.filter(driver__user=user)
    if user.may(Right.SCAN):
        called = TripStop.objects.filter(scope_of(user).divisions("station__division__code"))
        return trips.filter(pk__in=called.values("trip"))
    return trips


def handovers_visible_to(user: User) -> QuerySet[Handover]:
    """Handovers of the trips that a person sees; a keeper those at their places."""
    handovers = Handover.objects.select_related(
        "trip__vehicle", "station", "driver_signed_by", "keeper_signed_by", "entry"
    )
    handovers = handovers.filter(trip__in=trips_visible_to(user).values("pk"))
    if user.may(Right.SCAN) and not user.may(Right.DRIVE) and not user.may(Right.WRITE_ROUTES):
        handovers = handovers.filter(scope_of(user).divisions("station__division__code"))
    return handovers


def exceptions_visible_to(user: User) -> QuerySet[TripException]:
    exceptions = TripException.objects.select_related("trip__vehicle", "stop__station")
    return exceptions.filter(trip__in=trips_visible_to(user).values("pk"))


def entries_visible_to(user: User) -> QuerySet[TripEntry]:
    entries = TripEntry.objects.select_related("stop__station", "made_by")
    return entries.filter(trip__in=trips_visible_to(user).values("pk"))


def with_stops(trips: QuerySet[Trip]) -> QuerySet[Trip]:
    """Trips with their stops in order, each with its station and handovers, in three queries."""
    stops = TripStop.objects.select_related("station__division").prefetch_related("handovers", "exceptions")
    return trips.prefetch_related(Prefetch("stops", stops.order_by("place")))


def counted(trips: QuerySet[Trip]) -> QuerySet[Trip]:
    """Adds how many stops a trip has, how many are served and how many failed."""
    return trips.annotate(
        stop_total=Count("stops", filter=~Q(stops__state=StopState.MOVED)),
        stops_done=Count("stops", filter=Q(stops__state=StopState.DONE)),
        stops_failed=Count("stops", filter=Q(stops__state=StopState.FAILED)),
    )


def trip_to_drive(user: User, day: date) -> Trip | None:
    """The trip that a driver is on, or goes on next: one under way first, then the earliest of the day."""
    own = with_stops(trips_visible_to(user).filter(driver__user=user))
    under_way = own.filter(state=TripState.UNDER_WAY).order_by("trip_date").first()
    if under_way is not None:
        return under_way
    return own.filter(trip_date=day, state=TripState.PLANNED).order_by("departs_at").first()


def next_stop(trip: Trip) -> TripStop | None:
    """The first stop in order that is not served yet; where the vehicle stands before where it goes."""
    waiting = [stop for stop in trip.stops.all() if stop.state in OPEN_STOPS]
    return next((one for one in waiting if one.state == StopState.ARRIVED), waiting[0] if waiting else None)


# --- Cost --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CostedTrip:
    """What a trip cost, and what of it each of its stops bears; None where the vehicle has no rate on the day."""

    trip: Trip
    cost: TripCost | None
    by_stop: dict[int, Decimal]
    pieces: dict[int, int]

    @property
    def total_yuan(self) -> Decimal | None:
        return self.cost.total_yuan if self.cost else None

    @property
    def parcels(self) -> int:
        """Parcels handed over and taken along at its stops."""
        return sum(self.pieces.values())

    @property
    def yuan_per_parcel(self) -> Decimal | None:
        return self.cost.total_yuan / self.parcels if self.cost and self.parcels else None


def cost_trips(trips: Iterable[Trip]) -> list[CostedTrip]:
    """What trips cost, by the rates of their days. They come with their stops (`with_stops`)."""
    trips = list(trips)
    book = RateBook(trip.vehicle_id for trip in trips)
    return [_cost(trip, book) for trip in trips]


def _cost(trip: Trip, book: RateBook) -> CostedTrip:
    stops = [stop for stop in trip.stops.all() if stop.state in SERVED] or list(trip.stops.all())
    pieces = {stop.pk: _pieces(stop) for stop in stops}
    rate = book.on(trip.vehicle_id, trip.trip_date)
    if rate is None:
        return CostedTrip(trip, None, {}, pieces)
    cost = cost_of_trip(rate, km=trip.km, minutes=minutes_of(trip))
    shares = share_to_the_fen(cost.total_yuan, _weights(trip, stops)) if stops else {}
    return CostedTrip(trip, cost, shares, pieces)


def minutes_of(trip: Trip) -> int:
    """How long a trip took; as planned where it is not back."""
    first, last = trip.started_at or trip.departs_at, trip.finished_at
    length = last - first if last else trip.returns_at - trip.departs_at
    return max(0, round(length.total_seconds() / 60))


def _pieces(stop: TripStop) -> int:
    kinds = (HandoverKind.DELIVERY, HandoverKind.COLLECTION)
    return sum(one.counted for one in stop.handovers.all() if one.kind in kinds)


def _weights(trip: Trip, stops: list[TripStop]) -> dict[int, int]:
    """The planned minutes that each stop takes: the way to it and the time there. The way home is everybody's in proportion."""
    weights, before = {}, trip.departs_at
    wanted = {stop.pk for stop in stops}
    for stop in trip.stops.all():
        if stop.pk in wanted:
            weights[stop.pk] = max(1, round((stop.leaves_at - before).total_seconds() / 60))
        before = stop.leaves_at
    return weights
