"""Firms, shops, livestreams and products shown."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from cuntong.domain.values import Bilingual

from ._frames import PeriodRule
from ._indicators import Indicator, Part, Unit
from ._measures import Count, CountDistinct, Sum
from ._populations import Scope, records_of

TOPIC = Bilingual("市场", "Market")


def _settled(scope: Scope) -> ir.Table:
    """Tenancies that have begun and not ended; the last day still counts."""
    return scope.records("tenancies").filter(_.to_date.isnull() | (_.to_date >= scope.end_date))


def _owners(kind: str) -> Part:
    population = records_of("shops", owner_kind=kind, with_help=True)
    return Part("shops", population, CountDistinct("owner_id"))


_STATIONS_AND_FIRMS = ("STATION", "FIRM")
_ONE_OWNER = Bilingual(
    "按开店主体计，不按店铺计；自行开店、未经指导帮助的不计入；店铺此后是否仍在营业不在此列。",
    "Owners are counted, not shops; a shop opened without help does not count. Whether it is still open is another "
    "question.",
)
_NO_ROUND_NUMBER = Bilingual(
    "须有逐场记录，“余场”不是数；站点、企业的直播与中心的直播分开计。",
    "Each one needs a record, “some 200” is no number; those of stations and firms and those of the centre are "
    "counted apart.",
)

INDICATORS = (
    Indicator(
        "STATIONS_WITH_SHOP",
        Bilingual("经指导开店的站点数（本年以来）", "Stations helped to open a shop, since the year began"),
        Bilingual(
            "报告年度首日至截止日，经指导帮助在电商平台开店的站点个数。",
            "Stations that opened a shop on a platform with help.",
        ),
        _ONE_OWNER,
        Unit.OWNER,
        PeriodRule.SINCE_YEAR,
        "shops",
        _owners("STATION"),
    ),
    Indicator(
        "FIRMS_WITH_SHOP",
        Bilingual("经指导开店的企业数（本年以来）", "Firms helped to open a shop, since the year began"),
        Bilingual(
            "报告年度首日至截止日，经指导帮助在电商平台开店的入驻企业个数。",
            "Settled firms that opened a shop on a platform with help.",
        ),
        _ONE_OWNER,
        Unit.OWNER,
        PeriodRule.SINCE_YEAR,
        "shops",
        _owners("FIRM"),
    ),
    Indicator(
        "SHOPS_OPENED",
        Bilingual("经指导开设的店铺数（本年以来）", "Shops opened with help, since the year began"),
        Bilingual(
            "报告年度首日至截止日，经指导帮助开设的店铺间数。",
            "Shops opened with help, by stations and by firms.",
        ),
        Bilingual(
            "一个主体在几个平台开店算几间，所以不少于开店主体数。",
            "An owner with shops on two platforms counts twice, so this is never less than the number of owners.",
        ),
        Unit.SHOP,
        PeriodRule.SINCE_YEAR,
        "shops",
        Part("shops", records_of("shops", with_help=True), Count()),
    ),
    Indicator(
        "FIRMS_SETTLED",
        Bilingual("入驻企业数", "Firms settled in the centre"),
        Bilingual(
            "截止日在公共服务中心入驻的不同企业和个人。",
            "Different firms and persons settled in on the as-of date.",
        ),
        Bilingual(
            "已迁出的不计入；曾经入驻过的累计数更大。",
            "Those that have left do not count; the number that ever settled in is larger.",
        ),
        Unit.FIRM,
        PeriodRule.AS_OF,
        "tenancies",
        Part("tenancies", _settled, CountDistinct("firm_id")),
    ),
    Indicator(
        "LIVESTREAMS_SINCE_YEAR",
        Bilingual(
            "站点和企业直播场次（本年以来）", "Livestreams of stations and firms, since the year began"
        ),
        Bilingual(
            "报告年度首日至截止日，站点和入驻企业开展的直播场数。",
            "Livestreams held by stations and settled firms.",
        ),
        _NO_ROUND_NUMBER,
        Unit.LIVESTREAM,
        PeriodRule.SINCE_YEAR,
        "livestreams",
        Part("livestreams", records_of("livestreams", host_kind=_STATIONS_AND_FIRMS), Count()),
    ),
    Indicator(
        "CENTRE_LIVESTREAMS",
        Bilingual("中心直播场次", "Livestreams of the centre"),
        Bilingual(
            "项目开始至截止日，公共服务中心开展的直播场数。", "Livestreams held by the service centre itself."
        ),
        _NO_ROUND_NUMBER,
        Unit.LIVESTREAM,
        PeriodRule.PROJECT,
        "livestreams",
        Part("livestreams", records_of("livestreams", host_kind="CENTRE"), Count()),
    ),
    Indicator(
        "LIVESTREAM_SALES",
        Bilingual("直播销售额", "Livestream sales"),
        Bilingual(
            "项目开始至截止日，各场直播登记的销售额之和。", "Sales recorded for the livestreams, added up."
        ),
        Bilingual(
            "销售额未登记的场次按没有计，所以是下限；来源可能是主体自报。",
            "A livestream without recorded sales adds nothing, so this is a lower bound; the host may have reported it.",
        ),
        Unit.YUAN,
        PeriodRule.PROJECT,
        "livestreams",
        Part("livestreams", records_of("livestreams"), Sum("sales_yuan")),
        decimals=2,
    ),
    Indicator(
        "PRODUCTS_SHOWN",
        Bilingual("展会展示产品种数", "Products shown at fairs"),
        Bilingual(
            "项目开始至截止日，在展会上展示过的不同产品。", "Different products shown at one fair or more."
        ),
        Bilingual(
            "同一产品参加几次展会只算一种；同一产品的不同规格按产品名录归并。",
            "A product shown at several fairs counts once; sizes and packings are one product, as the product list "
            "has it.",
        ),
        Unit.PRODUCT,
        PeriodRule.PROJECT,
        "exhibits",
        Part("exhibits", records_of("exhibits"), CountDistinct("product_id")),
    ),
)
