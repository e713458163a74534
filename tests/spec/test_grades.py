"""From points to a grade."""

from datetime import date
from decimal import Decimal

from cuntong.domain.scoring import Scorecard
from cuntong.rulebooks import load_scorecard

from .paragraphs import paragraph

TITLE = "等级"
ABOUT = "等级从下限（含）算起。有未计分的指标时，等级标明“暂定”，并写出全部补齐后最高能到的分数。"

ON = date(2023, 12, 31)


def _grade(card: Scorecard, points: str) -> str:
    assert card.grades is not None
    return card.grades.grade_of(Decimal(points)).name.zh


@paragraph(
    "预算自评：优90、良80、中60、差",
    "90分及以上为优，80分及以上不满90分为良，60分及以上不满80分为中，不满60分为差。",
    {"points": "得分", "grade": "等级"},
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_budget(points, grade):
    assert _grade(load_scorecard("BUDGET_A", ON), points) == grade


@paragraph(
    "示范县评价：优秀、良好、一般、较差",
    "四个等级的名称有出处，分数线没有查到，暂按预算自评的分数线，待确认。",
    {"points": "得分", "grade": "等级"},
    [("90", "优秀"), ("85.5", "良好"), ("60", "一般"), ("59.99", "较差")],
)
def test_programme(points, grade):
    assert _grade(load_scorecard("PROGRAMME", ON), points) == grade
