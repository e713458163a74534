"""A group order: opened with its leader, joined by entries of the journal, picked up."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Column, Kind, ListPage, open_list

from .. import operations, queries
from ..forms import GroupForm
from ..kinds import Progress
from ..models import ServiceEntry
from ._shown import counter_or_404, put_at_fields, state_of


def _picked_up(entry: ServiceEntry) -> State:
    if entry.is_picked_up:
        return State(Progress.PICKED_UP.label, Mark.DONE)
    return State(_("Waits"), Mark.GOING)


ORDERS = ListPage(
    title=gettext_lazy("Orders of villagers"),
    columns=[
        Column(gettext_lazy("Receipt"), "receipt", Kind.LINK),
        Column(gettext_lazy("Villager"), "person", screen_only=True),
        Column(gettext_lazy("Particulars"), "subject"),
        Column(gettext_lazy("Amount"), "amount_yuan", Kind.MONEY_YUAN, total=True, unit=gettext_lazy("yuan")),
        Column(gettext_lazy("State"), state_of, Kind.STATE),
        Column(gettext_lazy("Picked up"), _picked_up, Kind.STATE),
    ],
    order=("number",),
    empty=gettext_lazy("Nobody has joined yet."),
    key="orders",
)


@require_GET
@needs(Right.READ_SERVICES)
def group(request: HttpRequest, group_id: int) -> HttpResponse:
    found = get_object_or_404(queries.groups_visible_to(request.user), pk=group_id)
    is_open = found.cut_off_at > timezone.now()
    orders = queries.with_picked_up(queries.visible_to(request.user).filter(group_order=found))
    context = {
        "title": found.goods,
        "state": State(_("Open for orders"), Mark.GOING) if is_open else State(_("Orders closed"), Mark.DONE),
        "crumbs": [(found.station.name, reverse("services:counter", args=[found.station_id]))]
        if queries.counters_of(request.user).filter(pk=found.station_id).exists()
        else [],
        "facts": [
            Fact(_("Station"), found.station, found.station.get_absolute_url()),
            Fact(_("Leader"), found.leader),
            Fact(_("Price of one (yuan)"), found.price_yuan),
            Fact(_("Orders until"), found.cut_off_at),
            Fact(_("Pick-up on"), found.pick_up_date),
        ],
        "listing": open_list(request, ORDERS, orders),
        "record": found,
        "kind": "services.group_order",
    }
    return render(request, "services/group.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.READ_SERVICES)
def group_new(request: HttpRequest, station_id: int) -> HttpResponse:
    station = counter_or_404(request, station_id)
    form = GroupForm(request.POST or None, initial={"open_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        now, given = timezone.now(), form.cleaned_data
        try:
            opened = operations.open_group_order(
                **{
                    name: given[name] for name in ("open_id", "goods", "leader", "price_yuan", "pick_up_date")
                },
                station=station,
                cut_off_at=form.cut_off_at,
                made_at=now,
                by=request.user,
                at=now,
            )
        except ValidationError as refusal:
            put_at_fields(form, refusal)
        else:
            messages.success(request, _("The group order is open."))
            return redirect("services:group", opened.pk)
    context = {
        "form": form,
        "station": station,
        "title": _("Open a group order"),
        "back_url": reverse("services:counter", args=[station.pk]),
    }
    return render(request, "services/entry_form.html", context)
