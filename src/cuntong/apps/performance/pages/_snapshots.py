from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State, figure_number, local_date, local_time
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, Column, Kind, ListPage, render_list
from cuntong.apps.jobs.pages import progress_of
from cuntong.apps.places.queries import county
from cuntong.rulebooks import load_county

from .. import operations, queries
from ..forms import FreezeForm
from ..models import Snapshot

MARKS = {
    Snapshot.State.FREEZING: Mark.GOING,
    Snapshot.State.FROZEN: Mark.DONE,
    Snapshot.State.FAILED: Mark.WRONG,
}


def state_of(snapshot: Snapshot) -> State:
    """A freeze whose job ended without a bundle has failed, whatever its row says."""
    if snapshot.state == Snapshot.State.FREEZING and snapshot.job and snapshot.job.ended:
        return State(Snapshot.State.FAILED.label, Mark.WRONG)
    return State(snapshot.get_state_display(), MARKS[Snapshot.State(snapshot.state)])


def _may_freeze(request) -> bool:
    return request.user.may(Right.FREEZE)


def _url(snapshot: Snapshot) -> str:
    return reverse("performance:snapshot", args=[snapshot.pk])


SNAPSHOTS = ListPage(
    title=gettext_lazy("Snapshots"),
    columns=[
        Column(gettext_lazy("Title"), "title", Kind.LINK, url=_url),
        Column(gettext_lazy("State"), state_of, Kind.STATE),
        Column(gettext_lazy("As-of date"), "as_of", Kind.DATE, sortable=True),
        Column(gettext_lazy("Frozen at"), "frozen_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("Root"), lambda snapshot: snapshot.root[:16]),
    ],
    order=("-as_of", "-created_at"),
    note=gettext_lazy("A snapshot keeps every figure with its records in one file that proves itself."),
    empty=gettext_lazy("Nothing is frozen yet."),
    empty_action=Action(gettext_lazy("Freeze the figures"), "performance:freeze", _may_freeze),
    actions=[Action(gettext_lazy("Freeze the figures"), "performance:freeze", _may_freeze)],
)


@require_GET
@needs(Right.READ_PERFORMANCE)
def snapshots(request):
    return render_list(request, SNAPSHOTS, queries.visible_to(request.user), template="performance/list.html")


@require_http_methods(["GET", "POST"])
@needs(Right.FREEZE)
def freeze(request):
    form = FreezeForm(request.POST or None, initial=_usual_dates(timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            snapshot = operations.start_freeze(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The freeze has begun. You may leave this page."))
            return redirect("performance:snapshot", snapshot.pk)
    context = {
        "form": form,
        "title": _("Freeze the figures"),
        "submit_label": _("Freeze the figures"),
        "back_url": reverse("performance:snapshots"),
    }
    return render(request, "desk/form.html", context)


def _usual_dates(today: date) -> dict:
    known = county()
    if known is None:
        return {}
    start = today.replace(month=1, day=1)
    return {
        "title": _("%(year)s self-evaluation") % {"year": today.year},
        "project_start": known.project_start_date,
        "year_start": max(start, known.project_start_date),
        "as_of": today,
        "outline_code": load_county(known.code[:6]).chosen.outline,
    }


@require_GET
@needs(Right.READ_PERFORMANCE)
def snapshot(request, snapshot_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=snapshot_id)
    working = found.state == Snapshot.State.FREEZING and found.job is not None and not found.job.ended
    poll_url = reverse("performance:snapshot", args=[found.pk])
    context = {
        "title": found.title,
        "state": state_of(found),
        "record": found,
        "record_kind": "performance.snapshot",
        "facts": _facts(found),
        "working": working,
        "progress": progress_of(found.job, timezone.now(), poll_url=poll_url) if working else None,
        "failure": found.job.message if found.job and found.job.state == "FAILED" else "",
        "frozen": found.state == Snapshot.State.FROZEN,
        "reports": found.reports.all(),
        "may_write": request.user.may(Right.WRITE_PERFORMANCE),
    }
    template = (
        "components/progress.html"
        if request.headers.get("HX-Request") and working
        else "performance/snapshot.html"
    )
    response = render(request, template, context)
    if request.headers.get("HX-Request") and not working:
        response["HX-Refresh"] = "true"
    return response


def _facts(snapshot: Snapshot) -> list[Fact]:
    return [
        Fact(_("Project since"), local_date(snapshot.project_start)),
        Fact(_("Year since"), local_date(snapshot.year_start)),
        Fact(_("As-of date"), local_date(snapshot.as_of)),
        Fact(_("Frozen at"), local_time(snapshot.frozen_at) if snapshot.frozen_at else "—"),
        Fact(_("Root of the bundle"), snapshot.root or "—"),
        Fact(_("Digest of the file"), snapshot.bundle_sha256 or "—"),
        Fact(_("Entries of the trail at that moment"), figure_number(snapshot.trail_size)),
    ]


@require_GET
@needs(Right.READ_PERFORMANCE)
def bundle(request, snapshot_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=snapshot_id)
    if found.state != Snapshot.State.FROZEN:
        raise Http404(_("This snapshot is not frozen yet."))
    name = f"cuntong-{found.as_of:%Y-%m-%d}-{found.root[:8]}.zip"
    return FileResponse(
        found.bundle.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )
