from dataclasses import replace

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.protection import decrypt
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage, render_list
from cuntong.apps.places.queries import visible_to as stations_visible_to

from .. import queries
from ..kinds import Direction, ParcelState, Resolution
from ..models import Parcel
from ._record import render_parcel
from ._shown import MARKS, carrier_choices, carrier_name, told

_HASH_DIGITS = 20


def _stations(request):
    return [
        (str(station.pk), station.name)
        for station in stations_visible_to(request.user).order_by("level", "code")
    ]


PERSONAL = [Column(gettext_lazy("Recipient"), "recipient")]
PARCELS = ListPage(
    title=gettext_lazy("Parcels"),
    columns=[
        Column(gettext_lazy("Waybill number"), "number", Kind.LINK, sortable=True),
        Column(gettext_lazy("Carrier"), lambda parcel: carrier_name(parcel.carrier)),
        Column(gettext_lazy("State"), "state", Kind.STATE, marks=MARKS),
        Column(gettext_lazy("Station"), "station__name", sortable=True),
        *PERSONAL,
        Column(gettext_lazy("Last moved"), "moved_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("Where it is"), "place__name", export_only=True),
        Column(gettext_lazy("Down or up"), "get_direction_display", export_only=True),
        Column(gettext_lazy("Registered"), "registered_at", Kind.TIME, export_only=True),
    ],
    filters=[
        Filter("carrier", gettext_lazy("Carrier"), choices=carrier_choices),
        Filter("state", gettext_lazy("State"), choices=ParcelState.choices),
        Filter("station", gettext_lazy("Station"), choices=_stations),
        Filter("direction", gettext_lazy("Down or up"), choices=Direction.choices),
        Filter("resolution", gettext_lazy("Destination"), choices=Resolution.choices),
        Filter("registered", gettext_lazy("Registered"), FilterKind.TIME_RANGE, apply="registered_at"),
    ],
    search=("number",),
    search_label=gettext_lazy("Number or its last digits"),
    order=("-registered_at",),
    empty=gettext_lazy("No parcel yet. Import a carrier's file first."),
    actions=[
        Action(
            gettext_lazy("Go to the counter"),
            "parcels:arrivals",
            lambda request: request.user.may(Right.SCAN),
        ),
        Action(gettext_lazy("Problems"), "parcels:problems"),
    ],
)


def _shown(request) -> ListPage:
    """The list without personal columns where it leaves the house, and with the recipient asked for."""
    page = PARCELS
    if request.GET.get("export"):
        page = replace(page, columns=[column for column in page.columns if column not in PERSONAL])
    if asked := request.GET.get("recipient", ""):
        same = Filter(
            "recipient",
            gettext_lazy("Recipient"),
            apply="phone_hash__startswith",
            choices=[(asked, gettext_lazy("one phone number"))],
        )
        page = replace(page, filters=[same, *page.filters])
    return page


@require_GET
@needs(Right.READ_PARCELS)
def parcels(request):
    may_find = request.user.may(Right.READ_PERSONAL)
    return render_list(
        request,
        _shown(request),
        queries.visible_to(request.user),
        template="parcels/parcels.html",
        context={"may_find_phone": may_find},
    )


@require_POST
@needs(Right.READ_PERSONAL)
def find_phone(request):
    """The parcels of a phone number. The number itself stays out of the address: its keyed hash stands there."""
    found = queries.phone_hash(request.POST.get("phone", "").strip())
    return redirect(f"{reverse('parcels:parcels')}?recipient={found[:_HASH_DIGITS] or 'x'}")


@require_GET
@needs(Right.READ_PARCELS)
def parcel(request, parcel_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=parcel_id)
    return render_parcel(request, found, facts=_facts(request, found), reasons=_reasons(found))


def _facts(request, found: Parcel) -> list[Fact]:
    division = found.division
    to = f"{division.township or ''} {division.short_name}" if division else "—"
    facts = [
        Fact(_("Carrier"), carrier_name(found.carrier)),
        Fact(_("Down or up"), found.get_direction_display()),
        Fact(_("Destination"), to),
        Fact(_("How the destination was found"), found.get_resolution_display()),
        Fact(_("Station"), found.station or "—", found.station.get_absolute_url() if found.station else ""),
        Fact(_("Where it is"), found.place or "—", found.place.get_absolute_url() if found.place else ""),
        *_recipient(request, found),
        Fact(_("Registered"), found.registered_at),
    ]
    if found.weight_kg is not None:
        facts.append(Fact(pgettext("parcel", "Weight"), f"{found.weight_kg.normalize():f} kg"))
    return facts


def _recipient(request, found: Parcel) -> list[Fact]:
    """In plain for whoever may read personal data, masked for the others."""
    if not request.user.may(Right.READ_PERSONAL):
        return [Fact(_("Recipient"), found.recipient or "—"), Fact(_("Phone"), found.phone or "—")]
    return [
        Fact(_("Recipient"), decrypt(found.recipient_encrypted) or found.recipient or "—"),
        Fact(_("Phone"), decrypt(found.phone_encrypted) or found.phone or "—"),
        Fact(_("Address"), decrypt(found.address_encrypted) or "—"),
    ]


def _reasons(found: Parcel) -> list[str]:
    return [told(reason) for reason in found.reasons]
