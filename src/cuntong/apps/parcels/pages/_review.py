"""Addresses that a person has to look at, one parcel at a time."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import decrypt
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Map, Marker
from cuntong.apps.places.lists import county_outline, town_labels
from cuntong.apps.places.models import Division, Station
from cuntong.domain.addresses import Resolution as Answer

from .. import operations, queries
from ..destinations import Destinations, destinations
from ..kinds import LandmarkKind
from ..models import Decision, Parcel
from ._hub import carrier_name

ELSEWHERE = "elsewhere:"
KEYS = "123456789"


@dataclass(frozen=True)
class Choice:
    """One place that a person may choose, with the key that chooses it."""

    key: str
    value: str
    name: str
    where: str
    station: Station | None = None


@require_GET
@needs(Right.WRITE_PARCELS)
def review(request):
    """The next waiting parcel after the one named in the address; the first where none is named."""
    after = request.GET.get("after", "")
    parcel = queries.next_waiting(request.user, int(after) if after.isdecimal() and len(after) < 19 else 0)
    context = _progress(request.user) | {"title": _("Addresses to look at"), "parcel": parcel}
    if parcel is not None:
        context |= _case(parcel, request.user)
    return render(request, "parcels/review.html", context)


def _progress(user: User) -> dict:
    waiting, answered = (
        queries.waiting(user).count(),
        queries.answered_on(user, timezone.localdate()),
    )
    return {
        "waiting_count": waiting,
        "answered_count": answered,
        "all_count": waiting + answered,
        "last": queries.last_decision(user),
        "crumbs": [(_("Hub"), reverse("parcels:hub"))],
    }


def _case(parcel: Parcel, user: User) -> dict:
    goes_to = destinations(timezone.localdate())
    address = decrypt(parcel.address_encrypted)
    answer = goes_to.of(address, operations.hash_of_recipient(parcel)).answer
    choices = _choices(answer, goes_to)
    may_read = user.may(Right.READ_PERSONAL)
    return {
        "carrier": carrier_name(parcel.carrier),
        "pieces": _pieces(address, answer) if may_read else [],
        "may_read": may_read,
        "reasons": [reason["en" if get_language() == "en" else "zh"] for reason in parcel.reasons],
        "choices": choices,
        "landmarks": _landmarks(parcel, may_read=may_read),
        "places": _all_places(goes_to),
        "map": _map(choices),
        "elsewhere": ELSEWHERE + operations.UNKNOWN_ELSEWHERE,
    }


def _pieces(address: str, answer: Answer | None) -> list[tuple[str, bool]]:
    """The address cut into what names a place and what does not."""
    pieces, at = [], 0
    for span in sorted(answer.spans if answer else (), key=lambda span: span.start):
        if span.start >= at:
            pieces += [(address[at : span.start], False), (address[span.start : span.end], True)]
            at = span.end
    return [piece for piece in (*pieces, (address[at:], False)) if piece[0]]


def _choices(answer: Answer | None, goes_to: Destinations) -> list[Choice]:
    """The candidates of the county in the order of their likelihood, then the county that the text names instead."""
    if answer is None:
        return []
    codes = [one.division_code for one in answer.candidates if one.division_code.startswith(goes_to.home)]
    known = Division.objects.select_related("parent").in_bulk(codes)
    stations = Station.objects.in_bulk([station for code in codes if (station := goes_to.station_for(code))])
    found = [
        (known[code].pk, known[code].short_name, str(known[code].parent), goes_to.station_for(code))
        for code in codes
        if code in known
    ]
    choices = [
        Choice(key, value, name, where, stations.get(station))
        for key, (value, name, where, station) in zip(KEYS, found, strict=False)
    ]
    if answer.division_code and not answer.division_code.startswith(goes_to.home):
        names = "".join(span.text for span in answer.spans) or answer.division_code
        choices.append(
            Choice(
                KEYS[len(choices)] if len(choices) < len(KEYS) else "",
                ELSEWHERE + answer.division_code,
                names,
                _("not for this county"),
            )
        )
    return choices


def _landmarks(parcel: Parcel, *, may_read: bool) -> list[tuple[str, str, str]]:
    """By what the answer will be remembered: kind, its word, its name; a recipient is never named."""
    words = dict(LandmarkKind.choices)
    names: dict[str, list[str]] = {}
    for one in parcel.landmarks.order_by("pk"):
        names.setdefault(one.kind, []).append(one.name)
    return [
        (kind, words[kind], " · ".join(of_kind) if may_read and kind != LandmarkKind.RECIPIENT else "")
        for kind, of_kind in names.items()
    ]


def _all_places(goes_to: Destinations) -> list[dict[str, str]]:
    """Every village and township, for the search box."""
    return [
        {
            "code": division.pk,
            "name": division.short_name,
            "where": str(division.parent) if division.township != division else "",
        }
        for division in queries.destinations_of_county()
    ]


def _map(choices: list[Choice]) -> Map | None:
    markers = [
        Marker(
            f"{choice.key} {choice.name} – {choice.station}",
            float(choice.station.latitude),
            float(choice.station.longitude),
            State(_("Candidate"), Mark.DONE),
        )
        for choice in choices
        if choice.station is not None and choice.station.latitude is not None
    ]
    if not markers:
        return None
    return Map("candidates", _("Candidates"), markers, county_outline(), labels=town_labels())


# --- Answers -----------------------------------------------------------------------------------------------------


@require_POST
@needs(Right.WRITE_PARCELS)
def decide(request, parcel_id):
    parcel = get_object_or_404(queries.visible_to(request.user), pk=parcel_id)
    try:
        decision = operations.decide(parcel=parcel, **_chosen(request), by=request.user, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(_after(parcel.pk - 1))
    messages.success(request, _said(decision))
    return redirect(_after(parcel.pk))


def _chosen(request: HttpRequest) -> dict:
    """What was chosen; a code that is none of the county's is left out, and the operation says so."""
    value = request.POST.get("other") or request.POST.get("choice", "")
    forget = set(request.POST.getlist("landmark")) - set(request.POST.getlist("remember"))
    if value.startswith(ELSEWHERE):
        return {"elsewhere_code": value.removeprefix(ELSEWHERE)[:12], "forget": forget}
    return {"division": queries.destinations_of_county().filter(pk=value).first(), "forget": forget}


def _said(decision: Decision) -> str:
    place = decision.division.short_name if decision.division else _("not for this county")
    also = decision.settled.count() - 1
    said = _("%(number)s → %(place)s.") % {"number": decision.parcel.number, "place": place}
    if also:
        more = ngettext("Also resolved: %(count)s more.", "Also resolved: %(count)s more.", also)
        said += " " + more % {"count": also}
    return said


def _after(pk: int) -> str:
    return f"{reverse('parcels:review')}?after={max(pk, 0)}"


@require_POST
@needs(Right.WRITE_PARCELS)
def take_back(request, decision_id):
    decision = get_object_or_404(queries.decisions_visible_to(request.user), pk=decision_id)
    try:
        operations.take_back_decision(decision=decision, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("parcels:review")
    messages.success(request, _("The answer was taken back. The parcel waits again."))
    return redirect(_after(decision.parcel_id - 1))


@require_POST
@needs(Right.WRITE_PARCELS)
def ask_again(request):
    count = operations.ask_again(by=request.user, at=timezone.now())
    said = ngettext("%(count)s parcel found its place.", "%(count)s parcels found their place.", count)
    messages.success(request, said % {"count": count})
    return redirect("parcels:review")
