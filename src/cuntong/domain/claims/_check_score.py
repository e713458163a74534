"""Points in prose: at most their weight, the total by its parts, the grade by the total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from ._findings import CONTRADICTION, QUESTION, Finding, finding
from ._partitions import sums
from ._ranges import exactly, number_text
from ._reading import Mention, Report, Sentence
from ._units import PERCENT, SCORE

_WEIGHT = re.compile(r"分值|满分|权重|标准分|总分值|共|计(?=\d|$)|\($")
_GOT = re.compile(r"得分?|自评|评分|实得|评得|扣")
_TOTAL = re.compile(
    r"共得|总分|总得分|综合得分|综合评分|自评得分|自评总分|合计|最终得分|评价得分|自评分|评价总分|自评分数"
)
_ONLY_GOT = re.compile(r"(?:自评|实际|实)?得分?")
_GOES_ON = frozenset("、,和及与")
_IN_BRACKETS = re.compile(r"满分|分值|权重|标准分|总分")
_LOST = re.compile(r"扣(?:除|减|去|了)?$")
_GRADE = re.compile(
    r"(?:等级|等次|评级|结论|评定|评价)(?:评定)?(?:为|是|:)?[“\"《]?(?P<grade>优秀|优|良好|良|中|合格|一般|较差|差)(?![\u4e00-\u9fff])"
)
# The usual bands of the budget side; others exist, so a different grade is a question only.
_BANDS = {
    "优秀": (90, 100),
    "优": (90, 100),
    "良好": (80, 90),
    "良": (80, 90),
    "中": (60, 80),
    "差": (0, 60),
    "较差": (0, 60),
}


def check_score(report: Report) -> Iterator[Finding]:
    """Yield points that cannot be, and grades that do not fit the usual bands."""
    earlier: list[Mention] = []
    for sentence in report.sentences:
        points = [
            mention for mention in sentence.mentions if mention.measure == SCORE and not mention.number.about
        ]
        if sentence.line.in_table or not points:
            continue
        yield from _within_weight(points)
        alone = len(points) == 1 and earlier and earlier[0].line is sentence.line
        yield from _total([*earlier, *points] if alone else points)
        earlier = points
        yield from _by_rate(sentence, points)
        yield from _grade(sentence, points)


def _is_weight(mention: Mention) -> bool:
    return (
        bool(_WEIGHT.search(mention.lead[-6:])) and not _GOT.search(mention.lead[-6:])
    ) or mention.lead == ""


def _outweighed(points: Sequence[Mention]) -> list[Mention]:
    """Return the points that stand before their weight in brackets: 决策16分（满分16分）."""
    return [
        got
        for got, weight in pairwise(points)
        if weight.order == got.order + 1
        and _IN_BRACKETS.fullmatch(weight.lead)
        and weight.run.endswith(f"({weight.lead}")
    ]


def _is_got(mention: Mention) -> bool:
    return bool(_GOT.search(mention.lead[-8:])) and not mention.lead.endswith("(")


def _got_list(points: Sequence[Mention]) -> list[Mention]:
    """Return the points that were got: those said to be, and those that go on a list of them (19分、17.5分和…)."""
    found: list[Mention] = []
    for mention in points:
        before = mention.line.tidy[mention.number.start - 1 : mention.number.start]
        goes_on = bool(found) and mention.order == found[-1].order + 1 and before in _GOES_ON
        if _is_got(mention) or goes_on:
            found.append(mention)
    return found


def _followed_by_parts(points: Sequence[Mention]) -> tuple[Mention, list[Mention]] | None:
    """Return the points right before 其中 and those behind it."""
    for mention in points:
        behind = mention.line.tidy[mention.number.end :].lstrip(",: ")
        if behind.startswith("其中"):
            return mention, [other for other in points if other.order > mention.order]
    return None


def _pairs(points: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Yield (weight, points) that stand side by side: 分值10分，得9.5分."""
    for weight, got in pairwise(points):
        if (
            (_is_weight(weight) or _ONLY_GOT.fullmatch(got.lead))
            and _is_got(got)
            and not _LOST.search(got.lead)
            and not _TOTAL.search(got.lead)
            and got.order == weight.order + 1
        ):
            yield weight, got


def _within_weight(points: Sequence[Mention]) -> Iterator[Finding]:
    bracketed = [(points[points.index(got) + 1], got) for got in _outweighed(points)]
    for weight, got in bracketed or _pairs(points):
        if got.number.value > weight.number.value:
            yield finding(
                "score",
                CONTRADICTION,
                (got, weight),
                got.text,
                f"{weight.text}以下",
                f"得分{got.text}高于分值{weight.text}。",
            )
    for weight, lost, got in zip(points, points[1:], points[2:], strict=False):
        if _is_weight(weight) and _LOST.search(lost.lead) and _is_got(got) and not _LOST.search(got.lead):
            left = weight.number.value - lost.number.value
            if left != got.number.value:
                yield finding(
                    "score",
                    CONTRADICTION,
                    (got, weight, lost),
                    got.text,
                    f"{number_text(left)}分",
                    f"分值{weight.text}扣{lost.text}，应得{number_text(left)}分，而写的是{got.text}。",
                )


def _total(points: Sequence[Mention]) -> Iterator[Finding]:
    """A total and its parts in one sentence, all of one sort (weights with weights, points with points)."""
    totals = [mention for mention in points if _TOTAL.search(mention.lead) or mention.lead == "满分"]
    if _outweighed(points):
        totals = [mention for mention in totals if mention.lead != "满分"]
    if len(totals) > 2:
        return
    opened = _followed_by_parts(points)
    if opened is not None and len(opened[1]) > 2:
        totals, points = [opened[0]], [opened[0], *opened[1]]
    for total in totals:
        others = [mention for mention in points if mention is not total and mention not in totals]
        own = _outweighed(points) or _got_list(others)
        choices = (own, [other for other in others if other not in own], others)
        groups = [group for group in choices if len(group) >= 2]
        if not groups or any(sums(group).meets(total.range) for group in groups) or len(others) < 3:
            continue
        group = groups[0]
        if len(groups) > 1 and not _GOT.search(total.lead):
            group = groups[1]
        if any(_LOST.search(other.lead) for other in others):
            continue
        shown = f"{number_text(sum((part.number.value for part in group), start=total.number.value * 0))}分"
        added = "+".join(part.text for part in group)
        yield finding(
            "score",
            CONTRADICTION,
            (total, *group),
            total.text,
            shown,
            f"各项得分之和：{added}={shown}，而总分写的是{total.text}。",
        )


def _by_rate(sentence: Sentence, points: Sequence[Mention]) -> Iterator[Finding]:
    """Execution: points = weight × rate; other methods of scoring exist, so it is asked."""
    rates = [mention for mention in sentence.mentions if mention.measure == PERCENT]
    if len(rates) != 1 or "率" not in sentence.text:
        return
    for weight, got in _pairs(points):
        due = weight.number.value * min(rates[0].number.value, Fraction(100)) / 100
        full = exactly(weight.number.value)
        possible = rates[0].range.multiplied(full).times(Fraction(1, 100))
        if got.number.value != weight.number.value and not possible.meets(got.range):
            yield finding(
                "score",
                QUESTION,
                (got, weight, rates[0]),
                got.text,
                f"{number_text(due, 2)}分",
                f"分值{weight.text}×{rates[0].text}={number_text(due, 2)}分，而得分写的是{got.text}；请说明计分办法。",
            )


def _grade(sentence: Sentence, points: Sequence[Mention]) -> Iterator[Finding]:
    match = _GRADE.search(sentence.text)
    totals = [
        mention
        for mention in points
        if _TOTAL.search(mention.lead) or (_is_got(mention) and len(points) == 1)
    ]
    if match is None or len(totals) != 1 or match["grade"] not in _BANDS:
        return
    low, high = _BANDS[match["grade"]]
    value = totals[0].number.value
    if not low <= value < high and not (high == 100 and value == 100):
        yield finding(
            "score",
            QUESTION,
            totals,
            f"{totals[0].text}、{match['grade']}",
            f"{low}至{high}分",
            f"得{totals[0].text}而等级为“{match['grade']}”；通常{low}至{high}分为“{match['grade']}”，请核对评分办法的分数线。",
        )
