from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import COUNTYWIDE, Right
from cuntong.apps.places.models import Division
from cuntong.apps.places.queries import county
from cuntong.domain import claims
from cuntong.domain.indicators import CATALOGUE, Figure, FigureSource, Frame, Indicator, compute
from cuntong.domain.sealing import open_bundle

from . import moments
from .models import (
    Assessment,
    Cause,
    CheckedReport,
    CheckFinding,
    FindingAnswer,
    FrozenFigure,
    Report,
    Snapshot,
    Target,
)

RECORD_OF_FACT: Mapping[str, tuple[str, str]] = {
    "divisions": ("places.division", "code"),
    "stations": ("places.station", "station_id"),
    "station_events": ("places.station_event", "event_id"),
    "appropriations": ("funds.appropriation", "appropriation_id"),
    "contracts": ("funds.contract", "contract_id"),
    "payments": ("funds.payment", "payment_id"),
    "courses": ("training.course", "course_id"),
    "training_sessions": ("training.session", "session_id"),
    "attendance": ("training.session", "session_id"),
    "outcomes": ("training.outcome", "outcome_id"),
    "certificates": ("training.certificate", "certificate_id"),
    "satisfaction_answers": ("training.session", "session_id"),
    "tenancies": ("market.tenancy", "tenancy_id"),
    "shops": ("market.shop", "shop_id"),
    "livestreams": ("market.livestream", "livestream_id"),
    "exhibits": ("market.exhibit", "exhibit_id"),
}
"""Where a counted row leads: the kind of record that proves it, and the column that names it."""


def visible_to(user: User) -> QuerySet[Snapshot]:
    snapshots = Snapshot.objects.select_related("created_by", "job")
    return snapshots if user.may(Right.READ_PERFORMANCE) else snapshots.none()


def visible_targets(user: User) -> QuerySet[Target]:
    targets = Target.objects.select_related("sealed_by")
    return targets if user.may(Right.READ_PERFORMANCE) else targets.none()


def visible_reports(user: User) -> QuerySet[Report]:
    reports = Report.objects.select_related("snapshot", "approved_by", "created_by")
    return reports if user.may(Right.READ_PERFORMANCE) else reports.none()


def visible_assessments(user: User) -> QuerySet[Assessment]:
    assessments = Assessment.objects.select_related("snapshot")
    return assessments if user.may(Right.READ_PERFORMANCE) else assessments.none()


def visible_causes(user: User) -> QuerySet[Cause]:
    causes = Cause.objects.select_related("snapshot")
    return causes if user.may(Right.READ_PERFORMANCE) else causes.none()


def township_names() -> dict[str, str]:
    return dict(Division.objects.filter(level="TOWNSHIP").values_list("code", "name"))


def latest_frozen() -> Snapshot | None:
    return Snapshot.objects.filter(state=Snapshot.State.FROZEN).order_by("-as_of", "-frozen_at").first()


def frame_of(snapshot: Snapshot) -> Frame:
    return Frame(project_start=snapshot.project_start, year_start=snapshot.year_start, as_of=snapshot.as_of)


def frame_today(today: date, project_start: date) -> Frame:
    """The frame of figures as they stand: the running year, or the year of the latest freeze with its dates."""
    start = min(project_start, today)
    return Frame(project_start=start, year_start=max(start, today.replace(month=1, day=1)), as_of=today)


@contextmanager
def frozen_source(snapshot: Snapshot) -> Iterator[FigureSource]:
    """The facts of a snapshot, from its bundle and from nothing else."""
    with FigureSource.from_parquet(_unpacked(snapshot)) as source:
        yield source


@contextmanager
def live_source() -> Iterator[FigureSource]:
    """Today's facts."""
    with FigureSource.from_parquet(moments.live_tables()) as source:
        yield source


def _unpacked(snapshot: Snapshot) -> Path:
    """The fact tables of a bundle as files, unpacked once; their folder bears the bundle's digest."""
    folder = settings.VAR / "facts" / f"bundle-{snapshot.bundle_sha256[:16]}"
    if folder.exists():
        return folder
    beside = folder.with_name(f"{folder.name}.{uuid4().hex}")
    beside.mkdir(parents=True)
    with open_bundle(Path(snapshot.bundle.path)) as bundle:
        for table in bundle.manifest.tables:
            pq.write_table(bundle.table(table.name), beside / f"{table.name}.parquet", compression="zstd")
    try:
        beside.rename(folder)
    except OSError:  # somebody else was quicker
        for path in beside.iterdir():
            path.unlink()
        beside.rmdir()
    return folder


@dataclass(frozen=True)
class FigureLine:
    """One indicator with its value now and its value frozen."""

    indicator: Indicator
    now: Figure
    frozen: FrozenFigure | None

    @property
    def has_drifted(self) -> bool:
        return self.frozen is not None and self.frozen.value != self.now.value


def figure_lines(snapshot: Snapshot | None, frame: Frame) -> list[FigureLine]:
    """Every figure as the records stand now, beside its frozen value. The frame is the snapshot's, so they compare."""
    with live_source() as source:
        figures = compute(source, frame)
    frozen = {one.indicator_code: one for one in snapshot.figures.all()} if snapshot else {}
    return [FigureLine(CATALOGUE[figure.code], figure, frozen.get(figure.code)) for figure in figures]


def drift_of(now: Decimal | None, frozen: Decimal | None) -> Decimal | None:
    """How far a figure has moved since it was frozen; None where one of the two is unknown."""
    return None if now is None or frozen is None else now - frozen


# --- reports read back -------------------------------------------------------------------------------------------

STANDING = frozenset({FindingAnswer.Answer.ACCEPTED, FindingAnswer.Answer.EXPLAINED})
"""Answers that a later version takes over; "corrected" is refuted where the finding is still there."""


def visible_checks(user: User) -> QuerySet[CheckedReport]:
    """Officers and auditors see every report; others those that they or their organisation put in.

    Checks of our own reports are for whoever may read those.
    """
    checks = CheckedReport.objects.select_related(
        "document", "uploaded_by", "organisation", "job", "report", "snapshot", "follows"
    )
    if not user.may(Right.READ_EVIDENCE):
        return checks.none()
    if not user.may(Right.READ_PERFORMANCE):
        checks = checks.filter(report=None)
    if user.role in COUNTYWIDE:
        return checks
    own = Q(uploaded_by=user)
    return checks.filter(own | Q(organisation=user.organisation_id) if user.organisation_id else own)


def with_open_counts(checks: QuerySet[CheckedReport]) -> QuerySet[CheckedReport]:
    """The checks with `open_count`: findings that nobody has answered, notices left out."""
    newest = FindingAnswer.objects.filter(finding=OuterRef("pk")).order_by("-pk").values("answer")[:1]
    unanswered = (
        CheckFinding.objects.filter(checked=OuterRef("pk"))
        .exclude(grade=CheckFinding.Grade.NOTICE)
        .annotate(newest_answer=Subquery(newest))
        .filter(Q(newest_answer=None) | Q(newest_answer=FindingAnswer.Answer.REOPENED))
        .order_by()
        .values("checked")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return checks.annotate(open_count=Coalesce(Subquery(unanswered), 0))


def with_answers(checked: CheckedReport) -> list[CheckFinding]:
    """The findings of a check in order, each with `said` (its answers, oldest first) and `newest` (the last, or None)."""
    answers = FindingAnswer.objects.select_related("by", "carried_from__finding__checked").order_by("pk")
    findings = list(checked.findings.prefetch_related(Prefetch("answers", queryset=answers, to_attr="said")))
    for finding in findings:
        finding.newest = finding.said[-1] if finding.said else None
    return findings


def vanished(checked: CheckedReport) -> list[CheckFinding]:
    """Findings of the version before that this one has no more."""
    if checked.follows_id is None or checked.state != CheckedReport.State.CHECKED:
        return []
    kept = set(checked.findings.values_list("key", flat=True))
    return [finding for finding in checked.follows.findings.all() if finding.key not in kept]


def last_check(report: Report) -> CheckedReport | None:
    """The newest check of one of our own reports, with `open_count`."""
    return with_open_counts(report.checks.order_by("-version")).first()


def explained_keys(report: Report) -> frozenset[str]:
    """Keys of the findings in one of our own reports that the newest check of it has explained."""
    last = last_check(report)
    findings = with_answers(last) if last else []
    return frozenset(
        finding.key
        for finding in findings
        if finding.newest and finding.newest.answer == FindingAnswer.Answer.EXPLAINED
    )


def sealed_figures(snapshot: Snapshot) -> claims.SealedFigures:
    """The frozen figures of a snapshot, as a report's own are compared with them."""
    known = snapshot.figures.exclude(value=None).filter(indicator_code__in=CATALOGUE)
    return claims.SealedFigures(
        county().name, frame_of(snapshot), dict(known.values_list("indicator_code", "value"))
    )
