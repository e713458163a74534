"""Divisions, stations and the life of each station."""

from __future__ import annotations

from cuntong.domain.values import Bilingual, DivisionLevel

from ._choices import DIVISION_KINDS, DIVISION_LEVELS, STATION_LEVELS, STATION_STATES
from ._columns import FactTable, choice, day, division, evidence_count, identifier, text, township

TABLES = (
    FactTable(
        "divisions",
        Bilingual(
            "县域内全部行政区划，是一切覆盖率的分母",
            "every division of the county, the denominator of coverage",
        ),
        "code",
        (
            division("code", "区划代码", "division code"),
            text("name", "名称", "name"),
            choice("level", "层级", "level", DIVISION_LEVELS),
            division("parent_code", "上级代码", "parent code", required=False),
            choice("kind", "类别", "kind", DIVISION_KINDS),
            township(),
        ),
        place_column="code",
        place_level=DivisionLevel.VILLAGE,
    ),
    FactTable(
        "stations",
        Bilingual("公共服务中心、镇级站和村级点", "the centre, township stations and village points"),
        "station_id",
        (
            identifier("station_id", "站点编号", "station id"),
            text("code", "站点编码", "station code"),
            text("name", "站点名称", "station name"),
            choice("level", "级别", "level", STATION_LEVELS),
            division("division_code", "所在区划代码", "division code"),
            township(),
            evidence_count(),
        ),
        place_column="division_code",
        place_level=DivisionLevel.VILLAGE,
    ),
    FactTable(
        "station_events",
        Bilingual(
            "站点从申请到调换的每一件事", "each event in a station's life, from application to replacement"
        ),
        "event_id",
        (
            identifier("event_id", "事件编号", "event id"),
            identifier("station_id", "站点编号", "station id"),
            text("code", "站点编码", "station code"),
            text("station_name", "站点名称", "station name"),
            choice("level", "级别", "level", STATION_LEVELS),
            division("division_code", "所在区划代码", "division code"),
            township(),
            choice("state", "状态", "state", STATION_STATES),
            day("event_date", "日期", "date"),
            evidence_count(),
        ),
        date_column="event_date",
        place_column="division_code",
        place_level=DivisionLevel.VILLAGE,
    ),
)
