"""The published self-evaluation of 2023: every point inside its text is found in its class, no true figure accused.

The report is read where it lies beside the project; its sentences are not copied here.
"""

import os
from pathlib import Path

import pytest

from cuntong.domain.claims import check, read_document

REPORT = Path(__file__).parents[3].parent / "shared" / "reference" / "lechang-2023-self-evaluation.txt"
# What has to be found: kind, class, line of a quote, words of it.
POINTS = {
    "193.6 of 500 is no 38.8 %": ("ratio", "contradiction", 29, "38.8%"),
    "79.57 % and 38.8 % exclude each other": ("mutual", "contradiction", 29, "79.57%"),
    "paid in time, and not in time": ("opposite", "contradiction", 33, "无法及时拨付"),
    "local money is blamed, the fund is central": ("opposite", "question", 33, "地方财政"),
    "put in, but not spent": ("scope", "question", 26, "1500万元"),
    "a heading on money without money": ("heading", "question", 23, "总投入"),
    "saved, but not how much": ("promised", "question", 28, "节约"),
    "weak indicators, but not which": ("promised", "question", 32, "短板指标"),
    "three totals of training": ("same-name", "question", 15, "483人次"),
    "goals are the results": ("goal-result", "question", 22, "2597人次"),
    "persons counted as attendances": ("unit", "question", 18, "26人次"),
    "a conversion without its rate": ("denominator", "question", 18, "26人次"),
    "content, but how many of how many": ("denominator", "question", 18, "基本满意"),
    "built here, planned there": ("modality", "question", 30, "17个"),
    "coverage by what is still planned": ("modality", "question", 16, "拟通过"),
    "coverage without its denominator": ("denominator", "question", 16, "50%以上"),
    "a goal without a result": ("promised", "question", 22, "物流分拨中心"),
    "services offered and not offered": ("opposite", "question", 35, "仅限于"),
    "one number of livestreams, two periods": ("scope", "question", 24, "200余场次"),
    "a score is announced": ("promised", "question", 13, "等级和分数"),
    "evidence is announced": ("promised", "question", 13, "佐证材料"),
    "no cut-off date": ("cut-off", "question", 16, "目前"),
    "some twenty firms": ("vague", "notice", 24, "20余家"),
    "chapter three is missing": ("numbering", "question", 36, "四、"),
    "a stray bracket": ("numbering", "notice", 40, ")"),
    "an artefact of conversion": ("numbering", "notice", 16, "bookmark"),
    "two companies that had become one": ("timeline", "question", 16, "丰网"),
}
TRUE = {
    "1000万元",
    "1193.6万元",
    "118个",
    "1500万元",
    "17个",
    "101个",
    "3家",
    "500万元",
    "193.6万元",
    "20余家",
}


@pytest.fixture(scope="module")
def findings():
    if not REPORT.exists() and not os.environ.get("CI"):
        pytest.skip("the published report does not lie beside the project")
    return check(read_document(REPORT.read_bytes(), REPORT.name))


@pytest.mark.parametrize("point", POINTS)
def test_a_point_is_found_in_its_class(findings, point):
    kind, grade, line, words = POINTS[point]
    assert any(
        (item.kind, item.grade) == (kind, grade)
        and any(quote.line == line and words in quote.text for quote in item.quotes)
        for item in findings
    )


def test_nothing_else_is_a_contradiction(findings):
    accused = {item.stated for item in findings if item.grade == "contradiction"}
    assert accused == {"38.8%", "79.57%、38.8%", "及时拨付、无法及时拨付"}
    assert not accused & TRUE


def test_the_two_rates_exclude_each_other_without_any_payment(findings):
    text = REPORT.read_text(encoding="utf-8").replace("1193.6万元", "资金").replace("193.6万元", "一部分")
    found = [item for item in check(read_document(text.encode(), "a.txt")) if item.grade == "contradiction"]
    assert [item.stated for item in found if item.kind == "mutual"] == ["79.57%、38.8%"]
    assert [item.computed for item in found if item.kind == "mutual"] == ["38.695至38.725%"]


def test_what_would_fit_is_said(findings):
    (item,) = (item for item in findings if item.kind == "ratio")
    assert "38.72%" in item.computed
    assert "193.75至194.25万元" in item.message


def test_corrected_it_is_not_accused_of_figures(findings):
    text = REPORT.read_text(encoding="utf-8").replace("38.8%", "38.7%")
    found = [item for item in check(read_document(text.encode(), "a.txt")) if item.grade == "contradiction"]
    assert [item.kind for item in found] == ["opposite"]
