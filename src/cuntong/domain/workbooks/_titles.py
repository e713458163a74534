"""Words that this room writes into sheets and knows again when such a sheet comes back."""

from cuntong.domain.values import Bilingual

from ._text import key

ERRORS = Bilingual("错误", "Errors")
SUMMARY = Bilingual("错误汇总", "Error summary")
INSTRUCTIONS = Bilingual("填写说明", "Instructions")
EXAMPLE = Bilingual("【示例】", "[Example]")
TOTAL = Bilingual("合计", "Total")
YES, NO = Bilingual("是", "yes"), Bilingual("否", "no")
SYNTHETIC = Bilingual("演示数据", "Synthetic data")

OWN_TITLES = frozenset({key(ERRORS.zh), key(ERRORS.en)})
EXAMPLE_MARKS = (key(EXAMPLE.zh), key(EXAMPLE.en))
TOTAL_WORDS = frozenset(
    {"合计", "总计", "小计", "共计", "total", "subtotal", "合计:", "总计:", "小计:", "共计:"}
)
