"""What words say against each other, and what they leave open."""

from ..paragraphs import paragraph
from .checking import verdict

TITLE = "说法"
ABOUT = "要求、打算、建议不是陈述，不与陈述相比。"
COLUMNS = {"text": "报告里的话", "expected": "核对结果"}


@paragraph(
    "相反的说法 opposite",
    "一处说做到，一处说没有做到，所指是同一件事。",
    COLUMNS,
    [
        ("根据工程进度，及时拨付项目资金。 / 财政资金紧张，无法及时拨付。", "矛盾"),
        ("根据工程进度，及时拨付项目资金。 / 应进一步及时拨付项目资金。", "—"),
        ("完善站点代买代卖、小额存取、信息咨询服务。 / 站点服务仅限于话费充值。", "须核实"),
    ],
)
def test_opposite(text, expected):
    assert verdict(text, "opposite") == expected


@paragraph(
    "已建还是拟建 modality",
    "靠计划中的工作达到的比率不算完成；一处已建成、一处规划建设的，请写明。",
    COLUMNS,
    [
        ("建成村级服务点101个，拟通过开通邮路，实现行政村覆盖率达50%以上。", "须核实"),
        ("建成村级服务点101个。 / 在101个行政村规划建设服务站点。", "须核实"),
        ("建成村级服务点101个。 / 明年在30个行政村规划建设服务站点。", "—"),
    ],
)
def test_modality(text, expected):
    assert verdict(text, "modality") == expected


@paragraph(
    "缺分母 denominator",
    "覆盖率、满意度、合格率要写出分子和分母。",
    COLUMNS,
    [
        ("行政村覆盖率达50%以上。", "须核实"),
        ("学员对培训效果基本满意。", "须核实"),
        ("发放问卷200份，其中满意190份，满意度95%。", "—"),
    ],
)
def test_denominator(text, expected):
    assert verdict(text, "denominator") == expected


@paragraph(
    "缺截止日期 cut-off",
    "“目前”“……以来”要落到某年某月某日。",
    COLUMNS,
    [
        ("目前，已建成村级服务点101个。", "须核实"),
        ("截至2023年12月31日，已建成村级服务点101个。目前运行101个。", "—"),
    ],
)
def test_cut_off(text, expected):
    assert verdict(text, "cut-off") == expected


@paragraph(
    "不准的数 vague",
    "台账里有准数的，不写“余”；“大幅”“显著”要写从多少到多少。",
    COLUMNS,
    [
        ("入驻20余家电商企业。", "提示"),
        ("入驻23家电商企业。", "—"),
        ("物流成本大幅降低。", "提示"),
        ("物流成本大幅降低，降幅为20%。", "—"),
    ],
)
def test_vague(text, expected):
    assert verdict(text, "vague") == expected
