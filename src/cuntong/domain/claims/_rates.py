"""Rates in prose: which two quantities a percentage is the quotient of, by the words around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ._labels import likeness
from ._ranges import Range
from ._reading import Mention, Report
from ._roles import GOT, LEFT, PAID, PLAN, accounts_in, distinguishing, roles_of
from ._units import MONEY, PERCENT

_GROWTH = re.compile(
    r"增长|增加|提高|提升|上升|下降|减少|降低|增幅|涨|同比|环比|减|增速|超额|超出|超过?(?:目标|计划|任务)|优惠|折|增收|节约|回落|降幅|年息|利率|税率|贴息|偏差"
)
EXECUTION = re.compile(
    r"(?:预算|资金|经费|项目)?(?:总体|整体|实际)?(?:执行|支付|支出|拨付|使用|付款|兑付|报账|列支)(?:完成)?(?:率|进度|比例|比率)|(?:执行|支付|支出|拨付)(?:的)?(?:比例|进度)"
)
ARRIVAL = re.compile(r"(?:资金)?(?:到位|拨入|下达)(?:率|比例)")
FINISH = re.compile(
    r"(?:目标|任务|计划)?(?:完成|达成|实现|建设)(?:率|比例|进度)|完成(?:年度|全年|计划|目标|任务|总)[^,]{0,10}的|(?:任务|目标|计划)[数量值]?的"
)
COVERAGE = re.compile(r"(?:覆盖|普及|通达|进村|入村|通村|通邮|通快递|直达)(?:率|面|比例)?")
_TOTALS = re.compile(r"(?<!公)共(?!同|享|建|用|性)|总|累计|合计|全部|全[县市区年]|现有|辖")
SHARE = re.compile(r"占(?!地)[^,;]{0,24}|占比|比重|比例")
SUBSET = re.compile(r"(?P<stem>[\u4e00-\u9fff]{2})(?:率|度|比例)")
PLANNED_WORDS = re.compile(r"计划|目标|任务|应|指标值|预期|拟|规划|需|核定|下达|年度指标|总量")
DONE_WORDS = re.compile(r"实际|完成|建成|已|开展|达到?|实现|培训|举办|录制|验收|交付|投入使用")


# How many amounts around a rate are tried as readings of it.
_NEAR = 40
_WINDOW = 80


@dataclass(frozen=True, slots=True)
class Pair:
    """A reading: this part of that whole (several parts are added); `plain` where the words say so."""

    part: tuple[Mention, ...]
    whole: tuple[Mention, ...]
    taken_off: tuple[Mention, ...] = ()

    def quotient(self) -> Range | None:
        """Return the percentage that this reading gives."""
        part, whole = _total(self.part), _total(self.whole)
        for mention in self.taken_off:
            part = part - mention.range
        if whole.low is None or whole.low <= 0 or part.low is None or part.low < 0:
            return None
        return part.divided(whole).times(Fraction(100))

    def words(self) -> str:
        """Return the division as a clerk would write it."""
        part = "+".join(mention.text for mention in self.part)
        part += "".join(f"-{mention.text}" for mention in self.taken_off)
        whole = "+".join(mention.text for mention in self.whole)
        left = f"({part})" if len(self.part) + len(self.taken_off) > 1 else part
        return f"{left}÷{f'({whole})' if len(self.whole) > 1 else whole}"

    def mentions(self) -> tuple[Mention, ...]:
        return (*self.part, *self.taken_off, *self.whole)


@dataclass(frozen=True, slots=True)
class Rate:
    """A stated percentage, its family, what it is of, and the readings of it.

    `bound` are the readings that the words themselves give, best first; `possible` others that would make
    it true as well.
    """

    stated: Mention
    family: str
    name: str
    bound: tuple[Pair, ...]
    possible: Callable[[], Iterable[Pair]]


def rates_in(report: Report, *, planned: bool = False) -> Iterator[Rate]:
    """Yield every stated rate that is a quotient: no growth, and no plan unless asked for."""
    money = _Money.of(report)
    for mention in report.of_measure(PERCENT):
        if (mention.planned and not planned) or mention.line.in_table:
            continue
        phrase = _phrase(mention)
        if _GROWTH.search(phrase):
            continue
        rate = _rate(report, money, mention, phrase)
        if rate is not None:
            yield rate


@dataclass(frozen=True, slots=True)
class _Money:
    """The amounts of a report in prose with the parts that they may play."""

    amounts: tuple[tuple[Mention, frozenset[str]], ...]

    @classmethod
    def of(cls, report: Report) -> _Money:
        return cls(tuple((m, roles_of(m)) for m in report.of_measure(MONEY) if not m.line.in_table))

    def playing(self, stated: Mention, *roles: str) -> list[Mention]:
        """Return the amounts that may play one of the parts, the nearest ones of a long report."""
        found = [mention for mention, own in self.amounts if not own.isdisjoint(roles)]
        if len(found) > _WINDOW:
            found = sorted(found, key=lambda other: abs(other.order - stated.order))[:_WINDOW]
        return found


def _phrase(mention: Mention) -> str:
    """Return the words that name the rate: in front of it, or behind when nothing stands in front."""
    lead = mention.lead
    if len(lead) < 2 or lead in ("达到", "达", "为", "约", "约为"):
        lead = mention.run[-24:]
    own = _own_words(mention)
    return own if "占" in own and "占" not in lead else lead


def _rate(report: Report, money: _Money, stated: Mention, phrase: str) -> Rate | None:
    if EXECUTION.search(phrase) or ARRIVAL.search(phrase):
        return _money_rate(money, stated, phrase)
    for family, pattern in (("finish", FINISH), ("coverage", COVERAGE), ("share", SHARE), ("subset", SUBSET)):
        match = pattern.search(phrase)
        if match:
            return _count_rate(report, stated, phrase, family, match)
    return None


# --- money ---------------------------------------------------------------------------------------------


def _money_rate(money: _Money, stated: Mention, phrase: str) -> Rate:
    arrival = bool(ARRIVAL.search(phrase))
    family = ARRIVAL if arrival else EXECUTION
    part_role = GOT if arrival else PAID
    accounts = accounts_in(_own_words(stated))
    parts = money.playing(stated, part_role)
    wholes = money.playing(stated, *((PLAN,) if arrival else (PLAN, GOT)))
    lefts = money.playing(stated, LEFT)
    here = [mention for mention in (*parts, *wholes) if mention.line is stated.line]
    near_parts = _nearest(stated, parts, accounts)
    near_wholes = _nearest(stated, wholes, accounts)
    special = distinguishing(phrase, family)
    bound: list[Pair] = []
    if not special or _named(special, stated, [*near_parts, *near_wholes]):
        bound = [
            Pair((part,), (whole,))
            for whole in near_wholes
            for part in near_parts
            if part is not whole and _fits_account(part, whole)
        ]
    if not here and len({(pair.part[0].number.base, pair.whole[0].number.base) for pair in bound}) > 1:
        bound = []
    return Rate(
        stated,
        "arrival" if arrival else "execution",
        phrase,
        tuple(bound[:6]),
        lambda: _money_pairs(stated, parts, wholes, lefts),
    )


def _money_pairs(
    stated: Mention, parts: Sequence[Mention], wholes: Sequence[Mention], lefts: Sequence[Mention]
) -> Iterator[Pair]:
    """Yield every payment of every plan near enough to be meant, and what is left of a plan taken off it."""

    def near(mentions: Sequence[Mention]) -> list[Mention]:
        return sorted(mentions, key=lambda other: abs(other.order - stated.order))[:_NEAR]

    together = _in_sentence(stated, parts) and _in_sentence(stated, wholes)
    if together:
        parts, wholes, lefts = (
            [m for m in group if m.line is stated.line] for group in (parts, wholes, lefts)
        )
    for whole in near(wholes):
        yield from (Pair((part,), (whole,)) for part in near(parts) if part is not whole)
        yield from (Pair((whole,), (whole,), (left,)) for left in near(lefts))


def _in_sentence(stated: Mention, mentions: Sequence[Mention]) -> bool:
    return any(mention.sentence == stated.sentence for mention in mentions)


def _own_words(stated: Mention) -> str:
    """Return the clause of a rate up to it: whose rate it is."""
    return stated.clause_text.partition(stated.text)[0]


def _nearest(stated: Mention, mentions: Sequence[Mention], accounts: frozenset[str]) -> list[Mention]:
    """Return the candidates of the nearest place that has any: the clause, the sentence, the line, the report."""
    fitting = [mention for mention in mentions if _same_account(stated, mention, accounts)]
    for place in (
        lambda other: other.sentence == stated.sentence and other.clause == stated.clause,
        lambda other: other.sentence == stated.sentence and other.segment == stated.segment,
        lambda other: other.sentence == stated.sentence,
        lambda other: other.line.number == stated.line.number and abs(other.sentence - stated.sentence) <= 2,
        lambda other: other.line.number == stated.line.number,
        lambda other: True,
    ):
        near = [mention for mention in fitting if place(mention)]
        if near:
            return sorted(near, key=lambda other: abs(other.order - stated.order))
    return []


def _same_account(stated: Mention, other: Mention, accounts: frozenset[str]) -> bool:
    own = accounts_in(other.lead + other.tail[:8])
    if not accounts:
        return not own or (other.sentence == stated.sentence)
    here = own or accounts_in(_sentence_before(other))
    return accounts <= here or (other.sentence == stated.sentence and not own)


def _sentence_before(mention: Mention) -> str:
    """Return the segment up to the quantity: an amount without an account of its own has the last one named."""
    return mention.run.rpartition(";")[2][-60:]


def _fits_account(part: Mention, whole: Mention) -> bool:
    one, two = accounts_in(part.lead), accounts_in(whole.lead)
    return not one or not two or bool(one & two)


def _named(special: str, stated: Mention, mentions: Sequence[Mention]) -> bool:
    around = "".join(mention.run[-40:] + mention.tail[:10] for mention in mentions)
    return all(special[index : index + 2] in around for index in range(0, max(len(special) - 1, 1), 2))


# --- counted things ------------------------------------------------------------------------------------


def _count_rate(
    report: Report, stated: Mention, phrase: str, family: str, match: re.Match[str]
) -> Rate | None:
    near = [
        mention
        for mention in report.sentences[stated.sentence].mentions
        if mention.measure not in (PERCENT, "points", "times", "score") and mention is not stated
    ]
    if len({mention.measure for mention in near}) == 0 or not _two_alike(near):
        near = [*_previous(report, stated), *near]
    if family == "share":
        near = [*_earlier(report, stated, near), *near]
    pairs = [
        Pair((part,), (whole,))
        for part in near
        for whole in near
        if part is not whole and part.measure == whole.measure
    ]
    likely = [pair for pair in pairs if _oriented(pair, family)]
    bound = [pair for pair in pairs if _bound(pair, stated, phrase, family, match)]
    bound.sort(
        key=lambda pair: abs(pair.part[0].order - stated.order) + abs(pair.whole[0].order - stated.order)
    )
    return Rate(
        stated, family, phrase, tuple(bound[:6]), lambda: [*likely, *_sums_as_parts(near), *_rests(likely)]
    )


def _earlier(report: Report, stated: Mention, near: Sequence[Mention]) -> list[Mention]:
    """Return the last totals before the sentence, in other lines too: 占总支出的… may follow them at a distance."""
    first = min((mention.order for mention in near), default=stated.order)
    window = report.mentions[max(0, first - _NEAR) : first]
    measures = {mention.measure for mention in near}
    return [m for m in window if m.measure in measures and not m.line.in_table and m not in near]


def _two_alike(mentions: Sequence[Mention]) -> bool:
    measures = [mention.measure for mention in mentions]
    return any(measures.count(measure) > 1 for measure in measures)


def _previous(report: Report, stated: Mention) -> list[Mention]:
    """Return the quantities of the two sentences before, in the same line."""
    return [
        mention
        for sentence in report.sentences[max(0, stated.sentence - 2) : stated.sentence]
        if sentence.line is stated.line
        for mention in sentence.mentions
        if mention.measure not in (PERCENT, "points", "times", "score")
    ]


def _sums_as_parts(near: Sequence[Mention]) -> Iterator[Pair]:
    """Read several neighbours together as the part: 镇级站17个、村级点101个 of 194."""
    for start in range(len(near)):
        for end in range(start + 2, min(start + 6, len(near)) + 1):
            run = near[start:end]
            if len({mention.measure for mention in run}) == 1:
                others = [
                    mention for mention in near if mention not in run and mention.measure == run[0].measure
                ]
                yield from (Pair(tuple(run), (other,)) for other in others)
                yield from (Pair((other,), tuple(run)) for other in others)
                yield from (Pair((mention,), tuple(run)) for mention in run)


def _oriented(pair: Pair, family: str) -> bool:
    """Tell whether a pair may be read as part and whole: no goal as the part, no part above its whole."""
    part, whole = pair.part[0], pair.whole[0]
    if family == "finish":
        return not _is_goal(part) or _is_goal(whole)
    return part.number.base <= whole.number.base


def _rests(pairs: Sequence[Pair]) -> Iterator[Pair]:
    for pair in pairs:
        yield Pair(pair.whole, pair.whole, pair.part)


def _bound(pair: Pair, stated: Mention, phrase: str, family: str, match: re.Match[str]) -> bool:
    """Tell whether the words make this part and whole the ones of the rate."""
    part, whole = pair.part[0], pair.whole[0]
    if part.range.low is None or whole.range.low is None:
        return False
    if family == "finish":
        return _is_goal(whole) and not _is_goal(part) and likeness_of_things(part, whole)
    if family == "coverage":
        return _covers(part, whole, distinguishing(phrase, COVERAGE))
    if family == "share":
        return _is_share(part, whole, stated)
    stem = match["stem"]
    return (
        _has_stem(part, stem)
        and not _has_stem(whole, stem)
        and whole.order < part.order
        and part.order < stated.order
    )


def _is_goal(mention: Mention) -> bool:
    return mention.planned or bool(PLANNED_WORDS.search(mention.lead + mention.tail[:4]))


def likeness_of_things(part: Mention, whole: Mention) -> bool:
    """Tell whether two quantities count the same thing, or one names none."""
    if part.segment != whole.segment and part.sentence == whole.sentence:
        return bool(part.label) and likeness(part.label, whole.label) > 0.4
    return not part.label or not whole.label or likeness(part.label, whole.label) > 0.2


def _covers(part: Mention, whole: Mention, special: str) -> bool:
    around = whole.lead[-10:] + whole.tail[:8]
    if (
        not re.search(r"共有|辖|总数|全[县市区镇]|现有|共", whole.run[-16:] + whole.lead)
        or "覆盖" in whole.lead
    ):
        return False
    if special and special[:2] not in around:
        return False
    return (
        bool(re.search(r"覆盖|建成|设立|建设|布设|开通|通达|实现|建立", part.lead))
        and part.order > whole.order
    )


def _is_share(part: Mention, whole: Mention, stated: Mention) -> bool:
    """占168个的75%: the whole stands between; 占总支出的35%: it is named; 占比35%: it is the total before 其中."""
    if part.order >= stated.order or part.sentence != stated.sentence:
        return False
    if part.order < whole.order < stated.order:
        return stated.order - part.order == 2 and "占" in stated.run[part.number.end - _offset(stated) :]
    if stated.order - part.order != 1 or whole.order > part.order:
        return False
    named = _named_whole(stated)
    if named:
        return bool(_TOTALS.search(whole.lead)) and any(
            named[index : index + 2] in whole.lead + whole.tail[:8] for index in range(len(named) - 1)
        )
    if whole.sentence != stated.sentence:
        return False
    return bool(_TOTALS.search(whole.lead + whole.tail[:4])) or "其中" in stated.run


def _named_whole(stated: Mention) -> str:
    """Return what 占…的 names, without words for a total."""
    match = re.search(r"占(?P<named>[^,;占]{0,20}?)的?(?:比重|比例|比)?(?:为|达到?|约)?$", stated.lead)
    return re.sub(r"总|全部|全[县市区年]|数量?|的|我[县市区]|比例?", "", match["named"]) if match else ""


def _offset(stated: Mention) -> int:
    return stated.number.start - len(stated.run)


def _has_stem(mention: Mention, stem: str) -> bool:
    words = mention.lead + mention.tail[:10]
    turned = stem[::-1]
    return stem in words or turned in words


def _total(mentions: Sequence[Mention]) -> Range:
    total = mentions[0].range
    for mention in mentions[1:]:
        total = total + mention.range
    return total
