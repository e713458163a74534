from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import Assessment, Cause, CheckedReport, Report, Snapshot, Target

for code, label, model, visible_to, page in (
    ("performance.target", _("target"), Target, queries.visible_targets, "performance:target"),
    ("performance.snapshot", _("snapshot"), Snapshot, queries.visible_to, "performance:snapshot"),
    ("performance.report", _("report"), Report, queries.visible_reports, "performance:report"),
    (
        "performance.assessment",
        _("assessment"),
        Assessment,
        queries.visible_assessments,
        "performance:assessment",
    ),
    ("performance.cause", _("cause of a deviation"), Cause, queries.visible_causes, ""),
):
    declare(
        RecordKind(
            code=code,
            label=label,
            model=model,
            visible_to=visible_to,
            read=Right.READ_PERFORMANCE,
            write=Right.WRITE_PERFORMANCE,
            page=page,
        )
    )

declare(
    RecordKind(
        code="performance.check",
        label=_("report that was checked"),
        model=CheckedReport,
        visible_to=queries.visible_checks,
        read=Right.READ_EVIDENCE,
        write=Right.WRITE_EVIDENCE,
        page="performance:check",
    )
)
