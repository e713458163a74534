"""Units of the quantities in a report, and what they measure."""

from __future__ import annotations

from fractions import Fraction

MONEY, PERCENT, POINTS, TIMES, SCORE, TIME = "money", "percent", "points", "times", "score", "time"

# Units of which one is a multiple of another: unit -> (what is measured, how many of its base unit).
_SCALED: dict[str, tuple[str, Fraction]] = {
    "亿元": (MONEY, Fraction(10**8)),
    "万元": (MONEY, Fraction(10**4)),
    "千元": (MONEY, Fraction(10**3)),
    "元": (MONEY, Fraction(1)),
    "%": (PERCENT, Fraction(1)),
    "‰": (PERCENT, Fraction(1, 10)),
    "个百分点": (POINTS, Fraction(1)),
    "百分点": (POINTS, Fraction(1)),
    "倍": (TIMES, Fraction(1)),
    "分": (SCORE, Fraction(1)),
    "公里": ("length", Fraction(1000)),
    "千米": ("length", Fraction(1000)),
    "米": ("length", Fraction(1)),
    "平方公里": ("area", Fraction(10**6)),
    "平方米": ("area", Fraction(1)),
    "㎡": ("area", Fraction(1)),
    "亩": ("land", Fraction(1)),
    "公顷": ("land", Fraction(15)),
    "斤": ("weight", Fraction(1, 2)),
    "公斤": ("weight", Fraction(1)),
    "千克": ("weight", Fraction(1)),
    "吨": ("weight", Fraction(1000)),
    "小时": (TIME, Fraction(1)),
    "个月": ("months", Fraction(1)),
    "天": ("days", Fraction(1)),
    "个工作日": ("days", Fraction(1)),
    "年": ("years", Fraction(1)),
}
# Counted things, each its own measure: 人 is not 人次, 场 is not 场次.
COUNTED = [
    "人次",
    "场次",
    "课时",
    "学时",
    "个",
    "家",
    "场",
    "人",
    "名",
    "户",
    "条",
    "件",
    "种",
    "期",
    "批",
    "台",
    "套",
    "辆",
    "座",
    "处",
    "项",
    "次",
    "站",
    "点",
    "单",
    "份",
    "篇",
    "部",
    "村",
    "镇",
    "乡",
    "街道",
    "所",
    "间",
    "款",
    "箱",
    "头",
    "株",
    "只",
    "班",
    "届",
    "宗",
    "笔",
    "类",
    "位",
    "幅",
    "万次",
    "对",
    "册",
    "门",
    "节",
    "车",
    "袋",
    "支",
    "栋",
    "组",
    "社区",
    "行政村",
    "乡镇",
]
# Units that different hands write for one and the same thing.
_SAME = {"名": "人", "位": "人"}

UNITS: dict[str, tuple[str, Fraction]] = _SCALED | {
    unit: (f"count:{_SAME.get(unit, unit)}", Fraction(1)) for unit in COUNTED
}
SCALES = {"百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}


def is_count(measure: str) -> bool:
    """Tell whether whole things are counted."""
    return measure.startswith("count:")
