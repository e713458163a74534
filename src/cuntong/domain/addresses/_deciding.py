"""How sure each level of an answer is, how deep it is sure, and whether a person must look."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from cuntong.domain.values import Bilingual

from ._hits import SEPARATORS
from ._paths import COUNTY_CONTRADICTED
from ._resemblance import VILLAGE_WORD
from ._resolution import AUTO, REVIEW

if TYPE_CHECKING:
    from ._gazetteer import Bearer
    from ._paths import Ground, Named, Path, Reading

# Set on the tuning half of labelled addresses and measured on the rest (docs/addresses.md): from the first on an
# answer may stand without a person, below the second it is not given at all.
AUTO_CONFIDENCE = 0.96
SURE_CONFIDENCE = 0.65
_STEEPNESS = 1.7
_FIRM_POINTS = 3.5
_FIRM_VILLAGE_POINTS = 2.25
_BARE_NAME_CONFIDENCE = 0.9
_SURE_RESEMBLANCE_POINTS = 3.0
# A text that names nothing is taken to be for the home county; no more than that.
_ASSUMED_CONFIDENCE = 0.7
VILLAGE_PREFIX = 10**11
TOWNSHIP_PREFIX = 10**8


class Step(NamedTuple):
    """One level of the answer: leading digits of the division, and how sure it is given the level above."""

    prefix: int
    confidence: float


class Decision(NamedTuple):
    """The steps that are answered, whether a person must look, and why."""

    steps: list[Step]
    decision: str
    reason: Bilingual


def confidence_of(margin: float) -> float:
    """The probability that the better of two readings is right, from the points between them."""
    return 1.0 - 0.5 * math.exp(-_STEEPNESS * margin) if margin > 0 else 0.5


def steps_of(reading: Reading, grounds: list[Ground], home: int | None) -> list[Step]:
    """The levels from the county down, each with its confidence given the one above."""
    county = reading.paths[0].county
    return [Step(county, _county_confidence(reading, home)), *_ground_steps(grounds, reading)]


def decide(reading: Reading, steps: list[Step], home: int | None) -> Decision:
    """Decide how deep to answer and whether a person must look.

    In the home county a parcel needs its village. Elsewhere the county is enough when there is a home; with no
    home every name in the text must have found its place.
    """
    is_home = steps[0].prefix == home
    if home is not None and not is_home:
        return _elsewhere(reading, steps)
    sure = _as_far_as(SURE_CONFIDENCE, steps)
    if not sure or reading.contradiction or min(step.confidence for step in sure) < AUTO_CONFIDENCE:
        return Decision(sure, REVIEW, DOUBTFUL)
    if is_home:
        found = sure[-1].prefix >= VILLAGE_PREFIX
        return Decision(sure, AUTO, VILLAGE_SURE) if found else Decision(sure, REVIEW, NO_VILLAGE)
    if len(sure) < len(steps):
        return Decision(sure, REVIEW, DOUBTFUL)
    if _names_more(reading, sure[-1].prefix):
        return Decision(sure, REVIEW, NOT_IN_LIST)
    return Decision(sure, AUTO, AGREES)


def _elsewhere(reading: Reading, steps: list[Step]) -> Decision:
    certain = _as_far_as(AUTO_CONFIDENCE, steps)
    if certain and reading.contradiction != COUNTY_CONTRADICTED:
        return Decision(certain, AUTO, ELSEWHERE)
    return Decision(_as_far_as(SURE_CONFIDENCE, steps), REVIEW, DOUBTFUL)


def _as_far_as(confidence: float, steps: list[Step]) -> list[Step]:
    sure = []
    for step in steps:
        if step.confidence < confidence:
            break
        sure.append(step)
    return sure


def _county_confidence(reading: Reading, home: int | None) -> float:
    paths = reading.paths
    best = paths[0]
    second = paths[1].points if len(paths) > 1 else 0.0
    confidence = confidence_of(best.points - max(second, 0.0))
    if not best.above and not best.grounds:
        return _ASSUMED_CONFIDENCE
    if best.county != home and (_stands_on_a_bare_name(best) or _stands_on_a_loose_township(reading)):
        return min(confidence, _BARE_NAME_CONFIDENCE)
    return confidence


def _stands_on_a_bare_name(path: Path) -> bool:
    """Tell whether nothing but a bare name in the middle of the text, or of a township, points to the county."""
    ground = path.grounds[0] if path.grounds else None
    if any(named.prefix >= 10**5 and named.points >= _FIRM_POINTS for named in path.above):
        spans = {named.span for named in path.above}
        return ground is None and len(spans) == 1 and not path.above[-1].closed
    if ground is None or ground.township is None:
        return True
    return not (ground.township.closed or (path.above and ground.village))


def _stands_on_a_loose_township(reading: Reading) -> bool:
    """Tell whether nothing but a township points to the county, and that may be another township.

    It may where the name is glued to an unknown character (宜|商镇); and, of a name that several townships bear
    or could be short for, where no village confirms it, or one of another county would do so as well.
    """
    best = reading.paths[0]
    ground = best.grounds[0] if best.grounds else None
    if best.above or ground is None or ground.township is None:
        return False
    start, _ = ground.township.span
    if start not in reading.hits.ends and reading.text[start - 1] not in SEPARATORS:
        return True
    if _is_alone(ground.township, reading):
        return False
    if ground.village is None:
        return not _is_official(ground.township, reading)
    if not ground.village.closed:
        return not ground.village.rare
    others = [path.grounds[0] for path in reading.paths[1:] if path.grounds]
    return any(other.township and other.village and other.village.closed for other in others)


def _bearers_in(township: Named, reading: Reading) -> list[tuple[str, Bearer]]:
    """Who bears the name of a township in the text, each with the closing word that the text has."""
    return [
        (hit.closing, bearer)
        for hit in reading.hits.levels.townships
        if (hit.start, hit.end) == township.span
        for bearer in hit.bearers
    ]


def _is_alone(township: Named, reading: Reading) -> bool:
    bearers = _bearers_in(township, reading)
    return len(bearers) == 1 and bearers[0][1].rank != 1


def _is_official(township: Named, reading: Reading) -> bool:
    """Tell whether the closing word in the text is that of the township's own name."""
    return any(
        bearer.prefix == township.prefix and bearer.kind == closing and not bearer.rank
        for closing, bearer in _bearers_in(township, reading)
    )


# 南岭|芯村: the name that was found may be the beginning of a longer one, wrongly written.
_LONGER_NAME_AFTER = re.compile(r"[\u4e00-\u9fff]{1,3}?(?:村|社区|居委)")


def has_firm_village(grounds: list[Ground], text: str) -> bool:
    village = grounds[0].village if grounds else None
    if village is None or village.points < _FIRM_VILLAGE_POINTS:
        return False
    return village.closed or not _LONGER_NAME_AFTER.match(text, village.span[1])


def _ground_steps(grounds: list[Ground], reading: Reading) -> list[Step]:
    if not grounds:
        return []
    text = reading.text
    best = grounds[0]
    township = best.township_prefix
    confidence = confidence_of(best.points - _best_outside_township(grounds, township))
    if best.village is None and best.township is not None and not _is_township(best.township, reading):
        # 桐乡市|梧桐桥小区: a bare name behind the county may be the beginning of any word.
        confidence = min(confidence, _BARE_NAME_CONFIDENCE)
    steps = [Step(township, confidence)]
    if best.village is not None:
        code = best.village.prefix
        confidence = confidence_of(best.points - _best_outside_village(grounds, code))
        if (best.township is None and _is_loose(best.village, text)) or _names_another(best, text):
            confidence = min(confidence, _BARE_NAME_CONFIDENCE)
        steps.append(Step(code, confidence))
    return steps


def _best_outside_township(grounds: list[Ground], prefix: int) -> float:
    """The points of the best ground in another township; `grounds` are best first."""
    for ground in grounds:
        if ground.township_prefix != prefix:
            return ground.points
    return 0.0


def _best_outside_village(grounds: list[Ground], prefix: int) -> float:
    for ground in grounds:
        if ground.village is None or ground.village.prefix != prefix:
            return ground.points
    return 0.0


# 莲塘|3组: only villages are divided into groups.
_GROUP_AFTER = re.compile(
    r"(?:第?[0-9一二三四五六七八九十]{1,3}|[上下老新][\u4e00-\u9fff]?)(?:组|队|社|村民小组)"
)


def _is_loose(village: Named, text: str) -> bool:
    """Tell whether a name, with no township named, may as well be an estate or a hamlet of that name."""
    if village.resembling:
        return village.points < _SURE_RESEMBLANCE_POINTS
    return not village.closed and not village.rare and not _GROUP_AFTER.match(text, village.span[1])


def _names_another(ground: Ground, text: str) -> bool:
    """Tell whether a village is named with its closing word, and a bare name behind it was found in its stead.

    柏加王 behind 豇设村 may be a village, or a hamlet of the village that no list holds.
    """
    village = ground.village
    if village is None or village.closed:
        return False
    begin = ground.township.span[1] if ground.township else 0
    return VILLAGE_WORD.search(text, begin, max(begin, village.span[0])) is not None


def _is_township(township: Named, reading: Reading) -> bool:
    """Tell whether a name behind the county is a township: it has a closing word, if only that of its core (壶镇)."""
    start, end = township.span
    return township.closed or (start > 0 and start in reading.hits.ends and reading.text[end - 1] in "镇乡")


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


NOTHING_NAMED = Bilingual("文中没有认得的地名", "the text names no place that is known")
NO_COUNTY = Bilingual("只认得省或市，不知县区", "only the province or prefecture is named")
DOUBTFUL = Bilingual("有几种读法，需要人看", "there are several readings; a person decides")
NO_VILLAGE = Bilingual("本县地址，没有写明村", "an address of this county that names no village")
NOT_IN_LIST = Bilingual(
    "写了名录里没有的乡镇或村", "names a township or a village that the list does not hold"
)
VILLAGE_SURE = Bilingual("村名与上级一致", "the village and what holds it agree")
AGREES = Bilingual("所写地名上下一致", "the names in the text agree with each other")
ELSEWHERE = Bilingual("外县地址，所答层级确定", "an address of another county, sure as far as answered")
