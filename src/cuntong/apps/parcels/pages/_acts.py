"""The buttons of the counter: each does one thing and leads back to it."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right

from .. import operations, queries
from ..forms import ProblemForm, SendBackForm, UndoForm
from ..kinds import ConsentMeans
from ..models import HandOut
from ._counter import RECEIVE, SHELVE, _uuid, do, number_posted, place_posted, station_or_404


def _parcel(request, parcel_id):
    return get_object_or_404(queries.visible_to(request.user), pk=parcel_id)


def _in_hand(request, station_id, parcel_id):
    """The station, and a parcel whose number the person has before them: it may have come to the wrong place."""
    number = request.POST.get("number", "")
    parcel = get_object_or_404(queries.reachable_at_counter(), pk=parcel_id, number=number)
    return station_or_404(request, station_id), parcel


def _at_counter(request, station_id, parcel_id):
    return station_or_404(request, station_id), _parcel(request, parcel_id)


def _back(station):
    return redirect("parcels:counter", station.pk)


def _try(request, act, done: str) -> None:
    """Does it and says so, or says what is in the way."""
    try:
        act()
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    else:
        messages.success(request, done)


@require_POST
@needs(Right.SCAN)
def receive(request, station_id, parcel_id):
    station, parcel = _in_hand(request, station_id, parcel_id)
    do(request, station, parcel, RECEIVE, _uuid(request.POST.get("scan_id")) or uuid4())
    return _back(station)


@require_POST
@needs(Right.SCAN)
def shelve(request, station_id, parcel_id):
    station, parcel = _in_hand(request, station_id, parcel_id)
    scan_id = _uuid(request.POST.get("scan_id")) or uuid4()
    do(request, station, parcel, SHELVE, scan_id, **place_posted(request))
    return _back(station)


@require_POST
@needs(Right.SCAN)
def receive_all(request, station_id):
    station = station_or_404(request, station_id)
    counted = number_posted(request, "counted")
    if counted is None:
        messages.error(request, _("Say how many parcels you counted."))
        return _back(station)
    _try(
        request,
        lambda: operations.receive_by_count(
            station=station,
            counted=counted,
            act_id=_uuid(request.POST.get("act_id")) or uuid4(),
            by=request.user,
            at=timezone.now(),
        ),
        _("Received: %(count)s parcels") % {"count": counted},
    )
    return _back(station)


@require_POST
@needs(Right.SCAN)
def send_back(request, station_id, parcel_id):
    station, parcel = _at_counter(request, station_id, parcel_id)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose why the parcel goes back."))
        return _back(station)
    _try(
        request,
        lambda: operations.send_back(
            parcel=parcel, station=station, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        _("Given to the driver for the hub: %(number)s") % {"number": parcel.number},
    )
    return _back(station)


@require_POST
@needs(Right.SCAN)
def return_to_carrier(request, station_id, parcel_id):
    station, parcel = _at_counter(request, station_id, parcel_id)
    _try(
        request,
        lambda: operations.return_to_carrier(
            parcel=parcel,
            station=station,
            scan_id=_uuid(request.POST.get("scan_id")) or uuid4(),
            by=request.user,
            at=timezone.now(),
        ),
        _("Returned to the carrier: %(number)s") % {"number": parcel.number},
    )
    return _back(station)


@require_POST
@needs(Right.SCAN)
def agree(request, station_id, parcel_id):
    station, parcel = _at_counter(request, station_id, parcel_id)
    means = request.POST.get("means", "")
    _try(
        request,
        lambda: operations.record_consent(
            parcel=parcel,
            station=station,
            means=means if means in ConsentMeans.values else ConsentMeans.IN_PERSON,
            by=request.user,
            at=timezone.now(),
        ),
        _("Noted: parcels of this recipient may be left here."),
    )
    return _back(station)


@require_POST
@needs(Right.SCAN)
def disagree(request, station_id, parcel_id):
    station, parcel = _at_counter(request, station_id, parcel_id)
    _try(
        request,
        lambda: operations.withdraw_consent(
            parcel=parcel, station=station, by=request.user, at=timezone.now()
        ),
        _("Noted: call this recipient first."),
    )
    return _back(station)


@require_POST
@needs(Right.READ_PARCELS)
def undo_hand_out(request, station_id, parcel_id):
    parcel = _parcel(request, parcel_id)
    done = get_object_or_404(HandOut, parcel=parcel, station=station_id, undone_at=None)
    form = UndoForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    _try(
        request,
        lambda: operations.undo_hand_out(hand_out=done, reason=reason, by=request.user, at=timezone.now()),
        _("Undone. The parcel waits again."),
    )
    return redirect("parcels:parcel", parcel.pk)


@require_http_methods(["GET", "POST"])
@needs(Right.READ_PARCELS)
def report(request, parcel_id):
    parcel = _parcel(request, parcel_id)
    form = ProblemForm(request.POST or None)
    here = queries.counters_of(request.user).filter(pk__in=[parcel.place_id, parcel.station_id]).first()
    if request.method == "POST" and form.is_valid():
        try:
            found = operations.report_problem(
                parcel=parcel,
                **form.cleaned_data,
                station=here,
                scan_id=uuid4(),
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The problem has been reported."))
            return redirect("parcels:problem", found.pk)
    context = {
        "form": form,
        "title": _("Report a problem with %(number)s") % {"number": parcel.number},
        "submit_label": _("Report the problem"),
        "back_url": parcel.get_absolute_url(),
        "crumbs": [(_("Parcels"), reverse("parcels:parcels")), (parcel.number, parcel.get_absolute_url())],
        "draft": False,
    }
    return render(request, "desk/form.html", context)
