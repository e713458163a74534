"""Names of divisions, taken apart: the core that people write, and the word that tells the kind."""

from __future__ import annotations

import re
from typing import NamedTuple

from ._characters import one_shape

PEOPLES = [
    "维吾尔",
    "土家",
    "蒙古",
    "朝鲜",
    "哈尼",
    "哈萨克",
    "柯尔克孜",
    "傈僳",
    "景颇",
    "布依",
    "仡佬",
    "拉祜",
    "东乡",
    "保安",
    "撒拉",
    "塔吉克",
    "锡伯",
    "达斡尔",
    "鄂温克",
    "鄂伦春",
    "毛南",
    "仫佬",
    "纳西",
    "普米",
    "独龙",
    "布朗",
    "德昂",
    "阿昌",
    "基诺",
    "裕固",
    "俄罗斯",
    "高山",
    "赫哲",
    "门巴",
    "珞巴",
    "塔塔尔",
    "乌孜别克",
    "水",
    "黎",
    "畲",
    "羌",
    "傣",
    "佤",
    "怒",
    "京",
    "壮",
    "侗",
    "瑶",
    "苗",
    "彝",
    "回",
    "藏",
    "满",
    "白",
    "土",
    "各",
]
PEOPLE = "(?:" + "|".join(PEOPLES) + ")"
# 湘西|土家族苗族, 甘孜|藏族, 连南|瑶族; never the whole name.
_PEOPLES_AT_END = re.compile(rf"(?<=..)(?:{PEOPLE}族)+$")
_BARE_PEOPLES = ("维吾尔", "蒙古", "哈萨克", "柯尔克孜", "傈僳")
_BARE_PEOPLES_AT_END = re.compile(rf"(?<=..)(?:{'|'.join(_BARE_PEOPLES)})+$")

_PROVINCE = re.compile(r"(?:维吾尔|壮族|回族)?(?:特别行政区|自治区|省|市)$")
_PREFECTURE = re.compile(r"(?:自治州|地区|盟|州|市)$")
_COUNTY = re.compile(r"(?:自治县|自治旗|林区|特区|县|市|区|旗)$")
_TOWNSHIP = re.compile(r"(?:街道办事处|街道|地区|民族苏木|苏木|民族乡|镇|乡)$")
# The bodies of villages and communities, each before the shorter ones that end alike.
_COMMITTEES = (
    *(
        "社区村民委员会",
        "村居民委员会",
        "村民委员会",
        "社区居民委员会",
        "居民委员会",
        "社区村委会",
        "社区居委会",
    ),
    *("村民委会", "居民委会", "村居委会", "村村委会", "村委会", "居委会", "社区委员会", "嘎查委员会", "社区"),
)
_WITH_THE_NAMES_VILLAGE = frozenset({"村村委会", "村居委会", "村居民委员会"})
VILLAGE = "村"
COMMUNITY = "社"


class Parts(NamedTuple):
    """A name taken apart: `cores` from the longest to the shortest, `kind` the class of its closing word."""

    cores: tuple[str, ...]
    kind: str


def _cores(name: str, closing: re.Pattern[str]) -> tuple[str, ...]:
    core = closing.sub("", name)
    if len(core) < 2:
        return (name,)
    shorter = _PEOPLES_AT_END.sub("", core) if core[-1] == "族" else core
    if shorter.endswith(_BARE_PEOPLES):
        shorter = _BARE_PEOPLES_AT_END.sub("", shorter)
    return (core,) if shorter == core else (core, shorter)


def province_parts(name: str) -> Parts:
    """广东省 → 广东; 广西壮族自治区 → 广西; 内蒙古自治区 → 内蒙古."""
    name = one_shape(name)
    return Parts((_PROVINCE.sub("", name),), name[-1:])


def prefecture_parts(name: str) -> Parts:
    """韶关市 → 韶关; 湘西土家族苗族自治州 → 湘西土家族苗族, 湘西."""
    name = one_shape(name)
    return Parts(_cores(name, _PREFECTURE), name[-1:])


def county_parts(name: str) -> Parts:
    """乐昌市 → 乐昌; 乳源瑶族自治县 → 乳源瑶族, 乳源; 赵县 stays 赵县: one character is no name."""
    name = one_shape(name)
    return Parts(_cores(name, _COUNTY), name[-1:])


def township_parts(name: str) -> Parts:
    """坪石镇 → 坪石; 乐城街道 → 乐城; 司前畲族镇 → 司前畲族, 司前."""
    name = one_shape(name)
    closing = _TOWNSHIP.search(name)
    kind = closing.group()[0] if closing else ""
    return Parts(_cores(name, _TOWNSHIP), kind)


def village_parts(name: str) -> Parts:
    """莲塘村村民委员会 → 莲塘 (village); 劳动路社区居民委员会 → 劳动路 (community).

    新村 and 中村 stay whole: what is left of them is no name. A village whose core is one character keeps 村.
    """
    name = one_shape(name)
    kind = COMMUNITY if "社区" in name or "居" in name[-5:] else VILLAGE
    base = _without_committee(name)
    if base.endswith("居民区") and len(base) > 4:
        base = base[:-3]
    if base[-1] == "村" and len(base) > 2 and base[-2] not in "新中":
        return Parts((base[:-1],) if kind == VILLAGE else (base, base[:-1]), kind)
    if len(base) == 1:
        return Parts((base + ("村" if kind == VILLAGE else "社区"),), kind)
    return Parts((base,), kind)


def _without_committee(name: str) -> str:
    base = name
    while base.endswith(_COMMITTEES):
        body = next(body for body in _COMMITTEES if base.endswith(body))
        if len(body) == len(base):
            return base
        # 村村委会 is the body of 某某村: the 村 belongs to the name.
        base = base[: -len(body)] + ("村" if body in _WITH_THE_NAMES_VILLAGE else "")
    return base
