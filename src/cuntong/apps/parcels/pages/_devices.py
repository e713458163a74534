"""Machines that may talk to the house, and systems that hear from it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.lists import Action, Column, Kind, ListPage, render_list

from .. import operations, queries
from ..forms import DeviceForm, SubscriptionForm


def _may(request) -> bool:
    return request.user.may(Right.MANAGE_DEVICES)


def _device_state(device) -> State:
    return State(_("Revoked"), Mark.OFF) if device.revoked_at else State(_("In use"), Mark.DONE)


DEVICES = ListPage(
    title=gettext_lazy("Devices"),
    note=gettext_lazy("Each has a key of its own and scans for the place where it stands."),
    columns=[
        Column(
            gettext_lazy("Device"),
            "name",
            Kind.LINK,
            url=lambda device: reverse("parcels:device", args=[device.pk]),
            sortable=True,
        ),
        Column(gettext_lazy("Station"), "station__name", sortable=True),
        Column(gettext_lazy("State"), _device_state, Kind.STATE),
        Column(gettext_lazy("Key begins with"), "key_beginning"),
        Column(gettext_lazy("Issued at"), "issued_at", Kind.TIME, sortable=True),
    ],
    search=("name", "station__name"),
    order=("name",),
    actions=[Action(gettext_lazy("Issue a device"), "parcels:device-new", _may)],
    empty=gettext_lazy("No device has been issued."),
)


@require_GET
@needs(Right.READ_PARCELS)
def devices(request):
    crumbs = [(_("Hub"), reverse("parcels:hub"))]
    return render_list(request, DEVICES, queries.devices_visible_to(request.user), context={"crumbs": crumbs})


@require_GET
@needs(Right.READ_PARCELS)
def device(request, device_id: int):
    one = get_object_or_404(queries.devices_visible_to(request.user), pk=device_id)
    context = {
        "title": one.name,
        "state": _device_state(one),
        "crumbs": [(_("Devices"), reverse("parcels:devices"))],
        "device": one,
        "record_kind": "parcels.device",
        "may_revoke": _may(request) and one.revoked_at is None,
    }
    return render(request, "parcels/device.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_DEVICES)
def device_new(request):
    form = DeviceForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            issued, key = operations.issue_device(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _shown_once(
                request, _("Device “%(name)s”") % {"name": issued.name}, key, "parcels:devices"
            )
    return _form(request, form, _("Issue a device"), "parcels:devices")


@require_POST
@needs(Right.MANAGE_DEVICES)
def device_revoke(request, device_id: int):
    one = get_object_or_404(queries.devices_visible_to(request.user), pk=device_id)
    operations.revoke_device(device=one, by=request.user, at=timezone.now())
    messages.success(request, _("The device's key opens nothing any more."))
    return redirect("parcels:device", device_id)


def _shown_once(request, title: str, key: str, back: str):
    """The key, on the answer itself: it is never stored, so no later page can show it."""
    response = render(request, "parcels/key.html", {"title": title, "key": key, "back_url": reverse(back)})
    response["Cache-Control"] = "no-store"
    return response


def _form(request, form, title: str, back: str):
    context = {"form": form, "title": title, "submit_label": title, "back_url": reverse(back), "draft": False}
    return render(request, "desk/form.html", context)


# --- subscriptions ---------------------------------------------------------------------------------------------------


def _subscription_state(one) -> State:
    return State(_("Ended"), Mark.OFF) if one.ended_at else State(_("In use"), Mark.DONE)


SUBSCRIPTIONS = ListPage(
    title=gettext_lazy("Who hears of movements"),
    note=gettext_lazy(
        "Every movement of a parcel is sent there, signed: its number and where it stands, nobody's name."
    ),
    columns=[
        Column(
            gettext_lazy("Who listens"),
            "name",
            Kind.LINK,
            url=lambda one: reverse("parcels:subscription", args=[one.pk]),
            sortable=True,
        ),
        Column(gettext_lazy("Address"), "url"),
        Column(gettext_lazy("State"), _subscription_state, Kind.STATE),
        Column(gettext_lazy("Waiting"), "waiting_count", Kind.NUMBER),
    ],
    order=("name",),
    actions=[Action(gettext_lazy("Add a listener"), "parcels:subscription-new", _may)],
    empty=gettext_lazy("Nobody listens yet."),
    saved_views=False,
)


@require_GET
@needs(Right.MANAGE_DEVICES)
def subscriptions(request):
    crumbs = [(_("Hub"), reverse("parcels:hub"))]
    rows = queries.with_waiting(queries.subscriptions_visible_to(request.user))
    return render_list(request, SUBSCRIPTIONS, rows, context={"crumbs": crumbs})


@require_GET
@needs(Right.MANAGE_DEVICES)
def subscription(request, subscription_id: int):
    one = get_object_or_404(
        queries.with_waiting(queries.subscriptions_visible_to(request.user)), pk=subscription_id
    )
    context = {
        "title": one.name,
        "state": _subscription_state(one),
        "crumbs": [(_("Who hears of movements"), reverse("parcels:subscriptions"))],
        "subscription": one,
        "record_kind": "parcels.subscription",
        "deliveries": one.deliveries.order_by("-pk")[:20],
    }
    return render(request, "parcels/subscription.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_DEVICES)
def subscription_new(request):
    form = SubscriptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added, secret = operations.subscribe(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _shown_once(request, added.name, secret, "parcels:subscriptions")
    return _form(request, form, _("Add a listener"), "parcels:subscriptions")


@require_POST
@needs(Right.MANAGE_DEVICES)
def subscription_end(request, subscription_id: int):
    one = get_object_or_404(queries.subscriptions_visible_to(request.user), pk=subscription_id)
    operations.end_subscription(subscription=one, by=request.user, at=timezone.now())
    messages.success(request, _("Nothing more is sent there."))
    return redirect("parcels:subscription", subscription_id)


@require_POST
@needs(Right.MANAGE_DEVICES)
def subscription_again(request, subscription_id: int):
    one = get_object_or_404(queries.subscriptions_visible_to(request.user), pk=subscription_id)
    operations.deliver_again(subscription=one, by=request.user, at=timezone.now())
    messages.success(request, _("What waits is being sent again."))
    return redirect("parcels:subscription", subscription_id)
