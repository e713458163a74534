"""When parts make up their whole, and when they merely stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ._ranges import Range
from ._reading import Mention

# Parts of which all members together are the whole.
_FAMILIES = tuple(
    re.compile(pattern)
    for pattern in (
        r"中央|省级|省财政|省补|市级|市财政|县级|县财政|区级|区财政|镇级|自筹|补助|补贴|奖补|社会|企业|其他|其它|配套|本级|上级|地方|银行|贷款|群众|年初|追加|结转|财政",
        r"首款|尾款|首期|第[一二三四]期|第[一二三四五]批|首批|提前下达|追加|清算|预拨",
        r"县级|镇级|村级|乡镇|乡级|街道|县城|社区|镇|村|市级|乡",
        r"男|女",
        r"普及|增值|提升|提高|初级|中级|高级|技能|基础|进阶|入门|精英|实操|专题|电商|直播|线上",
        r"线上|线下|网上|现场|集中|远程",
        r"非常满意|很满意|满意|一般|不满意|基本满意|比较满意|较满意",
        r"优秀|良好|合格|不合格|一般|较差|优|良|中|差",
        r"第?[一二三四]季度|上半年|下半年|\d{1,2}月|20\d\d年|去年|今年|上年",
        r"基本支出|项目支出|人员经费|公用经费|人员|公用|日常|专项",
        r"上行|下行|进|出|收件|派件|揽收|投递|寄递",
        r"一级|二级|三级|[甲乙丙丁]|[A-D]",
    )
)
_OPEN = re.compile(r"等(?!级)|主要|重点|部分|为主|特别|尤其|仅|如|约|不含|之一")
# What one and the same person or thing may be several of.
_OVERLAPPING = re.compile(
    r"党员|妇女|女性|贫困|脱贫|残疾|退役|退伍|大学生|青年|返乡|农民工|少数民族|低保|监测户|致富带头人|合作社|含|内|干部|农户|学员代表|高校"
)
# Stages that one thing passes one after the other: what is handed out has arrived before.
_STAGE = re.compile(
    r"(?<![未待在])(到达|交付|签收|送达|开工|完工|竣工|建成|投产|验收|挂牌|启用|运营|营业|报名|结业|取证|获证|就业|创业|开店)"
)
_STRICT = re.compile(r"分[两二三四五]?(?:批|期|块|次|部分)|分别|分为|由|组成|构成|具体为|即")


def sums(parts: Sequence[Mention]) -> Range:
    """Return the sum of the quantities as ranges."""
    total = parts[0].range
    for part in parts[1:]:
        total = total + part.range
    return total


def readings(parts: Sequence[Mention]) -> Iterator[tuple[Mention, ...]]:
    """Yield the parts a list may mean: up to every one, and without those that lie inside another (含)."""
    outer = [part for part in parts if not re.search(r"含|其中", part.lead[-8:])] or list(parts)
    for candidates in (outer, list(parts)):
        for end in range(len(candidates), 0, -1):
            yield tuple(candidates[:end])
    segments = [
        part for index, part in enumerate(parts) if index == 0 or part.segment != parts[index - 1].segment
    ]
    if len(segments) > 1:
        yield tuple(segments)


def is_partition(whole: Mention, parts: Sequence[Mention], words: str) -> bool:
    """Tell whether the words make the parts the whole: of one family, of one noun, or by 分别为 and the like."""
    if len(parts) < 2 or _OPEN.search(words) or any(part.number.about for part in parts):
        return False
    if may_overlap(parts):
        return False
    leads = [part.lead + part.tail[:12] for part in parts]
    if _STRICT.search(words):
        return True
    if any(all(family.search(lead) for lead in leads) for family in _FAMILIES):
        return True
    labels = [part.label for part in parts]
    return (
        len({label[-2:] for label in labels}) == 1 and len(labels[0]) >= 3 and len(set(labels)) == len(labels)
    )


def may_overlap(parts: Sequence[Mention]) -> bool:
    """Tell whether one thing may be counted in two of the parts: by its nature, or at two of its stages."""
    if any(_OVERLAPPING.search(part.lead + part.tail[:12]) for part in parts):
        return True
    stages = [_STAGE.findall(part.lead) for part in parts]
    return len(parts) > 1 and all(stages) and len({found[-1] for found in stages}) == len(parts)


def gap(whole: Mention, parts: Sequence[Mention]) -> Fraction:
    """Return how far the printed parts miss the printed whole, as a share of the whole."""
    base = whole.number.base
    missing = abs(base - sum((part.number.base for part in parts), Fraction(0)))
    return missing / base if base else Fraction(1)
