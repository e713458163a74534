"""Entries of an inspector's visit, and of the repair and re-check that follow it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AwareDatetime, Field

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.inspections import operations as inspections
from cuntong.apps.inspections import queries as inspection_queries
from cuntong.apps.inspections.models import Problem, Visit
from cuntong.domain.inspecting import Position

from ..kinds import Body, EntryKind, Made

Question = Annotated[str, Field(min_length=1, max_length=40)]
Note = Annotated[str, Field(max_length=200)]


class OfVisit(Body):
    visit: UUID


class PositionBody(Body):
    """Where the phone says it is, in degrees of WGS84, with its exactness in metres and since when."""

    longitude: Annotated[float, Field(ge=-180, le=180)]
    latitude: Annotated[float, Field(ge=-90, le=90)]
    accuracy_m: Annotated[float, Field(ge=0, le=1_000_000)]
    measured_at: AwareDatetime


class BeginBody(OfVisit):
    position: PositionBody | None = None


class AnswerBody(OfVisit):
    question: Question
    value: Annotated[str, Field(min_length=1, max_length=40)]
    seconds: Annotated[int, Field(ge=0, le=100_000)] = 0
    note: Note = ""


class PhotoBody(OfVisit):
    question: Question
    photo: UUID


class FinishBody(OfVisit):
    """With the keeper's signature, or why there is none."""

    signature: UUID | None = None
    refusal: Note = ""


class RepairBody(Body):
    problem: UUID
    note: Annotated[str, Field(min_length=1, max_length=200)]
    photo: UUID


class RecheckBody(Body):
    problem: UUID
    passed: bool
    note: Annotated[str, Field(min_length=1, max_length=200)]
    photo: UUID | None = None


def _visit(by: User, key: UUID) -> Visit:
    visit = inspection_queries.visits_visible_to(by).filter(pk=key).first()
    if visit is None:
        raise ValidationError(_("This visit is not among yours."))
    return visit


def _problem(by: User, key: UUID) -> Problem:
    problem = inspection_queries.problems_visible_to(by).filter(pk=key).first()
    if problem is None:
        raise ValidationError(_("This problem is not among those of your places."))
    return problem


def _begin(body: BeginBody, made: Made) -> dict:
    position = body.position and Position(
        longitude=body.position.longitude,
        latitude=body.position.latitude,
        accuracy_m=body.position.accuracy_m,
        measured_at=_put_right(body.position.measured_at, made),
    )
    inspections.begin_visit(visit=_visit(made.by, body.visit), position=position or None, **made.said)
    return {}


def _put_right(moment: datetime, made: Made) -> datetime:
    try:
        return moment + made.offset
    except OverflowError:
        return made.made_at


def _answer(body: AnswerBody, made: Made) -> dict:
    given = inspections.GivenAnswer(
        made.entry_id, body.question, body.value, body.seconds, made.made_at, body.note
    )
    inspections.answer(visit=_visit(made.by, body.visit), answers=[given], by=made.by, at=made.at)
    return {}


def _photograph(body: PhotoBody, made: Made) -> dict:
    picture = made.picture(body.photo)
    visit = _visit(made.by, body.visit)
    inspections.photograph(
        visit=visit, question=body.question, file=picture, filename=picture.name, **made.said
    )
    return {}


def _finish(body: FinishBody, made: Made) -> dict:
    done = inspections.finish_visit(
        visit=_visit(made.by, body.visit),
        signature=made.picture(body.signature),
        refusal=body.refusal,
        **made.said,
    )
    return {"score": str(done.score), "possible": str(done.possible), "problems": done.problems.count()}


def _repair(body: RepairBody, made: Made) -> dict:
    picture = made.picture(body.photo)
    inspections.report_repair(
        problem=_problem(made.by, body.problem),
        note=body.note,
        photo=picture,
        photo_name=picture.name,
        **made.said,
    )
    return {}


def _recheck(body: RecheckBody, made: Made) -> dict:
    picture = made.picture(body.photo)
    inspections.recheck(
        problem=_problem(made.by, body.problem),
        passed=body.passed,
        note=body.note,
        photo=picture,
        photo_name=picture.name if picture else "",
        **made.said,
    )
    return {}


KINDS = tuple(
    EntryKind(code, label, body, right, act)
    for code, label, body, right, act in (
        ("inspections.begin", gettext_lazy("Visit begun"), BeginBody, Right.INSPECT, _begin),
        (
            "inspections.answer",
            gettext_lazy("Question of a visit answered"),
            AnswerBody,
            Right.INSPECT,
            _answer,
        ),
        ("inspections.photo", gettext_lazy("Photo of a visit"), PhotoBody, Right.INSPECT, _photograph),
        ("inspections.finish", gettext_lazy("Visit finished"), FinishBody, Right.INSPECT, _finish),
        ("inspections.repair", gettext_lazy("Problem mended"), RepairBody, Right.READ_INSPECTIONS, _repair),
        ("inspections.recheck", gettext_lazy("Repair re-checked"), RecheckBody, Right.INSPECT, _recheck),
    )
)
