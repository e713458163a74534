"""By which words a report speaks of an indicator: the thing counted, its unit, and words that make it another thing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ._units import MONEY, PERCENT

_STATION = ("count:个", "count:家", "count:处", "count:座")
_BUILT = r"建成|建有|建立|设立|现有|共有|已有"
_ACCEPTED = r"验收"
_OPERATING = r"运营|运行"
_TOWN = r"(?<!县)(?:乡镇|镇|乡)级?(?![^,;。]{0,3}村级?)[^,;。]{0,12}站"
_VILLAGE = r"(?<!镇)(?<!镇、)(?<!乡)村级?[^,;。]{0,12}(?:站|点)"
_BOTH = r"(?:乡|镇)、?村[^,;。]{0,12}(?:站|点)"
_NOT_BUILT = r"验收|运营|运行|覆盖|改造|开设|开店|网店|开通|指导|新增|新建"
_OTHER_MONEY = r"首款|尾款|首批|省级|市级|县级|地方|配套|企业|自筹|村|镇|物流|公共服务|培训|合同|其中"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of an indicator: the first of `words` (the thing) stands beside the quantity and none of `unless` does.

    The other words (what was done to it) stand before it in the sentence.
    """

    code: str
    measures: tuple[str, ...]
    words: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str]


def _wording(code: str, measures: tuple[str, ...], *words: str, unless: str = "^$") -> Wording:
    return Wording(code, measures, tuple(re.compile(word) for word in words), re.compile(unless))


WORDINGS: tuple[Wording, ...] = (
    *(
        _wording(f"{level}_{state}", _STATION, place, done, unless=unless + others)
        for level, place, others in (
            ("TOWNSHIP_STATIONS", _TOWN, ""),
            ("VILLAGE_POINTS", _VILLAGE, r"|镇村|乡村|乡镇村"),
            ("STATIONS", _BOTH, ""),
        )
        for state, done, unless in (
            ("BUILT", _BUILT, _NOT_BUILT),
            ("ACCEPTED", _ACCEPTED, r"未|待|网店|开店"),
            ("OPERATING", _OPERATING, r"未|停|网店|开店|验收"),
        )
    ),
    _wording("TOWNSHIP_COVERAGE", (PERCENT,), r"(?:乡镇|镇)[^,;。]{0,8}覆盖率", unless=r"快递|物流|村|邮"),
    _wording(
        "VILLAGE_COVERAGE",
        (PERCENT,),
        r"(?:行政村|村级|建制村)[^,;。]{0,8}覆盖率",
        unless=r"快递|物流|邮|自然村",
    ),
    _wording(
        "ATTENDANCES_GENERAL",
        ("count:人次",),
        r"普及性?[^,;。]{0,10}培训|培训[^,;。]{0,6}普及",
        unless=r"增值|提升",
    ),
    _wording(
        "ATTENDANCES_VALUE_ADDED",
        ("count:人次",),
        r"增值性?[^,;。]{0,10}培训|培训[^,;。]{0,6}增值",
        unless=r"普及",
    ),
    _wording(
        "ATTENDANCES",
        ("count:人次",),
        r"培训",
        r"累计|总人次|共(?:计|开展|组织|举办|完成|培训)",
        unless=r"普及|增值|提升|中心|企业|其中|妇女|脱贫|直播|期|带头人|技能",
    ),
    _wording("TRAINING_OUTCOMES", ("count:人",), r"转化", unless=r"率|店|企业"),
    _wording("OUTCOME_RATE", (PERCENT,), r"转化率"),
    _wording("SATISFACTION_SHARE", (PERCENT,), r"(?:培训|学员)[^,;。]{0,10}满意(?:率|度)"),
    _wording("ONLINE_COURSES_PUBLIC", ("count:门",), r"(?:线上|网络|网上|在线)[^,;。]{0,8}(?:课程|课)"),
    _wording(
        "STATIONS_WITH_SHOP",
        (*_STATION, "count:间"),
        r"站点?[^,;。]{0,16}(?:开设|开通|开办|开店|网店|店铺)",
        unless=r"企业|建成",
    ),
    _wording("FIRMS_SETTLED", ("count:家",), r"入驻", r"企业", unless=r"平台|园区|开店|网店|快递|物流"),
    _wording("CENTRE_LIVESTREAMS", ("count:场次", "count:场"), r"中心[^,;。]{0,12}直播", unless=r"站点|企业"),
    _wording(
        "LIVESTREAMS_SINCE_YEAR",
        ("count:场次", "count:场"),
        r"(?:站点|企业)[^,;。]{0,14}直播",
        unless=r"中心",
    ),
    _wording("PRODUCTS_SHOWN", ("count:种", "count:款"), r"展会?[^,;。]{0,14}产品|产品[^,;。]{0,10}展"),
    _wording("ROUTES_OPENED", ("count:条",), r"开通[^,;。]{0,14}线路|线路[^,;。]{0,6}开通"),
    _wording(
        "CARRIERS_MERGED", ("count:家",), r"整合[^,;。]{0,12}(?:快递|物流)(?:企业|公司)", unless=r"站|网点"
    ),
    _wording(
        "FUNDS_RELEASED",
        (MONEY,),
        r"中央(?:财政)?[^,;。]{0,8}资金|中央财政",
        r"下达",
        unless=_OTHER_MONEY + r"|支付|支出|拨付",
    ),
    _wording("FUNDS_RELEASED_FIRST", (MONEY,), r"首款", r"下达", unless=r"支付|支出|尾款"),
    _wording("FUNDS_RELEASED_TAIL", (MONEY,), r"尾款", r"下达", unless=r"支付|支出|首款"),
    _wording("FUNDS_PAID_FIRST", (MONEY,), r"首款", r"支付|支出", unless=r"未|下达|尾款|率|进度"),
    _wording("FUNDS_PAID_TAIL", (MONEY,), r"尾款", r"支付|支出", unless=r"未|下达|首款|率|进度"),
    _wording(
        "FUNDS_PAID", (MONEY,), r"支付|支出", r"累计|共|合计|总额", r"中央", unless=_OTHER_MONEY + r"|未|下达"
    ),
    _wording(
        "EXECUTION_RATE",
        (PERCENT,),
        r"项目资金[^,;。]{0,6}(?:执行率|支付率|支付进度|拨付进度)|中央[^,;。]{0,10}(?:执行率|支付率|支付进度|拨付进度)",
        unless=r"首款|尾款|省级|市级|县级|地方|配套|自筹|预算执行",
    ),
    _wording("TAIL_EXECUTION_RATE", (PERCENT,), r"尾款[^;。]{0,36}(?:执行率|支付率|支付进度|拨付进度)"),
)
"""Precision before recall: what is worded otherwise is not compared. Tables are not read."""
