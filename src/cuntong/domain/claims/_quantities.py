"""Quantities in a line: numeral, unit, how exact; years, document numbers, ordinals and the like are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from ._numerals import CHARACTERS, chinese_number
from ._ranges import Range, exactly, printed
from ._units import MONEY, SCALES, SCORE, UNITS, is_count

_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_PLAIN = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,12})?(?!\d)|\d{1,15}(?:\.\d{1,12})?"
_ARABIC = re.compile(
    rf"(?<![0-9A-Za-z.])(?P<sign>-(?=\d))?(?P<number>{_PLAIN})(?![0-9A-Za-z])"
    rf"(?:(?P<percent>%)?[-~—至到](?P<to>{_PLAIN})(?![0-9]))?"
    rf"(?P<more>[余多来])?(?P<scale>百万|千万|[百千万亿])?(?P<more2>[余多])?(?P<unit>{_UNIT})?(?P<after>[余多]?(?:以上|以下|以内|左右|上下|以外))?"
)
_CHINESE = re.compile(
    rf"(?<![第其统单唯某每万千百十{CHARACTERS}])(?P<number>[一二两三四五六七八九十][{CHARACTERS}]{{0,12}})"
    rf"(?P<more>[余多])?(?P<unit>{_UNIT})(?P<after>以上|以下|以内|左右)?"
)
_PER_HUNDRED = re.compile(
    rf"百分之(?P<number>[{CHARACTERS}]{{1,6}}(?:点[零〇一二三四五六七八九]{{1,4}})?|\d{{1,3}}(?:\.\d{{1,4}})?)"
)
_BEFORE = re.compile(
    r"(约|大约|近|接近|将近|超过|超|逾|不少于|不低于|不小于|至少|高于|大于|多于|≥|>|不足|低于|少于|不超过|不高于|≤|<|最多|控制在)(?:达|到|为|了)?$"
)
_AT_LEAST = frozenset(
    ["超过", "超", "逾", "不少于", "不低于", "不小于", "至少", "高于", "大于", "多于", "≥", ">"]
)
_AT_MOST = frozenset(["不足", "低于", "少于", "不超过", "不高于", "≤", "<", "最多", "控制在"])
_NOT_AFTER = re.compile(r"[〔\[（(]\d{0,4}$|[第号]$|G$")
_NO_SIGN_AFTER = frozenset("0123456789%)月日年号期")
_NO_CHINESE_UNIT = frozenset(
    {
        "分",
        "点",
        "年",
        "天",
        "次",
        "批",
        "期",
        "条",
        "元",
        "站",
        "节",
        "位",
        "门",
        "类",
        "对",
        "部",
        "支",
        "头",
        "班",
        "届",
        "组",
        "%",
        "街道",
        "社区",
        "行政村",
        "乡镇",
        "村",
        "镇",
        "乡",
        "级",
    }
)


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity at its place in a tidy line.

    `value` is as printed, in `unit`; `range` in the base unit of its measure (yuan for money). `about`
    tells that the text itself loosens it (约, 余, 以上): it then cannot be held to its digits.
    """

    start: int
    end: int
    text: str
    value: Fraction
    unit: str
    measure: str
    range: Range
    decimals: int
    about: bool
    scale: Fraction
    base: Fraction = field(init=False)

    def __post_init__(self) -> None:
        """Set `base`, the printed value in the base unit."""
        object.__setattr__(self, "base", self.value * self.scale)


def numbers_in(tidy: str) -> list[Number]:
    """Return the quantities of a line in their order."""
    found = [*_arabic(tidy), *_chinese(tidy), *_per_hundred(tidy)]
    found.sort(key=lambda number: (number.start, -number.end))
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


def _arabic(tidy: str) -> Iterator[Number]:
    for match in _ARABIC.finditer(tidy):
        unit, scale_word = match["unit"] or "", match["scale"] or ""
        before = tidy[max(0, match.start() - 12) : match.start()]
        if _is_no_quantity(match["number"], unit, scale_word, before, tidy[match.end() : match.end() + 2]):
            continue
        scale = SCALES.get(scale_word, 1)
        if (
            not unit
            and scale_word in ("万", "亿", "千万", "百万")
            and _speaks_of_money(tidy[max(0, match.start() - 14) : match.start()])
        ):
            unit = "元"
        if not unit:
            continue
        if unit == "分" and tidy[match.end() : match.end() + 1] in ("之", "钟", "别", "为", "成"):
            continue
        yield _number(match, unit, scale, before)


def _number(match: re.Match[str], unit: str, scale: int, before: str) -> Number:
    measure, unit_scale = UNITS[unit]
    text = match["number"]
    factor = unit_scale * scale
    sign = -1 if match["sign"] and before[-1:] not in _NO_SIGN_AFTER else 1
    whole = Fraction(text.replace(",", ""))
    decimals = len(text.partition(".")[2])
    counted = (is_count(measure) and not decimals and scale == 1) or (measure == SCORE and decimals < 2)
    span = exactly(whole) if counted else printed(text, factor)
    if match["to"]:
        upper = printed(match["to"], factor)
        span = (
            Range(span.low, upper.high)
            if span.low is not None and upper.high is not None and span.low <= upper.high
            else span
        )
    span = span if sign > 0 else -span
    loosened = _loosen(span, whole * factor, decimals, factor, before, match)
    about = loosened != span or bool(match["to"])
    start = match.start() if sign < 0 or not match["sign"] else match.start() + 1
    return Number(
        start,
        match.end(),
        match[0][start - match.start() :],
        sign * whole,
        unit,
        measure,
        loosened,
        decimals,
        about,
        factor,
    )


def _loosen(
    span: Range, value: Fraction, decimals: int, factor: Fraction, before: str, match: re.Match[str]
) -> Range:
    """Widen a range by the words around the number: 余 and 以上 upwards, 不足 downwards, 约 both ways."""
    after = match["after"] or ""
    more = match["more"] or match["more2"] or after[:1] in ("余", "多")
    word = _BEFORE.search(before)
    front = word[1] if word else ""
    if front in _AT_LEAST or after.endswith(("以上", "以外")):
        return Range(span.low, None)
    if front in _AT_MOST or after.endswith(("以下", "以内")):
        return Range(Fraction(0), span.high)
    if more:
        return Range(span.low, value + _step(value, decimals, factor))
    if front in ("近", "接近", "将近"):
        return Range(value * Fraction(4, 5), span.high)
    if front or after:
        return Range(value * Fraction(9, 10), value * Fraction(11, 10))
    return span


def _step(value: Fraction, decimals: int, factor: Fraction) -> Fraction:
    """Return how far 余 reaches: to the next number with as many digits that are not zero (200余 < 300)."""
    digits = value / factor * 10**decimals
    step = 1
    while digits and digits % (step * 10) == 0:
        step *= 10
    return Fraction(step, 10**decimals) * factor


def _speaks_of_money(before: str) -> bool:
    return any(
        word in before
        for word in (
            "资金",
            "投入",
            "投资",
            "支付",
            "拨付",
            "支出",
            "预算",
            "下达",
            "补助",
            "经费",
            "款",
            "金额",
            "额",
        )
    )


def _is_no_quantity(number: str, unit: str, scale: str, before: str, after: str) -> bool:
    """Years, numbers of documents, days of a date, ordinals and headings."""
    if _NOT_AFTER.search(before) and not unit:
        return True
    if before.endswith("第"):
        return True
    if unit == "年" and not scale and (len(number) == 4 or (len(number) == 2 and before.endswith("-"))):
        return True
    if unit in ("点",) and before.endswith(("上午", "下午", "晚上", "凌晨")):
        return True
    return after[:1] == "号" and not unit


def _chinese(tidy: str) -> Iterator[Number]:
    for match in _CHINESE.finditer(tidy):
        value = chinese_number(match["number"])
        unit = match["unit"]
        if value is None or value < 2 or (len(match["number"]) == 1 and unit in _NO_CHINESE_UNIT):
            continue
        if len(match["number"]) > 1 and unit in ("年", "分", "级"):
            continue
        if unit == "个" and tidy[match.end() : match.end() + 1] in ("方", "有", "维", "坚", "务", "确"):
            continue
        measure, scale = UNITS[unit]
        span = exactly(value * scale)
        about = bool(match["more"] or match["after"])
        if match["more"] or match["after"] == "以上":
            span = Range(span.low, None)
        yield Number(
            match.start(), match.end(), match[0], Fraction(value), unit, measure, span, 0, about, scale
        )


def _per_hundred(tidy: str) -> Iterator[Number]:
    for match in _PER_HUNDRED.finditer(tidy):
        whole, _, rest = match["number"].replace("点", ".").partition(".")
        value = int(whole) if whole.isdigit() else 100 if whole == "百" else chinese_number(whole)
        if value is None:
            continue
        decimals = "".join(
            str("零一二三四五六七八九".find(c)) if c in "零一二三四五六七八九" else c.replace("〇", "0")
            for c in rest
        )
        text = f"{value}.{decimals}" if decimals else str(value)
        yield Number(
            match.start(),
            match.end(),
            match[0],
            Fraction(text),
            "%",
            "percent",
            printed(text),
            len(decimals),
            False,
            Fraction(1),
        )


def integers_are_exact(numbers: list[Number]) -> bool:
    """Tell whether money without decimals is meant exactly: where the report writes decimals, it leaves none out."""
    money = [number for number in numbers if number.measure == MONEY and number.scale > 1]
    return any(number.decimals for number in money) or all(number.value % 10 == 0 for number in money)
