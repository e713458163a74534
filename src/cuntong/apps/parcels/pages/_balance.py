"""In, out and held at every tier, down to the parcels that leave a count in doubt."""

from datetime import date, datetime, time, timedelta

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure
from cuntong.apps.desk.lists import Column, Kind, ListPage, open_list
from cuntong.apps.places.kinds import StationLevel
from cuntong.domain.custody import Balance
from cuntong.rulebooks import load_parcel_rules

from .. import queries
from ..forms import DayForm
from ..queries import Balances

PIECES = gettext_lazy("pcs")


def _day(request) -> tuple[date, DayForm]:
    today = timezone.localdate()
    form = DayForm({"day": today.isoformat()} | request.GET.dict())
    return (form.cleaned_data["day"] if form.is_valid() else today), form


def _balances(user: User, day: date, station=None) -> Balances:
    since = timezone.make_aware(datetime.combine(day, time.min))
    limit = load_parcel_rules(day).limit("TRANSIT").span
    return queries.balances(user, since, since + timedelta(days=1), transit_limit=limit, station=station)


@require_GET
@needs(Right.READ_PARCELS)
def balance(request):
    day, form = _day(request)
    found = _balances(request.user, day)
    page = _places_page(found, day)
    places = queries.stations_visible_to(request.user)
    busy = places.filter(code__in=found.busy())
    listing = open_list(request, page, busy)
    context = {
        "title": _("Balance"),
        "note": _(
            "What a place had and took in is what it gave out and still holds; a finding names what is in doubt."
        ),
        "crumbs": [(_("Hub"), reverse("parcels:hub"))],
        "form": form,
        "as_of": day,
        "tiers": tiers(request.user, found),
        "transits": _transits(request.user, found),
        "page": page,
        "listing": listing,
    }
    return render(
        request, "components/list.html" if listing.asked_for_part else "parcels/balance.html", context
    )


def tiers(user: User, found: Balances) -> list[tuple[str, Balance]]:
    """The sums of each tier that the person sees."""
    codes: dict[str, list[str]] = {}
    for code, level in queries.stations_visible_to(user).values_list("code", "level"):
        codes.setdefault(level, []).append(code)
    return [(level.label, found.total(codes[level])) for level in StationLevel if level in codes]


def today_tiers(user: User) -> list[tuple[str, Balance]]:
    return tiers(user, _balances(user, timezone.localdate()))


def _places_page(found: Balances, day: date) -> ListPage:
    def count(name: str):
        return lambda station: getattr(found.of(station.code), name)

    def address(station) -> str:
        return f"{reverse('parcels:balance-place', args=[station.pk])}?day={day}"

    return ListPage(
        title=gettext_lazy("Places"),
        columns=[
            Column(gettext_lazy("Station"), "name", Kind.LINK, url=address),
            Column(gettext_lazy("Level"), lambda station: station.get_level_display()),
            Column(gettext_lazy("Had before"), count("opening"), Kind.NUMBER),
            Column(gettext_lazy("Came in"), count("came_in"), Kind.NUMBER),
            Column(gettext_lazy("Went out"), count("went_out"), Kind.NUMBER),
            Column(gettext_lazy("Holds"), count("held"), Kind.NUMBER),
            Column(
                gettext_lazy("Findings"),
                lambda station: Figure(len(found.of(station.code).findings), url=address(station)),
                Kind.FIGURE,
            ),
        ],
        search=("name", "code"),
        order=("level", "code"),
        page_size=150,
        empty=gettext_lazy("No place had, took in or gave out a parcel on this day."),
        saved_views=False,
        key="places",
    )


@require_GET
@needs(Right.READ_PARCELS)
def balance_place(request, station_id: int):
    station = get_object_or_404(queries.stations_visible_to(request.user), pk=station_id)
    day, form = _day(request)
    found = _balances(request.user, day, station)
    one = found.of(station.code)
    numbers = _numbers({finding.parcel for finding in one.findings})
    context = {
        "title": station.name,
        "crumbs": [
            (_("Hub"), reverse("parcels:hub")),
            (_("Balance"), f"{reverse('parcels:balance')}?day={day}"),
        ],
        "form": form,
        "as_of": day,
        "blocks": [
            {"label": _("Had before"), "figure": Figure(one.opening, PIECES)},
            {"label": _("Came in"), "figure": Figure(one.came_in, PIECES)},
            {"label": _("Went out"), "figure": Figure(one.went_out, PIECES)},
            {"label": _("Holds"), "figure": Figure(one.held, PIECES)},
        ],
        "findings": [
            {
                "number": numbers[finding.parcel],
                "url": reverse("parcels:life", args=[finding.parcel]),
                "why": found.network.explain(finding.oddity, get_language()),
                "at": finding.oddity.at,
            }
            for finding in one.findings
        ],
        "transits": _transits(request.user, found),
    }
    return render(request, "parcels/balance_place.html", context)


def _numbers(parcels: set[int]) -> dict[int, str]:
    return queries.numbers_of(parcels)


MOST_TRANSITS = 200


def _transits(user: User, found: Balances) -> list[dict]:
    shown = found.transits[:MOST_TRANSITS]
    numbers = _numbers({one.parcel for one in shown})
    return [
        {
            "number": numbers[one.parcel],
            "url": reverse("parcels:life", args=[one.parcel]),
            "place": found.network.names[one.loaded_from],
            "hours": one.hours(found.until),
        }
        for one in shown
    ]
