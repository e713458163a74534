"""A station with its life, one of its events, a division, the county."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure, Mark, local_date
from cuntong.apps.desk.formats import State as Shown
from cuntong.apps.desk.kinds import Event, Fact, Proof
from cuntong.apps.desk.lists import Action
from cuntong.apps.evidence.models import EvidenceLink

from .. import operations, queries
from ..forms import CountyForm
from ..kinds import FOLLOWING, NO_STATE, PROVEN, RANK, State, StationLevel
from ..lists import may_write, state_shown
from ..models import Division, Station, StationEvent
from ._health import signs_of
from ._lists import map_of, shown_stations, tabs


@require_GET
@needs(Right.READ_PLACES)
def station(request, station_id):
    found = get_object_or_404(shown_stations(request), pk=station_id)
    context = {
        "station": found,
        "title": found.name,
        "state": state_shown(found.state),
        "crumbs": [(_("Stations"), reverse("places:stations"))],
        "actions": _station_actions(request, found),
        "facts": [*_station_facts(found), *signs_of(found)],
        "events": _life(request, found),
        "findings": queries.findings(request.user, timezone.localdate(), only=found),
        "kind": queries.STATION_KIND,
    }
    if found.longitude is not None:
        context["map"] = map_of(shown_stations(request).filter(pk=found.pk), _("Position"))
    return render(request, "places/station.html", context)


def _station_actions(request: HttpRequest, found: Station) -> list[tuple[Action, str]]:
    if not may_write(request):
        return []
    actions = []
    if FOLLOWING[found.state or NO_STATE]:
        actions.append((Action(_("Record an event"), ""), reverse("places:event-new", args=[found.pk])))
    actions.append((Action(_("Correct the facts"), ""), reverse("places:station-correct", args=[found.pk])))
    return actions


def _station_facts(found: Station) -> list[Fact]:
    township = found.township
    facts = [Fact(_("Station code"), found.code), Fact(_("Level"), found.get_level_display())]
    if township:
        facts.append(Fact(_("Township"), township.name, township.get_absolute_url()))
    if found.level != StationLevel.TOWNSHIP:
        facts.append(Fact(_("Division"), found.division.name, found.division.get_absolute_url()))
    return [
        *facts,
        Fact(_("Address"), found.address),
        Fact(_("Area"), found.area_m2 and Figure(found.area_m2, "m²", decimals=2)),
        Fact(_("Residents served"), found.residents),
        Fact(_("Operator"), found.operator),
        Fact(_("Position"), _position(found)),
    ]


def _position(found: Station | Division) -> str:
    if found.longitude is None:
        return ""
    position = f"{found.longitude}, {found.latitude}"
    source = found.get_position_source_display() if isinstance(found, Station) else ""
    return f"{position} ({source})" if source else position


def _life(request: HttpRequest, found: Station) -> list[Event]:
    """Standing events in order, with their documents; what was annulled keeps its place, marked as such."""
    events = sorted(
        found.events.select_related("recorded_by"),
        key=lambda one: (one.event_date, RANK[State(one.state)], one.pk),
    )
    proofs = _proofs(events) if request.user.may(Right.READ_EVIDENCE) else {}
    return [_event_shown(one, proofs.get(str(one.pk), ())) for one in events]


def _proofs(events: Iterable[StationEvent]) -> dict[str, list[Proof]]:
    links = EvidenceLink.objects.filter(
        record_kind=queries.EVENT_KIND, record_id__in=[str(one.pk) for one in events], removed_at=None
    ).select_related("document")
    proofs: dict[str, list[Proof]] = {}
    for link in links.order_by("linked_at"):
        proof = Proof(link.document.filename, reverse("evidence:document", args=[link.document_id]))
        proofs.setdefault(link.record_id, []).append(proof)
    return proofs


def _event_shown(one: StationEvent, proofs: Iterable[Proof]) -> Event:
    page = reverse("places:event", args=[one.pk])
    title = format_html('<a href="{}">{}</a>', page, one.get_state_display())
    if one.annulled_at:
        said = _("Annulled: %(reason)s") % {"reason": one.annulled_reason}
        return Event(title, one.event_date, said, Mark.OFF, by=one.recorded_by)
    return Event(
        title,
        one.event_date,
        one.note,
        Mark.DONE,
        proofs=list(proofs),
        proof_needed=one.state in PROVEN,
        by=one.recorded_by,
    )


@require_GET
@needs(Right.READ_PLACES)
def event(request, event_id):
    found = get_object_or_404(queries.events_visible_to(request.user), pk=event_id)
    context = {
        "title": _("%(state)s, %(date)s")
        % {"state": found.get_state_display(), "date": local_date(found.event_date)},
        "state": Shown(_("Annulled"), Mark.OFF) if found.annulled_at else None,
        "crumbs": [
            (_("Stations"), reverse("places:stations")),
            (found.station.name, found.station.get_absolute_url()),
        ],
        "facts": _event_facts(found),
        "may_annul": may_write(request) and not found.annulled_at,
        "record": found,
        "kind": queries.EVENT_KIND,
    }
    return render(request, "places/event.html", context)


def _event_facts(found: StationEvent) -> list[Fact]:
    facts = [
        Fact(_("Station"), found.station.name, found.station.get_absolute_url()),
        Fact(_("Note"), found.note),
        Fact(_("Recorded by"), found.recorded_by),
        Fact(_("Recorded at"), found.recorded_at),
    ]
    if found.annulled_at:
        facts += [
            Fact(_("Annulled by"), found.annulled_by),
            Fact(_("Annulled at"), found.annulled_at),
            Fact(_("Reason"), found.annulled_reason),
        ]
    return facts


@require_GET
@needs(Right.READ_PLACES)
def division(request, code):
    found = get_object_or_404(queries.divisions_visible_to(request.user), pk=code)
    stations = queries.in_division(queries.with_state(queries.visible_to(request.user)), found.pk)
    context = {
        "title": found.name,
        "crumbs": [(_("Divisions"), reverse("places:divisions")), *_above(found)],
        "facts": _division_facts(found),
        "neighbours": [
            Fact(
                format_html("{} · {}", one.name, one.get_level_display()),
                state_shown(one.state),
                one.get_absolute_url(),
            )
            for one in stations.order_by("level", "code")
        ],
        "record": found,
    }
    return render(request, "places/division.html", context)


def _above(found: Division) -> list[tuple[str, str]]:
    return [(found.parent.name, found.parent.get_absolute_url())] if found.parent else []


def _division_facts(found: Division) -> list[Fact]:
    inside = found.children.count()
    facts = [
        Fact(_("Division code"), found.code),
        Fact(_("Kind"), found.get_kind_display()),
        Fact(_("Position"), _position(found)),
    ]
    if inside:
        listed = f"{reverse('places:divisions')}?township={found.pk}" if found.township else ""
        facts.append(Fact(_("Divisions inside"), Figure(inside, url=""), listed))
    return facts


@require_http_methods(["GET", "POST"])
@needs(Right.READ_PLACES)
def county(request):
    known = queries.county()
    form = CountyForm(request.POST or None, instance=known) if may_write(request) else None
    if request.method == "POST" and form and form.is_valid():
        try:
            operations.set_county(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The county has been saved."))
            return redirect("places:county")
    context = {"title": _("This county"), "tabs": tabs(request), "form": form, "facts": _county_facts(known)}
    return render(request, "places/county.html", context)


def _county_facts(known) -> list[Fact]:
    if known is None:
        return []
    return [
        Fact(_("Name"), known.name),
        Fact(_("Division code"), known.code),
        Fact(_("Start of the project"), known.project_start_date),
        Fact(_("Edition of the division list"), known.division_edition),
        Fact(_("Demonstration data"), _("Yes") if known.synthetic else _("No")),
    ]
