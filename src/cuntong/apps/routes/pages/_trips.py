"""Trips: those of a day on the map and as a list, one with its stops, and what changed hands."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, DecimalField, Value, When
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure, Mark, State
from cuntong.apps.desk.kinds import Event, Fact
from cuntong.apps.desk.lists import Column, Filter, FilterKind, Kind, ListPage, open_list, render_list

from .. import operations, queries
from ..forms import AssignForm, DayForm
from ..kinds import EntryKind, HandoverKind, StopState, TripState
from ..models import Handover, Trip, TripStop
from ..queries import CostedTrip
from ._drawing import Dot, Drawing, Way, draw
from ._editor import town_labels
from ._frame import STOP_MARKS, TRIP_MARKS, chosen_day, may_plan, tabs

TRIPS = ListPage(
    title=gettext_lazy("Trips"),
    columns=[
        Column(gettext_lazy("vehicle"), "vehicle__plate", Kind.LINK, sortable=True),
        Column(gettext_lazy("driver"), "driver__name", sortable=True),
        Column(gettext_lazy("route"), "route__name", sortable=True),
        Column(gettext_lazy("state"), "state", Kind.STATE, marks=TRIP_MARKS),
        Column(gettext_lazy("stops"), "stop_total", Kind.NUMBER),
        Column(gettext_lazy("served"), "stops_done", Kind.NUMBER),
        Column(gettext_lazy("not served"), "stops_failed", Kind.NUMBER),
        Column(gettext_lazy("leaves (plan)"), "departs_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("back (plan)"), "returns_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("kilometres"), "km", Kind.NUMBER, decimals=1),
        Column(gettext_lazy("load factor"), "load_factor", Kind.PERCENT, sortable=True),
        Column(gettext_lazy("day"), "trip_date", Kind.DATE, export_only=True),
    ],
    filters=[
        Filter("state", gettext_lazy("state"), choices=TripState.choices),
    ],
    search=("vehicle__plate", "driver__name", "route__name"),
    order=("departs_at", "vehicle__plate"),
    key="trips",
    empty=gettext_lazy("No trip on this day. Plan the day and release the plan."),
    saved_views=False,
)


@require_GET
@needs(Right.READ_ROUTES)
def today(request):
    """The trips of a day: on the map, and as a list."""
    day = chosen_day(request)
    own = queries.trips_visible_to(request.user).filter(trip_date=day)
    listing = open_list(request, TRIPS, queries.counted(own))
    if listing.asked_for_part:
        return render(request, "components/list.html", {"listing": listing})
    trips = list(queries.with_stops(own.exclude(state=TripState.CANCELLED)).order_by("vehicle__plate", "pk"))
    context = {
        "title": _("Trips of %(day)s") % {"day": day},
        "tabs": tabs(request),
        "day": day,
        "day_form": DayForm(initial={"day": day}),
        "last_day": _last_day(request, day, trips),
        "page": TRIPS,
        "listing": listing,
        "blocks": _blocks(trips),
        "drawing": trips_drawn(trips) if trips else None,
        "may_plan": may_plan(request),
    }
    return render(request, "routes/today.html", context)


def _last_day(request: HttpRequest, day, trips: list[Trip]):
    """Where a day has no trips: the last one before it that has some."""
    if trips:
        return None
    before = queries.trips_visible_to(request.user).filter(trip_date__lt=day)
    return before.order_by("-trip_date").values_list("trip_date", flat=True).first()


def _blocks(trips: list[Trip]) -> list[dict]:
    stops = [stop for trip in trips for stop in trip.stops.all() if stop.state != StopState.MOVED]
    done = sum(stop.state == StopState.DONE for stop in stops)
    failed = sum(stop.state == StopState.FAILED for stop in stops)
    moving = sum(trip.state == TripState.UNDER_WAY for trip in trips)
    pieces = sum(one.counted for stop in stops for one in stop.handovers.all())
    asked = sum(stop.deliver_pieces + stop.collect_pieces for stop in stops)
    return [
        {"label": _("Trips"), "figure": Figure(len(trips)), "note": _("%(n)s under way") % {"n": moving}},
        {
            "label": _("Stops served"),
            "figure": Figure(done),
            "note": _("of %(all)s; %(failed)s not served") % {"all": len(stops), "failed": failed},
        },
        {
            "label": _("Parcels changed hands"),
            "figure": Figure(pieces, _("pcs")),
            "note": _("%(asked)s in the plan") % {"asked": asked},
        },
        {
            "label": _("Kilometres"),
            "figure": Figure(sum((trip.km for trip in trips), 0), "km", decimals=1),
        },
    ]


def trips_drawn(trips: list[Trip]) -> Drawing:
    """The day's trips on the county's map: the ways as planned, each stop in its state, vehicles where trackers say."""
    hub = queries.hub_station()
    centre = _place(queries.position_of(hub)) if hub else None
    ways, dots = [], []
    for nth, trip in enumerate(trips):
        placed = [(stop, place) for stop in trip.stops.all() if (place := queries.position_of(stop.station))]
        places = [_place(place) for _stop, place in placed]
        way = Way(
            str(trip.pk),
            str(trip.vehicle),
            [*([centre] if centre else []), *places, *([centre] if centre else [])],
            nth,
        )
        ways.append(way)
        dots += [
            Dot(
                f"{trip.pk}-{stop.pk}",
                f"{stop.station} · {stop.get_state_display()}",
                _place(place),
                way.hue,
                state=stop.state.lower(),
            )
            for stop, place in placed
            if stop.state != StopState.MOVED
        ]
    seen = queries.last_positions()
    for trip in trips:
        position = seen.get(trip.vehicle_id)
        if position is not None and trip.state == TripState.UNDER_WAY:
            label = f"{trip.vehicle} {timezone.localtime(position.measured_at):%H:%M}"
            dots.append(
                Dot(f"van-{trip.pk}", label, _place((position.latitude, position.longitude)), state="van")
            )
    return draw(ways, dots, centre, town_labels())


def _place(position) -> tuple[float, float]:
    latitude, longitude = position
    return float(longitude), float(latitude)


# --- One trip ----------------------------------------------------------------------------------------------------


def _stops_page() -> ListPage:
    return ListPage(
        title=gettext_lazy("Stops"),
        columns=[
            Column(gettext_lazy("station"), lambda stop: f"{stop.place} · {stop.station}"),
            Column(gettext_lazy("state"), "state", Kind.STATE, marks=STOP_MARKS),
            Column(gettext_lazy("arrives (plan)"), lambda stop: _clock(stop.arrives_at)),
            Column(gettext_lazy("arrived at"), lambda stop: _clock(stop.arrived_at)),
            Column(
                gettext_lazy("arrival told by"), lambda stop: stop.get_arrived_by_display(), export_only=True
            ),
            Column(gettext_lazy("to hand over"), "deliver_pieces", Kind.NUMBER, total=True),
            Column(
                gettext_lazy("handed over"), lambda stop: _counted(stop, HandoverKind.DELIVERY), Kind.NUMBER
            ),
            Column(gettext_lazy("to take along"), "collect_pieces", Kind.NUMBER, total=True),
            Column(
                gettext_lazy("taken along"), lambda stop: _counted(stop, HandoverKind.COLLECTION), Kind.NUMBER
            ),
            Column(
                gettext_lazy("its share of the cost"),
                "share_yuan",
                Kind.MONEY_YUAN,
                unit=gettext_lazy("yuan"),
            ),
        ],
        order=("place",),
        page_size=100,
        saved_views=False,
        key="stops",
    )


def _clock(moment) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else ""


def _counted(stop: TripStop, kind: HandoverKind) -> int | None:
    return next((one.counted for one in stop.handovers.all() if one.kind == kind), None)


@require_GET
@needs(Right.READ_ROUTES)
def trip(request, trip_id: int):
    found = get_object_or_404(queries.with_stops(queries.trips_visible_to(request.user)), pk=trip_id)
    costed = queries.cost_trips([found])[0]
    page = _stops_page()
    listing = open_list(request, page, _with_shares(found, costed))
    if listing.asked_for_part:
        return render(request, "components/list.html", {"listing": listing})
    context = {
        "title": f"{found.vehicle} · {found.trip_date}",
        "state": State(found.get_state_display(), TRIP_MARKS[TripState(found.state)]),
        "crumbs": [(_("Trips"), f"{reverse('routes:today')}?day={found.trip_date}")],
        "facts": list(_facts(found, costed)),
        "events": list(_events(found)),
        "page": page,
        "listing": listing,
        "drawing": trips_drawn([found]),
        "trip": found,
        "handovers": found.handovers.select_related("station", "driver_signed_by", "keeper_signed_by"),
        "assign_form": AssignForm(initial={"driver": found.driver_id}),
        "may_assign": may_plan(request) and found.state == TripState.PLANNED,
    }
    return render(request, "routes/trip.html", context)


def _with_shares(found: Trip, costed: CostedTrip):
    """The trip's stops, each with its share of the cost."""
    shares = [When(pk=key, then=Value(yuan)) for key, yuan in costed.by_stop.items()]
    field = DecimalField(max_digits=12, decimal_places=2)
    stops = found.stops.select_related("station").prefetch_related("handovers")
    return stops.annotate(share_yuan=Case(*shares, default=None, output_field=field))


def _facts(found: Trip, costed: CostedTrip):
    yield Fact(_("driver"), found.driver or "—", url=found.driver.get_absolute_url() if found.driver else "")
    if found.route:
        yield Fact(_("route"), found.route, url=found.route.get_absolute_url())
    yield Fact(_("day plan"), found.plan, url=found.plan.get_absolute_url())
    source = _("by the odometer") if found.driven_km is not None else _("as planned")
    yield Fact(_("kilometres"), f"{found.km} km · {source}")
    yield Fact(_("time"), _("%(minutes)s minutes") % {"minutes": queries.minutes_of(found)})
    yield Fact(_("load factor"), f"{found.load_factor:.0%}")
    cost = costed.cost
    if cost is not None:
        yield Fact(_("cost"), Figure(cost.total_yuan, _("yuan"), decimals=2))
        parts = _("hire %(hire)s, fuel %(fuel)s, upkeep %(upkeep)s, wages %(wages)s")
        yield Fact(
            _("made of"),
            parts
            % {
                "hire": cost.hire_yuan,
                "fuel": cost.fuel_yuan,
                "upkeep": cost.upkeep_yuan,
                "wages": cost.wages_yuan,
            },
        )
        yield Fact(_("Cost per parcel"), Figure(costed.yuan_per_parcel, _("yuan"), decimals=2))


def _events(found: Trip):
    """When it left, what went wrong, when it came back; arrivals and handovers stand in their own tables."""
    told = (EntryKind.START, EntryKind.EXCEPTION, EntryKind.FINISH)
    for entry in found.entries.filter(kind__in=told).select_related("stop__station", "made_by", "exception"):
        fault = getattr(entry, "exception", None)
        title = fault.get_kind_display() if fault else entry.get_kind_display()
        at = timezone.localtime(entry.made_at)
        where = f" · {entry.stop.station}" if entry.stop else ""
        note = f" · {fault.note}" if fault and fault.note else ""
        yield Event(
            f"{title}{where}",
            at.date(),
            text=f"{at:%H:%M}{note}",
            mark=Mark.LOOK if fault else Mark.DONE,
            by=entry.made_by,
        )


@require_POST
@needs(Right.WRITE_ROUTES)
def trip_assign(request, trip_id: int):
    found = get_object_or_404(queries.trips_visible_to(request.user), pk=trip_id)
    form = AssignForm(request.POST)
    if form.is_valid():
        try:
            operations.assign_driver(trip=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Saved."))
    return redirect(found)


# --- Handovers ---------------------------------------------------------------------------------------------------


def _balance(handover: Handover) -> State:
    if handover.difference:
        return State(f"{handover.difference:+d} · {handover.difference_reason}", Mark.LOOK)
    return State(_("Counts agree"), Mark.DONE)


def _signatures(handover: Handover) -> State:
    if handover.is_signed:
        return State(_("Both signed"), Mark.DONE)
    return State(_("One signature is missing"), Mark.LOOK)


HANDOVERS = ListPage(
    title=gettext_lazy("Handovers"),
    note=gettext_lazy("Goods that changed hands: what was counted beside what was scanned, and who signed."),
    columns=[
        Column(
            gettext_lazy("place"),
            "station__name",
            Kind.LINK,
            sortable=True,
            url=lambda one: one.trip.get_absolute_url(),
        ),
        Column(gettext_lazy("which way"), lambda one: one.get_kind_display()),
        Column(gettext_lazy("vehicle"), "trip__vehicle__plate", sortable=True),
        Column(gettext_lazy("day"), "trip__trip_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("counted"), "counted", Kind.NUMBER, total=True),
        Column(gettext_lazy("scanned"), "scanned", Kind.NUMBER, total=True),
        Column(gettext_lazy("balance"), _balance, Kind.STATE),
        Column(gettext_lazy("signatures"), _signatures, Kind.STATE),
        Column(gettext_lazy("driver signed at"), "driver_signed_at", Kind.TIME),
        Column(gettext_lazy("keeper signed at"), "keeper_signed_at", Kind.TIME),
    ],
    filters=[
        Filter("kind", gettext_lazy("which way"), choices=HandoverKind.choices),
        Filter("day", gettext_lazy("day"), FilterKind.DATE_RANGE, apply="trip__trip_date"),
    ],
    search=("station__name", "trip__vehicle__plate"),
    order=("-driver_signed_at",),
    empty=gettext_lazy("Nothing has changed hands yet."),
    template="routes/handovers.html",
)


@require_GET
@needs(Right.READ_ROUTES)
def handovers(request):
    visible = queries.handovers_visible_to(request.user)
    waiting = visible.filter(keeper_signed_at=None).exclude(driver_signed_by=request.user)
    to_sign = [one for one in waiting[:50] if _may_sign(request, one)]
    return render_list(request, HANDOVERS, visible, context={"tabs": tabs(request), "to_sign": to_sign})


def _may_sign(request: HttpRequest, handover: Handover) -> bool:
    return operations.may_keep(handover.station, request.user)


@require_POST
@needs(Right.READ_ROUTES)
def handover_sign(request, handover_id):
    found = get_object_or_404(queries.handovers_visible_to(request.user), pk=handover_id)
    operations.countersign(handover=found, by=request.user, at=timezone.now())
    messages.success(request, _("Signed."))
    return redirect("routes:handovers")
