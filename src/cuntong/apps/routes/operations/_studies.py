"""Questions about the network, computed in the background: carriers merged or apart, and what the next village costs."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from math import cos, pi, radians, sin
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.jobs.kinds import JobCancelled, JobRefused
from cuntong.apps.jobs.operations import Progress
from cuntong.apps.places.kinds import DivisionKind, StationLevel
from cuntong.apps.places.models import Division, Station
from cuntong.domain.routing import (
    Design,
    Effort,
    Plan,
    Problem,
    ProblemRefused,
    compare_pooling,
    coverage_curve,
    design_document,
    next_village,
    plan_day,
    read_site_problem,
)
from cuntong.domain.sealing import canonical_json
from cuntong.domain.values import round_half_up
from cuntong.rulebooks import RouteRules, load_route_rules

from .. import queries
from ..kinds import StudyKind
from ..models import Study
from ._planning import Watch, read_asked
from ._positions import metres

JOB_OF = {StudyKind.POOLING: "routes.pooling", StudyKind.NETWORK: "routes.network"}
CURVE_STEPS = 8
KM_A_DEGREE = 111.2
Document = dict[str, Any]


def ask_pooling(*, day: date, by: User, at: datetime) -> Study:
    """Asks what merging the carriers saves on a day: its parcels planned for each carrier alone, and for all.

    Raises:
        ValidationError: the day cannot be planned, or fewer than two carriers have parcels.
    """
    require(by, Right.WRITE_ROUTES)
    asked = queries.ask_day(day, keep_routes=False, carriers=True)
    stops = [_of_carrier(stop) for stop in asked.document["stops"] if stop.get("carrier")]
    places = {stop["place"]: stop for stop in stops}
    document = asked.document | {
        "stops": [_without_position(stop) for stop in stops],
        "places": [
            {"id": place, **{name: stop[name] for name in ("name", "latitude", "longitude")}}
            for place, stop in places.items()
        ],
    }
    if len({stop["carrier"] for stop in stops}) < 2:
        raise ValidationError(_("Merging needs parcels of two carriers at least on this day."))
    read_asked(queries.AskedDay(document))
    return _ask(StudyKind.POOLING, day, document, by, at)


def _of_carrier(stop: Document) -> Document:
    return stop | {"id": f"{stop['id']} {stop['carrier']}", "place": stop["id"]}


def _without_position(stop: Document) -> Document:
    return {name: value for name, value in stop.items() if name not in ("latitude", "longitude", "vehicles")}


def ask_network(*, by: User, at: datetime) -> Study:
    """Asks what one more village point costs, and what coverage costs in all: the points that stand are kept.

    Raises:
        ValidationError: no village has a place on the map.
    """
    require(by, Right.WRITE_ROUTES)
    document = _network_document(timezone.localdate(at))
    if not document["villages"]:
        raise ValidationError(_("No village has a place on the map."))
    return _ask(StudyKind.NETWORK, timezone.localdate(at), document, by, at)


def _network_document(day: date) -> Document:
    """Every administrative village of a township whose seat is known, and the points that stand.

    Nobody measured most villages: one without a place is taken to lie around its township's seat, as far away as the
    township's measured ones do on average; `assumed` in the answer says so.
    """
    rules = load_route_rules(day)
    points = {
        one.division_id: one
        for one in Station.objects.filter(level=StationLevel.VILLAGE, is_live=True).select_related("division")
    }
    towns = Division.objects.filter(kind=DivisionKind.TOWNSHIP, longitude__isnull=False).order_by("code")
    villages = []
    for town in towns:
        own = list(town.children.filter(kind=DivisionKind.ADMINISTRATIVE_VILLAGE).order_by("code"))
        for village, (latitude, longitude) in zip(own, _places(town, own, points, rules), strict=True):
            point = points.get(village.code)
            villagers = point.residents if point and point.residents else int(rules.limit("VILLAGERS").value)
            villages.append(
                {
                    "id": village.code,
                    "name": village.short_name,
                    "latitude": str(latitude),
                    "longitude": str(longitude),
                    "residents": villagers,
                    "township": town.code,
                    "host_yuan": str(rules.limit("POINT_COST").value),
                    "existing": point is not None,
                }
            )
    return {
        "villages": villages,
        "townships": [
            {"id": one.code, "name": one.name, "latitude": str(one.latitude), "longitude": str(one.longitude)}
            for one in towns
        ],
        "within_km": str(rules.limit("REACH").value),
        "supply_yuan_per_km": str(rules.limit("SUPPLY_COST").value),
    }


def _places(
    town: Division, villages: list[Division], points: Mapping[str, Station], rules: RouteRules
) -> list[tuple[Decimal, Decimal]]:
    """Where the villages of a township lie, the unmeasured ones spread evenly on a circle around its seat."""
    seat = (town.latitude, town.longitude)
    known = {one.code: _measured(one, points) for one in villages}
    away = [metres(seat, place) / 1000 for place in known.values() if place]
    radius_km = sum(away) / len(away) if away else float(rules.limit("REACH").value)
    unknown = [code for code, place in known.items() if place is None]
    for nth, code in enumerate(unknown):
        angle = 2 * pi * nth / len(unknown)
        north = radius_km * cos(angle) / KM_A_DEGREE
        east = radius_km * sin(angle) / KM_A_DEGREE / cos(radians(float(town.latitude)))
        known[code] = (
            seat[0] + round(Decimal(str(north)), 5),
            seat[1] + round(Decimal(str(east)), 5),
        )
    return [known[one.code] for one in villages]


def _measured(village: Division, points: Mapping[str, Station]) -> tuple[Decimal, Decimal] | None:
    for one in (points.get(village.code), village):
        if one is not None and one.longitude is not None:
            return one.latitude, one.longitude
    return None


@transaction.atomic
def _ask(kind: StudyKind, day: date, document: Document, by: User, at: datetime) -> Study:
    study = Study.objects.create(
        kind=kind,
        study_date=day,
        problem=document,
        problem_sha256=queries.digest_of(document),
        asked_by=by,
        asked_at=at,
    )
    study.job = jobs.start(kind=JOB_OF[kind], arguments={"study_id": study.pk}, by=by, at=at)
    study.save(update_fields=["job"])
    change = {"question": kind.value, "day": day, "sha256": study.problem_sha256}
    evidence.record(verb="plan", record=study, change=change, by=by, at=at)
    return study


# --- Answers -----------------------------------------------------------------------------------------------------


def answer_pooling(*, study: Study, progress: Progress) -> dict:
    """The job: plans the day for every coalition of carriers, with one effort and seed."""
    problem, _stable = queries.problem_of(study.problem)
    effort = Effort(iterations=int(load_route_rules(study.study_date).limit("STUDY_SEARCH").value), rounds=1)
    carriers = {stop.carrier for stop in problem.stops}
    coalitions = 2 ** len(carriers) - 1 if len(carriers) <= 5 else len(carriers) + 1
    watch = Watch(progress, coalitions * effort.iterations * effort.seeds)

    def plan(day: Problem) -> Plan:
        if watch.cancelled:
            raise JobCancelled
        return plan_day(day, effort=effort, seed=1, stop=watch)

    found = compare_pooling(problem, plan)
    if watch.cancelled:
        raise JobCancelled
    answer = {
        "merged_yuan": _yuan(found.merged.objective_yuan),
        "merged_km": _km(found.merged),
        "merged_vehicles": len(found.merged.routes),
        "apart_yuan": _yuan(found.apart_yuan),
        "saving_yuan": _yuan(_exact(found.apart_yuan) - _exact(found.merged.objective_yuan)),
        "carriers": [
            {
                "carrier": carrier,
                "parcels": alone.parcels,
                "stops": alone.served,
                "vehicles": len(alone.routes),
                "km": _km(alone),
                "alone_yuan": _yuan(alone.objective_yuan),
                "by_parcels_yuan": _yuan(found.sharing.by_parcels_yuan[carrier]),
                "by_stand_alone_yuan": _yuan(found.sharing.by_stand_alone_yuan[carrier]),
                "shapley_yuan": _yuan(found.sharing.shapley_yuan[carrier])
                if found.sharing.shapley_yuan
                else None,
            }
            for carrier, alone in sorted(found.apart.items())
        ],
        "unserved": len(found.merged.unserved),
    }
    return _answer(study, answer, {"saving": answer["saving_yuan"], "apart": answer["apart_yuan"]}, progress)


def _exact(amount: Decimal) -> Decimal:
    return round_half_up(amount, 2)


def _yuan(amount: Decimal) -> str:
    return str(_exact(amount))


def _km(plan: Plan) -> str:
    return str(round_half_up(Decimal(plan.distance_mm) / 1_000_000, 1))


def answer_network(*, study: Study, progress: Progress) -> dict:
    """The job: the network as it stands, with one point more, and the curve of cost against residents reached.

    Raises:
        JobRefused: no network meets what is asked.
    """
    seconds = float(load_route_rules(study.study_date).limit("SITE_SEARCH").value)
    problem = read_site_problem(canonical_json(study.problem).decode())
    try:
        progress.report(1, 3)
        today, more = next_village(problem, seconds=seconds)
        if more is None:
            raise JobRefused(_("Every village hosts a point already."))
        progress.report(2, 3)
        curve = coverage_curve(problem, steps=CURVE_STEPS, seconds=seconds)
    except ProblemRefused as refusal:
        raise JobRefused(str(refusal)) from None
    answer = {
        "today": _design(today),
        "more": _design(more),
        "new_points": _new_points(set(more.points) - set(today.points)),
        "extra_yuan": _cents(more.network_yuan - today.network_yuan),
        "curve": [_design(one) for one in curve],
    }
    return _answer(study, answer, {"extra": answer["extra_yuan"]}, progress)


def _new_points(codes: set[str]) -> list[Document]:
    """The villages that the cheapest next point lies in; whether anybody measured where they are."""
    measured = set(
        Division.objects.filter(code__in=codes, longitude__isnull=False).values_list("code", flat=True)
    )
    return [{"code": code, "assumed": code not in measured} for code in sorted(codes)]


def _design(design: Design) -> Document:
    document = design_document(design)
    return {
        "points": len(design.points),
        "villages_percent": f"{design.villages_share * 100:.2f}",
        "residents_percent": f"{design.residents_share * 100:.2f}",
        "network_yuan": _cents(document["network_yuan"]),
        "optimal": design.optimal,
        "gap_percent": f"{design.gap * 100:.2f}",
    }


def _cents(amount: float) -> str:
    return f"{amount:.2f}"


def _answer(study: Study, answer: Document, change: dict, progress: Progress) -> dict:
    with progress.hold() as job:
        study = Study.objects.select_for_update().get(pk=study.pk)
        if study.answer is None:
            study.answer, study.answered_at = answer, progress.clock()
            study.save(update_fields=["answer", "answered_at"])
            evidence.record(
                verb="decide", record=study, change=change, by=job.queued_by, at=study.answered_at
            )
    return {"study": study.pk} | change
