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

_HAN = "\u4e00-\u9fff"
_LANDMARK = re.compile(
    rf"(?P<ESTATE>[{_HAN}]{{1,8}}?(?:小区|花园|花苑|家园|公寓|新村|名苑|佳苑|雅苑|苑|豪庭|名城|新城|华庭|大厦|广场|山庄|公馆|嘉园|宿舍|别墅))"
    rf"|(?P<PLACE_OF_INTEREST>[{_HAN}]{{1,10}}?(?:医院|卫生院|学校|中学|小学|大学|学院|幼儿园|市场|商城|超市|酒店|宾馆|工业园区|"
    r"工业园|工业区|产业园|科技园|园区|公司|厂|银行|政府|局|车站|服务中心|电站|林场|农场))"
    rf"|(?P<ROAD>[{_HAN}]{{1,6}}?(?:大道|大街|公路|路|街(?!道)|巷|弄))"
    rf"|(?P<HAMLET>[{_HAN}]{{1,5}}?(?:自然村|村(?![委民口])|屯|屋场|围屋|寨|组))"
)
_NUMBER = re.compile(rf"[^{_HAN}]+")


class Landmark(NamedTuple):
    """A landmark in a text: its kind, its normalised name, and where it stands."""

    kind: str
    name: str
    start: int
    end: int


def landmarks_in(text: str, start: int) -> list[Landmark]:
    """Find the landmarks behind `start`, closest to the village first.

    A name is as it stands between the marks, numbers and landmarks around it; the same road always gives the
    same name, whatever the number of the house.
    """
    found = [
        Landmark(match.lastgroup or "", match.group(), match.start(), match.end())
        for match in _LANDMARK.finditer(text, start)
    ]
    return sorted(found, key=lambda landmark: KINDS.index(landmark.kind))
