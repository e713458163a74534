"""Answers, marks and grades, as the score sheet's reader would work them out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.inspecting import (
    AnswerError,
    GradeRule,
    Kind,
    Mark,
    Position,
    PositionFlag,
    Question,
    Record,
    StationList,
    distance_m,
    grade,
    judge,
    mark,
    position_flags,
)
from cuntong.domain.values import Bilingual

WRONG = Bilingual("不符合", "wrong")


def _question(code="Q", kind=Kind.YES_NO, points=5, dimension="SIGN", **rule) -> Question:
    if kind is Kind.YES_NO:
        rule = {"passing": frozenset({"YES"})} | rule
    return Question(code, dimension, kind, Decimal(points), WRONG, **rule)


@pytest.mark.parametrize(
    ("question", "value", "passes"),
    [
        (_question(), "YES", True),
        (_question(), "NO", False),
        (_question(passing=frozenset({"NO"})), "NO", True),
        (_question(kind=Kind.NUMBER, at_least=Decimal(10)), "10", True),
        (_question(kind=Kind.NUMBER, at_least=Decimal(10)), "9.99", False),
        (_question(kind=Kind.NUMBER, at_most=Decimal(3)), "3.01", False),
        (_question(kind=Kind.CHOICE, answers=("A", "B"), passing=frozenset({"A"})), "B", False),
        (_question(kind=Kind.PHOTO), "TAKEN", True),
        (_question(kind=Kind.PHOTO), "NO", False),
    ],
)
def test_an_answer_passes_by_the_rule_of_its_question(question, value, passes):
    assert judge(question, value) is passes


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (_question(), "MAYBE"),
        (_question(kind=Kind.NUMBER), "ten"),
        (_question(kind=Kind.NUMBER), "-1"),
        (_question(kind=Kind.NUMBER), "NaN"),
        (_question(kind=Kind.CHOICE, answers=("A", "B")), "C"),
        (_question(kind=Kind.PHOTO), "YES"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_the_name_of_its_question(question, value):
    with pytest.raises(AnswerError, match="Q:"):
        judge(question, value)


def test_a_question_without_an_answer_is_named():
    with pytest.raises(AnswerError, match="SECOND"):
        mark([_question("FIRST"), _question("SECOND")], {"FIRST": "YES"})


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 9), st.booleans()), min_size=1))
def test_points_reached_and_deductions_add_up_to_what_is_possible(rows):
    questions = [_question(f"Q{i}", points=p, dimension=d) for i, (d, p, _) in enumerate(rows)]
    answers = {f"Q{i}": "YES" if passed else "NO" for i, (_, _, passed) in enumerate(rows)}
    marked = mark(questions, answers)
    assert marked.score + sum(one.points for one in marked.deductions) == marked.possible
    assert marked.possible == sum(points for _, points, _ in rows)
    assert sum(reached for reached, _ in marked.by_dimension.values()) == marked.score


REPLACE = GradeRule("LOW", StationList.REPLACEMENT, WRONG, score_below=Decimal(50))
AGAIN = GradeRule("AGAIN", StationList.REPLACEMENT, WRONG, failed_rechecks_at_least=2)
WARN = GradeRule("WEAK", StationList.WARNING, WRONG, score_below=Decimal(70))
GOOD = GradeRule("GOOD", StationList.INCENTIVE, WRONG, score_at_least=Decimal(90), overdue_at_most=0)


@pytest.mark.parametrize(
    ("score", "record", "expected", "station_list"),
    [
        (95, Record(0, 0), "95.00", StationList.INCENTIVE),
        (95, Record(1, 0), "90.00", StationList.NONE),  # a problem is overdue: no award
        (72, Record(1, 0), "67.00", StationList.WARNING),
        (80, Record(0, 2), "70.00", StationList.REPLACEMENT),
        (40, Record(0, 0), "40.00", StationList.REPLACEMENT),  # the gravest of two lists
        (3, Record(5, 5), "0.00", StationList.REPLACEMENT),
    ],
)
def test_the_list_that_follows(score, record, expected, station_list):
    marked = Mark(Decimal(score), Decimal(100), {}, ())
    found = grade(
        marked,
        record,
        [REPLACE, AGAIN, WARN, GOOD],
        points_per_overdue=Decimal(5),
        points_per_failed_recheck=Decimal(5),
    )
    assert (str(found.score), found.station_list) == (expected, station_list)
    assert bool(found.reasons) == (station_list is not StationList.NONE)


def test_a_score_is_of_a_hundred_and_rounded_half_up():
    marked = Mark(Decimal("53"), Decimal("80"), {}, ())
    found = grade(
        marked, Record(0, 0), [], points_per_overdue=Decimal(5), points_per_failed_recheck=Decimal(5)
    )
    assert str(found.score) == "66.25"


NOW = datetime(2024, 8, 14, 2, tzinfo=UTC)
MINUTES = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("position", "distance", "odd"),
    [
        (None, None, {"MISSING"}),
        (Position(113.3, 25.1, 20, NOW), 150, set()),
        (Position(113.3, 25.1, 20, NOW, is_mocked=True), 0, {"MOCKED"}),
        (Position(113.3, 25.1, 20, NOW - timedelta(minutes=6)), 0, {"STALE"}),
        (Position(113.3, 25.1, 20, NOW + timedelta(minutes=6)), 0, {"STALE"}),
        (Position(113.3, 25.1, 20, NOW), 221, {"FAR"}),
        (Position(113.3, 25.1, 900, NOW), 1000, {"INACCURATE"}),
        (Position(113.3, 25.1, 20, NOW), None, set()),
    ],
)
def test_what_is_odd_about_a_position(position, distance, odd):
    flags = position_flags(position, used_at=NOW, distance=distance, radius_m=200, stale_after=MINUTES)
    assert {flag.name for flag in flags} == odd
    assert PositionFlag.MISSING.value.zh == "没有定位"


def test_a_known_distance():
    """One degree of latitude is 111.2 km on the sphere, one of longitude half of that at 60 degrees."""
    assert distance_m(113, 25, 113, 26) == pytest.approx(111_195, rel=1e-4)
    assert distance_m(113, 60, 114, 60) == pytest.approx(55_597, rel=1e-3)
