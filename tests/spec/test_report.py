"""What the self-evaluation report must contain."""

from cuntong.rulebooks import load_outline

from .paragraphs import paragraph

TITLE = "自评报告"
ABOUT = "章节按2023年自评报告的结构，章节号改正为一、二、三、四。数据以占位符写入，由冻结的记录填充。"

SECTIONS = {section.code: section for section in load_outline("SELF_EVALUATION_2023").section}


@paragraph(
    "每一节必须出现的数据",
    "编辑以后缺少其中任何一项，报告都会提示。",
    {"code": "章节", "required": "必须出现"},
    [
        (
            "BASICS_PAYEE",
            "figure:FUNDS_RELEASED, figure:FUNDS_RELEASED_FIRST, figure:FUNDS_RELEASED_TAIL, report:as_of",
        ),
        ("BASICS_CONCLUSION", "score:total, score:possible, score:grade, table:score_rows"),
        ("PERFORMANCE_GOALS", "table:targets_and_results"),
        ("PERFORMANCE_INPUT", "figure:FUNDS_RELEASED, table:budget_by_direction"),
        ("PERFORMANCE_EFFICIENCY", "figure:EXECUTION_RATE, figure:TAIL_EXECUTION_RATE"),
        ("PERFORMANCE_SHORTFALLS", "table:rows_asking_for_cause"),
        ("PROBLEMS", "table:open_problems"),
    ],
)
def test_required(code, required):
    assert ", ".join(SECTIONS[code].required) == required


@paragraph(
    "标题说什么，正文就写什么",
    "写投入的一节必须有金额，写自评等级的一节必须有分数，写短板的一节必须点名指标。",
    {"heading": "标题", "evidence": "正文必有"},
    [
        ("项目资金实际总投入情况", "{{figure:FUNDS_RELEASED}}"),
        ("综述项目自评等级和分数，并对照佐证材料逐一分析", "{{score:total}}"),
        ("存在问题：针对短板指标分析", "{{table:rows_asking_for_cause}}"),
        ("项目资金实际支出情况", "{{figure:FUNDS_UNPAID}}"),
    ],
)
def test_headings_are_kept(heading, evidence):
    section = next(section for section in SECTIONS.values() if section.heading.zh == heading)
    assert evidence in section.draft
