"""What is announced and must follow; numbering."""

from ..paragraphs import paragraph
from .checking import verdict

TITLE = "格式"
ABOUT = "报告说了要写的，后面要有。"
COLUMNS = {"text": "报告里的话", "expected": "核对结果"}


@paragraph(
    "说了没有写 promised",
    "说了给出分数、佐证、节约、短板指标，或定了目标，后文没有。",
    COLUMNS,
    [
        ("（三）项目自评等级和分数 / 评分等级为良好。", "须核实"),
        ("（三）项目自评等级和分数 / 自评得分85分，等级为良。", "—"),
        ("有效节约了项目资金。", "须核实"),
        ("有效节约了项目资金8.6万元。", "—"),
    ],
)
def test_promised(text, expected):
    assert verdict(text, "promised") == expected


@paragraph(
    "标题与内容 heading",
    "写资金的标题下要有金额，标题下要有内容。",
    COLUMNS,
    [
        ("1.项目资金实际总投入情况 / 持续开展培训。 / 2.其他 / 无。", "须核实"),
        ("1.项目资金实际总投入情况 / 投入1500万元。 / 2.其他 / 无。", "—"),
    ],
)
def test_heading(text, expected):
    assert verdict(text, "heading") == expected


@paragraph(
    "编号与格式 numbering",
    "章的编号不缺不重；多出的括号、转换留下的标记、改变方向的隐藏字符只作提示。",
    COLUMNS,
    [
        ("一、情况 / 正文。 / 二、绩效 / 正文。 / 四、建议 / 正文。", "须核实"),
        ("一、情况 / 正文。 / 二、绩效 / 正文。 / 三、建议 / 正文。", "—"),
        ("正文到此 ) 为止。", "提示"),
    ],
)
def test_numbering(text, expected):
    assert verdict(text, "numbering") == expected
