from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State, local_time
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Column, Filter, FilterKind, Kind, ListPage, render_list

from . import operations, queries
from .kinds import RECORD_KINDS
from .models import EvidenceLink, TrailEntry
from .verbs import verb_label

PERSONAL = (("True", gettext_lazy("contains personal data")), ("False", gettext_lazy("contains none")))


@require_GET
@needs(Right.READ_EVIDENCE)
def documents(request):
    return render_list(request, _documents_page(), queries.visible_to(request.user).prefetch_related("links"))


def _documents_page() -> ListPage:
    return ListPage(
        title=gettext_lazy("Evidence"),
        columns=[
            Column(gettext_lazy("File name"), "filename", Kind.LINK, sortable=True, url=_document_url),
            Column(gettext_lazy("Proves"), _proves),
            Column(gettext_lazy("Type"), "media_type", sortable=True),
            Column(gettext_lazy("Personal data"), _lock, Kind.STATE),
            Column(gettext_lazy("Size"), "size", Kind.NUMBER, sortable=True, unit=gettext_lazy("bytes")),
            Column(gettext_lazy("Uploaded by"), "uploaded_by"),
            Column(gettext_lazy("Uploaded at"), "uploaded_at", Kind.TIME, sortable=True),
            Column(gettext_lazy("Digest (SHA-256)"), "sha256", export_only=True),
        ],
        filters=[
            Filter("uploaded", gettext_lazy("Uploaded at"), FilterKind.TIME_RANGE, apply="uploaded_at"),
            Filter("personal", gettext_lazy("Personal data"), choices=PERSONAL),
        ],
        search=("filename", "sha256"),
        order=("-uploaded_at",),
        empty=gettext_lazy("No evidence yet. Documents are added on the page of the record they prove."),
    )


def _lock(document) -> State | None:
    return State(_("personal data"), Mark.LOCKED) if document.personal else None


def _document_url(document) -> str:
    return RECORD_KINDS["evidence.document"].url(document.pk)


def _proves(document) -> str:
    labels = {str(_label(link.record_kind)) for link in document.links.all() if link.removed_at is None}
    return "、".join(sorted(labels))


def _label(code: str):
    return RECORD_KINDS[code].label if code in RECORD_KINDS else code


@require_GET
@needs(Right.READ_EVIDENCE)
def document(request, document_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=document_id)
    links = [
        {
            "label": _label(link.record_kind),
            "url": RECORD_KINDS[link.record_kind].url(link.record_id),
            "link": link,
        }
        for link in found.links.filter(removed_at=None)
        if link.record_kind in RECORD_KINDS
    ]
    context = {
        "document": found,
        "lock": _lock(found),
        "links": links,
        "facts": _facts(found),
        "may_open": queries.may_open(found, request.user),
        "may_mark": queries.may_mark(found, request.user, personal=not found.personal),
    }
    return render(request, "evidence/document.html", context)


def _facts(document) -> list[Fact]:
    return [
        Fact(_("Type"), document.media_type),
        Fact(_("Size"), filesizeformat(document.size)),
        Fact(_("Uploaded by"), document.uploaded_by),
        Fact(_("Uploaded at"), local_time(document.uploaded_at)),
        Fact(_("Digest (SHA-256)"), document.sha256),
    ]


@require_GET
@needs(Right.READ_EVIDENCE)
def content(request, document_id):
    """The file itself: pictures and PDF open in the browser, everything else is saved, nothing is ever run.

    Personal content is never kept by the browser, so that each opening comes here and leaves its entry.
    """
    found = get_object_or_404(queries.visible_to(request.user), pk=document_id)
    if not found.file.storage.exists(found.file.name):
        raise Http404(_("The stored file is missing; the digest of what it was stays on record."))
    operations.open_content(document=found, by=request.user, at=timezone.now())
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=not found.viewable,
        filename=found.filename,
        content_type=found.media_type if found.viewable else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store" if found.personal else "private, max-age=3600"
    return response


@require_POST
@needs(Right.WRITE_EVIDENCE)
def mark_personal(request, document_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=document_id)
    personal = bool(request.POST.get("personal"))
    operations.mark_personal(document=found, personal=personal, by=request.user, at=timezone.now())
    messages.success(
        request,
        _("The document is marked: it contains personal data.")
        if personal
        else _("The mark was taken off: whoever sees the record can open the document."),
    )
    return redirect("evidence:document", document_id)


@require_POST
@needs(Right.WRITE_EVIDENCE)
def attach(request, record_kind, record_id):
    try:
        for file in request.FILES.getlist("file"):
            uploaded = operations.upload(
                file=file,
                filename=file.name,
                personal=bool(request.POST.get("personal")),
                by=request.user,
                at=timezone.now(),
            )
            operations.attach(
                document=uploaded,
                record_kind=record_kind,
                record_id=record_id,
                note=request.POST.get("note", ""),
                by=request.user,
                at=timezone.now(),
            )
            messages.success(
                request, _("%(name)s is now evidence of this record.") % {"name": uploaded.filename}
            )
        if not request.FILES:
            messages.error(request, _("Choose a file first."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(_way_back(request))


@require_POST
@needs(Right.WRITE_EVIDENCE)
def detach(request, link_id):
    link = get_object_or_404(EvidenceLink, pk=link_id, removed_at=None)
    operations.detach(link=link, by=request.user, at=timezone.now())
    messages.success(request, _("The document was taken off this record. It is kept in the evidence list."))
    return redirect(_way_back(request))


def _way_back(request) -> str:
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/") else "/"


@require_GET
@needs(Right.READ_TRAIL)
def trail(request):
    page = ListPage(
        title=gettext_lazy("Trail"),
        columns=[
            Column(gettext_lazy("No."), "seq", Kind.NUMBER, sortable=True),
            Column(gettext_lazy("Time"), "at", Kind.TIME),
            Column(gettext_lazy("By"), "by"),
            Column(gettext_lazy("Action"), lambda entry: verb_label(entry.verb)),
            Column(gettext_lazy("Record"), _record_label, Kind.LINK, url=_record_url),
            Column(gettext_lazy("What changed"), _change),
            Column(gettext_lazy("Hash"), "leaf_hash", export_only=True),
        ],
        filters=[
            Filter("kind", gettext_lazy("Record"), apply="record_kind", choices=_kind_choices),
            Filter("at", gettext_lazy("Time"), FilterKind.TIME_RANGE),
        ],
        search=("verb", "record_id"),
        order=("-seq",),
        empty=gettext_lazy("Nothing has happened yet."),
    )
    entries = TrailEntry.objects.select_related("by")
    return render_list(
        request, page, entries, template="evidence/trail.html", context={"head": queries.head()}
    )


def _kind_choices(request):
    return [(kind.code, kind.label) for kind in RECORD_KINDS.values()]


def _record_label(entry) -> str:
    return f"{_label(entry.record_kind)} {entry.record_id[:8]}"


def _record_url(entry) -> str:
    kind = RECORD_KINDS.get(entry.record_kind)
    return kind.url(entry.record_id) if kind else ""


def _change(entry) -> str:
    return " · ".join(f"{name}: {value}" for name, value in queries.change_of(entry).items())[:200]
