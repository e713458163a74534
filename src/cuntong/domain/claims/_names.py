"""What the classes and kinds of finding are called where people read them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cuntong.domain.values import Bilingual

from ._findings import CONTRADICTION, NOTICE, QUESTION

CLASS_TITLES: Mapping[str, Bilingual] = MappingProxyType(
    {
        CONTRADICTION: Bilingual("矛盾", "Contradiction"),
        QUESTION: Bilingual("须核实", "Question"),
        NOTICE: Bilingual("提示", "Notice"),
    }
)
KIND_TITLES: Mapping[str, Bilingual] = MappingProxyType(
    {
        "ratio": Bilingual("比率", "Ratio"),
        "mutual": Bilingual("合起来不能成立", "Cannot hold together"),
        "sum": Bilingual("合计与部分", "Total and parts"),
        "growth": Bilingual("增长", "Growth"),
        "score": Bilingual("分值与得分", "Points"),
        "table": Bilingual("表格", "Table"),
        "same-name": Bilingual("一件事写了几个数", "One thing, several figures"),
        "scope": Bilingual("一个数用在几处", "One figure, several scopes"),
        "goal-result": Bilingual("目标照抄结果", "Goal repeats the result"),
        "opposite": Bilingual("相反的说法", "Opposite statements"),
        "modality": Bilingual("已建还是拟建", "Built or planned"),
        "unit": Bilingual("单位", "Unit"),
        "denominator": Bilingual("缺分母", "No denominator"),
        "cut-off": Bilingual("缺截止日期", "No as-of date"),
        "promised": Bilingual("说了没有写", "Promised, not given"),
        "heading": Bilingual("标题与内容", "Heading without content"),
        "vague": Bilingual("不准的数", "Vague quantity"),
        "numbering": Bilingual("编号与格式", "Numbering and layout"),
        "timeline": Bilingual("日期", "Dates"),
        "sealed": Bilingual("与冻结数据不同", "Differs from the sealed figure"),
    }
)
