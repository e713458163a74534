import re
from dataclasses import dataclass, replace
from datetime import date

import pytest

from cuntong.domain.reports import Grid, Quote, QuotedFigure, ReportText, Seal, SectionText, bind
from cuntong.domain.values import BilingualError

FORM = re.compile(r"\{\{(\w+):([^{}]+)\}\}")


@dataclass(frozen=True)
class Slot:
    kind: str
    argument: str


def cut(text):
    """Cut a text at its placeholders, the way the rulebooks do."""
    end = 0
    for match in FORM.finditer(text):
        if match.start() > end:
            yield text[end : match.start()]
        yield Slot(match[1], match[2])
        end = match.end()
    if "{{" in text[end:]:
        raise BilingualError("看不懂的占位符", "not a placeholder")
    if text[end:]:
        yield text[end:]


BUILT = QuotedFigure(
    "BUILT", "建成站点数", "17个", "截止日前建成的站点", "逐站计数", "截至2023-12-31", 17, 16
)
ROUTES = QuotedFigure("ROUTES", "线路数", None, "已开通的线路", "", "截至2023-12-31", 0, 0)
UNUSED = QuotedFigure("UNUSED", "没有引用的数", "3个", "", "", "", 3, 3)

FIGURES = {figure.code: figure for figure in (BUILT, ROUTES, UNUSED)}
TABLES = {
    "stations": Grid(
        ("级别", "建成", "说明"),
        (("镇级站", Quote("BUILT"), "含<b>试点</b>"), ("合计", "1,234", "")),
        frozenset({1}),
        "按级别统计。",
    )
}
VALUES = {
    "county:name": "乐昌市",
    "report:issued_on": "2024年3月15日",
    "score:total": "95.5",
    "target:BUILT": "18个",
    "target:ROUTES": None,
}


def section(text, *, code="RESULTS", level=1, number="一、", heading="项目成效", required=()):
    return SectionText(code, level, number, heading, text, required)


@pytest.fixture
def written():
    """A function from sections (or the text of the only one) to the bound report."""

    def write(*sections, **changes):
        sections = tuple(section(one) if isinstance(one, str) else one for one in sections)
        text = ReportText(
            title="{{county:name}}2023年度自评报告",
            sections=sections,
            county="乐昌市",
            as_of=date(2023, 12, 31),
            issued_on=date(2024, 3, 15),
            signature=("示例县主管部门", "{{report:issued_on}}"),
            seals=(Seal("数据包根摘要", "ab" * 32),),
        )
        return bind(replace(text, **changes), figures=FIGURES, tables=TABLES, values=VALUES, pieces=cut)

    return write
