"""Points of rows that compare a figure with a target, and of execution rates."""

from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.scoring import Flag, Missing, Rate, RowKind, ScorecardError, TargetSource, score
from cuntong.domain.scoring._points import execution_points, quantitative_points
from cuntong.domain.values import Ratio

POSITIVE, REVERSE, EXECUTION = RowKind.QUANTITATIVE_POSITIVE, RowKind.QUANTITATIVE_REVERSE, RowKind.EXECUTION

NOTHING = MappingProxyType({})

weights = st.decimals("0.01", 100, places=2)
amounts = st.decimals(0, 10**8, places=2)
signed_amounts = st.decimals(-(10**8), 10**8, places=2)


@pytest.fixture
def score_one(make_row, make_scorecard):
    """Score a sheet of one row with evidence."""

    def score_row(kind, weight, actual, target=None, *, evidence=1, cause="", row_values=NOTHING):
        row = make_row("ROW", weight, kind, **row_values)
        sheet = score(
            make_scorecard(row),
            figures={"ROW": actual},
            targets={} if target is None else {"ROW": target},
            assessments={},
            evidence={"ROW": evidence},
            causes={"ROW": cause} if cause else {},
        )
        return sheet.rows[0]

    return score_row


@pytest.mark.parametrize(
    ("kind", "weight", "actual", "target", "points", "arithmetic"),
    [
        (POSITIVE, 5, 17, 17, "5.00", "5"),
        (POSITIVE, 5, 20, 17, "5.00", "5"),
        (POSITIVE, 5, 16, 17, "4.71", "5 × 16 / 17 = 4.71"),
        (POSITIVE, 5, 0, 17, "0.00", "5 × 0 = 0.00"),
        (POSITIVE, 5, Decimal("-3.5"), 17, "0.00", "5 × 0 = 0.00"),
        (POSITIVE, 5, -1, 0, "0.00", "5 × 0 = 0.00"),
        (POSITIVE, 5, 0, 0, "5.00", "5"),
        (REVERSE, 8, Decimal("1.20"), Decimal("1.50"), "8.00", "8"),
        (REVERSE, 8, Decimal("2.00"), Decimal("1.50"), "6.00", "8 × 1.5 / 2 = 6.00"),
        (REVERSE, 8, 3, 0, "0.00", "8 × 0 / 3 = 0.00"),
        (REVERSE, 8, -3, 0, "8.00", "8"),
        (POSITIVE, 8, Rate(Ratio(80, 194)), 50, "6.60", "8 × (80 / 194) / 50% = 6.60"),
        (POSITIVE, 8, Rate(Ratio(101, 194)), 50, "8.00", "8"),
        (REVERSE, 4, Rate(Ratio(9, 6), scale=1), 1, "2.67", "4 × 1 / (9 / 6) = 2.67"),
    ],
)
def test_a_quantitative_row(score_one, kind, weight, actual, target, points, arithmetic):
    scored = score_one(kind, weight, actual, target)
    assert scored.points == Decimal(points)
    assert str(scored.points) == points
    assert scored.arithmetic == arithmetic


@pytest.mark.parametrize(
    ("rate", "points", "arithmetic"),
    [
        (Ratio(Decimal("1193.6"), 1500), "7.96", "10 × 1193.6 / 1500 = 7.96"),
        (Ratio(Decimal("11936000.00"), Decimal("15000000.00")), "7.96", "10 × 11936000 / 15000000 = 7.96"),
        (Ratio(0, 1500), "0.00", "10 × 0 / 1500 = 0.00"),
        (Ratio(1500, 1500), "10.00", "10 × 1500 / 1500 = 10.00"),
        (Ratio(1600, 1500), "10.00", "10 × 1 = 10.00"),
        (Ratio(-1, 1500), "0.00", "10 × 0 = 0.00"),
    ],
)
def test_an_execution_row(score_one, rate, points, arithmetic):
    scored = score_one(EXECUTION, 10, Rate(rate))
    assert (str(scored.points), scored.arithmetic) == (points, arithmetic)


def test_an_execution_rate_needs_its_two_numbers(score_one):
    with pytest.raises(ScorecardError, match="ROW: an execution rate comes with its two numbers"):
        score_one(EXECUTION, 10, Decimal("79.57"))


@pytest.mark.parametrize(
    ("kind", "actual", "target", "flags"),
    [
        (POSITIVE, 100, 100, ()),
        (POSITIVE, 130, 100, (Flag.DEVIATION,)),
        (POSITIVE, 131, 100, (Flag.DEVIATION, Flag.OVER_ACHIEVED)),
        (POSITIVE, 120, 100, ()),
        (POSITIVE, 99, 100, (Flag.TARGET_MISSED,)),
        (POSITIVE, 80, 100, (Flag.TARGET_MISSED,)),
        (POSITIVE, 79, 100, (Flag.TARGET_MISSED, Flag.DEVIATION)),
        (POSITIVE, 1, 0, (Flag.DEVIATION, Flag.OVER_ACHIEVED)),
        (REVERSE, 60, 100, (Flag.DEVIATION, Flag.OVER_ACHIEVED)),
        (REVERSE, 110, 100, (Flag.TARGET_MISSED,)),
        (EXECUTION, Rate(Ratio(90, 100)), None, (Flag.TARGET_MISSED,)),
        (EXECUTION, Rate(Ratio(1193, 1500)), None, (Flag.TARGET_MISSED, Flag.DEVIATION)),
        (POSITIVE, Rate(Ratio(101, 194)), 50, ()),
    ],
)
def test_what_asks_for_a_cause(score_one, kind, actual, target, flags):
    scored = score_one(kind, 10, actual, target)
    assert scored.flags == flags
    assert scored.asks_for_cause == bool(flags)
    assert not score_one(kind, 10, actual, target, cause="村点迟建").asks_for_cause


def test_a_blank_cause_is_none(score_one):
    assert score_one(POSITIVE, 10, 1, 2, cause="  ").asks_for_cause


def test_a_target_of_the_rulebook_stands_above_the_sealed_ones(score_one):
    set_for_all = {"target_source": TargetSource.RULEBOOK, "target": 50}
    assert score_one(POSITIVE, 10, 25, 25, row_values=set_for_all).points == 5


@pytest.mark.parametrize(
    ("given", "missing", "reason"),
    [
        ({"actual": 5, "target": 5, "evidence": 0}, (Missing.EVIDENCE,), "没有佐证材料"),
        ({"actual": None, "target": 5}, (Missing.RECORDS,), "没有支撑该数据的记录"),
        ({"actual": 5, "target": None}, (Missing.TARGET,), "没有目标值"),
        (
            {"actual": None, "target": None, "evidence": 0},
            (Missing.EVIDENCE, Missing.RECORDS, Missing.TARGET),
            "没有佐证材料；没有支撑该数据的记录；没有目标值",
        ),
    ],
)
def test_a_row_that_lacks_something_is_not_scored(score_one, given, missing, reason):
    scored = score_one(POSITIVE, 10, **given)
    assert scored.missing == missing
    assert scored.points == 0
    assert not scored.is_scored
    assert not scored.flags
    assert scored.arithmetic == ""
    assert scored.reason.zh == f"不计分：{reason}。"


def test_evidence_is_asked_only_where_it_is_required(score_one):
    assert score_one(POSITIVE, 10, 5, 5, evidence=0, row_values={"evidence_required": False}).points == 10


@pytest.mark.parametrize("target", [-1, Decimal("-0.01"), Fraction(-1, 3)])
def test_a_negative_target_is_refused(score_one, target):
    with pytest.raises(ScorecardError, match=f"ROW: a target may not be negative .{target}"):
        score_one(POSITIVE, 10, 5, target)


def test_the_reason_says_target_result_and_points(score_one):
    scored = score_one(POSITIVE, 8, Rate(Ratio(80, 194)), 50)
    assert scored.reason.zh == "目标 50%，实际 41.24%，6.60/8"
    assert scored.reason.en == "target 50%, actual 41.24%, 6.60/8"


@given(weights, signed_amounts, amounts, st.sampled_from([POSITIVE, REVERSE]))
def test_points_lie_between_nothing_and_the_weight(weight, actual, target, kind):
    points = quantitative_points(_Row(weight, kind), actual, target).points
    assert 0 <= points <= weight


@given(weights, signed_amounts, signed_amounts, amounts, st.sampled_from([POSITIVE, REVERSE]))
def test_a_better_result_never_earns_less(weight, one, other, target, kind):
    worse, better = sorted((one, other), reverse=kind is REVERSE)
    row = _Row(weight, kind)
    assert quantitative_points(row, worse, target).points <= quantitative_points(row, better, target).points


@given(weights, signed_amounts, amounts, amounts, st.sampled_from([POSITIVE, REVERSE]))
def test_a_harder_target_never_earns_more(weight, actual, one, other, kind):
    easier, harder = sorted((one, other), reverse=kind is REVERSE)
    row = _Row(weight, kind)
    assert quantitative_points(row, actual, harder).points <= quantitative_points(row, actual, easier).points


@given(weights, amounts, amounts.filter(bool))
def test_money_in_yuan_and_in_ten_thousands_earns_the_same(weight, paid, released):
    row = _Row(weight, EXECUTION)
    in_yuan = execution_points(row, Rate(Ratio(paid * 10_000, released * 10_000)))
    assert execution_points(row, Rate(Ratio(paid, released))).points == in_yuan.points


class _Row:
    """Just what the formulas read of a row."""

    def __init__(self, weight, kind):
        self.weight, self.kind = weight, kind
