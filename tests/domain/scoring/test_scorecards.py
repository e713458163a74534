"""A scorecard that contradicts itself does not come into being."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.scoring import (
    GradeBand,
    GradeTable,
    QualitativeBand,
    RowKind,
    ScorecardError,
    TargetSource,
    check_weights,
)
from cuntong.domain.values import Bilingual

NAME = Bilingual("名", "name")


def test_weights_that_do_not_add_up_are_refused_with_sum_and_difference(make_row, make_scorecard):
    rows = [
        make_row("OUTPUT", 70),
        make_row("BENEFIT", 20),
        make_row("SATISFACTION", 10),
        make_row("EXECUTION", 10),
    ]
    with pytest.raises(ScorecardError) as refused:
        make_scorecard(*rows, full_marks=Decimal(100))
    assert refused.value.message.en == (
        "the weights add up to 110, not 100: 10 too much (OUTPUT 70 + BENEFIT 20 + SATISFACTION 10 + EXECUTION 10)"
    )
    assert "合计 110，应为 100，多 10" in refused.value.message.zh


@given(
    st.lists(st.decimals("0.01", 50, places=2), min_size=1, max_size=20), st.decimals("0.01", 200, places=2)
)
def test_weights_pass_only_where_they_add_up_exactly(weights, full_marks):
    named = {str(number): weight for number, weight in enumerate(weights)}
    if sum(weights) == full_marks:
        check_weights(named, full_marks)
    else:
        with pytest.raises(ScorecardError, match=str(sum(weights))):
            check_weights(named, full_marks)
    check_weights(named, sum(weights, Decimal(0)))


def test_two_rows_of_one_code_are_refused(make_row, make_scorecard):
    with pytest.raises(ScorecardError, match="rows share a code: ROW"):
        make_scorecard(make_row("ROW", 50), make_row("ROW", 50))


@pytest.mark.parametrize(
    ("kind", "given", "message"),
    [
        (
            RowKind.QUALITATIVE,
            {"indicator_code": "X"},
            "a counted row names an indicator_code, a judged one none",
        ),
        (
            RowKind.EXECUTION,
            {"indicator_code": None},
            "a counted row names an indicator_code, a judged one none",
        ),
        (RowKind.EXECUTION, {"target_source": TargetSource.SEALED}, "a quantitative row has a target source"),
        (
            RowKind.QUANTITATIVE_POSITIVE,
            {"target_source": TargetSource.NONE},
            "a quantitative row has a target source",
        ),
        (
            RowKind.QUANTITATIVE_POSITIVE,
            {"target": Decimal(5)},
            "target is given where its source is RULEBOOK",
        ),
        (
            RowKind.QUANTITATIVE_POSITIVE,
            {"target_source": TargetSource.RULEBOOK},
            "target is given where its source",
        ),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(make_row, kind, given, message):
    with pytest.raises(ScorecardError, match=f"ROW: {message}"):
        make_row("ROW", 10, kind, **given)


@pytest.mark.parametrize("weight", [0, -5])
def test_a_weight_is_above_nothing(make_row, weight):
    with pytest.raises(ScorecardError, match=f"ROW: the weight must be above 0, not {weight}"):
        make_row("ROW", weight)


def test_a_weight_has_two_decimals_at_most_like_the_points(make_row):
    with pytest.raises(ScorecardError, match=r"ROW: the weight has more than two decimals: 3\.335"):
        make_row("ROW", "3.335")


@pytest.mark.parametrize(
    "edges",
    [
        [],
        [(0, "0.6")],
        [("0.6", 1)],
        [("0.8", 1), (0, "0.6")],
        [("0.5", 1), (0, "0.6")],
        [("0.5", 1), ("0.5", "0.5"), (0, "0.5")],
    ],
)
def test_bands_with_a_gap_or_overlap_are_refused(make_row, make_scorecard, edges):
    bands = tuple(QualitativeBand("B", NAME, Decimal(lower), Decimal(upper)) for lower, upper in edges)
    scorecard = make_scorecard(make_row("ROW", 100))
    with pytest.raises(ScorecardError, match="without gap or overlap"):
        type(scorecard)(**{**scorecard.__dict__, "bands": bands})


@pytest.mark.parametrize("lowers", [[], [90, 60], [60, 90, 0], [90, 90, 0]])
def test_grades_out_of_order_are_refused(lowers):
    with pytest.raises(ScorecardError, match="must run from the best grade down to one that begins at 0"):
        GradeTable("T", NAME, tuple(GradeBand("G", NAME, Decimal(lower)) for lower in lowers))


@pytest.mark.parametrize(
    ("points", "grade"), [("100", "EXCELLENT"), ("90", "EXCELLENT"), ("89.99", "GOOD"), ("0", "POOR")]
)
def test_a_grade_begins_at_its_lower_bound(grades, points, grade):
    assert grades.grade_of(Decimal(points)).code == grade
