"""A rate against the quantities that it is the quotient of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from ._findings import CONTRADICTION, Finding, finding
from ._pairs import Pair, Rate
from ._ranges import Range, number_text
from ._rates import rates_in
from ._reading import Report
from ._units import MONEY

_PART_OF_ALL = re.compile(
    r"覆盖率|合格率|满意|通过率|回收率|有效率|占|知晓率|就业率|转化率|参与率|达标率|优良率|好评率"
)


def check_ratio(report: Report) -> Iterator[Finding]:
    """Yield rates that no reading of the report makes true."""
    for rate in rates_in(report):
        if _above_all(rate) and _PART_OF_ALL.search(rate.name):
            yield _impossible(rate)
            continue
        if not rate.bound or any(holds(rate, pair) for pair in rate.bound):
            continue
        if not _above_all(rate) and any(holds(rate, pair) for pair in rate.possible()):
            continue
        yield _finding(rate, rate.bound[0])


def _impossible(rate: Rate) -> Finding:
    stated = rate.stated
    message = f"写的是{stated.text}，而部分占整体不能超过100%。"
    pairs = [pair for pair in rate.bound if pair.quotient() is not None][:1]
    others = [mention for pair in pairs for mention in pair.mentions()]
    if pairs:
        message += _fitting(rate, pairs[0])
    return finding("ratio", CONTRADICTION, (stated, *others), stated.text, "100%以下", message)


def _above_all(rate: Rate) -> bool:
    """Tell whether more than everything is claimed of a part: no reading as part and whole gives that."""
    of_goal = re.search(r"目标|计划|任务", rate.name)
    return (
        rate.family in ("share", "coverage", "subset")
        and (rate.stated.range.low or 0) > 100
        and of_goal is None
    )


def holds(rate: Rate, pair: Pair) -> bool:
    """Tell whether a reading can give the stated percentage."""
    quotient = pair.quotient()
    return quotient is not None and quotient.meets(rate.stated.range)


def _finding(rate: Rate, pair: Pair) -> Finding:
    quotient = pair.quotient()
    stated = rate.stated
    places = stated.number.decimals + 2
    shown = "无法计算" if quotient is None else _shown(quotient, pair, places)
    tried = f"；其他 {len(rate.bound) - 1} 种搭配也不成立" if len(rate.bound) > 1 else ""
    fit = _fitting(rate, pair)
    return finding(
        "ratio",
        CONTRADICTION,
        (stated, *pair.mentions()),
        stated.text,
        shown,
        f"写的是{stated.text}，而 {pair.words()}={shown}{tried}。{fit}",
    )


def _shown(quotient: Range, pair: Pair, places: int) -> str:
    """Return the quotient of the figures as printed, with its interval where they are rounded."""
    whole = sum((mention.number.base for mention in pair.whole), Fraction(0))
    part = sum((mention.number.base for mention in pair.part), Fraction(0))
    part -= sum((mention.number.base for mention in pair.taken_off), Fraction(0))
    exact = number_text(100 * part / whole, places) if whole else "?"
    interval = quotient.shown(places)
    return f"{exact}%" if interval == exact else f"{exact}%（{interval}%）"


def _fitting(rate: Rate, pair: Pair) -> str:
    """Say which rate fits the quantities, and which part would fit the rate."""
    quotient, stated = pair.quotient(), rate.stated
    if quotient is None or quotient.low is None or quotient.high is None:
        return ""
    right = number_text((quotient.low + quotient.high) / 2, stated.number.decimals)
    if len(pair.part) > 1 or pair.taken_off or len(pair.whole) > 1 or stated.range.high is None:
        return f"应为{right}%。"
    needed = pair.whole[0].range.multiplied(stated.range).times(Fraction(1, 100))
    return f"应为{right}%；若{stated.text}无误，则分子须为{_amount(needed, pair)}。"


def _amount(needed: Range, pair: Pair) -> str:
    part = pair.part[0]
    unit = part.number.unit
    scale = part.number.scale if part.measure == MONEY else Fraction(1)
    return f"{needed.times(1 / scale).shown(max(2, part.number.decimals + 1))}{'万元' if scale == 10**4 else unit}"
