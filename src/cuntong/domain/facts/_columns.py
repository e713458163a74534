"""What a fact table and its columns are, and short ways to write them down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

from cuntong.domain.values import Bilingual, DivisionLevel

Choices = Mapping[str, Bilingual]

TEXT = pa.string()
WHOLE = pa.int32()
YUAN = pa.decimal128(18, 2)
HOURS = pa.decimal128(6, 2)
POINTS = pa.decimal128(8, 2)
AMOUNT = pa.decimal128(18, 4)
DAY = pa.date32()
MOMENT = pa.timestamp("us", tz="UTC")
FLAG = pa.bool_()


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, its title, whether it must be filled, and the values it may take.

    `choices` maps each stored code to its label; `division` marks a 12-digit division code, `identifier` a
    value that is only ever looked up whole; `minimum` and `maximum` bound a whole number.
    """

    name: str
    type: pa.DataType
    title: Bilingual
    required: bool = True
    choices: Choices = field(default_factory=dict)
    division: bool = False
    identifier: bool = False
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True)
class FactTable:
    """One table of facts: a row is a record, and every figure is computed from such rows alone.

    `key` is unique. `date_column` is the day on which the recorded thing happened, `place_column` the
    division where it happened, known down to `place_level`; both are None where the records have none.
    """

    name: str
    purpose: Bilingual
    key: str
    columns: tuple[Column, ...]
    date_column: str | None = None
    place_column: str | None = None
    place_level: DivisionLevel | None = None

    @cached_property
    def schema(self) -> pa.Schema:
        """The declared Arrow schema; a required column is not nullable."""
        return pa.schema([pa.field(c.name, c.type, nullable=not c.required) for c in self.columns])

    @cached_property
    def column_by_name(self) -> Mapping[str, Column]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}


def text(name: str, zh: str, en: str, *, required: bool = True) -> Column:
    """A column of free text."""
    return Column(name, TEXT, Bilingual(zh, en), required)


def identifier(name: str, zh: str, en: str, *, required: bool = True) -> Column:
    """A column of identifiers."""
    return Column(name, TEXT, Bilingual(zh, en), required, identifier=True)


def choice(name: str, zh: str, en: str, choices: Choices) -> Column:
    """A required column that holds one of the codes."""
    return Column(name, TEXT, Bilingual(zh, en), choices=choices)


def division(name: str, zh: str, en: str, *, required: bool = True) -> Column:
    """A column of 12-digit division codes."""
    return Column(name, TEXT, Bilingual(zh, en), required, division=True)


def day(name: str, zh: str, en: str, *, required: bool = True) -> Column:
    """A column of days."""
    return Column(name, DAY, Bilingual(zh, en), required)


def yuan(name: str, zh: str, en: str) -> Column:
    """A required column of amounts in yuan, two decimals."""
    return Column(name, YUAN, Bilingual(zh, en))


def flag(name: str, zh: str, en: str) -> Column:
    """A required column of yes and no."""
    return Column(name, FLAG, Bilingual(zh, en))


def evidence_count() -> Column:
    """The number of evidence documents linked to the record."""
    return Column("evidence_count", WHOLE, Bilingual("佐证材料数", "evidence documents"), minimum=0)


def township(*, required: bool = False) -> Column:
    """The township where it happened."""
    return division("township_code", "乡镇代码", "township code", required=required)
