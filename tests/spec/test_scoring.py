"""How a row earns its points."""

from datetime import date
from decimal import Decimal

from cuntong.domain.scoring import (
    FLAG_TEXT,
    Assessment,
    QualitativeBand,
    Rate,
    RowKind,
    Scorecard,
    ScorecardRow,
    TargetSource,
    score,
)
from cuntong.domain.values import Bilingual, Ratio
from cuntong.rulebooks import load_scorecard

from .paragraphs import paragraph

TITLE = "计分"
ABOUT = "每个指标的得分由公式算出，四舍五入到两位小数；总分是各项已四舍五入的得分之和，可以照表重新相加。"

NAME = Bilingual("指标", "row")
WORDS = Bilingual("{points}", "{points}")
BANDS = (
    QualitativeBand("达成预期", Bilingual("达成预期", "achieved"), Decimal("0.8"), Decimal(1)),
    QualitativeBand("部分达成", Bilingual("部分达成", "partly"), Decimal("0.6"), Decimal("0.8")),
    QualitativeBand("未达成", Bilingual("未达成", "not"), Decimal(0), Decimal("0.6")),
)


def _score(kind, weight, *, actual=None, target=None, assessment=None, documents=1):
    """Score a sheet of one row."""
    counted = kind is not RowKind.QUALITATIVE
    row = ScorecardRow(
        code="指标",
        levels=(NAME, NAME, NAME),
        weight=Decimal(weight),
        kind=kind,
        evidence_required=True,
        reason=WORDS,
        indicator_code="指标" if counted else None,
        target_source=TargetSource.SEALED if counted and kind is not RowKind.EXECUTION else TargetSource.NONE,
    )
    card = Scorecard("算例", NAME, (row,), BANDS, None, row.weight, Decimal("0.2"), Decimal("0.3"))
    sheet = score(
        card,
        figures={"指标": actual},
        targets={} if target is None else {"指标": Decimal(target)},
        assessments={} if assessment is None else {"指标": assessment},
        evidence={"指标": documents},
    )
    return sheet.rows[0]


@paragraph(
    "预算执行率：得分 = 分值 × 支付数 ÷ 下达数",
    "执行率按支付数与下达数的准确数相除，中间不四舍五入。下达1500万元、支付1193.6万元："
    "分值10分的表得7.96分，分值20分的表得15.91分；只看500万元尾款、支付193.6万元，得3.87分。"
    "支付数超过下达数时按100%计。",
    {"weight": "分值", "paid": "支付（万元）", "released": "下达（万元）", "points": "得分"},
    [
        (10, "1193.6", "1500", "7.96"),
        (20, "1193.6", "1500", "15.91"),
        (10, "193.6", "500", "3.87"),
        (10, "1500", "1500", "10.00"),
        (10, "1600", "1500", "10.00"),
        (10, "0", "1500", "0.00"),
    ],
)
def test_execution(weight, paid, released, points):
    scored = _score(RowKind.EXECUTION, weight, actual=Rate(Ratio(Decimal(paid), Decimal(released))))
    assert str(scored.points) == points


@paragraph(
    "乐昌2023年的资金在各张表上的得分",
    "下达1500万元（其中尾款500万元），支付1193.6万元（其中尾款193.6万元）。",
    {"card": "评分表", "row": "指标", "points": "得分", "arithmetic": "算式"},
    [
        ("BUDGET_A", "EXECUTION_RATE", "7.96", "10 × 1193.6 / 1500 = 7.96"),
        ("BUDGET_C", "EXECUTION_RATE", "15.91", "20 × 1193.6 / 1500 = 15.91"),
        ("PROGRAMME", "EXECUTION_RATE", "7.96", "10 × 1193.6 / 1500 = 7.96"),
        ("PROGRAMME", "TAIL_EXECUTION_RATE", "1.94", "5 × 193.6 / 500 = 1.94"),
    ],
)
def test_lechang(card, row, points, arithmetic):
    sheet = score(
        load_scorecard(card, date(2023, 12, 31)),
        figures={
            "EXECUTION_RATE": Rate(Ratio(Decimal("1193.6"), 1500)),
            "TAIL_EXECUTION_RATE": Rate(Ratio(Decimal("193.6"), 500)),
        },
        targets={},
        assessments={},
        evidence={row: 1},
    )
    scored = next(scored for scored in sheet.rows if scored.row.code == row)
    assert (str(scored.points), scored.arithmetic) == (points, arithmetic)
    assert sheet.total == scored.points


@paragraph(
    "正向指标：达到目标得满分，未达到按完成比例得分",
    "目标值A、实际值B、分值w：B不小于A得w分，否则得 w × B ÷ A 分。超额完成不加分。",
    {"weight": "分值", "target": "目标值", "actual": "实际值", "points": "得分", "arithmetic": "算式"},
    [
        (5, 101, 101, "5.00", "5"),
        (5, 101, 118, "5.00", "5"),
        (5, 101, 98, "4.85", "5 × 98 / 101 = 4.85"),
        (4, 718, 700, "3.90", "4 × 700 / 718 = 3.90"),
        (3, 26, 0, "0.00", "3 × 0 = 0.00"),
    ],
)
def test_positive(weight, target, actual, points, arithmetic):
    scored = _score(RowKind.QUANTITATIVE_POSITIVE, weight, actual=actual, target=target)
    assert (str(scored.points), scored.arithmetic) == (points, arithmetic)


@paragraph(
    "比率指标：目标写百分数，实际值保留分子和分母",
    "行政村覆盖率以全部行政村为分母，目标50%。194个行政村中有80个有运营的村级点，"
    "得 w × (80 ÷ 194) ÷ 50%；有101个，已超过50%，得满分。",
    {
        "weight": "分值",
        "villages": "有运营点的行政村",
        "all_villages": "全部行政村",
        "target": "目标（%）",
        "points": "得分",
    },
    [(8, 101, 194, 50, "8.00"), (8, 97, 194, 50, "8.00"), (8, 80, 194, 50, "6.60"), (8, 0, 194, 50, "0.00")],
)
def test_share(weight, villages, all_villages, target, points):
    scored = _score(
        RowKind.QUANTITATIVE_POSITIVE, weight, actual=Rate(Ratio(villages, all_villages)), target=target
    )
    assert str(scored.points) == points


@paragraph(
    "反向指标：不超过目标得满分，超过按目标与实际之比得分",
    "用于成本、时限等越小越好的指标：B不大于A得w分，否则得 w × A ÷ B 分。",
    {"weight": "分值", "target": "目标（不超过）", "actual": "实际值", "points": "得分"},
    [
        (5, "1.50", "1.20", "5.00"),
        (5, "1.50", "1.50", "5.00"),
        (5, "1.50", "2.00", "3.75"),
        (5, "1.50", "150", "0.05"),
    ],
)
def test_reverse(weight, target, actual, points):
    scored = _score(RowKind.QUANTITATIVE_REVERSE, weight, actual=Decimal(actual), target=target)
    assert str(scored.points) == points


@paragraph(
    "定性指标：先定档次，再在档次内定比例，并写明理由",
    "得分 = 分值 × 比例。档次的界线属于上一档：100–80、80–60、60–0三档中，80%属于第一档。",
    {"weight": "分值", "band": "档次", "share": "比例", "points": "得分"},
    [
        (5, "达成预期", "1", "5.00"),
        (5, "达成预期", "0.8", "4.00"),
        (5, "部分达成", "0.75", "3.75"),
        (5, "未达成", "0.3", "1.50"),
    ],
)
def test_qualitative(weight, band, share, points):
    assessment = Assessment(band, Decimal(share), "有方案、有记录")
    assert str(_score(RowKind.QUALITATIVE, weight, assessment=assessment).points) == points


@paragraph(
    "缺什么就不计分，并写明缺什么",
    "没有佐证材料、没有支撑记录、没有目标值或尚未评定的指标记0分，仍留在表上。",
    {"documents": "佐证材料", "actual": "实际值", "target": "目标值", "reason": "理由"},
    [
        (0, 17, 17, "不计分：没有佐证材料。"),
        (1, None, 17, "不计分：没有支撑该数据的记录。"),
        (1, 17, None, "不计分：没有目标值。"),
        (0, None, None, "不计分：没有佐证材料；没有支撑该数据的记录；没有目标值。"),
    ],
)
def test_not_scored(documents, actual, target, reason):
    scored = _score(RowKind.QUANTITATIVE_POSITIVE, 5, actual=actual, target=target, documents=documents)
    assert (str(scored.points), scored.reason.zh) == ("0.00", reason)


@paragraph(
    "未达目标、偏差超过20%、超额超过30%，须说明原因",
    "正好在界线上的不算超过。超额完成得满分，但须说明；目标定得过低的可能扣分，由评价人决定。",
    {"target": "目标值", "actual": "实际值", "demands": "要求"},
    [
        (100, 100, ""),
        (100, 120, ""),
        (100, 99, "未达目标，须说明原因"),
        (100, 79, "未达目标，须说明原因 / 偏差过大，须说明原因"),
        (100, 130, "偏差过大，须说明原因"),
        (100, 131, "偏差过大，须说明原因 / 超额过多，须说明原因；目标定得过低可能扣分"),
    ],
)
def test_causes(target, actual, demands):
    scored = _score(RowKind.QUANTITATIVE_POSITIVE, 5, actual=actual, target=target)
    assert " / ".join(FLAG_TEXT[flag].zh for flag in scored.flags) == demands
