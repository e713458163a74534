"""Lists that run side by side: 甲、乙分别为a、b，占比分别为p、q."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ._pairs import Pair
from ._reading import Mention, Report
from ._units import PERCENT

_TOTAL = re.compile(r"(?<!公)共(?!同|享|建|用|性)|总|累计|合计|满分|综合|全部|全[县市区年]|现有|辖")
_SIDE = re.compile(r"分别|依次")
_NAMED = re.compile(r"占(?P<named>[^,;占\d]{2,20}?)的?(?:比重|比例|比)?(?:分别|依次)")
_FAR = 60


def aligned(report: Report, stated: Mention, near: Sequence[Mention]) -> list[Pair]:
    """Bind the k-th rate of a list to the k-th part, and to the k-th whole or the one total of the parts.

    The words must count alike: as many parts as rates, and as many wholes, or one total that is named.
    """
    place = max((match.start() for match in _SIDE.finditer(stated.run)), default=-1)
    start = stated.number.start - len(stated.run) + place
    rates = [
        other
        for other in report.sentences[stated.sentence].mentions
        if other.measure == PERCENT and other.number.start > start
    ]
    rates = _unbroken(rates)
    if place < 0 or stated not in rates or len(rates) < 2:
        return []
    before = [m for m in near if m.sentence == stated.sentence and m.number.start < start]
    index = rates.index(stated)
    for measure in dict.fromkeys(mention.measure for mention in reversed(before)):
        own = [mention for mention in before if mention.measure == measure]
        totals = [mention for mention in own if _TOTAL.search(mention.lead)]
        items = [mention for mention in own if mention not in totals]
        if len(items) == 2 * len(rates):
            return [Pair((items[index + len(rates)],), (items[index],))]
        if len(items) == len(rates):
            wholes = totals[-1:] or _named_total(report, stated, measure)
            return [Pair((items[index],), (wholes[0],))] if wholes else []
    return []


def _unbroken(rates: Sequence[Mention]) -> list[Mention]:
    """Return the rates up to one with a name of its own."""
    kept = list(rates[:1])
    for rate in rates[1:]:
        if re.search(r"[\u4e00-\u9fff]", re.sub(r"^[和与及]|分别|依次", "", rate.lead)):
            break
        kept.append(rate)
    return kept


def _named_total(report: Report, stated: Mention, measure: str) -> list[Mention]:
    """Return the nearest earlier amount that 占…的比重 names."""
    match = _NAMED.search(stated.run)
    if match is None:
        return []
    named = re.sub(r"总额|总数|总量|总|的|我[县市区]", "", match["named"])
    earlier = report.mentions[max(0, stated.order - _FAR) : stated.order]
    return [
        mention
        for mention in reversed(earlier)
        if mention.measure == measure and named and named in mention.lead + mention.tail[:10]
    ]
