"""One thing, one value; one value, one thing."""

from ..paragraphs import paragraph
from .checking import verdict

TITLE = "同一件事、同一个数"
ABOUT = "时段、地方、口径写得不同的，不算同一件事；没有写清楚的，请写报告的人说明。"
COLUMNS = {"text": "报告里的话", "expected": "核对结果"}


@paragraph(
    "一件事写了几个数 same-name",
    "名称、时段相同而数不同，两处必有一处错；几个培训总数没有写明起止，请说明。",
    COLUMNS,
    [
        ("建成村级电商服务点101个。 / 目前建成村级电商服务点110个。", "矛盾"),
        ("建成村级电商服务点101个。 / 目前建成村级电商服务点101个。", "—"),
        ("2022年建成村级电商服务点80个。 / 2023年建成村级电商服务点101个。", "—"),
        ("2023年以来，开展电商技能培训483人次。 / 已开展电商培训1267人次。", "须核实"),
    ],
)
def test_same_name(text, expected):
    assert verdict(text, "same-name") == expected


@paragraph(
    "一个数用在几处 scope",
    "同一个数归给不同的时段，请说明是谁的、哪一时段的；支出之下写的总投入多于支付数，请分清。",
    COLUMNS,
    [
        ("2023年以来，共开展200余场次直播。 / 中心开展直播200余场次。", "须核实"),
        ("共开展200余场次直播。 / 中心开展直播90余场次。", "—"),
    ],
)
def test_scope(text, expected):
    assert verdict(text, "scope") == expected


@paragraph(
    "目标照抄结果 goal-result",
    "绩效目标里的数与完成情况里的数逐个相同，完成率必然是100%。",
    COLUMNS,
    [
        (
            "（一）绩效目标 / 建成镇级服务站17个、村级服务点101个。 / （二）完成情况 / 建成镇级服务站17个、村级服务点101个。",
            "须核实",
        ),
        (
            "（一）绩效目标 / 建成镇级服务站15个、村级服务点100个。 / （二）完成情况 / 建成镇级服务站17个、村级服务点101个。",
            "—",
        ),
    ],
)
def test_goal_result(text, expected):
    assert verdict(text, "goal-result") == expected


@paragraph(
    "单位 unit",
    "人与人次不同：转化、就业按人计；数字相同而单位差一万倍的，必有一处写错。",
    COLUMNS,
    [
        ("完成培训转化26人次。", "须核实"),
        ("完成培训转化26人。", "—"),
        ("完成尾款支付193.6万元。 / 完成尾款支付193.6元。", "矛盾"),
    ],
)
def test_unit(text, expected):
    assert verdict(text, "unit") == expected


@paragraph(
    "日期 timeline",
    "已经发生的事不能晚于报告日期；起止不能颠倒；一笔钱只有一个下达日期；并购前的两家公司不能再算两家（只请核实）。",
    COLUMNS,
    [
        ("于2024年9月完成验收。 / 2024年8月14日", "矛盾"),
        ("于2024年7月完成验收。 / 2024年8月14日", "—"),
        ("计划于2024年9月完成验收。 / 2024年8月14日", "—"),
        ("培训时间为2023年至2021年。", "矛盾"),
        ("于2023年5月下达尾款资金500万元。 / 于2022年5月下达尾款资金500万元。", "矛盾"),
        ("2023年零售额较2024年增长5%。", "矛盾"),
    ],
)
def test_timeline(text, expected):
    assert verdict(text, "timeline") == expected
