"""What inspections found, what became of it, and what people say on the telephone."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from cuntong.domain.values import Bilingual

from ._frames import PeriodRule
from ._indicators import Indicator, Part, Unit
from ._measures import Count, CountDistinct, Sum
from ._populations import Population, Scope, records_of

TOPIC = Bilingual("检查与整改", "Inspections and what follows")

SATISFIED_FROM = 4
"""The rating, of five, from which a call counts as satisfied: as for the training sheets."""


def _closed(scope: Scope) -> ir.Table:
    """Problems of the scope that a re-check has closed by its end."""
    return scope.records("inspection_problems").filter(_.closed_date <= scope.end_date)


def _open(scope: Scope) -> ir.Table:
    return scope.records("inspection_problems").filter(
        _.closed_date.isnull() | (_.closed_date > scope.end_date)
    )


def _overdue(scope: Scope) -> ir.Table:
    """Open problems past their day whose repair was not reported by the end of the scope."""
    waiting = _.repaired_date.notnull() & (_.repaired_date <= scope.end_date)
    return _open(scope).filter((_.due_date < scope.end_date) & ~waiting)


def _rated(scope: Scope) -> ir.Table:
    return scope.records("call_backs").filter(_.rating.notnull())


def _satisfied(scope: Scope) -> ir.Table:
    return _rated(scope).filter(_.rating >= SATISFIED_FROM)


_ALL_VISITS = records_of("inspection_visits")
_ALL_PROBLEMS = records_of("inspection_problems")
_ANSWERED = records_of("call_backs", is_answered=True)

_FINISHED_ONLY = Bilingual(
    "只计完成的检查；计划的、取消的不计入。", "Finished visits only; planned and cancelled ones do not count."
)
_VOID = Bilingual(
    "判为误判而销号的不计入；同一站点两次检查发现同一问题算两个。",
    "What was taken off the list does not count; the same problem found on two visits counts twice.",
)
_READ_WITH_N = Bilingual(
    "须与接受回访的人数一起读：样本少时比例不可靠；没有接通的不计入。",
    "Read it with the number of persons asked: a small sample proves little; who was not reached does not count.",
)


def _counted(
    code: str,
    title: Bilingual,
    meaning: Bilingual,
    trap: Bilingual,
    unit: Unit,
    period: PeriodRule,
    table: str,
    population: Population,
) -> Indicator:
    return Indicator(code, title, meaning, trap, unit, period, table, Part(table, population, Count()))


INDICATORS = (
    _counted(
        "INSPECTION_VISITS",
        Bilingual("现场检查次数", "Visits to stations"),
        Bilingual("项目开始至截止日完成的站点现场检查次数。", "Visits finished since the project's start."),
        _FINISHED_ONLY,
        Unit.VISIT,
        PeriodRule.PROJECT,
        "inspection_visits",
        _ALL_VISITS,
    ),
    Indicator(
        "STATIONS_INSPECTED",
        Bilingual("检查过的站点数（本年以来）", "Stations inspected, since the year began"),
        Bilingual("报告年度首日至截止日，检查过的不同站点。", "Different stations visited."),
        Bilingual("一个站点查几次只算一个。", "A station visited several times counts once."),
        Unit.STATION,
        PeriodRule.SINCE_YEAR,
        "inspection_visits",
        Part("inspection_visits", _ALL_VISITS, CountDistinct("station_id")),
    ),
    Indicator(
        "INSPECTION_SCORE",
        Bilingual("检查平均得分率（本年以来）", "Average score of visits, since the year began"),
        Bilingual(
            "报告年度首日至截止日，各次检查得分之和占满分之和的比例。",
            "Points reached on all visits, of the points possible.",
        ),
        Bilingual(
            "只代表查过的站点；不是抽样得来的检查，平均分不能推到全部站点。",
            "It speaks of the stations visited; unless they were drawn, it cannot be carried over to all of them.",
        ),
        Unit.PERCENT,
        PeriodRule.SINCE_YEAR,
        "inspection_visits",
        Part("inspection_visits", _ALL_VISITS, Sum("score")),
        Part("inspection_visits", _ALL_VISITS, Sum("possible")),
        scale=100,
        decimals=2,
    ),
    _counted(
        "PROBLEMS_FOUND",
        Bilingual("发现问题数", "Problems found"),
        Bilingual("项目开始至截止日检查发现的问题个数。", "Problems that inspections found."),
        _VOID,
        Unit.PROBLEM,
        PeriodRule.PROJECT,
        "inspection_problems",
        _ALL_PROBLEMS,
    ),
    _counted(
        "PROBLEMS_CLOSED",
        Bilingual("整改完成问题数", "Problems closed"),
        Bilingual(
            "项目开始至截止日发现、并在截止日前回头看通过的问题个数。",
            "Problems found since the project's start and closed by a re-check up to the as-of date.",
        ),
        Bilingual(
            "报告已整改、尚未回头看的不计入。",
            "A repair that was reported but not re-checked does not count.",
        ),
        Unit.PROBLEM,
        PeriodRule.PROJECT,
        "inspection_problems",
        _closed,
    ),
    _counted(
        "PROBLEMS_OPEN",
        Bilingual("未销号问题数", "Problems open"),
        Bilingual("截止日尚未回头看通过的问题个数。", "Problems not closed on the as-of date."),
        Bilingual(
            "包括已报告整改、等待回头看的。", "Those mended and waiting for the re-check are among them."
        ),
        Unit.PROBLEM,
        PeriodRule.AS_OF,
        "inspection_problems",
        _open,
    ),
    _counted(
        "PROBLEMS_OVERDUE",
        Bilingual("逾期未整改问题数", "Problems overdue"),
        Bilingual(
            "截止日已过整改期限、也没有报告整改的问题个数。",
            "Problems past their day on the as-of date whose repair was not reported.",
        ),
        Bilingual(
            "回头看未通过的，按新期限算。", "After a re-check that was not passed, the new day counts."
        ),
        Unit.PROBLEM,
        PeriodRule.AS_OF,
        "inspection_problems",
        _overdue,
    ),
    Indicator(
        "PROBLEMS_CLOSED_SHARE",
        Bilingual("问题整改率", "Share of problems closed"),
        Bilingual(
            "项目开始至截止日发现的问题中，已回头看通过的比例。",
            "Problems closed by a re-check, of all problems found.",
        ),
        Bilingual("分母含尚未到期的问题。", "The denominator holds problems that are not due yet."),
        Unit.PERCENT,
        PeriodRule.PROJECT,
        "inspection_problems",
        Part("inspection_problems", _closed, Count()),
        Part("inspection_problems", _ALL_PROBLEMS, Count()),
        scale=100,
        decimals=2,
        cumulative=True,
    ),
    _counted(
        "CALL_BACKS_ANSWERED",
        Bilingual("接受电话回访人数", "Persons called back"),
        Bilingual("项目开始至截止日接受电话回访的人数。", "Persons who answered when called back."),
        Bilingual("打了没有接通、不愿回答的不计入。", "Whoever was not reached or declined does not count."),
        Unit.PERSON,
        PeriodRule.PROJECT,
        "call_backs",
        _ANSWERED,
    ),
    Indicator(
        "CALL_BACK_SATISFACTION",
        Bilingual("电话回访满意率", "Satisfied when called back"),
        Bilingual(
            f"接受回访的人中评分 {SATISFIED_FROM} 分及以上的比例。",
            f"Ratings of {SATISFIED_FROM} or 5 of 5, of all ratings given on the telephone.",
        ),
        _READ_WITH_N,
        Unit.PERCENT,
        PeriodRule.PROJECT,
        "call_backs",
        Part("call_backs", _satisfied, Count()),
        Part("call_backs", _rated, Count()),
        scale=100,
        decimals=2,
    ),
    Indicator(
        "CALL_BACK_CONTRADICTIONS",
        Bilingual("电话回访不符率", "Call-backs that contradict the records"),
        Bilingual(
            "接受回访的人中，回答与记录不符的比例。",
            "Persons whose answers contradict what is recorded of them.",
        ),
        _READ_WITH_N,
        Unit.PERCENT,
        PeriodRule.PROJECT,
        "call_backs",
        Part("call_backs", records_of("call_backs", is_answered=True, contradicts=True), Count()),
        Part("call_backs", _ANSWERED, Count()),
        scale=100,
        decimals=2,
    ),
)
