"""A figure defined: in words for people, in SQL for whoever recomputes it."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from cuntong.domain.values import Bilingual

from ._catalogue import PERIOD_TEXTS, indicator_of
from ._frames import Frame
from ._indicators import Indicator, Part
from ._populations import Scope, fact_table, tables_read
from ._summaries import measured


def definition(code: str, frame: Frame) -> dict[str, Any]:
    """Return all that it takes to recompute the figure without this program, as plain JSON values.

    `numerator_sql`, `denominator_sql` and `records_sql` are DuckDB queries over tables that bear the names
    of the fact tables and are all there, if need be without rows. Each is a single SELECT of one exact
    number; NULL says that one of `numerator_tables` (or `denominator_tables`) holds no record at all. The
    value is `scale` times numerator, over the denominator where there is one, rounded half-up to `decimals`
    decimals; there is none where a number is NULL or the denominator 0. `population_sql` and
    `denominator_population_sql` yield the records themselves, in their own columns.

    `denominator_sql` is None where the figure is no ratio. Every SQL is None where nothing can be said
    whatever the records: they are not kept yet, or they do not know the place.
    """
    indicator = indicator_of(code)
    scope = indicator.scope(frame)
    by_place = all(part.can_be_narrowed_to(scope.place) for part in indicator.parts)
    numerator, denominator = (indicator.numerator, indicator.denominator) if by_place else (None, None)
    return (
        _words(indicator)
        | _bounds(indicator, scope, frame)
        | {
            "numerator_sql": _measure_sql(numerator, scope),
            "numerator_tables": _tables(numerator, scope),
            "denominator_sql": _measure_sql(denominator, scope),
            "denominator_tables": _tables(denominator, scope),
            "records_sql": _count_sql(numerator, scope),
            "population_sql": _population_sql(numerator, scope),
            "denominator_population_sql": _population_sql(denominator, scope),
        }
    )


def _words(indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "title": _pair(indicator.title),
        "meaning": _pair(indicator.meaning),
        "trap": _pair(indicator.trap),
        "unit": indicator.unit.name,
        "unit_label": _pair(indicator.unit.value),
        "table": indicator.table,
        "scale": indicator.scale,
        "decimals": indicator.decimals,
        "rounding": "HALF_UP",
    }


def _bounds(indicator: Indicator, scope: Scope, frame: Frame) -> dict[str, Any]:
    return {
        "period": indicator.period.value,
        "period_label": _pair(PERIOD_TEXTS[indicator.period]),
        "start_date": scope.start_date.isoformat() if scope.start_date else None,
        "end_date": scope.end_date.isoformat(),
        "place": frame.place.value if frame.place else None,
    }


def _measure_sql(part: Part | None, scope: Scope) -> str | None:
    if part is None:
        return None
    records = part.population(scope)
    return _number_sql(records, measured(part, records))


def _count_sql(part: Part | None, scope: Scope) -> str | None:
    return None if part is None else _sql(part.population(scope).aggregate(value=_.count()))


def _population_sql(part: Part | None, scope: Scope) -> str | None:
    if part is None:
        return None
    return _sql(part.population(scope).select(*(column.name for column in part.columns)))


def _tables(part: Part | None, scope: Scope) -> list[str]:
    return [] if part is None else sorted(tables_read(part.population(scope)))


def _number_sql(records: ir.Table, measure: ir.Value) -> str:
    """Return the query of a measure that is NULL where a table has no record: nothing is not zero."""
    kept = [fact_table(name).count().as_scalar() > 0 for name in sorted(tables_read(records))]
    number = records.aggregate(value=measure)
    return _sql(number.select(value=ibis.ifelse(ibis.and_(*kept), number.value, ibis.null())))


def _sql(expression: ir.Table) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))


def _pair(text: Bilingual) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
