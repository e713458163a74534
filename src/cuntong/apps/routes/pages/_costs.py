"""What delivery costs: by trip and village, and beside what it cost before the carriers were merged."""

from datetime import date, timedelta
from decimal import Decimal

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure
from cuntong.apps.desk.kinds import Chart, Fact, Series
from cuntong.apps.desk.lists import Action, Column, Kind, ListPage, open_list
from cuntong.apps.places.models import Station

from .. import operations, queries
from ..forms import BaselineForm
from ..models import Baseline
from ..queries import CostedTrip
from ._frame import carrier_name, may_settle, sees_money, tabs, written

USUAL_DAYS = 30
MOST_BARS = 17
LISTED = 20

BASELINES = ListPage(
    title=gettext_lazy("Before merging"),
    columns=[
        Column(
            gettext_lazy("Carrier"),
            lambda one: carrier_name(one.carrier) if one.carrier else _("All together"),
            Kind.LINK,
            url=lambda one: one.get_absolute_url(),
        ),
        Column(gettext_lazy("from"), "from_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("until"), "to_date", Kind.DATE),
        Column(gettext_lazy("parcels"), "parcel_count", Kind.NUMBER, total=True),
        Column(
            gettext_lazy("cost of delivery"),
            "cost_yuan",
            Kind.MONEY_YUAN,
            unit=gettext_lazy("yuan"),
            total=True,
        ),
        Column(
            gettext_lazy("a parcel"),
            lambda one: one.cost_yuan / one.parcel_count,
            Kind.MONEY_YUAN,
            unit=gettext_lazy("yuan"),
        ),
        Column(gettext_lazy("source"), "source"),
    ],
    order=("carrier", "-from_date"),
    key="baselines",
    saved_views=False,
    empty=gettext_lazy(
        "Nobody has recorded what delivery cost before. Without it nothing can be said to have fallen."
    ),
    empty_action=Action(gettext_lazy("Record a baseline"), "routes:baseline-new", may_settle),
)


@require_GET
@needs(Right.READ_ROUTES)
def costs(request):
    """The cost of the trips of a time: a parcel, a kilometre, each village; and before merging."""
    first, last = _period(request)
    trips = queries.with_stops(
        queries.trips_visible_to(request.user).filter(
            trip_date__range=(first, last), started_at__isnull=False
        )
    )
    costed = [one for one in queries.cost_trips(trips) if one.cost]
    page, listing = None, None
    if sees_money(request):
        page = BASELINES
        listing = open_list(request, page, queries.baselines_visible_to(request.user))
        if listing.asked_for_part:
            return render(request, "components/list.html", {"listing": listing})
    villages = _villages(costed)
    context = {
        "title": _("Cost"),
        "tabs": tabs(request),
        "first": first,
        "last": last,
        "blocks": _blocks(costed, request),
        "villages": villages[:LISTED],
        "more_villages": villages[LISTED:],
        "chart": _chart(villages, last),
        "page": page,
        "listing": listing,
        "may_settle": may_settle(request),
    }
    return render(request, "routes/costs.html", context)


def _period(request) -> tuple[date, date]:
    """The days in the address, else the thirty days up to the last trip."""
    asked = []
    for name in ("from", "until"):
        try:
            asked.append(parse_date(request.GET.get(name, "")))
        except ValueError:
            asked.append(None)
    last_trip = (
        queries.trips_visible_to(request.user).filter(started_at__isnull=False).order_by("-trip_date").first()
    )
    last = asked[1] or (last_trip.trip_date if last_trip else timezone.localdate())
    return min(asked[0] or last - timedelta(days=USUAL_DAYS - 1), last), last


def _blocks(costed: list[CostedTrip], request) -> list[dict]:
    total = sum((one.total_yuan for one in costed), Decimal(0))
    parcels = sum(one.parcels for one in costed)
    km = sum((one.trip.km for one in costed), Decimal(0))
    before = _before(request)
    blocks = [
        {
            "label": _("Cost of the trips"),
            "figure": Figure(total, _("yuan"), decimals=2),
            "note": _("%(n)s trips") % {"n": len(costed)},
        },
        {
            "label": _("Cost per parcel"),
            "figure": Figure(total / parcels if parcels else None, _("yuan"), decimals=2),
            "note": _("%(parcels)s parcels both ways") % {"parcels": parcels},
        },
        {
            "label": _("Cost per kilometre"),
            "figure": Figure(total / km if km else None, _("yuan"), decimals=2),
            "note": f"{km:,.1f} km",
        },
    ]
    if before is not None:
        blocks.append(
            {
                "label": _("Before merging, a parcel"),
                "figure": Figure(before, _("yuan"), decimals=2),
                "note": _("from the carriers' books"),
            }
        )
    return blocks


def _before(request) -> Decimal | None:
    rows = queries.baselines_visible_to(request.user).values_list("cost_yuan", "parcel_count")
    parcels = sum(count for _yuan, count in rows)
    return sum((yuan for yuan, _count in rows), Decimal(0)) / parcels if parcels else None


def _villages(costed: list[CostedTrip]) -> list[dict]:
    """Every place served: what its stops cost, its parcels, and what one of them costs; the dearest parcel first."""
    yuan: dict[int, Decimal] = {}
    parcels: dict[int, int] = {}
    for one in costed:
        for stop in one.trip.stops.all():
            if stop.pk in one.by_stop:
                yuan[stop.station_id] = yuan.get(stop.station_id, Decimal(0)) + one.by_stop[stop.pk]
                parcels[stop.station_id] = parcels.get(stop.station_id, 0) + one.pieces.get(stop.pk, 0)
    stations = Station.objects.filter(pk__in=yuan).select_related("division__parent")
    rows = [
        {
            "station": station,
            "township": station.township,
            "yuan": yuan[station.pk],
            "parcels": parcels[station.pk],
            "each": yuan[station.pk] / parcels[station.pk] if parcels[station.pk] else None,
        }
        for station in stations
    ]
    return sorted(rows, key=lambda row: (row["each"] is None, -(row["each"] or 0)))


def _chart(villages: list[dict], last: date) -> Chart | None:
    """Cost per parcel by township: where the way is long it shows."""
    by_town: dict[str, list[Decimal]] = {}
    for row in villages:
        if row["township"]:
            sums = by_town.setdefault(row["township"].name, [Decimal(0), Decimal(0)])
            sums[0] += row["yuan"]
            sums[1] += row["parcels"]
    each = {town: yuan / parcels for town, (yuan, parcels) in by_town.items() if parcels}
    if not each:
        return None
    towns = sorted(each, key=lambda town: -each[town])[:MOST_BARS]
    return Chart(
        key="cost-by-township",
        title=_("Cost per parcel by township"),
        kind="rows",
        labels=towns,
        series=[Series(_("Cost per parcel"), [each[town] for town in towns])],
        unit=_("yuan"),
        decimals=2,
        source=_("trips and rates recorded here"),
        as_of=last,
    )


@require_http_methods(["GET", "POST"])
@needs(Right.SETTLE)
def baseline_new(request):
    form = BaselineForm(request.POST or None)
    return written(
        request,
        form,
        lambda form: operations.record_baseline(**form.cleaned_data, by=request.user, at=timezone.now()),
        title=_("Record a baseline"),
        back=reverse("routes:costs"),
    )


@require_GET
@needs(Right.READ_ROUTES)
def baseline(request, baseline_id: int):
    found: Baseline = get_object_or_404(queries.baselines_visible_to(request.user), pk=baseline_id)
    context = {
        "title": _("Before merging: %(carrier)s")
        % {"carrier": carrier_name(found.carrier) if found.carrier else _("All together")},
        "crumbs": [(_("Cost"), reverse("routes:costs"))],
        "facts": [
            Fact(_("from"), found.from_date),
            Fact(_("until"), found.to_date),
            Fact(_("parcels"), Figure(found.parcel_count, _("pcs"))),
            Fact(_("cost of delivery"), Figure(found.cost_yuan, _("yuan"), decimals=2)),
            Fact(_("a parcel"), Figure(found.cost_yuan / found.parcel_count, _("yuan"), decimals=2)),
            Fact(_("source"), found.source),
        ],
        "record": found,
        "record_kind": "routes.baseline",
    }
    return render(request, "routes/record.html", context)
