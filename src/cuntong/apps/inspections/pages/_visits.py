"""The plan of visits, one visit with its answers, its score sheet, and a station's file for print."""

from django.db.models import Count
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.exports import workbook_response
from cuntong.apps.desk.formats import Figure, Mark
from cuntong.apps.desk.kinds import Event, Fact, Proof
from cuntong.apps.desk.lists import Action, render_list
from cuntong.apps.evidence.queries import evidence_of
from cuntong.apps.places import queries as places
from cuntong.apps.places.kinds import State
from cuntong.domain import workbooks
from cuntong.rulebooks import ChecklistQuestion

from .. import operations, queries
from ..forms import PlanForm, ReasonForm
from ..kinds import VisitState
from ..lists import (
    VISITS,
    in_language,
    may_inspect,
    may_manage,
    position_words,
    problem_state,
    problem_text,
    visit_state,
)
from ..models import Answer, Visit
from ._form import acting, answer, posted, tabs


@require_GET
@needs(Right.READ_INSPECTIONS)
def visits(request):
    rows = queries.visits_visible_to(request.user).annotate(problem_count=Count("problems"))
    return render_list(
        request, VISITS, rows, template="inspections/list.html", context={"tabs": tabs(request)}
    )


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def visit_new(request):
    stations = places.visible_to(request.user).filter(is_live=True).order_by("code")
    who = queries.inspectors() if may_manage(request) else queries.inspectors().filter(pk=request.user.pk)
    initial = {"planned_date": timezone.localdate(), "inspector": request.user.pk}
    form = posted(request, PlanForm, stations=stations, inspectors=who, initial=initial)
    return answer(
        request,
        form,
        lambda values: operations.plan_visit(**values, **acting(request)),
        done=_("The visit is planned."),
        to="inspections:visits",
        page={
            "title": _("Plan a visit"),
            "submit_label": _("Plan the visit"),
            "back_url": reverse("inspections:visits"),
            "crumbs": [(_("Visits"), reverse("inspections:visits"))],
        },
    )


def _found(request: HttpRequest, visit_id) -> Visit:
    return get_object_or_404(queries.visits_visible_to(request.user), pk=visit_id)


@require_GET
@needs(Right.READ_INSPECTIONS)
def visit(request, visit_id):
    found = _found(request, visit_id)
    context = {
        "title": _("Visit to %(station)s") % {"station": found.station},
        "state": visit_state(found),
        "crumbs": [(_("Visits"), reverse("inspections:visits"))],
        "actions": _actions(request, found),
        "facts": _facts(found),
        "neighbours": [
            Fact(problem_text(one), problem_state(one), one.get_absolute_url())
            for one in found.problems.select_related("visit")
        ],
        "events": _life(found),
        "sections": _sections(found),
        "kind": "inspections.visit",
        "record": found,
    }
    return render(request, "inspections/visit.html", context)


def _actions(request: HttpRequest, found: Visit) -> list[tuple[Action, str]]:
    actions = []
    open_one = found.state in (VisitState.PLANNED, VisitState.BEGUN)
    if open_one and found.inspector_id == request.user.pk and may_inspect(request):
        actions.append((Action(_("Go on with the visit"), ""), reverse("inspections:part", args=[found.pk])))
    actions.append(
        (Action(_("Score sheet (Excel)"), ""), reverse("inspections:score-sheet", args=[found.pk]))
    )
    if open_one and may_inspect(request):
        actions.append(
            (Action(_("Call the visit off"), ""), reverse("inspections:visit-cancel", args=[found.pk]))
        )
    return actions


def _facts(found: Visit) -> list[Fact]:
    facts = [
        Fact(_("Station"), found.station.name, found.station.get_absolute_url()),
        Fact(_("Inspector"), found.inspector),
        Fact(_("Planned for"), found.planned_date),
        Fact(_("Checklist of"), queries.rules_of(found).version),
    ]
    if found.drawn_id:
        facts.append(Fact(_("Sample"), found.drawn.draw, found.drawn.draw.get_absolute_url()))
    if found.score is not None:
        facts.append(Fact(_("Score"), f"{found.score.normalize():f} / {found.possible.normalize():f}"))
    if found.begun_at:
        facts += [
            Fact(_("Position"), position_words(found) or _("At the station")),
            Fact(_("Distance to the station"), Figure(found.distance_m, _("m"))),
        ]
    if found.refusal:
        facts.append(Fact(_("Why the keeper did not sign"), found.refusal))
    if found.cancelled_reason:
        facts.append(Fact(_("Why it was cancelled"), found.cancelled_reason))
    return facts


def _life(found: Visit) -> list[Event]:
    events = [Event(_("Planned"), found.planned_at, by=found.planned_by)]
    if found.begun_at:
        events.append(Event(_("Begun"), found.begun_made_at, position_words(found), by=found.inspector))
    if found.finished_at:
        said = found.refusal or _("The keeper signed.")
        events.append(Event(_("Finished"), found.finished_made_at, said, by=found.inspector))
    if found.cancelled_reason:
        events.append(Event(_("Called off"), None, found.cancelled_reason, Mark.OFF))
    return events


def _sections(found: Visit) -> list[dict]:
    """The checklist by dimension, each question with its answer, its points and its pictures."""
    given, rules = queries.answers_of(found), queries.rules_of(found)
    photos: dict[str, list[Proof]] = {}
    for one in found.photos.select_related("document"):
        address = reverse("evidence:document", args=[one.document_id])
        photos.setdefault(one.question, []).append(Proof(_("Photo"), address))
    failed = set(found.problems.values_list("question", flat=True))
    sections = []
    for dimension in rules.dimensions:
        asked = [one for one in queries.checklist_of(found) if one.dimension == dimension.code]
        if asked:
            lines = [_line(one, given.get(one.code), one.code in failed, photos) for one in asked]
            sections.append({"title": in_language(dimension.name), "lines": lines})
    return sections


def _line(question: ChecklistQuestion, given: Answer | None, failed: bool, photos: dict) -> dict:
    return {
        "text": in_language(question.text),
        "answer": answer_words(question, given.value) if given else "—",
        "note": given.note if given else "",
        "seconds": given.seconds if given else None,
        "points": f"{question.points.normalize():f}",
        "failed": failed,
        "photos": photos.get(question.code, []),
    }


def answer_words(question: ChecklistQuestion, value: str) -> str:
    """An answer as people read it."""
    words = {"YES": _("Yes"), "NO": _("No"), "TAKEN": _("Photo taken")}
    words |= {choice.code: in_language(choice.label) for choice in question.choices}
    unit = f" {in_language(question.unit)}" if question.unit else ""
    return words.get(value, f"{value}{unit}")


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def visit_cancel(request, visit_id):
    found = _found(request, visit_id)
    return answer(
        request,
        posted(request, ReasonForm),
        lambda values: operations.cancel_visit(visit=found, **values, **acting(request)),
        done=_("The visit is called off. For a drawn station the next of its stratum is planned."),
        to="inspections:visits",
        page={
            "title": _("Call the visit off"),
            "submit_label": _("Call the visit off"),
            "back_url": found.get_absolute_url(),
            "crumbs": [(_("Visits"), reverse("inspections:visits")), (str(found), found.get_absolute_url())],
            "draft": False,
        },
    )


# --- Paper -----------------------------------------------------------------------------------------------------------

_SHEET = (
    workbooks.Column(name="dimension", zh="维度", en="Dimension"),
    workbooks.Column(name="question", zh="检查内容", en="Question"),
    workbooks.Column(name="points", zh="分值", en="Points", kind=workbooks.Kind.DECIMAL),
    workbooks.Column(name="answer", zh="检查结果", en="Answer"),
    workbooks.Column(name="deduction", zh="扣分", en="Deduction", kind=workbooks.Kind.DECIMAL),
    workbooks.Column(name="score", zh="得分", en="Score", kind=workbooks.Kind.DECIMAL),
    workbooks.Column(name="note", zh="扣分原因及说明", en="Reason and note"),
)


@require_GET
@needs(Right.READ_INSPECTIONS)
def score_sheet(request, visit_id):
    """The score sheet 打分表: blank before the visit, filled after it."""
    found = _found(request, visit_id)
    known = places.county()
    content = workbooks.export(
        _SHEET,
        _sheet_rows(found),
        title=f"{found.station.name} {found.planned_date:%F}",
        as_of=found.planned_date,
        synthetic=bool(known and known.synthetic),
        language="en" if get_language() == "en" else "zh",
        totals=["points", "deduction", "score"],
    )
    return workbook_response(content, f"打分表-{found.station.code}-{found.planned_date:%F}")


def _sheet_rows(found: Visit):
    given, names = (
        queries.answers_of(found),
        {one.code: one.name for one in queries.rules_of(found).dimensions},
    )
    failed = {one.question: one for one in found.problems.select_related("visit")}
    for question in queries.checklist_of(found):
        lost = failed.get(question.code)
        said = given.get(question.code)
        done = found.state == VisitState.FINISHED
        yield {
            "dimension": in_language(names[question.dimension]),
            "question": in_language(question.text),
            "points": question.points,
            "answer": answer_words(question, said.value) if said else None,
            "deduction": (question.points if lost else 0) if done else None,
            "score": (0 if lost else question.points) if done else None,
            "note": "；".join(filter(None, [problem_text(lost) if lost else "", said.note if said else ""]))
            or None,
        }


@require_GET
@needs(Right.READ_INSPECTIONS)
def station_file(request, station_id):
    """A station's file for print: what it is, its visits, problems, grades and replacements, with their documents."""
    station = get_object_or_404(places.with_state(places.visible_to(request.user)), pk=station_id)
    made = list(queries.visits_visible_to(request.user).filter(station=station).order_by("planned_date"))
    context = {
        "title": _("File of %(station)s") % {"station": station},
        "station": station,
        "crumbs": [(station.name, station.get_absolute_url())],
        "facts": _station_facts(station),
        "visits": [(one, visit_state(one)) for one in made],
        "problems": [
            (one, problem_text(one), problem_state(one), list(one.steps.select_related("recorded_by")))
            for one in queries.problems_visible_to(request.user).filter(station=station).order_by("opened_at")
        ],
        "grades": queries.grades_visible_to(request.user)
        .filter(station=station)
        .order_by("assessment__to_date"),
        "replacements": queries.replacements_visible_to(request.user).filter(station=station),
        "documents": [link.document for one in made for link in evidence_of("inspections.visit", one.pk)],
    }
    return render(request, "inspections/station_file.html", context)


def _station_facts(station) -> list[Fact]:
    return [
        Fact(_("Station code"), station.code),
        Fact(_("Level"), station.get_level_display()),
        Fact(_("Division"), station.division.name),
        Fact(_("Address"), station.address),
        Fact(_("Area"), station.area_m2 and Figure(station.area_m2, "m²", decimals=2)),
        Fact(_("State"), station.state and State(station.state).label),
        Fact(_("Since"), station.state_date),
    ]
