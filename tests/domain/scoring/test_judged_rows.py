"""Points of rows that a person judges by bands."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.scoring import Assessment, Missing, QualitativeBand, RowKind, ScorecardError, score
from cuntong.domain.values import Bilingual


@pytest.fixture
def judge(make_row, make_scorecard):
    def judge_row(*assessments, kind=RowKind.QUALITATIVE, evidence=1):
        row = make_row("ROW", 5, kind)
        return score(
            make_scorecard(row),
            figures={},
            targets={},
            assessments={"ROW": assessments[0]} if assessments else {},
            evidence={"ROW": evidence},
        ).rows[0]

    return judge_row


@pytest.mark.parametrize(
    ("band", "share", "points"),
    [
        ("ACHIEVED", "1", "5.00"),
        ("ACHIEVED", "0.8", "4.00"),
        ("PARTLY", "0.79", "3.95"),
        ("PARTLY", "0.6", "3.00"),
        ("NOT_ACHIEVED", "0.599", "3.00"),
        ("NOT_ACHIEVED", "0", "0.00"),
    ],
)
def test_the_share_inside_the_band_earns_its_points(judge, band, share, points):
    scored = judge(Assessment(band, Decimal(share), "有方案和会议纪要"))
    assert str(scored.points) == points


@pytest.mark.parametrize(
    ("band", "share"),
    [
        ("ACHIEVED", "1.01"),
        ("ACHIEVED", "0.79"),
        ("PARTLY", "0.8"),
        ("PARTLY", "0.59"),
        ("NOT_ACHIEVED", "0.6"),
        ("NOT_ACHIEVED", "-0.1"),
    ],
)
def test_a_share_outside_its_band_is_refused(judge, band, share):
    with pytest.raises(ScorecardError, match=r"ROW: .*lies outside the band"):
        judge(Assessment(band, Decimal(share), "理由"))


def test_an_unknown_band_is_refused_and_the_known_are_named(judge):
    with pytest.raises(ScorecardError, match="no band GOOD; there are ACHIEVED, PARTLY, NOT_ACHIEVED"):
        judge(Assessment("GOOD", Decimal("0.9"), "理由"))


def test_a_judgement_needs_words(judge):
    with pytest.raises(ScorecardError, match="ROW: an assessment needs its reason in words"):
        judge(Assessment("ACHIEVED", Decimal("0.9"), "  "))


def test_a_counted_row_cannot_be_judged(judge):
    with pytest.raises(ScorecardError, match="ROW: the row is counted"):
        judge(Assessment("ACHIEVED", Decimal("0.9"), "理由"), kind=RowKind.QUANTITATIVE_POSITIVE)


def test_without_evidence_a_judgement_earns_nothing(judge):
    scored = judge(Assessment("ACHIEVED", Decimal(1), "很好"), evidence=0)
    assert (scored.points, scored.missing) == (0, (Missing.EVIDENCE,))


def test_a_row_that_nobody_judged_is_not_scored(judge):
    assert judge().missing == (Missing.ASSESSMENT,)


def test_the_reason_holds_band_share_and_judgement(judge):
    scored = judge(Assessment("PARTLY", Decimal("0.7"), "制度齐全，{检查}记录不全"))
    assert scored.reason.zh == "部分 70%：制度齐全，{检查}记录不全，3.50/5"
    assert scored.arithmetic == "5 × 70% = 3.50"


@given(st.decimals(0, 1, places=4), st.lists(st.decimals("0.01", "0.99", places=2), unique=True, max_size=4))
def test_every_share_lies_in_exactly_one_band(share, inner_edges):
    edges = [Decimal(0), *sorted(inner_edges), Decimal(1)]
    bands = [
        QualitativeBand("BAND", Bilingual("档", "band"), lower, upper) for lower, upper in pairwise(edges)
    ]
    assert sum(band.contains(share) for band in bands) == 1


def test_a_cause_given_to_a_judged_row_is_kept(make_row, make_scorecard):
    scored = score(
        make_scorecard(make_row("ROW", 5, RowKind.QUALITATIVE)),
        figures={},
        targets={},
        assessments={"ROW": Assessment("PARTLY", Decimal("0.7"), "记录不全")},
        evidence={"ROW": 1},
        causes={"ROW": "人手不足"},
    ).rows[0]
    assert (scored.cause, scored.asks_for_cause) == ("人手不足", False)
