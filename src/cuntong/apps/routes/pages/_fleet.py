"""Vehicles with their rates and trackers, and drivers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, Column, Filter, Kind, ListPage, render_list

from .. import operations, queries
from ..forms import DriverForm, RateForm, RetireForm, VehicleForm
from ..kinds import SHARED, VehicleKind
from ..models import Driver, Vehicle
from ._frame import may_plan, tabs, written


def _state(vehicle: Vehicle) -> State:
    if vehicle.retired_date and vehicle.retired_date <= timezone.localdate():
        return State(_("Retired"), Mark.OFF)
    return State(_("In service"), Mark.DONE)


VEHICLES = ListPage(
    title=gettext_lazy("Vehicles"),
    note=gettext_lazy(
        "Whatever takes parcels along: vans of one's own, hired ones, buses and mail vehicles."
    ),
    columns=[
        Column(gettext_lazy("plate"), "plate", Kind.LINK, sortable=True),
        Column(gettext_lazy("kind"), lambda one: one.get_kind_display()),
        Column(gettext_lazy("state"), _state, Kind.STATE),
        Column(gettext_lazy("takes (kg)"), "capacity_kg", Kind.NUMBER, sortable=True),
        Column(gettext_lazy("takes (litres)"), "capacity_litres", Kind.NUMBER),
        Column(gettext_lazy("takes (pieces)"), "capacity_pieces", Kind.NUMBER),
        Column(gettext_lazy("on the road"), lambda one: f"{one.shift_from:%H:%M}–{one.shift_to:%H:%M}"),
    ],
    filters=[Filter("kind", gettext_lazy("kind"), choices=VehicleKind.choices)],
    search=("plate",),
    order=("plate",),
    actions=[Action(gettext_lazy("Register a vehicle"), "routes:vehicle-new", may_plan)],
    empty=gettext_lazy("No vehicle yet. A day cannot be planned without one."),
    empty_action=Action(gettext_lazy("Register a vehicle"), "routes:vehicle-new", may_plan),
    template="routes/list.html",
)


@require_GET
@needs(Right.READ_ROUTES)
def vehicles(request):
    visible = queries.vehicles_visible_to(request.user)
    return render_list(request, VEHICLES, visible, context={"tabs": tabs(request)})


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_ROUTES)
def vehicle_new(request):
    form = VehicleForm(request.POST or None, initial={"shift_from": "07:00", "shift_to": "19:00"})
    return written(
        request,
        form,
        lambda form: operations.register_vehicle(**form.cleaned_data, by=request.user, at=timezone.now()),
        title=_("Register a vehicle"),
        back=reverse("routes:vehicles"),
        done=_("Registered. Record its rate, so that days can be planned with it."),
    )


@require_GET
@needs(Right.READ_ROUTES)
def vehicle(request, vehicle_id: int):
    found = get_object_or_404(queries.vehicles_visible_to(request.user), pk=vehicle_id)
    tracker = found.trackers.filter(revoked_at=None).first()
    context = {
        "title": found.plate,
        "state": _state(found),
        "crumbs": [(_("Vehicles"), reverse("routes:vehicles"))],
        "actions": _vehicle_actions(request, found),
        "facts": [
            Fact(_("kind"), found.get_kind_display()),
            Fact(_("lends") if found.kind in SHARED else _("takes"), _takes(found)),
            Fact(_("on the road"), f"{found.shift_from:%H:%M}–{found.shift_to:%H:%M}"),
            Fact(_("further loads a day"), found.reloads),
            Fact(_("tracker"), _("key %(key)s…") % {"key": tracker.key_beginning} if tracker else "—"),
            *([Fact(_("retired on"), found.retired_date)] if found.retired_date else []),
        ],
        "rates": found.rates.all(),
        "record": found,
        "tracker": tracker,
        "may_plan": may_plan(request),
    }
    return render(request, "routes/vehicle.html", context)


def _takes(vehicle: Vehicle) -> str:
    return _("%(kg)s kg · %(litres)s litres · %(pieces)s pcs") % {
        "kg": f"{vehicle.capacity_kg:g}",
        "litres": f"{vehicle.capacity_litres:g}",
        "pieces": vehicle.capacity_pieces,
    }


def _vehicle_actions(request, found: Vehicle) -> list:
    if not may_plan(request):
        return []
    return [
        (Action(_("Record a rate"), ""), reverse("routes:vehicle-rate", args=[found.pk])),
        *(
            []
            if found.retired_date
            else [(Action(_("Retire the vehicle"), ""), reverse("routes:vehicle-retire", args=[found.pk]))]
        ),
    ]


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_ROUTES)
def vehicle_rate(request, vehicle_id: int):
    found = get_object_or_404(queries.vehicles_visible_to(request.user), pk=vehicle_id)
    form = RateForm(request.POST or None, initial={"from_date": timezone.localdate()})
    return written(
        request,
        form,
        lambda form: operations.set_rate(
            vehicle=found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        title=_("Record a rate"),
        back=found.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_ROUTES)
def vehicle_retire(request, vehicle_id: int):
    found = get_object_or_404(queries.vehicles_visible_to(request.user), pk=vehicle_id)
    form = RetireForm(request.POST or None, initial={"retired_date": timezone.localdate()})
    return written(
        request,
        form,
        lambda form: operations.retire_vehicle(
            vehicle=found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        title=_("Retire the vehicle"),
        back=found.get_absolute_url(),
    )


@require_POST
@needs(Right.WRITE_ROUTES)
def vehicle_tracker(request, vehicle_id: int):
    """A new key for the vehicle's tracker, shown once."""
    found = get_object_or_404(queries.vehicles_visible_to(request.user), pk=vehicle_id)
    _tracker, key = operations.issue_tracker(vehicle=found, by=request.user, at=timezone.now())
    address = request.build_absolute_uri(reverse("api-1:position"))
    context = {
        "title": _("Key of the tracker in %(plate)s") % {"plate": found.plate},
        "crumbs": [(found.plate, found.get_absolute_url())],
        "key": key,
        "address": address,
        "record": found,
    }
    return render(request, "routes/tracker.html", context)


@require_POST
@needs(Right.WRITE_ROUTES)
def tracker_revoke(request, vehicle_id: int):
    found = get_object_or_404(queries.vehicles_visible_to(request.user), pk=vehicle_id)
    for tracker in found.trackers.filter(revoked_at=None):
        operations.revoke_tracker(tracker=tracker, by=request.user, at=timezone.now())
    messages.success(request, _("The key no longer counts."))
    return redirect(found)


# --- Drivers -----------------------------------------------------------------------------------------------------

DRIVERS = ListPage(
    title=gettext_lazy("Drivers"),
    columns=[
        Column(gettext_lazy("name"), "name", Kind.LINK, sortable=True),
        Column(gettext_lazy("usual vehicle"), "usual_vehicle__plate", sortable=True),
        Column(gettext_lazy("account"), "user__username"),
        Column(gettext_lazy("registered at"), "registered_at", Kind.TIME),
        Column(gettext_lazy("left on"), "left_date", Kind.DATE),
    ],
    search=("name", "usual_vehicle__plate"),
    order=("name",),
    actions=[Action(gettext_lazy("Register a driver"), "routes:driver-new", may_plan)],
    empty=gettext_lazy("No driver yet."),
    empty_action=Action(gettext_lazy("Register a driver"), "routes:driver-new", may_plan),
    template="routes/list.html",
)


@require_GET
@needs(Right.READ_ROUTES)
def drivers(request):
    visible = queries.drivers_visible_to(request.user)
    return render_list(request, DRIVERS, visible, context={"tabs": tabs(request)})


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_ROUTES)
def driver_new(request):
    form = DriverForm(request.POST or None)
    return written(
        request,
        form,
        lambda form: operations.register_driver(**form.cleaned_data, by=request.user, at=timezone.now()),
        title=_("Register a driver"),
        back=reverse("routes:drivers"),
    )


@require_GET
@needs(Right.READ_ROUTES)
def driver(request, driver_id: int):
    found: Driver = get_object_or_404(queries.drivers_visible_to(request.user), pk=driver_id)
    trips = found.trips.select_related("vehicle", "route").order_by("-trip_date")
    context = {
        "title": found.name,
        "state": State(pgettext("driver", "Left"), Mark.OFF)
        if found.left_date
        else State(_("Drives"), Mark.DONE),
        "crumbs": [(_("Drivers"), reverse("routes:drivers"))],
        "facts": [
            Fact(_("usual vehicle"), found.usual_vehicle or "—"),
            Fact(_("account"), found.user or "—"),
            Fact(_("trips"), trips.count()),
        ],
        "neighbours": [
            Fact(trip.trip_date, f"{trip.vehicle} · {trip.get_state_display()}", url=trip.get_absolute_url())
            for trip in trips[:20]
        ],
        "record": found,
        "record_kind": "routes.driver",
    }
    return render(request, "routes/record.html", context)
