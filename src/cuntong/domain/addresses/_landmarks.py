"""Landmarks: what an address says when it names no village — a road, an estate, a point of interest, a hamlet."""

from __future__ import annotations

import re
from typing import NamedTuple

ROAD = "ROAD"
ESTATE = "ESTATE"
PLACE_OF_INTEREST = "PLACE_OF_INTEREST"
HAMLET = "HAMLET"
RECIPIENT = "RECIPIENT"
# The more closely a landmark tells the village, the earlier it is asked.
KINDS = (RECIPIENT, ESTATE, PLACE_OF_INTEREST, HAMLET, ROAD)

# A character of a name; not those that count houses and floors.
_HAN = "(?![号幢栋楼室单])[\u4e00-\u9fff]"
_LANDMARK = re.compile(
    rf"(?:{_HAN}){{1,8}}?(?:"
    r"(?P<ROAD>大道|大街|公路|路|街(?!道)|巷|弄)"
    r"|(?P<ESTATE>小区|花园|花苑|家园|公寓|新村|苑|豪庭|名城|新城|华庭|大厦|广场|山庄|公馆|宿舍|别墅)"
    r"|(?P<PLACE_OF_INTEREST>医院|卫生院|学校|中学|小学|大学|学院|幼儿园|市场|商城|超市|酒店|宾馆|工业园区|工业园|工业区|产业园|科技园|"
    r"园区|公司|厂|银行|政府|局|车站|服务中心|电站|林场|农场)"
    r"|(?P<HAMLET>自然村|村(?![委民口])|屯|屋场|围屋|寨)"
    r")"
)
# 人民中路|128号: a long road runs through several villages, a stretch of a hundred numbers seldom.
_HOUSE_NUMBER = re.compile(r"0*([1-9][0-9]{0,4})(?![0-9])")
_NUMBERS_OF_STRETCH = 100
_STRETCH = "–"
# 童家|966号: what stands first, whatever it is.
_FIRST_NAME = re.compile(rf"(?:{_HAN}){{2,8}}")


class Landmark(NamedTuple):
    """A landmark in a text: its kind, its normalised name, and where it stands."""

    kind: str
    name: str
    start: int
    end: int


def landmarks_in(text: str, start: int) -> list[Landmark]:
    """Find the landmarks behind `start`, closest to the village first; without any, the first name there.

    A name is as it stands between the marks, numbers and landmarks around it. A road is given twice where a
    number of a house follows: as the stretch of a hundred numbers (人民中路 100–199), and as the whole road.
    """
    found: list[Landmark] = []
    for match in _LANDMARK.finditer(text, start):
        landmark = Landmark(match.lastgroup or "", match.group(), match.start(), match.end())
        number = _HOUSE_NUMBER.match(text, match.end()) if landmark.kind == ROAD else None
        if number is not None:
            found.append(_stretch(landmark, int(number.group(1)), number.end()))
        found.append(landmark)
    first = None if found else _FIRST_NAME.search(text, start)
    if first is not None:
        return [Landmark(PLACE_OF_INTEREST, first.group(), first.start(), first.end())]
    return sorted(found, key=lambda landmark: KINDS.index(landmark.kind))


def _stretch(road: Landmark, number: int, end: int) -> Landmark:
    first = number - number % _NUMBERS_OF_STRETCH
    return road._replace(name=f"{road.name} {first}{_STRETCH}{first + _NUMBERS_OF_STRETCH - 1}", end=end)


def is_stretch(name: str) -> bool:
    """Tell whether the name of a road is that of a stretch of it."""
    return _STRETCH in name
