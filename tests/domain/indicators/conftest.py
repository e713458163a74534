"""Facts for tests: a row of any table with only what matters written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pyarrow as pa
import pytest

from cuntong.domain.facts import FACT_TABLES, Column, conform
from cuntong.domain.indicators import FigureSource, Frame

Row = dict[str, Any]


def _plain_value(column: Column, number: int) -> Any:
    if not column.required:
        return None
    if column.choices:
        return next(iter(column.choices))
    if column.division:
        return "440281001000"
    for is_type, value in (
        (pa.types.is_string, f"{column.name}-{number}"),
        (pa.types.is_integer, 0),
        (pa.types.is_decimal, Decimal(0)),
        (pa.types.is_date, date(2023, 6, 1)),
        (pa.types.is_timestamp, datetime(2023, 6, 1, tzinfo=UTC)),
    ):
        if is_type(column.type):
            return value
    return False


@pytest.fixture(scope="session")
def row() -> Callable[..., Row]:
    """row("payments", amount_yuan=…) fills every other column with something plain."""
    numbers = count()

    def fill(table: str, /, **values: Any) -> Row:
        number = next(numbers)
        return {c.name: _plain_value(c, number) for c in FACT_TABLES[table].columns} | values

    return fill


@pytest.fixture(scope="session")
def source_of() -> Callable[[Mapping[str, Iterable[Row]]], FigureSource]:
    """Rows by table → a source; a table that is not named is absent, one named without rows is empty."""

    def serve(facts: Mapping[str, Iterable[Row]]) -> FigureSource:
        return FigureSource.from_arrow({name: conform(name, rows) for name, rows in facts.items()})

    return serve


@pytest.fixture(scope="session")
def year_2023() -> Frame:
    """A project since July 2021, reported for 2023."""
    return Frame(date(2021, 7, 20), date(2023, 1, 1), date(2023, 12, 31))
