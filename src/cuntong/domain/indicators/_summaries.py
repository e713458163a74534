"""The queries behind figures: one row of numbers per population, all populations in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.values import round_half_up

from ._indicators import Part
from ._populations import Scope, fact_table, tables_read
from ._sources import FigureSource


@dataclass(frozen=True, slots=True)
class Summary:
    """What one query says about one part: its measure, its records, and those of them with evidence."""

    value: Decimal
    records: int
    evidenced: int


NOTHING = Summary(Decimal(0), 0, 0)
Groups = Mapping[str | None, Summary]
Request = tuple[Part, Scope]


def tables_with_records(source: FigureSource) -> frozenset[str]:
    """Return the tables of the source that hold a record, of whatever date and place."""
    names = sorted(source.table_names)
    counts = [
        fact_table(name).aggregate(number=ibis.literal(number), records=_.count())
        for number, name in enumerate(names)
    ]
    rows = source.fetch(ibis.union(*counts)).to_pylist() if counts else []
    return frozenset(names[row["number"]] for row in rows if row["records"])


def summarise(
    source: FigureSource, requests: Iterable[Request], present: frozenset[str]
) -> Mapping[Request, Summary]:
    """Return the summary of each request that can be answered from the tables present."""
    populations = {
        (part, scope): part.population(scope) for part, scope in requests if _has_place(part, scope)
    }
    answered = [request for request, records in populations.items() if tables_read(records) <= present]
    queries = [
        populations[request].aggregate(
            number=ibis.literal(number), **_numbers(request[0], populations[request])
        )
        for number, request in enumerate(answered)
    ]
    rows = source.fetch(ibis.union(*queries)).to_pylist() if queries else []
    return {answered[row["number"]]: _read(answered[row["number"]][0], row) for row in rows}


def summarise_by_township(
    source: FigureSource, part: Part | None, scope: Scope, present: frozenset[str]
) -> Groups | None:
    """Return the part's summary by township code, or None where the records cannot say."""
    if part is None or FACT_TABLES[part.table].place_column is None or not _has_place(part, scope):
        return None
    records = part.population(scope)
    if not tables_read(records) <= present:
        return None
    groups = records.group_by("township_code").aggregate(**_numbers(part, records))
    return {row["township_code"]: _read(part, row) for row in source.fetch(groups).to_pylist()}


def townships(source: FigureSource, scope: Scope, present: frozenset[str]) -> set[str]:
    """Return the codes of the townships inside the scope."""
    if "divisions" not in present:
        return set()
    codes = scope.records("divisions", kind="TOWNSHIP").select("code")
    return {row["code"] for row in source.fetch(codes).to_pylist()}


def measured(part: Part, records: ir.Table) -> ir.Value:
    """Return the part's measure over its records, as an exact number."""
    return part.measure.of(records).cast("decimal(38, 2)")


def _has_place(part: Part, scope: Scope) -> bool:
    return part.can_be_narrowed_to(scope.place)


def _numbers(part: Part, records: ir.Table) -> dict[str, ir.Value]:
    has_evidence = "evidence_count" in FACT_TABLES[part.table].column_by_name
    evidenced = (records.evidence_count > 0).sum().coalesce(0) if has_evidence else ibis.literal(0)
    return {
        "value": measured(part, records),
        "records": records.count(),
        "evidenced": evidenced.cast("int64"),
    }


def _read(part: Part, row: Mapping[str, Any]) -> Summary:
    return Summary(round_half_up(row["value"], part.measure.decimals), row["records"], row["evidenced"])
