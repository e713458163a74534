"""Parts against their whole, in one sentence (其中, 共计, 总投入) and across the report (镇村级 = 镇级 + 村级)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ._findings import CONTRADICTION, QUESTION, Finding
from ._labels import likeness
from ._partitions import gap, is_partition, may_overlap, readings, sums
from ._reading import Mention, Report, Sentence
from ._sum_findings import sum_finding
from ._totals import GRAND, LOOSE_TOTAL, MOST, NO_ADDENDS, SMALL_GAP, TOTAL
from ._units import MONEY, is_count

_OPENING = re.compile(
    r"其中|分[两二三四五](?:批|期|块|次|部分)|由(?=[^;。]{4,90}(?:组成|构成))|来源(?:为|是|:|包括)|包括|包含|分别为|分别是|分为|具体为|分别(?=投入|支出|安排|下达|培训|建成|完成)"
)
_INCREASE = re.compile(r"(?:增加|增长|减少|下降|降低)了?(?!到|至)$")
# Words of one year among others: what was added up before may then be in the running total as well.
_LEVELS = re.compile(r"^(?P<levels>[县市]?[乡镇]{1,2}村|[县市]镇村)(?:[两三]?级)?(?P<rest>.*)$")
_ONE_LEVEL = re.compile(r"^(?P<level>[县市]|乡镇|[乡镇]|村)级(?P<rest>.*)$")


def check_sum(report: Report) -> Iterator[Finding]:
    """Yield wholes that no reading of their parts gives."""
    for index, sentence in enumerate(report.sentences):
        if sentence.line.in_table or not sentence.mentions:
            continue
        yield from _opened(sentence, _before(report, index))
        yield from _in_brackets(sentence)
        yield from _grand(sentence)
    yield from _levels(report)


# --- 其中 ----------------------------------------------------------------------------------------------


def _before(report: Report, index: int) -> list[Mention]:
    """Return the quantities of the last sentences of the line that may be the whole of a 其中 that opens one."""
    line = report.sentences[index].line
    opens_line = line.tidy.lstrip().startswith("其中")
    for earlier in reversed(report.sentences[max(0, index - 3) : index]):
        wholes = [mention for mention in earlier.mentions if _may_be_whole(mention)]
        near = earlier.line is line or (opens_line and earlier.line.number >= line.number - 2)
        if near and wholes and not earlier.line.in_table:
            return wholes
    return []


def _may_be_whole(mention: Mention) -> bool:
    """Tell whether the quantity is no increase: of 增加20个，其中… the parts may be those of the stock before it."""
    return not _INCREASE.search(mention.lead) and mention.measure not in NO_ADDENDS


def _opened(sentence: Sentence, earlier: Sequence[Mention]) -> Iterator[Finding]:
    """A whole, then 其中 and its parts."""
    marks = [match.start() for match in _OPENING.finditer(sentence.text)]
    for position, mark in enumerate(marks):
        stop = next(
            (later for later in marks[position + 1 :] if sentence.text.startswith("其中", later)), None
        )
        place = sentence.start + mark
        before = [mention for mention in sentence.mentions if mention.number.start < place]
        before = [mention for mention in before if _may_be_whole(mention)] or before
        if not before and mark <= 2:
            before = list(earlier)
        if sentence.text[:mark].endswith("("):
            stop = _earlier(stop, sentence.text.find(")", mark))
        behind = [
            mention
            for mention in sentence.mentions
            if mention.number.start > place and (stop is None or mention.number.start < sentence.start + stop)
        ]
        yield from _whole_and_parts(before, behind, sentence.text[mark:stop])


def _in_brackets(sentence: Sentence) -> Iterator[Finding]:
    """A whole and its parts in the brackets behind it: 1756.3万元（中央1100万元、省级656.3万元）."""
    for match in re.finditer(r"\(([^()]*)\)", sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if _OPENING.search(match[1]):
            continue
        wholes = [mention for mention in sentence.mentions if mention.number.end == start]
        parts = [mention for mention in sentence.mentions if start < mention.number.start < end]
        if wholes and len(parts) > 1 and all(part.measure == wholes[0].measure for part in parts):
            yield from _whole_and_parts(wholes, parts, match[1])


def _earlier(stop: int | None, bracket: int) -> int | None:
    """Return the earlier end of a list: the next 其中, or the bracket that closes this one."""
    if bracket < 0:
        return stop
    return bracket if stop is None else min(stop, bracket)


def _whole_and_parts(before: Sequence[Mention], behind: Sequence[Mention], words: str) -> Iterator[Finding]:
    measures = dict.fromkeys(mention.measure for mention in behind)
    for measure in measures:
        wholes = [mention for mention in before if mention.measure == measure][-3:]
        parts = _without_total([mention for mention in behind if mention.measure == measure][:MOST])
        if measure in NO_ADDENDS or not wholes or not parts:
            continue
        if any(sums(reading).meets(whole.range) for whole in wholes for reading in readings(parts)):
            continue
        if any(_rest_of(whole, before, parts) for whole in wholes):
            continue
        own = _own_list(parts)
        if _side_by_side(before, behind, measure, words):
            continue
        if _has_total_of_its_own(behind, own):
            continue
        yield from _judge(min(reversed(wholes), key=lambda whole: gap(whole, own)), wholes, own, words)


def _side_by_side(before: Sequence[Mention], behind: Sequence[Mention], measure: str, words: str) -> bool:
    """Tell whether 分别为 gives as many quantities as a list before it: one to each, no parts of a whole."""
    if not words.startswith(("分别", "依次")):
        return False
    count = 0
    for mention in reversed([mention for mention in before if mention.measure == measure]):
        count += 1
        if not re.fullmatch(r"[、,;和及与]?[^,;]{0,12}", mention.lead) or "其中" in mention.lead:
            break
    listed = 0
    for mention in behind:
        if mention.measure == measure and (not listed or len(mention.lead) <= 1):
            listed += 1
    return listed > 1 and count >= listed and any("其中" in m.run for m in before if m.measure == measure)


def _has_total_of_its_own(behind: Sequence[Mention], parts: Sequence[Mention]) -> bool:
    """Tell whether 合计 stands right behind the list: 分别为171份和48份，合计219份 is no whole of 228."""
    following = [
        other for other in behind if other.measure == parts[0].measure and other.order > parts[-1].order
    ]
    return len(parts) > 1 and bool(following) and bool(TOTAL.search(following[0].lead))


def _without_total(parts: list[Mention]) -> list[Mention]:
    """Leave out a total that closes the list itself: 其中甲…，乙…，共…."""
    closing = len(parts) > 2 and (TOTAL.search(parts[-1].lead) or LOOSE_TOTAL.search(parts[-1].lead))
    return parts[:-1] if closing else parts


def _rest_of(whole: Mention, before: Sequence[Mention], parts: Sequence[Mention]) -> bool:
    """Read 其中 otherwise: as opening several wholes together, or as going on a list that stands before it."""
    others = [mention for mention in before if mention.measure == whole.measure]
    for reading in readings(parts):
        total = sums(reading)
        if any(total.meets(sums(others[start:])) for start in range(len(others))):
            return True
        if any(
            (sums(others[start + 1 :]) + total).meets(others[start].range) for start in range(len(others) - 1)
        ):
            return True
    return False


def _own_list(parts: list[Mention]) -> list[Mention]:
    """Return the parts of the list itself: those in the segment of the first, or all where there is only one each."""
    first = [part for part in parts if part.segment == parts[0].segment]
    return first if len(first) > 1 else parts


def _judge(
    whole: Mention, wholes: Sequence[Mention], parts: Sequence[Mention], words: str
) -> Iterator[Finding]:
    if whole.planned and not parts[0].planned and whole.order != parts[0].order - 1:
        return
    total = sums(parts)
    above = total.low is not None and whole.range.high is not None and total.low > whole.range.high
    apart = len(parts) > 1 and not may_overlap(parts)
    close = gap(whole, parts) < SMALL_GAP
    partition = is_partition(whole, parts, words)
    if whole.sentence != parts[0].sentence:
        certain = partition and close
    else:
        several = len(parts) > 2 and apart and not above and close and "等" not in words
        certain = partition or several or (above and apart and _alike(whole, *parts))
        if _first_above(wholes, parts[0]) and _alike(whole, parts[0]):
            yield sum_finding(whole, parts[:1], CONTRADICTION, "部分大于整体")
            return
    if certain:
        yield sum_finding(whole, parts, CONTRADICTION, "各部分之和不等于总数")
    elif apart and gap(whole, parts) < SMALL_GAP / 3:
        yield sum_finding(whole, parts, QUESTION, "各部分之和与总数不同，请说明其余部分")


def _first_above(wholes: Sequence[Mention], part: Mention) -> bool:
    return part.range.low is not None and all(
        whole.range.high is not None and part.range.low > whole.range.high for whole in wholes
    )


def _alike(whole: Mention, *parts: Mention) -> bool:
    """Tell whether whole and parts count one kind of thing: money, persons and the like always do."""
    if whole.measure == MONEY or whole.measure in (
        "count:人",
        "count:人次",
        "count:场次",
        "count:件",
        "count:单",
    ):
        return True
    return all(
        not part.label
        or not whole.label
        or likeness(part.label, whole.label) > 0
        or part.label[-1:] == whole.label[-1:]
        for part in parts
    )


# --- 总投入 --------------------------------------------------------------------------------------------

_INSTALMENTS = re.compile(r"首款|尾款|首期|第[一二三]批|第[一二三]期")


def _grand(sentence: Sentence) -> Iterator[Finding]:
    """A grand total and its instalments in one sentence, without 其中."""
    if "其中" in sentence.text:
        return
    for whole in sentence.mentions:
        if whole.measure != MONEY or not GRAND.search(whole.lead):
            continue
        parts = [
            mention
            for mention in sentence.mentions
            if mention.order > whole.order and mention.measure == MONEY and _INSTALMENTS.search(mention.lead)
        ]
        names = {_INSTALMENTS.findall(part.lead)[-1] for part in parts}
        if len(parts) < 2 or len(names) != len(parts) or not ({"尾款"} & names or len(parts) > 2):
            continue
        if not any(sums(reading).meets(whole.range) for reading in readings(parts)):
            yield sum_finding(whole, parts, CONTRADICTION, "各期资金之和不等于总投入")


# --- 镇村级 = 镇级 + 村级 ------------------------------------------------------------------------------


def _levels(report: Report) -> Iterator[Finding]:
    """A number of stations of several levels against the numbers of each level, wherever they stand."""
    counted = [
        mention
        for mention in report.mentions
        if is_count(mention.measure) and not mention.line.in_table and not mention.number.about
    ]
    for whole in counted:
        match = _LEVELS.match(whole.label)
        if match is None or whole.planned:
            continue
        levels = _split_levels(match["levels"])
        choices = [_of_level(counted, whole, level, match["rest"]) for level in levels]
        if not all(choices):
            continue
        combinations = _combinations(choices)
        if not any(sums(parts).meets(whole.range) for parts in combinations):
            yield sum_finding(whole, combinations[0], CONTRADICTION, "各级站点之和不等于总数")


def _split_levels(levels: str) -> list[str]:
    head = [levels[0]] if levels[0] in "县市" else []
    return [*head, "镇", "村"]


def _of_level(counted: Sequence[Mention], whole: Mention, level: str, rest: str) -> list[Mention]:
    """Return the mentions of one level of the same thing, those done before those planned, values once."""
    found: dict[object, Mention] = {}
    for mention in sorted(counted, key=lambda other: (other.planned, abs(other.order - whole.order))):
        match = _ONE_LEVEL.match(mention.label)
        if match is None or mention.measure != whole.measure or not _is_level(match["level"], level):
            continue
        if rest and match["rest"] and likeness(rest, match["rest"]) < 0.3:
            continue
        found.setdefault(mention.number.base, mention)
    return [mention for mention in found.values() if not mention.planned] or list(found.values())


def _is_level(written: str, level: str) -> bool:
    return written in ("镇", "乡镇", "乡") if level == "镇" else written == level


def _combinations(choices: Sequence[Sequence[Mention]]) -> list[tuple[Mention, ...]]:
    combined: list[tuple[Mention, ...]] = [()]
    for choice in choices:
        combined = [(*done, mention) for done in combined for mention in choice[:6]]
    return combined
