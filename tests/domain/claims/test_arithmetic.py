"""Rates, sums and figures that exclude each other; and what must stay unaccused."""

import pytest

WRONG = {
    "下达预算800万元，实际到位800万元，实际支出620万元，预算执行率78.5%。": ("ratio", "78.5%"),
    "全县共有168个行政村，已建成村级服务站126个，行政村覆盖率达76%。": ("ratio", "76%"),
    "计划培训1000人次，实际培训950人次，任务完成率96%。": ("ratio", "96%"),
    "发放问卷200份，收回有效问卷190份，其中满意181份，满意度为94.3%。": ("ratio", "94.3%"),
    "总投资2000万元，其中中央资金1000万元、省级资金600万元、县级配套300万元。": ("sum", "2000万元"),
    "建成镇级站17个、村级点101个，共计128个。": ("sum", "128个"),
}
TRUE = [
    "下达预算800万元，实际到位800万元，实际支出620万元，预算执行率77.5%。",
    "全县共有168个行政村，已建成村级服务站126个，行政村覆盖率达75%。",
    "发放问卷200份，收回有效问卷190份，其中满意181份，满意度为95.3%。",
    "发放问卷200份，收回有效问卷190份，问卷回收率95%。",
    "总投资2000万元，其中中央资金1000万元、省级资金600万元；县级配套4000000元。",
    "培训3315人次，其中妇女1200人次、脱贫户800人次、大学生1500人次。",
    "总投资1000万元，含中央资金600万元，其中省级300万元、县级100万元。",
]


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_true_is_found(findings, text):
    kind, stated = WRONG[text]
    assert [(item.kind, item.stated) for item in findings(text, grade="contradiction")] == [(kind, stated)]


@pytest.mark.parametrize("text", TRUE)
def test_what_can_be_true_is_not_accused(findings, text):
    assert findings(text, grade="contradiction") == []
