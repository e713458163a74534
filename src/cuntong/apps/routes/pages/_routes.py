"""Village routes: planned, opened by their first trip with scans, changed, ended."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure, Mark, State
from cuntong.apps.desk.kinds import Event, Fact
from cuntong.apps.desk.lists import Action, Column, Kind, ListPage, render_list

from .. import operations, queries
from ..forms import WEEKDAYS, ChangeRouteForm, EndRouteForm, RouteForm
from ..models import Route, Trip
from ._drawing import Dot, Way, draw
from ._editor import town_labels
from ._frame import may_plan, tabs, written


def _weekdays(route: Route) -> str:
    names = dict(WEEKDAYS)
    return (
        _("every day") if len(route.weekdays) == 7 else "、".join(str(names[day]) for day in route.weekdays)
    )


def _state(route: Route, opened) -> State:
    if route.ended_date:
        return State(_("Ended"), Mark.OFF)
    if opened:
        return State(_("Opened"), Mark.DONE)
    return State(_("Planned"), Mark.PLANNED)


def _routes_page(opened: dict) -> ListPage:
    return ListPage(
        title=gettext_lazy("Village routes"),
        note=gettext_lazy(
            "A route is opened by its first trip with scans; what is only planned is drawn hollow."
        ),
        columns=[
            Column(gettext_lazy("route"), "name", Kind.LINK, sortable=True),
            Column(gettext_lazy("route number"), "code", sortable=True),
            Column(gettext_lazy("state"), lambda one: _state(one, opened.get(one.pk)), Kind.STATE),
            Column(gettext_lazy("planned on"), "planned_date", Kind.DATE, sortable=True),
            Column(gettext_lazy("opened on"), lambda one: opened.get(one.pk), Kind.DATE),
            Column(gettext_lazy("weekdays"), _weekdays),
            Column(gettext_lazy("stops"), "stop_count", Kind.NUMBER),
        ],
        search=("name", "code"),
        order=("code",),
        actions=[Action(gettext_lazy("Plan a route"), "routes:route-new", may_plan)],
        empty=gettext_lazy("No route yet. Plan the first one."),
        empty_action=Action(gettext_lazy("Plan a route"), "routes:route-new", may_plan),
        template="routes/list.html",
    )


@require_GET
@needs(Right.READ_ROUTES)
def routes(request):
    page = _routes_page(queries.opened_dates(timezone.now()))
    return render_list(
        request, page, queries.routes_visible_to(request.user), context={"tabs": tabs(request)}
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_ROUTES)
def route_new(request):
    form = RouteForm(request.POST or None, initial={"planned_date": timezone.localdate()})
    return written(
        request,
        form,
        lambda form: operations.plan_route(**form.cleaned_data, by=request.user, at=timezone.now()),
        title=_("Plan a route"),
        back=reverse("routes:routes"),
    )


@require_GET
@needs(Right.READ_ROUTES)
def route(request, route_id: int):
    found = get_object_or_404(queries.routes_visible_to(request.user), pk=route_id)
    opened = queries.opened_dates(timezone.now(), [found.pk]).get(found.pk)
    stops = list(found.stops.select_related("station__division__parent"))
    driven = Trip.objects.filter(route=found, started_at__isnull=False)
    context = {
        "title": found.name,
        "state": _state(found, opened),
        "crumbs": [(_("Village routes"), reverse("routes:routes"))],
        "actions": _actions(request, found),
        "facts": [
            Fact(_("route number"), found.code),
            Fact(_("weekdays"), _weekdays(found)),
            Fact(_("vehicles"), ", ".join(one.plate for one in found.vehicles.all()) or _("any")),
            Fact(_("stops"), Figure(len(stops))),
            Fact(_("trips driven"), Figure(driven.count())),
        ],
        "events": [
            Event(_("Planned"), found.planned_date),
            Event(
                _("Opened by its first trip with scans"),
                opened,
                mark=Mark.DONE if opened else Mark.PLANNED,
                text="" if opened else _("not yet"),
            ),
            *([Event(_("Ended"), found.ended_date, mark=Mark.OFF)] if found.ended_date else []),
        ],
        "stops": stops,
        "drawing": _drawing(stops),
        "record": found,
    }
    return render(request, "routes/route.html", context)


def _actions(request, found: Route) -> list:
    if not may_plan(request) or found.ended_date:
        return []
    return [
        (Action(_("Change the route"), ""), reverse("routes:route-change", args=[found.pk])),
        (Action(_("End the route"), ""), reverse("routes:route-end", args=[found.pk])),
    ]


def _drawing(stops: list):
    hub = queries.hub_station()
    where = queries.position_of(hub) if hub else None
    centre = (float(where[1]), float(where[0])) if where else None
    placed = [
        (stop, (float(place[1]), float(place[0])))
        for stop in stops
        if (place := queries.position_of(stop.station))
    ]
    ways = [Way("route", "", [*([centre] if centre else []), *(place for _stop, place in placed)], 0)]
    dots = [Dot(str(stop.pk), str(stop.station), place, 1, number=stop.place) for stop, place in placed]
    return draw(ways, dots, centre, town_labels())


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_ROUTES)
def route_change(request, route_id: int):
    found = get_object_or_404(queries.routes_visible_to(request.user), pk=route_id)
    initial = {
        "name": found.name,
        "weekdays": [*found.weekdays],
        "vehicles": found.vehicles.all(),
        "stations": "\n".join(found.stops.values_list("station__code", flat=True)),
    }
    form = ChangeRouteForm(request.POST or None, initial=initial)
    return written(
        request,
        form,
        lambda form: operations.change_route(
            route=found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        title=_("Change the route"),
        back=found.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_ROUTES)
def route_end(request, route_id: int):
    found = get_object_or_404(queries.routes_visible_to(request.user), pk=route_id)
    form = EndRouteForm(request.POST or None, initial={"ended_date": timezone.localdate()})
    return written(
        request,
        form,
        lambda form: operations.end_route(
            route=found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        title=_("End the route"),
        back=found.get_absolute_url(),
    )
