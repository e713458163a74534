"""The station's counter: what comes, what stands on the shelf, what waits too long; one box for the hand scanner."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.rulebooks import load_parcel_rules

from .. import operations, queries
from ..forms import HandOutForm, ShelvesForm
from ..models import ShelfPlan
from ..pickup_codes import CodeFormat, shelf_label
from ._cards import cards_of

_SHOWN = 30
LOOK, RECEIVE, SHELVE = "look", "receive", "shelve"
_MODES = {LOOK, RECEIVE, SHELVE}


@require_GET
@needs(Right.SCAN)
def arrivals(request):
    """The way to one's counter: straight there for a keeper of one station, a choice for the others."""
    stations = list(queries.counters_of(request.user).order_by("level", "code")[:200])
    if len(stations) == 1:
        return redirect("parcels:counter", stations[0].pk)
    return render(request, "parcels/counters.html", {"stations": stations, "title": _("Counter")})


def station_or_404(request, station_id):
    return get_object_or_404(queries.counters_of(request.user), pk=station_id)


@require_http_methods(["GET", "POST"])
@needs(Right.SCAN)
def counter(request, station_id):
    station = station_or_404(request, station_id)
    if request.method == "POST":
        return _scanned(request, station)
    typed, mode = request.GET.get("q", "")[:40], request.GET.get("mode", LOOK)
    now = timezone.now()
    found = queries.found_at(station, typed)
    context = {
        "station": station,
        "mode": mode if mode in _MODES else LOOK,
        "typed": typed,
        "found": cards_of(found, station, now),
        "act_id": uuid4(),
        "shelf": _place_for_next(station),
        **({} if typed else _lists(station, now)),
    }
    return render(request, "parcels/counter.html", context)


def _place_for_next(station) -> dict:
    plan = ShelfPlan.objects.filter(station=station).first() or ShelfPlan(station=station)
    if plan.code_format == CodeFormat.NUMBER:
        return {"shelves": []}
    return {
        "shelves": [(one, shelf_label(plan.code_format, one)) for one in range(1, plan.shelf_count + 1)],
        "layers": range(1, plan.layer_count + 1),
        "last_shelf": plan.last_shelf,
        "last_layer": plan.last_layer,
    }


def _lists(station, now) -> dict:
    coming = queries.with_live_code(queries.on_the_way_to(station))
    here = queries.with_live_code(queries.lying_at(station)).order_by("-moved_at", "pk")
    overdue = queries.return_list(now).filter(station=station).values("parcel")
    late = here.filter(pk__in=overdue).order_by("moved_at")
    rules = load_parcel_rules(timezone.localdate(now))
    return {
        "coming_count": coming.count(),
        "coming": cards_of(coming[:_SHOWN], station, now),
        "elsewhere_count": queries.not_here_yet(station).count(),
        "here_count": here.count(),
        "here": cards_of(here.exclude(pk__in=overdue)[:_SHOWN], station, now),
        "overdue_count": late.count(),
        "overdue": cards_of(late[:_SHOWN], station, now),
        "return_days": rules.limit("RETURN_AFTER").count,
        "shown": _SHOWN,
    }


def _scanned(request, station):
    """A number from the hand scanner or from the keys: looked up, received or shelved, by the mode that is set."""
    typed = request.POST.get("q", "").strip()[:40]
    mode = request.POST.get("mode", LOOK)
    found = queries.found_at(station, typed)
    if mode in (RECEIVE, SHELVE) and len(found) == 1 and (act := _uuid(request.POST.get("act_id"))):
        place = place_posted(request) if mode == SHELVE else {}
        if do(request, station, found[0], mode, act, **place):
            return redirect(counter_address(station, mode=mode))
    elif typed and not found:
        messages.warning(
            request, _("Nothing here or on its way here matches “%(typed)s”.") % {"typed": typed}
        )
        typed = ""
    return redirect(counter_address(station, mode=mode, typed=typed))


def counter_address(station, *, mode: str = LOOK, typed: str = "") -> str:
    words = {"mode": mode} if mode != LOOK and mode in _MODES else {}
    words |= {"q": typed} if typed else {}
    address = reverse("parcels:counter", args=[station.pk])
    return f"{address}?{urlencode(words)}" if words else address


def place_posted(request) -> dict:
    """The shelf and layer that were chosen; None for the last ones."""
    return {"shelf": number_posted(request, "shelf"), "layer": number_posted(request, "layer")}


def number_posted(request, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= 3 else None


def _uuid(text) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def do(request, station, parcel, act: str, scan_id: UUID, **place) -> bool:
    """Receives or shelves, and says what was done; whether it was."""
    said = {
        "by": request.user,
        "at": timezone.now(),
        "station": station,
        "parcel": parcel,
        "scan_id": scan_id,
    }
    try:
        if act == SHELVE:
            code = operations.shelve(**said, **place)
            messages.success(
                request, _("Write on it: %(code)s") % {"code": f"\n{code.code}"}, extra_tags="big"
            )
        else:
            operations.receive_at_station(**said)
            messages.success(request, _("Received: %(number)s") % {"number": parcel.number})
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
        return False
    return True


@require_http_methods(["GET", "POST"])
@needs(Right.SCAN)
def hand_out(request, station_id, parcel_id):
    station = station_or_404(request, station_id)
    parcel = get_object_or_404(queries.with_live_code(queries.visible_to(request.user)), pk=parcel_id)
    form = HandOutForm(request.POST or None, request.FILES or None, initial={"scan_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            operations.hand_out(
                parcel=parcel, station=station, by=request.user, at=timezone.now(), **form.given
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Handed out: %(number)s") % {"number": parcel.number})
            return redirect("parcels:counter", station.pk)
    (card,) = cards_of([parcel], station, timezone.now())
    context = {
        "form": form,
        "card": card,
        "open_without_code": bool(not card.code or form["phone_tail"].value() or form["vouched"].value()),
        "station": station,
        "title": _("Hand out"),
        "back_url": reverse("parcels:counter", args=[station.pk]),
    }
    return render(request, "parcels/hand_out.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.SCAN)
def shelves(request, station_id):
    station = station_or_404(request, station_id)
    plan = ShelfPlan.objects.filter(station=station).first() or ShelfPlan(station=station)
    form = ShelvesForm(
        request.POST or None,
        initial={
            "code_format": plan.code_format,
            "shelf_count": plan.shelf_count,
            "layer_count": plan.layer_count,
        },
    )
    if request.method == "POST" and form.is_valid():
        operations.set_up_shelves(station=station, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Recorded."))
        return redirect("parcels:counter", station.pk)
    context = {
        "form": form,
        "title": _("Shelves of %(station)s") % {"station": station},
        "back_url": reverse("parcels:counter", args=[station.pk]),
        "submit_label": _("Save the shelves"),
        "crumbs": [(_("Counter"), reverse("parcels:counter", args=[station.pk]))],
    }
    return render(request, "desk/form.html", context)
