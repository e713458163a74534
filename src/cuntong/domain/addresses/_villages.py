"""The villages of one county, by the names that a text may call them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from . import _names
from ._characters import one_shape, sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

PLACE = "点"


class Village(NamedTuple):
    """A village, or a place that a station entered: code, official name, kind (VILLAGE, COMMUNITY or PLACE)."""

    code: int
    name: str
    kind: str


class Core(NamedTuple):
    """A core, its sound, and the villages that bear it."""

    core: str
    heard: str
    villages: tuple[Village, ...]


class CountyVillages:
    """The villages of one county; `rows` are code, official name, and whether a station entered the place."""

    def __init__(self, rows: Iterable[tuple[int, str, bool]]) -> None:
        bearers: dict[str, list[Village]] = {}
        for code, name, is_place in sorted(rows):
            parts = _names.Parts((one_shape(name),), PLACE) if is_place else _names.village_parts(name)
            village = Village(code, name, parts.kind)
            for core in parts.cores:
                if len(core) >= 2:
                    bearers.setdefault(core, []).append(village)
        self._bearers = {core: tuple(villages) for core, villages in bearers.items()}
        self._by_first: dict[str, list[str]] = {}
        for core in bearers:
            self._by_first.setdefault(core[0], []).append(core)

    def cores_in(self, text: str, characters: Set[str]) -> list[tuple[int, int, tuple[Village, ...]]]:
        """Every core in the text, by its end: start, end, and the villages that bear it.

        `characters` are those of the text.
        """
        found = []
        for first in self._by_first.keys() & characters:
            for core in self._by_first[first]:
                if core in text:
                    start = text.find(core)
                    while start >= 0:
                        found.append((start, start + len(core), self._bearers[core]))
                        start = text.find(core, start + 1)
        if len(found) > 1:
            found.sort(key=_by_end)
        return found

    @cached_property
    def heard(self) -> Sounds:
        """The same cores by their sound."""
        return Sounds([Core(core, sound(core), villages) for core, villages in self._bearers.items()])


def _by_end(found: tuple[int, int, tuple[Village, ...]]) -> tuple[int, int]:
    return found[1], found[0]


class Sounds:
    """Cores to look for by what they sound like, and by what they look like at their end."""

    def __init__(self, cores: list[Core]) -> None:
        self._by_first: dict[str, list[Core]] = {}
        self._by_sound: dict[str, list[Core]] = {}
        self._by_last: dict[str, list[Core]] = {}
        self._by_last_but_one: dict[str, list[Core]] = {}
        for core in cores:
            self._by_first.setdefault(core.heard[0], []).append(core)
            self._by_sound.setdefault(core.heard, []).append(core)
            self._by_last_but_one.setdefault(core.core[-2], []).append(core)
            for last in set(core.core[-2:]):
                self._by_last.setdefault(last, []).append(core)
        self._lengths = {len(heard) for heard in self._by_sound}

    def within(self, heard: str) -> list[Core]:
        """The cores that a text sounds like in some place."""
        firsts = self._by_first.keys() & set(heard)
        return [core for first in firsts for core in self._by_first[first] if core.heard in heard]

    def before(self, end: int, text: str, heard: str) -> list[Core]:
        """The cores that may end at `end`: of the same sound, or with one of the last two characters in its place."""
        found = [*self._by_last.get(text[end - 1], ()), *self._by_last_but_one.get(text[end - 2], ())]
        for length in self._lengths:
            if length <= end:
                found += self._by_sound.get(heard[end - length : end], ())
        return found
