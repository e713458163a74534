"""Routes, carriers and parcels: figures of the report whose records are not kept yet."""

from __future__ import annotations

from cuntong.domain.values import Bilingual

from ._frames import PeriodRule
from ._indicators import Indicator, Unit

TOPIC = Bilingual("物流", "Logistics")

INDICATORS = (
    Indicator(
        "ROUTES_OPENED",
        Bilingual("进村线路开通数", "Routes opened"),
        Bilingual(
            "截止日前已有首班记录的快递进村线路条数。", "Routes whose first trip was made by the as-of date."
        ),
        Bilingual("拟建、规划中的线路不计入。", "Planned routes do not count."),
        Unit.ROUTE,
        PeriodRule.AS_OF,
        "routes",
        None,
    ),
    Indicator(
        "CARRIERS_MERGED",
        Bilingual("整合快递企业数", "Carriers merged"),
        Bilingual(
            "签有合同且当月有扫描记录的快递企业家数。",
            "Carriers with a contract and with scans in the month.",
        ),
        Bilingual("签约而没有业务的企业不计入。", "A carrier that signed and sends nothing does not count."),
        Unit.CARRIER,
        PeriodRule.AS_OF,
        "carriers",
        None,
    ),
    Indicator(
        "POOLED_DELIVERY_SHARE",
        Bilingual("共配率", "Pooled delivery share"),
        Bilingual(
            "经统一分拣、统一派送的快件占县域全部快件的比例。",
            "Parcels sorted and delivered jointly, of all parcels.",
        ),
        Bilingual(
            "县域快件总量来自外部，须注明来源。",
            "The county's total comes from outside and needs its source.",
        ),
        Unit.PERCENT,
        PeriodRule.PROJECT,
        "parcels",
        None,
        scale=100,
        decimals=2,
    ),
    Indicator(
        "PARCEL_COST",
        Bilingual("单件配送成本", "Delivery cost per parcel"),
        Bilingual("配送成本除以派送件数。", "Delivery cost over parcels delivered."),
        Bilingual(
            "没有项目开始时的基数，就不能说降低了。",
            "Without the value at the project's start nothing has fallen.",
        ),
        Unit.YUAN_PER_PARCEL,
        PeriodRule.PROJECT,
        "parcel_costs",
        None,
        decimals=2,
    ),
)
