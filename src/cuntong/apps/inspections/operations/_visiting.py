"""A visit: planned, begun at the station, finished with the keeper's signature or why there is none."""

from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Station
from cuntong.domain.inspecting import AnswerError, Mark, Position, distance_m, mark, position_flags
from cuntong.domain.sealing import canonical_json, digest
from cuntong.domain.values import BilingualError
from cuntong.rulebooks import judged_questions

from .. import queries
from ..kinds import Owner, Severity, VisitState
from ..models import DrawnUnit, Problem, Visit
from ._once import digest_of, is_synthetic, other_content, reach, same_entry

VISIT_KIND = "inspections.visit"


@transaction.atomic
def plan_visit(
    *,
    entry_id: UUID,
    station: Station,
    inspector: User,
    planned_date: date,
    made_at: datetime,
    by: User,
    at: datetime,
    drawn: DrawnUnit | None = None,
) -> Visit:
    """Plans a visit with the checklist of its day. An inspector plans their own, whoever manages inspections anybody's.

    Raises:
        ValidationError: the person cannot be sent, or the station is not theirs.
        PermissionDenied: planning for another without the right to it.
    """
    reach(station, by, Right.INSPECT if inspector.pk == by.pk else Right.WRITE_INSPECTIONS)
    content = {"station_id": station.pk, "inspector_id": inspector.pk, "planned_date": planned_date}
    if known := Visit.objects.filter(pk=entry_id).first():
        return same_entry(known, **content)
    if not inspector.may(Right.INSPECT):
        raise ValidationError({"inspector": _("Choose somebody whose role includes inspections.")})
    visit = Visit.objects.create(
        id=entry_id, **content, drawn=drawn, checklist_date=planned_date, planned_by=by, planned_at=at
    )
    change = {"station": station.code, "inspector": inspector.pk, "planned_date": planned_date}
    evidence.record(verb="plan", record=visit, change=change, by=by, at=at)
    return visit


def held_visit(visit: Visit, by: User) -> Visit:
    """The visit, locked, if it is the person's own or they manage inspections."""
    reach(visit.station, by, Right.INSPECT)
    visit = Visit.objects.select_for_update(of=("self",)).select_related("station").get(pk=visit.pk)
    if visit.inspector_id != by.pk and not by.may(Right.WRITE_INSPECTIONS):
        raise PermissionDenied(_("This visit is another inspector's."))
    return visit


@transaction.atomic
def begin_visit(
    *, entry_id: UUID, visit: Visit, position: Position | None, made_at: datetime, by: User, at: datetime
) -> Visit:
    """Begins a visit where the phone says it is; what is odd about the position is flagged, and refuses nothing.

    Raises:
        ValidationError: it was begun by another entry, or called off.
        PermissionDenied: another inspector's visit.
    """
    visit = held_visit(visit, by)
    if visit.begin_entry == entry_id:
        return same_entry(visit, begun_made_at=made_at)
    if visit.state != VisitState.PLANNED:
        raise ValidationError(_("This visit was begun or called off already. Open it again."))
    visit.state, visit.begin_entry = VisitState.BEGUN, entry_id
    visit.begun_at, visit.begun_made_at = at, made_at
    _place(visit, position, made_at)
    visit.save()
    change = {"made_at": made_at, "position": visit.position_flags or "FITS"}
    evidence.record(verb="begin", record=visit, change=change, by=by, at=at)
    return visit


def _place(visit: Visit, position: Position | None, used_at: datetime) -> None:
    rules, station = queries.rules_of(visit), visit.station
    distance = None
    if position is not None:
        visit.longitude, visit.latitude = f"{position.longitude:.6f}", f"{position.latitude:.6f}"
        visit.accuracy_m, visit.measured_at = round(position.accuracy_m), position.measured_at
        visit.is_mocked = position.is_mocked
        if station.longitude is not None:
            there = (float(station.longitude), float(station.latitude))
            distance = distance_m(position.longitude, position.latitude, *there)
            visit.distance_m = round(distance)
    odd = position_flags(
        position,
        used_at=used_at,
        distance=distance,
        radius_m=float(rules.limit("POSITION_RADIUS").value),
        stale_after=rules.limit("POSITION_AGE").span,
    )
    visit.position_flags = ",".join(flag.name for flag in odd)


@transaction.atomic
def finish_visit(
    *,
    entry_id: UUID,
    visit: Visit,
    made_at: datetime,
    by: User,
    at: datetime,
    signature: BinaryIO | None = None,
    refusal: str = "",
) -> Visit:
    """Ends a visit: the answers are judged, each failure becomes a problem with its owner and day, the score stands.

    The keeper signs (a picture of the signature), or `refusal` says why not.

    Raises:
        ValidationError: a question is open, or there is neither signature nor reason; or the visit has ended otherwise.
        PermissionDenied: another inspector's visit.
    """
    visit = held_visit(visit, by)
    refusal = refusal.strip()
    if visit.finish_entry == entry_id:
        return _same_end(visit, signature, refusal)
    if visit.state != VisitState.BEGUN:
        raise ValidationError(_("Only a visit that was begun is finished."))
    if (signature is None) == (not refusal):
        raise ValidationError({"signature": _("Let the keeper sign, or say why they did not sign.")})
    values = {code: answer.value for code, answer in queries.answers_of(visit).items()}
    marked = _marked(visit, values)
    if signature is not None:
        visit.signature = _keep_signature(visit, signature, by, at)
    visit.refusal, visit.state, visit.finish_entry = refusal, VisitState.FINISHED, entry_id
    visit.finished_at, visit.finished_made_at = at, made_at
    visit.score, visit.possible = marked.score, marked.possible
    visit.answers_digest = digest(canonical_json(values))
    visit.save()
    found = _open_problems(visit, marked, by, at)
    change = {"score": marked.score, "possible": marked.possible, "problems": len(found)}
    change |= {"answers": visit.answers_digest, "signed": not refusal}
    evidence.record(verb="finish", record=visit, change=change, by=by, at=at)
    return visit


def _same_end(visit: Visit, signature: BinaryIO | None, refusal: str) -> Visit:
    signed = visit.signature.sha256 if visit.signature else ""
    if signed != digest_of(signature):
        raise other_content()
    return same_entry(visit, refusal=refusal)


def _marked(visit: Visit, values: dict[str, str]) -> Mark:
    rules, station = queries.rules_of(visit), visit.station
    try:
        marked = mark(judged_questions(rules, station.level, station.residents), values)
    except AnswerError as refusal:
        raise ValidationError(in_words(refusal)) from None
    wanted = {one.code for one in rules.checklist(station.level) if one.kind == "PHOTO"}
    taken = set(visit.photos.values_list("question", flat=True))
    if missing := [code for code in sorted(wanted - taken) if values[code] == "TAKEN"]:
        raise ValidationError(
            _("The photo for %(questions)s has not arrived yet.") % {"questions": ", ".join(missing)}
        )
    return marked


def in_words(refusal: BilingualError) -> str:
    """What is wrong, in the language of whoever reads it."""
    return refusal.message.in_language("en" if get_language() == "en" else "zh")


def _keep_signature(visit: Visit, signature: BinaryIO, by: User, at: datetime):
    document = evidence.upload(
        file=signature,
        filename=f"{visit.station.code}.png",
        by=by,
        at=at,
        synthetic=is_synthetic(),
        personal=True,
    )
    if not document.media_type.startswith("image/"):
        raise ValidationError({"signature": _("The signature is a picture.")})
    evidence.attach(document=document, record_kind=VISIT_KIND, record_id=visit.pk, by=by, at=at)
    return document


def _open_problems(visit: Visit, marked: Mark, by: User, at: datetime) -> list[Problem]:
    """One problem for each question that failed; its id follows from the visit, so that it is made once."""
    rules, notes = queries.rules_of(visit), queries.answers_of(visit)
    asked = {question.code: question for question in rules.checklist(visit.station.level)}
    problems = []
    for one in marked.deductions:
        question = asked[one.code]
        due_date = timezone.localdate(at) + rules.due_span(question.severity)
        problem = Problem.objects.create(
            id=uuid5(visit.pk, one.code),
            station=visit.station,
            visit=visit,
            question=one.code,
            text=one.reason.zh,
            note=notes[one.code].note,
            severity=Severity(question.severity),
            owner=Owner(question.owner),
            opened_by=by,
            opened_at=at,
            first_due_date=due_date,
            due_date=due_date,
        )
        for photo in visit.photos.filter(question=one.code):
            evidence.attach(
                document=photo.document, record_kind="inspections.problem", record_id=problem.pk, by=by, at=at
            )
        change = {
            "station": visit.station.code,
            "question": one.code,
            "severity": question.severity,
            "due_date": due_date,
        }
        evidence.record(verb="create", record=problem, change=change, by=by, at=at)
        problems.append(problem)
    return problems


@transaction.atomic
def cancel_visit(
    *, entry_id: UUID, visit: Visit, reason: str, made_at: datetime, by: User, at: datetime
) -> Visit | None:
    """Calls a visit off, with the reason. For a drawn station the next reserve of its stratum is planned and returned.

    Raises:
        ValidationError: no reason, or it was finished.
        PermissionDenied: another inspector's visit.
    """
    visit = held_visit(visit, by)
    reason = reason.strip()
    if visit.cancel_entry == entry_id:
        same_entry(visit, cancelled_reason=reason)
        return Visit.objects.filter(pk=uuid5(entry_id, "reserve")).first()
    if visit.state not in (VisitState.PLANNED, VisitState.BEGUN):
        raise ValidationError(_("This visit has ended."))
    if not reason:
        raise ValidationError({"reason": _("Say why the visit is called off.")})
    visit.state, visit.cancelled_reason, visit.cancel_entry = VisitState.CANCELLED, reason, entry_id
    visit.save(update_fields=["state", "cancelled_reason", "cancel_entry"])
    evidence.record(verb="cancel", record=visit, change={"reason": reason}, by=by, at=at)
    return _plan_reserve(visit, entry_id, by, at) if visit.drawn_id else None


def _plan_reserve(visit: Visit, entry_id: UUID, by: User, at: datetime) -> Visit | None:
    """The next of the stratum, in the order that the seed gave: nobody picks whom to visit instead."""
    waiting = DrawnUnit.objects.filter(
        draw_id=visit.drawn.draw_id, stratum=visit.drawn.stratum, is_chosen=False, visits=None
    )
    unit = waiting.order_by("rank").first()
    if unit is None:
        return None
    station = Station.objects.get(code=unit.unit_id)
    reserve = Visit.objects.create(
        id=uuid5(entry_id, "reserve"),
        station=station,
        inspector_id=visit.inspector_id,
        planned_date=visit.planned_date,
        checklist_date=visit.checklist_date,
        drawn=unit,
        planned_by=by,
        planned_at=at,
    )
    change = {"station": station.code, "instead_of": visit.station.code, "rank": unit.rank}
    evidence.record(verb="plan", record=reserve, change=change, by=by, at=at)
    return reserve
