"""Samples: drawing one, what is published of it, its visits or its calls, and what was found."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs, require
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure, Mark, figure_number, percent
from cuntong.apps.desk.formats import State as Shown
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, render_list
from cuntong.apps.places.models import Station
from cuntong.domain.sampling import Projection, published, repeat
from cuntong.domain.sampling import draw as draw_units
from cuntong.rulebooks import load_inspection_rules

from .. import operations, queries
from ..forms import CallForm, DrawForm, PlanDrawnForm
from ..frames import FRAMES, STATIONS
from ..kinds import VisitState
from ..lists import DRAWS, in_language, may_manage, visit_state
from ..models import Draw
from ._form import acting, answer, posted, put, tabs


@require_GET
@needs(Right.READ_INSPECTIONS)
def draws(request):
    rows = queries.draws_visible_to(request.user)
    return render_list(
        request, DRAWS, rows, template="inspections/list.html", context={"tabs": tabs(request)}
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_INSPECTIONS)
def draw_new(request):
    return answer(
        request,
        posted(request, DrawForm),
        lambda values: operations.draw_sample(**values, **acting(request)),
        done=_("The sample is drawn."),
        to=lambda written: written.get_absolute_url(),
        page={
            "title": _("Draw a sample"),
            "submit_label": _("Draw the sample"),
            "note": _(
                "The seed is the root of the sealed trail at this moment. A sample cannot be drawn again or taken back."
            ),
            "back_url": reverse("inspections:draws"),
            "crumbs": [(_("Samples"), reverse("inspections:draws"))],
        },
    )


def _found(request: HttpRequest, draw_id) -> Draw:
    return get_object_or_404(queries.draws_visible_to(request.user), pk=draw_id)


@require_http_methods(["GET", "POST"])
@needs(Right.READ_INSPECTIONS)
def draw(request, draw_id):
    """A sample; posted, the draw is repeated from its seed and its list, and compared."""
    found = _found(request, draw_id)
    if request.method == "POST":
        wrong = repeat(_document(found))
        if wrong:
            messages.error(
                request, _("The draw comes out differently: %(parts)s.") % {"parts": ", ".join(wrong)}
            )
        else:
            messages.success(request, _("Drawn again from seed and list: the same units in the same order."))
        return redirect(found)
    context = {
        "title": found.title,
        "crumbs": [(_("Samples"), reverse("inspections:draws"))],
        "actions": _actions(request, found),
        "facts": _facts(found),
        "strata": _strata(found),
        "people": FRAMES[found.frame_code].subject if found.frame_code in FRAMES else None,
        "lines": _lines(request, found),
        "kind": "inspections.draw",
        "record": found,
    }
    return render(request, "inspections/draw.html", context)


def _document(found: Draw) -> dict:
    """What is published of a draw; the order of the stored rows, so that a changed row is found out."""
    units = queries.units_of(found)
    document = published(units, draw_units(units, size=found.size, seed=found.seed))
    rows = list(found.units.order_by("stratum", "rank"))
    order = {name: place for place, name in enumerate(document["allocation"])}
    chosen = sorted((row for row in rows if row.is_chosen), key=lambda row: (order[row.stratum], row.rank))
    document["chosen"] = [row.unit_id for row in chosen]
    document["frame_digest"] = found.frame_digest
    document["reserves"] = {
        name: [row.unit_id for row in rows if row.stratum == name and not row.is_chosen] for name in order
    }
    return document


@require_GET
@needs(Right.READ_INSPECTIONS)
def draw_published(request, draw_id):
    """The draw as a file that `cuntong draw` repeats."""
    found = _found(request, draw_id)
    document = _document(found) | {"title": found.title, "trail_size": found.trail_size}
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = f"draw-{found.drawn_at:%Y-%m-%d}-{str(found.pk)[:8]}.json"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _actions(request: HttpRequest, found: Draw) -> list[tuple[Action, str]]:
    actions = []
    unplanned = found.units.filter(is_chosen=True, visits=None).exists()
    if may_manage(request) and found.frame_code == STATIONS.code and unplanned:
        actions.append((Action(_("Plan the visits"), ""), reverse("inspections:draw-plan", args=[found.pk])))
    published_at = reverse("inspections:draw-published", args=[found.pk])
    return [*actions, (Action(_("Published list (JSON)"), ""), published_at)]


def _facts(found: Draw) -> list[Fact]:
    frame = FRAMES.get(found.frame_code)
    return [
        Fact(_("Drawn from"), frame.label if frame else found.frame_code),
        Fact(_("Sample size"), Figure(found.size)),
        Fact(_("On the list"), Figure(len(found.frame))),
        Fact(_("Drawn"), found.drawn_at),
        Fact(_("Drawn by"), found.drawn_by),
        Fact(_("Seed: root of the trail"), found.seed),
        Fact(_("Entries of the trail"), Figure(found.trail_size)),
        Fact(_("Digest of the list"), found.frame_digest),
        *_result(found),
    ]


def _result(found: Draw) -> list[Fact]:
    projection = queries.projection_of(found)
    if not isinstance(projection, Projection):
        return [Fact(_("Error rate"), in_language(projection.message))]
    counted = _("%(wrong)s of %(checked)s checked") % {
        "wrong": figure_number(projection.wrong),
        "checked": figure_number(projection.checked),
    }
    interval = _("%(rate)s (%(low)s to %(high)s with 95 %% confidence)") % {
        "rate": percent(_exactly(projection.rate), 1),
        "low": percent(projection.low, 1),
        "high": percent(projection.high, 1),
    }
    return [
        Fact(_("Wrong"), counted),
        Fact(_("Error rate of the whole list"), interval),
        Fact(_("Method"), in_language(projection.method.value)),
    ]


def _exactly(rate) -> float:
    return rate.numerator / rate.denominator


def _strata(found: Draw) -> list[dict]:
    held: dict[str, int] = {}
    for _unit, stratum in found.frame:
        held[stratum] = held.get(stratum, 0) + 1
    return [
        {"name": name, "held": held[name], "drawn": count} for name, count in sorted(found.allocation.items())
    ]


def _lines(request: HttpRequest, found: Draw) -> list[dict]:
    if found.frame_code == STATIONS.code:
        return _station_lines(found)
    may_call = request.user.may(Right.INSPECT) and request.user.may(Right.READ_PERSONAL)
    return [_call_line(found, line, may_call) for line in queries.call_lines(found)]


def _station_lines(found: Draw) -> list[dict]:
    units = found.units.prefetch_related("visits").order_by("stratum", "rank")
    shown = [unit for unit in units if unit.is_chosen or unit.visits.all()]
    names = dict(Station.objects.filter(code__in=[u.unit_id for u in shown]).values_list("code", "name"))
    lines = []
    for unit in shown:
        made = sorted(unit.visits.all(), key=lambda one: one.state == VisitState.CANCELLED)
        lines.append(
            {
                "stratum": unit.stratum,
                "rank": unit.rank,
                "name": names.get(unit.unit_id, unit.unit_id),
                "state": visit_state(made[0]) if made else Shown(_("Not planned yet"), Mark.PLANNED),
                "url": made[0].get_absolute_url() if made else "",
            }
        )
    return lines


def _call_line(found: Draw, line: queries.CallLine, may_call: bool) -> dict:
    state = (
        Shown(_("Answered the call"), Mark.DONE)
        if line.is_done
        else Shown(_("Not reached"), Mark.OFF)
        if line.is_given_up
        else Shown(_("To be called"), Mark.PLANNED)
    )
    url = reverse("inspections:call", args=[found.pk, line.unit.pk]) if may_call and line.is_open else ""
    return {
        "stratum": line.unit.stratum,
        "rank": line.unit.rank,
        "name": line.unit.unit_id,
        "state": state,
        "url": url,
    }


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_INSPECTIONS)
def draw_plan(request, draw_id):
    found = _found(request, draw_id)
    initial = {"planned_date": timezone.localdate()}
    return answer(
        request,
        posted(request, PlanDrawnForm, inspectors=queries.inspectors(), initial=initial),
        lambda values: operations.plan_drawn_visits(draw=found, **values, **acting(request)),
        done=_("The visits are planned."),
        to=found.get_absolute_url(),
        page={
            "title": _("Plan the visits"),
            "submit_label": _("Plan the visits"),
            "back_url": found.get_absolute_url(),
            "crumbs": [(_("Samples"), reverse("inspections:draws")), (found.title, found.get_absolute_url())],
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def call(request, draw_id, unit_id):
    """One telephone call: whom, what to ask, and what was said."""
    require(request.user, Right.READ_PERSONAL)
    found = _found(request, draw_id)
    unit = get_object_or_404(found.units, pk=unit_id)
    frame = FRAMES[found.frame_code]
    rules = load_inspection_rules(timezone.localdate())
    questions = [(one.code, in_language(one.text)) for one in rules.call(frame.subject)]
    form = posted(request, CallForm, questions=questions)
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_call(drawn=unit, **form.given, **acting(request))
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("The call is recorded."))
            return redirect(found)
    person = frame.person_of(unit.unit_id) if frame.person_of else None
    context = {
        "form": form,
        "title": _("Call back"),
        "person": person,
        "unit": unit,
        "submit_label": _("Record the call"),
        "back_url": found.get_absolute_url(),
        "crumbs": [(_("Samples"), reverse("inspections:draws")), (found.title, found.get_absolute_url())],
        "draft": False,
    }
    return render(request, "inspections/call.html", context)
