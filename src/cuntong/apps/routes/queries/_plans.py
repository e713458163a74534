"""Day plans between their stored form and the domain's, and who may see them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.domain.routing import (
    Difference,
    Plan,
    Problem,
    Route,
    Stability,
    Visit,
    compare,
    evaluate,
    read_problem,
)
from cuntong.domain.sealing import canonical_json

from ..models import DayPlan, Study

Document = dict[str, Any]


def plans_visible_to(user: User) -> QuerySet[DayPlan]:
    """Plans are the dispatcher's and the county's matter; drivers and keepers see trips."""
    plans = DayPlan.objects.select_related("planned_by", "released_by", "job", "previous", "replans")
    allowed = user.may(Right.READ_ROUTES) and not (user.may(Right.DRIVE) or user.may(Right.SCAN))
    return plans if allowed or user.may(Right.WRITE_ROUTES) else plans.none()


def studies_visible_to(user: User) -> QuerySet[Study]:
    studies = Study.objects.select_related("asked_by", "job")
    allowed = user.may(Right.READ_ROUTES) and not (user.may(Right.DRIVE) or user.may(Right.SCAN))
    return studies if allowed or user.may(Right.WRITE_ROUTES) else studies.none()


def digest_of(document: Document) -> str:
    """The digest of a problem's canonical form: the same question has the same digest."""
    return sha256(canonical_json(document)).hexdigest()


@lru_cache(maxsize=8)
def _read(text: str) -> tuple[Problem, Stability | None]:
    return read_problem(text)


def problem_of(document: Document) -> tuple[Problem, Stability | None]:
    """The problem that a stored document states. Raises ProblemRefused."""
    return _read(json.dumps(document, sort_keys=True))


def stored_routes(routes: Iterable[Route]) -> list[Document]:
    """Routes as plain values."""
    return [
        {
            "vehicle": route.vehicle,
            "number": route.number,
            "trips": [[[visit.stop, visit.place] for visit in trip] for trip in route.trips],
        }
        for route in routes
    ]


def read_routes(stored: Sequence[Document]) -> tuple[Route, ...]:
    """Stored routes as the domain's."""
    return tuple(
        Route(
            one["vehicle"],
            one["number"],
            tuple(tuple(Visit(stop, place) for stop, place in trip) for trip in one["trips"]),
        )
        for one in stored
    )


@dataclass(frozen=True)
class Worked:
    """A plan in the dispatcher's hands, worked out, and how much of the plan before it keeps."""

    plan: Plan
    locked: dict[str, str]
    difference: Difference | None


def work_out(day_plan: DayPlan, edited: Document | None = None) -> Worked:
    """What a proposed or released plan comes to, as it stands or as `edited` would leave it."""
    edited = day_plan.edited if edited is None else edited
    problem, stable = problem_of(day_plan.problem)
    plan = evaluate(problem, read_routes(edited["routes"]), excluded=edited["excluded"])
    difference = compare(plan, stable.routes) if stable else None
    return Worked(plan, edited["locked"], difference)
