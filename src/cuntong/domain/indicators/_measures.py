"""What is done with a set of records to get a number: count them, count something in them once, add them up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import ibis.expr.types as ir

from cuntong.domain.values import Bilingual


@dataclass(frozen=True, slots=True)
class Count:
    """The number of records."""

    decimals: ClassVar[int] = 0

    def of(self, records: ir.Table) -> ir.Value:
        """Return the expression over the records."""
        return records.count()

    @property
    def text(self) -> Bilingual:
        """The measure in words."""
        return Bilingual("记录条数", "number of records")


@dataclass(frozen=True, slots=True)
class CountDistinct:
    """The number of different values of a column: each person, station or village once."""

    column: str
    decimals: ClassVar[int] = 0

    def of(self, records: ir.Table) -> ir.Value:
        """Return the expression over the records."""
        return records[self.column].nunique()

    @property
    def text(self) -> Bilingual:
        """The measure in words."""
        return Bilingual(f"按 {self.column} 去重计数", f"different values of {self.column}")


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of a column of money; of no records, zero."""

    column: str
    decimals: ClassVar[int] = 2

    def of(self, records: ir.Table) -> ir.Value:
        """Return the expression over the records."""
        return records[self.column].sum().coalesce(0)

    @property
    def text(self) -> Bilingual:
        """The measure in words."""
        return Bilingual(f"{self.column} 合计", f"sum of {self.column}")


Measure = Count | CountDistinct | Sum
