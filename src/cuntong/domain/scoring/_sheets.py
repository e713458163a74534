"""Scoring a whole sheet: rows, total, grade, and how far the total may still rise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType

from cuntong.domain.values import Bilingual, Exact

from ._points import Actual, percent
from ._rows import Assessment, Given, ScoredRow, score_row, target_of
from ._scorecards import GradeBand, RowKind, Scorecard, ScorecardError, ScorecardRow

NO_CAUSES: Mapping[str, str] = MappingProxyType({})


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
    for given, zh, en in (
        (assessments, "评定", "assessment"),
        (evidence, "佐证材料", "evidence"),
        (causes, "原因说明", "cause"),
    ):
        _refuse_strangers(scorecard, given, zh, en)
    for code, assessment in assessments.items():
        _check_assessment(scorecard, scorecard.row_by_code[code], assessment)
    return ScoreSheet(
        scorecard,
        tuple(
            score_row(
                scorecard,
                row,
                Given(
                    actual=figures.get(row.indicator_code) if row.indicator_code else None,
                    target=target_of(row, targets),
                    assessment=assessments.get(row.code),
                    documents=evidence.get(row.code, 0),
                    cause=causes.get(row.code, "").strip(),
                ),
            )
            for row in scorecard.rows
        ),
    )


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
