"""The driver's page: today's trip, the next stop big, one thing to do; the rest of the way below."""

import io
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right

from .. import operations, queries
from ..forms import EntryForm, ExceptionForm, FinishForm, HandoverForm
from ..kinds import HandoverKind, StopState, TripState
from ..models import Trip, TripEntry, TripStop
from ._frame import refuse, tabs

FORMS = {
    "start": EntryForm,
    "arrive": EntryForm,
    "exception": ExceptionForm,
    "finish": FinishForm,
} | dict.fromkeys((kind.value.lower() for kind in HandoverKind), HandoverForm)


@require_GET
@needs(Right.DRIVE)
def drive(request):
    return render(request, "routes/drive.html", _context(request))


def _context(request: HttpRequest, **forms) -> dict:
    trip = queries.trip_to_drive(request.user, timezone.localdate())
    context = {"title": _("My trip"), "tabs": tabs(request), "trip": trip}
    if trip is None:
        return context
    stop = queries.next_stop(trip) if trip.state == TripState.UNDER_WAY else None
    done = {one.kind for one in trip.handovers.filter(stop=None)}
    fresh = {name: forms.get(name) or form(initial={"entry_id": uuid4()}) for name, form in FORMS.items()}
    return context | {
        "stop": stop,
        "given": {one.kind for one in stop.handovers.all()} if stop else set(),
        "loaded": HandoverKind.LOADING in done,
        "unloaded": HandoverKind.UNLOADING in done,
        "served": sum(one.state == StopState.DONE for one in trip.stops.all()),
        "total": sum(one.state != StopState.MOVED for one in trip.stops.all()),
        "pieces": sum(one.deliver_pieces for one in trip.stops.all()),
        "forms": fresh,
        "is_open": trip.state == TripState.UNDER_WAY,
        "wrong": next(iter(forms), ""),
    }


@require_POST
@needs(Right.DRIVE)
def say(request, trip_id: int, act: str):
    """One act of the driver; the same form sent twice is one act."""
    trip = get_object_or_404(queries.trips_visible_to(request.user), pk=trip_id)
    form_of = FORMS.get(act)
    form = form_of(request.POST) if form_of else None
    if form is None or not form.is_valid():
        return render(request, "routes/drive.html", _context(request, **({act: form} if form else {})))
    if TripEntry.objects.filter(pk=form.cleaned_data["entry_id"], made_by=request.user).exists():
        return redirect("routes:drive")
    try:
        _do(request, trip, act, form.cleaned_data)
    except ValidationError as refusal:
        refuse(form, refusal)
        return render(request, "routes/drive.html", _context(request, **{act: form}))
    messages.success(request, _("Noted."))
    return redirect("routes:drive")


def _do(request: HttpRequest, trip: Trip, act: str, data: dict) -> None:
    now = timezone.now()
    do = {"trip": trip, "entry_id": data["entry_id"], "made_at": now, "by": request.user, "at": now}
    stop = _stop(request, trip)
    if act == "start":
        operations.start_trip(**do)
    elif act == "finish":
        operations.finish_trip(driven_km=data["driven_km"], **do)
    elif act == "arrive":
        operations.arrive(stop=stop, **do)
    elif act == "exception":
        operations.report_exception(stop=stop, kind=data["kind"], note=data["note"], **do)
    else:
        picture = io.BytesIO(data["signature"]) if data["signature"] else None
        operations.hand_over(
            kind=act.upper(),
            stop=stop,
            counted=data["counted"],
            difference_reason=data["difference_reason"],
            keeper_signature=picture,
            **do,
        )


def _stop(request: HttpRequest, trip: Trip) -> TripStop | None:
    asked = request.POST.get("stop", "")
    return get_object_or_404(trip.stops.select_related("station"), pk=asked) if asked.isdecimal() else None
