"""What was really done at the stations' counters, and what they say they offer."""

from __future__ import annotations

from cuntong.domain.values import Bilingual, DivisionLevel

from ._choices import SERVICE_KINDS
from ._columns import FactTable, choice, day, division, evidence_count, flag, identifier, township, yuan

TABLES = (
    FactTable(
        "service_entries",
        Bilingual(
            "便民服务业务，一笔一条；已冲销的和备用金、结算、长短款不在其中",
            "services at the counter, one record each, without those taken back and without what keeps the till in order",
        ),
        "entry_id",
        (
            identifier("entry_id", "业务编号", "entry id"),
            choice("kind", "服务", "service", SERVICE_KINDS),
            day("service_date", "办理日期", "day of the service"),
            identifier("station_id", "站点编码", "station"),
            division("division_code", "站点所在区划代码", "division of the station"),
            township(),
            yuan("amount_yuan", "金额", "amount"),
            yuan("commission_yuan", "手续费", "commission"),
            flag("hired", "介绍后已上岗", "hired after the introduction"),
            evidence_count(),
        ),
        date_column="service_date",
        place_column="division_code",
        place_level=DivisionLevel.VILLAGE,
    ),
    FactTable(
        "service_offers",
        Bilingual("站点开办的服务及起止日期", "services that stations say they offer, with dates"),
        "offer_id",
        (
            identifier("offer_id", "开办编号", "offer id"),
            choice("kind", "服务", "service", SERVICE_KINDS),
            identifier("station_id", "站点编码", "station"),
            division("division_code", "站点所在区划代码", "division of the station"),
            township(),
            day("from_date", "开办日期", "offered from"),
            day("to_date", "停办日期", "offered until (last day)", required=False),
            evidence_count(),
        ),
        date_column="from_date",
        place_column="division_code",
        place_level=DivisionLevel.VILLAGE,
    ),
)
