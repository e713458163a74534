"""How every station is doing: the signs that the rooms declare, beside each other, as a list and on the map."""

from functools import partial

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark
from cuntong.apps.desk.formats import State as Shown
from cuntong.apps.desk.kinds import Fact, Map, Marker
from cuntong.apps.desk.lists import Column, Filter, Kind, ListPage, render_list

from ..health import SIGNS, HealthSign, Reading, read_signs
from ..kinds import State, StationLevel
from ..lists import county_outline, town_labels, townships
from ..models import Station
from ..queries import in_division
from ._lists import shown_stations, tabs

_GRAVEST = (Mark.WRONG, Mark.LOOK)
Signs = list[tuple[HealthSign, Reading | None]]


@require_GET
@needs(Right.READ_PLACES)
def health(request: HttpRequest):
    stations = shown_stations(request)
    in_service = list(stations.filter(state=State.OPERATING).order_by("code"))
    signs = read_signs([one.pk for one in in_service], timezone.localdate())
    placed = [one for one in in_service if one.longitude is not None]
    context = {"tabs": tabs(request), "map": _map_of(placed, signs) if SIGNS else None}
    rows = stations.filter(state=State.OPERATING)
    return render_list(request, _list_of(signs), rows, template="places/health.html", context=context)


def _list_of(signs: dict[int, Signs]) -> ListPage:
    return ListPage(
        title=gettext_lazy("Health of the stations"),
        note=gettext_lazy("What rooms know of the stations that operate; a triangle is worth a look."),
        columns=[
            Column(gettext_lazy("Station"), "name", Kind.LINK, sortable=True),
            Column(gettext_lazy("Station code"), "code", sortable=True, export_only=True),
            Column(gettext_lazy("Township"), lambda one: one.township.name if one.township else ""),
            *(
                Column(sign.label, partial(_reading_of, signs, index), Kind.STATE)
                for index, sign in enumerate(SIGNS.values())
            ),
        ],
        filters=[
            Filter("level", gettext_lazy("Level"), choices=StationLevel.choices),
            Filter("township", gettext_lazy("Township"), apply=in_division, choices=townships),
            Filter(
                "look",
                gettext_lazy("Signs"),
                apply=lambda stations, _look: stations.filter(pk__in=_worth_a_look(signs)),
                choices=[("LOOK", gettext_lazy("Worth a look"))],
            ),
        ],
        search=("code", "name", "division__name"),
        search_label=gettext_lazy("Code, name, village or address"),
        order=("code",),
        page_size=150,
        empty=gettext_lazy("No station operates."),
    )


def _reading_of(signs: dict[int, Signs], index: int, station: Station) -> Shown | None:
    _sign, reading = signs[station.pk][index]
    return Shown(reading.text, reading.mark) if reading else Shown(_("never"), Mark.LOOK)


def _worth_a_look(signs: dict[int, Signs]) -> list[int]:
    return [key for key, read in signs.items() if _gravest(read) in _GRAVEST]


def _gravest(read: Signs) -> Mark:
    """The gravest mark among the signs of a station in service; nothing to show is worth a look too."""
    marks = {reading.mark if reading else Mark.LOOK for _sign, reading in read}
    return next((mark for mark in _GRAVEST if mark in marks), Mark.DONE)


def _map_of(stations: list[Station], signs: dict[int, Signs]) -> Map:
    words = {Mark.DONE: _("Nothing stands out"), Mark.LOOK: _("Worth a look"), Mark.WRONG: _("To be settled")}
    marks = {one.pk: _gravest(signs[one.pk]) for one in stations}
    return Map(
        key="stations-health-map",
        title=_("Health of the stations"),
        markers=[
            Marker(
                name=one.name,
                latitude=float(one.latitude),
                longitude=float(one.longitude),
                state=Shown(words[marks[one.pk]], marks[one.pk]),
                url=one.get_absolute_url(),
            )
            for one in stations
        ],
        outline=county_outline(),
        source=_("positions as registered"),
        labels=town_labels(),
    )


def signs_of(station: Station) -> list[Fact]:
    """The signs of one station as facts of its page; one that does not operate has only those that say something."""
    read = read_signs([station.pk], timezone.localdate())[station.pk]
    return [
        Fact(sign.label, Shown(reading.text, reading.mark), reading.url)
        if reading
        else Fact(sign.label, Shown(_("never"), Mark.LOOK))
        for sign, reading in read
        if reading or station.state == State.OPERATING
    ]
