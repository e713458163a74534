"""Sets of records: what a figure counts, before it is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.values import DivisionCode

Wanted = str | bool | tuple[str, ...]


@cache
def fact_table(name: str) -> ir.Table:
    """Return the fact table as Ibis knows it before any engine does: only by its declared schema."""
    return ibis.table(ibis.Schema.from_pyarrow(FACT_TABLES[name].schema), name=name)


def tables_read(expression: ir.Expr) -> frozenset[str]:
    """Return the names of the fact tables that the expression reads."""
    return frozenset(table.name for table in expression.op().find(ops.UnboundTable))


@dataclass(frozen=True, slots=True)
class Scope:
    """The days and the place that a population is taken from; no start means: everything up to the end."""

    start_date: date | None
    end_date: date
    place: DivisionCode | None

    def records(self, name: str, **wanted: Wanted) -> ir.Table:
        """Return the records of one fact table inside the scope whose columns have the wanted values."""
        table = fact_table(name)
        return _meeting(
            table, [*self._dated(table, name), *self._placed(table, name), *_wanted(table, wanted)]
        )

    def dated(self, name: str) -> ir.Table:
        """Return the records of one fact table dated inside the scope; a table without dates whole."""
        table = fact_table(name)
        return _meeting(table, self._dated(table, name))

    def narrow(self, records: ir.Table, name: str, **wanted: Wanted) -> ir.Table:
        """Return those of some records of the fact table `name` that lie inside the place and are wanted."""
        return _meeting(records, [*self._placed(records, name), *_wanted(records, wanted)])

    def _dated(self, table: ir.Table, name: str) -> Conditions:
        column = FACT_TABLES[name].date_column
        if column is None:
            return []
        until = [table[column] <= self.end_date]
        return until if self.start_date is None else [table[column] >= self.start_date, *until]

    def _placed(self, records: ir.Table, name: str) -> Conditions:
        column = FACT_TABLES[name].place_column
        if self.place is None or column is None:
            return []
        return [records[column].startswith(self.place.prefix)]


Population = Callable[[Scope], ir.Table]
Conditions = list[ir.BooleanValue]


def records_of(name: str, **wanted: Wanted) -> Population:
    """Return the plainest population: records of one table inside the scope with the wanted values.

    A wanted value is what the column must hold; a tuple names several of which it must hold one.
    """
    return lambda scope: scope.records(name, **wanted)


def _wanted(records: ir.Table, wanted: Mapping[str, Wanted]) -> Conditions:
    return [
        records[column].isin(value) if isinstance(value, tuple) else records[column] == value
        for column, value in wanted.items()
    ]


def _meeting(records: ir.Table, conditions: Conditions) -> ir.Table:
    return records.filter(conditions) if conditions else records
