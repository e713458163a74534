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
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark
from cuntong.apps.desk.lists import Column, Filter, Kind, ListPage, render_list
from cuntong.domain.workbooks import write_template

from . import operations, queries
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
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            messages.error(request, _("Choose a workbook first."))
            return redirect("imports:sheet", code)
        try:
            batch = operations.upload(
                sheet=found, file=file, filename=file.name, by=request.user, at=timezone.now()
            )
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("imports:sheet", code)
        return redirect("imports:batch", batch.pk)
    recent = queries.visible_to(request.user).filter(sheet=code)[:5]
    context = {"sheet": found.sheet, "title": title_of(code), "english": get_language() == "en", "recent": recent}
    return render(request, "imports/sheet.html", context)


@require_GET
@needs(Right.IMPORT)
def template(request, code):
    found = _sheet(request, code)
    response = HttpResponse(write_template(found.sheet, get_language()), content_type=WORKBOOK_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{code}.xlsx"'
    return response


@require_GET
@needs(Right.IMPORT)
def batch(request, batch_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=batch_id)
    template_name = "imports/batch_state.html" if request.headers.get("HX-Request") else "imports/batch.html"
    context = {"batch": found, "title": title_of(found.sheet), "english": get_language() == "en", "job": found.job}
    return render(request, template_name, context)


@require_GET
@needs(Right.IMPORT)
def annotated(request, batch_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=batch_id)
    if not found.annotated:
        raise Http404(_("This batch has no annotated copy, because it has no errors."))
    stem = found.filename.rsplit(".", 1)[0]
    name = f"{stem}-{_('errors')}.xlsx"
    return FileResponse(found.annotated.open("rb"), as_attachment=True, filename=name, content_type=WORKBOOK_TYPE)


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
