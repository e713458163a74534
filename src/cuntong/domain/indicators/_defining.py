"""A figure defined: in words for people, in SQL for whoever recomputes it."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from cuntong.domain.values import Bilingual

from ._catalogue import PERIOD_TEXTS, indicator_of
from ._frames import Frame
from ._indicators import Indicator, Part
from ._populations import Scope, tables_read
from ._summaries import measured


def definition(code: str, frame: Frame) -> dict[str, Any]:
    """Return all that it takes to recompute the figure without this program, as plain JSON values.

    `numerator_sql` and `denominator_sql` are DuckDB queries over tables that bear the names of the fact
    tables; each yields one row with the column `value`. `denominator_sql` is None where the figure is no
    ratio, `numerator_sql` where records of this kind are not kept yet. `records_sql` and
    `denominator_records_sql` yield the populations in their own columns.

    From them follows the figure: if `by_place` is false, it has no value (NOT_BY_PLACE); if one of the
    `numerator_tables` is absent or empty, or there are none, no value (NO_RECORDS); if there is a denominator
    and it is zero or one of its tables is absent or empty, no value (NO_DENOMINATOR); otherwise the value is
    `scale` times numerator (over denominator), rounded half-up to `decimals` decimals.
    """
    indicator = indicator_of(code)
    scope = indicator.scope(frame)
    return (
        _words(indicator)
        | _bounds(indicator, scope, frame)
        | _queries("numerator", indicator.numerator, scope)
        | _queries("denominator", indicator.denominator, scope)
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
        "by_place": all(part.can_be_narrowed_to(scope.place) for part in indicator.parts),
    }


def _queries(name: str, part: Part | None, scope: Scope) -> dict[str, Any]:
    records_key = "records_sql" if name == "numerator" else f"{name}_records_sql"
    if part is None:
        return {f"{name}_sql": None, records_key: None, f"{name}_tables": [], f"{name}_measure": None}
    records = part.population(scope)
    return {
        f"{name}_sql": _sql(records.aggregate(value=measured(part, records))),
        records_key: _sql(records.select(*(column.name for column in part.columns))),
        f"{name}_tables": sorted(tables_read(records)),
        f"{name}_measure": _pair(part.measure.text),
    }


def _sql(expression: ir.Table) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))


def _pair(text: Bilingual) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
