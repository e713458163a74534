"""A day as it is to be planned, from the records: who waits for parcels, who has some, what may drive, what is known of roads."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from cuntong.apps.parcels.kinds import Direction, ParcelState
from cuntong.apps.parcels.models import Parcel
from cuntong.apps.places.kinds import StationLevel
from cuntong.apps.places.models import Station
from cuntong.domain.routing import learn_detour
from cuntong.domain.values import round_half_up
from cuntong.rulebooks import RouteRules, load_route_rules

from ..kinds import DistanceSource, PlanState
from ..models import DayPlan, Route, Trip, Vehicle
from ._fleet import in_service, rate_of, rates_on

TO_GO_DOWN = (ParcelState.EXPECTED, ParcelState.AT_HUB, ParcelState.SORTED)
TO_COME_UP = (ParcelState.EXPECTED, ParcelState.AT_STATION)
Document = dict[str, Any]


@dataclass
class Demand:
    """What a station gets and gives on a day."""

    deliver_pieces: int = 0
    deliver_kg: Decimal = Decimal(0)
    collect_pieces: int = 0
    collect_kg: Decimal = Decimal(0)

    def add(self, direction: str, pieces: int, kg: Decimal) -> None:
        if direction == Direction.DOWN:
            self.deliver_pieces += pieces
            self.deliver_kg += kg
        else:
            self.collect_pieces += pieces
            self.collect_kg += kg

    @property
    def pieces(self) -> int:
        return self.deliver_pieces + self.collect_pieces


@dataclass(frozen=True)
class AskedDay:
    """A day's problem as domain/routing reads it, and what is not in it: (name, reason code)."""

    document: Document
    left_out: list[tuple[str, str]] = field(default_factory=list)


def demands(day: date, carriers: bool = False) -> dict[tuple[int, str], Demand]:
    """What every station gets and gives on a day, by station and carrier ("" where carriers are together)."""
    rules = load_route_rules(day)
    each_kg = rules.limit("PARCEL_WEIGHT").value
    due = Q(expected_date=None) | Q(expected_date__lte=day)
    waiting = Q(direction=Direction.DOWN, state__in=TO_GO_DOWN) | Q(
        direction=Direction.UP, state__in=TO_COME_UP
    )
    rows = (
        Parcel.objects.filter(due, waiting, station__isnull=False)
        .order_by()
        .values_list("station_id", "carrier", "direction")
        .annotate(pieces=Count("pk"), weighed=Count("weight_kg"), kg=Sum("weight_kg"))
    )
    found: dict[tuple[int, str], Demand] = {}
    for station, carrier, direction, pieces, weighed, kg in rows:
        demand = found.setdefault((station, carrier if carriers else ""), Demand())
        demand.add(direction, pieces, (kg or Decimal(0)) + each_kg * (pieces - weighed))
    return found


def ask_day(
    day: date,
    *,
    keep_routes: bool = True,
    carriers: bool = False,
    without: Collection[int] = (),
    before: DayPlan | None = None,
) -> AskedDay:
    """The problem of a day. `carriers` asks for each carrier's stops apart; `without` names vehicles that cannot drive."""
    rules = load_route_rules(day)
    asked = demands(day, carriers)
    routes = {route.pk: route for route in Route.objects.filter(ended_date=None).prefetch_related("vehicles")}
    driving, unrated = _driving(day, without)
    left_out = [(one.plate, "NO_RATE") for one in unrated]
    stops = []
    for station in _stations(asked, routes, day):
        if position_of(station) is None:
            left_out.append((station.name, "NO_POSITION"))
            continue
        route = routes.get(station.on_route) if station.on_route else None
        plates = _plates(route, driving) if keep_routes else []
        for carrier in _carriers(station, asked, carriers):
            demand = asked.get((station.pk, carrier), Demand())
            stops.append(stop_document(station, demand, rules) | _bound(route, plates, carrier))
    document: Document = {
        "name": str(day),
        "date": str(day),
        "centre": _centre(rules),
        "stops": stops,
        "vehicles": ready_vehicles(day, without),
        "terrain": _terrain(rules),
    }
    if before is not None:
        document["yesterday"] = {
            "routes": [
                {
                    "vehicle": one["vehicle"],
                    "trips": [[stop for stop, _place in trip] for trip in one["trips"]],
                }
                for one in before.edited["routes"]
            ],
            "discount": str(rules.limit("STABILITY").value),
        }
    return AskedDay(document, left_out)


def _driving(day: date, without: Collection[int]) -> tuple[list[Vehicle], list[Vehicle]]:
    """Vehicles in service that may drive, and those whose price nobody recorded."""
    vehicles = [one for one in in_service(day).order_by("plate") if one.pk not in without]
    rated = rates_on(day)
    return [one for one in vehicles if one.pk in rated], [one for one in vehicles if one.pk not in rated]


def ready_vehicles(day: date, without: Collection[int] = ()) -> list[Document]:
    """The vehicles that may drive on a day, as a problem states them."""
    rules, rated = load_route_rules(day), rates_on(day)
    driving, _unrated = _driving(day, without)
    return [vehicle_document(one, rate_of(rated[one.pk], rules), rules) for one in driving]


def _carriers(station: Station, asked: Mapping[tuple[int, str], Demand], apart: bool) -> list[str]:
    return sorted(carrier for key, carrier in asked if key == station.pk) if apart else [""]


def _bound(route: Route | None, plates: list[str], carrier: str) -> Document:
    """What a stop's route and carrier add to it; a carrier's stop is its own and its place is the station's."""
    more: Document = {"vehicles": plates} if plates else {}
    if route is not None and len(set(route.weekdays)) < 7:
        more["weekdays"] = sorted(map(int, set(route.weekdays)))
    if carrier:
        more["carrier"] = carrier
    return more


def _stations(asked: Iterable[tuple[int, str]], routes: Mapping[int, Route], day: date) -> Iterator[Station]:
    """Stations with goods, and those that a route calls at on this weekday whatever waits there."""
    wanted = {station for station, _carrier in asked}
    stations = Station.objects.exclude(level=StationLevel.CENTRE).select_related(
        "division__parent", "route_stop"
    )
    for station in stations.order_by("code"):
        stop = getattr(station, "route_stop", None)
        route = routes.get(stop.route_id) if stop else None
        station.on_route = route.pk if route else None
        called_at = route is not None and str(day.isoweekday()) in route.weekdays and station.is_live
        if station.pk in wanted or called_at:
            yield station


def _plates(route: Route | None, driving: Iterable[Vehicle]) -> list[str]:
    own = {one.pk for one in route.vehicles.all()} if route else set()
    return [one.plate for one in driving if one.pk in own]


def position_of(station: Station) -> tuple[Decimal, Decimal] | None:
    """Latitude and longitude: the station's own, else its division's, else its township's seat."""
    for one in (station, station.division, station.division.parent):
        if one is not None and one.longitude is not None:
            return one.latitude, one.longitude
    return None


def stop_document(station: Station, demand: Demand, rules: RouteRules) -> Document:
    """A stop with its goods both ways, how long it takes and when the station is open."""
    latitude, longitude = position_of(station)
    minutes = rules.limit("STOP_TIME").value + rules.limit("PARCEL_TIME").value * demand.pieces / 60
    return {
        "id": station.code,
        "name": station.name,
        "latitude": str(latitude),
        "longitude": str(longitude),
        "deliver": _load(demand.deliver_pieces, demand.deliver_kg, rules),
        "collect": _load(demand.collect_pieces, demand.collect_kg, rules),
        "service_minutes": str(round_half_up(minutes, 1)),
        "open": [[_clock(rules, "OPENS"), _clock(rules, "CLOSES")]],
        "parcels": demand.pieces,
    }


def _load(pieces: int, kg: Decimal, rules: RouteRules) -> Document:
    litres = rules.limit("PARCEL_VOLUME").value * pieces
    return {"kg": str(kg), "litres": str(litres), "pieces": str(pieces)} if pieces else {}


def _clock(rules: RouteRules, code: str) -> str:
    hours, minutes = divmod(int(rules.limit(code).value), 60)
    return f"{hours:02}:{minutes:02}"


def vehicle_document(vehicle: Vehicle, rate: Any, rules: RouteRules) -> Document:
    """A single vehicle with what it takes, costs, and may work."""
    return {
        "id": vehicle.plate,
        "count": 1,
        "capacity": {
            "kg": str(vehicle.capacity_kg),
            "litres": str(vehicle.capacity_litres),
            "pieces": str(vehicle.capacity_pieces),
        },
        "fixed_yuan": str(rate.hire_yuan_per_day),
        "yuan_per_km": str(rate.yuan_per_km),
        "yuan_per_hour": str(rate.wage_yuan_per_hour),
        "shift": [_hour(vehicle.shift_from), _hour(vehicle.shift_to)],
        "working_hours": str(rules.limit("WORKING_TIME").value),
        "overtime_hours": str(rules.limit("OVERTIME").value),
        "overtime_yuan_per_hour": str(rate.overtime_yuan_per_hour),
        "reloads": vehicle.reloads,
    }


def _hour(clock: time) -> str:
    return f"{clock:%H:%M}"


def _centre(rules: RouteRules) -> Document:
    hub = hub_station()
    position = position_of(hub) if hub else None
    if position is None:
        return {}
    return {
        "id": hub.code,
        "name": hub.name,
        "latitude": str(position[0]),
        "longitude": str(position[1]),
        "loading_minutes": str(rules.limit("LOADING_TIME").value),
    }


def hub_station() -> Station | None:
    """The live service centre, where vans are loaded."""
    centres = Station.objects.filter(level=StationLevel.CENTRE).select_related("division__parent")
    return centres.order_by("-is_live", "pk").first()


def _terrain(rules: RouteRules) -> Document:
    assumed = rules.limit("DETOUR").value
    learnt = learn_detour(
        list(_driven_ways()), assumed=float(assumed), weight_km=float(rules.limit("ASSUMED_WEIGHT").value)
    )
    return {"detour": f"{learnt:.3f}", "km_per_hour": str(rules.limit("SPEED").value)}


def _driven_ways() -> Iterator[tuple[float, float]]:
    """Great circle and odometer kilometres of trips that were planned by estimate and read off afterwards."""
    trips = Trip.objects.filter(driven_km__isnull=False, plan__distance_source=DistanceSource.ESTIMATE)
    for planned, driven, terrain in trips.values_list("planned_km", "driven_km", "plan__problem__terrain"):
        yield float(planned) / float(terrain["detour"]), float(driven)


def plan_before(day: date) -> DayPlan | None:
    """The last plan that was released for an earlier day."""
    plans: QuerySet[DayPlan] = DayPlan.objects.filter(state=PlanState.RELEASED, plan_date__lt=day)
    return plans.order_by("-plan_date").first()
