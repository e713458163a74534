"""Scanning in the browser, the way of one parcel by its scans, scans that stand aside, and scans put right."""

from datetime import datetime, time
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.lists import Column, Filter, FilterKind, Kind, ListPage, render_list
from cuntong.apps.places.kinds import StationLevel

from .. import operations, queries
from ..carriers import PUSHED_STATUSES
from ..forms import AnnulScanForm, ScanForm
from ..kinds import Aside, Outcome, ScanKind, SentScan
from ..models import Parcel, PushedStatus, Scan

_WORDS = {
    Outcome.COUNTED: Mark.DONE,
    Outcome.REPEATED: Mark.OFF,
    Outcome.ASIDE: Mark.LOOK,
    Outcome.REFUSED: Mark.WRONG,
}
SHOWN_SCANS = 10


@require_http_methods(["GET", "POST"])
@needs(Right.SCAN)
def scan(request):
    """One number after the other: the scanner types and presses Enter; kind and place stay as they are."""
    form = ScanForm(request.POST or None, user=request.user, initial=_first_choice(request) | {"id": uuid4()})
    answer = _take(request, form) if request.method == "POST" and form.is_valid() else None
    if answer is not None:
        kept = {name: form.data[name] for name in ("kind", "place")}
        form = ScanForm(user=request.user, initial=kept | {"id": uuid4()})
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    own = queries.scans_visible_to(request.user).filter(
        batch__sent_by=request.user, batch__received_at__gte=midnight
    )
    context = {
        "title": _("Scan"),
        "form": form,
        "answer": answer,
        "count": own.count(),
        "latest": own.order_by("-batch__received_at", "-occurred_at")[:SHOWN_SCANS],
        "crumbs": [(_("Hub"), reverse("parcels:hub"))],
    }
    return render(request, "parcels/scan.html", context)


_ARRIVAL = {
    StationLevel.CENTRE: ScanKind.ARRIVED_HUB,
    StationLevel.TOWNSHIP: ScanKind.ARRIVED_TOWNSHIP,
    StationLevel.VILLAGE: ScanKind.ARRIVED_VILLAGE,
}


def _first_choice(request) -> dict[str, str]:
    """Arriving at the person's first place, the hub before the others."""
    place = queries.stations_visible_to(request.user).order_by("level", "code").first()
    return {"place": place.code, "kind": _ARRIVAL[StationLevel(place.level)]} if place else {}


def _take(request, form: ScanForm) -> dict | None:
    """Sends the scan in; what the operation refuses goes to the form."""
    values, now = form.cleaned_data, timezone.now()
    sent = SentScan(values["id"], values["number"], values["kind"], now, place=values["place"].code)
    try:
        receipt = operations.receive_scans(batch_id=values["id"], scans=[sent], by=request.user, at=now)
    except (ValidationError, PermissionDenied) as refusal:
        form.add_error("number", refusal if isinstance(refusal, ValidationError) else str(refusal))
        return None
    (answer,) = receipt.answers
    word = answer.aside.label if answer.aside else answer.reason or answer.outcome.label
    return {"number": values["number"], "state": State(word, _WORDS[answer.outcome])}


# --- the way of one parcel -------------------------------------------------------------------------------------------


def life_context(parcel: Parcel, user: User) -> dict:
    """What `parcels/_life.html` draws: each scan of the parcel in its order, what is odd about it, what was annulled."""
    known = queries.network()
    journey = queries.journeys([parcel.pk], known)[parcel.pk]
    odd: dict[str, list[str]] = {}
    for oddity in journey.oddities:
        odd.setdefault(oddity.scan, []).append(known.explain(oddity, get_language()))
    scans = Scan.objects.filter(parcel=parcel).select_related(
        "place", "batch__device", "batch__sent_by", "annulment"
    )
    return {
        "scans": [_step(one, odd.get(one.pk.hex, []), user.may(Right.SCAN)) for one in scans],
        "statuses": [(one, _said(one)) for one in queries.pushed_statuses(parcel)],
    }


def _said(status: PushedStatus) -> str:
    """The service's code in words; an unknown one as it is."""
    known = PUSHED_STATUSES[status.message.service].get(status.code)
    return known.meaning.in_language(get_language()) if known else status.code


def _step(one: Scan, odd: list[str], may_scan: bool) -> dict:
    annulled = getattr(one, "annulment", None)
    if annulled is not None:
        mark, why = Mark.OFF, [_("Annulled: %(reason)s") % {"reason": annulled.reason}]
    elif one.aside:
        mark, why = Mark.LOOK, [one.get_aside_display()]
    else:
        mark, why = (Mark.LOOK if odd else Mark.DONE), odd
    late = one.batch.received_at - one.occurred_at
    if late.total_seconds() >= _LATE_SECONDS:
        hours, minutes = divmod(int(late.total_seconds() // 60), 60)
        words = _("Sent in %(hours)s h %(minutes)s min after it was made.")
        why = [*why, words % {"hours": hours, "minutes": minutes}]
    return {
        "scan": one,
        "mark": mark,
        "why": why,
        "by": one.batch.device or one.batch.sent_by,
        "may_annul": annulled is None and not one.aside and may_scan,
    }


_LATE_SECONDS = 30 * 60


@require_GET
@needs(Right.READ_PARCELS)
def life(request, parcel_id: int):
    parcel = get_object_or_404(queries.visible_to(request.user), pk=parcel_id)
    context = {
        "title": parcel.number,
        "state": State(parcel.get_state_display(), Mark.GOING),
        "parcel": parcel,
        "crumbs": [(_("Hub"), reverse("parcels:hub"))],
    }
    return render(request, "parcels/life.html", context | life_context(parcel, request.user))


@require_http_methods(["GET", "POST"])
@needs(Right.SCAN)
def annul_scan(request, scan_id):
    """A wrong scan is not taken away: it is annulled, with the reason."""
    one = get_object_or_404(queries.scans_visible_to(request.user).exclude(parcel=None), pk=scan_id)
    form = AnnulScanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.annul_scan(
                scan=one, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error("reason", refusal.messages)
        else:
            messages.success(request, _("The scan counts no more."))
            return redirect("parcels:life", one.parcel_id)
    context = {
        "title": _("Annul a scan"),
        "note": f"{one.number} · {one.get_kind_display()} · {one.place}",
        "form": form,
        "submit_label": _("Annul the scan"),
        "back_url": reverse("parcels:life", args=[one.parcel_id]),
    }
    return render(request, "desk/form.html", context)


# --- aside -----------------------------------------------------------------------------------------------------------

ASIDES = ListPage(
    title=gettext_lazy("Scans kept aside"),
    note=gettext_lazy(
        "They are kept and do not count. What waits for its parcel counts once the parcel is registered."
    ),
    columns=[
        Column(
            gettext_lazy("Waybill number"),
            "number",
            Kind.LINK,
            url=lambda scan: reverse("parcels:aside", args=[scan.pk]),
        ),
        Column(gettext_lazy("Why"), lambda scan: State(scan.get_aside_display(), Mark.LOOK), Kind.STATE),
        Column(gettext_lazy("Scan"), lambda scan: scan.get_kind_display()),
        Column(gettext_lazy("Place"), "place__name", sortable=True),
        Column(gettext_lazy("Scanned at"), "occurred_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("By"), lambda scan: scan.batch.device or scan.batch.sent_by),
    ],
    filters=[
        Filter("aside", gettext_lazy("Why"), choices=Aside.choices),
        Filter("kind", gettext_lazy("Scan"), choices=ScanKind.choices),
        Filter("made", gettext_lazy("Scanned at"), FilterKind.TIME_RANGE, apply="occurred_at"),
    ],
    search=("number",),
    order=("-occurred_at",),
    empty=gettext_lazy("No scan stands aside."),
)


@require_GET
@needs(Right.READ_PARCELS)
def asides(request):
    rows = queries.scans_visible_to(request.user).exclude(aside="")
    crumbs = [(_("Hub"), reverse("parcels:hub"))]
    return render_list(request, ASIDES, rows, context={"crumbs": crumbs})


@require_GET
@needs(Right.READ_PARCELS)
def aside(request, scan_id):
    one = get_object_or_404(queries.scans_visible_to(request.user).exclude(aside=""), pk=scan_id)
    context = {
        "title": one.number,
        "state": State(one.get_aside_display(), Mark.LOOK),
        "crumbs": [(_("Scans kept aside"), reverse("parcels:asides"))],
        "scan": one,
        "candidates": queries.parcels_meant(request.user, one),
        "may_assign": request.user.may(Right.WRITE_PARCELS) and one.parcel_id is None,
    }
    return render(request, "parcels/aside.html", context)


@require_POST
@needs(Right.WRITE_PARCELS)
def assign_scan(request, scan_id, parcel_id: int):
    one = get_object_or_404(queries.scans_visible_to(request.user).exclude(aside=""), pk=scan_id)
    parcel = get_object_or_404(queries.visible_to(request.user), pk=parcel_id)
    try:
        operations.assign_scan(scan=one, parcel=parcel, by=request.user, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, "; ".join(refusal.messages))
        return redirect("parcels:aside", scan_id)
    messages.success(request, _("The scan belongs to this parcel now."))
    return redirect("parcels:life", parcel_id)
