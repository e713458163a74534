"""The keeper's counter on a phone: six buttons, the day's list, the drawer, and the evening's count."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import yuan
from cuntong.apps.desk.kinds import Fact
from cuntong.domain.ledgers import Account

from .. import operations, queries
from ..forms import CloseForm, EntryForm, FloatForm
from ..kinds import KINDS_OF, Button, PaidBy
from ..models import DayClose
from ._shown import counter_or_404, member, put_at_fields, state_of

_REMEMBERED = ("kind", "subject", "paid_by")


@require_GET
@needs(Right.READ_SERVICES)
def home(request: HttpRequest) -> HttpResponse:
    """The way to one's counter for whoever serves; the journal of all stations for the others."""
    if not request.user.may(Right.SERVE):
        return redirect("services:entries")
    stations = list(queries.counters_of(request.user).order_by("level", "code")[:200])
    if len(stations) == 1:
        return redirect("services:counter", stations[0].pk)
    return render(request, "services/counters.html", {"stations": stations, "title": _("Services")})


@require_GET
@needs(Right.READ_SERVICES)
def counter(request: HttpRequest, station_id: int) -> HttpResponse:
    station, now = counter_or_404(request, station_id), timezone.now()
    today = timezone.localdate(now)
    rows = [(one, state_of(one)) for one in queries.entries_of_day(request.user, station, today)]
    context = {
        "station": station,
        "today": today,
        "buttons": list(Button),
        "rows": rows,
        "served": sum(1 for one, _state in rows if not one.reverses_id and not hasattr(one, "reversal")),
        "balances": _shown_balances(station),
        "unclosed": [day for day in queries.open_days(station, today) if day < today],
        "closed": DayClose.objects.filter(station=station, day=today).first(),
        "groups": queries.open_groups(station, now),
    }
    return render(request, "services/counter.html", context)


def _shown_balances(station) -> dict[str, str]:
    held = queries.balances_of(station)
    return {
        "cash": yuan(held[Account.CASH]),
        "open": yuan(held[Account.PRINCIPAL]),
        "commission": yuan(-held[Account.COMMISSION]),
    }


@require_http_methods(["GET", "POST"])
@needs(Right.READ_SERVICES)
def entry_new(request: HttpRequest, station_id: int, button: str) -> HttpResponse:
    station, pressed = counter_or_404(request, station_id), member(Button, button)
    groups = queries.open_groups(station, timezone.now()) if pressed is Button.GROUP else ()
    form = EntryForm(request.POST or None, button=pressed, groups=groups, initial=_defaults(station, pressed))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            entry = operations.record_entry(
                entry_id=form.cleaned_data["entry_id"],
                station=station,
                deed=form.deed,
                day=form.cleaned_data["day"],
                made_at=now,
                by=request.user,
                at=now,
            )
        except ValidationError as refusal:
            put_at_fields(form, refusal)
        else:
            messages.success(request, _("Written: %(entry)s") % {"entry": entry})
            return redirect("services:counter", station.pk)
    context = {
        "form": form,
        "station": station,
        "title": pressed.label,
        "late_open": bool(form.errors.get("late_reason") or form.errors.get("day")),
        "back_url": reverse("services:counter", args=[station.pk]),
        "new_group_url": reverse("services:group-new", args=[station.pk]) if pressed is Button.GROUP else "",
    }
    return render(request, "services/entry_form.html", context)


def _defaults(station, button: Button) -> dict:
    """What the last entry behind this button said, without person and amounts; nothing is put off by habit."""
    begin = {"entry_id": uuid4(), "kind": KINDS_OF[button][0].value, "paid_by": PaidBy.CASH.value}
    last = queries.last_used(station, tuple(KINDS_OF[button]))
    if last is None:
        return begin
    remembered = {name: getattr(last, name) for name in _REMEMBERED}
    return begin | remembered | ({"paid_by": PaidBy.CASH} if last.paid_by == PaidBy.LATER else {})


@require_http_methods(["GET", "POST"])
@needs(Right.READ_SERVICES)
def drawer(request: HttpRequest, station_id: int) -> HttpResponse:
    station = counter_or_404(request, station_id)
    form = FloatForm(request.POST or None, initial={"entry_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            operations.record_entry(
                entry_id=form.cleaned_data["entry_id"],
                station=station,
                deed=form.deed,
                made_at=now,
                by=request.user,
                at=now,
            )
        except ValidationError as refusal:
            put_at_fields(form, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect("services:counter", station.pk)
    context = {
        "form": form,
        "station": station,
        "title": _("Cash into or out of the drawer"),
        "back_url": reverse("services:counter", args=[station.pk]),
    }
    return render(request, "services/entry_form.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.READ_SERVICES)
def close_station(request: HttpRequest, station_id: int) -> HttpResponse:
    """Closes the oldest open day before today, or today."""
    station, now = counter_or_404(request, station_id), timezone.now()
    today = timezone.localdate(now)
    day = next(iter(queries.open_days(station, today)), today)
    form = CloseForm(request.POST or None, initial={"close_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            closed = operations.close_day(
                close_id=form.cleaned_data["close_id"],
                station=station,
                day=day,
                counts=form.counts,
                reason=form.cleaned_data["reason"],
                made_at=now,
                by=request.user,
                at=now,
            )
        except ValidationError as refusal:
            put_at_fields(form, refusal)
        else:
            messages.success(request, _("%(day)s is closed.") % {"day": closed.day})
            return redirect("services:counter", station.pk)
    context = {
        "form": form,
        "station": station,
        "day": day,
        "expected": yuan(queries.cash_on(station, day)),
        "expected_plain": queries.cash_on(station, day),
        "title": _("Close the day"),
        "back_url": reverse("services:counter", args=[station.pk]),
    }
    return render(request, "services/close.html", context)


@require_GET
@needs(Right.READ_SERVICES)
def close_record(request: HttpRequest, close_id) -> HttpResponse:
    closed = get_object_or_404(queries.closes_visible_to(request.user), pk=close_id)
    facts = [
        Fact(_("Station"), closed.station, closed.station.get_absolute_url()),
        Fact(_("Day"), closed.day),
        Fact(_("By the ledger (yuan)"), closed.expected_yuan),
        Fact(_("Counted (yuan)"), closed.counted_yuan),
        Fact(_("Difference (yuan)"), closed.difference_yuan),
        *([Fact(_("Reason"), closed.reason)] if closed.reason else []),
        Fact(_("Closed by"), closed.closed_by),
        Fact(_("Counted at"), closed.made_at),
        *(Fact(_("Pieces of %(yuan)s yuan") % {"yuan": name}, number) for name, number in closed.counts.items()),
    ]  # fmt: skip
    month = reverse("services:month", args=[closed.station_id, f"{closed.day:%Y-%m}"])
    context = {
        "title": _("Day close"),
        "crumbs": [(closed.station.name, month)],
        "facts": facts,
        "record": closed,
        "kind": "services.day_close",
    }
    return render(request, "services/record.html", context)
