"""Rates in prose: which two quantities a percentage is the quotient of, by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._count_rates import FAMILIES, count_rate
from ._money_rates import ARRIVAL, EXECUTION, Money, money_rate, own_words
from ._pairs import Rate
from ._reading import Mention, Report
from ._units import PERCENT

_GROWTH = re.compile(
    r"增长|增加|提高|提升|上升|下降|减少|降低|增幅|涨|同比|环比|减|增速|超额|超出|超过?(?:目标|计划|任务)|优惠|折|增收|节约|回落|降幅|年息|利率|税率|贴息|偏差"
)


def rates_in(report: Report, *, planned: bool = False) -> Iterator[Rate]:
    """Yield every stated rate that is a quotient: no growth, and no plan unless asked for."""
    money = Money.of(report)
    for mention in report.of_measure(PERCENT):
        if (mention.planned and not planned) or mention.line.in_table:
            continue
        phrase = _phrase(mention)
        if _GROWTH.search(phrase):
            continue
        rate = _rate(report, money, mention, phrase)
        if rate is not None:
            yield rate


def _phrase(mention: Mention) -> str:
    """Return the words that name the rate: in front of it, or behind when nothing stands in front."""
    lead = mention.lead
    if len(lead) < 2 or lead in ("达到", "达", "为", "约", "约为"):
        lead = mention.run[-24:]
    own = own_words(mention)
    return own if "占" in own and "占" not in lead else lead


def _rate(report: Report, money: Money, stated: Mention, phrase: str) -> Rate | None:
    if EXECUTION.search(phrase) or ARRIVAL.search(phrase):
        return money_rate(money, stated, phrase)
    for family, pattern in FAMILIES:
        match = pattern.search(phrase)
        if match:
            return count_rate(report, stated, phrase, family, match)
    return None
