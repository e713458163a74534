"""A plan as JSON: the routes as every program reads them, then everything a person asks about them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ._comparing import Difference
from ._plan import Plan
from ._problem import MM_PER_KM, SECONDS_PER_HOUR
from ._timing import TimedRoute, clock


def plan_document(plan: Plan, difference: Difference | None = None) -> dict[str, Any]:
    """Return the plan in plain values: `routes` holds the stops in order, `vehicles` the same with times and loads."""
    return {
        "routes": [list(timed.route.stops) for timed in plan.routes],
        "cost": round(float(plan.cost_yuan), 4),
        "feasible": plan.feasible,
        "distances": _distances(plan),
        "km": round(plan.distance_mm / MM_PER_KM, 3),
        "yuan_per_stop": _yuan(plan.yuan_per_stop),
        "yuan_per_parcel": _yuan(plan.yuan_per_parcel),
        "postponed_yuan": _yuan(plan.postponed_yuan),
        "imbalance_hours": round(plan.imbalance_s / SECONDS_PER_HOUR, 3),
        "vehicles": [_vehicle(plan, timed) for timed in plan.routes],
        "unserved": [
            {"stop": left.stop, "reason": left.reason.value, "zh": left.message.zh, "en": left.message.en}
            for left in plan.unserved
        ],
        "difference": _difference(plan, difference),
    }


def _yuan(amount: Decimal | None) -> float | None:
    return None if amount is None else round(float(amount), 2)


def _distances(plan: Plan) -> dict[str, Any]:
    travel = plan.problem.travel
    return {"source": travel.source.value, "detour": travel.detour, "km_per_hour": travel.km_per_hour}


def _vehicle(plan: Plan, timed: TimedRoute) -> dict[str, Any]:
    route = timed.route
    return {
        "vehicle": route.vehicle,
        "number": route.number,
        "depart": clock(timed.depart_s),
        "return": clock(timed.return_s),
        "km": round(timed.distance_mm / MM_PER_KM, 3),
        "overtime_minutes": round(timed.overtime_s / 60),
        "cost": _yuan(timed.cost_yuan),
        "trips": [[visit.stop for visit in trip] for trip in route.trips],
        "visits": [
            {
                "stop": visit.stop,
                "place": visit.place,
                "trip": visit.trip + 1,
                "arrive": clock(visit.arrive_s),
                "begin": clock(visit.begin_s),
                "leave": clock(visit.leave_s),
                "aboard": {
                    measure: held / 1000
                    for measure, held in zip(plan.problem.measures, visit.aboard, strict=True)
                },
            }
            for visit in timed.visits
        ],
        "violations": [
            {"breach": one.breach.value, "stop": one.stop, "zh": one.message.zh, "en": one.message.en}
            for one in timed.violations
        ],
    }


def _difference(plan: Plan, difference: Difference | None) -> dict[str, Any] | None:
    if difference is None:
        return None
    share = difference.kept_share
    return {
        "kept_share": None if share is None else round(share, 4),
        "kept_legs": difference.kept_legs,
        "keepable_legs": difference.keepable_legs,
        "kept_for_yuan": _yuan(plan.kept_for_yuan),
        "new_stops": list(difference.new_stops),
        "gone_stops": list(difference.gone_stops),
        "moved_stops": list(difference.moved_stops),
    }
