"""How much a name in the text says for a division: the points of the evidence.

Points are weighed on the scale of a natural logarithm of odds, set by hand on a tuning half of labelled
addresses and checked on the other half (docs/addresses.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._villages import PLACE

if TYPE_CHECKING:
    from ._gazetteer import Bearer
    from ._hits import AreaHit, VillageHit

HOME = 3.0
# (closing word as in the official name, another closing word, bare and chained, bare and loose)
_AREA_POINTS = ((2.5, 2.0, 1.5, 0.4), (3.5, 3.0, 2.5, 0.7), (6.0, 5.0, 4.0, 1.2), (5.0, 4.0, 2.6, 1.0))
_RANK_COST = (0.0, 0.2, 0.8)
_LOOSE_COST = 1.0
_LOOSE_DISTRICT_COST = 2.7
_LENGTH_POINTS = 0.4
SIBLING_COST = 1.5


def area_points(level: int, hit: AreaHit, bearer: Bearer) -> float:
    """Points of one mention of a province (0), prefecture (1), county (2) or township (3)."""
    same, other, chained, loose = _AREA_POINTS[level]
    if hit.closing:
        points = same if hit.closing == bearer.kind else other
        if not hit.chained:
            # 江南|车城, 银城|东区: a district's name in the middle of a text is often none.
            points -= _loose_cost(level, hit)
    else:
        # 山下湖 says more than the 山下 in it.
        points = (chained if hit.chained else loose) + _LENGTH_POINTS * (hit.end - hit.start - 2)
    return points - _RANK_COST[bearer.rank]


def _loose_cost(level: int, hit: AreaHit) -> float:
    if level == 2 and hit.closing == "区":
        return _LOOSE_DISTRICT_COST if hit.end - hit.start > 2 else 2 * _LOOSE_DISTRICT_COST
    return _LOOSE_COST


def village_points(hit: VillageHit, kind: str, ends: dict[int, int], text: str) -> float:
    """Points of one mention of a village whose official kind is given."""
    length = hit.core_end - hit.start
    if kind == PLACE:
        points = 3.0 if length > 2 else 2.0
    elif hit.closing:
        points = 4.4 if hit.closing == kind else 2.3
    elif text[hit.core_end - 1] == "村":
        points = 3.4
    else:
        points = 2.0 if length > 2 else 1.6
        if hit.in_house:
            points -= 0.8
        if text[hit.core_end - 1] in "路街巷道弄":
            # 群众路 is a community, and a road that runs through others.
            points -= 1.6
    if hit.in_other:
        points -= 2.0
    if length == 2 and text[hit.core_end - 1] == "村" and not stands_free(hit.start, ends, text):
        points -= 2.0
    return points + 0.1 * min(length, 6) + boundary_points(hit.start, ends, text)


_BEFORE = frozenset("村路号组道街区镇乡弄巷市县旗社站口旁边里第0123456789|-_,;:/()·.")


def stands_free(start: int, ends: dict[int, int], text: str) -> bool:
    """Tell whether a name begins at a boundary of the text, and not in the middle of a word."""
    return start in ends or text[start - 1] in _BEFORE


def boundary_points(start: int, ends: dict[int, int], text: str) -> float:
    """A name that begins where another ends is one; a name glued to an unknown character may be a piece.

    One strange character between the township and the name makes a longer name of it (黄圃|昕塘村).
    """
    if start in ends:
        return 0.6
    if text[start - 1] in _BEFORE:
        return 0.0
    return -2.5 if start - 1 in ends else -1.2
