"""The names that a text holds, each with the closing word beside it, and without those that are roads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ._cleaning import GAP
from ._names import COMMUNITY, PEOPLE, PEOPLES, VILLAGE

if TYPE_CHECKING:
    from ._gazetteer import Bearer, Borne, Gazetteer
    from ._villages import CountyVillages, Village

_CLOSINGS = (
    re.compile(r"(?:维吾尔|壮族|回族)?(?:特别行政区|自治区|省|市)"),
    re.compile(rf"(?:(?:{PEOPLE}族)+)?(?:自治州|地区|盟|州(?!路)|市(?![场区]))"),
    re.compile(rf"(?:(?:{PEOPLE}族)+)?(?:自治县|自治旗|林区|特区|县(?!道)|市(?!场)|区|旗)"),
    re.compile(rf"(?:街道办事处|街道|街办|办事处|地区|苏木|(?:(?:{PEOPLE}族)+)?(?:民族乡|镇|乡))"),
)
_VILLAGE_CLOSING = re.compile(
    r"(?:社区)?(?:村民委员会|居民委员会)|(?:社区|村)?(?:村委会|居委会)|居民区(?:社区)?|村委(?!会)|居委(?!会)|社区|嘎查|村(?!路|街(?!道)|道|巷|口)|大队"
)
# The first characters of the closing words, by level: most names are followed by something else.
_PEOPLES_BEGIN = frozenset(people[0] for people in PEOPLES)
_CLOSING_BEGINS = (
    frozenset("维壮回特自省市"),
    _PEOPLES_BEGIN | frozenset("自地盟州市"),
    _PEOPLES_BEGIN | frozenset("自林特县市区旗"),
    _PEOPLES_BEGIN | frozenset("街办地苏民镇乡"),
)
_VILLAGE_CLOSING_BEGINS = frozenset("社村居嘎大")
_COMMUNITY_CLOSING = re.compile(r"社区|居")
# 昌山|中路, 乐昌|大道, 朝阳|一巷: a road that bears the name of a place.
ROAD_AFTER = re.compile(
    r"[东南西北中上下前后内外新老大小环一二三四五六七八九十0-9]{0,2}(?:路|街(?![道上])|大街|大道|巷|弄|胡同|里弄|国道|省道|县道|高速|公路|[a-zA-Z]?[0-9]*线)"
)
# A bare area name needs a nearer road: 北仑|新大路 is a road in 北仑.
_NEAR_ROAD_AFTER = re.compile(
    r"[东南西北中上下一二三四五]?(?:路|街(?![道上])|大街|大道|巷|弄|国道|省道|高速|公路|线)"
)
_HOUSE_AFTER = re.compile(
    r"[东南西北中一二三四五六七八九十]?(?:小区|花园|[\u4e00-\u9fff]?苑|家园|公寓|大厦|广场|酒店|宾馆|饭店|医院|卫生院|学校|中学|小学|大学|学院|"
    r"幼儿园|经济|高新|开发|产业|创业|创新|物流|商务|园区|新区|新城|公司|银行|超市|商场|市场|大桥|桥|工业|科技|车站|火车|高铁|水库|电站|公园|景区|山庄|茶|商|酒|诊所|药店|驿站|快递)"
)
# 塘村|截社区: the core is only the beginning of another village's name.
_OTHER_NAME_AFTER = re.compile(r"[\u4e00-\u9fff]{1,3}?(?:村民委员会|居民委员会|村委|居委|社区)")
# 三和|兴业路: the name may belong to the road, when nothing else tells the township.
_ROAD_BEHIND = re.compile(r"[\u4e00-\u9fff]{1,3}?(?:路|街(?!道)|大道|巷|弄)")
SEPARATORS = frozenset("|-_,;:/()·.~=+*#\"'—")


class AreaHit(NamedTuple):
    """A province, prefecture, county or township in the text.

    `closing` is the class of the closing word beside it ("" when there is none); `chained` says that the text
    begins here or that another name or a mark of punctuation ends here; `bearers` are the divisions meant.
    """

    start: int
    end: int
    closing: str
    chained: bool
    bearers: tuple[Bearer, ...]


class VillageHit(NamedTuple):
    """A core in the text, and the villages that bear it. `closing` is VILLAGE, COMMUNITY or "" when no closing word follows.

    What follows instead: `in_house` a hospital or shop, `in_other` the rest of another village's name, `in_road`
    nothing, and the name itself is that of a road, `before_road` the name of a road.
    """

    villages: tuple[Village, ...]
    start: int
    core_end: int
    end: int
    closing: str
    in_house: bool
    in_other: bool
    in_road: bool
    before_road: bool


class Levels(NamedTuple):
    """The areas named, by level."""

    provinces: list[AreaHit]
    prefectures: list[AreaHit]
    counties: list[AreaHit]
    townships: list[AreaHit]


class Hits(NamedTuple):
    """What a text names, level by level; `covered` has a bit set for each character of a closed area name."""

    levels: Levels
    ends: dict[int, int]
    covered: int


def find_areas(gazetteer: Gazetteer, text: str) -> Hits:
    """Find the areas that a text names, from left to right.

    A name with its closing word covers its characters: a bare name that overlaps it is none (黄山 in 黄山区),
    except that a bare name in its place is not cut by a later one (柯桥|东区, not 柯|桥东区). A bare name with a
    road behind it is none (乐昌|大道).
    """
    found = Levels([], [], [], [])
    ends = {0: -1}
    covered = cut_at = 0
    spans: list[tuple[int, int]] = []
    bare: list[_Raw] = []
    for raw in sorted(_raw_hits(gazetteer, text)):
        start, _, not_end, level, closing, borne = raw
        end = -not_end
        chained = _is_chained(text, start, level, ends)
        if not closing or (level < 3 and not chained and closing not in borne.kinds):
            if not covered & _mask(start, end):
                bare.append(raw)
                if chained:
                    ends[end] = min(level, ends.get(end, 9))
                if chained or closing:
                    # 永康|县 with an older closing word is 永康 all the same, and not 康县.
                    cut_at |= _mask(start + 1, end)
            continue
        if (cut_at >> start & 1 and not chained) or (spans and _is_inside(start, end, spans)):
            continue
        spans.append((start, end))
        covered |= _mask(start, end)
        found[level].append(AreaHit(start, end, closing, chained, borne.bearers))
        ends[end] = min(level, ends.get(end, 9))
    for start, _, not_end, level, _, borne in bare:
        end = -not_end
        if not covered & _mask(start, end):
            chained = _is_chained(text, start, level, ends)
            found[level].append(AreaHit(start, end, "", chained, borne.bearers))
    return Hits(found, ends, covered)


def _mask(start: int, end: int) -> int:
    return ((1 << (end - start)) - 1) << start


def _is_inside(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(low <= start and end <= high and (low, high) != (start, end) for low, high in spans)


# Start, whether without a closing word, the end with a minus, level, closing word, bearers: in the order in
# which names are taken, from left to right, with a closing word before without, the longest first.
_Raw = tuple[int, bool, int, int, str, "Borne"]


def _raw_hits(gazetteer: Gazetteer, text: str) -> list[_Raw]:
    """Every name with its closing word; a name that has one at some level is not bare at another."""
    found: list[_Raw] = []
    for name, start, end in gazetteer.areas_in(text):
        closed: list[_Raw] = []
        following = text[end : end + 1]
        for borne in gazetteer.borne[name]:
            level = borne.level
            closing = _CLOSINGS[level].match(text, end) if following in _CLOSING_BEGINS[level] else None
            if closing:
                kind = _kind(closing.group(), level)
                closed.append((start, False, -closing.end(), level, kind, borne))
            elif borne.is_whole:
                closed.append((start, False, -end, level, text[end - 1], borne))
        if closed:
            found += closed if len(closed) == 1 else _exact_or_all(closed)
        elif name not in gazetteer.generic and not _is_road(text, end):
            for borne in gazetteer.borne[name]:
                found.append((start, True, -end, borne.level, "", borne))
    return found


def _exact_or_all(closed: list[_Raw]) -> list[_Raw]:
    """岳阳市 is the prefecture of that name, not a wrong word for 岳阳县."""
    return [raw for raw in closed if raw[4] in raw[5].kinds] or closed


def _kind(closing: str, level: int) -> str:
    if level < 3:
        return closing[-1]
    if closing[0] in "街办":
        return "街"
    return closing[0] if closing[0] in "地苏民" else closing[-1]


def _is_road(text: str, end: int) -> bool:
    return _NEAR_ROAD_AFTER.match(text, end) is not None or (
        text.startswith(("村", "社区", "街"), end) and not text.startswith("街上", end)
    )


def _is_chained(text: str, start: int, level: int, ends: dict[int, int]) -> bool:
    """Tell whether a name stands in its place: at the beginning, after a mark, or after a higher name."""
    place = start
    while place > 0 and text[place - 1] in SEPARATORS:
        place -= 1
    above = ends.get(place, 9)
    return above < level or level == 0 or above == level == 1 or (place != start and text[start - 1] == GAP)


def find_villages(county: CountyVillages, text: str, characters: set[str], covered: int) -> list[VillageHit]:
    """Find the cores of a county's villages that a text names, except roads and what a closed area name covers."""
    hits: list[VillageHit] = []
    roads: list[tuple[int, int]] = []
    for start, end, villages in county.cores_in(text, characters):
        follows = text[end : end + 1] in _VILLAGE_CLOSING_BEGINS
        closing = _VILLAGE_CLOSING.match(text, end) if follows else None
        full_end = closing.end() if closing else end
        if closing is None and ROAD_AFTER.match(text, end):
            roads.append((start, end))
            continue
        mask = _mask(start, full_end)
        if covered & mask and not (closing and covered & mask != mask and _wraps(covered, start, full_end)):
            continue
        hits.append(_village_hit(text, villages, start, end, closing))
    if not roads:
        return hits
    # 下西|坑中路 is a piece of the road 下西坑中路.
    return [hit for hit in hits if hit.closing or not _is_inside(hit.start, hit.core_end, roads)]


def _village_hit(
    text: str, villages: tuple[Village, ...], start: int, end: int, closing: re.Match[str] | None
) -> VillageHit:
    if closing is not None:
        kind = COMMUNITY if _COMMUNITY_CLOSING.search(closing.group()) else VILLAGE
        return VillageHit(villages, start, end, closing.end(), kind, False, False, False, False)
    return VillageHit(
        villages,
        start,
        end,
        end,
        "",
        _HOUSE_AFTER.match(text, end) is not None,
        _OTHER_NAME_AFTER.match(text, end) is not None,
        text[end - 1] in "路街巷道弄",
        _ROAD_BEHIND.match(text, end) is not None,
    )


def _wraps(covered: int, start: int, end: int) -> bool:
    """Tell whether a village's name holds the whole of the covered piece (城关镇|村) and not just a part."""
    before = covered >> (start - 1) & 1 if start else 0
    return not before and not covered >> end & 1


def after_restart(hits: Hits) -> Hits:
    """Drop what a form filled in before the sender wrote the whole address again (…市…区中国浙江省嘉兴市…).

    A province named again begins anew, when a county or a township with its closing word follows it: the
    counties before it go, and with them the prefectures and provinces that differ.
    """
    provinces, prefectures, counties, townships = hits.levels
    if not provinces or provinces[-1].start == provinces[0].start == 0:
        return hits
    begin = max((hit.start for hit in provinces if hit.start), default=0)
    again = [hit for hit in counties if hit.start >= begin and hit.chained]
    if not begin or not (again or any(hit.start >= begin and hit.closing for hit in townships)):
        return hits
    kept = {bearer.prefix for hit in provinces if hit.start >= begin for bearer in hit.bearers}
    levels = Levels(
        [hit for hit in provinces if hit.start >= begin],
        [hit for hit in prefectures if hit.start >= begin or _within(hit, kept, 100)],
        [hit for hit in counties if hit.start >= begin or (not again and _within(hit, kept, 10000))],
        townships,
    )
    return hits._replace(levels=levels)


def _within(hit: AreaHit, provinces: set[int], scale: int) -> bool:
    return any(bearer.prefix // scale in provinces for bearer in hit.bearers)
