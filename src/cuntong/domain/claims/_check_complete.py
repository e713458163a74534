"""Lists that are complete by their nature: the four quarters of a year, everybody content and not content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ._findings import CONTRADICTION, Finding
from ._partitions import sums
from ._reading import Mention, Report, Sentence
from ._sum_findings import sum_finding
from ._totals import NO_ADDENDS

_QUARTERS = tuple(re.compile(rf"(?:第)?{number}季度[^,;]{{0,8}}$") for number in "一二三四")
_CONTENT = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!不)(?<!基本)(?<!较)(?<!比较)(?<!非常)(?<!很)满意”?的?(?:有|为)?$",
        r"(?:基本满意|较满意|比较满意|一般)”?的?(?:有|为)?$",
        r"不满意”?的?(?:有|为)?$",
    )
)
_SETS = ((_QUARTERS, re.compile(r"全年|年度|共|总|累计")), (_CONTENT, re.compile(r"有效|收回|回收|共|总")))


def check_complete(report: Report) -> Iterator[Finding]:
    """Yield wholes of such lists that the list does not make up; the whole stands in the same sentence."""
    for sentence in report.sentences:
        if sentence.line.in_table:
            continue
        for members, named in _SETS:
            yield from _complete(sentence, members, named)


def _complete(
    sentence: Sentence, members: Sequence[re.Pattern[str]], named: re.Pattern[str]
) -> Iterator[Finding]:
    parts = [_only(sentence.mentions, member) for member in members]
    found = [part for part in parts if part is not None]
    if len(found) < len(members) or len({part.measure for part in found}) > 1:
        return
    if found[0].measure in NO_ADDENDS or any(part.number.about or part.planned for part in found):
        return
    first = min(part.order for part in found)
    wholes = [
        other
        for other in sentence.mentions
        if other.measure == found[0].measure and other.order < first and not other.number.about
    ]
    if any(sums(found).meets(whole.range) for whole in wholes):
        return
    told = [whole for whole in wholes if named.search(whole.lead)]
    if len(told) == 1:
        yield sum_finding(told[0], found, CONTRADICTION, "各部分之和不等于总数")


def _only(mentions: Sequence[Mention], member: re.Pattern[str]) -> Mention | None:
    matching = [mention for mention in mentions if member.search(mention.lead)]
    return matching[0] if len(matching) == 1 else None
