"""Parts, then the total that closes them: 共计, 合计, 三市合计, 之和即."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ._findings import CONTRADICTION, QUESTION, Finding
from ._labels import likeness
from ._partitions import gap, is_partition, may_overlap, sums
from ._reading import Mention, Report, Sentence
from ._sum_findings import sum_finding
from ._totals import GRAND, LOOSE_TOTAL, MOST, NO_ADDENDS, SMALL_GAP, TOTAL
from ._units import MONEY, SCORE

_CLOSING_GRAND = re.compile(r"总(?:投资|投入|预算|经费)|调整后|(?:投资|资金|预算)总额")
_PLAIN_TOTAL = re.compile(
    r"[两三四五六七八九十]+[年项类批期]|以上|共计|合计|总计|总共|一共|累计|投入|支出|资金|金额|经费|完成|站点|全部"
)
_NOUN_OF_TOTAL = re.compile(r"([\u4e00-\u9fff]{2})(?:总数|总量)(?:达到?|为|是)?$")
_AS_MANY = re.compile(r"([两三四五六七八九十])(?:[市县区镇乡村]|[者项类家级个]|部分|地)(?:共计|合计|总计)")
_SPAN_WORDS = re.compile(r"今年|本年|当年|新增|20\d\d年|上半年|下半年|季度|月")


def check_total(report: Report) -> Iterator[Finding]:
    """Yield totals that the parts before them do not make up."""
    for index, sentence in enumerate(report.sentences):
        if not sentence.line.in_table:
            yield from _closed(sentence)
            yield from _closed_over_a_stop(sentence, report.sentences[index - 1] if index else None)


def _closed(sentence: Sentence) -> Iterator[Finding]:
    """Parts, then their total."""
    for total in sentence.mentions:
        strict = TOTAL.search(total.lead[-14:]) or (
            total.measure == MONEY and _CLOSING_GRAND.search(total.lead)
        )
        score = total.measure == SCORE and "之和" in total.lead
        if (total.measure in NO_ADDENDS and not score) or not (strict or LOOSE_TOTAL.search(total.lead[-8:])):
            continue
        parts = [
            mention
            for mention in sentence.mentions
            if mention.order < total.order and mention.measure == total.measure and not _bracketed(mention)
        ][-MOST:]
        behind = [
            mention
            for mention in sentence.mentions
            if mention.order > total.order and mention.measure == total.measure
        ][:MOST]
        numbered = _as_many_as_said(total, parts)
        if numbered:
            if not sums(numbered).meets(total.range):
                yield sum_finding(total, numbered, CONTRADICTION, "各部分之和不等于合计")
            continue
        parts = _of_its_kind(total, parts)
        if len(parts) < 2 or _any_run(parts, total) or (len(behind) > 1 and _any_run(behind, total)):
            continue
        if _opened_before(total, parts) or _restarts(parts, total):
            continue
        near = [part for part in parts if part.segment == total.segment]
        near = near if len(near) >= 2 else parts
        if strict and _names_the_sum(total, near):
            yield sum_finding(total, near, CONTRADICTION, "各部分之和不等于合计")
        elif (is_partition(total, near, "") or _close_list(total, near)) and _names_the_sum(total, near):
            if total.number.about:
                continue
            earlier = "累计" in total.lead and _SPAN_WORDS.search(total.run)
            grade = QUESTION if earlier else CONTRADICTION
            yield sum_finding(total, near, grade, "各部分之和与累计数不同")


def _closed_over_a_stop(sentence: Sentence, before: Sentence | None) -> Iterator[Finding]:
    """Two amounts in two sentences and their total: 中央补助1000万元…。县级安排600万元，共计1600万元."""
    if before is None or before.line is not sentence.line or "其中" in sentence.text + before.text:
        return
    for total in sentence.mentions:
        if total.measure != MONEY or not re.search(r"共计|合计|总计", total.lead[-6:]) or total.number.about:
            continue
        own = [m for m in sentence.mentions if m.measure == MONEY and m.order < total.order]
        earlier = [m for m in before.mentions if m.measure == MONEY]
        parts = [*earlier, *own]
        if len(own) != 1 or len(earlier) != 1 or any(part.number.about or part.planned for part in parts):
            continue
        if not sums(parts).meets(total.range) and gap(total, parts) < SMALL_GAP:
            yield sum_finding(total, parts, CONTRADICTION, "各部分之和不等于合计")


def _of_its_kind(total: Mention, parts: Sequence[Mention]) -> list[Mention]:
    """Return the parts that 站点总数 counts, where some of those before it are other things (乡镇, 行政村)."""
    noun = _NOUN_OF_TOTAL.search(total.lead)
    if noun is None:
        return list(parts)
    own = [part for part in parts if set(noun[1]) & set(part.label[-1:])]
    return own if len(own) > 1 else list(parts)


def _as_many_as_said(total: Mention, parts: Sequence[Mention]) -> list[Mention]:
    """Return the parts of 三市合计: the three right before it, where there are so many."""
    said = _AS_MANY.search(total.lead[-10:])
    if said is None:
        return []
    count = "两三四五六七八九十".index(said[1]) + 2
    own = [part for part in parts if total.order - part.order <= count]
    return own if len(own) == count else []


def _close_list(total: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether three parts or more come so near to the total that they are meant to make it up."""
    return len(parts) > 2 and not may_overlap(parts) and gap(total, parts) < SMALL_GAP


def _bracketed(mention: Mention) -> bool:
    return mention.run.count("(") > mention.run.count(")")


def _opened_before(total: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether 其中 stands after the first part, outside brackets: then the list has a whole of its own."""
    words = re.sub(r"\([^()]*\)", "", total.run.rpartition(";")[2])
    return "其中" in words.strip()[2:]


def _restarts(parts: Sequence[Mention], total: Mention) -> bool:
    """Tell whether a total of its own already closed these parts (共…, then another 共计…)."""
    return any(GRAND.search(part.lead) or TOTAL.search(part.lead) for part in parts)


def _any_run(parts: Sequence[Mention], total: Mention) -> bool:
    return any(
        sums(parts[start:end]).meets(total.range)
        for start in range(len(parts))
        for end in range(start + 1, len(parts) + 1)
        if end - start >= 2 or parts[start].number.base == total.number.base
    )


def _names_the_sum(total: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether the total counts what its parts count."""
    if total.planned != parts[-1].planned:
        return False
    if _NOUN_OF_TOTAL.search(total.lead) and len(_of_its_kind(total, parts)) == len(parts):
        return True
    if total.measure == MONEY or not total.label or not _PLAIN_TOTAL.sub("", total.label):
        return True
    return all(
        likeness(total.label, part.label) > 0 or set(total.label[-2:]) & set(part.label[-2:])
        for part in parts
    )
