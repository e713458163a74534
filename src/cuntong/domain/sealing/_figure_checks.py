"""Every figure is computed again from the bundle's tables and held against what the bundle states."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import duckdb
import pyarrow as pa

from ._contents import FIGURES, NO_RECORDS, OK, Definition, Figure
from ._findings import Finding, finding
from ._limits import Limits
from ._recompute import (
    QueryFailed,
    QueryRefused,
    Recomputed,
    facts_database,
    queries,
    recompute,
    tables_read,
)

# name in Chinese, name in English, stated, recomputed
Difference = tuple[str, str, object, object]


def check_figures(
    figures: tuple[Figure, ...],
    definitions: Mapping[str, Definition],
    tables: Mapping[str, pa.Table],
    damaged: frozenset[str],
    limits: Limits,
) -> Iterator[Finding]:
    """Yield what is wrong with the figures; those that need a damaged table are named, not guessed at."""
    try:
        with facts_database(tables, limits) as connection:
            for figure in figures:
                definition = definitions.get(figure.definition)
                if definition is None:
                    yield finding("DEFINITION_MISSING", _place(figure), definition=figure.definition)
                else:
                    yield from _check(connection, figure, definition, damaged)
    except QueryFailed as error:
        yield finding("TABLES_UNUSABLE", FIGURES, why=error)


def _check(
    connection: duckdb.DuckDBPyConnection, figure: Figure, definition: Definition, damaged: frozenset[str]
) -> Iterator[Finding]:
    try:
        read = {name for sql in queries(definition).values() for name in tables_read(connection, sql)}
        if lost := sorted(read & damaged):
            yield finding("FIGURE_UNCHECKED", _place(figure), tables=", ".join(lost))
            return
        differences = list(_differences(figure, definition, recompute(connection, definition)))
    except QueryRefused as error:
        yield finding("QUERY_REFUSED", _place(figure), why_zh=error.message.zh, why_en=error.message.en)
    except QueryFailed as error:
        yield finding("QUERY_FAILED", _place(figure), why=error)
    else:
        if differences:
            yield _differing(figure, differences)


def _place(figure: Figure) -> str:
    return f"{FIGURES}: {figure.identity}"


def _differences(figure: Figure, definition: Definition, found: Recomputed) -> Iterator[Difference]:
    """Yield where the figure and its recomputation part."""
    pairs: list[Difference] = [
        ("状态", "status", figure.status, NO_RECORDS if found.value is None else OK),
        ("数值", "value", figure.value, found.value),
        ("分子", "numerator", figure.numerator, found.numerator),
        ("分母", "denominator", figure.denominator, found.denominator),
        ("小数位", "decimals", figure.decimals, definition.decimals),
    ]
    if definition.records_sql is not None:
        pairs.append(("记录数", "records", figure.records, found.records))
    yield from (pair for pair in pairs if pair[2] != pair[3])
    if (figure.code, figure.unit) != (definition.code, definition.unit):
        yield (
            "指标或单位",
            "code or unit",
            f"{figure.code} {figure.unit}",
            f"{definition.code} {definition.unit}",
        )


def _differing(figure: Figure, differences: list[Difference]) -> Finding:
    zh = "；".join(
        f"{name}写明 {_shown(stated, '无')}，重算 {_shown(found, '无')}"
        for name, _, stated, found in differences
    )
    en = "; ".join(
        f"{name} stated {_shown(stated, 'none')}, recomputed {_shown(found, 'none')}"
        for _, name, stated, found in differences
    )
    return finding("FIGURE_DIFFERS", _place(figure), differences_zh=zh, differences_en=en)


def _shown(number: object, nothing: str) -> str:
    return nothing if number is None else format(number, "f") if isinstance(number, Decimal) else str(number)
