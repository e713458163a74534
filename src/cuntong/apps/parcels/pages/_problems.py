from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right, Role
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage, render_list
from cuntong.apps.jobs import operations as jobs

from .. import operations, queries
from ..forms import CloseForm, RedirectForm
from ..kinds import ProblemKind

_ABOUT_THE_PLACE = {ProblemKind.WRONG_VILLAGE, ProblemKind.ADDRESS_UNCLEAR}
SEARCHING = "parcels.daily_round"


def _state(problem) -> State:
    if problem.closed_at:
        return State(problem.get_outcome_display(), Mark.DONE)
    if problem.due_at < timezone.now():
        return State(_("overdue"), Mark.WRONG)
    return State(_("open"), Mark.LOOK)


def _owner(problem) -> str:
    if problem.owner:
        return str(problem.owner)
    at = f" · {problem.owner_station}" if problem.owner_station else ""
    return f"{problem.get_owner_role_display()}{at}"


def _open_or_closed(queryset, value):
    return queryset.filter(closed_at__isnull=value == "open")


PROBLEMS = ListPage(
    title=gettext_lazy("Problems with parcels"),
    columns=[
        Column(gettext_lazy("Problem"), "get_kind_display", Kind.LINK, sort="kind", sortable=True),
        Column(gettext_lazy("Waybill number"), "parcel__number", sortable=True),
        Column(gettext_lazy("State"), _state, Kind.STATE),
        Column(gettext_lazy("Due until"), "due_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("To be settled by"), _owner),
        Column(gettext_lazy("Station"), "station__name"),
        Column(gettext_lazy("Opened"), "opened_at", Kind.TIME, sortable=True),
    ],
    filters=[
        Filter(
            "whose",
            gettext_lazy("Whose"),
            apply=lambda queryset, value: queryset.filter(is_own=value == "own"),
            choices=[("own", gettext_lazy("mine")), ("others", gettext_lazy("others'"))],
        ),
        Filter(
            "open",
            gettext_lazy("State"),
            apply=_open_or_closed,
            choices=[("open", gettext_lazy("open")), ("closed", gettext_lazy("closed"))],
        ),
        Filter("kind", gettext_lazy("Problem"), choices=ProblemKind.choices),
        Filter("role", gettext_lazy("To be settled by"), apply="owner_role", choices=Role.choices),
        Filter("opened", gettext_lazy("Opened"), FilterKind.TIME_RANGE, apply="opened_at"),
    ],
    search=("parcel__number",),
    order=("not_own", "is_closed", "due_at"),
    empty=gettext_lazy("No problem has been reported."),
)


@require_GET
@needs(Right.READ_PARCELS)
def problems(request):
    rows = queries.own_first(queries.problems_visible_to(request.user), request.user)
    return render_list(
        request,
        PROBLEMS,
        rows,
        template="parcels/problems.html",
        context={"may_search": request.user.may(Right.WRITE_PARCELS)},
    )


@require_POST
@needs(Right.WRITE_PARCELS)
def search_idle(request):
    job = jobs.start(kind=SEARCHING, arguments={}, by=request.user, at=timezone.now())
    return redirect("jobs:job", job.pk)


@require_GET
@needs(Right.READ_PARCELS)
def problem(request, problem_id):
    found = get_object_or_404(queries.problems_visible_to(request.user), pk=problem_id)
    parcel = found.parcel
    facts = [
        Fact(_("Parcel"), parcel.number, parcel.get_absolute_url()),
        Fact(_("Where it is"), parcel.place or parcel.get_state_display()),
        Fact(_("To be settled by"), _owner(found)),
        Fact(_("Due until"), found.due_at),
        Fact(_("Opened"), found.opened_at),
        Fact(_("Opened by"), found.opened_by or _("the daily search")),
        *([Fact(_("Reported at"), found.station)] if found.station else []),
        *([Fact(_("Note"), found.note)] if found.note else []),
        *([Fact(_("Sent back"), found.sent_back_at)] if found.sent_back_at else []),
        *_ending(found),
    ]
    context = {
        "title": found.get_kind_display(),
        "state": _state(found),
        "crumbs": [(_("Problems with parcels"), reverse("parcels:problems"))],
        "facts": facts,
        "record": found,
        "actions": _actions(request, found),
        "may_take": _may_settle(request, found) and found.owner_id != request.user.pk,
    }
    return render(request, "parcels/problem.html", context)


def _ending(found) -> list[Fact]:
    if not found.closed_at:
        return []
    return [
        Fact(_("Outcome"), found.get_outcome_display()),
        Fact(_("Closed"), found.closed_at),
        Fact(_("Closed by"), found.closed_by or _("the daily search")),
        *([Fact(_("Note"), found.outcome_note)] if found.outcome_note else []),
    ]


def _may_settle(request, found) -> bool:
    if found.closed_at:
        return False
    own = queries.own_problems(request.user).filter(pk=found.pk).exists()
    return own or request.user.may(Right.WRITE_PARCELS)


def _actions(request, found) -> list[tuple[Action, str]]:
    if not _may_settle(request, found):
        return []
    actions = [(Action(_("Close the problem"), ""), reverse("parcels:problem-close", args=[found.pk]))]
    if request.user.may(Right.WRITE_PARCELS) and found.kind in _ABOUT_THE_PLACE:
        redirect_to = reverse("parcels:problem-redirect", args=[found.pk])
        actions.insert(0, (Action(_("Say where it really goes"), ""), redirect_to))
    return actions


@require_POST
@needs(Right.READ_PARCELS)
def take_problem(request, problem_id):
    found = get_object_or_404(queries.problems_visible_to(request.user), pk=problem_id)
    operations.take_problem(problem=found, by=request.user, at=timezone.now())
    messages.success(request, _("It is yours now."))
    return redirect("parcels:problem", found.pk)


@require_http_methods(["GET", "POST"])
@needs(Right.READ_PARCELS)
def close_problem(request, problem_id):
    found = get_object_or_404(queries.problems_visible_to(request.user), pk=problem_id)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.close_problem(problem=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The problem is closed."))
            return redirect("parcels:problem", found.pk)
    context = {
        "form": form,
        "title": _("Close the problem"),
        "submit_label": _("Close the problem"),
        "back_url": found.get_absolute_url(),
        "crumbs": [
            (_("Problems with parcels"), reverse("parcels:problems")),
            (found.get_kind_display(), found.get_absolute_url()),
        ],
        "draft": False,
    }
    return render(request, "desk/form.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PARCELS)
def redirect_parcel(request, problem_id):
    found = get_object_or_404(queries.problems_visible_to(request.user), pk=problem_id)
    form = RedirectForm(request.POST or None, places=queries.destinations_of_county())
    if request.method == "POST" and form.is_valid():
        try:
            operations.redirect_parcel(problem=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The parcel has its new destination."))
            return redirect("parcels:parcel", found.parcel_id)
    context = {
        "form": form,
        "title": _("Where does %(number)s go?") % {"number": found.parcel.number},
        "submit_label": _("Set the destination"),
        "back_url": found.get_absolute_url(),
        "draft": False,
    }
    return render(request, "desk/form.html", context)
