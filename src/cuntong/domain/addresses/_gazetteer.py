"""The gazetteer: every name that a text can hold, and the divisions that bear it."""

from __future__ import annotations

import csv
from bisect import bisect_left
from functools import cache
from importlib import resources
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from . import _names
from ._division_rows import Alias, Division, GazetteerError, Place, read_division_file, read_divisions
from ._villages import CountyVillages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TextIO

AREA_LEVELS = ("province", "prefecture", "county", "township")
# Digits of a code that name a division of that level.
DIGITS = {"province": 2, "prefecture": 4, "county": 6, "township": 9, "village": 12}
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


class Borne(NamedTuple):
    """A name at one level: who bears it, sorted by code, and the classes of their closing words.

    `is_whole`: the closing word is in the name, as in 乌镇 and 赵县, where what would be left is no name.
    """

    level: int
    bearers: tuple[Bearer, ...]
    kinds: frozenset[str]
    is_whole: bool


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
        # Code and name of each village in one string, by county: taken apart when an address needs the county.
        self._listed: dict[int, list[str]] = {}
        self._entered: dict[int, list[tuple[int, str, bool]]] = {}
        self._villages: dict[int, CountyVillages] = {}
        for code, name, level in divisions:
            if level == "village":
                self._listed.setdefault(int(code[:6]), []).append(code + name)
            elif int(code[: DIGITS[level]]) not in self.area_names:
                self._add_area(names, code, name, level)
        for alias in aliases:
            self._add_alias(names, alias)
        for place in places:
            self._enter(place.village_code, place.name, is_place=True)
        self._close_areas(names)
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
        return cls._of(read_divisions(rows), home, aliases, places)

    @classmethod
    def from_file(
        cls,
        file: TextIO,
        *,
        home: str | None = None,
        aliases: Iterable[Alias] = (),
        places: Iterable[Place] = (),
    ) -> Gazetteer:
        """The same from a CSV file. Raises `GazetteerError`, `csv.Error`."""
        return cls._of(read_division_file(file), home, aliases, places)

    @classmethod
    def _of(
        cls,
        divisions: Iterable[Division],
        home: str | None,
        aliases: Iterable[Alias],
        places: Iterable[Place],
    ) -> Gazetteer:
        if home is not None and not (len(home) == 6 and home.isascii() and home.isdigit()):
            raise GazetteerError(
                f"县级代码应为 6 位数字，不是“{home}”", f"a county code has 6 digits, not {home!r}"
            )
        aliases = tuple(aliases)
        built = cls(chain(divisions, known_counties()), (*known_former_names(), *aliases), places, home)
        for alias in aliases:
            built._check_alias(alias)
        return built

    def _check_alias(self, alias: Alias) -> None:
        """A former name of a division that is not in the list is passed over; a name that a user gives is not."""
        if alias.level != "village" and int(alias.code[: DIGITS[alias.level]]) not in self.area_names:
            raise GazetteerError(
                f"别名“{alias.name}”：区划表里没有 {alias.code}",
                f"the name {alias.name!r}: the division list holds no {alias.code}",
            )

    def _add_area(self, names: dict[str, tuple[set[Bearer], ...]], code: str, name: str, level: str) -> None:
        prefix = int(code[: DIGITS[level]])
        self.area_names[prefix] = name
        if name in _NO_NAMES:
            return
        cores, kind = _PARTS[level](name)
        for rank, core in enumerate(cores):
            _bearers_of(names, core)[AREA_LEVELS.index(level)].add(Bearer(prefix, kind, min(rank, 1)))

    def _enter(self, code: str, name: str, *, is_place: bool) -> None:
        self._entered.setdefault(int(code[:6]), []).append((int(code), name, is_place))

    def _add_alias(self, names: dict[str, tuple[set[Bearer], ...]], alias: Alias) -> None:
        if alias.level == "village":
            self._enter(alias.code, alias.name, is_place=False)
            return
        digits = DIGITS[alias.level]
        prefix = int(alias.code[:digits])
        if prefix in self.area_names:
            cores, kind = _PARTS[alias.level](alias.name)
            _bearers_of(names, cores[-1])[AREA_LEVELS.index(alias.level)].add(Bearer(prefix, kind, 2))

    def _close_areas(self, names: dict[str, tuple[set[Bearer], ...]]) -> None:
        patterns = [name for name in names if len(name) >= 2]
        self.borne = [
            tuple(self._borne(name, level, bearers) for level, bearers in enumerate(names[name]) if bearers)
            for name in patterns
        ]
        # Names that are one only with their closing word: 城关 alone is any town's centre.
        self.generic = frozenset(place for place, name in enumerate(patterns) if name in _GENERIC_TOWNS)
        self._areas = _automaton(patterns)
        self._common = common_cores()
        self._townships = sorted(prefix for prefix in self.area_names if prefix >= 10**8)

    def _borne(self, name: str, level: int, bearers: set[Bearer]) -> Borne:
        kinds = frozenset(bearer.kind for bearer in bearers)
        is_whole = name[-1] in kinds and any(
            self.area_names[bearer.prefix] == name or (bearer.rank == 2 and len(name) == 2 and level < 3)
            for bearer in bearers
        )
        return Borne(level, tuple(sorted(bearers)), kinds, is_whole)

    def areas_in(self, text: str) -> list[tuple[int, int, int]]:
        """Every name of a province, prefecture, county or township in the text: (name, start, end)."""
        return self._areas.find_matches_as_indexes(text, overlapping=True)

    def villages_of(self, county: int) -> CountyVillages:
        """The villages of a county and the places entered there; none for a county that the list leaves out."""
        found = self._villages.get(county)
        if found is None:
            listed = [(int(line[:12]), line[12:], False) for line in self._listed.get(county, ())]
            found = CountyVillages([*listed, *self._entered.get(county, ())])
            self._villages[county] = found
        return found

    def is_rare(self, core: str) -> bool:
        """Tell whether hardly another village of China bears a core: 向阳 hundreds, 王浜头 one."""
        return core not in self._common

    def townships_of(self, county: int) -> list[int]:
        """The leading nine digits of the townships of a county, in order."""
        low = bisect_left(self._townships, county * 1000)
        return self._townships[low : bisect_left(self._townships, (county + 1) * 1000)]


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


@cache
def common_cores() -> frozenset[str]:
    """The cores that more than three villages of the statistical division list of 2023 bear."""
    text = resources.files(__package__).joinpath("common_cores.csv").read_text(encoding="utf-8")
    return frozenset(text.splitlines()[1:])
