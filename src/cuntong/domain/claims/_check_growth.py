"""Growth against the values that it leads from and to: the base is the old value, never the new one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ._findings import CONTRADICTION, Finding, finding
from ._ranges import Range, exactly, number_text
from ._reading import Mention, Report
from ._units import MONEY, PERCENT, POINTS, TIMES, is_count

_UP = re.compile(r"[多高]$|新增|增长|增加|提高|提升|上升|上涨|增幅|涨幅|增速|净增")
_DOWN = re.compile(r"[少低]$|下降|减少|降低|回落|降幅|缩减|压减|下滑|节约|节省|缩短|压缩")
_OVER = re.compile(r"超额|超出|超过?(?:年度|全年)?(?:目标|计划|任务|预期)")
_ARRIVES = re.compile(r"(?:至|到|到了|达到?|为)$")
_OLD = re.compile(
    r"比(?:年初|年度)?(?:目标|计划|任务)[值数量]?$|(?:^|[(,;])20\d\d年(?:同期)?(?:为|是)$|(?:较|比|与)20\d\d年(?:全年|同期|年?末|年?底)?的?$|预算价|控制价|原价|上年|去年|同期|上一?年度|基期|(?:^|[^自])由|从|原来?(?:有|为|的)?|此前|之前|年初|期初|培训前|实施前|项目前"
)
_DELTA = re.compile(
    r"(?:增加|增长|提高|减少|下降|降低|多|少|高|低|净增|上升|新增|节约|节省|缩短|压缩)了?(?!到|至)$"
)
_MORE = re.compile(r"(?:新增|净增)[\u4e00-\u9fff]{2,6}$")
_TARGET = re.compile(r"目标|计划|任务|应|预期")
_HUNDRED = Fraction(100)
# How many quantities away a value may stand from its growth.
_REACH = 10


@dataclass(frozen=True, slots=True)
class _Step:
    """A reading: from an old value to a new one; the sign tells up (+1) or down (-1)."""

    old: Range
    new: Range
    mentions: tuple[Mention, ...]
    words: str


def check_growth(report: Report) -> Iterator[Finding]:
    """Yield growth rates and differences that no reading of the values around them gives."""
    for mention in report.mentions:
        if mention.line.in_table or mention.planned:
            continue
        sign = _direction(mention)
        if not sign:
            continue
        if mention.measure in (PERCENT, TIMES):
            yield from _rate(report, mention, sign)
        elif mention.measure == POINTS:
            yield from _points(report, mention, sign)
        else:
            yield from _difference(report, mention, sign)


def _direction(mention: Mention) -> int:
    """Return +1 for growth, -1 for decline, 0 where the number is neither."""
    lead = mention.lead
    if mention.measure not in (PERCENT, TIMES, POINTS) and not (_DELTA.search(lead) or _MORE.search(lead)):
        return 0
    if _ARRIVES.search(lead) and not re.search(
        r"(?:增幅|增速|涨幅|降幅|增长率|下降率|节约率)(?:达到?|为)$", lead
    ):
        return 0
    if _OVER.search(lead):
        return 1
    up = max((match.end() for match in _UP.finditer(lead)), default=0)
    down = max((match.end() for match in _DOWN.finditer(lead)), default=0)
    if not up and not down:
        return 0
    sign = 1 if up > down else -1
    return -sign if mention.number.value < 0 else sign


def _around(report: Report, mention: Mention) -> list[Mention]:
    """Return the quantities that a growth figure may speak of: its sentence and its neighbours in the line."""
    return [
        other
        for sentence in report.sentences[max(0, mention.sentence - 1) : mention.sentence + 2]
        if sentence.line is mention.line
        for other in sentence.mentions
        if other is not mention and abs(other.order - mention.order) <= _REACH
    ]


def _values(around: Sequence[Mention], mention: Mention) -> list[Mention]:
    return [
        other
        for other in around
        if (
            other.measure == MONEY
            or is_count(other.measure)
            or other.measure in ("weight", "land", "length", "area", "time", "days", "months")
        )
        and not _delta(other)
    ]


def _delta(mention: Mention) -> bool:
    return bool(_DELTA.search(mention.lead)) and mention.measure not in (PERCENT, TIMES, POINTS)


def _old(mention: Mention) -> bool:
    return bool(_OLD.search(mention.lead))


def _steps(around: Sequence[Mention], mention: Mention, sign: int, *, tight: bool) -> Iterator[_Step]:
    """Yield readings; `tight` ones are those that the words themselves give."""
    values = _values(around, mention)
    near = [other for other in values if not tight or abs(other.order - mention.order) <= 4]
    over = bool(_OVER.search(mention.lead))
    for new in near:
        for other in around:
            if other.measure != new.measure or other is new:
                continue
            if tight and _delta(other) and _old(new) and mention.order == other.order + 1 == new.order + 2:
                delta = other.range if sign > 0 else -other.range
                yield _Step(new.range, new.range + delta, (new, other), f"{other.text}÷{new.text}")
            elif _delta(other) and (not tight or _belongs(new, other, mention)):
                delta = other.range if sign > 0 else -other.range
                old = new.range - delta
                change = "-" if sign > 0 else "+"
                words = f"{other.text}÷({new.text}{change}{other.text})"
                yield _Step(old, new.range, (new, other), words)
                if _old(new) or not (tight or re.search("比|较", other.lead)):
                    yield _Step(new.range, new.range + delta, (new, other), f"{other.text}÷{new.text}")
            elif not _delta(other) and (not tight or _from_to(other, new, mention, over)):
                yield _Step(other.range, new.range, (new, other), f"({new.text}-{other.text})÷{other.text}")


def _belongs(new: Mention, delta: Mention, mention: Mention) -> bool:
    """Tell whether an increase stands between its value and the rate: 收入X，增加Y，增长P%."""
    if _old(new):
        return False
    return (new.order < delta.order < mention.order <= new.order + 2 and new.sentence == delta.sentence) or (
        new.order < delta.order
        and mention.order in (delta.order - 1, delta.order + 1)
        and new.order >= delta.order - 2
    )


def _from_to(old: Mention, new: Mention, mention: Mention, over: bool) -> bool:
    """Tell whether the words make these the old and the new value of this rate."""
    if over:
        return (
            bool(_TARGET.search(old.lead)) and not _TARGET.search(new.lead) and old.sentence == new.sentence
        )
    if not _old(old) or _old(new) or (old.sentence == new.sentence and old.segment != new.segment):
        return False
    between = range(min(old.order, new.order, mention.order), max(old.order, new.order, mention.order) + 1)
    return len(between) <= 4


def _growth(step: _Step, sign: int) -> Range | None:
    if step.old.low is None or step.old.low <= 0 or step.new.low is None or step.new.low < 0:
        return None
    grown = (step.new.divided(step.old) - exactly(1)).times(_HUNDRED)
    return grown if sign > 0 else -grown


def _rate(report: Report, mention: Mention, sign: int) -> Iterator[Finding]:
    around = _around(report, mention)
    stated = mention.range if mention.number.value >= 0 else -mention.range
    if mention.measure == TIMES:
        stated = stated.times(_HUNDRED)
    tight = list(_steps(around, mention, sign, tight=True))
    if not tight:
        return
    wide = [*tight, *_steps(around, mention, sign, tight=False)]
    results = [growth for step in wide if (growth := _growth(step, sign)) is not None]
    if mention.measure == TIMES:
        results += [growth + exactly(100) for growth in results]
    measurable = sorted(
        (step for step in tight if _growth(step, sign) is not None),
        key=lambda step: sum(abs(other.order - mention.order) for other in step.mentions),
    )
    if not measurable or any(growth.meets(stated) for growth in results):
        return
    step = measurable[0]
    growth = _growth(step, sign)
    assert growth is not None
    places = mention.number.decimals + 2
    low, high = growth.low or Fraction(0), growth.high or Fraction(0)
    middle = number_text((low + high) / 2, mention.number.decimals)
    shown = f"{growth.shown(places)}%"
    yield finding(
        "growth",
        CONTRADICTION,
        (mention, *step.mentions),
        mention.text,
        shown,
        f"写的是{mention.text}，而 {step.words}={shown}（以上年数或原数为基数）。应为{middle}%。",
    )


def _points(report: Report, mention: Mention, sign: int) -> Iterator[Finding]:
    """Percentage points: the difference of two rates in the same sentence."""
    rates = [
        other
        for other in _around(report, mention)
        if other.measure == PERCENT and other.sentence == mention.sentence and not _direction(other)
    ]
    pairs = [(old, new) for old in rates for new in rates if old is not new]
    bound = [(old, new) for old, new in pairs if _old(old) and not _old(new)]
    if not bound or any(_distance(old, new, sign).meets(mention.range) for old, new in pairs):
        return
    old, new = min(
        bound, key=lambda pair: (abs(pair[1].order - mention.order), abs(pair[0].order - mention.order))
    )
    shown = f"{_distance(old, new, sign).shown(4)}个百分点"
    yield finding(
        "growth",
        CONTRADICTION,
        (mention, old, new),
        mention.text,
        shown,
        f"写的是{mention.text}，而{new.text}与{old.text}相差{shown}。",
    )


def _more_of_them(mention: Mention, old: Mention) -> bool:
    """Tell whether 新增网店420家 stands right before 网店总数由1380家增至1800家."""
    return mention.order == old.order - 1 and bool(re.search("[由从]$", old.lead))


def _distance(old: Mention, new: Mention, sign: int) -> Range:
    return new.range - old.range if sign > 0 else old.range - new.range


def _difference(report: Report, mention: Mention, sign: int) -> Iterator[Finding]:
    """An increase in the same unit: new - old, both in the same sentence."""
    values = [
        other
        for other in _values(_around(report, mention), mention)
        if other.measure == mention.measure and other.sentence == mention.sentence
    ]
    pairs = [(old, new) for old in values for new in values if old is not new]
    bound = [
        (old, new)
        for old, new in pairs
        if _old(old)
        and not _old(new)
        and (mention.order - new.order in (1, 2, -1) or _more_of_them(mention, old))
        and old.segment == new.segment == mention.segment
    ]
    if not bound or any(_distance(old, new, sign).meets(mention.range) for old, new in pairs):
        return
    old, new = bound[0]
    exact = abs(new.number.base - old.number.base) / mention.number.scale
    unit = "万元" if mention.measure == MONEY and mention.number.scale == 10**4 else mention.number.unit
    shown = f"{number_text(exact)}{unit}"
    yield finding(
        "growth",
        CONTRADICTION,
        (mention, new, old),
        mention.text,
        shown,
        f"写的是{mention.text}，而{new.text}与{old.text}相差{shown}。",
    )
