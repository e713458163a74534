"""Averages against their total and count, and what is left against what was given and paid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ._findings import CONTRADICTION, Finding, finding
from ._ranges import Range, number_text, printed
from ._reading import Mention, Report
from ._roles import GOT, LEFT, PAID, PLAN, roles_of
from ._units import MONEY, is_count

_PER = re.compile(
    r"(?:平均)?每(?P<unit>人次|人|户|场次|场|期|班|次|个|家|店|村|镇|乡|县|站|单|件|亩|条|批|天|台|套)|(?P<short>人|户|村|镇|县|店|站|场|期|次|班|单|件|台|点)均"
)
_COUNTED = {
    "人": ("人", "人次", "名"),
    "场": ("场", "场次"),
    "单": ("单", "件"),
    "件": ("件", "单"),
    "站": ("个", "站"),
    "村": ("个", "村"),
    "镇": ("个", "镇"),
    "乡": ("个", "乡"),
    "县": ("个", "县"),
    "店": ("个", "家", "间", "户"),
    "点": ("个", "点"),
    "班": ("班", "期", "个"),
}
_FALLS_OUT = re.compile(r"标准|不低于|不超过|补助标准|按照|按每|奖补|月均|日均|年均|定额|单价")


def check_average(report: Report) -> Iterator[Finding]:
    """Yield averages that no total and count around them give."""
    for mention in report.mentions:
        matches = list(_PER.finditer(mention.lead))
        if not matches or mention.line.in_table or mention.planned or mention.number.about:
            continue
        if _FALLS_OUT.search(mention.clause_text):
            continue
        yield from _average(report, mention, matches[-1]["unit"] or matches[-1]["short"])


def _average(report: Report, mention: Mention, unit: str) -> Iterator[Finding]:
    near = [
        other
        for sentence in report.sentences[max(0, mention.sentence - 1) : mention.sentence + 1]
        if sentence.line is mention.line
        for other in sentence.mentions
        if other is not mention and not other.planned
    ]
    units = {f"count:{name}" for name in _COUNTED.get(unit, (unit,))}
    counts = [other for other in near if other.measure in units and other.range.low]
    totals = [
        other
        for other in near
        if other.measure == mention.measure and other.number.base > mention.number.base
    ]
    if not counts or not totals:
        return
    stated = _rounded(mention)
    pairs = [(total, count) for total in totals for count in counts if total is not count]
    if not pairs or any(total.range.divided(count.range).meets(stated) for total, count in pairs):
        return
    here = [pair for pair in pairs if all(other.sentence == mention.sentence for other in pair)]
    here = here or _over_a_stop(mention, totals, counts)
    if not here:
        return
    total, count = min(here, key=lambda pair: sum(abs(other.order - mention.order) for other in pair))
    exact = number_text(
        total.number.base / count.number.base / mention.number.scale, mention.number.decimals + 2
    )
    unit_text = mention.text.lstrip("0123456789.,")
    yield finding(
        "ratio",
        CONTRADICTION,
        (mention, total, count),
        mention.text,
        f"{exact}{unit_text}",
        f"平均数写的是{mention.text}，而{total.text}÷{count.text}={exact}{unit_text}。",
    )


def _over_a_stop(
    mention: Mention, totals: Sequence[Mention], counts: Sequence[Mention]
) -> list[tuple[Mention, Mention]]:
    """Return the only count of the sentence with the only total that was reached in the sentence before."""
    own = [count for count in counts if count.sentence == mention.sentence]
    reached = [
        total
        for total in totals
        if total.sentence != mention.sentence and not re.search("目标|计划|任务|应|差|未|剩|余", total.lead)
    ]
    return [(reached[0], own[0])] if len(own) == len(reached) == 1 and len(counts) == 1 else []


def _rounded(mention: Mention) -> Range:
    """Return an average as rounded to its printed digits, a count too: 60人次 a class is [59.5, 60.5)."""
    if not is_count(mention.measure):
        return mention.range
    places = mention.number.decimals
    return (
        printed(f"{mention.number.value.numerator // mention.number.value.denominator}")
        if not places
        else mention.range
    )


def check_left(report: Report) -> Iterator[Finding]:
    """Yield a remainder that is not what was given less what was paid, all three in one sentence."""
    for sentence in report.sentences:
        if sentence.line.in_table:
            continue
        money = [mention for mention in sentence.mentions if mention.measure == MONEY and not mention.planned]
        left = [mention for mention in money if roles_of(mention) == {LEFT} and "节约" not in mention.lead]
        paid = [mention for mention in money if PAID in roles_of(mention)]
        given = [
            mention for mention in money if roles_of(mention) & {PLAN, GOT} and PAID not in roles_of(mention)
        ]
        if len(left) != 1 or len(paid) != 1 or not given or "其中" in sentence.text:
            continue
        if any(
            _rest(whole, paid[0]).meets(left[0].range)
            for whole in (*(mention.range for mention in given), *_sums(given))
        ):
            continue
        whole = given[-1]
        scale = left[0].number.scale
        exact = number_text((whole.number.base - paid[0].number.base) / scale)
        unit = "万元" if scale == 10**4 else left[0].number.unit
        yield finding(
            "sum",
            CONTRADICTION,
            (left[0], whole, paid[0]),
            left[0].text,
            f"{exact}{unit}",
            f"结余写的是{left[0].text}，而{whole.text}-{paid[0].text}={exact}{unit}。",
        )


def _rest(whole: Range, paid: Mention) -> Range:
    return whole - paid.range


def _sums(given: Sequence[Mention]) -> Iterator[Range]:
    total = Range(Fraction(0), Fraction(0))
    for mention in given:
        total = total + mention.range
        yield total
