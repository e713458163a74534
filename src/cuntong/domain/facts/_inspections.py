"""Visits to stations, the problems found and what became of them, and calls to people."""

from __future__ import annotations

from cuntong.domain.values import Bilingual, DivisionLevel

from ._choices import CALL_SUBJECTS, PROBLEM_OWNERS, SEVERITIES, STATION_LEVELS
from ._columns import (
    POINTS,
    WHOLE,
    Column,
    FactTable,
    choice,
    day,
    division,
    evidence_count,
    flag,
    identifier,
    text,
    township,
)


def _station() -> tuple[Column, ...]:
    return (
        identifier("station_id", "站点编号", "station id"),
        text("code", "站点编码", "station code"),
        text("station_name", "站点名称", "station name"),
        choice("level", "级别", "level", STATION_LEVELS),
        division("division_code", "所在区划代码", "division code"),
        township(),
    )


def _points(name: str, zh: str, en: str) -> Column:
    """A required column of points, two decimals."""
    return Column(name, POINTS, Bilingual(zh, en))


TABLES = (
    FactTable(
        "inspection_visits",
        Bilingual("完成的现场检查，一次为一条", "finished visits to stations, one row each"),
        "visit_id",
        (
            identifier("visit_id", "检查编号", "visit id"),
            *_station(),
            day("visit_date", "检查日期", "date of the visit"),
            flag("is_drawn", "是否抽中", "drawn"),
            _points("score", "得分", "points reached"),
            _points("possible", "满分", "points possible"),
            Column("problem_count", WHOLE, Bilingual("发现问题数", "problems found"), minimum=0),
            evidence_count(),
        ),
        date_column="visit_date",
        place_column="division_code",
        place_level=DivisionLevel.VILLAGE,
    ),
    FactTable(
        "inspection_problems",
        Bilingual(
            "检查发现的问题，销号的误判不在内",
            "problems found at stations, without what was taken off the list",
        ),
        "problem_id",
        (
            identifier("problem_id", "问题编号", "problem id"),
            *_station(),
            text("text", "问题", "problem"),
            choice("severity", "严重程度", "severity", SEVERITIES),
            choice("owner", "整改责任方", "to be mended by", PROBLEM_OWNERS),
            day("opened_date", "发现日期", "date found"),
            day("due_date", "整改期限", "due until"),
            day("repaired_date", "报告整改日期", "date of the repair that stands", required=False),
            day("closed_date", "回头看通过日期", "date closed", required=False),
            evidence_count(),
        ),
        date_column="opened_date",
        place_column="division_code",
        place_level=DivisionLevel.VILLAGE,
    ),
    FactTable(
        "call_backs",
        Bilingual("电话回访，一通电话为一条", "telephone call-backs, one call each"),
        "call_id",
        (
            identifier("call_id", "回访编号", "call id"),
            choice("subject", "回访对象", "whom", CALL_SUBJECTS),
            flag("is_answered", "是否接受回访", "answered"),
            flag("contradicts", "是否与记录不符", "contradicts the records"),
            Column("rating", WHOLE, Bilingual("评分（1–5）", "rating (1–5)"), False, minimum=1, maximum=5),
            day("call_date", "回访日期", "date of the call"),
            township(),
        ),
        date_column="call_date",
        place_column="township_code",
        place_level=DivisionLevel.TOWNSHIP,
    ),
)
