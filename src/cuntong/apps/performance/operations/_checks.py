"""Reports read back: taken in, checked, answered; a later version takes over the answers to what is still there."""

import io
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import BinaryIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.models import Document
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.places.queries import county
from cuntong.domain import claims

from .. import queries, writing
from ..models import CheckedReport, CheckFinding, FindingAnswer, Report, Snapshot

DIRECT_BYTES = 200_000
"""A report of thirty pages takes half a second; what is larger than this is checked in the background."""
ENDINGS = (".docx", ".xlsx", ".xls", ".pdf", ".txt", ".md")


@transaction.atomic
def take_in_report(
    *,
    file: BinaryIO,
    filename: str,
    by: User,
    at: datetime,
    follows: CheckedReport | None = None,
    snapshot: Snapshot | None = None,
) -> CheckedReport:
    """Keeps a written report and checks it: at once where it is small, in the background otherwise.

    `follows` is the version before it: answers to findings that are still there are carried over. With
    `snapshot` its figures are compared with the sealed ones, which needs the right to read them.

    Raises:
        ValidationError: by field; a kind of file that cannot be checked, or a version that has a later one.
    """
    require(by, Right.WRITE_EVIDENCE)
    if not filename.lower().endswith(ENDINGS):
        raise ValidationError(
            {
                "files": _("%(name)s: only Word, Excel, PDF with text, .txt or .md can be checked.")
                % {"name": filename}
            }
        )
    document = evidence.upload(file=file, filename=filename, by=by, at=at)
    return _begin(document=document, follows=follows, snapshot=snapshot, by=by, at=at)


@transaction.atomic
def check_own_report(*, report: Report, by: User, at: datetime) -> CheckedReport:
    """Reads one of our own reports back as it stands, as a further version of its checks."""
    require(by, Right.WRITE_PERFORMANCE)
    report = Report.objects.select_for_update().get(pk=report.pk)
    content = writing.files(writing.written(report))[writing.DOCX]
    name = f"{report.title}.docx"
    document = evidence.keep(
        file=io.BytesIO(content), filename=name, by=by, at=at, synthetic=county().synthetic
    )
    last = report.checks.order_by("-version").first()
    return _begin(document=document, follows=last, snapshot=None, by=by, at=at, report=report)


@transaction.atomic
def compare_with_snapshot(
    *, checked: CheckedReport, snapshot: Snapshot, by: User, at: datetime
) -> CheckedReport:
    """Checks the same file once more against the sealed figures of a snapshot, as a version of its own."""
    require(by, Right.WRITE_EVIDENCE)
    return _begin(document=checked.document, follows=checked, snapshot=snapshot, by=by, at=at)


def _begin(
    *,
    document: Document,
    follows: CheckedReport | None,
    snapshot: Snapshot | None,
    by: User,
    at: datetime,
    report: Report | None = None,
) -> CheckedReport:
    if snapshot is not None:
        require(by, Right.READ_PERFORMANCE)
    checked = CheckedReport(
        document=document,
        report=report,
        follows=_last_version(follows, by),
        version=follows.version + 1 if follows else 1,
        snapshot=snapshot,
        organisation=follows.organisation if follows else by.organisation,
        uploaded_by=by,
        uploaded_at=at,
    )
    checked.save(force_insert=True)
    change = {"sha256": document.sha256, "version": checked.version}
    change |= {"follows": str(follows.pk)} if follows else {}
    change |= {"snapshot": str(snapshot.pk)} if snapshot else {}
    evidence.record(verb="check", record=checked, change=change, by=by, at=at)
    if report is None and document.size > DIRECT_BYTES:
        checked.job = jobs.start(
            kind="performance.check", arguments={"checked_id": str(checked.pk)}, by=by, at=at
        )
        checked.save(update_fields=["job"])
        return checked
    return finish_check(checked=checked, at=at)


def _last_version(follows: CheckedReport | None, by: User) -> CheckedReport | None:
    if follows is None:
        return None
    locked = CheckedReport.objects.select_for_update().get(pk=follows.pk)
    if CheckedReport.objects.filter(follows=locked).exists():
        raise ValidationError(_("This report has a later version already. Open that one."))
    if locked.state == CheckedReport.State.CHECKING:
        raise ValidationError(_("This version is still being checked. Wait until its findings are there."))
    return locked


def finish_check(
    *, checked: CheckedReport, at: datetime, hold: Callable[[], AbstractContextManager] = transaction.atomic
) -> CheckedReport:
    """Reads and checks a report that was taken in; what cannot be read is refused with the reason. Once.

    `hold` gives the transaction in which the outcome is written.
    """
    if checked.state != CheckedReport.State.CHECKING:
        return checked
    try:
        with checked.document.file.open("rb") as file:
            document = claims.read_document(file.read(), checked.document.filename)
    except claims.Unreadable as refusal:
        with hold():
            return _save(checked, CheckedReport.State.REFUSED, at, message=_in_language(refusal.message))
    sealed = queries.sealed_figures(checked.snapshot) if checked.snapshot else None
    findings = claims.check(document, against=sealed)
    with hold():
        return _keep(checked, document, findings, at)


def _in_language(text) -> str:
    return text.en if get_language() == "en" else text.zh


def _keep(
    checked: CheckedReport, document: claims.Document, findings: list[claims.Finding], at: datetime
) -> CheckedReport:
    rows = CheckFinding.objects.bulk_create(
        CheckFinding(
            checked=checked,
            position=position,
            kind=finding.kind,
            grade=finding.grade,
            quotes=claims.kept_quotes(finding),
            stated=finding.stated,
            computed=finding.computed,
            message=finding.message,
            figure=finding.figure,
            key=key,
        )
        for position, (finding, key) in enumerate(
            zip(findings, claims.keys_of(findings), strict=True), start=1
        )
    )
    _carry_over(checked.follows, rows)
    counts = {grade: sum(row.grade == grade for row in rows) for grade in claims.CLASSES}
    return _save(
        checked,
        CheckedReport.State.CHECKED,
        at,
        lines=claims.kept_lines(document),
        contradictions=counts[claims.CONTRADICTION],
        questions=counts[claims.QUESTION],
        notices=counts[claims.NOTICE],
    )


def _save(checked: CheckedReport, state: str, at: datetime, **values) -> CheckedReport:
    for name, value in ({"state": state, "checked_at": at} | values).items():
        setattr(checked, name, value)
    checked.save(update_fields=["state", "checked_at", *values])
    return checked


def _carry_over(follows: CheckedReport | None, rows: list[CheckFinding]) -> None:
    """Takes over what was said to the same findings of the version before; "corrected" is refuted by the finding itself."""
    if follows is None:
        return
    said: Mapping[str, FindingAnswer] = {
        finding.key: answer
        for finding in queries.with_answers(follows)
        if (answer := finding.newest) and answer.answer in queries.STANDING
    }
    FindingAnswer.objects.bulk_create(
        FindingAnswer(
            finding=row,
            answer=said[row.key].answer,
            reason=said[row.key].reason,
            carried_from=said[row.key],
            by=said[row.key].by,
            at=said[row.key].at,
        )
        for row in rows
        if row.key in said
    )


@transaction.atomic
def answer_finding(
    *, finding: CheckFinding, answer: str, reason: str, by: User, at: datetime
) -> FindingAnswer:
    """Says what a finding is worth: accepted, explained with a reason, corrected where; a later answer replaces it.

    Raises:
        ValidationError: by field; no reason, or a version that has a later one.
    """
    checked = CheckedReport.objects.select_for_update().get(pk=finding.checked_id)
    require(by, Right.WRITE_PERFORMANCE if checked.report_id else Right.WRITE_EVIDENCE)
    if not queries.visible_checks(by).filter(pk=checked.pk).exists():
        raise PermissionDenied(_("There is no such report among those you may see."))
    if CheckedReport.objects.filter(follows=checked).exists():
        raise ValidationError(_("This report has a later version. Answer there."))
    said = FindingAnswer(finding=finding, answer=answer, reason=reason.strip(), by=by, at=at)
    if answer not in FindingAnswer.Answer.values:
        raise ValidationError({"answer": _("Choose one of the answers.")})
    if answer in (FindingAnswer.Answer.EXPLAINED, FindingAnswer.Answer.CORRECTED) and not said.reason:
        raise ValidationError({"reason": _ASK[answer]()})
    said.save(force_insert=True)
    change = {"finding": finding.position, "key": finding.key, "answer": answer, "reason": said.reason}
    evidence.record(verb="answer", record=checked, change=change, by=by, at=at)
    return said


_ASK = {
    FindingAnswer.Answer.EXPLAINED: lambda: _("Say why the figure is right all the same."),
    FindingAnswer.Answer.CORRECTED: lambda: _("Say in which version, and what it says now."),
}


def refuse_contradictions(report: Report, written: writing.Written) -> None:
    """Reads a report of our own back as it stands, and refuses it while it contradicts itself.

    A contradiction that somebody has explained in a check of this report does not count; one that was accepted does,
    since it has still to be corrected.

    Raises:
        ValidationError: every such contradiction.
    """
    content = writing.files(written)[writing.DOCX]
    findings = claims.check(claims.read_document(content, writing.DOCX))
    explained = queries.explained_keys(report)
    left = [
        finding.message
        for finding, key in zip(findings, claims.keys_of(findings), strict=True)
        if finding.grade == claims.CONTRADICTION and key not in explained
    ]
    if left:
        raise ValidationError(
            [*left, _("Correct the text, or check the report and explain each contradiction there.")]
        )
