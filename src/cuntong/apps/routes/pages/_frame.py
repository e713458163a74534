"""What the pages of routes share: tabs, words and marks of states, names of carriers, forms that write."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark
from cuntong.apps.desk.kinds import Tab
from cuntong.apps.parcels.forms import carrier_choices

from ..kinds import PlanState, StopState, TripState

TRIP_MARKS = {
    TripState.PLANNED: Mark.PLANNED,
    TripState.UNDER_WAY: Mark.GOING,
    TripState.FINISHED: Mark.DONE,
    TripState.BROKEN_DOWN: Mark.WRONG,
    TripState.CANCELLED: Mark.OFF,
}
STOP_MARKS = {
    StopState.WAITING: Mark.PLANNED,
    StopState.ARRIVED: Mark.GOING,
    StopState.DONE: Mark.DONE,
    StopState.FAILED: Mark.LOOK,
    StopState.MOVED: Mark.OFF,
}
PLAN_MARKS = {
    PlanState.PLANNING: Mark.GOING,
    PlanState.PROPOSED: Mark.PLANNED,
    PlanState.RELEASED: Mark.DONE,
    PlanState.REPLACED: Mark.OFF,
}


def may_plan(request: HttpRequest) -> bool:
    return request.user.may(Right.WRITE_ROUTES)


def may_settle(request: HttpRequest) -> bool:
    return request.user.may(Right.SETTLE)


def oversees(request: HttpRequest) -> bool:
    """Dispatcher, county and auditors; drivers and keepers have pages of their own."""
    user = request.user
    return may_plan(request) or not (user.may(Right.DRIVE) or user.may(Right.SCAN))


def sees_money(request: HttpRequest) -> bool:
    return may_settle(request) or request.user.may(Right.READ_FUNDS)


def tabs(request: HttpRequest) -> list[Tab]:
    """The parts of the room that a person's role leads to."""
    parts = [(_("Trips"), "routes:today", True)]
    if request.user.may(Right.DRIVE):
        parts.insert(0, (_("My trip"), "routes:drive", True))
    parts += [
        (_("Handovers"), "routes:handovers", True),
        (_("Day plans"), "routes:plans", oversees(request)),
        (_("Village routes"), "routes:routes", True),
        (_("Vehicles"), "routes:vehicles", oversees(request)),
        (_("Drivers"), "routes:drivers", oversees(request)),
        (_("Cost"), "routes:costs", oversees(request)),
        (_("Settlement"), "routes:statements", sees_money(request)),
        (_("Saving by merging"), "routes:pooling", oversees(request)),
        (_("The next village"), "routes:network", oversees(request)),
    ]
    return [
        Tab(label, reverse(name), current=request.path.startswith(reverse(name)) and _is_own(request, name))
        for label, name, shown in parts
        if shown
    ]


def _is_own(request: HttpRequest, name: str) -> bool:
    """The room's first page begins every address of the room, but is only its own."""
    return name != "routes:today" or request.path == reverse(name)


def carrier_name(code: str) -> str:
    """What people call a carrier; its code where the house does not know it."""
    return str(dict(carrier_choices()).get(code, code))


def chosen_day(request: HttpRequest) -> date:
    """The day in the address, or today."""
    try:
        asked = parse_date(request.GET.get("day", ""))
    except ValueError:
        asked = None
    return asked or timezone.localdate()


def written(
    request: HttpRequest,
    form,
    operation: Callable,
    *,
    title: str,
    back: str,
    done: str = "",
    label: str = "",
    **context,
):
    """A form, or the way to what its operation made. Its refusals stand at their fields."""
    if request.method == "POST" and form.is_valid():
        try:
            made = operation(form)
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done or _("Saved."))
            return redirect(made if hasattr(made, "get_absolute_url") else back)
    return render(
        request,
        "desk/form.html",
        {"form": form, "title": title, "submit_label": label or title, "back_url": back, **context},
    )


def refuse(form, refusal: ValidationError) -> None:
    """Puts an operation's refusal at its field, or above the form where the form has no such field."""
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {None: refusal.messages}
    for field, said in by_field.items():
        for message in said:
            form.add_error(field if field in form.fields else None, message)
