"""The forms of a station: registering, correcting, recording an event, annulling one."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right

from .. import operations, queries
from ..forms import AnnulForm, EventForm, FactsForm, StationForm
from ..kinds import ONCE, State, open_states
from ..models import Station


def _answer(
    request: HttpRequest,
    form: BaseForm,
    write: Callable[[dict], object],
    *,
    done: str,
    to: Callable,
    page: dict,
) -> HttpResponse:
    """Shows the form, or writes what it holds by one call; what the operation refuses goes to its field."""
    if request.method == "POST" and form.is_valid():
        try:
            written = write(form.cleaned_data)
        except ValidationError as refusal:
            _put(form, refusal)
        else:
            messages.success(request, done)
            return redirect(to(written))
    return render(request, "desk/form.html", {"form": form, **page})


def _put(form: BaseForm, refusal: ValidationError) -> None:
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for field, errors in refusal.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PLACES)
def station_new(request):
    return _answer(
        request,
        StationForm(request.POST or None),
        lambda values: operations.register_station(**values, by=request.user, at=timezone.now()),
        done=_("The station has been registered. Record now what happened to it."),
        to=lambda station: station,
        page={
            "title": _("Register a station"),
            "submit_label": _("Register the station"),
            "back_url": reverse("places:stations"),
        },
    )


def _station(request: HttpRequest, station_id: int) -> Station:
    return get_object_or_404(queries.with_state(queries.visible_to(request.user)), pk=station_id)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PLACES)
def station_correct(request, station_id):
    found = _station(request, station_id)
    initial = {name: getattr(found, name) for name in FactsForm.base_fields} | {"division": found.division_id}
    return _answer(
        request,
        FactsForm(request.POST or None, initial=initial),
        lambda values: operations.correct_station(
            station=found, **values, by=request.user, at=timezone.now()
        ),
        done=_("The facts have been corrected."),
        to=lambda station: station,
        page={
            "title": _("Correct the facts of %(station)s") % {"station": found.name},
            "submit_label": _("Save the correction"),
            "back_url": found.get_absolute_url(),
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PLACES)
def event_new(request, station_id):
    found = _station(request, station_id)
    following = open_states(queries.steps_of(found))
    forward = [state for state in following if state in (*ONCE, State.OPERATING)]
    form = EventForm(request.POST or None, initial={"state": forward[0] if forward else None})
    return _answer(
        request,
        form,
        lambda values: operations.record_event(station=found, **values, by=request.user, at=timezone.now()),
        done=_("The event has been recorded. Attach its document below."),
        to=lambda event: reverse("places:event", args=[event.pk]),
        page={
            "title": _("Record an event of %(station)s") % {"station": found.name},
            "note": _next_steps(found, following),
            "submit_label": _("Record the event"),
            "back_url": found.get_absolute_url(),
        },
    )


def _next_steps(found: Station, open_: Sequence[State]) -> str:
    following = queries.listed([state.label for state in open_])
    if not found.state:
        return _("Nothing is recorded yet. A life begins with: %(following)s.") % {"following": following}
    said = {"state": State(found.state).label, "date": found.state_date, "following": following}
    return _("%(state)s since %(date)s. After it may come: %(following)s.") % said


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PLACES)
def event_annul(request, event_id):
    found = get_object_or_404(queries.events_visible_to(request.user), pk=event_id)
    return _answer(
        request,
        AnnulForm(request.POST or None),
        lambda values: operations.annul_event(event=found, **values, by=request.user, at=timezone.now()),
        done=_("The event has been annulled."),
        to=lambda event: event.station,
        page={
            "title": _("Annul “%(state)s” of %(station)s")
            % {"state": found.get_state_display(), "station": found.station.name},
            "submit_label": _("Annul the event"),
            "back_url": reverse("places:event", args=[found.pk]),
        },
    )
