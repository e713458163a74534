"""The part of a day's pack that inspections fill: an inspector's visits with their checklists, and problems to be mended."""

from datetime import datetime

from django.utils import timezone

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.inspections import queries as inspections
from cuntong.apps.inspections.kinds import ProblemState
from cuntong.apps.inspections.models import Problem, Visit
from cuntong.domain.values import Bilingual
from cuntong.rulebooks import ChecklistQuestion

MOST_VISITS, MOST_PROBLEMS = 60, 200


def rows(user: User, at: datetime) -> dict[str, dict]:
    """Visits, checklists and problems of a person, by key."""
    if not user.may(Right.READ_INSPECTIONS):
        return {}
    visits = (
        list(inspections.today_of(user, timezone.localdate(at))[:MOST_VISITS])
        if user.may(Right.INSPECT)
        else []
    )
    checklists = {_checklist_key(visit): visit for visit in visits}
    wanted = (
        inspections.problems_visible_to(user).filter(state=ProblemState.REPAIRED)
        if user.may(Right.INSPECT)
        else inspections.own_problems(user).filter(state=ProblemState.OPEN)
    )
    return {
        **{f"visit:{visit.pk}": _visit(visit) for visit in visits},
        **{
            key: {"questions": [_question(one) for one in inspections.checklist_of(visit)]}
            for key, visit in checklists.items()
        },
        **{f"problem:{one.pk}": _problem(one) for one in wanted.order_by("due_date", "pk")[:MOST_PROBLEMS]},
    }


def _checklist_key(visit: Visit) -> str:
    return f"checklist:{visit.station.level}:{visit.checklist_date:%F}"


def _visit(visit: Visit) -> dict:
    return {
        "visit": str(visit.pk),
        "station": visit.station.name,
        "place": str(visit.station.division),
        "date": f"{visit.planned_date:%F}",
        "state": visit.state,
        "checklist": _checklist_key(visit),
        "answers": {code: one.value for code, one in inspections.answers_of(visit).items()},
        "photos": sorted(set(visit.photos.values_list("question", flat=True))),
    }


def _pair(text: Bilingual | None) -> dict:
    return {"zh": text.zh, "en": text.en} if text else {}


def _question(one: ChecklistQuestion) -> dict:
    return {
        "code": one.code,
        "kind": one.kind,
        **_pair(one.text),
        "unit": _pair(one.unit),
        "choices": [{"code": choice.code, "zh": choice.zh, "en": choice.en} for choice in one.choices],
        "passing": list(one.passing),
        "photo_if_failed": one.photo_if_failed,
    }


def _problem(one: Problem) -> dict:
    return {
        "problem": str(one.pk),
        "station": one.station.name,
        "text": one.text,
        "note": one.note,
        "severity": one.get_severity_display(),
        "due": f"{one.due_date:%F}",
        "state": one.state,
    }
