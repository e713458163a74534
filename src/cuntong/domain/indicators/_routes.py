"""Trips as they were driven: where they came, how far, how full, how punctual, at what cost before and after merging."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from cuntong.domain.values import Bilingual

from ._frames import PeriodRule
from ._indicators import Indicator, Part, Unit
from ._measures import Count, CountDistinct, Sum
from ._populations import Population, Scope, records_of

TOPIC = Bilingual("线路与成本", "Routes and cost")

PROJECT = PeriodRule.PROJECT


def _scanned_stops(scope: Scope) -> ir.Table:
    return scope.records("trip_stops").filter(_.scan_count > 0)


def _stops_in(kind: str, column: str) -> Population:
    """Stops with scans in divisions of a kind."""

    def population(scope: Scope) -> ir.Table:
        divisions, stops = scope.records("divisions", kind=kind), _scanned_stops(scope)
        return stops.semi_join(divisions, stops[column] == divisions.code)

    return population


_TRIPS = records_of("trips")
_STOPS = records_of("trip_stops")

INDICATORS = (
    Indicator(
        "ROUTES_OPENED",
        Bilingual("进村线路开通数", "Routes opened"),
        Bilingual(
            "截止日前已有首班记录的快递进村线路条数。", "Routes whose first trip was made by the as-of date."
        ),
        Bilingual(
            "拟建、规划中的线路不计入；首班须有扫描记录。",
            "Planned routes do not count; the first trip must have scans.",
        ),
        Unit.ROUTE,
        PeriodRule.AS_OF,
        "routes",
        Part("routes", records_of("routes"), Count()),
    ),
    Indicator(
        "TRIPS_MADE",
        Bilingual("发车班次数", "Trips made"),
        Bilingual(
            "项目开始至截止日已发车的班次数。", "Trips that left from the project's start to the as-of date."
        ),
        Bilingual(
            "一车一日一条；只排计划没有发车的不计入。",
            "One for a vehicle and day; a plan that nobody drove does not count.",
        ),
        Unit.TRIP,
        PROJECT,
        "trips",
        Part("trips", _TRIPS, Count()),
    ),
    Indicator(
        "TOWNSHIPS_SERVED_BY_TRIPS",
        Bilingual("班次到达的乡镇数", "Townships served by trips"),
        Bilingual(
            "班次到达并有扫描记录的乡镇（街道）个数。",
            "Townships that a trip came to with parcels scanned there.",
        ),
        Bilingual("到了站而没有扫描的不计入。", "A stop without a scan does not count."),
        Unit.TOWNSHIP,
        PROJECT,
        "trip_stops",
        Part("trip_stops", _stops_in("TOWNSHIP", "township_code"), CountDistinct("township_code")),
    ),
    Indicator(
        "VILLAGES_SERVED_BY_TRIPS",
        Bilingual("班次到达的行政村数", "Villages served by trips"),
        Bilingual(
            "班次到达并有扫描记录的行政村个数。",
            "Administrative villages that a trip came to with parcels scanned there.",
        ),
        Bilingual("社区和镇级站不计入。", "Communities and township stations do not count."),
        Unit.VILLAGE,
        PROJECT,
        "trip_stops",
        Part(
            "trip_stops", _stops_in("ADMINISTRATIVE_VILLAGE", "division_code"), CountDistinct("division_code")
        ),
    ),
    Indicator(
        "TRIP_KILOMETRES",
        Bilingual("配送里程", "Kilometres driven"),
        Bilingual("已发车班次的里程合计。", "Kilometres of the trips that left."),
        Bilingual(
            "没有里程表读数的班次按计划里程计，每条记录写明来源。",
            "A trip without an odometer reading counts its planned kilometres; each record says which.",
        ),
        Unit.KILOMETRE,
        PROJECT,
        "trips",
        Part("trips", _TRIPS, Sum("distance_km")),
        decimals=1,
    ),
    Indicator(
        "LOAD_FACTOR",
        Bilingual("车辆装载率", "Load factor"),
        Bilingual(
            "各班次最大装载重量合计占核定载重合计的比例。",
            "The trips' largest loads, of what their vehicles may carry.",
        ),
        Bilingual(
            "按重量计；轻泡货装满车厢时也可能很低。",
            "By weight: a van full of light parcels still has a low one.",
        ),
        Unit.PERCENT,
        PROJECT,
        "trips",
        Part("trips", _TRIPS, Sum("loaded_kg")),
        Part("trips", _TRIPS, Sum("capacity_kg")),
        scale=100,
        decimals=2,
        cumulative=True,
    ),
    Indicator(
        "ON_TIME_SHARE",
        Bilingual("准点率", "On-time share"),
        Bilingual("准点到达的停靠次数占全部停靠次数的比例。", "Stops reached on time, of all stops reached."),
        Bilingual(
            "允许晚到的分钟数见规则；没有到达的停靠不在分母中。",
            "How late is still on time is a rule; stops never reached are not in the denominator.",
        ),
        Unit.PERCENT,
        PROJECT,
        "trip_stops",
        Part("trip_stops", records_of("trip_stops", on_time=True), Count()),
        Part("trip_stops", _STOPS, Count()),
        scale=100,
        decimals=2,
        cumulative=True,
    ),
    Indicator(
        "PARCEL_COST",
        Bilingual("单件配送成本", "Delivery cost per parcel"),
        Bilingual(
            "班次成本除以交接件数（上下行合计）。",
            "Cost of the trips over parcels handed over or taken along.",
        ),
        Bilingual(
            "没有整合前的基数，就不能说降低了。",
            "Without the cost before merging nothing has fallen.",
        ),
        Unit.YUAN_PER_PARCEL,
        PROJECT,
        "trips",
        Part("trips", _TRIPS, Sum("cost_yuan")),
        Part("trips", _TRIPS, Sum("parcel_count")),
        decimals=2,
        cumulative=True,
    ),
    Indicator(
        "PARCEL_COST_BEFORE",
        Bilingual("整合前单件配送成本", "Delivery cost per parcel before merging"),
        Bilingual(
            "整合前各企业登记的配送成本除以件数。",
            "What the carriers' books say delivery cost before merging, over their parcels.",
        ),
        Bilingual(
            "来源是企业账册，不是本系统的班次。",
            "It comes from the carriers' books, not from trips recorded here.",
        ),
        Unit.YUAN_PER_PARCEL,
        PeriodRule.AS_OF,
        "cost_baselines",
        Part("cost_baselines", records_of("cost_baselines"), Sum("cost_yuan")),
        Part("cost_baselines", records_of("cost_baselines"), Sum("parcel_count")),
        decimals=2,
        cumulative=True,
    ),
    Indicator(
        "POOLING_SAVING",
        Bilingual("共同配送节省率", "Saving by merging"),
        Bilingual(
            "同一日按企业分开配送的测算成本中，共同配送省下的比例。",
            "Of what the same day would cost carrier by carrier, the share that merging saves.",
        ),
        Bilingual(
            "两种方案由同一引擎、同样力度算出；是测算，不是账面支出。",
            "Both are planned by the same engine with the same effort; planned cost, not money paid.",
        ),
        Unit.PERCENT,
        PROJECT,
        "pooling_studies",
        Part("pooling_studies", records_of("pooling_studies"), Sum("saving_yuan")),
        Part("pooling_studies", records_of("pooling_studies"), Sum("apart_yuan")),
        scale=100,
        decimals=2,
        cumulative=True,
    ),
)
