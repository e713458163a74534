"""Parcels as scans tell them: how many, how far, how fast, and whose; the county's total waits for its source."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from cuntong.domain.values import Bilingual

from ._frames import PeriodRule
from ._indicators import Indicator, Part, Unit
from ._measures import Count, CountDistinct
from ._populations import Population, Scope, records_of

TOPIC = Bilingual("物流", "Logistics")

MINUTES_A_DAY = 24 * 60


def _in_month(scope: Scope) -> ir.Table:
    """Parcels first scanned in the month of the as-of date, up to it."""
    month = Scope(scope.end_date.replace(day=1), scope.end_date, scope.place)
    return month.records("parcels")


def _down(scope: Scope) -> ir.Table:
    return scope.records("parcels", direction="DOWN")


def _through_hub_to_village(scope: Scope) -> ir.Table:
    return _down(scope).filter(_.minutes_to_village.notnull())


def _within(days: int) -> Population:
    return lambda scope: _through_hub_to_village(scope).filter(_.minutes_to_village <= days * MINUTES_A_DAY)


def _covering(column: str, served: str, kind: str) -> Population:
    """Parcels of the month scanned in the very division of that kind where they belong."""

    def population(scope: Scope) -> ir.Table:
        divisions = scope.records("divisions", kind=kind)
        parcels = _in_month(scope)
        arrived = parcels.filter(parcels[served] == parcels[column])
        return arrived.semi_join(divisions, arrived[column] == divisions.code)

    return population


def _of_merged_carriers(scope: Scope) -> ir.Table:
    """Parcels that the hub sorted in the month, of carriers whose contract runs on the as-of date."""
    contracts = scope.dated("carrier_contracts").filter(_.to_date.isnull() | (_.to_date >= scope.end_date))
    parcels = _in_month(scope).filter(_.hub_date.notnull())
    return parcels.semi_join(contracts, parcels.carrier == contracts.carrier)


def _parcels(population: Population) -> Part:
    return Part("parcels", population, Count())


_SCANS_ONLY = Bilingual(
    "只认扫描记录；快递企业文件里登记了而没有扫描的不计入。",
    "Only scans count; what a carrier's file announced and nobody scanned does not.",
)
_BY_SCANS = Bilingual(
    "按截止日当月的扫描计，不按挂牌的站点计：有站点而当月没有快件的不增加覆盖，错送到的也不增加。",
    "By the scans of the as-of month, not by signboards: a station without parcels adds nothing, nor do missorted ones.",
)
_ARRIVED_ONLY = Bilingual(
    "分母是经中心到达村级点的快件；还在路上、在镇级站交付的不在其中。",
    "Of the parcels that came through the hub to a village point; those on the way or handed out in town are left out.",
)


def _share(
    code: str, title: Bilingual, meaning: Bilingual, trap: Bilingual, numerator: Part, denominator: Part,
    period: PeriodRule = PeriodRule.PROJECT,
) -> Indicator:  # fmt: skip
    return Indicator(
        code, title, meaning, trap, Unit.PERCENT, period, "parcels", numerator, denominator,
        scale=100, decimals=2, cumulative=True,
    )  # fmt: skip


def _count(code: str, title: Bilingual, meaning: Bilingual, population: Population) -> Indicator:
    return Indicator(
        code, title, meaning, _SCANS_ONLY, Unit.PARCEL, PeriodRule.PROJECT, "parcels", _parcels(population)
    )


INDICATORS = (
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
        "parcels",
        Part("parcels", _of_merged_carriers, CountDistinct("carrier")),
    ),
    _count(
        "PARCELS_DOWN",
        Bilingual("下行快件数", "Parcels down"),
        Bilingual(
            "项目开始至截止日，有扫描记录的进村快件数。", "Parcels on their way down that were scanned."
        ),
        _down,
    ),
    _count(
        "PARCELS_UP",
        Bilingual("上行快件数", "Parcels up"),
        Bilingual("项目开始至截止日，有扫描记录的出村快件数。", "Parcels on their way up that were scanned."),
        records_of("parcels", direction="UP"),
    ),
    _count(
        "PARCELS_AT_VILLAGE",
        Bilingual("到达村级点的快件数", "Parcels that came to a village point"),
        Bilingual(
            "项目开始至截止日首次扫描、并在村级点有到件扫描的进村快件数。",
            "Parcels down with an arrival scan at a village point.",
        ),
        lambda scope: _down(scope).filter(_.village_date.notnull()),
    ),
    _count(
        "PARCELS_HANDED_OUT",
        Bilingual("已交付快件数", "Parcels handed out"),
        Bilingual(
            "进村快件中有取件或上门交付扫描的件数。",
            "Parcels down with a scan of being picked up or delivered.",
        ),
        lambda scope: _down(scope).filter(_.handed_out_date.notnull()),
    ),
    _share(
        "TOWNSHIP_SCAN_COVERAGE",
        Bilingual("乡镇快递覆盖率（按扫描）", "Township coverage by scans"),
        Bilingual(
            "当月站点有快件扫描的乡镇（街道）数占全部乡镇（街道）数的比例。",
            "Townships with a parcel scanned at a station in the month, of all townships.",
        ),
        _BY_SCANS,
        Part(
            "parcels",
            _covering("township_code", "served_township_code", "TOWNSHIP"),
            CountDistinct("township_code"),
        ),
        Part("divisions", records_of("divisions", kind="TOWNSHIP"), Count()),
        PeriodRule.AS_OF,
    ),
    _share(
        "VILLAGE_SCAN_COVERAGE",
        Bilingual("行政村快递覆盖率（按扫描）", "Village coverage by scans"),
        Bilingual(
            "当月村级点有快件扫描的行政村数占全部行政村数的比例。",
            "Administrative villages with a parcel scanned at their point in the month, of all of them.",
        ),
        _BY_SCANS,
        Part(
            "parcels",
            _covering("division_code", "served_village_code", "ADMINISTRATIVE_VILLAGE"),
            CountDistinct("division_code"),
        ),
        Part("divisions", records_of("divisions", kind="ADMINISTRATIVE_VILLAGE"), Count()),
        PeriodRule.AS_OF,
    ),
    _share(
        "AT_VILLAGE_WITHIN_24_HOURS",
        Bilingual("24 小时到村率", "At the village within 24 hours"),
        Bilingual(
            "自到达分拨中心起 24 小时内到达村级点的快件占比。",
            "Parcels at the village point within 24 hours of the hub.",
        ),
        _ARRIVED_ONLY,
        _parcels(_within(1)),
        _parcels(_through_hub_to_village),
    ),
    _share(
        "AT_VILLAGE_WITHIN_48_HOURS",
        Bilingual("48 小时到村率", "At the village within 48 hours"),
        Bilingual(
            "自到达分拨中心起 48 小时内到达村级点的快件占比。",
            "Parcels at the village point within 48 hours of the hub.",
        ),
        _ARRIVED_ONLY,
        _parcels(_within(2)),
        _parcels(_through_hub_to_village),
    ),
    _share(
        "MISSORT_RATE",
        Bilingual("错分率", "Missort rate"),
        Bilingual(
            "曾到达非目的站点的进村快件占经中心分拣的进村快件的比例。",
            "Parcels down that came to a station which is not theirs, of those sorted at the hub.",
        ),
        Bilingual(
            "事后更正的仍算错分；目的站点不明的快件不在分子中。",
            "One put right afterwards still counts; a parcel whose station is not known is never in the numerator.",
        ),
        _parcels(records_of("parcels", direction="DOWN", sorted_at_hub=True, missorted=True)),
        _parcels(records_of("parcels", direction="DOWN", sorted_at_hub=True)),
    ),
    _share(
        "SORTED_JOINTLY_SHARE",
        Bilingual("统一分拣率", "Share sorted jointly"),
        Bilingual(
            "经中心统一分拣并统一装车的快件占有扫描记录的进村快件的比例。",
            "Parcels sorted and loaded at the hub, of all parcels down that were scanned.",
        ),
        Bilingual(
            "分母只是本系统的快件，不是全县的；全县口径见共配率。",
            "The denominator is this system's parcels, not the county's; for those see the pooled delivery share.",
        ),
        _parcels(records_of("parcels", direction="DOWN", sorted_at_hub=True, loaded_at_hub=True)),
        _parcels(_down),
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
        "county_parcels",
        None,
        scale=100,
        decimals=2,
    ),
)
