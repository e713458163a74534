"""A document as a reader takes it in: chapters, sentences, clauses, and each quantity in its setting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ._headings import Heading, headings_of, section_titles
from ._labels import label_of
from ._lines import Document, Line
from ._quantities import Number, integers_are_exact, numbers_in
from ._ranges import Range, exactly
from ._units import MONEY

# What runs on without a full stop is cut here, at the next comma: no reading reaches farther.
LONGEST_SENTENCE = 1200
_SENTENCE_END = frozenset("。!?！？\t")
_CLAUSE_END = frozenset(",;:()、") | _SENTENCE_END
_PLAN = re.compile(
    r"拟(?!定)|计划|规划|预计|力争|争取(?!到)|目标(?!完成|实现|达成)|预期|打算|将(?=建|实|达|完|新|开|继|进|再|培|在)|(?:^|[,;])到20\d\d年|下一步|明年|应完成|需完成|确保(?!.{0,4}了)"
)
_REACHED_GOAL = re.compile(
    r"占(?:年度|全年)?(?:计划|目标|任务|规划)[^,;\d]{0,8}|(?:超额)?完成了?(?:年度|全年|年初|既定|预期|绩效|当年)?(?:目标|计划|任务)+"
)
# 目标240个，完成率… : the goal with its number is a noun; what comes behind it is not planned.
_GOAL_NOUN = re.compile(
    r"(?:目标|计划|任务)(?:任务|目标|数|值|量)?(?:为|是|:)?\d[^,;]{0,12}(?:,|的(?=$))|(?:目标|计划|任务)[值数]?\d+[^,;\d]{0,3}(?=[多少])|\d[^,;\d]{0,3}的?(?:目标|计划|任务)+,"
)
_DONE = re.compile(
    r"实际|实(?:建|到|有|培|办|发)|已|完成了|建成(?!后)|现有|实现了|截[至止]|共(?:开展|培训|拨付|支出|建成)|其中|累计"
)
PERIOD = re.compile(
    r"20\d\d年?[-~至到]20\d\d年|20\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:以来|底|末|度|上半年|下半年|前三季度|第?[一二三四]季度)?"
    r"|自?项目(?:实施|启动|建设)以来|截[至止](?:目前|[\d年月日底末]{2,12})|今年以来|(?:上年|去年)(?:同期|度|底|末)?|同期|本年度?|今年|当年|上半年|下半年|前三季度|第?[一二三四]季度"
    r"|\d{1,2}月份?(?!\d)|目前|期[初末]|年初|年末|年底|[首第][一二三四五]?[期批次]"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity where it stands.

    `lead` and `tail` are the words of its own clause in front of and behind it, up to the next quantity;
    `clause_text` the whole clause; `run` the words of the sentence before it.
    """

    number: Number
    line: Line
    order: int
    sentence: int
    segment: int
    clause: int
    lead: str
    tail: str
    clause_text: str
    run: str
    label: str
    range: Range
    planned: bool
    in_goals: bool
    period: str
    section: str

    @property
    def measure(self) -> str:
        return self.number.measure

    @property
    def text(self) -> str:
        return self.number.text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: where it stands, its words, its quantities."""

    order: int
    line: Line
    start: int
    text: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the checks look at; `titles` are the headings above each line, outermost first."""

    document: Document
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    headings: tuple[Heading, ...]
    titles: dict[int, str]

    def of_measure(self, measure: str) -> list[Mention]:
        """Return the quantities of one measure."""
        return [mention for mention in self.mentions if mention.measure == measure]


def read_report(document: Document) -> Report:
    """Return the document with its sentences and quantities."""
    found = {line.number: numbers_in(line.tidy) for line in document.lines}
    exact = integers_are_exact([number for numbers in found.values() for number in numbers])
    headings = headings_of(document.lines)
    titles = section_titles(document.lines, headings)
    sentences: list[Sentence] = []
    order = 0
    for line in document.lines:
        period = ""
        for start, end in _sentence_spans(line.tidy):
            numbers = [number for number in found[line.number] if start <= number.start < end]
            mentions = _mentions(
                line, start, end, numbers, len(sentences), order, titles[line.number], period
            )
            mentions = [_exact_money(mention) if exact else mention for mention in mentions]
            order += len(mentions)
            sentences.append(Sentence(len(sentences), line, start, line.tidy[start:end], tuple(mentions)))
            periods = PERIOD.findall(line.tidy[start:end])
            period = periods[-1] if periods else period
    everything = tuple(mention for sentence in sentences for mention in sentence.mentions)
    return Report(document, tuple(sentences), everything, headings, titles)


def _exact_money(mention: Mention) -> Mention:
    number = mention.number
    if number.measure != MONEY or number.decimals or number.about:
        return mention
    return replace(mention, range=exactly(number.base))


def _sentence_spans(tidy: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for index, character in enumerate(tidy):
        overlong = index - start > LONGEST_SENTENCE and character in ",;、"
        if character in _SENTENCE_END or overlong or index - start > 2 * LONGEST_SENTENCE:
            if index > start:
                spans.append((start, index))
            start = index + 1
    if start < len(tidy):
        spans.append((start, len(tidy)))
    return spans


def _mentions(
    line: Line,
    start: int,
    end: int,
    numbers: Sequence[Number],
    sentence: int,
    order: int,
    titles: str,
    period: str,
) -> list[Mention]:
    """Return the quantities of one sentence in their setting."""
    bounds = _clause_bounds(line.tidy, start, end, numbers)
    found: list[Mention] = []
    goals = is_goal_section(titles)
    for position, number in enumerate(numbers):
        clause = sum(1 for bound in bounds if bound <= number.start) - 1
        clause_start = bounds[clause]
        clause_end = bounds[clause + 1] - 1 if clause + 1 < len(bounds) else end
        before = max(clause_start, numbers[position - 1].end if position else start)
        after = min(clause_end, numbers[position + 1].start if position + 1 < len(numbers) else end)
        lead, tail = line.tidy[before : number.start], line.tidy[number.end : max(after, number.end)]
        if not lead and found and found[-1].number.end == number.start:
            lead = found[-1].lead
        run = line.tidy[start : number.start]
        periods = PERIOD.findall(run)
        found.append(
            Mention(
                number=number,
                line=line,
                order=order + position,
                sentence=sentence,
                segment=run.count(";"),
                clause=clause,
                lead=lead,
                tail=tail,
                clause_text=line.tidy[clause_start:clause_end],
                run=run,
                label=label_of(lead, tail, money=number.measure == MONEY),
                range=number.range,
                planned=goals or _is_planned(run, line.tidy[number.end : clause_end]),
                in_goals=goals,
                period=periods[-1] if periods else period,
                section=titles,
            )
        )
    return found


def _clause_bounds(tidy: str, start: int, end: int, numbers: Sequence[Number]) -> list[int]:
    inside = {index for number in numbers for index in range(number.start, number.end)}
    return [start] + [
        index + 1 for index in range(start, end) if tidy[index] in _CLAUSE_END and index not in inside
    ]


def is_goal_section(titles: str) -> bool:
    """Tell whether the headings above announce goals, not what became of them."""
    innermost = titles.rpartition("\n")[2]
    return "目标" in innermost and not any(
        word in innermost for word in ("完成", "实现", "情况", "分析", "偏离", "达成")
    )


def _is_planned(run: str, behind: str) -> bool:
    """Tell whether the last word of doing or planning before the quantity is one of planning."""
    part = _REACHED_GOAL.sub("", run.rpartition(";")[2])
    part = _GOAL_NOUN.sub(",", part)
    plans = [match.end() for match in _PLAN.finditer(part)]
    if not plans:
        return behind.startswith("目标")
    done = [match.end() for match in _DONE.finditer(part)]
    return not done or plans[-1] > done[-1]
