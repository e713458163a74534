"""The rest of a day is planned anew: vans with goods aboard keep their stops, what broke down gives its stops away."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right

from .. import queries
from ..kinds import OPEN_STOPS, HandoverKind, PlanState, TripState
from ..models import DayPlan, Trip, TripStop, Vehicle
from ..queries import AskedDay
from ._planning import ask

Document = dict[str, Any]
LIVE = (TripState.PLANNED, TripState.UNDER_WAY, TripState.BROKEN_DOWN)


def replan_rest(*, plan: DayPlan, without: Collection[Vehicle] = (), by: User, at: datetime) -> DayPlan:
    """Asks for a new plan of what a released plan has left: every stop that nobody served yet.

    A van on the road, or loaded at the centre, keeps its own stops and takes no others. Vehicles that broke down, or are
    named in `without`, give theirs away; the goods are taken to be back at the centre.

    Raises:
        ValidationError: the plan is not the day's released one, or nothing is left to serve.
    """
    require(by, Right.WRITE_ROUTES)
    if plan.state != PlanState.RELEASED:
        raise ValidationError(_("Only the released plan of the day can be planned anew for the rest of it."))
    trips = list(queries.with_stops(Trip.objects.filter(trip_date=plan.plan_date).select_related("vehicle")))
    out = {one.pk for one in without} | {t.vehicle_id for t in trips if t.state == TripState.BROKEN_DOWN}
    open_stops = [
        stop for trip in trips if trip.state in LIVE for stop in trip.stops.all() if stop.state in OPEN_STOPS
    ]
    if not open_stops:
        raise ValidationError(_("Every stop of the day is served or given up."))
    minute = _minute_of(at)
    loaded = [
        _Loaded(trip, minute, plan.problem)
        for trip in trips
        if trip.vehicle_id not in out and _is_loaded(trip)
    ]
    document = _rest(
        plan, open_stops, loaded, {vehicle.plate for vehicle in Vehicle.objects.filter(pk__in=out)}, minute
    )
    held = {stop: one.plate for one in loaded for stop in one.stops}
    asked = AskedDay(document, [tuple(one) for one in plan.left_out])
    return ask(
        day=plan.plan_date,
        asked=asked,
        previous=plan,
        replans=plan,
        locked=held,
        seed=plan.seed,
        by=by,
        at=at,
    )


def _is_loaded(trip: Trip) -> bool:
    """Whether a vehicle has its goods aboard: on the road with stops before it, or loaded and not yet gone."""
    has_stops = any(stop.state in OPEN_STOPS for stop in trip.stops.all())
    if trip.state == TripState.UNDER_WAY:
        return has_stops
    return trip.state == TripState.PLANNED and trip.handovers.filter(kind=HandoverKind.LOADING).exists()


class _Loaded:
    """A van with goods aboard, as the rest of the day has it: where it is, what it still takes, which stops are its own."""

    def __init__(self, trip: Trip, minute: int, problem: Document) -> None:
        stops = list(trip.stops.all())
        self.trip, self.plate = trip, trip.vehicle.plate
        self.stops = [stop.station.code for stop in stops if stop.state in OPEN_STOPS]
        self.served = [
            stop.station.code for stop in stops if stop.state not in OPEN_STOPS and stop.arrived_at
        ]
        self.on_the_road = trip.state == TripState.UNDER_WAY
        self._minute, self._problem = minute, problem

    def vehicle(self, own: Document) -> Document:
        """The van as it stands now: what it has taken along is room it no longer has."""
        taken = _collected(self._problem["stops"], self.served)
        room = {
            measure: str(max(Decimal(0), Decimal(most) - taken.get(measure, 0)))
            for measure, most in own["capacity"].items()
        }
        more: Document = {
            "takes_more": False,
            "reloads": 0,
            "shift": [_later(own["shift"][0], self._minute), own["shift"][1]],
        }
        if self.on_the_road:
            more["start"] = self.served[-1] if self.served else self._problem["centre"]["id"]
        return own | more | {"capacity": room}

    @property
    def lock(self) -> Document:
        return {"vehicle": self.plate, "stops": self.stops, "in_order": self.on_the_road}


def _collected(stops: Iterable[Document], served: Collection[str]) -> dict[str, Decimal]:
    taken: dict[str, Decimal] = {}
    for stop in stops:
        if stop["id"] in served:
            for measure, amount in stop["collect"].items():
                taken[measure] = taken.get(measure, Decimal(0)) + Decimal(amount)
    return taken


def _rest(
    plan: DayPlan, open_stops: list[TripStop], loaded: list[_Loaded], out: set[str], minute: int
) -> Document:
    left = {stop.station.code for stop in open_stops}
    by_plate = {one.plate: one for one in loaded}
    vehicles = []
    for own in queries.ready_vehicles(plan.plan_date):
        if own["id"] in out:
            continue
        held = by_plate.get(own["id"])
        fresh = own | {"shift": [_later(own["shift"][0], minute), own["shift"][1]]}
        if held is not None or fresh["shift"][0] < fresh["shift"][1]:
            vehicles.append(held.vehicle(own) if held else fresh)
    starts = {one["start"] for one in vehicles if "start" in one} - left - {plan.problem["centre"]["id"]}
    return plan.problem | {
        "name": f"{plan.plan_date} {minute // 60:02}:{minute % 60:02}",
        "stops": [_unbound(stop) for stop in plan.problem["stops"] if stop["id"] in left],
        "places": [_place(stop) for stop in plan.problem["stops"] if stop["id"] in starts],
        "vehicles": vehicles,
        "locks": [one.lock for one in loaded if one.stops],
        "yesterday": {
            "routes": _routes_left(plan, left, out),
            "discount": plan.problem.get("yesterday", {}).get("discount", "0.1"),
        },
    }


def _unbound(stop: Document) -> Document:
    """In need any vehicle may come."""
    return {name: value for name, value in stop.items() if name not in ("vehicles", "weekdays")}


def _place(stop: Document) -> Document:
    return {name: stop[name] for name in ("id", "name", "latitude", "longitude")}


def _routes_left(plan: DayPlan, left: set[str], out: set[str]) -> list[Document]:
    routes = []
    for one in plan.edited["routes"]:
        trips = [[stop for stop, _place in trip if stop in left] for trip in one["trips"]]
        if one["vehicle"] not in out and any(trips):
            routes.append({"vehicle": one["vehicle"], "trips": [trip for trip in trips if trip]})
    return routes


def _minute_of(at: datetime) -> int:
    """The minute of the day that has begun."""
    local = timezone.localtime(at)
    return min(local.hour * 60 + local.minute + 1, 24 * 60 - 1)


def _later(clock: str, minute: int) -> str:
    hours, minutes = divmod(max(minute, int(clock[:2]) * 60 + int(clock[3:])), 60)
    return f"{hours:02}:{minutes:02}"
