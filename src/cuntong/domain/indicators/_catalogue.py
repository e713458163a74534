"""All indicators by code, and their description for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from cuntong.domain.values import Bilingual, BilingualError

from . import _counter, _funds, _inspections, _logistics, _market, _routes, _stations, _training
from ._frames import PeriodRule
from ._indicators import Indicator, Part

_TOPICS = (_funds, _stations, _training, _market, _logistics, _counter, _routes, _inspections)

CATALOGUE: Mapping[str, Indicator] = MappingProxyType(
    {indicator.code: indicator for topic in _TOPICS for indicator in topic.INDICATORS}
)

TOPIC_OF: Mapping[str, Bilingual] = MappingProxyType(
    {indicator.code: topic.TOPIC for topic in _TOPICS for indicator in topic.INDICATORS}
)

PERIOD_TEXTS: Mapping[PeriodRule, Bilingual] = MappingProxyType(
    {
        PeriodRule.PROJECT: Bilingual("项目开始至截止日", "from the project's start to the as-of date"),
        PeriodRule.SINCE_YEAR: Bilingual(
            "报告年度首日至截止日", "from the first day of the report year to the as-of date"
        ),
        PeriodRule.AS_OF: Bilingual("截止日的状态", "state on the as-of date"),
    }
)


class UnknownIndicatorError(BilingualError):
    """The code is not in the catalogue."""


def indicator_of(code: str) -> Indicator:
    """Return the indicator of that code, or raise UnknownIndicatorError."""
    if code not in CATALOGUE:
        raise UnknownIndicatorError(f"指标目录中没有 {code}", f"{code} is not in the catalogue of indicators")
    return CATALOGUE[code]


def describe_catalogue(language: str) -> str:
    """Return the whole catalogue as Markdown in one language: what is counted, when, over what, what misleads."""
    title = Bilingual("指标目录", "Catalogue of indicators").in_language(language)
    lines = [f"# {title}", ""]
    for topic in _TOPICS:
        lines += [f"## {topic.TOPIC.in_language(language)}", "", *_described(topic.INDICATORS, language)]
    return "\n".join(lines)


def _described(indicators: Iterable[Indicator], language: str) -> Iterator[str]:
    for indicator in indicators:
        yield f"### {indicator.title.in_language(language)} `{indicator.code}`"
        yield ""
        yield indicator.meaning.in_language(language)
        yield ""
        for label, value in _properties(indicator):
            yield f"- {label.in_language(language)}{_COLON.in_language(language)}{value.in_language(language)}"
        yield ""


_COLON = Bilingual("：", ": ")
_NONE_YET = Bilingual("尚无此类记录", "no such records are kept yet")


def _properties(indicator: Indicator) -> Iterator[tuple[Bilingual, Bilingual]]:
    yield Bilingual("单位", "Unit"), indicator.unit.value
    yield Bilingual("期间", "Period"), PERIOD_TEXTS[indicator.period]
    yield Bilingual("记录", "Records"), _part_text(indicator.numerator)
    if indicator.denominator is not None:
        yield Bilingual("分母", "Denominator"), _part_text(indicator.denominator)
    yield Bilingual("小数位", "Decimals"), _decimals_text(indicator.decimals)
    yield Bilingual("注意", "Beware"), indicator.trap


def _part_text(part: Part | None) -> Bilingual:
    if part is None:
        return _NONE_YET
    measure = part.measure.text
    return Bilingual(f"`{part.table}`，{measure.zh}", f"`{part.table}`, {measure.en}")


def _decimals_text(decimals: int) -> Bilingual:
    return Bilingual(f"{decimals}（四舍五入）", f"{decimals} (half-up)")
