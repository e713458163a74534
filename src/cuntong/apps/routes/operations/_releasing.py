"""A plan is released: what was a proposal becomes the day's trips."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Station
from cuntong.domain.routing import Plan, Problem, TimedRoute
from cuntong.domain.values import round_half_up

from .. import queries
from ..kinds import OPEN_STOPS, PlanState, StopState, TripState
from ..models import DayPlan, Driver, Trip, TripStop, Vehicle

MM_PER_KM = 1_000_000
THOUSANDTHS = 1000


@transaction.atomic
def release_plan(*, plan: DayPlan, by: User, at: datetime) -> DayPlan:
    """Makes trips of a proposal. It takes the place of the day's plan before it: what has not left is called off, loaded
    vans that are on the road go on.

    Raises:
        ValidationError: a route does not hold (which, and why), or the day's plan is on the road and this one does not
            replace it.
    """
    require(by, Right.WRITE_ROUTES)
    plan = DayPlan.objects.select_for_update().get(pk=plan.pk)
    if plan.state != PlanState.PROPOSED:
        raise ValidationError(_("Only a proposal can be released."))
    found = queries.work_out(plan).plan
    _refuse_what_does_not_hold(found)
    on_the_road = _replace_released(plan, by, at)
    plan.state, plan.released_by, plan.released_at = PlanState.RELEASED, by, at
    plan.save()
    trips = _make_trips(plan, found, on_the_road)
    change = {
        "trips": len(trips),
        "stops": found.served,
        "cost": plan.cost_yuan,
        "unserved": plan.unserved_count,
    }
    evidence.record(verb="release", record=plan, change=change, by=by, at=at)
    return plan


def _refuse_what_does_not_hold(found: Plan) -> None:
    language = get_language() or "zh-hans"
    said = [
        f"{timed.route.vehicle}: {one.message.in_language(language)}"
        for timed in found.routes
        for one in timed.violations
    ]
    if said:
        raise ValidationError(said)
    if not found.routes:
        raise ValidationError(_("No vehicle drives in this plan."))


def _replace_released(plan: DayPlan, by: User, at: datetime) -> set[int]:
    """Sets the day's released plan aside; returns the vehicles that go on with what they have."""
    before = (
        DayPlan.objects.select_for_update().filter(plan_date=plan.plan_date, state=PlanState.RELEASED).first()
    )
    if before is None:
        return set()
    trips = Trip.objects.select_for_update().filter(trip_date=plan.plan_date)
    moving = trips.filter(state__in=[TripState.UNDER_WAY, TripState.BROKEN_DOWN, TripState.FINISHED])
    if moving.exists() and plan.replans_id != before.pk:
        raise ValidationError(
            _("The day's plan is on the road already. Plan the rest of the day instead of a new one.")
        )
    before.state = PlanState.REPLACED
    before.save(update_fields=["state"])
    evidence.record(verb="supersede", record=before, change={"by": plan.pk}, by=by, at=at)
    waiting = TripStop.objects.filter(state__in=OPEN_STOPS)
    waiting.filter(trip__in=trips.filter(state__in=[TripState.PLANNED, TripState.BROKEN_DOWN])).update(
        state=StopState.MOVED
    )
    trips.filter(state=TripState.PLANNED).update(state=TripState.CANCELLED)
    loaded = waiting.filter(trip__trip_date=plan.plan_date, trip__state=TripState.UNDER_WAY)
    return set(loaded.values_list("trip__vehicle", flat=True))


def _make_trips(plan: DayPlan, found: Plan, on_the_road: set[int]) -> list[Trip]:
    vehicles = {
        one.plate: one for one in Vehicle.objects.filter(plate__in=[r.route.vehicle for r in found.routes])
    }
    drivers = {
        one.usual_vehicle_id: one
        for one in Driver.objects.filter(left_date=None, usual_vehicle__isnull=False)
    }
    stations = {one.code: one for one in Station.objects.all()}
    route_of = queries.route_of_stations()
    made = []
    for timed in found.routes:
        vehicle = vehicles[timed.route.vehicle]
        if vehicle.pk in on_the_road:
            continue
        own = [stations[visit.stop].pk for visit in timed.visits]
        made.append(
            _trip(plan, found.problem, timed, vehicle, drivers.get(vehicle.pk), _route(own, route_of))
        )
        TripStop.objects.bulk_create(_stops(made[-1], found.problem, timed, stations))
    return made


def _route(stations: list[int], route_of: dict[int, int]) -> int | None:
    """The route that most of a trip's stations lie on, if that is half of them; the lower key of two."""
    lie_on = [route_of[station] for station in stations if station in route_of]
    most = max(sorted(set(lie_on)), key=lie_on.count, default=None)
    return most if most is not None and 2 * lie_on.count(most) >= len(stations) else None


def _trip(
    plan: DayPlan,
    problem: Problem,
    timed: TimedRoute,
    vehicle: Vehicle,
    driver: Driver | None,
    route: int | None,
) -> Trip:
    largest = _largest_loads(problem, timed)
    takes = problem.vehicle_by_key[timed.route.vehicle].capacity
    return Trip.objects.create(
        plan=plan,
        trip_date=plan.plan_date,
        vehicle=vehicle,
        driver=driver,
        route_id=route,
        departs_at=moment(plan, timed.depart_s),
        returns_at=moment(plan, timed.return_s),
        planned_km=round_half_up(Decimal(timed.distance_mm) / MM_PER_KM, 1),
        planned_yuan=round_half_up(timed.cost_yuan, 2),
        loaded_kg=round_half_up(Decimal(largest[problem.measures.index("kg")]) / THOUSANDTHS, 1),
        load_factor=max(
            round_half_up(Decimal(load) / Decimal(room), 4) for load, room in zip(largest, takes, strict=True)
        ),
    )


def _largest_loads(problem: Problem, timed: TimedRoute) -> tuple[int, ...]:
    """The largest load of each measure: when leaving the centre, and after each stop."""
    leaving = [
        tuple(
            sum(problem.stop_by_key[visit.stop].deliver[nth] for visit in trip)
            for nth in range(len(problem.measures))
        )
        for trip in timed.route.trips
    ]
    moments = [*leaving, *(visit.aboard for visit in timed.visits)]
    return tuple(max(loads) for loads in zip(*moments, strict=True))


def _stops(
    trip: Trip, problem: Problem, timed: TimedRoute, stations: dict[str, Station]
) -> Iterator[TripStop]:
    pieces = problem.measures.index("pieces")
    kind = problem.vehicle_by_key[timed.route.vehicle]
    home = problem.home_of(kind)
    before, load = kind.start or home, 0
    for place, visit in enumerate(timed.visits, start=1):
        if visit.trip != load:
            before, load = home, visit.trip
        leg_mm = int(problem.travel.distance_mm[problem.place_at[before], problem.place_at[visit.place]])
        before = visit.place
        asked = problem.stop_by_key[visit.stop]
        yield TripStop(
            trip=trip,
            place=place,
            load=visit.trip + 1,
            station=stations[visit.stop],
            deliver_pieces=asked.deliver[pieces] // THOUSANDTHS,
            collect_pieces=asked.collect[pieces] // THOUSANDTHS,
            arrives_at=moment(trip.plan, visit.arrive_s),
            leaves_at=moment(trip.plan, visit.leave_s),
            leg_km=round_half_up(Decimal(leg_mm) / MM_PER_KM, 1),
        )


def moment(plan: DayPlan, seconds: int) -> datetime:
    """The moment so many seconds after the midnight with which a plan's day begins."""
    midnight = datetime.combine(plan.plan_date, time(), timezone.get_default_timezone())
    return midnight + timedelta(seconds=seconds)
