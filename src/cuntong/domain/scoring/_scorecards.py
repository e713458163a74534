"""What a scorecard is: rows with weights, bands for what cannot be counted, and grades."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from cuntong.domain.values import Bilingual, BilingualError, Exact, round_half_up

# No form says how many decimals a point has; two are printed on every sheet, rounded half-up.
POINT_PLACES = 2


class ScorecardError(BilingualError):
    """A scorecard contradicts itself, or was given something that does not belong to it."""


class RowKind(StrEnum):
    """How a row earns its points."""

    QUANTITATIVE_POSITIVE = "QUANTITATIVE_POSITIVE"  # more is better: actual / target x weight
    QUANTITATIVE_REVERSE = "QUANTITATIVE_REVERSE"  # less is better: target / actual x weight
    EXECUTION = "EXECUTION"  # rate x weight
    QUALITATIVE = "QUALITATIVE"  # a person chooses a band and a share inside it


class TargetSource(StrEnum):
    """Where the target of a row comes from."""

    SEALED = "SEALED"  # the county's targets, sealed before the results
    RULEBOOK = "RULEBOOK"  # a document sets it for everybody
    NONE = "NONE"  # the row needs none


@dataclass(frozen=True, slots=True)
class QualitativeBand:
    """A band of shares of the weight; a share on the line between two bands belongs to the upper one."""

    code: str
    name: Bilingual
    lower: Decimal
    upper: Decimal

    def contains(self, share: Decimal) -> bool:
        """Tell whether the share (a part of one) lies in the band."""
        return self.lower <= share and (share < self.upper or share == self.upper == 1)


@dataclass(frozen=True, slots=True)
class GradeBand:
    """A grade and the lowest score that earns it."""

    code: str
    name: Bilingual
    lower: Decimal


@dataclass(frozen=True)
class GradeTable:
    """Grades from the best to the worst; the worst begins at 0, so every score has a grade."""

    code: str
    name: Bilingual
    bands: tuple[GradeBand, ...]

    def __post_init__(self) -> None:
        lowers = [band.lower for band in self.bands]
        if not lowers or lowers[-1] != 0 or any(above <= below for above, below in pairwise(lowers)):
            raise ScorecardError(
                f"等级表 {self.code} 应从高到低排列，最后一档从 0 开始",
                f"grade table {self.code} must run from the best grade down to one that begins at 0",
            )

    def grade_of(self, points: Decimal) -> GradeBand:
        """Return the best grade whose lower bound the points reach."""
        return next(band for band in self.bands if points >= band.lower)


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """One row of a scorecard.

    `levels` names the indicator on its three levels. `indicator_code` names the figure (None for a
    qualitative row). `target`, in the figure's own unit, is set where `target_source` is RULEBOOK. `reason` is the wording beside the
    points of a scored row, with {actual}, {target}, {weight}, {points} and, where qualitative, {band},
    {share} and {judgement}.
    """

    code: str
    levels: tuple[Bilingual, Bilingual, Bilingual]
    weight: Decimal
    kind: RowKind
    evidence_required: bool
    reason: Bilingual
    indicator_code: str | None = None
    target_source: TargetSource = TargetSource.NONE
    target: Exact | None = None

    def __post_init__(self) -> None:
        for problem in _row_problems(self):
            raise ScorecardError(f"{self.code}：{problem.zh}", f"{self.code}: {problem.en}")

    @property
    def name(self) -> Bilingual:
        """The indicator on its third level."""
        return self.levels[2]

    @property
    def is_quantitative(self) -> bool:
        """Whether the row compares a figure with a target."""
        return self.kind in (RowKind.QUANTITATIVE_POSITIVE, RowKind.QUANTITATIVE_REVERSE)


def _row_problems(row: ScorecardRow) -> Iterable[Bilingual]:
    if row.weight <= 0:
        yield Bilingual(f"分值应大于 0，不是 {row.weight}", f"the weight must be above 0, not {row.weight}")
    if row.weight != round_half_up(row.weight, POINT_PLACES):
        yield Bilingual(
            f"分值最多两位小数，不是 {row.weight}", f"the weight has more than two decimals: {row.weight}"
        )
    if (row.kind is RowKind.QUALITATIVE) != (row.indicator_code is None):
        yield Bilingual(
            "定量指标须有 indicator_code，定性指标不得有",
            "a counted row names an indicator_code, a judged one none",
        )
    if row.is_quantitative == (row.target_source is TargetSource.NONE):
        yield Bilingual(
            "定量指标须有目标来源，其他指标不得有", "a quantitative row has a target source, others have none"
        )
    if (row.target_source is TargetSource.RULEBOOK) != (row.target is not None):
        yield Bilingual(
            "target 只在目标来源为 RULEBOOK 时填写",
            "target is given where its source is RULEBOOK, and only there",
        )


@dataclass(frozen=True)
class Scorecard:
    """A sheet of rows whose weights add up to `full_marks`.

    `deviation_limit` and `over_achievement_limit` are parts of one: a result further from its target, or
    further above it, asks for a cause. `grades` is None where the form gives no grade.
    """

    code: str
    title: Bilingual
    rows: tuple[ScorecardRow, ...]
    bands: tuple[QualitativeBand, ...]
    grades: GradeTable | None
    full_marks: Decimal
    deviation_limit: Decimal
    over_achievement_limit: Decimal

    def __post_init__(self) -> None:
        _check_codes(self.rows)
        check_weights({row.code: row.weight for row in self.rows}, self.full_marks)
        _check_bands(self.bands)

    @cached_property
    def row_by_code(self) -> Mapping[str, ScorecardRow]:
        """The rows by their codes."""
        return {row.code: row for row in self.rows}

    @cached_property
    def band_by_code(self) -> Mapping[str, QualitativeBand]:
        """The qualitative bands by their codes."""
        return {band.code: band for band in self.bands}


def check_weights(weights: Mapping[str, Decimal], full_marks: Decimal) -> None:
    """Refuse weights that do not add up to the full marks; the error names sum and difference."""
    total = sum(weights.values(), Decimal(0))
    if total == full_marks:
        return
    terms = " + ".join(f"{code} {weight.normalize():f}" for code, weight in weights.items())
    gap = abs(total - full_marks)
    raise ScorecardError(
        f"各项分值合计 {total}，应为 {full_marks}，{'多' if total > full_marks else '少'} {gap}（{terms}）",
        f"the weights add up to {total}, not {full_marks}: {gap} too {'much' if total > full_marks else 'little'} ({terms})",
    )


def _check_codes(rows: tuple[ScorecardRow, ...]) -> None:
    repeated = [code for code, times in Counter(row.code for row in rows).items() if times > 1]
    if repeated:
        codes = ", ".join(repeated)
        raise ScorecardError(f"指标编码重复：{codes}", f"rows share a code: {codes}")


def _check_bands(bands: tuple[QualitativeBand, ...]) -> None:
    """Refuse bands that leave a gap, overlap, or do not run from 1 down to 0."""
    edges = [(above.lower, below.upper) for above, below in pairwise(bands)]
    closed = bool(bands) and bands[0].upper == 1 and bands[-1].lower == 0
    if not closed or any(above != below for above, below in edges) or any(b.lower >= b.upper for b in bands):
        raise ScorecardError(
            "定性档次应从 1 到 0 首尾相接，不重不漏",
            "qualitative bands must run from 1 down to 0 without gap or overlap",
        )
