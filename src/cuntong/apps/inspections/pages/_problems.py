"""The list of problems, one problem with its steps, and what is done about it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, local_date
from cuntong.apps.desk.kinds import Event, Fact, Proof
from cuntong.apps.desk.lists import Action, render_list
from cuntong.apps.places import queries as places

from .. import operations, queries
from ..forms import ProblemForm, ReasonForm, RecheckForm, RepairForm
from ..kinds import UNSETTLED, ProblemState, ProblemStepKind
from ..lists import PROBLEMS, may_inspect, may_manage, problem_state, problem_text
from ..models import Problem, ProblemStep
from ._form import acting, answer, posted, tabs

_STEP_MARKS = {
    ProblemStepKind.REPAIRED: Mark.GOING,
    ProblemStepKind.ACCEPTED: Mark.DONE,
    ProblemStepKind.REFUSED: Mark.WRONG,
    ProblemStepKind.VOIDED: Mark.OFF,
}


@require_GET
@needs(Right.READ_INSPECTIONS)
def problems(request):
    rows = queries.with_lateness(queries.problems_visible_to(request.user), timezone.localdate())
    return render_list(
        request, PROBLEMS, rows, template="inspections/list.html", context={"tabs": tabs(request)}
    )


def _found(request: HttpRequest, problem_id) -> Problem:
    return get_object_or_404(queries.problems_visible_to(request.user), pk=problem_id)


@require_GET
@needs(Right.READ_INSPECTIONS)
def problem(request, problem_id):
    found = _found(request, problem_id)
    context = {
        "title": problem_text(found),
        "state": problem_state(found),
        "crumbs": [(_("Problems of stations"), reverse("inspections:problems"))],
        "actions": _actions(request, found),
        "facts": _facts(found),
        "events": _life(found),
        "kind": "inspections.problem",
        "record": found,
    }
    return render(request, "inspections/record.html", context)


def _actions(request: HttpRequest, found: Problem) -> list[tuple[Action, str]]:
    ways = []
    if found.state == ProblemState.OPEN and request.user.may(Right.WRITE_EVIDENCE):
        ways.append((_("Report the repair"), "inspections:problem-repair"))
    if found.state == ProblemState.REPAIRED and may_inspect(request):
        ways.append((_("Re-check"), "inspections:problem-recheck"))
    if found.state in UNSETTLED and may_manage(request):
        ways.append((_("Take it off the list"), "inspections:problem-void"))
    return [(Action(label, ""), reverse(name, args=[found.pk])) for label, name in ways]


def _facts(found: Problem) -> list[Fact]:
    facts = [
        Fact(_("Station"), found.station.name, found.station.get_absolute_url()),
        Fact(_("Severity"), found.get_severity_display()),
        Fact(_("To be mended by"), found.get_owner_display()),
        Fact(_("Due until"), found.due_date),
    ]
    if found.due_date != found.first_due_date:
        facts.append(Fact(_("First due until"), found.first_due_date))
    if found.visit_id:
        facts.append(Fact(_("Found on"), found.visit, found.visit.get_absolute_url()))
    if found.failed_rechecks:
        facts.append(Fact(_("Re-checks not passed"), found.failed_rechecks))
    if found.note:
        facts.append(Fact(_("Note"), found.note))
    return facts


def _life(found: Problem) -> list[Event]:
    events = [Event(_("Found"), found.opened_at, found.note, Mark.LOOK, by=found.opened_by)]
    events += [_step_shown(step) for step in found.steps.select_related("document", "recorded_by")]
    if found.state == ProblemState.OPEN:
        events.append(Event(_("To be mended"), found.due_date, mark=Mark.PLANNED))
    if found.state == ProblemState.REPAIRED:
        events.append(Event(_("To be re-checked"), mark=Mark.PLANNED))
    return events


def _step_shown(step: ProblemStep) -> Event:
    proofs = []
    if step.document:
        proofs.append(Proof(step.document.filename, reverse("evidence:document", args=[step.document_id])))
    new_day = _("New day: %(date)s") % {"date": local_date(step.due_date)} if step.due_date else ""
    return Event(
        step.get_kind_display(),
        step.made_at,
        "；".join(filter(None, [step.note, new_day])),
        _STEP_MARKS[ProblemStepKind(step.kind)],
        proofs=proofs,
        proof_needed=step.kind == ProblemStepKind.REPAIRED,
        by=step.recorded_by,
    )


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def problem_new(request):
    stations = places.visible_to(request.user).filter(is_live=True).order_by("code")
    return answer(
        request,
        posted(request, ProblemForm, stations=stations, initial={"station": request.GET.get("station")}),
        lambda values: operations.open_problem(**values, **acting(request)),
        done=_("The problem is on the list."),
        to=lambda written: written.get_absolute_url(),
        page={
            "title": _("Report a problem of a station"),
            "submit_label": _("Put it on the list"),
            "back_url": reverse("inspections:problems"),
            "crumbs": [(_("Problems of stations"), reverse("inspections:problems"))],
        },
    )


def _page(found: Problem, title: str) -> dict:
    crumbs = [
        (_("Problems of stations"), reverse("inspections:problems")),
        (problem_text(found), found.get_absolute_url()),
    ]
    return {
        "title": title,
        "submit_label": title,
        "back_url": found.get_absolute_url(),
        "crumbs": crumbs,
        "draft": False,
    }


@require_http_methods(["GET", "POST"])
@needs(Right.READ_INSPECTIONS)
def problem_repair(request, problem_id):
    found = _found(request, problem_id)

    def write(values):
        photo = values.pop("photo")
        return operations.report_repair(
            problem=found, photo=photo, photo_name=photo.name, **values, **acting(request)
        )

    return answer(
        request,
        posted(request, RepairForm),
        write,
        done=_("The repair is reported. An inspector will look whether it holds."),
        to=found.get_absolute_url(),
        page=_page(found, _("Report the repair")),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def problem_recheck(request, problem_id):
    found = _found(request, problem_id)

    def write(values):
        photo = values.pop("photo")
        name = photo.name if photo else ""
        return operations.recheck(problem=found, photo=photo, photo_name=name, **values, **acting(request))

    return answer(
        request,
        posted(request, RecheckForm),
        write,
        done=_("The re-check is recorded."),
        to=found.get_absolute_url(),
        page=_page(found, _("Re-check")),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_INSPECTIONS)
def problem_void(request, problem_id):
    found = _found(request, problem_id)
    return answer(
        request,
        posted(request, ReasonForm),
        lambda values: operations.void_problem(problem=found, **values, **acting(request)),
        done=_("It is off the list; the record stays."),
        to=found.get_absolute_url(),
        page=_page(found, _("Take it off the list")),
    )
