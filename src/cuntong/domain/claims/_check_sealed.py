"""A report's figures against sealed ones: the same thing, place and period, but another value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cuntong.domain.indicators import CATALOGUE, Frame, Indicator, PeriodRule, Unit
from cuntong.domain.sealing import Bundle
from cuntong.domain.values import wan_yuan

from ._findings import QUESTION, Finding, finding
from ._ranges import Range, exactly, printed
from ._reading import Mention, Report
from ._sealed_names import WORDINGS, Wording
from ._units import PERCENT

_NOT_SAID = re.compile(r"未|没有|不足|缺|拟|应|需|须|计划|目标|任务|同比|增长|较|比上|提高|下降")
_NOUN = re.compile(r"[\u4e00-\u9fff]{2}")
_YEAR = re.compile(r"20\d\d")
_MONTH = re.compile(r"年(\d{1,2})月")
_DAY = re.compile(r"月(\d{1,2})日")
_RUNNING = re.compile(r"以来|累计|项目|截[至止]目前|目前|^$")
# A place inside the county, or another county, that speaks of itself: the county's figures are not its own.
_TOWNSHIP = re.compile(
    r"[\u4e00-\u9fff]{2,3}(?<!乡)(?<!各)(?:镇|街道|乡)(?!级|村|、|[和与及]|人民|镇|覆盖|站)"
)
_COUNTY = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:县|市|区)(?!域|级|乡|城|政府|[、和与及场])")
_TITLE_LINES = 6


@dataclass(frozen=True, slots=True)
class SealedFigures:
    """The figures of a frozen snapshot or bundle: whose they are, of when, and their values by indicator.

    Values are in the indicator's unit (money in yuan, rates in per cent, rounded to its decimals).
    """

    county: str
    frame: Frame
    values: Mapping[str, Decimal]

    @classmethod
    def of_bundle(cls, bundle: Bundle) -> SealedFigures:
        """Return the figures that a bundle has sealed; those without records are left out."""
        heading, figures = bundle.manifest.heading, bundle.figures()
        starts = [
            one.period.start_date
            for one in figures
            if one.code in CATALOGUE and CATALOGUE[one.code].period is PeriodRule.PROJECT
        ]
        frame = Frame(
            project_start=min(starts, default=heading.period.start_date),
            year_start=heading.period.start_date,
            as_of=heading.as_of_date,
        )
        known = {one.code: one.value for one in figures if one.value is not None and one.code in CATALOGUE}
        return cls(heading.county_name, frame, known)


def check_sealed(report: Report, sealed: SealedFigures) -> Iterator[Finding]:
    """Yield figures that differ from the sealed figure of the same thing, place and period; a person must say why."""
    if not _speaks_of(report, sealed.county):
        return
    for mention in report.mentions:
        if mention.planned or mention.line.in_table or mention.number.about:
            continue
        code = _code_of(mention, sealed)
        if code and not mention.range.meets(_range_of(sealed.values[code], CATALOGUE[code])):
            yield _difference(mention, code, sealed)


def _speaks_of(report: Report, county: str) -> bool:
    """Tell whether the report's title is of this county, or names no place at all."""
    title = " ".join([line.tidy for line in report.document.lines if line.tidy.strip()][:_TITLE_LINES])[:300]
    name = county.rstrip("县市区")
    if _TOWNSHIP.search(title):
        return False
    return bool(name and name in title) or not _COUNTY.search(title)


def _code_of(mention: Mention, sealed: SealedFigures) -> str:
    """Return the one indicator that the words name; none where two or none fit."""
    near = _near(mention)
    if _NOT_SAID.search(mention.lead + mention.tail[:16]) or _TOWNSHIP.search(mention.run[-60:]):
        return ""
    codes = {
        wording.code
        for wording in WORDINGS
        if wording.code in sealed.values
        and _names(wording, mention, near)
        and _same_period(mention.period, CATALOGUE[wording.code].period, sealed.frame)
    }
    return codes.pop() if len(codes) == 1 else ""


def _near(mention: Mention) -> str:
    """Return the words about a quantity: of a list 17个镇级站和101个村级点 only those of its own item."""
    if mention.measure == PERCENT:
        return mention.run[-40:].rpartition(";")[2]
    lead = re.split("[和及与、]", mention.lead)[-1] if _NOUN.match(mention.tail) else mention.lead
    return f"{lead}\x00{mention.tail[:16]}"


def _names(wording: Wording, mention: Mention, near: str) -> bool:
    thing, *doing = wording.words
    wider = mention.run[-40:].rpartition(";")[2] + near
    return (
        mention.measure in wording.measures
        and bool(thing.search(near))
        and all(word.search(wider) for word in doing)
        and not wording.unless.search(near)
    )


def _same_period(period: str, rule: PeriodRule, frame: Frame) -> bool:
    """Tell whether the period written before a figure is, or may well be, that of the indicator."""
    year = _YEAR.search(period)
    if rule is PeriodRule.SINCE_YEAR:
        return "今年以来" in period or bool(
            year and "以来" in period and int(year[0]) == frame.year_start.year
        )
    if year is None:
        return bool(_RUNNING.search(period))
    if not re.search(r"^截[至止]|[底末]$", period):
        return "以来" in period and int(year[0]) == frame.project_start.year
    return _same_day(period, int(year[0]), frame.as_of)


def _same_day(period: str, year: int, as_of: date) -> bool:
    """Tell whether the date written is the as-of date, as exactly as it is written."""
    month, day = _MONTH.search(period), _DAY.search(period)
    if month is None:
        return year == as_of.year and (as_of.month, as_of.day) == (12, 31)
    return (year, int(month[1])) == (as_of.year, as_of.month) and (day is None or int(day[1]) == as_of.day)


def _range_of(value: Decimal, indicator: Indicator) -> Range:
    """Return what the sealed value stands for: rates are rounded, counts and money exact."""
    if indicator.unit is Unit.PERCENT:
        return printed(f"{value:.{indicator.decimals}f}")
    return exactly(Fraction(value))


def _difference(mention: Mention, code: str, sealed: SealedFigures) -> Finding:
    indicator = CATALOGUE[code]
    shown = _shown(sealed.values[code], indicator)
    found = finding(
        "sealed",
        QUESTION,
        (mention,),
        mention.text,
        shown,
        f"冻结数据中“{indicator.title.zh}”（截至{sealed.frame.as_of:%Y-%m-%d}）为{shown}，报告写的是{mention.text}。"
        "请核对口径和截止日期，或者更正。",
    )
    return Finding(found.kind, found.grade, found.quotes, found.stated, found.computed, found.message, code)


def _shown(value: Decimal, indicator: Indicator) -> str:
    if indicator.unit is Unit.YUAN:
        text = f"{wan_yuan(value):,f}"
        return f"{text.rstrip('0').rstrip('.') if '.' in text else text}万元"
    return f"{value:,.{indicator.decimals}f}{indicator.unit.value.zh}"
