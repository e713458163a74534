"""The gazetteer: every name that a text can hold, and the divisions that bear it."""

from __future__ import annotations

import csv
from array import array
from bisect import bisect_left
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from . import _names
from ._characters import one_shape
from ._division_rows import Alias, Division, GazetteerError, Place, read_divisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

AREA_LEVELS = ("province", "prefecture", "county", "township")
# Digits of a code that name a division of that level.
DIGITS = {"province": 2, "prefecture": 4, "county": 6, "township": 9, "village": 12}
PLACE = "点"
_PARTS: dict[str, Callable[[str], _names.Parts]] = {
    "province": _names.province_parts,
    "prefecture": _names.prefecture_parts,
    "county": _names.county_parts,
    "township": _names.township_parts,
}
# Words that stand for no one place: a prefecture of the statistics only, a core that every city has.
_NO_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_GENERIC_TOWNS = frozenset(
    [
        "城关",
        "城区",
        "开发",
        "经济开发",
        "工业园",
        "高新",
        "街道",
        "直属",
        "城郊",
        "郊区",
        "市区",
        "县城",
        "新区",
        "园区",
    ]
)


class Bearer(NamedTuple):
    """A division that bears a name: the leading digits as a number, the class of its closing word, its rank.

    `rank` is 0 for the official core, 1 for a shortened one, 2 for a former or other name.
    """

    prefix: int
    kind: str
    rank: int


class Gazetteer:
    """Names to look for and who bears them. Built once, read only; `from_divisions` is the way in."""

    def __init__(
        self,
        divisions: Iterable[Division],
        aliases: Iterable[Alias],
        places: Iterable[Place],
        home: str | None,
    ) -> None:
        self.home = int(home) if home else None
        self.area_names: dict[int, str] = {}
        names: dict[str, tuple[set[Bearer], ...]] = {}
        villages: list[tuple[int, str, str]] = []
        seen_counties: set[int] = set()
        for division in divisions:
            if division.level == "village":
                villages.append((int(division.code), division.name, ""))
            elif int(division.code[: DIGITS[division.level]]) not in self.area_names:
                self._add_area(names, division)
                if division.level == "township":
                    seen_counties.add(int(division.code[:6]))
        for alias in aliases:
            self._add_alias(names, villages, alias)
        villages.extend((int(place.village_code), place.name, PLACE) for place in places)
        self.detailed_counties = frozenset(seen_counties)
        self._close_areas(names)
        self._close_villages(villages)
        if self.home is not None and self.home not in self.area_names:
            raise GazetteerError(
                f"区划表里没有县级区划 {self.home}", f"the division list holds no county {self.home}"
            )

    @classmethod
    def from_divisions(
        cls,
        rows: Iterable[Mapping[str, str | None]],
        *,
        home: str | None = None,
        aliases: Iterable[Alias] = (),
        places: Iterable[Place] = (),
    ) -> Gazetteer:
        """Build the gazetteer from rows with the columns code, name, level (a county or the whole country).

        `home` is the 6-digit code of the county whose parcels are sorted; None prefers no county. The
        provinces, prefectures and counties of China are always known. Raises `GazetteerError`.
        """
        if home is not None and not (len(home) == 6 and home.isascii() and home.isdigit()):
            raise GazetteerError(
                f"县级代码应为 6 位数字，不是“{home}”", f"a county code has 6 digits, not {home!r}"
            )

        def all_divisions() -> Iterable[Division]:
            yield from read_divisions(rows)
            yield from known_counties()

        return cls(all_divisions(), (*known_former_names(), *aliases), places, home)

    def _add_area(self, names: dict[str, tuple[set[Bearer], ...]], division: Division) -> None:
        prefix = int(division.code[: DIGITS[division.level]])
        self.area_names[prefix] = division.name
        if division.name in _NO_NAMES:
            return
        cores, kind = _PARTS[division.level](division.name)
        for rank, core in enumerate(cores):
            _bearers_of(names, core)[AREA_LEVELS.index(division.level)].add(
                Bearer(prefix, kind, min(rank, 1))
            )

    def _add_alias(
        self, names: dict[str, tuple[set[Bearer], ...]], villages: list[tuple[int, str, str]], alias: Alias
    ) -> None:
        if alias.level == "village":
            villages.append((int(alias.code), alias.name, ""))
            return
        digits = DIGITS[alias.level]
        prefix = int(alias.code[:digits])
        if prefix in self.area_names:
            cores, kind = _PARTS[alias.level](alias.name)
            _bearers_of(names, cores[-1])[AREA_LEVELS.index(alias.level)].add(Bearer(prefix, kind, 2))

    def _close_areas(self, names: dict[str, tuple[set[Bearer], ...]]) -> None:
        patterns = [name for name in names if len(name) >= 2]
        # For each name the levels at which it is borne, with the bearers sorted by code.
        self.bearers = [
            tuple((level, tuple(sorted(bearers))) for level, bearers in enumerate(names[name]) if bearers)
            for name in patterns
        ]
        # Names that are one only with their closing word: 城关 alone is any town's centre.
        self.generic = frozenset(place for place, name in enumerate(patterns) if name in _GENERIC_TOWNS)
        self._areas = _automaton(patterns)
        self._townships = sorted(prefix for prefix in self.area_names if prefix >= 10**8)

    def _close_villages(self, villages: list[tuple[int, str, str]]) -> None:
        villages.sort()
        self.village_codes = array("q", [code for code, _, _ in villages])
        self.village_names = [name for _, name, _ in villages]
        kinds: list[str] = []
        found: dict[str, list[int]] = {}
        for place, (_, name, kind) in enumerate(villages):
            parts = _names.Parts((one_shape(name),), PLACE) if kind else _names.village_parts(name)
            kinds.append(parts.kind)
            for core in parts.cores:
                if len(core) >= 2:
                    found.setdefault(core, []).append(place)
        self.village_kinds = "".join(kinds)
        self.village_starts = array("i", [0])
        self.village_places = array("i")
        for places in found.values():
            self.village_places.extend(places)
            self.village_starts.append(len(self.village_places))
        self._villages = _automaton(list(found))

    def areas_in(self, text: str) -> list[tuple[int, int, int]]:
        """Every name of a province, prefecture, county or township in the text: (name, start, end)."""
        return self._areas.find_matches_as_indexes(text, overlapping=True)

    def villages_in(self, text: str) -> list[tuple[int, int, int]]:
        """Every core of a village in the text: (core, start, end)."""
        return self._villages.find_matches_as_indexes(text, overlapping=True)

    def bearing(self, core: int, low: int, high: int) -> array[int]:
        """The places in `village_codes` that bear a core and lie in the range [low, high) of places."""
        first, last = self.village_starts[core], self.village_starts[core + 1]
        first = bisect_left(self.village_places, low, first, last)
        last = bisect_left(self.village_places, high, first, last)
        return self.village_places[first:last]

    def townships_of(self, county: int) -> list[int]:
        """The leading nine digits of the townships of a county, in order."""
        low = bisect_left(self._townships, county * 1000)
        return self._townships[low : bisect_left(self._townships, (county + 1) * 1000)]

    def inside(self, prefix: int, digits: int) -> tuple[int, int]:
        """The range of places in `village_codes` whose villages lie in a division."""
        scale = 10 ** (12 - digits)
        return (
            bisect_left(self.village_codes, prefix * scale),
            bisect_left(self.village_codes, (prefix + 1) * scale),
        )


def _bearers_of(names: dict[str, tuple[set[Bearer], ...]], core: str) -> tuple[set[Bearer], ...]:
    found = names.get(core)
    if found is None:
        found = names[core] = (set(), set(), set(), set())
    return found


def _automaton(patterns: list[str]) -> AhoCorasick:
    return AhoCorasick(
        patterns or ["\uffff"],
        matchkind=MatchKind.Standard,
        store_patterns=False,
        implementation=Implementation.ContiguousNFA,
    )


@cache
def known_counties() -> tuple[Division, ...]:
    """The provinces, prefectures and counties of China in the statistical division list of 2023."""
    text = resources.files(__package__).joinpath("counties.csv").read_text(encoding="utf-8")
    return tuple(read_divisions(csv.DictReader(text.splitlines())))


@cache
def known_former_names() -> tuple[Alias, ...]:
    """Names that divisions bore in the lists of 2016 and 2019 and no longer bear, with today's code."""
    text = resources.files(__package__).joinpath("former_names.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Alias(row["name"], row["code"], row["level"]) for row in rows)
