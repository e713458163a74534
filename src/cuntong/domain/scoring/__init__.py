"""Figures, targets and judgements in; points, grade and the reason beside every point out."""

from ._points import Actual, Flag, Rate
from ._rows import FLAG_TEXT, MISSING_TEXT, Assessment, Missing, ScoredRow
from ._scorecards import (
    GradeBand,
    GradeTable,
    QualitativeBand,
    RowKind,
    Scorecard,
    ScorecardError,
    ScorecardRow,
    TargetSource,
    check_weights,
)
from ._sheets import Block, ScoreSheet, score

__all__ = [
    "FLAG_TEXT",
    "MISSING_TEXT",
    "Actual",
    "Assessment",
    "Block",
    "Flag",
    "GradeBand",
    "GradeTable",
    "Missing",
    "QualitativeBand",
    "Rate",
    "RowKind",
    "ScoreSheet",
    "Scorecard",
    "ScorecardError",
    "ScorecardRow",
    "ScoredRow",
    "TargetSource",
    "check_weights",
    "score",
]
