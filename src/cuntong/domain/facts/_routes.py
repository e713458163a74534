"""Routes, the trips driven on them, what they cost, and what was compared."""

from __future__ import annotations

import pyarrow as pa

from cuntong.domain.values import Bilingual, DivisionLevel

from ._columns import (
    WHOLE,
    Column,
    FactTable,
    day,
    division,
    evidence_count,
    flag,
    identifier,
    text,
    township,
    yuan,
)

# Two decimals like every other sum: an engine that unites sums of one and of two decimals may round all to one.
KILOMETRES = pa.decimal128(9, 2)
KILOGRAMS = pa.decimal128(9, 2)


def _count(name: str, zh: str, en: str) -> Column:
    return Column(name, WHOLE, Bilingual(zh, en), minimum=0)


TABLES = (
    FactTable(
        "routes",
        Bilingual(
            "进村线路；开通日期是首个有扫描记录的班次日期",
            "routes to villages; opened by their first trip with scans",
        ),
        "route_id",
        (
            identifier("route_id", "线路编号", "route id"),
            text("code", "线路代号", "route number"),
            text("name", "线路名称", "name"),
            day("planned_date", "规划日期", "planned on"),
            day("opened_date", "开通日期", "opened on", required=False),
            day("ended_date", "停运日期", "ended on", required=False),
            _count("stop_count", "停靠站点数", "stops"),
            evidence_count(),
        ),
        date_column="opened_date",
    ),
    FactTable(
        "trips",
        Bilingual("已发车的班次，一车一日一条", "trips that left, one record for a vehicle and day"),
        "trip_id",
        (
            identifier("trip_id", "班次编号", "trip id"),
            day("trip_date", "日期", "day"),
            identifier("route_id", "线路编号", "route id", required=False),
            text("plate", "车牌", "plate"),
            Column("distance_km", KILOMETRES, Bilingual("里程（公里）", "kilometres")),
            flag("by_odometer", "里程取自里程表", "kilometres by the odometer"),
            Column("loaded_kg", KILOGRAMS, Bilingual("最大装载（千克）", "largest load (kg)")),
            Column("capacity_kg", KILOGRAMS, Bilingual("核定载重（千克）", "may carry (kg)")),
            _count("parcel_count", "交接件数", "parcels handed over or taken along"),
            _count("scan_count", "扫描件数", "parcels scanned at its stops"),
            yuan("cost_yuan", "成本（元）", "cost (yuan)"),
            evidence_count(),
        ),
        date_column="trip_date",
    ),
    FactTable(
        "trip_stops",
        Bilingual("班次到过的站点，一次停靠一条", "stations that trips came to, one record for a stop"),
        "stop_id",
        (
            identifier("stop_id", "停靠编号", "stop id"),
            identifier("trip_id", "班次编号", "trip id"),
            day("trip_date", "日期", "day"),
            division("division_code", "站点所在地代码", "division of the station"),
            township(),
            text("station", "站点", "station"),
            flag("on_time", "准点到达", "arrived on time"),
            _count("delivered_count", "交付件数", "parcels handed over"),
            _count("collected_count", "带走件数", "parcels taken along"),
            _count("scan_count", "扫描件数", "parcels scanned"),
            yuan("cost_yuan", "分摊成本（元）", "its share of the cost (yuan)"),
        ),
        date_column="trip_date",
        place_column="division_code",
        place_level=DivisionLevel.VILLAGE,
    ),
    FactTable(
        "cost_baselines",
        Bilingual(
            "整合前的配送成本，据账册登记",
            "cost of delivery before the carriers were merged, from their books",
        ),
        "baseline_id",
        (
            identifier("baseline_id", "基数编号", "baseline id"),
            text("carrier", "快递企业", "carrier", required=False),
            day("from_date", "起始日期", "from"),
            day("to_date", "截止日期", "until"),
            _count("parcel_count", "件数", "parcels"),
            yuan("cost_yuan", "配送成本（元）", "cost of delivery (yuan)"),
            text("source", "来源", "source"),
            evidence_count(),
        ),
        date_column="to_date",
    ),
    FactTable(
        "pooling_studies",
        Bilingual(
            "同一日分开配送与共同配送的比较", "the same day planned for each carrier and for all together"
        ),
        "study_id",
        (
            identifier("study_id", "测算编号", "study id"),
            day("study_date", "测算日期", "day"),
            _count("carrier_count", "快递企业数", "carriers"),
            yuan("apart_yuan", "分开配送成本（元）", "cost apart (yuan)"),
            yuan("merged_yuan", "共同配送成本（元）", "cost merged (yuan)"),
            Column("saving_yuan", pa.decimal128(18, 2), Bilingual("节省（元）", "saved (yuan)")),
            evidence_count(),
        ),
        date_column="study_date",
    ),
)
