"""Where the facts are: an engine that holds fact tables under their own names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.values import BilingualError

# No engine may fetch anything from outside while it computes a figure.
_DUCKDB_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class Engine(Protocol):
    """What is asked of an Ibis backend: DuckDB for one county, Spark for many."""

    def to_pyarrow(self, expr: ir.Expr, /) -> Any:
        """Return the result of an expression."""

    def disconnect(self) -> None:
        """Let the engine go."""


class SourceError(BilingualError):
    """A table of the source is not declared, lacks a declared column, or its file is missing."""


class FigureSource:
    """Fact tables in an engine, each under its own name; a declared table that is not named is absent.

    One source serves one thread at a time; close it, or use it in a `with` statement. The constructor
    takes any Ibis backend whose tables have the declared columns; the two class methods check them.
    """

    def __init__(self, engine: Engine, table_names: Iterable[str]) -> None:
        self._engine = engine
        self.table_names = frozenset(table_names)

    @classmethod
    def from_arrow(cls, tables: Mapping[str, pa.Table]) -> FigureSource:
        """Serve Arrow tables by name from an embedded DuckDB, without copying them.

        Raises SourceError for a table that is not declared or has other columns than declared.
        """
        for name, table in tables.items():
            _check_columns(name, table.schema)
        connection = duckdb.connect(config=_DUCKDB_SETTINGS)
        for name, table in tables.items():
            connection.register(name, table)
        return cls(ibis.duckdb.from_connection(connection), tables)

    @classmethod
    def from_parquet(cls, directory_or_paths: Path | Mapping[str, Path]) -> FigureSource:
        """Serve Parquet files from an embedded DuckDB: every `<fact table>.parquet` of a directory, or by name.

        Raises SourceError for a missing file and for other columns than declared.
        """
        paths = _parquet_paths(directory_or_paths)
        for name, path in paths.items():
            _check_columns(name, _parquet_schema(name, path))
        connection = duckdb.connect(config=_DUCKDB_SETTINGS)
        for name, path in paths.items():
            connection.read_parquet(str(path)).create_view(name)
        return cls(ibis.duckdb.from_connection(connection), paths)

    def fetch(self, expression: ir.Table) -> pa.Table:
        """Return the rows of a table expression."""
        return self._engine.to_pyarrow(expression)

    def close(self) -> None:
        """Let the engine go; the source cannot be used afterwards."""
        self._engine.disconnect()

    def __enter__(self) -> FigureSource:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _parquet_paths(directory_or_paths: Path | Mapping[str, Path]) -> dict[str, Path]:
    if isinstance(directory_or_paths, Mapping):
        return dict(directory_or_paths)
    paths = {name: directory_or_paths / f"{name}.parquet" for name in FACT_TABLES}
    return {name: path for name, path in paths.items() if path.is_file()}


def _parquet_schema(name: str, path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except (OSError, pa.ArrowInvalid) as problem:
        raise SourceError(
            f"事实表 {name}：{path.name} 不是可读的 Parquet 文件",
            f"fact table {name}: {path.name} is no readable Parquet file",
        ) from problem


def _check_columns(name: str, given: pa.Schema) -> None:
    if name not in FACT_TABLES:
        raise SourceError(f"没有声明事实表 {name}", f"no fact table {name} is declared")
    for declared in FACT_TABLES[name].schema:
        found = given.field(declared.name).type if declared.name in given.names else None
        if found != declared.type:
            raise SourceError(
                f"事实表 {name} 的列 {declared.name} 应为 {declared.type}，实为 {found or '无此列'}",
                f"fact table {name}: column {declared.name} must be {declared.type}, it is {found or 'missing'}",
            )
