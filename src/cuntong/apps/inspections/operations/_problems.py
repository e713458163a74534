"""A problem from its finding to its end: repaired with a picture, re-checked, or taken off the list."""

from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.models import Document
from cuntong.apps.places.models import Station
from cuntong.rulebooks import load_inspection_rules

from ..kinds import STATE_AFTER, UNSETTLED, ProblemState, ProblemStepKind
from ..models import Problem, ProblemStep
from ._once import digest_of, is_synthetic, other_content, reach, same_entry

PROBLEM_KIND = "inspections.problem"


@transaction.atomic
def open_problem(
    *,
    entry_id: UUID,
    station: Station,
    text: str,
    severity: str,
    owner: str,
    made_at: datetime,
    by: User,
    at: datetime,
    note: str = "",
) -> Problem:
    """Puts something on the list that no checklist asked for, with the day that its severity sets.

    Raises:
        ValidationError: nothing is said.
        PermissionDenied: without the right to inspect, or not at this station.
    """
    reach(station, by, Right.INSPECT)
    content = {"station_id": station.pk, "text": text.strip(), "severity": severity, "owner": owner}
    content["note"] = note.strip()
    if known := Problem.objects.filter(pk=entry_id).first():
        return same_entry(known, **content)
    if not content["text"]:
        raise ValidationError({"text": _("Say what is wrong.")})
    due_date = _due_date(severity, at)
    problem = Problem.objects.create(
        id=entry_id, **content, opened_by=by, opened_at=at, first_due_date=due_date, due_date=due_date
    )
    change = {"station": station.code, "severity": severity, "owner": owner, "due_date": due_date}
    evidence.record(verb="create", record=problem, change=change, by=by, at=at)
    return problem


def _due_date(severity: str, at: datetime) -> date:
    today = timezone.localdate(at)
    return today + load_inspection_rules(today).due_span(severity)


@transaction.atomic
def report_repair(
    *,
    entry_id: UUID,
    problem: Problem,
    note: str,
    photo: BinaryIO,
    photo_name: str,
    made_at: datetime,
    by: User,
    at: datetime,
) -> ProblemStep:
    """Says that a problem is mended, with a picture that shows it; it then waits for its re-check.

    Raises:
        ValidationError: nothing is said, no picture, or there is nothing to mend.
        PermissionDenied: the station is not among the person's places.
    """
    problem = _held(problem, by, Right.READ_INSPECTIONS)
    if known := _known(entry_id):
        if known.document is None or known.document.sha256 != digest_of(photo):
            raise other_content()
        return same_entry(known, problem_id=problem.pk, kind=ProblemStepKind.REPAIRED, note=note.strip())
    if problem.state != ProblemState.OPEN:
        raise ValidationError(_("This problem does not wait for a repair."))
    document = _picture(problem, photo, photo_name, by, at)
    return _step(
        problem, entry_id, ProblemStepKind.REPAIRED, note, made_at, by, at, verb="repair", document=document
    )


@transaction.atomic
def recheck(
    *,
    entry_id: UUID,
    problem: Problem,
    passed: bool,
    note: str,
    made_at: datetime,
    by: User,
    at: datetime,
    photo: BinaryIO | None = None,
    photo_name: str = "",
) -> ProblemStep:
    """Looks again whether a repair holds. Passed, the problem is closed; if not, it is open again with a new day.

    Raises:
        ValidationError: nothing is said, or no repair was reported.
        PermissionDenied: without the right to inspect, or not at this station; or one's own repair.
    """
    problem = _held(problem, by, Right.INSPECT)
    kind = ProblemStepKind.ACCEPTED if passed else ProblemStepKind.REFUSED
    if known := _known(entry_id):
        return same_entry(known, problem_id=problem.pk, kind=kind, note=note.strip())
    if problem.state != ProblemState.REPAIRED:
        raise ValidationError(_("No repair was reported that could be re-checked."))
    repair = problem.steps.filter(kind=ProblemStepKind.REPAIRED).last()
    if repair.recorded_by_id == by.pk:
        raise ValidationError(_("Nobody re-checks their own repair. Ask another inspector."))
    document = _picture(problem, photo, photo_name, by, at) if photo is not None else None
    due_date = None if passed else _due_date(problem.severity, at)
    return _step(
        problem,
        entry_id,
        kind,
        note,
        made_at,
        by,
        at,
        verb="recheck",
        document=document,
        due_date=due_date,
    )


@transaction.atomic
def void_problem(
    *, entry_id: UUID, problem: Problem, reason: str, made_at: datetime, by: User, at: datetime
) -> ProblemStep:
    """Takes off the list what was no problem, with the reason; only the office does it.

    Raises:
        ValidationError: no reason, or it has ended.
        PermissionDenied: without the right to manage inspections.
    """
    problem = _held(problem, by, Right.WRITE_INSPECTIONS)
    if known := _known(entry_id):
        return same_entry(known, problem_id=problem.pk, kind=ProblemStepKind.VOIDED, note=reason.strip())
    if problem.state not in UNSETTLED:
        raise ValidationError(_("This problem has ended."))
    return _step(problem, entry_id, ProblemStepKind.VOIDED, reason, made_at, by, at, verb="withdraw")


def _held(problem: Problem, by: User, right: Right) -> Problem:
    reach(problem.station, by, right)
    return Problem.objects.select_for_update(of=("self",)).select_related("station").get(pk=problem.pk)


def _known(entry_id: UUID) -> ProblemStep | None:
    return ProblemStep.objects.select_related("document").filter(pk=entry_id).first()


def _picture(problem: Problem, photo: BinaryIO, name: str, by: User, at: datetime) -> Document:
    document = evidence.upload(file=photo, filename=name, by=by, at=at, synthetic=is_synthetic())
    if not document.media_type.startswith("image/"):
        raise ValidationError({"photo": _("This is no picture. Take a photo.")})
    evidence.attach(document=document, record_kind=PROBLEM_KIND, record_id=problem.pk, by=by, at=at)
    return document


def _step(
    problem: Problem,
    entry_id: UUID,
    kind: str,
    note: str,
    made_at: datetime,
    by: User,
    at: datetime,
    *,
    verb: str,
    document: Document | None = None,
    due_date: date | None = None,
) -> ProblemStep:
    """Adds a step and lets the problem's row follow it."""
    if not note.strip():
        raise ValidationError({"note": _("Say in a few words what was done or seen.")})
    step = ProblemStep.objects.create(
        id=entry_id,
        problem=problem,
        kind=kind,
        note=note.strip(),
        document=document,
        due_date=due_date,
        made_at=made_at,
        recorded_by=by,
        recorded_at=at,
    )
    problem.state = STATE_AFTER[ProblemStepKind(kind)]
    problem.closed_at = None if problem.state in UNSETTLED else max(at, problem.opened_at)
    problem.due_date = due_date or problem.due_date
    problem.failed_rechecks += kind == ProblemStepKind.REFUSED
    problem.save(update_fields=["state", "closed_at", "due_date", "failed_rechecks"])
    change = {"station": problem.station.code, "step": str(kind), "state": str(problem.state)}
    change |= {"due_date": due_date} if due_date else {}
    evidence.record(verb=verb, record=problem, change=change, by=by, at=at)
    return step
