"""Services at the counters: what was used, of what is offered, and which stations are really in use."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from cuntong.domain.values import Bilingual

from ._frames import PeriodRule
from ._indicators import Indicator, Part, Unit
from ._measures import Count, CountDistinct, Measure, Sum
from ._populations import Population, Scope, records_of
from ._stations import operating

TOPIC = Bilingual("便民服务", "Services at the counter")


def _entries_of_month(scope: Scope) -> ir.Table:
    """Services in the month of the as-of date, up to it."""
    return Scope(scope.end_date.replace(day=1), scope.end_date, scope.place).records("service_entries")


def _entries_anywhere(scope: Scope) -> ir.Table:
    """The same of the whole county: a station is told by its id, wherever it stood when it served."""
    return _entries_of_month(Scope(None, scope.end_date, None))


def _offered(scope: Scope) -> ir.Table:
    """Services offered on the as-of date."""
    offers = Scope(None, scope.end_date, scope.place).records("service_offers")
    return offers.filter(_.to_date.isnull() | (_.to_date >= scope.end_date))


def _offered_and_used(scope: Scope) -> ir.Table:
    offers, entries = _offered(scope), _entries_anywhere(scope)
    return offers.semi_join(entries, [offers.station_id == entries.station_id, offers.kind == entries.kind])


def _operating_and_used(scope: Scope) -> ir.Table:
    """Operating stations with a service in the month."""
    stations, entries = operating("TOWNSHIP", "VILLAGE")(scope), _entries_anywhere(scope)
    return stations.semi_join(entries, stations.station_id == entries.station_id)


_ENTRIES_ONLY = Bilingual(
    "只认有效业务记录；已冲销的、备用金和结算不计入。站点自报开办而没有业务的，不算使用。",
    "Only entries that stand count, without those taken back; a service that is merely offered is not used.",
)
_NO_INCOME = Bilingual(
    "这是村民的货款或存取款本金，不是站点收入；站点收入见手续费。",
    "This is the villagers' own money, not the station's income; for that see the commission.",
)


def _count(code: str, title: Bilingual, meaning: Bilingual, population: Population) -> Indicator:
    return Indicator(
        code, title, meaning, _ENTRIES_ONLY, Unit.ENTRY, PeriodRule.PROJECT, "service_entries",
        Part("service_entries", population, Count()),
    )  # fmt: skip


def _sum(
    code: str, title: Bilingual, meaning: Bilingual, trap: Bilingual, population: Population, measure: Measure
) -> Indicator:
    return Indicator(
        code, title, meaning, trap, Unit.YUAN, PeriodRule.PROJECT, "service_entries",
        Part("service_entries", population, measure), decimals=2,
    )  # fmt: skip


def _entries(*kinds: str) -> Population:
    return records_of("service_entries", kind=kinds)


_BY_KIND = (
    ("AGENCY_TRADES", "代买代卖笔数", "Buying and selling for villagers", ("AGENCY_BUYING", "AGENCY_SELLING")),
    ("SMALL_CASH_ENTRIES", "小额存取笔数", "Cash deposits and withdrawals", ("CASH_DEPOSIT", "CASH_WITHDRAWAL")),
    ("BILLS_PAID", "代缴费笔数", "Top-ups and bills", ("BILL_PAYMENT",)),
    ("GROUP_BUYING_ORDERS", "社区团购订单数", "Orders in group buying", ("GROUP_BUYING",)),
    ("ADVICE_GIVEN", "信息咨询次数", "Information and advice", ("INFORMATION",)),
    ("JOB_INTRODUCTIONS", "职业介绍人次", "Job introductions", ("JOB_INTRODUCTION",)),
    ("CONSIGNMENTS_TAKEN", "寄卖登记笔数", "Produce taken on consignment", ("CONSIGNMENT",)),
)  # fmt: skip

INDICATORS = (
    _count(
        "SERVICES_USED",
        Bilingual("便民服务笔数", "Services used"),
        Bilingual(
            "项目开始至截止日，各站点有效便民业务笔数。",
            "Services at all counters since the project's start.",
        ),
        records_of("service_entries"),
    ),
    *(
        _count(
            code,
            Bilingual(zh, en),
            Bilingual(f"项目开始至截止日的{zh}，以有效业务记录为准。", f"{en} since the project's start."),
            _entries(*kinds),
        )
        for code, zh, en, kinds in _BY_KIND
    ),
    _count(
        "JOBS_FOUND",
        Bilingual("介绍上岗人次", "Hired after an introduction"),
        Bilingual(
            "职业介绍中登记了已上岗结果的人次。", "Job introductions whose outcome is that they were hired."
        ),
        records_of("service_entries", kind="JOB_INTRODUCTION", hired=True),
    ),
    _sum(
        "AGENCY_TRADE_AMOUNT",
        Bilingual("代买代卖金额", "Amount bought and sold for villagers"),
        Bilingual(
            "项目开始至截止日代买、代卖货款合计。", "Prices of what was bought and sold for villagers."
        ),
        _NO_INCOME,
        _entries("AGENCY_BUYING", "AGENCY_SELLING"),
        Sum("amount_yuan"),
    ),
    _sum(
        "SMALL_CASH_AMOUNT",
        Bilingual("小额存取金额", "Amount of small cash"),
        Bilingual("项目开始至截止日小额存款、取款合计。", "Cash deposited and withdrawn."),
        _NO_INCOME,
        _entries("CASH_DEPOSIT", "CASH_WITHDRAWAL"),
        Sum("amount_yuan"),
    ),
    _sum(
        "SERVICE_COMMISSION",
        Bilingual("便民服务手续费", "Commission of the counters"),
        Bilingual("项目开始至截止日站点所收手续费合计。", "What the counters earned by services."),
        _ENTRIES_ONLY,
        records_of("service_entries"),
        Sum("commission_yuan"),
    ),
    Indicator(
        "STATIONS_ACTIVE_SHARE",
        Bilingual("有业务站点占比", "Operating stations in use"),
        Bilingual(
            "截止日运营中的镇级站、村级点里，当月有便民业务的站点占比。",
            "Of the stations that operate on the as-of date, those with a service in its month.",
        ),
        Bilingual(
            "“运营中”是登记的状态，这里看的是业务；只收发快件而没有便民业务的站点不在分子中。",
            "Operating is what was recorded; this looks at entries. A station that only handles parcels is not in it.",
        ),
        Unit.PERCENT,
        PeriodRule.AS_OF,
        "station_events",
        Part("station_events", _operating_and_used, CountDistinct("station_id")),
        Part("station_events", operating("TOWNSHIP", "VILLAGE"), CountDistinct("station_id")),
        scale=100,
        decimals=2,
    ),
    Indicator(
        "STATIONS_WITH_SERVICES",
        Bilingual("当月有便民业务的站点数", "Stations with services in the month"),
        Bilingual(
            "截止日当月有有效便民业务的站点个数。", "Stations with at least one service in the as-of month."
        ),
        _ENTRIES_ONLY,
        Unit.STATION,
        PeriodRule.AS_OF,
        "service_entries",
        Part("service_entries", _entries_of_month, CountDistinct("station_id")),
    ),
    Indicator(
        "OFFERED_SERVICES_USED_SHARE",
        Bilingual("开办服务使用率", "Services offered that are used"),
        Bilingual(
            "截止日各站点开办的服务项目里，当月有业务的项目占比。",
            "Of the services that stations offer on the as-of date, those with an entry in its month.",
        ),
        Bilingual(
            "一个站点开办一项服务算一项；少报开办项目会抬高比例，应与站点门头公示核对。",
            "One service at one station counts once; naming few services raises the share: compare with the signboard.",
        ),
        Unit.PERCENT,
        PeriodRule.AS_OF,
        "service_offers",
        Part("service_offers", _offered_and_used, Count()),
        Part("service_offers", _offered, Count()),
        scale=100,
        decimals=2,
    ),
)
