"""A whole sheet: total, grade, what is missing, and a plain second way to the same points."""

from decimal import ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.scoring import (
    Assessment,
    Missing,
    QualitativeBand,
    Rate,
    RowKind,
    Scorecard,
    ScorecardError,
    ScorecardRow,
    TargetSource,
    score,
)
from cuntong.domain.values import Bilingual, Ratio

NAME = Bilingual("名", "name")


@pytest.fixture
def sheet(make_row, make_scorecard):
    scorecard = make_scorecard(
        make_row("EXECUTION", 10, RowKind.EXECUTION, block="执行"),
        make_row("POINTS", 50),
        make_row("COURSES", 30),
        make_row("SCHEME", 10, RowKind.QUALITATIVE, block="管理"),
    )
    return score(
        scorecard,
        figures={
            "EXECUTION": Rate(Ratio(Decimal("1193.6"), 1500)),
            "POINTS": 101,
            "COURSES": None,
            "OTHER": 7,
        },
        targets={"POINTS": 101, "COURSES": 20},
        assessments={"SCHEME": Assessment("ACHIEVED", Decimal("0.9"), "方案已落实")},
        evidence={"EXECUTION": 3, "POINTS": 101, "SCHEME": 1},
    )


def test_the_total_is_the_sum_of_the_printed_points(sheet):
    assert [str(row.points) for row in sheet.rows] == ["7.96", "50.00", "0.00", "9.00"]
    assert sheet.total == Decimal("66.96")
    assert sheet.possible == 100


def test_unscored_rows_stay_visible_and_make_the_grade_provisional(sheet):
    assert [(row.row.code, row.row.name.zh) for row in sheet.unscored] == [("COURSES", "COURSES")]
    assert sheet.unscored[0].missing == (Missing.EVIDENCE, Missing.RECORDS)
    assert sheet.is_provisional
    assert sheet.grade.code == "FAIR"
    assert sheet.best_total == Decimal("96.96")
    assert sheet.best_grade.code == "EXCELLENT"


def test_a_full_sheet_is_final(make_row, make_scorecard):
    full = score(
        make_scorecard(make_row("ROW", 100)),
        figures={"ROW": 1},
        targets={"ROW": 1},
        assessments={},
        evidence={"ROW": 1},
    )
    assert not full.is_provisional
    assert full.best_total == full.total == 100


def test_a_form_without_grades_gives_none(make_row, make_scorecard):
    plain = score(
        make_scorecard(make_row("ROW", 100), grades=None), figures={}, targets={}, assessments={}, evidence={}
    )
    assert plain.grade is None
    assert plain.best_grade is None


def test_blocks_add_up_to_the_sheet(sheet):
    assert [(block.name.zh, block.points, block.weight) for block in sheet.blocks] == [
        ("执行", Decimal("7.96"), 10),
        ("产出", Decimal("50.00"), 80),
        ("管理", Decimal("9.00"), 10),
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"assessments": {"SHCEME": Assessment("ACHIEVED", Decimal(1), "好")}},
        {"evidence": {"SHCEME": 1}},
        {"causes": {"SHCEME": "雨季"}},
    ],
)
def test_what_is_given_to_no_row_is_refused(make_row, make_scorecard, given):
    values = {"figures": {}, "targets": {}, "assessments": {}, "evidence": {}} | given
    with pytest.raises(ScorecardError, match="SHEET has no row SHCEME"):
        score(make_scorecard(make_row("SCHEME", 100)), **values)


KINDS = st.sampled_from(list(RowKind))
AMOUNTS = st.decimals(0, 10**6, places=2)


@st.composite
def cases(draw):
    """A scorecard of any rows with any figures, targets, judgements and evidence, some of them missing."""
    kinds = draw(st.lists(KINDS, min_size=1, max_size=12))
    rows, figures, targets, assessments, evidence = [], {}, {}, {}, {}
    for number, kind in enumerate(kinds):
        code = f"ROW_{number}"
        quantitative = kind in (RowKind.QUANTITATIVE_POSITIVE, RowKind.QUANTITATIVE_REVERSE)
        rows.append(
            ScorecardRow(
                code=code,
                levels=(NAME, NAME, NAME),
                weight=draw(st.decimals("0.01", 30, places=2)),
                kind=kind,
                evidence_required=draw(st.booleans()),
                reason=Bilingual("{points}", "{points}"),
                indicator_code=None if kind is RowKind.QUALITATIVE else code,
                target_source=TargetSource.SEALED if quantitative else TargetSource.NONE,
            )
        )
        if kind is RowKind.EXECUTION:
            figures[code] = draw(st.none() | st.builds(Ratio, AMOUNTS, AMOUNTS.filter(bool)).map(Rate))
        elif kind is RowKind.QUALITATIVE:
            share = draw(st.none() | st.decimals(0, 1, places=2))
            if share is not None:
                assessments[code] = Assessment("HIGH" if share >= Decimal("0.5") else "LOW", share, "理由")
        else:
            figures[code] = draw(st.none() | AMOUNTS)
            target = draw(st.none() | AMOUNTS)
            if target is not None:
                targets[code] = target
        evidence[code] = draw(st.integers(0, 3))
    bands = (
        QualitativeBand("HIGH", NAME, Decimal("0.5"), Decimal(1)),
        QualitativeBand("LOW", NAME, Decimal(0), Decimal("0.5")),
    )
    scorecard = Scorecard(
        code="ANY",
        title=NAME,
        rows=tuple(rows),
        bands=bands,
        grades=None,
        full_marks=sum((row.weight for row in rows), Decimal(0)),
        deviation_limit=Decimal("0.2"),
        over_achievement_limit=Decimal("0.3"),
    )
    given = {"figures": figures, "targets": targets, "assessments": assessments, "evidence": evidence}
    return scorecard, given


@given(cases())
def test_a_plain_reckoning_row_by_row_gives_the_same_points(case):
    scorecard, given = case
    sheet = score(scorecard, **given)
    expected = [_plain_points(row, **given) for row in scorecard.rows]
    assert [row.points for row in sheet.rows] == [points or Decimal(0) for points in expected]
    assert [row.is_scored for row in sheet.rows] == [points is not None for points in expected]
    assert sheet.total == sum((points or Decimal(0) for points in expected), Decimal(0))


@given(cases())
def test_a_sheet_never_earns_more_than_its_weights(case):
    scorecard, given = case
    sheet = score(scorecard, **given)
    assert 0 <= sheet.total <= sheet.best_total <= sheet.possible
    assert all(0 <= row.points <= row.row.weight for row in sheet.rows)
    assert all(row.points == 0 for row in sheet.unscored)
    assert sum(block.points for block in sheet.blocks) == sheet.total


@given(cases())
def test_more_evidence_never_costs_points(case):
    scorecard, given = case
    everything = given | {"evidence": {row.code: 1 for row in scorecard.rows}}
    assert score(scorecard, **given).total <= score(scorecard, **everything).total


def _plain_points(row, *, figures, targets, assessments, evidence):
    """The formulas of the forms with the decimals of the standard library, 60 digits wide; None: not scored."""
    wide = Context(prec=60)
    if row.evidence_required and not evidence[row.code]:
        return None
    if row.kind is RowKind.QUALITATIVE:
        return _half_up(row.weight * assessments[row.code].share) if row.code in assessments else None
    actual = figures[row.code]
    if actual is None:
        return None
    if row.kind is RowKind.EXECUTION:
        rate = wide.divide(actual.ratio.numerator, actual.ratio.denominator)
        return _half_up(wide.multiply(row.weight, min(rate, Decimal(1))))
    if row.code not in targets:
        return None
    target = targets[row.code]
    least, most = (actual, target) if row.kind is RowKind.QUANTITATIVE_POSITIVE else (target, actual)
    if least >= most:
        return row.weight
    return _half_up(wide.divide(wide.multiply(row.weight, least), most))


def _half_up(number):
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP, Context(prec=60))
