"""Day plans: asked for, found in the background, changed by the dispatcher, released."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import State
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage, render_list
from cuntong.apps.jobs.pages import progress_of
from cuntong.domain.routing import Insertion, Plan, Slot, insertions

from .. import operations, queries
from ..forms import EditForm, PlanForm, RestForm
from ..kinds import PlanState
from ..models import DayPlan
from ._editor import editor_context, reason_words
from ._frame import PLAN_MARKS, may_plan, tabs, written

PLANS = ListPage(
    title=gettext_lazy("Day plans"),
    note=gettext_lazy("What was asked, what was proposed, what was released, and by whom."),
    columns=[
        Column(gettext_lazy("day"), "plan_date", Kind.LINK, sortable=True),
        Column(gettext_lazy("state"), "state", Kind.STATE, marks=PLAN_MARKS),
        Column(gettext_lazy("vehicles"), "vehicle_count", Kind.NUMBER),
        Column(gettext_lazy("stops"), "stop_count", Kind.NUMBER),
        Column(gettext_lazy("left behind"), "unserved_count", Kind.NUMBER),
        Column(gettext_lazy("kilometres"), "distance_km", Kind.NUMBER, decimals=1, sortable=True),
        Column(gettext_lazy("cost"), "cost_yuan", Kind.MONEY_YUAN, unit=gettext_lazy("yuan"), sortable=True),
        Column(gettext_lazy("kept of the plan before"), "kept_share", Kind.PERCENT),
        Column(gettext_lazy("changes by hand"), "edit_count", Kind.NUMBER),
        Column(gettext_lazy("planned at"), "planned_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("planned by"), "planned_by"),
        Column(gettext_lazy("released by"), "released_by", export_only=True),
        Column(gettext_lazy("released at"), "released_at", Kind.TIME, export_only=True),
        Column(gettext_lazy("digest of what was asked"), "problem_sha256", export_only=True),
    ],
    filters=[
        Filter("state", gettext_lazy("state"), choices=PlanState.choices),
        Filter("day", gettext_lazy("day"), FilterKind.DATE_RANGE, apply="plan_date"),
    ],
    order=("-plan_date", "-planned_at"),
    actions=[Action(gettext_lazy("Plan a day"), "routes:plan-new", may_plan)],
    empty=gettext_lazy("No day has been planned yet."),
    empty_action=Action(gettext_lazy("Plan a day"), "routes:plan-new", may_plan),
    template="routes/list.html",
)


@require_GET
@needs(Right.READ_ROUTES)
def plans(request):
    return render_list(
        request, PLANS, queries.plans_visible_to(request.user), context={"tabs": tabs(request)}
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_ROUTES)
def plan_new(request):
    form = PlanForm(request.POST or None)
    return written(
        request,
        form,
        lambda form: operations.plan_routes(**form.cleaned_data, by=request.user, at=timezone.now()),
        title=_("Plan a day"),
        label=_("Make the plan"),
        back=reverse("routes:plans"),
        done=_("The search has begun."),
        draft=False,
    )


@require_GET
@needs(Right.READ_ROUTES)
def plan(request, plan_id: int):
    """The plan: while it is searched its progress, then the proposal to look at and to change."""
    found = get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)
    context = _plan_context(request, found)
    if request.headers.get("HX-Request") and "progress" in request.GET:
        return render(request, "routes/_progress.html", context)
    return render(request, "routes/plan.html", context)


def _plan_context(request: HttpRequest, found: DayPlan) -> dict:
    ended = found.job is None or found.job.ended
    writes = may_plan(request)
    context = {
        "plan": found,
        "title": _("Plan of %(day)s") % {"day": found.plan_date},
        "state": State(found.get_state_display(), PLAN_MARKS[PlanState(found.state)]),
        "crumbs": [(_("Day plans"), reverse("routes:plans"))],
        "job_ended": ended,
        "progress": None if ended else _progress(request, found),
        "job_message": found.job.message if found.job and found.job.ended else "",
        "may_edit": writes and found.state == PlanState.PROPOSED,
        "may_replan": writes and found.state == PlanState.RELEASED,
        "left_out": [(name, reason_words(code)) for name, code in found.left_out],
    }
    if found.state != PlanState.PLANNING:
        context |= editor_context(found)
    if context["may_replan"]:
        context["rest_form"] = RestForm(day=found.plan_date)
    return context


def _progress(request: HttpRequest, found: DayPlan):
    return progress_of(
        found.job,
        timezone.now(),
        may_cancel=found.job.queued_by_id == request.user.pk,
        poll_url=f"{found.get_absolute_url()}?progress",
    )


@require_POST
@needs(Right.WRITE_ROUTES)
def plan_edit(request, plan_id: int):
    """One change; the editor comes back worked out, with what it costs and what no longer holds."""
    found = get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)
    form = EditForm(request.POST)
    said = ""
    if form.is_valid():
        try:
            found = _edit(request, found, form.cleaned_data)
        except ValidationError as refusal:
            said = " ".join(refusal.messages)
    else:
        said = _("Choose a stop first.")
    if not request.headers.get("HX-Request"):
        if said:
            messages.error(request, said)
        return redirect(found)
    context = _plan_context(request, found) | {"said": said, "chosen": form.cleaned_data.get("stop", "")}
    return render(request, "routes/_editor.html", context)


def _edit(request: HttpRequest, found: DayPlan, change: dict) -> DayPlan:
    do = {"plan": found, "stop": change["stop"], "by": request.user, "at": timezone.now()}
    act = change["act"]
    if act == "exclude":
        return operations.exclude_stop(**do)
    if act in ("lock", "unlock"):
        return operations.lock_stop(locked=act == "lock", **do)
    if act == "move":
        to = Slot(change["vehicle"], 1, change["load"] or 0, change["place"] or 0)
    else:
        to = _slot(queries.work_out(found).plan, change["stop"], act)
    return operations.move_stop(to=to, **do) if to else found


def _slot(plan: Plan, stop: str, act: str) -> Slot | None:
    """Where a key sends a stop: one place up or down, or the cheapest place of the vehicle before or after; None: nowhere."""
    if act == "best":
        found = insertions(plan, stop)
        return found[0].slot if found else _empty(plan)
    here = _here(plan, stop)
    if act in ("up", "down"):
        return _beside(plan, here, -1 if act == "up" else 1) if here else None
    plates = [vehicle.key for vehicle in plan.problem.vehicles]
    start = plates.index(here.vehicle) if here else 0
    step = -1 if act == "previous" else 1
    return _cheapest(plan, stop, plates[(start + step) % len(plates)])


def _here(plan: Plan, stop: str) -> Slot | None:
    for timed in plan.routes:
        for load, trip in enumerate(timed.route.trips):
            for place, visit in enumerate(trip):
                if visit.stop == stop:
                    return Slot(timed.route.vehicle, timed.route.number, load, place)
    return None


def _beside(plan: Plan, here: Slot, step: int) -> Slot | None:
    trip = next(one.route.trips[here.trip] for one in plan.routes if one.route.vehicle == here.vehicle)
    place = here.position + step
    return Slot(here.vehicle, here.number, here.trip, place) if 0 <= place < len(trip) else None


def _cheapest(plan: Plan, stop: str, plate: str) -> Slot:
    found: list[Insertion] = [one for one in insertions(plan, stop) if one.slot.vehicle == plate]
    return found[0].slot if found else Slot(plate)


def _empty(plan: Plan) -> Slot | None:
    return Slot(plan.problem.vehicles[0].key) if plan.problem.vehicles else None


def _acted(request: HttpRequest, plan_id: int, act: Callable[[DayPlan], DayPlan], done: str):
    found = get_object_or_404(queries.plans_visible_to(request.user), pk=plan_id)
    try:
        found = act(found)
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    else:
        messages.success(request, done)
    return redirect(found)


@require_POST
@needs(Right.WRITE_ROUTES)
def plan_reset(request, plan_id: int):
    do = {"by": request.user, "at": timezone.now()}
    return _acted(
        request, plan_id, lambda one: operations.reset_plan(plan=one, **do), _("Back to the proposal.")
    )


@require_POST
@needs(Right.WRITE_ROUTES)
def plan_again(request, plan_id: int):
    do = {"by": request.user, "at": timezone.now()}
    return _acted(
        request, plan_id, lambda one: operations.plan_again(plan=one, **do), _("The search has begun.")
    )


@require_POST
@needs(Right.WRITE_ROUTES)
def plan_release(request, plan_id: int):
    do = {"by": request.user, "at": timezone.now()}
    done = _("Released: the drivers see their trips.")
    return _acted(request, plan_id, lambda one: operations.release_plan(plan=one, **do), done)


@require_POST
@needs(Right.WRITE_ROUTES)
def plan_rest(request, plan_id: int):
    """The rest of the day anew, without the vehicles that are ticked."""

    def act(one: DayPlan) -> DayPlan:
        form = RestForm(request.POST, day=one.plan_date)
        if not form.is_valid():
            raise ValidationError(_("Choose vehicles of the list."))
        without = list(form.cleaned_data["without"])
        return operations.replan_rest(plan=one, without=without, by=request.user, at=timezone.now())

    return _acted(request, plan_id, act, _("The search has begun."))
