"""The lists of places: stations, divisions, coverage by township, findings."""

from datetime import date, timedelta

from django.contrib.staticfiles import finders
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure, Mark
from cuntong.apps.desk.formats import State as Shown
from cuntong.apps.desk.kinds import PlaceLabel
from cuntong.apps.desk.lists import Action, Column, Filter, Kind, ListPage

from . import queries
from .kinds import PLANNED, DivisionKind, DivisionLevel, State, StationLevel
from .models import Division, Station

MARKS = {
    State.APPLIED: Mark.PLANNED,
    State.APPROVED: Mark.PLANNED,
    State.BUILT: Mark.GOING,
    State.ACCEPTED: Mark.GOING,
    State.OPERATING: Mark.DONE,
    State.SUSPENDED: Mark.LOOK,
    State.REPLACED: Mark.OFF,
    State.WITHDRAWN: Mark.OFF,
}


def state_shown(state: str | None) -> Shown:
    """A station's state as people read it; without any event it is a plan at most."""
    if not state:
        return Shown(_("No event yet"), Mark.PLANNED)
    return Shown(State(state).label, MARKS[State(state)])


def may_write(request: HttpRequest) -> bool:
    return request.user.may(Right.WRITE_PLACES)


def _import_action(label, sheet: str) -> Action:
    def allowed(request: HttpRequest) -> bool:
        return may_write(request) and request.user.may(Right.IMPORT)

    return Action(label, lambda request: reverse("imports:sheet", args=[sheet]), allowed)


# --- Stations ----------------------------------------------------------------------------------------------------

NO_EVENT = "NONE"
STATION_STATES = [*State.choices, (NO_EVENT, gettext_lazy("No event yet"))]


def _in_state(stations: QuerySet[Station], state: str) -> QuerySet[Station]:
    return stations.filter(state=None) if state == NO_EVENT else stations.filter(state=state)


def _with_proof(stations: QuerySet[Station], value: str) -> QuerySet[Station]:
    return stations.filter(unproven=value == "MISSING")


def townships(request: HttpRequest) -> list[tuple[str, str]]:
    found = queries.divisions_visible_to(request.user).filter(level=DivisionLevel.TOWNSHIP)
    return list(found.values_list("code", "name"))


def _proof(station: Station) -> Shown | None:
    """Whether building and acceptance have their documents; a plan needs none."""
    if station.unproven:
        return Shown(_("Evidence missing"), Mark.LOOK)
    return None if station.state in (None, *PLANNED) else Shown(_("Evidence complete"), Mark.DONE)


STATIONS = ListPage(
    title=gettext_lazy("Stations"),
    columns=[
        Column(gettext_lazy("Station"), "name", Kind.LINK, sortable=True),
        Column(gettext_lazy("Station code"), "code", sortable=True),
        Column(gettext_lazy("Level"), lambda station: station.get_level_display()),
        Column(
            gettext_lazy("Township"), lambda station: station.township, sortable=True, sort="division__code"
        ),
        Column(gettext_lazy("Village"), lambda station: _village(station)),
        Column(gettext_lazy("State"), lambda station: state_shown(station.state), Kind.STATE),
        Column(gettext_lazy("Since"), "state_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("Evidence"), _proof, Kind.STATE),
        Column(
            gettext_lazy("Area"), "area_m2", Kind.NUMBER, sortable=True, total=True, unit="m²", decimals=2
        ),
        Column(gettext_lazy("Operator"), "operator", export_only=True),
        Column(gettext_lazy("Address"), "address", export_only=True),
        Column(gettext_lazy("Division code"), "division_id", export_only=True),
        Column(gettext_lazy("Longitude"), "longitude", Kind.NUMBER, decimals=6, export_only=True),
        Column(gettext_lazy("Latitude"), "latitude", Kind.NUMBER, decimals=6, export_only=True),
    ],
    filters=[
        Filter("level", gettext_lazy("Level"), choices=StationLevel.choices),
        Filter("state", gettext_lazy("State"), apply=_in_state, choices=STATION_STATES),
        Filter("township", gettext_lazy("Township"), apply=queries.in_division, choices=townships),
        Filter(
            "evidence",
            gettext_lazy("Evidence"),
            apply=_with_proof,
            choices=[
                ("MISSING", gettext_lazy("Missing for building or acceptance")),
                ("COMPLETE", gettext_lazy("Nothing missing")),
            ],
        ),
    ],
    search=("code", "name", "address", "division__name"),
    search_label=gettext_lazy("Code, name, village or address"),
    order=("code",),
    empty=gettext_lazy("No station has been registered. Import the list of stations, or register one."),
    empty_action=_import_action(gettext_lazy("Import stations"), "places.stations"),
    actions=[
        Action(gettext_lazy("Register a station"), "places:station-new", may_write),
        _import_action(gettext_lazy("Import stations"), "places.stations"),
    ],
)


def _village(station: Station) -> str:
    return station.division.short_name if station.level == StationLevel.VILLAGE else ""


# --- Divisions ---------------------------------------------------------------------------------------------------

DIVISIONS = ListPage(
    title=gettext_lazy("Divisions"),
    columns=[
        Column(gettext_lazy("Name"), "name", Kind.LINK, sortable=True),
        Column(gettext_lazy("Division code"), "code", sortable=True),
        Column(gettext_lazy("Kind"), "get_kind_display", sortable=True, sort="kind"),
        Column(gettext_lazy("Lies in"), "parent__name", sortable=True, sort="parent__code"),
        Column(gettext_lazy("Longitude"), "longitude", Kind.NUMBER, decimals=6),
        Column(gettext_lazy("Latitude"), "latitude", Kind.NUMBER, decimals=6),
    ],
    filters=[
        Filter("kind", gettext_lazy("Kind"), choices=DivisionKind.choices),
        Filter("township", gettext_lazy("Township"), apply="parent", choices=townships),
    ],
    search=("code", "name"),
    search_label=gettext_lazy("Code or name"),
    order=("code",),
    page_size=100,
    empty=gettext_lazy("There is no division list. Coverage needs one: import the county's list."),
    empty_action=_import_action(gettext_lazy("Import divisions"), "places.divisions"),
    actions=[_import_action(gettext_lazy("Import divisions"), "places.divisions")],
)


# --- Coverage ----------------------------------------------------------------------------------------------------


def quarter_ends(request: HttpRequest) -> list[tuple[str, str]]:
    """The ends of the quarters since the project began, newest first."""
    known, today = queries.county(), timezone.localdate()
    begin = known.project_start_date if known else date(today.year, 1, 1)
    firsts = [date(y, m, 1) for y in range(begin.year, today.year + 1) for m in (4, 7, 10)]
    firsts += [date(y + 1, 1, 1) for y in range(begin.year, today.year + 1)]
    ends = sorted((first - timedelta(days=1) for first in firsts), reverse=True)
    return [(str(end), str(end)) for end in ends if begin <= end < today]


def _percent(township: Division) -> Figure:
    reach = queries.reach_of(township)
    return Figure(reach.percent, decimals=2)


COVERAGE = ListPage(
    title=gettext_lazy("Coverage"),
    note=gettext_lazy(
        "Administrative villages with an operating village point, over all administrative villages."
    ),
    columns=[
        Column(gettext_lazy("Township"), "name", Kind.LINK, sortable=True, sort="code"),
        Column(
            gettext_lazy("Township station"),
            lambda one: (
                Shown(State.OPERATING.label, Mark.DONE) if one.served else Shown(_("Not operating"), Mark.OFF)
            ),
            Kind.STATE,
        ),
        Column(
            gettext_lazy("Administrative villages"), "village_count", Kind.NUMBER, sortable=True, total=True
        ),
        Column(gettext_lazy("With a point built"), "built_count", Kind.NUMBER, sortable=True, total=True),
        Column(
            gettext_lazy("With a point operating"), "operating_count", Kind.NUMBER, sortable=True, total=True
        ),
        Column(gettext_lazy("Coverage"), _percent, Kind.FIGURE, unit="%", decimals=2),
    ],
    page_size=100,
    order=("code",),
    empty=gettext_lazy("There is no division list. Coverage needs one: import the county's list."),
    empty_action=_import_action(gettext_lazy("Import divisions"), "places.divisions"),
    saved_views=False,
)


def town_labels() -> list[PlaceLabel]:
    """The names of the towns, for every map of the county."""
    return [
        PlaceLabel(town.name, float(town.latitude), float(town.longitude))
        for town in queries.townships_with_position()
    ]


def county_outline() -> str:
    """Where the county's outline lies, or nothing where set-up made none."""
    known = queries.county()
    path = f"vendor/county-outline-{known.code[:6]}.geojson" if known else ""
    return static(path) if path and finders.find(path) else ""
