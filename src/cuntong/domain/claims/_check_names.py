"""One thing, several values; one value, several things; goals that are their results; units that change."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ._findings import CONTRADICTION, QUESTION, Finding, finding
from ._labels import key_of, likeness
from ._ledger import entries_in
from ._reading import Mention, Report
from ._roles import PLAN, accounts_in, roles_of
from ._units import MONEY, PERCENT, POINTS, SCORE, TIMES, is_count

_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,4}(?<![级设乡城村])(?:镇|乡|村|街道|社区|学校|公司|合作社|基地)(?![级村])"
)
_EACH = re.compile(
    r"每|各(?!类|级|项)|平均|人均|户均|第[一二三四五六七八九十\d]+|同期|上年|去年|分别|新增|其中|单个|日均|月均|最高|最低|占|较|比"
)
_NO_PERIOD = frozenset({"", "目前", "年底", "年末", "期末", "当年", "今年", "本年", "本年度"})
_FLOWS = re.compile(r"培训|直播|活动|宣传|销售")
_PERSONS = re.compile(r"(?:转化|就业|创业|取证|证书|孵化|脱贫|带头人)(?:人员|学员|数量|数)?$")
_SHORTEST_KEY = 4


def check_same_name(report: Report) -> Iterator[Finding]:
    """Yield one thing with two values, where no period, goal, place or list tells them apart."""
    groups: dict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for mention in report.mentions:
        if _nameable(mention):
            groups[_name(mention)].append(mention)
    for group in groups.values():
        yield from _values_of_one(group)
    yield from _flows(report)
    yield from _instalments(report)


def _instalments(report: Report) -> Iterator[Finding]:
    """An instalment (首款, 尾款) is one amount wherever it is named."""
    groups: dict[str, list[Mention]] = defaultdict(list)
    for entry in entries_in(report):
        if entry.what == PLAN and entry.account in ("首款", "尾款"):
            groups[entry.account].append(entry.mention)
    for account, group in groups.items():
        once = {mention.number.base: mention for mention in reversed(group)}
        values = list(once.values())[::-1]
        if len(values) == 2 and not values[0].range.meets(values[1].range):
            yield finding(
                "same-name",
                CONTRADICTION,
                values,
                "、".join(mention.text for mention in values),
                "",
                f"{account}写了两个数：第{values[0].line.number}行{values[0].text}，第{values[1].line.number}行{values[1].text}，应一致。",
            )


def _nameable(mention: Mention) -> bool:
    if mention.line.in_table or mention.number.about or mention.in_goals:
        return False
    if mention.measure in (POINTS, TIMES, SCORE, "years", "months", "days"):
        return False
    words = mention.clause_text.partition(mention.text)[0]
    return len(key_of(mention.label)) >= _SHORTEST_KEY and not _EACH.search(words)


def _name(mention: Mention) -> tuple[object, ...]:
    accounts = accounts_in(mention.clause_text.partition(mention.text)[0])
    roles = roles_of(mention) if mention.measure == MONEY else frozenset[str]()
    return mention.measure, key_of(mention.label), accounts, roles, mention.planned


def _values_of_one(group: Sequence[Mention]) -> Iterator[Finding]:
    values = {mention.number.base for mention in group}
    if len(values) != 2:
        return
    first = group[0]
    other = next(mention for mention in group if mention.number.base != first.number.base)
    if first.range.meets(other.range) or first.sentence == other.sentence or _told_apart(first, other):
        return
    if first.planned and first.measure != MONEY:
        return
    certain = _period(first) == _period(other)
    yield finding(
        "same-name",
        CONTRADICTION if certain else QUESTION,
        group,
        "、".join(dict.fromkeys(mention.text for mention in group)),
        "",
        f"“{first.label}”写了两个数：第{first.line.number}行{first.text}，第{other.line.number}行{other.text}"
        + ("，两处应一致。" if certain else "，请说明各是哪一时段、哪一口径。"),
    )


def _period(mention: Mention) -> str:
    return "" if mention.period in _NO_PERIOD else mention.period


def _told_apart(one: Mention, two: Mention) -> bool:
    """Tell whether the words around name different places, projects or periods."""
    if _period(one) and _period(two) and _period(one) != _period(two):
        return True
    places = [
        set(_PLACE.findall(mention.run)) | set(_PLACE.findall(mention.section)) for mention in (one, two)
    ]
    if places[0] != places[1]:
        return True
    years = [set(re.findall(r"20\d\d", mention.run)) for mention in (one, two)]
    return bool(years[0] and years[1] and years[0] != years[1])


def _flows(report: Report) -> Iterator[Finding]:
    """Persons at trainings and the like: several totals of one kind, periods unstated: ask how they go together."""
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in report.mentions:
        found = _FLOWS.search(mention.label[-4:])
        if (
            found
            and mention.measure in ("count:人次", "count:场次")
            and not mention.planned
            and not mention.line.in_table
        ):
            groups[found[0], mention.measure].append(mention)
    for (head, _), group in groups.items():
        places = {mention.sentence for mention in group}
        values = {mention.number.base for mention in group}
        if len(places) < 2 or len(values) < 2 or _partitioned(group) or _all_dated(group):
            continue
        once = list({mention.number.base: mention for mention in reversed(group)}.values())[::-1]
        texts = "、".join(f"{mention.text}（{mention.period or '未写时段'}）" for mention in once[:6])
        yield finding(
            "same-name",
            QUESTION,
            once[:6],
            "、".join(mention.text for mention in once[:6]),
            "",
            f"“{head}”有几个总数：{texts}。请说明各自的起止时间、是否重复计算。",
        )


def _all_dated(group: Sequence[Mention]) -> bool:
    """Tell whether each total has a period of its own."""
    periods = {_period(mention) for mention in group}
    return "" not in periods and len(periods) == len(group)


def _partitioned(group: Sequence[Mention]) -> bool:
    """Tell whether one of the values is the sum of the others: then they do go together."""
    values = sorted({mention.number.base for mention in group})
    return len(values) > 2 and sum(values[:-1]) == values[-1]


def check_scope(report: Report) -> Iterator[Finding]:
    """Yield one number that is claimed for two periods or by two subjects."""
    seen: dict[tuple[str, object], list[Mention]] = defaultdict(list)
    for mention in report.mentions:
        if mention.line.in_table or mention.planned or not is_count(mention.measure) or not mention.label:
            continue
        if not (mention.number.about or _FLOWS.search(mention.label)):
            continue
        same = seen[mention.measure, mention.number.base]
        other = next((other for other in same if _elsewhere(other, mention)), None)
        if other is not None:
            yield finding(
                "scope",
                QUESTION,
                (other, mention),
                mention.text,
                "",
                f"同一个数{mention.text}用在两处：第{other.line.number}行是{other.period or '未写时段'}，"
                f"第{mention.line.number}行是{mention.period or '未写时段'}。请说明是谁的、哪一时段的数。",
            )
        same.append(mention)


def _elsewhere(one: Mention, two: Mention) -> bool:
    """Tell whether one number is given to like things in two sentences and for two periods."""
    return (
        one.sentence != two.sentence and _period(one) != _period(two) and likeness(one.label, two.label) > 0.3
    )


def check_goal_result(report: Report) -> Iterator[Finding]:
    """Yield goals whose figures are the results, one by one: completion is 100 % by construction."""
    results = [
        mention
        for mention in report.mentions
        if not mention.planned and not mention.line.in_table and mention.label
    ]
    by_line: dict[int, list[tuple[Mention, Mention]]] = defaultdict(list)
    goals_of: Counter[int] = Counter()
    for goal in report.mentions:
        if not goal.in_goals or goal.line.in_table or goal.measure == PERCENT:
            continue
        goals_of[goal.line.number] += 1
        twin = next(
            (
                result
                for result in results
                if result.measure == goal.measure
                and result.number.base == goal.number.base
                and likeness(result.label, goal.label) > 0.6
            ),
            None,
        )
        if twin is not None:
            by_line[goal.line.number].append((goal, twin))
    for line, pairs in by_line.items():
        if len(pairs) < max(2, goals_of[line] * 2 / 3):
            continue
        texts = "、".join(goal.text for goal, _ in pairs)
        yield finding(
            "goal-result",
            QUESTION,
            [mention for pair in pairs for mention in pair],
            texts,
            "",
            f"绩效目标中的{texts}与完成情况中的数完全相同，完成率必为100%。请核对目标是否为事前批复的数。",
        )


def check_unit(report: Report) -> Iterator[Finding]:
    """Yield persons counted as attendances, one figure in two units, and amounts whose unit slipped."""
    prose = [mention for mention in report.mentions if not mention.line.in_table]
    for mention in prose:
        if mention.measure == "count:人次" and _PERSONS.search(mention.label) and not mention.in_goals:
            yield finding(
                "unit",
                QUESTION,
                (mention,),
                mention.text,
                "",
                f"“{mention.label}”按人计，写成了{mention.text}；请核对是人数还是人次。",
            )
    yield from _two_units(prose)


_PAIRS = (("count:人", "count:人次"), ("count:场", "count:场次"))


def _two_units(prose: Sequence[Mention]) -> Iterator[Finding]:
    by_digits: dict[object, list[Mention]] = defaultdict(list)
    for mention in prose:
        by_digits[mention.number.value].append(mention)
    for group in by_digits.values():
        for index, one in enumerate(group):
            for two in group[index + 1 : index + 20]:
                yield from _compared(one, two)


def _compared(one: Mention, two: Mention) -> Iterator[Finding]:
    if likeness(one.label, two.label) < 0.6 or one.measure == PERCENT:
        return
    if tuple(sorted((one.measure, two.measure))) in _PAIRS and one.number.value >= 10:
        yield finding(
            "unit",
            QUESTION,
            (one, two),
            f"{one.text}、{two.text}",
            "",
            f"同一个数两处单位不同：第{one.line.number}行{one.text}，第{two.line.number}行{two.text}。请统一。",
        )
    elif one.measure == two.measure == MONEY and one.number.scale != two.number.scale and _telling(one):
        yield finding(
            "unit",
            CONTRADICTION,
            (one, two),
            f"{one.text}、{two.text}",
            "",
            f"“{one.label}”两处数字相同、单位不同：第{one.line.number}行{one.text}，第{two.line.number}行{two.text}，"
            "必有一处单位写错。",
        )


def _telling(mention: Mention) -> bool:
    """Tell whether the digits are so many that two amounts do not share them by chance."""
    digits = str(mention.number.value.numerator).rstrip("0")
    return len(digits) >= 3 or mention.number.decimals > 0
