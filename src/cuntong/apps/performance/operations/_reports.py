from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.rulebooks import load_outline

from .. import bundles, scores, writing
from ..models import Report, ReportSection, Snapshot
from ._checks import refuse_contradictions


@transaction.atomic
def draft_report(*, snapshot: Snapshot, by: User, at: datetime) -> Report:
    """Begins a report on a frozen snapshot: every section with the draft of its outline, figures bound.

    Raises:
        ValidationError: the snapshot is not frozen.
    """
    require(by, Right.WRITE_PERFORMANCE)
    if snapshot.state != Snapshot.State.FROZEN:
        raise ValidationError(_("A report is written on frozen figures. Wait until the freeze has ended."))
    outline = load_outline(snapshot.outline_code)
    report = Report.objects.create(
        snapshot=snapshot,
        outline_code=outline.code,
        scorecard_code=scores.scorecard_codes()[0],
        title=snapshot.title,
        created_by=by,
        created_at=at,
    )
    ReportSection.objects.bulk_create(
        ReportSection(report=report, position=position, code=section.code, text=section.draft.strip())
        for position, section in enumerate(outline.section, start=1)
    )
    change = {"snapshot": str(snapshot.pk), "outline": outline.code}
    evidence.record(verb="create", record=report, change=change, by=by, at=at)
    return report


@transaction.atomic
def edit_section(*, section: ReportSection, text: str, version: int, by: User, at: datetime) -> ReportSection:
    """Replaces the text of a section.

    `version` is the one the writer saw: somebody else's newer text is never overwritten unseen.

    Raises:
        ValidationError: the report is approved, the text was changed meanwhile, or a placeholder means nothing.
    """
    require(by, Right.WRITE_PERFORMANCE)
    section = ReportSection.objects.select_for_update().select_related("report").get(pk=section.pk)
    if section.report.state == Report.State.APPROVED:
        raise ValidationError(_("This report is approved. Begin a new one on the same snapshot."))
    if section.version != version:
        raise ValidationError(
            _("Somebody changed this section while you were writing. Copy your text, reload, and merge.")
        )
    writing.check_text(text)
    section.text, section.version = text.replace("\r\n", "\n").strip(), version + 1
    section.edited_by, section.edited_at = by, at
    section.save()
    change = {"section": section.code, "version": section.version, "text": section.text}
    evidence.record(verb="correct", record=section.report, change=change, by=by, at=at)
    return section


@transaction.atomic
def approve_report(*, report: Report, by: User, at: datetime) -> Report:
    """Approves a report that has nothing left open, and seals it with its frozen facts in a bundle of its own.

    Raises:
        ValidationError: what is still open, all of it at once, then what contradicts itself.
    """
    require(by, Right.APPROVE_REPORT)
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state == Report.State.APPROVED:
        return report
    written = writing.written(report)
    if written.open_points:
        raise ValidationError(list(written.open_points))
    refuse_contradictions(report, written)
    sealed = bundles.reseal(
        snapshot=report.snapshot,
        report_files=writing.files(written),
        score_sheets={report.scorecard_code: scores.as_json(written.sheet)},
        name=f"bundles/{report.snapshot_id}-report-{report.pk}.zip",
    )
    report.state, report.approved_by, report.approved_at = Report.State.APPROVED, by, at
    report.bundle.name, report.bundle_sha256 = sealed.name, sealed.sha256
    report.save()
    change = {"root": sealed.root, "sha256": sealed.sha256}
    evidence.record(verb="approve", record=report, change=change, by=by, at=at)
    return report
