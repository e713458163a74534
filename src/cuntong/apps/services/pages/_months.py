"""A station's monthly sheet, on screen, on paper and as a workbook; and all stations, offered against used."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.exports import workbook_of, workbook_response
from cuntong.apps.desk.formats import Figure, Mark, State
from cuntong.apps.desk.lists import Column, Filter, Kind, ListPage, render_list
from cuntong.apps.places.kinds import StationLevel
from cuntong.apps.places.models import Station
from cuntong.apps.places.queries import county, in_division

from .. import queries
from ..kinds import Account
from ._entries import townships
from ._shown import tabs


def _first_day(month: str) -> date:
    """The first day of a month in an address: 2024-07; "not found" for anything else."""
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Http404 from None


def _shown_month(request: HttpRequest) -> date:
    """The month asked for, or the newest with entries, or this one."""
    asked = request.GET.get("month", "")
    months = queries.months_with_entries(request.user)
    if asked in {f"{one:%Y-%m}" for one in months}:
        return _first_day(asked)
    return months[0] if months else timezone.localdate().replace(day=1)


def _unused(station: Station) -> State | None:
    if not station.offered_unused:
        return State(_("All used"), Mark.DONE) if station.offered else None
    return State(_("%(count)s not used") % {"count": station.offered_unused}, Mark.LOOK)


def _list_of(first: date) -> ListPage:
    month = f"{first:%Y-%m}"
    return ListPage(
        title=_("Services offered and used, %(month)s") % {"month": month},
        note=gettext_lazy("Offered is what a station says; used is what its entries show."),
        columns=[
            Column(gettext_lazy("Station"), "name", Kind.LINK, sortable=True, url=lambda one: reverse("services:month", args=[one.pk, month])),
            Column(gettext_lazy("Station code"), "code", sortable=True, export_only=True),
            Column(gettext_lazy("Township"), lambda one: one.township.name if one.township else ""),
            Column(gettext_lazy("Services offered"), lambda one: one.offered or 0, Kind.NUMBER, sortable=True, sort="offered"),
            Column(gettext_lazy("Services used"), lambda one: one.used_kinds or 0, Kind.NUMBER, sortable=True, sort="used_kinds"),
            Column(gettext_lazy("Offered, not used"), _unused, Kind.STATE),
            Column(gettext_lazy("Entries"), lambda one: one.entry_count or 0, Kind.NUMBER, sortable=True, sort="entry_count", total="entry_count"),
            Column(gettext_lazy("Amount"), "total_yuan", Kind.MONEY_YUAN, sortable=True, total=True, unit=gettext_lazy("yuan")),
            Column(gettext_lazy("Last entry"), "last_day", Kind.DATE, sortable=True),
        ],
        filters=[
            Filter("level", gettext_lazy("Level"), choices=StationLevel.choices),
            Filter("township", gettext_lazy("Township"), apply=in_division, choices=townships),
            Filter("month", gettext_lazy("Month"), apply=lambda stations, _month: stations, choices=_month_choices),
        ],
        search=("code", "name"),
        search_label=gettext_lazy("Code or name"),
        order=("code",),
        page_size=150,
        empty=gettext_lazy("No station has been registered."),
    )  # fmt: skip


def _month_choices(request: HttpRequest) -> list[tuple[str, str]]:
    return [(f"{one:%Y-%m}", f"{one:%Y-%m}") for one in queries.months_with_entries(request.user)]


def last_day(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


@require_GET
@needs(Right.READ_SERVICES)
def stations(request: HttpRequest) -> HttpResponse:
    first = _shown_month(request)
    rows = queries.offered_and_used(request.user, first, last_day(first)).exclude(level=StationLevel.CENTRE)
    return render_list(
        request,
        _list_of(first),
        rows,
        template="services/list.html",
        context={"tabs": tabs(request)},
    )


@require_GET
@needs(Right.READ_SERVICES)
def month(request: HttpRequest, station_id: int, month: str) -> HttpResponse:
    station = get_object_or_404(queries.stations_visible_to(request.user), pk=station_id)
    sheet = queries.month_of(station, _first_day(month))
    if request.GET.get("export") == "xlsx":
        return _workbook(sheet)
    labels = dict(Account.choices)
    context = {
        "title": _("Monthly sheet of %(station)s") % {"station": station.name},
        "sheet": sheet,
        "month": month,
        "blocks": _blocks(sheet),
        "accounts": [(labels[account], sheet.before[account], sheet.after[account]) for account in labels],
        "months": [f"{one:%Y-%m}" for one in queries.months_with_entries(request.user, station)],
        "crumbs": [(_("Offered and used"), reverse("services:stations"))],
    }
    return render(request, "services/month.html", context)


def _blocks(sheet: queries.Month) -> list[dict]:
    used = sum(1 for one in sheet.kinds if one.count)
    offered = sum(1 for one in sheet.kinds if one.is_offered)
    return [
        {"label": _("Entries"), "figure": Figure(sheet.count)},
        {
            "label": _("Services used"),
            "figure": Figure(used),
            "note": _("of %(count)s offered") % {"count": offered},
        },
        {"label": _("Amount (yuan)"), "figure": Figure(sheet.amount_yuan, decimals=2)},
        {"label": _("Commission (yuan)"), "figure": Figure(sheet.commission_yuan, decimals=2)},
        {"label": _("Differences of counts"), "figure": Figure(sheet.difference_yuan, decimals=2)},
    ]


_SHEET = [
    Column(gettext_lazy("Service"), lambda one: one.kind.label),
    Column(gettext_lazy("Offered"), lambda one: _("Yes") if one.is_offered else _("No")),
    Column(gettext_lazy("Entries"), "count", Kind.NUMBER, total=True),
    Column(gettext_lazy("Amount"), "amount_yuan", Kind.MONEY_YUAN, total=True),
    Column(gettext_lazy("Commission"), "commission_yuan", Kind.MONEY_YUAN, total=True),
]


def _workbook(sheet: queries.Month) -> HttpResponse:
    known = county()
    title = _("Monthly sheet of %(station)s") % {"station": sheet.station.name}
    name = f"{title} {sheet.first:%Y-%m}"
    content = workbook_of(
        name, _SHEET, sheet.kinds, as_of=sheet.last, synthetic=bool(known and known.synthetic)
    )
    return workbook_response(content, name)
