"""Names written wrongly: sound-alikes and one wrong character, looked for only where nothing exact was found."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from . import _names
from ._characters import sound
from ._evidence import boundary_points
from ._hits import ROAD_AFTER
from ._paths import Ground, Named, together

if TYPE_CHECKING:
    from ._gazetteer import Gazetteer
    from ._paths import Path, Reading
    from ._villages import Core, Sounds

# 莲搪|村, 联合|社区: a village is named here, whatever its name. Not 新村, 度假村, 村|路.
VILLAGE_WORD = re.compile(
    r"(?<![新农中城度假])(?:村民委员会|居民委员会|村委会|居委会|村委|居委|社区|村(?![路街道巷镇口头]))"
)
_TOWN_WORD = re.compile(r"镇|乡|街道|办事处")
_COUNTIES_KEPT = 256


class _Town(NamedTuple):
    heard: str
    prefix: int


class Likeness:
    """The names of a county's villages and townships by their sound."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._towns_of = lru_cache(maxsize=_COUNTIES_KEPT)(self._listed)

    def _listed(self, county: int) -> list[_Town]:
        return [
            _Town(sound(core), prefix)
            for prefix in self._gazetteer.townships_of(county)
            for core in _names.township_parts(self._gazetteer.area_names[prefix]).cores
        ]

    def towns(self, reading: Reading, county: int) -> dict[int, Named]:
        """Townships of the county that the text names by a sound-alike with its closing word."""
        word = _TOWN_WORD.search(reading.text)
        if word is None:
            return {}
        heard = sound(reading.text[: word.start()])
        return {
            town.prefix: Named(town.prefix, 2.6, (word.start() - len(town.heard), word.end()), True)
            for town in self._towns_of(county)
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
        found: list[Ground] = []
        for core in _candidates(self._gazetteer.villages_of(path.county).heard, text, heard, word):
            villages = core.villages
            if best_town is not None:
                villages = tuple(one for one in villages if one.code // 1000 == best_town.prefix)
            if not villages:
                continue
            named = _closed_likeness(core, text, heard, word, reading) if word else None
            named = named or _bare_likeness(core, text, heard, reading)
            if named is not None:
                found.extend(
                    together(named._replace(prefix=village.code), village, towns, best_town)
                    for village in villages
                )
        found.sort(key=_by_code)
        found.extend(
            _of_town(named)
            for named in towns.values()
            if not any(ground.township and ground.township.prefix == named.prefix for ground in path.grounds)
        )
        return found


def _of_town(named: Named) -> Ground:
    return Ground(named.points, named, None, None)


def _by_code(ground: Ground) -> tuple[int, float]:
    return ground.township_prefix if ground.listed is None else ground.listed.code, -ground.points


def _candidates(sounds: Sounds, text: str, heard: str, word: re.Match[str] | None) -> list[Core]:
    """The cores that can resemble the text at all; each once."""
    found = sounds.within(heard)
    if word is not None and word.start() >= 2:
        found += sounds.before(word.start(), text, heard)
        if text.startswith("村", word.start()):
            found += sounds.before(word.start() + 1, text, heard)
    return list({core.core: core for core in found}.values())


def _closed_likeness(
    core: Core, text: str, heard: str, word: re.Match[str], reading: Reading
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
    return Named(0, points, (start, max(end, word.end())), True, True)


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


def _bare_likeness(core: Core, text: str, heard: str, reading: Reading) -> Named | None:
    length = len(core.heard)
    start = heard.find(core.heard)
    if length < 2 or start < 0 or start not in reading.hits.ends or core.core[-1] in "路街巷道弄":
        return None
    # What is written exactly was weighed already; a road is none of the villages that it sounds like.
    if text.startswith(core.core, start) or ROAD_AFTER.match(text, start + length):
        return None
    return Named(0, 2.4 if length > 2 else 1.4, (start, start + length), False, True)
