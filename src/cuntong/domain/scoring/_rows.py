"""Scoring one row: its points, its reason, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from cuntong.domain.values import Bilingual, Exact, as_fraction, round_half_up

from ._points import (
    Actual,
    Flag,
    Points,
    Rate,
    execution_points,
    flags,
    percent,
    plain,
    qualitative_points,
    quantitative_points,
    shown,
    shown_target,
)
from ._scorecards import POINT_PLACES, RowKind, Scorecard, ScorecardError, ScorecardRow, TargetSource

NO_POINTS = round_half_up(0, POINT_PLACES)


class Missing(StrEnum):
    """What a row lacks; such a row is not scored."""

    EVIDENCE = "EVIDENCE"
    RECORDS = "RECORDS"
    TARGET = "TARGET"
    ASSESSMENT = "ASSESSMENT"


MISSING_TEXT: Mapping[Missing, Bilingual] = MappingProxyType(
    {
        Missing.EVIDENCE: Bilingual("没有佐证材料", "no evidence"),
        Missing.RECORDS: Bilingual("没有支撑该数据的记录", "no records support the figure"),
        Missing.TARGET: Bilingual("没有目标值", "no target"),
        Missing.ASSESSMENT: Bilingual("尚未评定档次", "not yet assessed"),
    }
)

FLAG_TEXT: Mapping[Flag, Bilingual] = MappingProxyType(
    {
        Flag.TARGET_MISSED: Bilingual("未达目标，须说明原因", "target missed: state the cause"),
        Flag.DEVIATION: Bilingual("偏差过大，须说明原因", "large deviation: state the cause"),
        Flag.OVER_ACHIEVED: Bilingual(
            "超额过多，须说明原因；目标定得过低可能扣分",
            "far above target: state the cause; points may be lost where the target was set too low",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A person's judgement of a qualitative row: the band, the share inside it (a part of one), and why."""

    band: str
    share: Decimal
    judgement: str


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """One row with its points; an unscored row has 0 points and says in `missing` and `reason` why."""

    row: ScorecardRow
    points: Decimal
    arithmetic: str
    reason: Bilingual
    actual: Actual | None = None
    target: Exact | None = None
    missing: tuple[Missing, ...] = ()
    flags: tuple[Flag, ...] = ()
    cause: str = ""

    @property
    def is_scored(self) -> bool:
        """Whether the row earned points on evidence."""
        return not self.missing

    @property
    def asks_for_cause(self) -> bool:
        """Whether a cause is due and nobody has given it."""
        return bool(self.flags) and not self.cause


@dataclass(frozen=True, slots=True)
class Given:
    """What there is to score one row with; None where there is nothing."""

    actual: Actual | None
    target: Exact | None
    assessment: Assessment | None
    documents: int
    cause: str


def score_row(scorecard: Scorecard, row: ScorecardRow, given: Given) -> ScoredRow:
    """Return the row with its points, or unscored with what is missing."""
    missing = _missing(row, given)
    if missing:
        reason = _unscored_reason(missing)
        return ScoredRow(row, NO_POINTS, "", reason, given.actual, given.target, missing, cause=given.cause)
    if given.assessment is not None:
        points = qualitative_points(row, given.assessment.share)
        reason = _judged_reason(scorecard, row, given.assessment, points)
        return ScoredRow(row, points.points, points.arithmetic, reason, cause=given.cause)
    assert given.actual is not None  # _missing has seen to it
    return _counted_row(scorecard, row, given.actual, given)


def _counted_row(scorecard: Scorecard, row: ScorecardRow, actual: Actual, given: Given) -> ScoredRow:
    goal, points = _counted(row, actual, given.target)
    raised = flags(
        row,
        actual,
        goal,
        deviation_limit=scorecard.deviation_limit,
        over_achievement_limit=scorecard.over_achievement_limit,
    )
    reason = _counted_reason(row, actual, goal, points)
    return ScoredRow(
        row, points.points, points.arithmetic, reason, actual, given.target, flags=raised, cause=given.cause
    )


def _counted(row: ScorecardRow, actual: Actual, target: Exact | None) -> tuple[Exact, Points]:
    """Return the goal that the result is measured against, and the points."""
    if target is not None:
        return target, quantitative_points(row, actual, target)
    if not isinstance(actual, Rate):
        raise ScorecardError(
            f"{row.code}：执行率须给出分子和分母，不能只给 {actual}",
            f"{row.code}: an execution rate comes with its two numbers, not as {actual}",
        )
    return actual.scale, execution_points(row, actual)


def _missing(row: ScorecardRow, given: Given) -> tuple[Missing, ...]:
    lacks = {
        Missing.EVIDENCE: row.evidence_required and given.documents < 1,
        Missing.RECORDS: row.indicator_code is not None and given.actual is None,
        Missing.TARGET: row.is_quantitative and given.target is None,
        Missing.ASSESSMENT: row.kind is RowKind.QUALITATIVE and given.assessment is None,
    }
    return tuple(item for item, is_missing in lacks.items() if is_missing)


def target_of(row: ScorecardRow, targets: Mapping[str, Exact]) -> Exact | None:
    """Return the row's target: the document's, the sealed one, or None; a negative one is refused."""
    if row.target_source is TargetSource.NONE or row.indicator_code is None:
        return None
    target = row.target if row.target_source is TargetSource.RULEBOOK else targets.get(row.indicator_code)
    if target is not None and as_fraction(target) < 0:
        raise ScorecardError(
            f"{row.code}：目标值不能为负（{target}），否则比例公式没有意义",
            f"{row.code}: a target may not be negative ({target}), the formulas divide by it",
        )
    return target


def _unscored_reason(missing: tuple[Missing, ...]) -> Bilingual:
    texts = [MISSING_TEXT[item] for item in missing]
    return Bilingual(
        f"不计分：{'；'.join(text.zh for text in texts)}。",
        f"Not scored: {'; '.join(text.en for text in texts)}.",
    )


def _counted_reason(row: ScorecardRow, actual: Actual, target: Exact, points: Points) -> Bilingual:
    return _fill(row.reason, actual=shown(actual), target=shown_target(actual, target), **_marks(row, points))


def _judged_reason(
    scorecard: Scorecard, row: ScorecardRow, assessment: Assessment, points: Points
) -> Bilingual:
    band = scorecard.band_by_code[assessment.band].name
    parts = {
        "share": percent(assessment.share),
        "judgement": assessment.judgement.strip(),
        **_marks(row, points),
    }
    return Bilingual(row.reason.zh.format(band=band.zh, **parts), row.reason.en.format(band=band.en, **parts))


def _marks(row: ScorecardRow, points: Points) -> dict[str, str]:
    return {"weight": plain(row.weight), "points": str(points.points)}


def _fill(template: Bilingual, **parts: str) -> Bilingual:
    return Bilingual(template.zh.format(**parts), template.en.format(**parts))
