"""The journal over all stations, one entry with what became of it, and its receipt."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark
from cuntong.apps.desk.kinds import Event, Fact
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage, render_list
from cuntong.apps.places.kinds import DivisionLevel
from cuntong.apps.places.models import Station
from cuntong.apps.places.queries import divisions_visible_to, in_division

from .. import operations, queries
from ..forms import ReversalForm
from ..kinds import PROGRESS_OF, Account, EntryKind, PaidBy
from ..models import ServiceEntry
from ._shown import entry_or_404, key_of, may_serve_at, put_at_fields, state_of, tabs


def townships(request: HttpRequest) -> list[tuple[str, str]]:
    found = divisions_visible_to(request.user).filter(level=DivisionLevel.TOWNSHIP)
    return list(found.values_list("code", "name"))


def _of_stations_in(entries, code: str):
    stations = in_division(Station.objects.all(), code)
    return entries.filter(station__in=stations)


def _standing(entries, value: str):
    if value == "TAKEN_BACK":
        return entries.filter(reversal__isnull=False)
    if value == "REVERSAL":
        return entries.filter(reverses__isnull=False)
    return entries.filter(is_late=True) if value == "LATE" else queries.live_services(entries)


ENTRIES = ListPage(
    title=gettext_lazy("Journal of the counters"),
    note=gettext_lazy("A reversal stands with its opposite amounts, so the sums are what remains."),
    columns=[
        Column(gettext_lazy("Receipt"), "receipt", Kind.LINK, sortable=True, sort="station__code"),
        Column(gettext_lazy("Day"), "day", Kind.DATE, sortable=True),
        Column(gettext_lazy("Service"), "get_kind_display", sortable=True, sort="kind"),
        Column(gettext_lazy("Particulars"), "subject"),
        Column(gettext_lazy("Villager"), "person", screen_only=True),
        Column(gettext_lazy("Amount"), "amount_yuan", Kind.MONEY_YUAN, sortable=True, total=True, unit=gettext_lazy("yuan")),
        Column(gettext_lazy("Commission"), "commission_yuan", Kind.MONEY_YUAN, total=True, unit=gettext_lazy("yuan")),
        Column(gettext_lazy("Paid by"), "get_paid_by_display", export_only=True),
        Column(gettext_lazy("State"), state_of, Kind.STATE),
        Column(gettext_lazy("Station"), "station__name", sortable=True, sort="station__name"),
        Column(gettext_lazy("Township"), lambda one: one.station.township, export_only=True),
        Column(gettext_lazy("Written at"), "made_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("Reason"), "reason", export_only=True),
    ],
    filters=[
        Filter("kind", gettext_lazy("Service"), choices=EntryKind.choices),
        Filter("township", gettext_lazy("Township"), apply=_of_stations_in, choices=townships),
        Filter("day", gettext_lazy("Day"), FilterKind.DATE_RANGE),
        Filter(
            "state",
            gettext_lazy("State"),
            apply=_standing,
            choices=[
                ("SERVICE", gettext_lazy("Services that stand")),
                ("TAKEN_BACK", gettext_lazy("Taken back")),
                ("REVERSAL", gettext_lazy("Reversals")),
                ("LATE", gettext_lazy("Came late")),
            ],
        ),
    ],
    search=("station__code", "station__name", "subject"),
    search_label=gettext_lazy("Station or particulars"),
    order=("-made_at",),
    empty=gettext_lazy("No counter has written anything yet. Keepers write on their phones; paper ledgers can be imported."),
    actions=[
        Action(
            gettext_lazy("Import a paper ledger"),
            lambda request: reverse("imports:sheet", args=["services.ledger"]),
            lambda request: request.user.may(Right.IMPORT) and request.user.may(Right.WRITE_SERVICES),
        )
    ],
)  # fmt: skip


@require_GET
@needs(Right.READ_SERVICES)
def entries(request: HttpRequest) -> HttpResponse:
    rows = queries.visible_to(request.user)
    return render_list(request, ENTRIES, rows, template="services/list.html", context={"tabs": tabs(request)})


@require_GET
@needs(Right.READ_SERVICES)
def entry(request: HttpRequest, entry_id) -> HttpResponse:
    found = entry_or_404(request, entry_id)
    may_act = may_serve_at(request, found.station)
    still_open = queries.open_principal(found)
    context = {
        "title": str(found),
        "state": state_of(found),
        "crumbs": [_home(request, found)],
        "facts": _facts(found),
        "events": _events(found),
        "actions": _actions(found, may_act),
        "record": found,
        "kind": "services.entry",
        "still_open": still_open if may_act else None,
        "payments": [one for one in PaidBy if one != PaidBy.LATER],
        "outcomes": PROGRESS_OF.get(EntryKind(found.kind), ()) if may_act and not found.reverses_id else (),
        "act_id": uuid4(),
    }
    return render(request, "services/record.html", context)


def _home(request: HttpRequest, found: ServiceEntry) -> tuple[str, str]:
    if request.user.may(Right.SERVE):
        return found.station.name, reverse("services:counter", args=[found.station_id])
    return _("Journal of the counters"), reverse("services:entries")


def _facts(found: ServiceEntry) -> list[Fact]:
    moved = [
        Fact(label, amount)
        for account, label in Account.choices
        if (amount := queries.posting_of(found)[account])
    ]
    return [
        Fact(_("Station"), found.station, found.station.get_absolute_url()),
        Fact(_("Day"), found.day),
        Fact(_("Particulars"), found.subject),
        Fact(_("Amount (yuan)"), found.amount_yuan),
        Fact(_("Commission (yuan)"), found.commission_yuan),
        Fact(_("Paid by"), found.get_paid_by_display()),
        Fact(_("Villager"), " ".join(filter(None, (found.person, found.phone)))),
        *([Fact(_("Group order"), found.group_order, found.group_order.get_absolute_url())] if found.group_order else []),
        *_neighbours(found),
        *([Fact(_("Reason"), found.reason)] if found.reason else []),
        Fact(_("Written at"), found.made_at),
        Fact(_("Written by"), found.made_by),
        Fact(_("Received at"), found.recorded_at),
        *moved,
    ]  # fmt: skip


def _neighbours(found: ServiceEntry) -> list[Fact]:
    near = [(_("Takes back"), found.reverses), (_("Settles"), found.settles)]
    near.append((_("Taken back by"), getattr(found, "reversal", None)))
    return [Fact(label, one, one.get_absolute_url()) for label, one in near if one]


def _events(found: ServiceEntry) -> list[Event]:
    events = [Event(_("Written"), found.day, by=found.made_by)]
    events += [
        Event(one.get_progress_display(), timezone.localdate(one.made_at), by=one.noted_by)
        for one in found.progress.select_related("noted_by")
    ]
    events += [
        Event(
            _("Settled: %(receipt)s") % {"receipt": one.receipt},
            one.day,
            one.get_paid_by_display(),
            Mark.OFF if hasattr(one, "reversal") else Mark.DONE,
            by=one.made_by,
        )
        for one in found.settlements.select_related("station", "made_by", "reversal").order_by("number")
    ]
    if hasattr(found, "reversal"):
        taken = found.reversal
        events.append(Event(_("Taken back"), taken.day, taken.reason, Mark.OFF, by=taken.made_by))
    return events


def _actions(found: ServiceEntry, may_act: bool) -> list[tuple[Action, str]]:
    actions = [(Action(_("Receipt"), ""), reverse("services:receipt", args=[found.pk]))]
    reversible = not found.reverses_id and not hasattr(found, "reversal")
    if may_act and reversible and found.kind != EntryKind.CASH_DIFFERENCE:
        actions.append((Action(_("Reverse this entry"), ""), reverse("services:reverse", args=[found.pk])))
    return actions


@require_GET
@needs(Right.READ_SERVICES)
def receipt(request: HttpRequest, entry_id) -> HttpResponse:
    found = entry_or_404(request, entry_id)
    return render(request, "services/receipt.html", {"entry": found, "state": state_of(found)})


@require_http_methods(["GET", "POST"])
@needs(Right.READ_SERVICES)
def reverse_entry(request: HttpRequest, entry_id) -> HttpResponse:
    found = entry_or_404(request, entry_id)
    form = ReversalForm(request.POST or None, initial={"entry_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            operations.reverse_entry(entry=found, **form.cleaned_data, made_at=now, by=request.user, at=now)
        except ValidationError as refusal:
            put_at_fields(form, refusal)
        else:
            messages.success(request, _("Taken back: %(entry)s") % {"entry": found})
            return redirect(_home(request, found)[1])
    context = {
        "form": form,
        "title": _("Take back %(entry)s") % {"entry": found},
        "submit_label": _("Reverse this entry"),
        "back_url": found.get_absolute_url(),
        "crumbs": [_home(request, found)],
        "draft": False,
    }
    return render(request, "desk/form.html", context)


def _act(request: HttpRequest, found: ServiceEntry, done: str, act) -> HttpResponse:
    """Does it and says so, or says what is in the way."""
    try:
        act()
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    else:
        messages.success(request, done)
    return redirect(found.get_absolute_url())


@require_POST
@needs(Right.READ_SERVICES)
def settle_entry(request: HttpRequest, entry_id) -> HttpResponse:
    found, now = entry_or_404(request, entry_id), timezone.now()
    paid_by = request.POST.get("paid_by", "")
    return _act(
        request,
        found,
        _("Settled."),
        lambda: operations.settle_entry(
            entry_id=key_of(request.POST.get("act_id")) or uuid4(),
            entry=found,
            paid_by=paid_by if paid_by in PaidBy.values else PaidBy.LATER,
            made_at=now,
            by=request.user,
            at=now,
        ),
    )


@require_POST
@needs(Right.READ_SERVICES)
def progress(request: HttpRequest, entry_id) -> HttpResponse:
    found, now = entry_or_404(request, entry_id), timezone.now()
    return _act(
        request,
        found,
        _("Recorded."),
        lambda: operations.note_progress(
            progress_id=key_of(request.POST.get("act_id")) or uuid4(),
            entry=found,
            progress=request.POST.get("progress", ""),
            made_at=now,
            by=request.user,
            at=now,
        ),
    )
