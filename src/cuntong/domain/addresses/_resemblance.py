"""Names written wrongly: sound-alikes and one wrong character, looked for only where nothing exact was found."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from . import _names
from ._characters import one_shape, sound
from ._evidence import boundary_points
from ._gazetteer import PLACE
from ._hits import ROAD_AFTER
from ._paths import Ground, Named, together

if TYPE_CHECKING:
    from ._gazetteer import Gazetteer
    from ._paths import Path, Reading

# 莲搪|村, 联合|社区: a village is named here, whatever its name. Not 新村, 度假村, 村|路.
VILLAGE_WORD = re.compile(
    r"(?<![新农中城度假])(?:村民委员会|居民委员会|村委会|居委会|村委|居委|社区|村(?![路街道巷镇口头]))"
)
_TOWN_WORD = re.compile(r"镇|乡|街道|办事处")
_COUNTIES_KEPT = 256


class _Core(NamedTuple):
    core: str
    heard: str
    place: int


class _Town(NamedTuple):
    heard: str
    prefix: int


class Likeness:
    """The names of a county's villages and townships by their sound; the last counties asked for are kept."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._of_county = lru_cache(maxsize=_COUNTIES_KEPT)(self._listed)

    def _listed(self, county: int) -> tuple[list[_Core], list[_Town]]:
        gazetteer = self._gazetteer
        low, high = gazetteer.inside(county, 6)
        cores = []
        towns = []
        for place in range(low, high):
            name = gazetteer.village_names[place]
            is_place = gazetteer.village_kinds[place] == PLACE
            for core in (one_shape(name),) if is_place else _names.village_parts(name).cores:
                cores.append(_Core(core, sound(core), place))
        for prefix in gazetteer.townships_of(county):
            for core in _names.township_parts(gazetteer.area_names[prefix]).cores:
                towns.append(_Town(sound(core), prefix))
        return cores, towns

    def towns(self, reading: Reading, county: int) -> dict[int, Named]:
        """Townships of the county that the text names by a sound-alike with its closing word."""
        word = _TOWN_WORD.search(reading.text)
        if word is None:
            return {}
        heard = sound(reading.text[: word.start()])
        return {
            town.prefix: Named(town.prefix, 2.6, (word.start() - len(town.heard), word.end()), True)
            for town in self._of_county(county)[1]
            if len(town.heard) > 1 and heard.endswith(town.heard)
        }

    def grounds(self, reading: Reading, path: Path) -> list[Ground]:
        """Villages of the path's county (of its township when one is named) that resemble what the text says."""
        towns = {ground.township.prefix: ground.township for ground in path.grounds if ground.township}
        if not towns:
            towns = self.towns(reading, path.county)
        best_town = max(towns.values(), key=lambda named: named.points, default=None)
        word = VILLAGE_WORD.search(reading.text, best_town.span[1] if best_town else 0)
        text = reading.text
        heard = sound(text)
        found = []
        for core in self._of_county(path.county)[0]:
            code = self._gazetteer.village_codes[core.place]
            if best_town is not None and code // 1000 != best_town.prefix:
                continue
            named = _closed_likeness(core, code, text, heard, word, reading) if word else None
            named = named or _bare_likeness(core, code, text, heard, reading)
            if named:
                found.append(together(named, core.place, towns, best_town))
        found.extend(
            _of_town(named)
            for named in towns.values()
            if not any(ground.township and ground.township.prefix == named.prefix for ground in path.grounds)
        )
        return found


def _of_town(named: Named) -> Ground:
    return Ground(named.points, named, None, -1)


def _closed_likeness(
    core: _Core, code: int, text: str, heard: str, word: re.Match[str], reading: Reading
) -> Named | None:
    end = word.start()
    length = len(core.core)
    if core.core.endswith("村") and text.startswith("村", end):
        end += 1
    start = end - length
    if start >= 0 and heard[start:end] == core.heard:
        points = 3.0 if length > 2 else 2.3
        if core.core.endswith("村") and length == 2:
            points = 1.0
    else:
        start, points = _one_wrong(core.core, text, end)
        if start < 0:
            return None
    points += boundary_points(start, reading.hits.ends, text)
    return Named(code, points, (start, max(end, word.end())), True)


def _one_wrong(core: str, text: str, end: int) -> tuple[int, float]:
    """Find the core with one character wrong, missing or too many before `end`; (-1, 0) when it is not there."""
    length = len(core)
    if length < 2:
        return -1, 0.0
    start = end - length
    if end < 2 or (text[end - 1] not in core[-2:] and text[end - 2] != core[-2]):
        # One change leaves one of the last two characters in its place.
        return -1, 0.0
    if start >= 0 and sum(a != b for a, b in zip(core, text[start:end], strict=True)) == 1:
        return start, (2.2 if length > 3 else 1.6 if length == 3 else 0.4)
    if length > 2:
        shorter = text[max(0, end - length + 1) : end]
        if len(shorter) == length - 1 and any(core[:i] + core[i + 1 :] == shorter for i in range(length)):
            return end - length + 1, 1.5 if length > 3 else 1.0
        longer = text[max(0, end - length - 1) : end]
        if len(longer) == length + 1 and any(longer[:i] + longer[i + 1 :] == core for i in range(1, length)):
            return end - length - 1, 1.5
    return -1, 0.0


def _bare_likeness(core: _Core, code: int, text: str, heard: str, reading: Reading) -> Named | None:
    if len(core.heard) < 2:
        return None
    start = heard.find(core.heard)
    if (
        core.core[-1] in "路街巷道弄"
        or start < 0
        or start not in reading.hits.ends
        or ROAD_AFTER.match(text, start + len(core.heard))
    ):
        return None
    return Named(code, 2.4 if len(core.heard) > 2 else 1.4, (start, start + len(core.heard)), False)
