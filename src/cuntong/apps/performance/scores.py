"""Scoring a snapshot: its figures, the targets in force at its end, judgements and evidence, held against a scorecard."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from cuntong.apps.evidence.queries import evidence_counts
from cuntong.apps.places.queries import county
from cuntong.domain.indicators import CATALOGUE, Figure
from cuntong.domain.scoring import Actual, Assessment, Rate, Scorecard, ScoreSheet, score
from cuntong.domain.values import Ratio
from cuntong.rulebooks import load_county, load_scorecard

from .models import FrozenFigure, Snapshot, Target

AnyFigure = Figure | FrozenFigure


def scorecard_codes() -> tuple[str, ...]:
    """The scorecards that the county uses, the first being the one its report quotes; none before there is a county."""
    known = county()
    return load_county(known.code[:6]).chosen.scorecards if known else ()


def score_all(snapshot: Snapshot, figures: Iterable[AnyFigure]) -> list[ScoreSheet]:
    """The snapshot on every scorecard that the county uses."""
    by_code = {code_of(figure): figure for figure in figures}
    return [_score(snapshot, code, by_code) for code in scorecard_codes()]


def score_one(snapshot: Snapshot, scorecard_code: str) -> ScoreSheet:
    """A frozen snapshot on one scorecard, with what has been judged and explained so far."""
    return _score(
        snapshot, scorecard_code, {figure.indicator_code: figure for figure in snapshot.figures.all()}
    )


def code_of(figure: AnyFigure) -> str:
    return figure.code if isinstance(figure, Figure) else figure.indicator_code


def _score(snapshot: Snapshot, scorecard_code: str, figures: Mapping[str, AnyFigure]) -> ScoreSheet:
    scorecard = load_scorecard(scorecard_code, snapshot.as_of)
    judged = {one.row_code: one for one in snapshot.assessments.filter(scorecard_code=scorecard_code)}
    return score(
        scorecard,
        figures={code: _actual(figure) for code, figure in figures.items()},
        targets=targets_in_force(snapshot),
        assessments={code: Assessment(one.band, one.share, one.reason) for code, one in judged.items()},
        evidence=_evidence(scorecard, figures, judged),
        causes=dict(snapshot.causes.filter(scorecard_code=scorecard_code).values_list("row_code", "text")),
    )


def _actual(figure: AnyFigure) -> Actual | None:
    if figure.value is None:
        return None
    if figure.denominator is None:
        return figure.value
    return Rate(Ratio(figure.numerator, figure.denominator), CATALOGUE[code_of(figure)].scale)


def targets_in_force(snapshot: Snapshot) -> dict[str, Decimal]:
    """The targets that were in force when the snapshot was made, each indicator's latest up to its end."""
    moment = snapshot.frozen_at or snapshot.created_at
    known = Target.objects.filter(sealed_at__lte=moment, period_end__lte=snapshot.as_of)
    known = known.exclude(superseded_at__lte=moment).order_by("period_end")
    return dict(known.values_list("indicator_code", "value"))


def _evidence(scorecard: Scorecard, figures: Mapping[str, AnyFigure], judged: Mapping) -> dict[str, int]:
    """Documents behind each row: the evidenced records of its figure, or what was attached to its judgement."""
    attached = evidence_counts("performance.assessment")
    counts = {}
    for row in scorecard.rows:
        if row.indicator_code is None:
            counts[row.code] = attached[str(judged[row.code].pk)] if row.code in judged else 0
        elif row.indicator_code in figures:
            counts[row.code] = figures[row.indicator_code].evidenced
    return counts


def as_json(sheet: ScoreSheet) -> dict:
    """A score sheet in plain values, as the bundle keeps it."""
    return {
        "scorecard": sheet.scorecard.code,
        "title": {"zh": sheet.scorecard.title.zh, "en": sheet.scorecard.title.en},
        "total": sheet.total,
        "possible": sheet.possible,
        "grade": sheet.grade.code if sheet.grade else None,
        "provisional": sheet.is_provisional,
        "rows": [
            {
                "code": scored.row.code,
                "indicator": scored.row.indicator_code,
                "weight": scored.row.weight,
                "points": scored.points,
                "arithmetic": scored.arithmetic,
                "reason": {"zh": scored.reason.zh, "en": scored.reason.en},
                "missing": [str(one) for one in scored.missing],
                "flags": [str(one) for one in scored.flags],
                "cause": scored.cause,
            }
            for scored in sheet.rows
        ],
    }
