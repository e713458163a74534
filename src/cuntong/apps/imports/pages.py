from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs, require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Progress
from cuntong.apps.desk.lists import Column, Filter, Kind, ListPage, render_list
from cuntong.apps.jobs.models import Job
from cuntong.apps.jobs.pages import progress_of
from cuntong.domain.values import Bilingual
from cuntong.domain.workbooks import write_template

from . import operations, queries
from .forms import UploadForm
from .kinds import SHEETS, ImportSheet, UndoRefused, sheets_for
from .models import ImportBatch

MARKS = {
    ImportBatch.State.UPLOADED: Mark.GOING,
    ImportBatch.State.REFUSED: Mark.WRONG,
    ImportBatch.State.FAULTY: Mark.WRONG,
    ImportBatch.State.READY: Mark.PLANNED,
    ImportBatch.State.COMMITTED: Mark.DONE,
    ImportBatch.State.UNDONE: Mark.OFF,
    ImportBatch.State.ABANDONED: Mark.OFF,
}
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@needs(Right.IMPORT)
def batches(request):
    page = ListPage(
        title=gettext_lazy("Imports"),
        columns=[
            Column(gettext_lazy("File name"), "filename", Kind.LINK, url=_batch_url),
            Column(gettext_lazy("Kind of workbook"), lambda batch: title_of(batch.sheet)),
            Column(gettext_lazy("State"), "state", Kind.STATE, marks=MARKS),
            Column(gettext_lazy("Rows"), "row_count", Kind.NUMBER, total=True),
            Column(gettext_lazy("Errors"), "error_count", Kind.NUMBER),
            Column(gettext_lazy("Uploaded by"), "uploaded_by"),
            Column(gettext_lazy("Uploaded at"), "uploaded_at", Kind.TIME, sortable=True),
        ],
        filters=[Filter("state", gettext_lazy("State"), choices=ImportBatch.State.choices)],
        order=("-uploaded_at",),
        empty=gettext_lazy("Nothing imported yet. Choose a kind of workbook above and take its template."),
    )
    return render_list(
        request,
        page,
        queries.visible_to(request.user),
        template="imports/batches.html",
        context={"sheets": _titled(request.user)},
    )


def _batch_url(batch) -> str:
    return reverse("imports:batch", args=[batch.pk])


def title_of(sheet_code: str) -> str:
    if sheet_code not in SHEETS:
        return sheet_code
    sheet = SHEETS[sheet_code].sheet
    return sheet.en if get_language() == "en" else sheet.zh


def _titled(user) -> list[dict]:
    return [{"code": s.code, "title": title_of(s.code)} for s in sheets_for(user)]


def _sheet(request, code: str) -> ImportSheet:
    if code not in SHEETS:
        raise Http404(_("There is no such kind of workbook."))
    require(request.user, SHEETS[code].right)
    return SHEETS[code]


@require_http_methods(["GET", "POST"])
@needs(Right.IMPORT)
def sheet(request, code):
    """Template and drop area of one kind of workbook."""
    found = _sheet(request, code)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = operations.upload(
                sheet=found, file=file, filename=file.name, by=request.user, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            return redirect("imports:batch", batch.pk)
    context = _sheet_context(found) | {
        "form": form,
        "recent": queries.visible_to(request.user).filter(sheet=code)[:5],
    }
    return render(request, "imports/sheet.html", context)


def _sheet_context(found: ImportSheet) -> dict:
    columns = [
        {"title": _in_language(column.title), "required": column.required, "help": _in_language(column.help)}
        for column in found.sheet.columns
    ]
    return {
        "sheet": found.sheet,
        "title": title_of(found.code),
        "note": _in_language(found.sheet.note),
        "columns": columns,
        "max_bytes": settings.DOCUMENT_MAX_BYTES,
    }


def _in_language(text: Bilingual) -> str:
    return text.en if get_language() == "en" else text.zh


@require_GET
@needs(Right.IMPORT)
def template(request, code):
    found = _sheet(request, code)
    response = HttpResponse(
        write_template(found.sheet, "en" if get_language() == "en" else "zh"), content_type=WORKBOOK_TYPE
    )
    response["Content-Disposition"] = f'attachment; filename="{code}.xlsx"'
    return response


@require_GET
@needs(Right.IMPORT)
def batch(request, batch_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=batch_id)
    template_name = "imports/batch_state.html" if request.headers.get("HX-Request") else "imports/batch.html"
    return render(request, template_name, _batch_context(found, request.user))


def _batch_context(batch: ImportBatch, viewer: User) -> dict:
    working = batch.job is not None and not batch.job.ended
    language = "en" if get_language() == "en" else "zh"
    findings = batch.findings
    columns = [title[language] for title in findings.get("columns", [])]
    return {
        "batch": batch,
        "mend_url": SHEETS[batch.sheet].mend(batch) if _can_be_mended(batch) else "",
        "title": title_of(batch.sheet),
        "state": State(batch.get_state_display(), MARKS[ImportBatch.State(batch.state)]),
        "working": working,
        "progress": _progress(batch.job, viewer) if working else None,
        "job_failure": batch.job.message if batch.job and batch.job.state == "FAILED" else "",
        "columns": columns,
        "preview": [list(zip(columns, row, strict=True)) for row in findings.get("preview", [])],
        "notes": [note[language] for note in findings.get("notes", [])],
        "tallies": [tally | {"title": tally["title"][language]} for tally in findings.get("tallies", [])],
        "errors": [
            error | {"title": error["title"][language], "message": error["message"][language]}
            for error in findings.get("errors", [])
        ],
    }


def _can_be_mended(batch: ImportBatch) -> bool:
    return batch.state == ImportBatch.State.REFUSED and batch.sheet in SHEETS


def _progress(job: Job, viewer: User) -> Progress:
    return progress_of(job, timezone.now(), may_cancel=job.queued_by_id == viewer.pk)


@require_GET
@needs(Right.IMPORT)
def annotated(request, batch_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=batch_id)
    if not found.annotated:
        raise Http404(_("This batch has no annotated copy, because it has no errors."))
    stem = found.filename.rsplit(".", 1)[0]
    name = f"{stem}-{_('errors')}.xlsx"
    return FileResponse(
        found.annotated.open("rb"), as_attachment=True, filename=name, content_type=WORKBOOK_TYPE
    )


@require_POST
@needs(Right.IMPORT)
def commit(request, batch_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=batch_id)
    operations.request_commit(batch=found, by=request.user, at=timezone.now())
    return redirect("imports:batch", batch_id)


@require_POST
@needs(Right.IMPORT)
def undo(request, batch_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=batch_id)
    try:
        operations.undo(batch=found, by=request.user, at=timezone.now())
        messages.success(request, _("All rows of this workbook were taken back."))
    except UndoRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("imports:batch", batch_id)


@require_POST
@needs(Right.IMPORT)
def abandon(request, batch_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=batch_id)
    operations.abandon(batch=found, by=request.user, at=timezone.now())
    return redirect("imports:batches")
