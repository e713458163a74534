"""Resolve addresses: read what they name, weigh it, and decide how deep the answer is sure."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from cuntong.domain.values import Bilingual

from ._cleaning import clean, closed_up
from ._paths import read
from ._resemblance import VILLAGE_WORD, Likeness
from ._resolution import AUTO, REVIEW, Candidate, Resolution, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ._gazetteer import Gazetteer
    from ._paths import Ground, Named, Path, Reading

# Measured on the tuning half of labelled addresses: an answer with this confidence is wrong less than twice in
# a thousand, one below the second is a guess that a person should make.
AUTO_CONFIDENCE = 0.96
SURE_CONFIDENCE = 0.65
_STEEPNESS = 1.7
_LEVEL_OF_DIGITS = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}
_MOST_CANDIDATES = 8


class Step(NamedTuple):
    """One level of the answer: leading digits of the division, and how sure it is given the level above."""

    prefix: int
    confidence: float


def confidence_of(margin: float) -> float:
    """The probability that the better of two readings is right, from the points between them."""
    return 1.0 - 0.5 * math.exp(-_STEEPNESS * margin) if margin > 0 else 0.5


class Resolver:
    """Answers for one gazetteer. Reads only, so that threads may share it."""

    def __init__(self, gazetteer: Gazetteer, stations: Mapping[str, str] | None = None) -> None:
        self._gazetteer = gazetteer
        self._likeness = Likeness(gazetteer)
        self._stations = stations or {}

    def resolve(self, text: str) -> Resolution:
        """Resolve one address. Never raises for any text: what cannot be placed is for review."""
        address, kept = closed_up(clean(text))
        reading = read(self._gazetteer, address)
        path = reading.paths[0] if reading.paths else None
        if path is None:
            return self._above_county(text, reading, kept)
        return self._in_county(text, reading, path, kept)

    def resolve_many(self, texts: Iterable[str]) -> Iterator[Resolution]:
        """Resolve one address after the other, in order, without holding more than one."""
        return map(self.resolve, texts)

    def _above_county(self, text: str, reading: Reading, kept: list[int] | None) -> Resolution:
        named = max(
            (*reading.prefectures.values(), *reading.provinces.values()),
            key=lambda named: (named.points, named.prefix),
            default=None,
        )
        if named is None:
            return self._answer(text, [], (), kept, REVIEW, _NOTHING_NAMED, ())
        return self._answer(text, [Step(named.prefix, 0.9)], (named,), kept, REVIEW, _NO_COUNTY, ())

    def _in_county(self, text: str, reading: Reading, path: Path, kept: list[int] | None) -> Resolution:
        grounds = path.grounds
        word = VILLAGE_WORD.search(reading.text)
        is_home = path.county == self._gazetteer.home
        if (word or is_home) and not any(ground.village for ground in grounds):
            grounds = sorted([*grounds, *self._likeness.grounds(reading, path)], key=lambda g: -g.points)
        steps = [Step(path.county, _county_confidence(reading.paths)), *_ground_steps(grounds)]
        ground = grounds[0] if grounds else None
        sure = _as_far_as_sure(steps)
        decision, reason = self._decide(reading, steps, sure, is_home)
        named = tuple(
            one for one in (*path.above, *_named_in(ground)) if sure and one.prefix <= sure[-1].prefix
        )
        return self._answer(text, sure, named, kept, decision, reason, tuple(reading.paths[:3]))

    def _decide(
        self, reading: Reading, steps: list[Step], sure: list[Step], is_home: bool
    ) -> tuple[str, Bilingual]:
        """Decide whether a person must look.

        In the home county a parcel needs its village. Elsewhere the county is enough when there is a home; with
        no home every name in the text must have found its place.
        """
        if not sure or min(step.confidence for step in sure) < AUTO_CONFIDENCE:
            return REVIEW, _DOUBTFUL
        if is_home:
            return (AUTO, _VILLAGE_SURE) if sure[-1].prefix >= 10**11 else (REVIEW, _NO_VILLAGE)
        if self._gazetteer.home is not None:
            return AUTO, _ELSEWHERE
        if len(sure) < len(steps) or reading.is_contradictory:
            return REVIEW, _DOUBTFUL
        if _names_more(reading, sure[-1].prefix):
            return REVIEW, _NOT_IN_LIST
        return AUTO, _AGREES

    def _answer(
        self,
        text: str,
        steps: list[Step],
        named: tuple[Named, ...],
        kept: list[int] | None,
        decision: str,
        reason: Bilingual,
        paths: tuple[Path, ...],
    ) -> Resolution:
        prefix = str(steps[-1].prefix) if steps else ""
        confidence = math.prod(step.confidence for step in steps) if steps else 0.0
        code = prefix.ljust(12, "0") if prefix else ""
        return Resolution(
            text=text,
            division_code=code,
            level=_LEVEL_OF_DIGITS.get(len(prefix), "none"),
            decision=decision,
            confidence=round(confidence, 4),
            spans=_spans(text, named, kept),
            reasons=(reason,),
            candidates=self._candidates(paths) if decision == REVIEW else (),
            station=self._stations.get(code),
        )

    def _candidates(self, paths: tuple[Path, ...]) -> tuple[Candidate, ...]:
        found: dict[str, Candidate] = {}
        for path in paths:
            for ground in path.grounds[:_MOST_CANDIDATES]:
                if ground.village is not None:
                    code = str(ground.village.prefix)
                    found.setdefault(
                        code, Candidate(code, self._gazetteer.village_names[ground.place], "village")
                    )
                else:
                    prefix = ground.township_prefix
                    code = f"{prefix}000"
                    found.setdefault(code, Candidate(code, self._gazetteer.area_names[prefix], "township"))
        return tuple(found.values())[:_MOST_CANDIDATES]


def _county_confidence(paths: list[Path]) -> float:
    second = paths[1].points if len(paths) > 1 else 0.0
    return confidence_of(paths[0].points - max(second, 0.0))


def _ground_steps(grounds: list[Ground]) -> list[Step]:
    if not grounds:
        return []
    best = grounds[0]
    township = best.township_prefix
    other = max((g.points for g in grounds if g.township_prefix != township), default=0.0)
    steps = [Step(township, confidence_of(best.points - other))]
    if best.village is not None:
        code = best.village.prefix
        other = max((g.points for g in grounds if g.village is None or g.village.prefix != code), default=0.0)
        steps.append(Step(code, confidence_of(best.points - other)))
    return steps


# 永康市|高镇: a township is named right behind what is known, whatever it is.
_TOWNSHIP_NAMED = re.compile(r"[\u4e00-\u9fff]{1,5}?(?:镇|街道|乡)(?![路街道])")


def _names_more(reading: Reading, prefix: int) -> bool:
    """Tell whether the text names a township or village deeper than the answer."""
    if prefix >= 10**11:
        return False
    if VILLAGE_WORD.search(reading.text):
        return True
    end = max((hit.end for hit in reading.hits.levels.counties), default=0)
    return prefix < 10**8 and _TOWNSHIP_NAMED.match(reading.text, end) is not None


def _named_in(ground: Ground | None) -> tuple[Named, ...]:
    return tuple(named for named in (ground.township, ground.village) if named) if ground else ()


def _as_far_as_sure(steps: list[Step]) -> list[Step]:
    sure = []
    for step in steps:
        if step.confidence < SURE_CONFIDENCE:
            break
        sure.append(step)
    return sure


def _spans(text: str, named: tuple[Named, ...], kept: list[int] | None) -> tuple[Span, ...]:
    spans = []
    for one in named:
        start, end = one.span
        if kept is not None:
            start, end = kept[start], kept[end - 1] + 1
        prefix = str(one.prefix)
        spans.append(Span(start, end, text[start:end], _LEVEL_OF_DIGITS[len(prefix)], prefix.ljust(12, "0")))
    return tuple(spans)


_NOTHING_NAMED = Bilingual("文中没有认得的地名", "the text names no place that is known")
_NO_COUNTY = Bilingual("只认得省或市，不知县区", "only the province or prefecture is named")
_DOUBTFUL = Bilingual("有几种读法，需要人看", "there are several readings; a person decides")
_NO_VILLAGE = Bilingual("本县地址，没有写明村", "an address of this county that names no village")
_NOT_IN_LIST = Bilingual(
    "写了名录里没有的乡镇或村", "names a township or a village that the list does not hold"
)
_VILLAGE_SURE = Bilingual("村名与上级一致", "the village and what holds it agree")
_AGREES = Bilingual("所写地名上下一致", "the names in the text agree with each other")
_ELSEWHERE = Bilingual("外县地址，所答层级确定", "an address of another county, sure as far as answered")
