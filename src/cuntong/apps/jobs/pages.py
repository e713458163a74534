from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Progress
from cuntong.apps.desk.lists import Action, Column, Filter, Kind, ListPage, render_list

from . import operations, queries
from .kinds import KINDS, JobKind
from .models import DailyWork, Job

MARKS = {
    Job.State.QUEUED: Mark.PLANNED,
    Job.State.RUNNING: Mark.GOING,
    Job.State.DONE: Mark.DONE,
    Job.State.FAILED: Mark.WRONG,
    Job.State.CANCELLED: Mark.OFF,
}


def _may_set_daily(request) -> bool:
    return any(kind.daily_for and request.user.may(kind.daily_for) for kind in KINDS.values())


@require_GET
@needs(Right.READ_JOBS)
def jobs(request):
    page = ListPage(
        title=gettext_lazy("Jobs"),
        columns=[
            Column(
                gettext_lazy("Kind"), label_of, Kind.LINK, url=lambda job: reverse("jobs:job", args=[job.pk])
            ),
            Column(gettext_lazy("State"), "state", Kind.STATE, marks=MARKS),
            Column(gettext_lazy("Share"), "percent", Kind.NUMBER, unit="%"),
            Column(gettext_lazy("Started by"), "queued_by"),
            Column(gettext_lazy("Started at"), "queued_at", Kind.TIME, sortable=True),
            Column(gettext_lazy("Finished at"), "finished_at", Kind.TIME, sortable=True),
            Column(gettext_lazy("Message"), "message"),
        ],
        filters=[Filter("state", gettext_lazy("State"), choices=Job.State.choices)],
        actions=[Action(gettext_lazy("Daily work"), "jobs:daily", _may_set_daily)],
        order=("-queued_at",),
        empty=gettext_lazy("No work in the background."),
    )
    return render_list(request, page, queries.visible_to(request.user))


def label_of(job: Job):
    return KINDS[job.kind].label if job.kind in KINDS else job.kind


@require_GET
@needs(Right.READ_JOBS)
def job(request, job_id):
    """One job; asked by htmx it answers with the progress alone, and stops the asking once the job has ended."""
    found = get_object_or_404(queries.visible_to(request.user), pk=job_id)
    context = {
        "job": found,
        "progress": progress_of(found, timezone.now(), may_cancel=found.queued_by_id == request.user.pk),
    }
    template = "components/progress.html" if request.headers.get("HX-Request") else "jobs/job.html"
    return render(request, template, context)


def progress_of(
    job: Job,
    now: datetime,
    *,
    may_cancel: bool = True,
    poll_url: str = "",
    result_url: str = "",
    result_label="",
) -> Progress:
    """A job as a page shows it, which asks again at `poll_url`; only the person who started it may cancel."""
    return Progress(
        label=label_of(job),
        state=State(job.get_state_display(), MARKS[Job.State(job.state)]),
        done=job.done,
        total=job.total,
        ended=job.ended,
        message=job.message,
        seconds_left=_seconds_left(job, now),
        poll_url=poll_url or reverse("jobs:job", args=[job.pk]),
        cancel_url=reverse("jobs:cancel", args=[job.pk]) if may_cancel else "",
        result_url=result_url,
        result_label=result_label,
    )


def _seconds_left(job: Job, now: datetime) -> int | None:
    """At the pace so far; None until there is a pace."""
    if job.ended or not (job.started_at and job.done and job.total):
        return None
    return round((now - job.started_at).total_seconds() * (job.total - job.done) / job.done)


@require_POST
@needs(Right.READ_JOBS)
def cancel(request, job_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=job_id)
    operations.request_cancel(job=found, by=request.user, at=timezone.now())
    return redirect("jobs:job", job_id)


class DailyForm(forms.Form):
    """When a kind of work begins each day."""

    begins_at = forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


@require_GET
@needs(Right.READ_JOBS)
def daily(request):
    """What is done every day by itself, when, and on whose account."""
    standing = DailyWork.objects.select_related("set_by").in_bulk()
    offered = [kind for kind in KINDS.values() if kind.daily_for and request.user.may(kind.daily_for)]
    rows = [_daily_row(kind, standing.get(kind.code)) for kind in offered]
    return render(request, "jobs/daily.html", {"title": gettext_lazy("Daily work"), "rows": rows})


def _daily_row(kind: JobKind, found: DailyWork | None) -> dict:
    return {"kind": kind, "daily": found, "stands": found is not None and operations.daily_stands(found)}


@require_POST
@needs(Right.READ_JOBS)
def set_daily(request, kind):
    """Sets the hour of a kind of daily work, or stops it."""
    if kind not in KINDS or KINDS[kind].daily_for is None:
        raise Http404
    form = DailyForm(request.POST)
    if "stop" in request.POST:
        operations.end_daily(kind=kind, by=request.user)
    elif form.is_valid():
        begins_at = form.cleaned_data["begins_at"]
        operations.begin_daily(kind=kind, begins_at=begins_at, by=request.user, at=timezone.now())
    else:
        messages.error(request, _("Give a time of the day, such as 07:30."))
    return redirect("jobs:daily")
