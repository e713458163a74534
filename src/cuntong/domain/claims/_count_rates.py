"""Rates of counted things: how much of a goal was reached, of the villages covered, of the answers content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ._labels import likeness
from ._lists import aligned
from ._pairs import Pair, Rate
from ._partitions import sums
from ._reading import Mention, Report
from ._roles import PLAN, accounts_in, distinguishing, roles_of
from ._units import MONEY, PERCENT, POINTS, SCORE, TIMES

FINISH = re.compile(
    r"^(?:已)?完成了?$|(?:目标|任务|计划)?(?:完成|达成|实现|建设)(?:率|比例|进度)|完成(?:年度|全年|计划|目标|任务|总|预算)[^,]{0,10}的|(?:任务|目标|计划)[数量值]?的"
)
COVERAGE = re.compile(r"(?:覆盖|普及|通达|进村|入村|通村|通邮|通快递|直达)(?:率|面|比例)?")
SHARE = re.compile(r"占(?!地)[^,;]{0,24}|占比|比重|比例")
SUBSET = re.compile(r"(?P<stem>[\u4e00-\u9fff]{2})(?:率|度|比例)")
FAMILIES = (("finish", FINISH), ("coverage", COVERAGE), ("share", SHARE), ("subset", SUBSET))

_TOTALS = re.compile(r"(?<!公)共(?!同|享|建|用|性)|总|累计|合计|全部|全[县市区年]|现有|辖")
_GOAL = re.compile(r"计划|目标|任务|预算|应|指标值|预期|拟|规划|需|核定|下达|年度指标|总量")
_REACHED = re.compile(r"覆盖|建成|设立|建设|布设|开通|通达|实现|建立|建有|设有|有")
_ALL_OF = re.compile(r"共有|辖|总数|全[县市区镇]|现有|共")
_NOT = re.compile(r"不|未|没")
_NO_BASE = frozenset({PERCENT, POINTS, TIMES, SCORE})
_NEAR = 40
_FAR = 1000
_MOST = 24


def count_rate(report: Report, stated: Mention, phrase: str, family: str, match: re.Match[str]) -> Rate:
    """Return a rate of counted things with the readings that its words give and those that they allow."""
    near = _candidates(report, stated)
    if "得分率" in stated.run[-40:]:
        near = [m for m in report.sentences[stated.sentence].mentions if m.measure == SCORE]
    far = _far_wholes(report, stated, family, near)
    pairs = [
        Pair((part,), (whole,))
        for part in near
        for whole in ([*near, *far] if part.sentence == stated.sentence else near)
        if part is not whole and part.measure == whole.measure and (not whole.in_goals or _alike(part, whole))
    ]
    bound = aligned(report, stated, near) if "分别" in stated.run or "依次" in stated.run else []
    together = bool(bound)
    if family == "share":
        bound = bound or _of_subject(report, stated) or _of_opened_list(report, stated)
    bound = bound or [pair for pair in pairs if _bound(pair, stated, phrase, family, match)]
    bound.sort(key=lambda pair: _distance(pair, stated))
    if family == "subset" and not together:
        bound = _joined(bound)
    of_goal = "finish" if re.search("目标|计划|任务", phrase) else family
    return Rate(
        stated, family, phrase, tuple(bound[:6]), lambda: _possible(pairs, near, bound, of_goal, match)
    )


def _joined(bound: Sequence[Pair]) -> list[Pair]:
    """Put first the reading that adds all parts of one whole: 非常满意 and 满意 are both content."""
    if len(bound) < 2:
        return list(bound)
    whole = bound[0].whole
    parts = tuple(
        sorted((pair.part[0] for pair in bound if pair.whole == whole), key=lambda part: part.order)
    )
    return [Pair(parts, whole), *bound] if len(parts) > 1 else list(bound)


def _distance(pair: Pair, stated: Mention) -> int:
    return abs(pair.part[0].order - stated.order) + abs(pair.whole[0].order - stated.order)


def _candidates(report: Report, stated: Mention) -> list[Mention]:
    """Return the quantities of the sentence; with no two alike among them, those of the sentences before too."""
    near = [m for m in report.sentences[stated.sentence].mentions if m.measure not in _NO_BASE]
    near = sorted(near, key=lambda other: abs(other.order - stated.order))[:_MOST]
    near.sort(key=lambda other: other.order)
    measures = [mention.measure for mention in near]
    if any(measures.count(measure) > 1 for measure in measures):
        return near
    earlier = [
        mention
        for sentence in report.sentences[max(0, stated.sentence - 2) : stated.sentence]
        if sentence.line is stated.line
        for mention in sentence.mentions
        if mention.measure not in _NO_BASE
    ]
    return [*earlier, *near]


def _far_wholes(report: Report, stated: Mention, family: str, near: Sequence[Mention]) -> list[Mention]:
    """Return wholes that stand farther off: the named total of a share, the goal of what was done."""
    if not near or family not in ("share", "finish"):
        return []
    first = near[0].order
    measures = {mention.measure for mention in near}
    window = [m for m in report.mentions[max(0, first - _FAR) : first] if m.measure in measures]
    if family == "finish":
        return [m for m in window if m.in_goals]
    named = _named_whole(stated)
    return [
        m
        for m in window
        if not m.line.in_table
        and (m.order >= first - _NEAR or (len(named) > 2 and named in m.lead + m.tail[:12]))
    ]


def _alike(part: Mention, goal: Mention) -> bool:
    return part.sentence == goal.sentence or likeness(part.label, goal.label) > 0.6


def _possible(
    pairs: Sequence[Pair], near: Sequence[Mention], bound: Sequence[Pair], family: str, match: re.Match[str]
) -> Iterator[Pair]:
    """Yield the readings that the words do not give but allow."""
    likely = [pair for pair in pairs if _oriented(pair, family)]
    listed = any(re.search(r"分别|合计|两项", mention.run) for mention in near)
    if family == "subset" and bound and not listed:
        parts = {pair.part[0].order for pair in bound}
        likely = [pair for pair in likely if pair.part[0].order in parts]
        near = [m for m in near if _has_stem(m, match["stem"]) and not _NOT.search(m.lead)] + [
            pair.whole[0] for pair in bound[:1]
        ]
    yield from likely
    yield from (pair for pair in _sums_as_parts(near) if family != "finish" or not is_goal(pair.part[0]))
    if not bound:
        yield from (Pair(pair.whole, pair.whole, pair.part) for pair in likely)


def _oriented(pair: Pair, family: str) -> bool:
    """Tell whether a pair may be read as part and whole: no goal as the part, no part above its whole."""
    part, whole = pair.part[0], pair.whole[0]
    if family == "finish":
        return not is_goal(part) or is_goal(whole)
    return part.number.base <= whole.number.base


def _sums_as_parts(near: Sequence[Mention]) -> Iterator[Pair]:
    """Read several neighbours together as the part, or as the whole: 镇级站17个、村级点101个 of 194."""
    for start in range(len(near)):
        for end in range(start + 2, min(start + 6, len(near)) + 1):
            run = near[start:end]
            if len({mention.measure for mention in run}) > 1:
                continue
            others = [m for m in near if m not in run and m.measure == run[0].measure]
            yield from (Pair(tuple(run), (other,)) for other in others)
            yield from (Pair((other,), tuple(run)) for other in others)
            yield from (Pair((mention,), tuple(run)) for mention in run)


def _bound(pair: Pair, stated: Mention, phrase: str, family: str, match: re.Match[str]) -> bool:
    """Tell whether the words make this part and whole the ones of the rate."""
    part, whole = pair.part[0], pair.whole[0]
    if part.range.low is None or whole.range.low is None:
        return False
    if family == "finish":
        return _finishes(part, whole, stated)
    if family == "coverage":
        return _covers(part, whole, distinguishing(phrase, COVERAGE))
    if family == "share":
        return _is_share(part, whole, stated)
    return _is_subset(part, whole, stated, match["stem"])


def _finishes(part: Mention, whole: Mention, stated: Mention) -> bool:
    if _of_them(part, whole):
        return part.order < stated.order and part.segment == stated.segment
    if is_goal(part) or not is_goal(whole):
        return False
    if part.sentence == stated.sentence and stated.segment not in (part.segment, whole.segment):
        return False
    if whole.in_goals:
        return part.segment == stated.segment and abs(part.order - stated.order) == 1
    if part.sentence == whole.sentence:
        return part.segment == whole.segment or (bool(part.label) and likeness(part.label, whole.label) > 0.4)
    return not part.label or not whole.label or likeness(part.label, whole.label) > 0.2


def _of_them(part: Mention, whole: Mention) -> bool:
    """Tell whether the words are 36个县中有30个."""
    return part.order == whole.order + 1 and re.search(r"中,?(?:有|已有|共有)$", part.lead) is not None


def is_goal(mention: Mention) -> bool:
    """Tell whether a quantity was set, not reached."""
    return mention.planned or bool(_GOAL.search(mention.lead + mention.tail[:4]))


def _covers(part: Mention, whole: Mention, special: str) -> bool:
    around = whole.lead[-10:] + whole.tail[:8]
    if not _ALL_OF.search(whole.run[-16:] + whole.lead) or "覆盖" in whole.lead:
        return False
    if special and special[:2] not in around:
        return False
    if part.order == whole.order + 2 and part.run.endswith("%("):
        return True
    return bool(_REACHED.search(part.lead + part.tail[:8])) and part.order > whole.order


def _is_share(part: Mention, whole: Mention, stated: Mention) -> bool:
    """占168个的75%: the whole stands between; 占总支出的35%: it is named; 占比35%: it is the total before 其中."""
    if part.order >= stated.order or part.sentence != stated.sentence:
        return False
    if part.order < whole.order < stated.order:
        between = stated.run[part.number.end - _offset(stated) : whole.number.start - _offset(stated)]
        return stated.order - part.order == 2 and "占" in between
    if not _stands_before(part, stated) or whole.order > part.order:
        return False
    named = _named_whole(stated)
    if named:
        return _is_called(whole, named)
    if whole.sentence == stated.sentence:
        return bool(
            _TOTALS.search(whole.lead + whole.tail[:4])
            or "其中" in stated.run[whole.number.end - _offset(stated) :]
            or _built_in(part, whole)
            or re.search(r"中,?(?:有|已有|共有)?$", part.lead)
        )
    return stated.run.startswith("其中") and likeness(whole.label, part.label) > 0


_SUBJECT = re.compile(r"^(?P<who>[\u4e00-\u9fff]{2,8}?)(?:所占|占比|占)")
_SEXES = re.compile(r"^(?:男|女)")


def _of_subject(report: Report, stated: Mention) -> list[Pair]:
    """Bind 线上3亿元，线下1亿元，总计4亿元，线上占比75%: the part that the share names, and the total of its sentence."""
    match = _SUBJECT.match(stated.lead)
    if match is None or match["who"].startswith(("分别", "其中", "约")):
        return []
    before = [m for m in report.sentences[stated.sentence].mentions if m.order < stated.order]
    parts = [m for m in before if m.measure not in _NO_BASE and m.lead.strip("、,和").endswith(match["who"])]
    if len(parts) != 1:
        return []
    same = [m for m in before if m.measure == parts[0].measure]
    totals = [m for m in same if re.search("共计|合计|总计|总额|总量", m.lead)]
    if len(totals) == 1 and totals[0] is not parts[0]:
        return [Pair((parts[0],), (totals[0],))]
    sexes = tuple(m for m in same if _SEXES.match(m.lead))
    return [Pair((parts[0],), sexes)] if len(sexes) == 2 and parts[0] in sexes else []


def _of_opened_list(report: Report, stated: Mention) -> list[Pair]:
    """Bind the shares of a sentence that begins with 其中 to the quantity before it that its parts make up."""
    if not stated.run.lstrip().startswith("其中"):
        return []
    part = report.mentions[stated.order - 1] if stated.order else None
    if part is None or part.sentence != stated.sentence or part.measure in _NO_BASE:
        return []
    parts = [m for m in report.sentences[stated.sentence].mentions if m.measure == part.measure]
    earlier = [
        m
        for sentence in report.sentences[max(0, stated.sentence - 3) : stated.sentence]
        if sentence.line is stated.line
        for m in sentence.mentions
        if m.measure == part.measure
    ]
    wholes = [m for m in earlier if len(parts) > 1 and sums(parts).meets(m.range)]
    return [Pair((part,), (wholes[-1],))] if wholes else []


def _built_in(part: Mention, whole: Mention) -> bool:
    """Tell whether the words are 285个村已建服务点171个: places, and in how many of them something was set up."""
    return (
        part.order == whole.order + 1
        and part.segment == whole.segment
        and re.match(r"(?:行政村|建制村|村|乡镇|镇|街道)", whole.tail) is not None
        and re.search(r"已?(?:建成|建有|建立|建|设立|设有|覆盖|开通)", part.lead) is not None
    )


def _stands_before(part: Mention, stated: Mention) -> bool:
    """Tell whether the part is the quantity right before the share, or one apart in another unit."""
    return stated.order - part.order == 1 or (
        stated.order - part.order == 2 and re.search(r"中,?(?:有|已有|共有)?$", part.lead) is not None
    )


def _named_whole(stated: Mention) -> str:
    """Return what 占…的 names, here or earlier in a list of shares, without words for a total."""
    named = re.compile(r"占(?P<named>[^,;占\d]{1,20}?)的?(?:比重|比例|比)?(?:为|达到?|约)?(?=$|\d)")
    for match in reversed(list(named.finditer(stated.run))):
        plain = re.sub(
            r"总额|总数|总量|总|全部|全[县市区年]|数量?|的|我[县市区]|比例?|资金|项目|金额|比重",
            "",
            match["named"],
        )
        if plain:
            return plain
    return ""


def _is_called(whole: Mention, named: str) -> bool:
    """Tell whether most of the name stands in front of or behind the whole."""
    words = whole.lead + whole.tail[:8]
    pairs = [named[index : index + 2] for index in range(max(len(named) - 1, 1))]
    share = sum(pair in words for pair in pairs) / len(pairs)
    return share >= 0.6 or (share > 0 and bool(_TOTALS.search(whole.lead)))


def _is_subset(part: Mention, whole: Mention, stated: Mention, stem: str) -> bool:
    if (
        not _has_stem(part, stem)
        or stem in whole.lead + whole.tail[:10].partition("中")[0]
        or whole.order > part.order
        or _NOT.search(part.lead)
        or (part.measure == MONEY and not _of_one_account(part, whole))
    ):
        return False
    if part.order < stated.order:
        return part.sentence != stated.sentence or part.segment == stated.segment
    behind = stated.tail.lstrip(",") + stated.line.tidy[stated.number.end : stated.number.end + 3]
    return whole.order > stated.order and part.sentence == stated.sentence and "即" in behind


def _of_one_account(part: Mention, whole: Mention) -> bool:
    """Tell whether an amount may be the whole of another: planned, and of no other account."""
    one, two = accounts_in(part.clause_text), accounts_in(whole.clause_text)
    return PLAN in roles_of(whole) and (not two or bool(one & two))


def _offset(stated: Mention) -> int:
    return stated.number.start - len(stated.run)


def _has_stem(mention: Mention, stem: str) -> bool:
    words = mention.lead + mention.tail[:10]
    return stem in words or stem[::-1] in words
