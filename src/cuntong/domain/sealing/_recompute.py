"""Compute a figure again: its SQL over the fact tables of the bundle, in a database that reaches nothing else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import duckdb
import pyarrow as pa

from cuntong.domain.values import BilingualError, round_half_up

from ._contents import Definition
from ._database import memory_database, quoted
from ._limits import Limits

_MOST_SQL_CHARACTERS = 200_000

_BEFORE_LOADING = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET python_enable_replacements = false",
)
_AFTER_LOADING = ("SET enable_external_access = false", "SET lock_configuration = true")


class QueryRefused(BilingualError):
    """Raised for SQL that is not one SELECT over the fact tables with one exact number as its result."""


class QueryFailed(ValueError):
    """Raised for SQL that the database does not understand or cannot carry out within the limits."""


@dataclass(frozen=True)
class Recomputed:
    """A figure as its definition gives it; `records` is None where the definition does not count them."""

    numerator: Decimal | None
    denominator: Decimal | None
    records: Decimal | None
    value: Decimal | None


@contextmanager
def facts_database(tables: Mapping[str, pa.Table], limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that holds these tables and can no longer reach files, network or settings.

    Raises QueryFailed where a table cannot be loaded.
    """
    with memory_database({}) as connection:
        try:
            _load(connection, tables, limits)
        except (duckdb.Error, pa.ArrowException) as error:
            raise QueryFailed(str(error)) from error
        yield connection


def _load(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table], limits: Limits) -> None:
    """Fill the database and then lock it; what runs afterwards cannot unlock it."""
    for statement in (*_BEFORE_LOADING, f"SET memory_limit = '{limits.query_memory_bytes}B'"):
        connection.execute(statement)
    for name, table in tables.items():
        connection.register("arriving", table)
        connection.execute(f"CREATE TABLE {quoted(name)} AS SELECT * FROM arriving")
        connection.unregister("arriving")
    connection.execute(f"SET max_execution_time = {limits.query_seconds * 1000}")
    for statement in _AFTER_LOADING:
        connection.execute(statement)


def tables_read(connection: duckdb.DuckDBPyConnection, sql: str) -> frozenset[str]:
    """Return the names, in small letters, of the tables that a query reads. Raises QueryRefused, QueryFailed."""
    _single_select(connection, sql)
    try:
        return frozenset(name.lower() for name in connection.get_table_names(sql))
    except duckdb.Error as error:
        raise QueryFailed(str(error)) from error


def number(connection: duckdb.DuckDBPyConnection, sql: str) -> Decimal | None:
    """Return the one number that a query gives, None for NULL. Raises QueryRefused, QueryFailed."""
    statement = _single_select(connection, sql)
    try:
        # Read-only, because WITH … AS (INSERT …) SELECT is a SELECT too.
        connection.execute("BEGIN TRANSACTION READ ONLY")
        try:
            rows = connection.execute(statement).fetchmany(2)
        finally:
            with suppress(duckdb.Error):  # an error may have ended the transaction already
                connection.rollback()
    except Exception as error:  # converting a hostile result raises more than the database's own errors
        raise QueryFailed(str(error)) from error
    found = _exact(rows)
    if found is not None and not tables_read(connection, sql):
        raise QueryRefused(
            "没有用到任何事实表，却给出了数值", "it reads no fact table, yet it gives a number"
        )
    return found


def _single_select(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    if len(sql) > _MOST_SQL_CHARACTERS:
        raise QueryRefused("语句过长", "it is too long")
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryFailed(str(error)) from error
    kinds = [statement.type.name for statement in statements]
    if kinds != ["SELECT"]:
        found = ", ".join(kinds) or "-"
        raise QueryRefused(
            f"只允许一条 SELECT，实为 {found}", f"only a single SELECT is allowed, this is {found}"
        )
    return statements[0]


def _exact(rows: list[tuple[object, ...]]) -> Decimal | None:
    if len(rows) != 1 or len(rows[0]) != 1:
        raise QueryRefused("结果应为一行一列", "its result is not one row of one column")
    match rows[0][0]:
        case None:
            return None
        case Decimal() as exact:
            return exact
        case int() as whole if not isinstance(whole, bool):
            return Decimal(whole)
    kind = type(rows[0][0]).__name__
    raise QueryRefused(
        f"结果应为整数、小数或空值，实为 {kind}",
        f"its result is not an integer, a decimal or NULL, but {kind}",
    )


def recompute(connection: duckdb.DuckDBPyConnection, definition: Definition) -> Recomputed:
    """Return the figure that a definition gives over the loaded tables. Raises QueryRefused, QueryFailed."""
    found = {part: number(connection, sql) for part, sql in queries(definition).items()}
    numerator, denominator = found["numerator"], found.get("denominator")
    value = figure_value(definition, numerator, denominator)
    return Recomputed(numerator, denominator, found.get("records"), value)


def queries(definition: Definition) -> dict[str, str]:
    """Return the SQL of a definition by its part: numerator, and denominator and records where it has them."""
    parts = {
        "numerator": definition.numerator_sql,
        "denominator": definition.denominator_sql,
        "records": definition.records_sql,
    }
    return {part: sql for part, sql in parts.items() if sql is not None}


def figure_value(
    definition: Definition, numerator: Decimal | int | None, denominator: Decimal | int | None
) -> Decimal | None:
    """Return numerator x scale (over denominator, where the definition has one), rounded half-up at the end.

    None where a part is missing or the denominator is 0.
    """
    if numerator is None:
        return None
    exact = Fraction(numerator) * Fraction(definition.scale)
    if definition.denominator_sql is not None:
        if not denominator:
            return None
        exact /= Fraction(denominator)
    return round_half_up(exact, definition.decimals)
