"""The centre, the stations and how far they reach."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.values import Bilingual

from ._frames import PeriodRule
from ._indicators import Indicator, Part, Unit
from ._measures import Count, CountDistinct
from ._populations import Population, Scope, records_of

TOPIC = Bilingual("服务中心与站点", "Centre and stations")

_STATES = tuple(FACT_TABLES["station_events"].column_by_name["state"].choices)
_ALL_LEVELS = ("TOWNSHIP", "VILLAGE")


def _latest_events(scope: Scope) -> ir.Table:
    """Return each station's last event: of several on one day, the one furthest along a station's life.

    Place and level are asked of that last event, never before: a station that moved counts where it is.
    """
    events = scope.dated("station_events")
    stage = events.state.cases(*((state, position) for position, state in enumerate(_STATES)), else_=-1)
    latest_first = [events.event_date.desc(), stage.desc(), events.event_id.desc()]
    order = ibis.row_number().over(group_by=events.station_id, order_by=latest_first)
    return events.mutate(place_in_order=order).filter(_.place_in_order == 0).drop("place_in_order")


def _standing(state: str, *levels: str) -> Population:
    """Stations whose last event put them in that state."""
    return lambda scope: scope.narrow(_latest_events(scope), "station_events", state=state, level=levels)


def operating(*levels: str) -> Population:
    """Stations whose last event says that they operate."""
    return _standing("OPERATING", *levels)


def _covering(level: str, kind: str, column: str) -> Population:
    """Operating stations of a level whose place is one of the county's divisions of that kind."""

    def population(scope: Scope) -> ir.Table:
        divisions = scope.records("divisions", kind=kind)
        stations = operating(level)(scope)
        return stations.semi_join(divisions, stations[column] == divisions.code)

    return population


def _stations(population: Population) -> Part:
    return Part("station_events", population, CountDistinct("station_id"))


def _reached(state: str, *levels: str) -> Part:
    """Stations that have an event of that state, whatever came later."""
    return _stations(records_of("station_events", state=state, level=levels))


_LATER = Bilingual(
    "此后暂停、调换或撤销的站点仍计入；是否仍在运营看运营数。",
    "Stations suspended, replaced or withdrawn afterwards still count; whether they operate is another figure.",
)
_NOT_BUILT = Bilingual(
    "已验收不等于在运营；没有验收记录的站点不计入，即使已经建成。",
    "Accepted is not operating; a station without an acceptance record does not count, even when built.",
)
_LAST_EVENT = Bilingual(
    "只看截止日前最后一件事；拟建、暂停、调换、撤销的站点不计入。",
    "Only the last event up to the as-of date counts; planned, suspended, replaced and withdrawn ones do not.",
)


def _indicator(
    code: str, title: Bilingual, meaning: Bilingual, trap: Bilingual, part: Part, unit: Unit = Unit.STATION
) -> Indicator:
    return Indicator(code, title, meaning, trap, unit, PeriodRule.AS_OF, "station_events", part)


INDICATORS = (
    _indicator(
        "CENTRE_ACCEPTED",
        Bilingual("公共服务中心通过验收数", "Service centres accepted"),
        Bilingual(
            "截止日前有验收记录的公共服务中心个数。",
            "Service centres with an acceptance up to the as-of date.",
        ),
        _NOT_BUILT,
        _reached("ACCEPTED", "CENTRE"),
    ),
    _indicator(
        "CENTRE_OPERATING",
        Bilingual("公共服务中心运营数", "Service centres operating"),
        Bilingual(
            "截止日处于运营状态的公共服务中心个数。", "Service centres that operate on the as-of date."
        ),
        _LAST_EVENT,
        _stations(operating("CENTRE")),
    ),
    _indicator(
        "TOWNSHIP_STATIONS_BUILT",
        Bilingual("镇级站建成数", "Township stations built"),
        Bilingual("截止日前有建成记录的镇级站个数。", "Township stations with a record of being built."),
        _LATER,
        _reached("BUILT", "TOWNSHIP"),
    ),
    _indicator(
        "TOWNSHIP_STATIONS_ACCEPTED",
        Bilingual("镇级站验收数", "Township stations accepted"),
        Bilingual("截止日前有验收记录的镇级站个数。", "Township stations with a record of acceptance."),
        _NOT_BUILT,
        _reached("ACCEPTED", "TOWNSHIP"),
    ),
    _indicator(
        "TOWNSHIP_STATIONS_OPERATING",
        Bilingual("镇级站运营数", "Township stations operating"),
        Bilingual("截止日处于运营状态的镇级站个数。", "Township stations that operate on the as-of date."),
        _LAST_EVENT,
        _stations(operating("TOWNSHIP")),
    ),
    _indicator(
        "VILLAGE_POINTS_BUILT",
        Bilingual("村级点建成数", "Village points built"),
        Bilingual("截止日前有建成记录的村级点个数。", "Village points with a record of being built."),
        _LATER,
        _reached("BUILT", "VILLAGE"),
    ),
    _indicator(
        "VILLAGE_POINTS_ACCEPTED",
        Bilingual("村级点验收数", "Village points accepted"),
        Bilingual("截止日前有验收记录的村级点个数。", "Village points with a record of acceptance."),
        _NOT_BUILT,
        _reached("ACCEPTED", "VILLAGE"),
    ),
    _indicator(
        "VILLAGE_POINTS_OPERATING",
        Bilingual("村级点运营数", "Village points operating"),
        Bilingual("截止日处于运营状态的村级点个数。", "Village points that operate on the as-of date."),
        _LAST_EVENT,
        _stations(operating("VILLAGE")),
    ),
    _indicator(
        "STATIONS_BUILT",
        Bilingual("镇村站点建成总数", "Stations built, township and village"),
        Bilingual(
            "截止日前有建成记录的镇级站和村级点个数之和。",
            "Township stations and village points recorded as built.",
        ),
        _LATER,
        _reached("BUILT", *_ALL_LEVELS),
    ),
    _indicator(
        "STATIONS_ACCEPTED",
        Bilingual("镇村站点验收总数", "Stations accepted, township and village"),
        Bilingual(
            "截止日前有验收记录的镇级站和村级点个数之和。",
            "Township stations and village points with a record of acceptance.",
        ),
        _NOT_BUILT,
        _reached("ACCEPTED", *_ALL_LEVELS),
    ),
    _indicator(
        "STATIONS_OPERATING",
        Bilingual("镇村站点运营总数", "Stations operating, township and village"),
        Bilingual(
            "截止日处于运营状态的镇级站和村级点个数之和。",
            "Township stations and village points that operate on the as-of date.",
        ),
        _LAST_EVENT,
        _stations(operating(*_ALL_LEVELS)),
    ),
    _indicator(
        "STATIONS_SUSPENDED",
        Bilingual("暂停运营站点数", "Stations suspended"),
        Bilingual(
            "截止日处于暂停状态的镇级站和村级点个数。",
            "Township stations and village points that are suspended on the as-of date.",
        ),
        Bilingual("恢复运营的不计入。", "Those that have opened again do not count."),
        _stations(_standing("SUSPENDED", *_ALL_LEVELS)),
    ),
    _indicator(
        "STATIONS_REPLACED",
        Bilingual("调换站点数", "Stations replaced"),
        Bilingual(
            "截止日前有调换记录的镇级站和村级点个数。",
            "Township stations and village points with a record of being replaced.",
        ),
        Bilingual(
            "只换站长、站点不变的不计入。", "A station that got another keeper and stayed does not count."
        ),
        _reached("REPLACED", *_ALL_LEVELS),
    ),
    _indicator(
        "STATIONS_WITHDRAWN",
        Bilingual("撤销站点数", "Stations withdrawn"),
        Bilingual(
            "截止日前有撤销记录的镇级站和村级点个数。",
            "Township stations and village points with a record of being withdrawn.",
        ),
        Bilingual("调换不是撤销。", "Replaced is not withdrawn."),
        _reached("WITHDRAWN", *_ALL_LEVELS),
    ),
    Indicator(
        "TOWNSHIP_COVERAGE",
        Bilingual("乡镇覆盖率", "Township coverage"),
        Bilingual(
            "有镇级站在运营的乡镇（街道）数占全部乡镇（街道）数的比例。",
            "Townships and subdistricts with an operating township station, of all of them.",
        ),
        Bilingual(
            "分母含街道，不含统计用区划单元；一个乡镇有几个站只算一次。",
            "The denominator holds subdistricts and no statistical units; a township with two stations counts once.",
        ),
        Unit.PERCENT,
        PeriodRule.AS_OF,
        "station_events",
        Part(
            "station_events",
            _covering("TOWNSHIP", "TOWNSHIP", "township_code"),
            CountDistinct("township_code"),
        ),
        Part("divisions", records_of("divisions", kind="TOWNSHIP"), Count()),
        scale=100,
        decimals=2,
        cumulative=True,
    ),
    Indicator(
        "VILLAGE_COVERAGE",
        Bilingual("行政村覆盖率", "Administrative village coverage"),
        Bilingual(
            "有村级点在运营的行政村数占全部行政村数的比例。",
            "Administrative villages with an operating village point, of all administrative villages.",
        ),
        Bilingual(
            "按行政村计，不按站点计：设在社区的点、同一村的第二个点都不增加覆盖；分母取区划名单，不取计划数。",
            "Villages are counted, not points: a point in a residents' community or a second one in a village adds "
            "nothing; the denominator is the division list, not the plan.",
        ),
        Unit.PERCENT,
        PeriodRule.AS_OF,
        "station_events",
        Part(
            "station_events",
            _covering("VILLAGE", "ADMINISTRATIVE_VILLAGE", "division_code"),
            CountDistinct("division_code"),
        ),
        Part("divisions", records_of("divisions", kind="ADMINISTRATIVE_VILLAGE"), Count()),
        scale=100,
        decimals=2,
        cumulative=True,
    ),
)
