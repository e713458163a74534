"""The sort plan: made for a day, shown as a table of chutes, printed for the hub's wall."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure, Mark, State
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage, open_list, render_list
from cuntong.domain.sorting import clock_time

from .. import operations, queries
from ..forms import SortingForm
from ..models import SortingSession
from ._balance import today_tiers

USUAL_CHUTES = 24


def _may_plan(request) -> bool:
    return request.user.may(Right.WRITE_PARCELS)


PLANS = ListPage(
    title=gettext_lazy("Sort plans"),
    note=gettext_lazy("The sorter follows the last plan of the day."),
    columns=[
        Column(gettext_lazy("Day of sorting"), "sorting_date", Kind.LINK, sortable=True),
        Column(gettext_lazy("Planned at"), "planned_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("Parcels"), "parcel_count", Kind.NUMBER),
        Column(gettext_lazy("Chutes"), "chutes", Kind.NUMBER),
        Column(gettext_lazy("Handlings a parcel"), "handlings", Kind.NUMBER, decimals=3),
        Column(gettext_lazy("Lower bound"), "lower_bound", Kind.NUMBER, decimals=3),
        Column(gettext_lazy("Planned by"), "planned_by"),
    ],
    filters=[Filter("day", gettext_lazy("Day of sorting"), FilterKind.DATE_RANGE, apply="sorting_date")],
    order=("-sorting_date", "-planned_at"),
    actions=[Action(gettext_lazy("Plan the sorting"), "parcels:sorting-new", _may_plan)],
    empty=gettext_lazy("No sort plan has been made yet."),
    empty_action=Action(gettext_lazy("Plan the sorting"), "parcels:sorting-new", _may_plan),
)


@require_GET
@needs(Right.READ_PARCELS)
def sortings(request):
    crumbs = [(_("Hub"), reverse("parcels:hub"))]
    return render_list(request, PLANS, queries.sorting_visible_to(request.user), context={"crumbs": crumbs})


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PARCELS)
def sorting_new(request):
    form = SortingForm(request.POST or None, initial=_as_last_time())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            session = operations.plan_sorting(
                day=values["sorting_date"],
                chutes=values["chutes"],
                departures=values["departures"],
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect(session)
    context = {
        "form": form,
        "title": _("Plan the sorting"),
        "submit_label": _("Make the plan"),
        "back_url": reverse("parcels:sortings"),
    }
    return render(request, "desk/form.html", context)


def _as_last_time() -> dict:
    """Today, with the chutes and departures of the last plan."""
    last = SortingSession.objects.order_by("-planned_at").first()
    departing = [one for one in last.routes if one["departs_minute"] is not None] if last else []
    lines = [f"{one['route']} {clock_time(one['departs_minute'])}" for one in departing]
    return {
        "sorting_date": timezone.localdate(),
        "chutes": last.chutes if last else USUAL_CHUTES,
        "departures": "\n".join(lines),
    }


def _lines_page(passes: int) -> ListPage:
    def chute(number: int):
        return lambda line: line.chutes[number] if number < len(line.chutes) else None

    return ListPage(
        title=gettext_lazy("Chutes by station"),
        columns=[
            Column(gettext_lazy("Station"), "station__name", sortable=True),
            Column(gettext_lazy("Route"), "route", sortable=True),
            Column(gettext_lazy("Parcels"), "parcel_count", Kind.NUMBER, sortable=True, total=True),
            *[
                Column(_("Pass %(number)s") % {"number": number + 1}, chute(number), Kind.NUMBER)
                for number in range(passes)
            ],
        ],
        search=("station__name", "route"),
        order=("-parcel_count", "station__code"),
        page_size=150,
        saved_views=False,
        key="lines",
    )


@require_GET
@needs(Right.READ_PARCELS)
def sorting(request, session_id: int):
    session = get_object_or_404(queries.sorting_visible_to(request.user), pk=session_id)
    lines = session.lines.select_related("station")
    passes = max(len(line.chutes) for line in lines)
    page = _lines_page(passes)
    listing = open_list(request, page, lines)
    context = {
        "title": _("Sort plan of %(day)s") % {"day": session.sorting_date},
        "crumbs": [(_("Hub"), reverse("parcels:hub")), (_("Sort plans"), reverse("parcels:sortings"))],
        "actions": [
            (Action(_("Print the chutes"), ""), reverse("parcels:chutes", args=[session.pk])),
            *([(Action(_("Plan again"), ""), reverse("parcels:sorting-new"))] if _may_plan(request) else []),
        ],
        "blocks": _blocks(session, passes),
        "routes": [_route(one) for one in session.routes],
        "waves": [_wave(one) for one in session.waves],
        "page": page,
        "listing": listing,
        "record": session,
        "record_kind": "parcels.sorting",
    }
    template = "components/list.html" if listing.asked_for_part else "parcels/sorting.html"
    return render(request, template, context)


def _blocks(session: SortingSession, passes: int) -> list[dict]:
    return [
        {"label": _("Parcels"), "figure": Figure(session.parcel_count, _("pcs"))},
        {
            "label": _("Handlings a parcel"),
            "figure": Figure(session.handlings, decimals=3),
            "note": _("at least %(bound)s; one chute a route %(plain)s")
            % {"bound": round(session.lower_bound, 3), "plain": round(session.plain, 3)},
        },
        {
            "label": _("Passes"),
            "figure": Figure(passes),
            "note": _("%(chutes)s chutes, number %(reject)s for rejects")
            % {"chutes": session.chutes, "reject": session.reject_chute},
        },
        {"label": _("Sorting begins"), "figure": Figure(clock_time(session.start_minute))},
    ]


def _route(one: dict) -> dict:
    late = one["late_minutes"]
    departs = one["departs_minute"]
    state = State(_("%(minutes)s minutes late") % {"minutes": late}, Mark.LOOK) if late else None
    return {
        "route": one["route"],
        "departs": "—" if departs is None else clock_time(departs),
        "ready": clock_time(one["ready_minute"]),
        "state": state or State(_("on time"), Mark.DONE),
    }


def _wave(one: dict) -> dict:
    return one | {"begins": clock_time(one["begins_minute"]), "ends": clock_time(one["ends_minute"])}


@require_GET
@needs(Right.READ_PARCELS)
def chutes(request, session_id: int):
    """What hangs at each chute: its stations in the first pass, and what becomes of it in the next."""
    session = get_object_or_404(queries.sorting_visible_to(request.user), pk=session_id)
    found: dict[tuple[int, ...], list] = {}
    for line in session.lines.select_related("station"):
        found.setdefault(tuple(line.chutes), []).append(line)
    first: dict[int, list] = {}
    for path, lines in sorted(found.items()):
        first.setdefault(path[0], []).append((path[1:], lines))
    context = {
        "title": _("Chutes of %(day)s") % {"day": session.sorting_date},
        "crumbs": [(session, session.get_absolute_url())],
        "session": session,
        "chutes": [
            {
                "number": number,
                "parts": parts,
                "parcels": sum(one.parcel_count for _p, ls in parts for one in ls),
            }
            for number, parts in sorted(first.items())
        ],
    }
    return render(request, "parcels/chutes.html", context)


def scans_context(user: User) -> dict:
    """What `parcels/_scans.html` draws: today's plan, the balance of each tier, what stands aside."""
    session = queries.session_of(timezone.localdate())
    return {
        "sorting_session": session,
        "late_routes": [_route(one) for one in session.routes if one["late_minutes"]] if session else [],
        "may_manage": user.may(Right.MANAGE_DEVICES),
        "tiers": today_tiers(user),
        "aside_count": queries.scans_visible_to(user).exclude(aside="").count(),
        "may_plan": user.may(Right.WRITE_PARCELS),
        "may_scan": user.may(Right.SCAN),
    }
