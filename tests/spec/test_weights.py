"""Weights must add up."""

from datetime import date
from decimal import Decimal

import pytest

from cuntong.domain.scoring import ScorecardError, check_weights
from cuntong.rulebooks import describe_scorecard

from .paragraphs import paragraph

TITLE = "分值合计"
ABOUT = "一张表各项分值之和必须等于满分，否则不予使用，并写明合计多少、差多少。"


@paragraph(
    "分值之和不等于满分的表被拒绝",
    "有的公开表格填了产出70、效益20、满意度10、执行率10，合计110却印着100。这样的表不能用来计分。",
    {"output": "产出", "benefit": "效益", "satisfaction": "满意度", "execution": "执行率", "refusal": "结果"},
    [
        (50, 30, 10, 10, ""),
        (70, 20, 10, 10, "合计 110，应为 100，多 10"),
        (50, 30, 10, 5, "合计 95，应为 100，少 5"),
        ("49.99", 30, 10, 10, "合计 99.99，应为 100，少 0.01"),
    ],
)
def test_weights(output, benefit, satisfaction, execution, refusal):
    weights = {"产出": output, "效益": benefit, "满意度": satisfaction, "执行率": execution}
    exact = {name: Decimal(weight) for name, weight in weights.items()}
    if not refusal:
        check_weights(exact, Decimal(100))
        return
    with pytest.raises(ScorecardError) as refused:
        check_weights(exact, Decimal(100))
    assert refusal in refused.value.message.zh


@paragraph(
    "预算自评表有三种分值",
    "甲为全国通行的10/50/30/10；乙的江西样式只看得清效益30和满意度10，执行率和产出的10/50是暂按甲表的假定；"
    "丙为20/40/40，满意度在效益之内，不评等级。一级指标以下的分值由本系统拟定，可以修改。",
    {"code": "评分表", "execution": "执行率", "output": "产出", "benefit": "效益", "satisfaction": "满意度"},
    [
        ("BUDGET_A", 10, 50, 30, 10),
        ("BUDGET_B", 10, 50, 30, 10),
        ("BUDGET_C", 20, 40, 40, None),
    ],
)
def test_variants(code, execution, output, benefit, satisfaction):
    blocks = {block.code: block.weight for block in describe_scorecard(code, date(2023, 12, 31)).block}
    expected = {"EXECUTION": execution, "OUTPUT": output, "BENEFIT": benefit, "SATISFACTION": satisfaction}
    assert blocks == {name: weight for name, weight in expected.items() if weight is not None}
