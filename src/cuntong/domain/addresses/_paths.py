"""The most consistent path province > prefecture > county > township > village through what a text names."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from ._evidence import HOME, SIBLING_COST, area_points, village_points
from ._hits import after_restart, find_areas, find_villages

if TYPE_CHECKING:
    from ._gazetteer import Bearer, Gazetteer
    from ._hits import AreaHit, Hits, VillageHit
    from ._villages import Village

Span = tuple[int, int]
# A name that forty counties share (城关) says little without a county; more are not tried.
_MOST_COUNTIES = 200
COUNTY_CONTRADICTED = "county"
TOWNSHIP_CONTRADICTED = "township"
_STRONG_POINTS = 3.3
_CONFLICT_COST = 2.0
_BEFORE_TOWN_COST = 0.8
_BEFORE_COUNTY_COST = 1.5
_ROAD_WITHOUT_TOWN_COST = 1.2
_PART_COST = 1.5
_ONE_WORD_COST = 1.5
_SAME_WORD_POINTS = 0.1
_ESTATES = frozenset("区园苑城府庭邸厦楼场")


class Named(NamedTuple):
    """A division that the text names: leading digits, points, where, whether with its closing word.

    `resembling` says that the name is written otherwise and only sounds or looks like the official one, `rare`
    that hardly another place of the list bears it.
    """

    prefix: int
    points: float
    span: Span
    closed: bool
    resembling: bool = False
    rare: bool = False


class Ground(NamedTuple):
    """A township and a village of one county, taken together; either may be missing; `listed` is the village as listed."""

    points: float
    township: Named | None
    village: Named | None
    listed: Village | None

    @property
    def township_prefix(self) -> int:
        if self.village is not None:
            return self.village.prefix // 1000
        return self.township.prefix if self.township else 0


class Path(NamedTuple):
    """One county with its best ground and the second best; `points` decides between counties."""

    points: float
    county: int
    above: tuple[Named, ...]
    grounds: list[Ground]


class Reading(NamedTuple):
    """Everything found in one text: the paths, best first, and the areas above the county."""

    text: str
    hits: Hits
    paths: list[Path]
    provinces: dict[int, Named]
    prefectures: dict[int, Named]
    contradiction: str


def read(gazetteer: Gazetteer, text: str) -> Reading:
    """Find what the text names and order the counties by how well everything fits together."""
    everything = find_areas(gazetteer, text)
    hits = after_restart(everything)
    provinces = _best_named(0, hits.levels[0])
    prefectures = _best_named(1, hits.levels[1])
    counties = _best_named(2, hits.levels[2])
    tried = _counties_to_try(gazetteer, hits, provinces, prefectures, counties)
    context = _Context(gazetteer, text, hits, provinces, prefectures, counties)
    paths = sorted((context.path(county) for county in tried), key=_points, reverse=True)
    contradiction = _contradiction(paths[0], everything) if paths else ""
    return Reading(text, hits, paths, provinces, prefectures, contradiction)


def _contradiction(path: Path, hits: Hits) -> str:
    """Tell what the text contradicts: with its closing word it names another county, or a township elsewhere.

    The same holds for a township that another county bears in exactly this form, when no county is named.
    """
    if _names_another_county(path, hits) or _contradicts_above(path, hits):
        return COUNTY_CONTRADICTED
    town = path.grounds[0].township if path.grounds else None
    for hit in hits.levels.townships:
        if hit.closing and town is None:
            return TOWNSHIP_CONTRADICTED
        is_bare = town is not None and not path.above and (hit.start, hit.end) == town.span
        if hit.closing and is_bare and town is not None and _borne_elsewhere(hit, town.prefix):
            return TOWNSHIP_CONTRADICTED
    return ""


def _names_another_county(path: Path, hits: Hits) -> bool:
    above = {(hit.end, bearer.prefix) for hit in hits.levels.prefectures for bearer in hit.bearers}
    for hit in hits.levels.counties:
        if not hit.closing or any(bearer.prefix == path.county for bearer in hit.bearers):
            continue
        if hit.chained or hit.start in hits.ends:
            return True
        if any((hit.start, bearer.prefix // 100) in above for bearer in hit.bearers):
            return True
    return False


def _contradicts_above(path: Path, hits: Hits) -> bool:
    """Tell whether the county lies outside a province or prefecture in the text: 杭州市|文山之路 is no 文山.

    A county with its closing word right behind a prefecture may have moved there since the list was made.
    """
    county = next((named for named in path.above if named.prefix == path.county), None)
    for hits_above, scale in ((hits.levels.provinces, 10000), (hits.levels.prefectures, 100)):
        for hit in hits_above:
            if any(bearer.prefix == path.county // scale for bearer in hit.bearers):
                continue
            is_named = (hit.closing and hit.chained) or hit.start == 0
            if county is not None and county.closed:
                is_named = bool(hit.closing and hit.chained)
                is_named = is_named and (scale == 10000 or hit.end != county.span[0])
            if is_named and (county is None or hit.start != county.span[0]):
                return True
    return False


def _borne_elsewhere(hit: AreaHit, prefix: int) -> bool:
    """Tell whether others bear the name exactly as written, and this township in another form."""
    exact = [bearer.prefix for bearer in hit.bearers if bearer.kind == hit.closing and not bearer.rank]
    return bool(exact) and prefix not in exact


def _points(path: Path) -> float:
    return path.points


def _best_named(level: int, hits: list[AreaHit]) -> dict[int, Named]:
    best: dict[int, Named] = {}
    for hit in hits:
        for bearer in hit.bearers:
            points = area_points(level, hit, bearer)
            known = best.get(bearer.prefix)
            # A later mention of the same standing wins: senders repeat what a form filled in wrongly.
            if known is None or points >= known.points:
                best[bearer.prefix] = Named(bearer.prefix, points, (hit.start, hit.end), bool(hit.closing))
    return best


def _counties_to_try(
    gazetteer: Gazetteer,
    hits: Hits,
    provinces: dict[int, Named],
    prefectures: dict[int, Named],
    counties: dict[int, Named],
) -> set[int]:
    strong = {county for county, named in counties.items() if named.points >= _STRONG_POINTS}
    tried = strong or set(counties)
    near = {county // 100 for county in strong}
    for hit in hits.levels[3]:
        bearers = hit.bearers
        named = [bearer.prefix // 1000 for bearer in bearers]
        if near and (hit.closing or len(bearers) <= 3):
            tried.update(county for county in named if county // 100 in near)
        fitting = [county for county in named if county // 100 in prefectures]
        fitting = fitting or [county for county in named if county // 10000 in provinces]
        if fitting:
            tried.update(fitting)
        elif (hit.closing or hit.start == 0 or hit.chained) and len(named) <= _MOST_COUNTIES and not strong:
            tried.update(named)
    if gazetteer.home is not None:
        tried.add(gazetteer.home)
    return tried


def _range_of(bearers: tuple[Bearer, ...], low: int, high: int) -> tuple[Bearer, ...]:
    if len(bearers) == 1:
        return bearers if low <= bearers[0].prefix < high else ()
    return bearers[bisect_left(bearers, (low,)) : bisect_left(bearers, (high,))]


def _strongest(level: dict[int, Named]) -> float:
    return max([named.points for named in level.values()]) if level else 0.0


class _Context:
    """One text while its counties are weighed."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        text: str,
        hits: Hits,
        provinces: dict[int, Named],
        prefectures: dict[int, Named],
        counties: dict[int, Named],
    ) -> None:
        self._gazetteer = gazetteer
        self._text = text
        self._hits = hits
        self._characters = set(text)
        self._named = (provinces, prefectures, counties)
        self._strongest = [_strongest(level) for level in self._named]

    def path(self, county: int) -> Path:
        """Weigh one county: what names it, what contradicts it, and the best ground inside it."""
        above: list[Named] = []
        points = HOME if county == self._gazetteer.home else 0.0
        for level, prefix in enumerate((county // 10000, county // 100, county)):
            named = self._named[level].get(prefix)
            strongest = self._strongest[level]
            if named is not None:
                above.append(named)
                points += named.points
                if named.points < strongest:
                    points -= (strongest - named.points) * 0.5
            elif strongest:
                points -= strongest if level < 2 else strongest * 0.7
        grounds = self._grounds(county)
        if grounds:
            points += grounds[0].points
            points += self._sibling_points(county, grounds[0])
        return Path(points, county, tuple(above), grounds)

    def _sibling_points(self, county: int, ground: Ground) -> float:
        """A township that moved to the next county: its full name outweighs the old county's name."""
        counties = self._named[2]
        if county in counties or ground.township is None or not ground.township.closed:
            return 0.0
        siblings = [
            named.points
            for prefix, named in counties.items()
            if prefix // 100 == county // 100 and named.closed
        ]
        return max(siblings) * 1.7 - SIBLING_COST if siblings else 0.0

    def _grounds(self, county: int) -> list[Ground]:
        """Pairs of township and village inside a county, best first; one for each place of the map."""
        towns = self._towns(county)
        found: dict[int, Ground] = {
            prefix: Ground(named.points, named, None, None) for prefix, named in towns.items()
        }
        self._add_villages(found, towns, county)
        return sorted(found.values(), key=_ground_points, reverse=True)

    def _towns(self, county: int) -> dict[int, Named]:
        low, high = county * 1000, (county + 1) * 1000
        towns: dict[int, Named] = {}
        own = self._named[2].get(county)
        for hit in self._hits.levels[3]:
            for bearer in _range_of(hit.bearers, low, high):
                points = area_points(3, hit, bearer)
                if (
                    own is not None
                    and own.span[0] == hit.start
                    and (not hit.closing or own.span[1] == hit.end)
                ):
                    # 柯桥 names the county here; that it is the township 柯桥 as well is a guess.
                    points = _SAME_WORD_POINTS
                known = towns.get(bearer.prefix)
                if known is None or points > known.points:
                    towns[bearer.prefix] = Named(
                        bearer.prefix, points, (hit.start, hit.end), bool(hit.closing)
                    )
        return towns

    def _add_villages(self, found: dict[int, Ground], towns: dict[int, Named], county: int) -> None:
        gazetteer = self._gazetteer
        here = find_villages(gazetteer.villages_of(county), self._text, self._characters, self._hits.covered)
        if not here:
            return
        own = self._named[2].get(county)
        best_town = max(towns.values(), key=_named_points, default=None)
        is_home = county == gazetteer.home
        for hit in here:
            if own is not None and hit.start == own.span[0] and not hit.closing:
                # 东方 names the county here, not a village of it.
                continue
            cost = _BEFORE_COUNTY_COST if own is not None and hit.end <= own.span[0] else 0.0
            if len(here) > 1 and any(_is_part(hit, other) for other in here):
                cost += _PART_COST
            # 云鸿|大厦, 稻香园 and 尖山新区 are no villages for sure, however rare the name.
            is_rare = not hit.in_house and self._text[hit.core_end - 1] not in _ESTATES
            is_rare = is_rare and gazetteer.is_rare(self._text[hit.start : hit.core_end])
            for listed in hit.villages:
                code = listed.code
                points = village_points(hit, listed.kind, self._hits.ends, self._text) - cost
                if code // 1000 not in towns and (hit.in_road or (is_home and hit.before_road)):
                    points -= _ROAD_WITHOUT_TOWN_COST
                village = Named(code, points, (hit.start, hit.end), bool(hit.closing), rare=is_rare)
                ground = together(village, listed, towns, best_town)
                known = found.get(code)
                if known is None or ground.points > known.points:
                    found[code] = ground


def _is_part(hit: VillageHit, other: VillageHit) -> bool:
    """后洋 in 后洋郑: the longer name is meant."""
    return (
        other.start <= hit.start
        and hit.core_end <= other.core_end
        and (hit.start, hit.core_end) != (other.start, other.core_end)
    )


def _named_points(named: Named) -> float:
    return named.points


def _ground_points(ground: Ground) -> float:
    return ground.points


def together(village: Named, listed: Village, towns: dict[int, Named], best_town: Named | None) -> Ground:
    """Weigh a village with the township that the text names, or against it."""
    points = village.points
    town = towns.get(village.prefix // 1000)
    if any(_overlap(named.span, village.span) for named in towns.values()):
        is_one_word = any(_holds(named.span, village.span) for named in towns.values())
        # One word, read as a township or as a village: 坪石 alone is the town.
        points -= _ONE_WORD_COST if is_one_word and not village.closed else 0.0
        town = town if town is not None and not _overlap(town.span, village.span) else None
        best_town = None if best_town is not None and _overlap(best_town.span, village.span) else best_town
    if town is not None:
        points += town.points
        if village.span[0] < town.span[0]:
            points -= _BEFORE_TOWN_COST
        if best_town is not None and best_town.points > town.points:
            points -= (best_town.points - town.points) * 0.5
        return Ground(points, town, village, listed)
    if best_town is not None:
        points -= _CONFLICT_COST if best_town.closed else min(_CONFLICT_COST, best_town.points * 0.5)
    return Ground(points, None, village, listed)


def _holds(one: Span, other: Span) -> bool:
    return one[0] <= other[0] and other[1] <= one[1]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
