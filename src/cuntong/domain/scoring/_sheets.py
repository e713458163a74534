"""Scoring a whole sheet: every row with its points, its reason and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
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
from ._scorecards import (
    POINT_PLACES,
    GradeBand,
    RowKind,
    Scorecard,
    ScorecardError,
    ScorecardRow,
    TargetSource,
)

NO_POINTS = round_half_up(0, POINT_PLACES)
NO_CAUSES: Mapping[str, str] = MappingProxyType({})


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
class Block:
    """The rows of one indicator of the first level, with their sum."""

    name: Bilingual
    rows: tuple[ScoredRow, ...]

    @property
    def points(self) -> Decimal:
        """The sum of the rows' rounded points."""
        return _sum(row.points for row in self.rows)

    @property
    def weight(self) -> Decimal:
        """The sum of the rows' weights."""
        return _sum(row.row.weight for row in self.rows)


@dataclass(frozen=True)
class ScoreSheet:
    """A scored sheet.

    The total is the sum of the rounded points, so that it can be added up again from what is printed. Where
    rows are unscored the grade is provisional, and `best_total` says how far it could still rise.
    """

    scorecard: Scorecard
    rows: tuple[ScoredRow, ...]

    @property
    def total(self) -> Decimal:
        """The points earned."""
        return _sum(row.points for row in self.rows)

    @property
    def possible(self) -> Decimal:
        """The points of a perfect sheet."""
        return self.scorecard.full_marks

    @property
    def unscored(self) -> tuple[ScoredRow, ...]:
        """The rows that were not scored."""
        return tuple(row for row in self.rows if not row.is_scored)

    @property
    def is_provisional(self) -> bool:
        """Whether some row was not scored."""
        return bool(self.unscored)

    @property
    def best_total(self) -> Decimal:
        """The total if every unscored row earned its whole weight."""
        return self.total + _sum(row.row.weight for row in self.unscored)

    @property
    def grade(self) -> GradeBand | None:
        """The grade of the total; None where the form gives no grade."""
        return self._grade_of(self.total)

    @property
    def best_grade(self) -> GradeBand | None:
        """The grade of `best_total`."""
        return self._grade_of(self.best_total)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The rows by their first level, in the order of the sheet."""
        groups = groupby(self.rows, key=lambda scored: scored.row.levels[0])
        return tuple(Block(name, tuple(rows)) for name, rows in groups)

    def _grade_of(self, points: Decimal) -> GradeBand | None:
        grades = self.scorecard.grades
        return None if grades is None else grades.grade_of(points)


def score(
    scorecard: Scorecard,
    *,
    figures: Mapping[str, Actual | None],
    targets: Mapping[str, Exact],
    assessments: Mapping[str, Assessment],
    evidence: Mapping[str, int],
    causes: Mapping[str, str] = NO_CAUSES,
) -> ScoreSheet:
    """Return the scored sheet.

    `figures` and `targets` are by indicator code and in the figure's own unit (per cent: 50, not 0.5); a
    figure that is absent or None has no records. `assessments`, `evidence` (number of documents) and `causes`
    are by row code. A row without evidence, records, target or assessment is not scored: 0 points, and its
    reason says what is missing.

    Raises ScorecardError, naming the row, for a code that the scorecard does not have, an assessment of a
    counted row, a share outside its band, an empty judgement, a negative target, or an execution rate that
    is not a `Rate`.
    """
    _refuse_strangers(scorecard, assessments, "评定", "assessment")
    _refuse_strangers(scorecard, evidence, "佐证材料", "evidence")
    _refuse_strangers(scorecard, causes, "原因说明", "cause")
    for code, assessment in assessments.items():
        _check_assessment(scorecard, scorecard.row_by_code[code], assessment)
    rows = tuple(
        _score_row(
            scorecard,
            row,
            actual=figures.get(row.indicator_code) if row.indicator_code else None,
            target=_target(row, targets),
            assessment=assessments.get(row.code),
            documents=evidence.get(row.code, 0),
            cause=causes.get(row.code, "").strip(),
        )
        for row in scorecard.rows
    )
    return ScoreSheet(scorecard, rows)


def _score_row(
    scorecard: Scorecard,
    row: ScorecardRow,
    *,
    actual: Actual | None,
    target: Exact | None,
    assessment: Assessment | None,
    documents: int,
    cause: str,
) -> ScoredRow:
    missing = _missing(row, actual, target, assessment, documents)
    if missing:
        return ScoredRow(row, NO_POINTS, "", _unscored_reason(missing), actual, target, missing, cause=cause)
    if assessment is not None:
        points = qualitative_points(row, assessment.share)
        return ScoredRow(
            row, points.points, points.arithmetic, _judged_reason(scorecard, row, assessment, points)
        )
    assert actual is not None  # _missing has seen to it
    goal, points = _counted(row, actual, target)
    raised = flags(
        row,
        actual,
        goal,
        deviation_limit=scorecard.deviation_limit,
        over_achievement_limit=scorecard.over_achievement_limit,
    )
    reason = _counted_reason(row, actual, goal, points)
    return ScoredRow(row, points.points, points.arithmetic, reason, actual, target, (), raised, cause)


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


def _missing(
    row: ScorecardRow,
    actual: Actual | None,
    target: Exact | None,
    assessment: Assessment | None,
    documents: int,
) -> tuple[Missing, ...]:
    lacks = {
        Missing.EVIDENCE: row.evidence_required and documents < 1,
        Missing.RECORDS: row.indicator_code is not None and actual is None,
        Missing.TARGET: row.is_quantitative and target is None,
        Missing.ASSESSMENT: row.kind is RowKind.QUALITATIVE and assessment is None,
    }
    return tuple(item for item, is_missing in lacks.items() if is_missing)


def _target(row: ScorecardRow, targets: Mapping[str, Exact]) -> Exact | None:
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


def _refuse_strangers(scorecard: Scorecard, codes: Collection[str], zh: str, en: str) -> None:
    strangers = sorted(set(codes) - set(scorecard.row_by_code))
    if strangers:
        names = ", ".join(strangers)
        raise ScorecardError(
            f"评分表 {scorecard.code} 没有指标 {names}，不能给它{zh}",
            f"scorecard {scorecard.code} has no row {names} to take {en}",
        )


def _check_assessment(scorecard: Scorecard, row: ScorecardRow, assessment: Assessment) -> None:
    for problem in _assessment_problems(scorecard, row, assessment):
        raise ScorecardError(f"{row.code}：{problem.zh}", f"{row.code}: {problem.en}")


def _assessment_problems(
    scorecard: Scorecard, row: ScorecardRow, assessment: Assessment
) -> Iterable[Bilingual]:
    band = scorecard.band_by_code.get(assessment.band)
    if row.kind is not RowKind.QUALITATIVE:
        yield Bilingual("该指标按数据计分，不能评定档次", "the row is counted, it takes no assessment")
    elif band is None:
        names = ", ".join(scorecard.band_by_code)
        yield Bilingual(
            f"没有档次 {assessment.band}，可选 {names}", f"no band {assessment.band}; there are {names}"
        )
    elif not band.contains(assessment.share):
        limits = f"{percent(band.lower)}–{percent(band.upper)}"
        yield Bilingual(
            f"{percent(assessment.share)} 不在“{band.name.zh}”一档（{limits}）内",
            f"{percent(assessment.share)} lies outside the band {band.name.en} ({limits})",
        )
    elif not assessment.judgement.strip():
        yield Bilingual("须写明评定理由", "an assessment needs its reason in words")


def _sum(numbers: Iterable[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0))
