"""A plan as the dispatcher sees it: vehicles with their stops, what stays behind, the map, what each change costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.desk.formats import Figure, Mark, State
from cuntong.apps.places.queries import townships_with_position
from cuntong.domain.routing import Plan, TimedRoute, clock

from .. import queries
from ..models import DayPlan, Driver, Vehicle
from ._drawing import HUES, Dot, Drawing, Way, draw

MM_PER_KM = Decimal(1_000_000)


@dataclass(frozen=True)
class StopRow:
    """A stop in a vehicle's list, with the number that it bears on the map."""

    code: str
    name: str
    number: int
    load: int
    place: int
    arrives: str
    deliver: int
    collect: int
    locked: bool
    faults: list[str]


@dataclass(frozen=True)
class VanCard:
    """A vehicle's day."""

    plate: str
    driver: str
    hue: int
    dashed: bool
    stops: list[StopRow]
    km: Decimal
    hours: str
    cost_yuan: Decimal
    load_percent: int
    faults: list[str]


def editor_context(day_plan: DayPlan) -> dict:
    """What `routes/_editor.html` draws."""
    worked = queries.work_out(day_plan)
    plan = worked.plan
    language = get_language() or "zh-hans"
    plates = [vehicle.key for vehicle in plan.problem.vehicles]
    number_of = {plate: nth for nth, plate in enumerate(plates)}
    drivers = _drivers(plates)
    vans = [
        _van(plan, timed, number_of[timed.route.vehicle], drivers, worked.locked, language)
        for timed in sorted(plan.routes, key=lambda one: number_of[one.route.vehicle])
    ]
    driving = {van.plate for van in vans}
    return {
        "plan": day_plan,
        "vans": vans,
        "idle": [plate for plate in plates if plate not in driving],
        "unserved": [_unserved(plan, left, language) for left in plan.unserved],
        "left_out": [(name, reason_words(code)) for name, code in day_plan.left_out],
        "blocks": list(_blocks(day_plan, plan)),
        "drawing": _drawing(day_plan, plan, number_of),
        "difference": worked.difference,
        "holds": State(_("Every route holds"), Mark.DONE)
        if plan.feasible
        else State(_("Does not hold yet"), Mark.WRONG),
    }


def reason_words(code: str) -> str:
    """Why something of the records is not in a plan."""
    words = {
        "NO_RATE": _("no rate is recorded for this day"),
        "NO_POSITION": _("has no place on the map"),
    }
    return words.get(code, code)


def _drivers(plates: list[str]) -> dict[str, str]:
    vehicles = dict(Vehicle.objects.filter(plate__in=plates).values_list("pk", "plate"))
    drivers = Driver.objects.filter(usual_vehicle__in=vehicles, left_date=None)
    return {vehicles[one.usual_vehicle_id]: one.name for one in drivers}


def _van(
    plan: Plan, timed: TimedRoute, nth: int, drivers: dict[str, str], locked: dict[str, str], language: str
) -> VanCard:
    plate = timed.route.vehicle
    faults: dict[str, list[str]] = {}
    for one in timed.violations:
        faults.setdefault(one.stop, []).append(one.message.in_language(language))
    pieces = plan.problem.measures.index("pieces")
    rows, place, load = [], 0, 0
    for number, visit in enumerate(timed.visits, start=1):
        place, load = (0, visit.trip) if visit.trip != load else (place, load)
        stop = plan.problem.stop_by_key[visit.stop]
        rows.append(
            StopRow(
                code=visit.stop,
                name=stop.name,
                number=number,
                load=visit.trip,
                place=place,
                arrives=clock(visit.arrive_s),
                deliver=stop.deliver[pieces] // 1000,
                collect=stop.collect[pieces] // 1000,
                locked=visit.stop in locked,
                faults=faults.get(visit.stop, []),
            )
        )
        place += 1
    return VanCard(
        plate=plate,
        driver=drivers.get(plate, ""),
        hue=nth % HUES + 1,
        dashed=nth >= HUES,
        stops=rows,
        km=timed.distance_mm / MM_PER_KM,
        hours=f"{clock(timed.depart_s)}–{clock(timed.return_s)}",
        cost_yuan=timed.cost_yuan,
        load_percent=_load_percent(plan, timed),
        faults=faults.get("", []),
    )


def _load_percent(plan: Plan, timed: TimedRoute) -> int:
    """The fullest measure at its fullest moment."""
    takes = plan.problem.vehicle_by_key[timed.route.vehicle].capacity
    stops = plan.problem.stop_by_key
    leaving = [
        [sum(stops[one.stop].deliver[m] for one in trip) for m in range(len(takes))]
        for trip in timed.route.trips
    ]
    moments = [*leaving, *(visit.aboard for visit in timed.visits)]
    return max(round(100 * load / room) for loads in moments for load, room in zip(loads, takes, strict=True))


def _unserved(plan: Plan, left, language: str) -> dict:
    stop = plan.problem.stop_by_key[left.stop]
    return {"code": left.stop, "name": stop.name, "why": left.message.in_language(language)}


def _blocks(day_plan: DayPlan, plan: Plan) -> Iterator[dict]:
    proposed = queries.work_out(
        day_plan, {"routes": day_plan.proposal["routes"], "excluded": [], "locked": {}}
    ).plan
    more = plan.cost_yuan - proposed.cost_yuan
    note = (
        _("as proposed")
        if not day_plan.edit_count
        else _("%(more)s yuan against the proposal") % {"more": f"{more:+.2f}"}
    )
    yield {
        "label": _("Cost of the day"),
        "figure": Figure(plan.cost_yuan, _("yuan"), decimals=2),
        "note": note,
    }
    yield {
        "label": _("Cost per parcel"),
        "figure": Figure(plan.yuan_per_parcel, _("yuan"), decimals=2),
        "note": _("%(parcels)s parcels both ways") % {"parcels": plan.parcels},
    }
    yield {
        "label": _("Kilometres"),
        "figure": Figure(plan.distance_mm / MM_PER_KM, "km", decimals=1),
        "note": day_plan.get_distance_source_display(),
    }
    yield {
        "label": _("Stops"),
        "figure": Figure(plan.served),
        "note": _("%(vehicles)s vehicles; %(left)s left behind")
        % {"vehicles": len(plan.routes), "left": len(plan.unserved)},
    }


def _drawing(day_plan: DayPlan, plan: Plan, number_of: dict[str, int]) -> Drawing:
    document = day_plan.problem
    known = [document["centre"], *document.get("places", []), *document["stops"]]
    place_of = {
        one["id"]: (float(one["longitude"]), float(one["latitude"])) for one in known if "longitude" in one
    }
    centre = place_of[document["centre"]["id"]]
    ways, dots = [], []
    for timed in plan.routes:
        nth = number_of[timed.route.vehicle]
        first = plan.problem.vehicle_by_key[timed.route.vehicle].start
        places: list = [place_of.get(first, centre)]
        for position, trip in enumerate(timed.route.trips):
            places += [centre] if position else []
            places += [place_of[visit.place] for visit in trip]
        ways.append(Way(timed.route.vehicle, timed.route.vehicle, [*places, centre], nth))
        for number, visit in enumerate(timed.visits, start=1):
            name = plan.problem.stop_by_key[visit.stop].name
            dots.append(Dot(visit.stop, name, place_of[visit.place], nth % HUES + 1, number=number))
    for left in plan.unserved:
        stop = plan.problem.stop_by_key[left.stop]
        if stop.place in place_of:
            dots.append(Dot(left.stop, stop.name, place_of[stop.place], state="left"))
    return draw(ways, dots, centre, town_labels())


def town_labels() -> list[tuple[str, tuple[float, float]]]:
    """The names of the towns, so that a reader knows where on the map they are."""
    return [(town.name, (float(town.longitude), float(town.latitude))) for town in townships_with_position()]
