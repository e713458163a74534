"""Stations graded for a period by rule: the last visit, what the record costs, and the list that follows."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.domain.inspecting import Grade, Mark, Record, grade, mark
from cuntong.domain.values import Bilingual
from cuntong.rulebooks import InspectionRules, judged_questions, load_inspection_rules

from .. import queries
from ..kinds import ProblemStepKind, VisitState
from ..models import Assessment, ProblemStep, StationGrade, Visit
from ._once import same_entry


@transaction.atomic
def assess(
    *, entry_id: UUID, title: str, from_date: date, to_date: date, made_at: datetime, by: User, at: datetime
) -> Assessment:
    """Grades every station that was visited in a period, by the rules of its last day; once made, grades never change.

    Of several visits to a station the last counts. What was overdue is told as it was at the end of the period.

    Raises:
        ValidationError: the period is turned round or not over, or no visit was finished in it.
        PermissionDenied: without the right to manage inspections.
    """
    require(by, Right.WRITE_INSPECTIONS)
    content = {"title": title.strip(), "from_date": from_date, "to_date": to_date}
    if known := Assessment.objects.filter(pk=entry_id).first():
        return same_entry(known, **content)
    if not content["title"]:
        raise ValidationError({"title": _("Give the assessment a title.")})
    if not from_date <= to_date <= timezone.localdate(at):
        raise ValidationError({"to_date": _("A period ends after it begins, and is graded when it is over.")})
    visits = _last_visits(from_date, to_date)
    if not visits:
        raise ValidationError({"from_date": _("No visit was finished in this period.")})
    assessment = Assessment.objects.create(
        id=entry_id, **content, made_by=by, made_at=made_at, recorded_at=at
    )
    rules = load_inspection_rules(to_date)
    overdue, failed = queries.overdue_by_station(to_date), _failed_rechecks(from_date, to_date)
    rows = [
        _row(assessment, visit, Record(overdue[visit.station_id], failed[visit.station_id]), rules)
        for visit in visits
    ]
    StationGrade.objects.bulk_create(rows)
    lists = Counter(row.station_list for row in rows)
    change = {"from": from_date, "to": to_date, "stations": len(rows), "lists": dict(sorted(lists.items()))}
    evidence.record(verb="grade", record=assessment, change=change, by=by, at=at)
    return assessment


def _last_visits(from_date: date, to_date: date) -> list[Visit]:
    visits = Visit.objects.filter(state=VisitState.FINISHED, finished_at__date__range=(from_date, to_date))
    last: dict[int, Visit] = {}
    for visit in visits.select_related("station").order_by("finished_at", "pk"):
        last[visit.station_id] = visit
    return list(last.values())


def _failed_rechecks(from_date: date, to_date: date) -> Counter[int]:
    steps = ProblemStep.objects.filter(
        kind=ProblemStepKind.REFUSED, recorded_at__date__range=(from_date, to_date)
    )
    return Counter(steps.values_list("problem__station_id", flat=True))


def _row(assessment: Assessment, visit: Visit, record: Record, rules: InspectionRules) -> StationGrade:
    marked = _marked(visit)
    found = grade(
        marked,
        record,
        [rule.as_rule for rule in rules.grades],
        points_per_overdue=rules.deduction("OVERDUE_PROBLEM").points,
        points_per_failed_recheck=rules.deduction("FAILED_RECHECK").points,
    )
    return StationGrade(
        assessment=assessment,
        station=visit.station,
        visit=visit,
        score=found.score,
        station_list=found.station_list.name,
        dimensions={
            code: [_number(got), _number(possible)] for code, (got, possible) in marked.by_dimension.items()
        },
        deductions=_deductions(found),
        reasons=[_pair(reason) for reason in found.reasons],
    )


def _marked(visit: Visit) -> Mark:
    rules, station = queries.rules_of(visit), visit.station
    values = {code: answer.value for code, answer in queries.answers_of(visit).items()}
    return mark(judged_questions(rules, station.level, station.residents), values)


def _deductions(found: Grade) -> list[dict]:
    return [
        {"code": one.code, "dimension": one.dimension, "points": _number(one.points), **_pair(one.reason)}
        for one in found.deductions
    ]


def _pair(text: Bilingual) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
