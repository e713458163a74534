"""The checklist: what is asked where, what it is worth, and what the county has not confirmed."""

from datetime import date
from decimal import Decimal

import pytest

from cuntong.domain.inspecting import judge
from cuntong.rulebooks import RulebookError, judged_questions, load_inspection_rules

ON = date(2024, 8, 14)


@pytest.mark.parametrize("level", ["TOWNSHIP", "VILLAGE"])
def test_the_six_dimensions_of_a_station_are_worth_a_hundred_points(level):
    questions = load_inspection_rules(ON).checklist(level)
    assert {question.dimension for question in questions} == {
        "AREA", "EQUIPMENT", "SIGN", "LEDGER", "SKILLS", "PARCELS",
    }  # fmt: skip
    assert sum(question.points for question in questions) == 100


def test_the_centre_is_asked_what_a_centre_has():
    asked = {question.code for question in load_inspection_rules(ON).checklist("CENTRE")}
    assert "SIGN_WORDS" in asked
    assert "KEEPER_ORDERS" not in asked


@pytest.mark.parametrize(
    ("level", "residents", "least"),
    [("VILLAGE", 800, 10), ("VILLAGE", 499, 5), ("VILLAGE", None, 5), ("TOWNSHIP", None, 100), ("CENTRE", None, 600)],
)  # fmt: skip
def test_the_area_is_judged_by_the_standard_of_the_station(level, residents, least):
    questions = judged_questions(load_inspection_rules(ON), level, residents)
    (area,) = [question for question in questions if question.code == "AREA_MEASURED"]
    assert judge(area, str(least))
    assert not judge(area, str(Decimal(least) - Decimal("0.01")))


def test_a_graver_problem_is_due_sooner():
    days = [load_inspection_rules(ON).severity(code).due_days for code in ("MINOR", "MAJOR", "CRITICAL")]
    assert days == sorted(days, reverse=True)


def test_what_the_county_has_not_confirmed_says_so():
    assert {question.status for question in load_inspection_rules(ON).questions} == {"unverified"}


def test_an_unknown_severity_is_named():
    with pytest.raises(RulebookError, match="no severity GRAVE is in force on 2024-08-14"):
        load_inspection_rules(ON).severity("GRAVE")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('passing = ["WEEK"]', 'passing = ["DAY"]', "LAST_ENTRY: passing names answers that there are"),
        ("at_most = 0", "", "PARCELS_COUNT: a number needs at_least or at_most"),
        ('severity = "CRITICAL"', 'severity = "FATAL"', "names a dimension or severity that there is not"),
    ],
)
def test_a_question_that_cannot_be_judged_is_refused(shelf_with, old, new, message):
    with pytest.raises(RulebookError, match=message):
        load_inspection_rules(ON, shelf=shelf_with("inspections.toml", old, new))
