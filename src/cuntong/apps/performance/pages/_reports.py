from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.lists import Column, Kind, ListPage, render_list
from cuntong.domain.indicators import CATALOGUE, TOPIC_OF

from .. import operations, queries, writing
from ..forms import SectionForm
from ..models import Report, Snapshot
from ..shown import NO_RECORDS, figure_text
from ._figures import in_language

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARKS = {Report.State.DRAFT: Mark.GOING, Report.State.APPROVED: Mark.DONE}

REPORTS = ListPage(
    title=gettext_lazy("Reports"),
    columns=[
        Column(
            gettext_lazy("Title"),
            "title",
            Kind.LINK,
            url=lambda r: reverse("performance:report", args=[r.pk]),
        ),
        Column(gettext_lazy("State"), "state", Kind.STATE, marks=MARKS),
        Column(gettext_lazy("Snapshot"), "snapshot"),
        Column(gettext_lazy("Started at"), "created_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("Approved at"), "approved_at", Kind.TIME, sortable=True),
    ],
    order=("-created_at",),
    empty=gettext_lazy("No report yet. Open a frozen snapshot and write one."),
)


@require_GET
@needs(Right.READ_PERFORMANCE)
def reports(request):
    return render_list(
        request, REPORTS, queries.visible_reports(request.user), template="performance/list.html"
    )


@require_POST
@needs(Right.WRITE_PERFORMANCE)
def report_new(request, snapshot_id):
    snapshot = get_object_or_404(
        queries.visible_to(request.user).filter(state=Snapshot.State.FROZEN), pk=snapshot_id
    )
    drafted = operations.draft_report(snapshot=snapshot, by=request.user, at=timezone.now())
    return redirect("performance:report", drafted.pk)


@require_GET
@needs(Right.READ_PERFORMANCE)
def report(request, report_id):
    """The report as it will be read: every figure opens to its frozen records; what is still open stands at its head."""
    found = get_object_or_404(queries.visible_reports(request.user), pk=report_id)
    written = writing.written(found)
    draft = found.state == Report.State.DRAFT
    context = {
        "title": found.title,
        "state": State(found.get_state_display(), MARKS[Report.State(found.state)]),
        "report": found,
        "html": writing.fragment(written, found.snapshot),
        "open_points": written.open_points if draft else (),
        "typed": written.typed_count,
        "sections": writing.section_titles(found),
        "may_write": draft and request.user.may(Right.WRITE_PERFORMANCE),
        "may_approve": draft and request.user.may(Right.APPROVE_REPORT),
        "as_of": found.snapshot.as_of,
        "checked": queries.last_check(found),
    }
    return render(request, "performance/report.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PERFORMANCE)
def section(request, report_id, section_code):
    """The editor of one section: its text with figures as placeholders, and the figures that can be put in."""
    found = get_object_or_404(queries.visible_reports(request.user), pk=report_id)
    part = get_object_or_404(found.sections, code=section_code)
    form = SectionForm(request.POST or None, initial={"text": part.text, "version": part.version})
    if request.method == "POST" and form.is_valid():
        try:
            operations.edit_section(section=part, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error("text", refusal)
        else:
            messages.success(request, _("The section is saved."))
            return redirect(f"{reverse('performance:report', args=[found.pk])}#section-{part.code}")
    outline_section = writing.outline_section(found, part.code)
    context = {
        "form": form,
        "title": f"{outline_section.number}{in_language(outline_section.heading)}",
        "note": in_language(outline_section.purpose),
        "submit_label": _("Save the section"),
        "back_url": reverse("performance:report", args=[found.pk]),
        "required": outline_section.required,
        "topics": _figures_by_topic(found),
    }
    return render(request, "performance/section.html", context)


def _figures_by_topic(report: Report) -> list:
    """The frozen figures that a writer may put into the text, by topic, with the placeholder to type."""
    values = writing.frozen_figures(report.snapshot)
    topics: dict[str, list] = {}
    for code, indicator in CATALOGUE.items():
        entry = {
            "title": in_language(indicator.title),
            "text": figure_text(values[code]) if code in values else NO_RECORDS,
            "placeholder": f"{{{{figure:{code}}}}}",
        }
        topics.setdefault(in_language(TOPIC_OF[code]), []).append(entry)
    return list(topics.items())


@require_POST
@needs(Right.APPROVE_REPORT)
def approve(request, report_id):
    found = get_object_or_404(queries.visible_reports(request.user), pk=report_id)
    try:
        operations.approve_report(report=found, by=request.user, at=timezone.now())
        messages.success(request, _("The report is approved and sealed."))
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    return redirect("performance:report", found.pk)


@require_GET
@needs(Right.READ_PERFORMANCE)
def document(request, report_id):
    """The report as a Word document in official layout, with the annex that traces every figure."""
    found = get_object_or_404(queries.visible_reports(request.user), pk=report_id)
    response = HttpResponse(writing.files(writing.written(found))["report.docx"], content_type=DOCX_TYPE)
    response["Content-Disposition"] = (
        f'attachment; filename="self-evaluation-{found.snapshot.as_of:%Y-%m-%d}.docx"'
    )
    return response


@require_GET
@needs(Right.READ_PERFORMANCE)
def report_bundle(request, report_id):
    found = get_object_or_404(queries.visible_reports(request.user), pk=report_id)
    if not found.bundle:
        raise Http404(_("A report is sealed when it is approved."))
    name = f"cuntong-report-{found.snapshot.as_of:%Y-%m-%d}.zip"
    return FileResponse(
        found.bundle.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )
