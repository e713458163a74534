"""How entries are shown on every page of this room: tabs, states, and refusals at their fields."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Tab
from cuntong.apps.places.models import Station

from .. import queries
from ..models import ServiceEntry


def tabs(request: HttpRequest) -> list[Tab]:
    names = (
        (_("Journal"), "services:entries"),
        (_("Offered and used"), "services:stations"),
        (_("What deserves a look"), "services:findings"),
    )
    return [Tab(label, reverse(name), current=request.path == reverse(name)) for label, name in names]


def state_of(entry: ServiceEntry) -> State | None:
    """What is to be known of an entry at a glance: taken back, a reversal, late; else nothing."""
    if entry.reverses_id:
        return State(_("Reversal"), Mark.OFF)
    if hasattr(entry, "reversal"):
        return State(_("Taken back"), Mark.WRONG)
    if entry.is_late:
        return State(_("Came late"), Mark.LOOK)
    return State(_("Stands"), Mark.DONE)


def counter_or_404(request: HttpRequest, station_id: int) -> Station:
    return get_object_or_404(queries.counters_of(request.user), pk=station_id)


def entry_or_404(request: HttpRequest, entry_id) -> ServiceEntry:
    return get_object_or_404(queries.visible_to(request.user), pk=entry_id)


def may_serve_at(request: HttpRequest, station: Station) -> bool:
    return queries.counters_of(request.user).filter(pk=station.pk).exists()


def put_at_fields(form: Form, refusal: ValidationError) -> None:
    """Puts a refusal at the fields that it names, or at the head of the form where the form lacks them."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def member(choices, value: str):
    """The member of that name, or "not found" where the address names none."""
    try:
        return choices(value)
    except ValueError:
        raise Http404 from None


def key_of(text: str | None) -> UUID | None:
    """The id that a page posts, or None where it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
