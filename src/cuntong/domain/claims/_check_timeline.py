"""Dates that cannot be in that order, and companies that were no longer what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ._findings import CONTRADICTION, QUESTION, Finding, Quote, quote
from ._labels import likeness
from ._lines import Line
from ._reading import Mention, Report, Sentence
from ._units import MONEY

_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)年(?:(?P<month>\d{1,2})月)?(?:(?P<day>\d{1,2})[日号])?")
_SIGNED = re.compile(
    r"^\W*(?:[\u4e00-\u9fff]{0,20}\s*)?(?P<year>20\d\d)年(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?\W*$"
)
_TO_COME = re.compile(
    r"拟|计划|规划|预计|将|力争|到20\d\d年|目标|争取|下一步|确保|打算|前(?:完成|建成|实现)|预期|十四五|远期|年均|底前|有效期|期限"
)
_NAMES = re.compile(r"《[^》]{0,120}》|〔\d{4}〕\d{1,4}号|“[^”]{0,40}”")
_SPAN = re.compile(
    r"(?:自|从)?(?P<one>(?:19|20)\d\d)年(?:(?P<m1>\d{1,2})月)?(?:\d{1,2}日)?(?:至|到|—|-|~)(?P<two>(?:19|20)\d\d)年(?:(?P<m2>\d{1,2})月)?"
)
_COMPARED = re.compile(
    r"(?P<new>20\d\d)年[^。;]{0,40}?(?:较|比|与)(?P<old>20\d\d)年[^。;,]{0,10}?(?:增|减|提高|下降|上升|降低|同比)"
)

_FROM_TO = re.compile(
    r"(?:由|从)(?P<old>20\d\d)年[^。;到至]{0,24}?(?:增|升|提高|降|减|下降|上升|发展|扩大)[^。;]{0,4}(?:到|至)(?P<new>20\d\d)年"
)


@dataclass(frozen=True, slots=True)
class _Takeover:
    """One company became part of another; the two then are no longer two."""

    taken: str
    by: str
    year: int
    basis: str


# Dated facts about companies; a basis that nobody confirmed says so, and only a question is asked.
_TAKEOVERS = (_Takeover("丰网", "极兔", 2023, "未经核实"),)


def check_timeline(report: Report) -> Iterator[Finding]:
    """Yield dates after the report, spans that run backwards, one event on two days, companies merged before."""
    signed = _signed(report)
    for sentence in report.sentences:
        if sentence.line.in_table:
            continue
        if signed is not None:
            yield from _after(sentence, signed)
        yield from _backwards(sentence)
    yield from _two_dates(report)
    if signed is not None:
        yield from _merged(report, signed)


def _signed(report: Report) -> tuple[int, int, int] | None:
    """Return the date that the report is signed with: a line of its own near the end."""
    lines = [line for line in report.document.lines if not line.in_table and line.tidy.strip()]
    for line in reversed(lines[-6:]):
        match = _SIGNED.match(line.tidy.strip())
        if match:
            return int(match["year"]), int(match["month"]), int(match["day"] or 31)
    return None


def _without_names(text: str) -> str:
    """Blank out titles and numbers of documents; they name years that are no dates of the report."""
    return _NAMES.sub(lambda match: " " * len(match[0]), text)


def _after(sentence: Sentence, signed: tuple[int, int, int]) -> Iterator[Finding]:
    text = _without_names(sentence.text)
    for match in _DATE.finditer(text):
        date = (int(match["year"]), int(match["month"] or 0), int(match["day"] or 0))
        if (
            date <= signed
            or _TO_COME.search(text[: match.end() + 14].rpartition(";")[2])
            or text[match.end() :].startswith(("前", "底前", "末前"))
        ):
            continue
        own = quote(sentence.line, sentence.start + match.start(), sentence.start + match.end())
        told = bool(re.search(r"已|了|完成|建成|下达|以来|截[至止]|举办|开展|支付|拨付|实现|入选|验收", text))
        yield Finding(
            "timeline",
            CONTRADICTION if told else QUESTION,
            (own,),
            own.text,
            _shown(signed),
            f"“{own.text}”晚于报告日期{_shown(signed)}，不能是已经发生的事；请核对日期。",
        )


def _shown(date: tuple[int, int, int]) -> str:
    return f"{date[0]}年{date[1]}月"


def _backwards(sentence: Sentence) -> Iterator[Finding]:
    text = _without_names(sentence.text)
    for match in _SPAN.finditer(text):
        first = (int(match["one"]), int(match["m1"] or 0))
        second = (int(match["two"]), int(match["m2"] or 12))
        if first > second:
            own = quote(sentence.line, sentence.start + match.start(), sentence.start + match.end())
            yield Finding(
                "timeline", CONTRADICTION, (own,), own.text, "", f"“{own.text}”的起止颠倒；请核对。"
            )
    for match in (*_COMPARED.finditer(text), *_FROM_TO.finditer(text)):
        if int(match["old"]) >= int(match["new"]):
            own = quote(sentence.line, sentence.start + match.start(), sentence.start + match.end())
            yield Finding(
                "timeline",
                CONTRADICTION,
                (own,),
                own.text,
                "",
                f"{match['new']}年的数与{match['old']}年比，比较的基期不早于本期；请核对年份。",
            )


def _two_dates(report: Report) -> Iterator[Finding]:
    """One payment or release of money with two different months."""
    dated = [
        (mention, date)
        for mention in report.of_measure(MONEY)
        if not mention.planned and not mention.line.in_table and (date := _own_date(mention)) is not None
    ]
    for index, (one, first) in enumerate(dated):
        for two, second in dated[index + 1 :]:
            if (
                one.number.base == two.number.base
                and one.sentence != two.sentence
                and likeness(one.label, two.label) > 0.4
                and (first[0] != second[0] or (first[1] and second[1] and first[1] != second[1]))
            ):
                quotes = tuple(_date_quote(mention, date) for mention, date in ((one, first), (two, second)))
                yield Finding(
                    "timeline",
                    CONTRADICTION,
                    quotes,
                    "、".join(item.text for item in quotes),
                    "",
                    f"同一笔{one.text}（{one.label}）写了两个日期：第{one.line.number}行{quotes[0].text}，第{two.line.number}行{quotes[1].text}。",
                )


def _own_date(mention: Mention) -> tuple[int, int, int, int] | None:
    """Return year, month and place of a date that stands right before the amount, or in the clause before it."""
    text = _without_names(mention.run)
    matches = list(_DATE.finditer(text))
    if not matches or not matches[-1]["month"]:
        return None
    last = matches[-1]
    between = text[last.end() :]
    if len(between) > 40 or re.search(r"\d", between):
        return None
    offset = mention.number.start - len(mention.run)
    return int(last["year"]), int(last["month"]), offset + last.start(), offset + last.end()


def _date_quote(mention: Mention, date: tuple[int, int, int, int]) -> Quote:
    return quote(mention.line, date[2], date[3])


def _merged(report: Report, signed: tuple[int, int, int]) -> Iterator[Finding]:
    for fact in _TAKEOVERS:
        for line in report.document.lines:
            places = [_place(line, name) for name in (fact.taken, fact.by)]
            if all(place is not None for place in places) and signed[0] > fact.year:
                yield Finding(
                    "timeline",
                    QUESTION,
                    tuple(place for place in places if place is not None),
                    f"{fact.taken}、{fact.by}",
                    "",
                    f"{fact.taken}与{fact.by}算作两家，而据称{fact.year}年{fact.taken}已并入{fact.by}（{fact.basis}）；请核对到报告日还有几家。",
                )
                break


def _place(line: Line, name: str) -> Quote | None:
    start = line.tidy.find(name)
    return None if start < 0 else quote(line, start, start + len(name))
