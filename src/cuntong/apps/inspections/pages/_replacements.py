"""A keeper replaced, as one guided protocol: count, settle, sign, release."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark
from cuntong.apps.desk.formats import State as Shown
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import render_list
from cuntong.apps.evidence.queries import evidence_of
from cuntong.apps.places import queries as places
from cuntong.rulebooks import load_station_standards

from .. import operations, queries
from ..forms import CountForm, EntryForm, ReasonForm, ReplaceForm
from ..handover import keepers_of
from ..kinds import ReplacementKind, ReplacementState
from ..lists import REPLACEMENT_MARKS, REPLACEMENTS, in_language, may_manage
from ..models import Replacement
from ._form import acting, answer, posted, refuse, tabs


@require_GET
@needs(Right.READ_INSPECTIONS)
def replacements(request):
    rows = queries.replacements_visible_to(request.user)
    return render_list(
        request, REPLACEMENTS, rows, template="inspections/list.html", context={"tabs": tabs(request)}
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_INSPECTIONS)
def replacement_new(request, station_id):
    station = get_object_or_404(places.visible_to(request.user), pk=station_id)
    keepers = keepers_of(station)
    initial = {"kind": ReplacementKind.KEEPER, "old_keeper": keepers.first()}
    return answer(
        request,
        posted(request, ReplaceForm, keepers=keepers, initial=initial),
        lambda values: operations.begin_replacement(station=station, **values, **acting(request)),
        done=_("The handover has begun. Count every item with both keepers."),
        to=lambda written: written.get_absolute_url(),
        page={
            "title": _("Replace the keeper of %(station)s") % {"station": station},
            "submit_label": _("Begin the replacement"),
            "back_url": station.get_absolute_url(),
            "crumbs": [(_("Replacements"), reverse("inspections:replacements"))],
        },
    )


def _found(request: HttpRequest, replacement_id) -> Replacement:
    return get_object_or_404(queries.replacements_visible_to(request.user), pk=replacement_id)


@require_GET
@needs(Right.READ_INSPECTIONS)
def replacement(request, replacement_id):
    found = _found(request, replacement_id)
    lines = [_line(line) for line in operations.handover_lines(found)]
    sheet = evidence_of(operations.REPLACEMENT_KIND, found.pk).exists()
    counting = found.state == ReplacementState.COUNTING
    context = {
        "title": _("Replacement at %(station)s") % {"station": found.station},
        "state": Shown(found.get_state_display(), REPLACEMENT_MARKS[ReplacementState(found.state)]),
        "crumbs": [(_("Replacements"), reverse("inspections:replacements"))],
        "facts": _facts(found),
        "lines": lines,
        "equipment": _equipment(found),
        "sheet": sheet,
        "all_counted": all(line["done"] for line in lines),
        "may_count": counting and request.user.may(Right.INSPECT),
        "may_end": counting and may_manage(request),
        "release_form": EntryForm(),
        "kind": operations.REPLACEMENT_KIND,
        "record": found,
    }
    return render(request, "inspections/replacement.html", context)


def _line(line: operations.HandoverLine) -> dict:
    number = lambda value: "—" if value is None else f"{value.normalize():f}"  # noqa: E731
    if line.count is None:
        state = Shown(_("Not counted yet"), Mark.PLANNED)
    elif line.is_stale:
        state = Shown(_("Moved since: count again"), Mark.LOOK)
    elif line.count.settlement:
        state = Shown(_("Difference settled"), Mark.LOOK)
    else:
        state = Shown(_("Balanced"), Mark.DONE)
    counted = line.count.counted if line.count else None
    return {
        "code": line.item.code,
        "label": line.item.label,
        "unit": line.item.unit,
        "on_record": number(line.on_record),
        "counted": number(counted),
        "settlement": line.count.settlement if line.count else "",
        "state": state,
        "done": line.is_balanced,
        "form": CountForm(initial={"item": line.item.code, "counted": line.on_record}, prefix=None),
    }


def _equipment(found: Replacement) -> str:
    """The pieces that a station of this level must have, to be counted under equipment."""
    due = load_station_standards(timezone.localdate()).equipment
    return "、".join(in_language(one.name) for one in due if found.station.level in one.levels)


def _facts(found: Replacement) -> list[Fact]:
    facts = [
        Fact(_("Station"), found.station.name, found.station.get_absolute_url()),
        Fact(_("What is replaced"), found.get_kind_display()),
        Fact(_("Reason"), found.reason),
        Fact(_("Old keeper"), found.old_keeper),
        Fact(_("New keeper"), found.new_keeper),
        Fact(_("Begun"), found.opened_at),
    ]
    if found.ended_at:
        facts += [Fact(pgettext("replacement", "Ended"), found.ended_at), Fact(_("Ended by"), found.ended_by)]
    if found.end_reason:
        facts.append(Fact(_("Why it was called off"), found.end_reason))
    return facts


@require_POST
@needs(Right.INSPECT)
def replacement_count(request, replacement_id):
    found = _found(request, replacement_id)
    form = CountForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect(found)
    try:
        operations.count_item(replacement=found, **form.cleaned_data, **acting(request))
    except ValidationError as refusal:
        refuse(request, refusal)
    else:
        messages.success(request, _("Counted."))
    return redirect(found)


@require_POST
@needs(Right.WRITE_INSPECTIONS)
def replacement_release(request, replacement_id):
    found = _found(request, replacement_id)
    form = EntryForm(request.POST)
    try:
        if form.is_valid():
            operations.release_keeper(replacement=found, **form.cleaned_data, **acting(request))
            messages.success(
                request, _("The old keeper is released; the station's records are the new keeper's.")
            )
    except ValidationError as refusal:
        refuse(request, refusal)
    return redirect(found)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_INSPECTIONS)
def replacement_call_off(request, replacement_id):
    found = _found(request, replacement_id)
    return answer(
        request,
        posted(request, ReasonForm),
        lambda values: operations.call_off_replacement(replacement=found, **values, **acting(request)),
        done=_("The replacement is called off; the keeper stays."),
        to=found.get_absolute_url(),
        page={
            "title": _("Call the replacement off"),
            "submit_label": _("Call the replacement off"),
            "back_url": found.get_absolute_url(),
            "crumbs": [
                (_("Replacements"), reverse("inspections:replacements")),
                (str(found), found.get_absolute_url()),
            ],
            "draft": False,
        },
    )
