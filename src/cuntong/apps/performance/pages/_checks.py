from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.lists import Action, Column, Filter, Kind, ListPage, render_list
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence import queries as documents
from cuntong.apps.jobs.pages import progress_of

from .. import operations, queries
from ..forms import AnswerForm, CheckForm, CompareForm
from ..models import CheckedReport
from . import _annotated

MARKS = {
    CheckedReport.State.CHECKING: Mark.GOING,
    CheckedReport.State.CHECKED: Mark.DONE,
    CheckedReport.State.REFUSED: Mark.WRONG,
}


def _state(checked) -> State:
    """What a reader of the list needs to know first: does it contradict itself, is a question open?"""
    if checked.state != CheckedReport.State.CHECKED:
        return State(checked.get_state_display(), MARKS[CheckedReport.State(checked.state)])
    if checked.open_count == 0:
        return State(_("Nothing open"), Mark.DONE)
    if checked.contradictions:
        return State(_("Contradicts itself"), Mark.WRONG)
    return State(_("Questions open"), Mark.LOOK)


def _may_upload(request) -> bool:
    return request.user.may(Right.WRITE_EVIDENCE)


NEW = Action(gettext_lazy("Check a report"), "performance:check-new", allowed=_may_upload)
CHECKS = ListPage(
    title=gettext_lazy("Report check"),
    note=gettext_lazy(
        "Which figures of a written report cannot be true, and which need a question. Every file and answer is kept."
    ),
    columns=[
        Column(
            gettext_lazy("Report"),
            "document__filename",
            Kind.LINK,
            sortable=True,
            url=lambda one: reverse("performance:check", args=[one.pk]),
        ),
        Column(gettext_lazy("Version"), "version", Kind.NUMBER),
        Column(gettext_lazy("State"), _state, Kind.STATE),
        Column(gettext_lazy("Contradictions"), "contradictions", Kind.NUMBER, sortable=True, total=True),
        Column(gettext_lazy("Questions"), "questions", Kind.NUMBER, sortable=True, total=True),
        Column(pgettext_lazy("of a report check", "Notices"), "notices", Kind.NUMBER, total=True),
        Column(gettext_lazy("Unanswered"), "open_count", Kind.NUMBER, sortable=True, total=True),
        Column(gettext_lazy("Uploaded by"), "uploaded_by"),
        Column(gettext_lazy("Uploaded at"), "uploaded_at", Kind.TIME, sortable=True),
    ],
    filters=[
        Filter(
            "versions",
            gettext_lazy("Versions"),
            apply=lambda checks, value: checks.filter(followed=None) if value == "LAST" else checks,
            choices=[("LAST", gettext_lazy("last versions only"))],
        ),
        Filter("state", gettext_lazy("State"), choices=CheckedReport.State.choices),
    ],
    search=("document__filename", "organisation__name"),
    order=("-uploaded_at",),
    actions=[NEW],
    empty=gettext_lazy("No report has been checked yet. Upload one, or paste its text."),
    empty_action=NEW,
)


@require_GET
@needs(Right.READ_EVIDENCE)
def checks(request):
    found = queries.with_open_counts(queries.visible_checks(request.user))
    return render_list(request, CHECKS, found)


def _check_of(request, check_id) -> CheckedReport:
    return get_object_or_404(queries.visible_checks(request.user), pk=check_id)


# --- taking in ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_EVIDENCE)
def check_new(request, check_id=None):
    """Upload or paste; with `check_id` a new version of that report."""
    follows = _check_of(request, check_id) if check_id else None
    form = CheckForm(request.POST or None, request.FILES or None, reader=request.user, single=bool(follows))
    if request.method == "POST" and form.is_valid():
        taken = _take_in(request, form, follows)
        if taken:
            return (
                redirect("performance:check", taken[0].pk)
                if len(taken) == 1
                else redirect("performance:checks")
            )
    context = {
        "form": form,
        "follows": follows,
        "title": _("Upload a corrected version") if follows else _("Check a report"),
        "crumbs": [(_("Report check"), reverse("performance:checks"))],
        "max_bytes": 20 * 1024 * 1024,
    }
    return render(request, "performance/check_new.html", context)


def _take_in(request, form: CheckForm, follows: CheckedReport | None) -> list[CheckedReport]:
    """Each file by itself: one that is refused does not keep the others back."""
    snapshot = form.cleaned_data.get("snapshot")
    taken = []
    for name, file in _files(form):
        try:
            checked = operations.take_in_report(
                file=file,
                filename=name,
                follows=follows,
                snapshot=snapshot,
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error("files", refusal if not hasattr(refusal, "error_dict") else refusal.messages)
        else:
            taken.append(checked)
    if len(taken) > 1:
        _tell(request, taken)
    if taken:
        for message in form.errors.get("files", []):
            messages.error(request, message)
    return taken


def _files(form: CheckForm):
    if text := form.cleaned_data["text"].strip():
        title = form.cleaned_data["title"].strip() or _("Pasted text")
        yield f"{title}.txt", ContentFile(text.encode())
    for file in form.cleaned_data["files"]:
        yield file.name, file


def _tell(request, taken: list[CheckedReport]) -> None:
    waiting = sum(one.state == CheckedReport.State.CHECKING for one in taken)
    words = ngettext("%(n)s report was taken in.", "%(n)s reports were taken in.", len(taken)) % {
        "n": len(taken)
    }
    if waiting:
        words += " " + _("%(n)s of them are being checked in the background.") % {"n": waiting}
    messages.success(request, words)


# --- one report --------------------------------------------------------------------------------------------------


@require_GET
@needs(Right.READ_EVIDENCE)
def check(request, check_id):
    """The annotated report, its findings beside it with what was said to each."""
    checked = _check_of(request, check_id)
    working = checked.state == CheckedReport.State.CHECKING
    if request.headers.get("HX-Request") and working:
        return render(request, "performance/check_working.html", _working(checked, request.user))
    findings = queries.with_answers(checked)
    later = CheckedReport.objects.filter(follows=checked).first()
    may_answer = _may_answer(request.user, checked) and later is None
    context = {
        "checked": checked,
        "title": checked.document.filename,
        "crumbs": [(_("Report check"), reverse("performance:checks"))],
        "groups": _annotated.groups(findings, checked, request.user),
        "blocks": _annotated.blocks(checked, findings),
        "open_count": _annotated.open_count(findings),
        "vanished": queries.vanished(checked),
        "later": later,
        "may_answer": may_answer,
        "may_replace": may_answer and checked.report_id is None,
        "may_open_file": documents.may_open(checked.document, request.user),
        "compare_form": _compare_form(request.user, checked) if may_answer else None,
        "form": AnswerForm(),
    }
    return render(
        request, "performance/check.html", context | (_working(checked, request.user) if working else {})
    )


def _may_answer(user, checked: CheckedReport) -> bool:
    return user.may(Right.WRITE_PERFORMANCE if checked.report_id else Right.WRITE_EVIDENCE)


def _compare_form(user, checked: CheckedReport) -> CompareForm | None:
    if checked.report_id or not user.may(Right.READ_PERFORMANCE):
        return None
    form = CompareForm(reader=user)
    return form if form.fields["snapshot"].queryset.exists() else None


def _working(checked: CheckedReport, user) -> dict:
    job = checked.job
    progress = job and progress_of(job, timezone.now(), may_cancel=False)
    failure = job.message if job and job.state in ("FAILED", "CANCELLED") else ""
    return {"checked": checked, "working": True, "progress": progress, "failure": failure}


@require_POST
@needs(Right.WRITE_EVIDENCE)
def answer(request, check_id, position):
    finding = get_object_or_404(_check_of(request, check_id).findings, position=position)
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([message for messages_ in form.errors.values() for message in messages_])
        operations.answer_finding(finding=finding, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The answer is kept."))
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    return redirect(f"{reverse('performance:check', args=[check_id])}#finding-{position}")


@require_POST
@needs(Right.READ_PERFORMANCE)
def compare(request, check_id):
    """The same file once more, against the figures of a frozen snapshot."""
    checked = _check_of(request, check_id)
    form = CompareForm(request.POST, reader=request.user)
    try:
        if not form.is_valid():
            raise ValidationError(_("Choose a frozen snapshot."))
        checked = operations.compare_with_snapshot(
            checked=checked, snapshot=form.cleaned_data["snapshot"], by=request.user, at=timezone.now()
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("performance:check", checked.pk)


@require_POST
@needs(Right.WRITE_PERFORMANCE)
def check_own(request, report_id):
    report = get_object_or_404(queries.visible_reports(request.user), pk=report_id)
    checked = operations.check_own_report(report=report, by=request.user, at=timezone.now())
    return redirect("performance:check", checked.pk)


# --- downloads ---------------------------------------------------------------------------------------------------


@require_GET
@needs(Right.READ_EVIDENCE)
def download(request, check_id, form):
    """The annotated page, the Word document with comments, the findings as a workbook, or the file as it came."""
    checked = _check_of(request, check_id)
    if form == "original":
        return _original(request, checked)
    if checked.state != CheckedReport.State.CHECKED:
        raise Http404(_("This report has not been checked."))
    evidence.open_content(document=checked.document, by=request.user, at=timezone.now())
    make = {"html": _annotated.page, "docx": _annotated.word, "xlsx": _annotated.workbook}[form]
    content, media_type = make(checked, queries.with_answers(checked))
    response = HttpResponse(content, content_type=media_type)
    stem = checked.document.filename.rpartition(".")[0] or checked.document.filename
    response["Content-Disposition"] = content_disposition_header(True, f"{stem}-{_('checked')}.{form}")
    response["Cache-Control"] = "private, no-store"
    return response


def _original(request, checked: CheckedReport) -> FileResponse:
    evidence.open_content(document=checked.document, by=request.user, at=timezone.now())
    response = FileResponse(
        checked.document.file.open("rb"),
        as_attachment=True,
        filename=checked.document.filename,
        content_type="application/octet-stream",
    )
    response["Cache-Control"] = "private, no-store"
    return response
