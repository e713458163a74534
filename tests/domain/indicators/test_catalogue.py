from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cuntong.domain.facts import FACT_TABLES, conform, empty
from cuntong.domain.indicators import (
    CATALOGUE,
    FigureSource,
    Frame,
    Indicator,
    SourceError,
    Unit,
    compute,
    definition,
    describe_catalogue,
)
from cuntong.domain.values import DivisionCode

indicators = pytest.mark.parametrize("indicator", CATALOGUE.values(), ids=CATALOGUE)


@indicators
def test_every_text_is_there_in_both_languages(indicator: Indicator) -> None:
    for text in (indicator.title, indicator.meaning, indicator.trap):
        assert text.zh.endswith("。") == (text is not indicator.title)
        assert text.en.endswith(".") == (text is not indicator.title)


@indicators
def test_a_rate_is_a_percentage_and_the_rest_is_not(indicator: Indicator) -> None:
    if indicator.numerator is not None:
        rates = (Unit.PERCENT, Unit.YUAN_PER_PARCEL)
        assert (indicator.unit in rates) == (indicator.denominator is not None)
        assert indicator.table == indicator.numerator.table
    assert (indicator.scale == 100) == (indicator.unit is Unit.PERCENT)


@indicators
def test_persons_and_attendances_bear_different_units(indicator: Indicator) -> None:
    if indicator.unit in (Unit.PERSON, Unit.ATTENDANCE):
        assert ("人次" in indicator.title.zh) == (indicator.unit is Unit.ATTENDANCE)


def test_titles_are_told_apart() -> None:
    assert len({indicator.title for indicator in CATALOGUE.values()}) == len(CATALOGUE)


@indicators
def test_a_definition_is_plain_json(indicator: Indicator, year_2023: Frame) -> None:
    says = definition(indicator.code, year_2023)
    assert json.loads(json.dumps(says)) == says
    numerator, denominator = indicator.numerator, indicator.denominator
    for key in ("numerator_sql", "records_sql", "population_sql"):
        assert (says[key] is None) == (numerator is None)
    for key in ("denominator_sql", "denominator_population_sql"):
        assert (says[key] is None) == (denominator is None)


def test_a_definition_says_how_the_figure_is_made(year_2023: Frame) -> None:
    says = definition("VILLAGE_COVERAGE", year_2023)
    assert (says["scale"], says["decimals"], says["rounding"], says["unit"]) == (100, 2, "HALF_UP", "PERCENT")
    assert (says["period"], says["start_date"], says["end_date"]) == ("AS_OF", None, "2023-12-31")
    assert says["numerator_tables"] == ["divisions", "station_events"]
    assert says["denominator_tables"] == ["divisions"]
    assert definition("FUNDS_PAID", year_2023)["start_date"] == "2021-07-20"


def test_a_figure_that_cannot_be_said_of_the_place_has_no_sql(year_2023: Frame) -> None:
    in_township = replace(year_2023, place=DivisionCode("440281001000"))
    says = definition("EXECUTION_RATE", in_township)
    assert says["place"] == "440281001000"
    assert {says[key] for key in says if key.endswith("_sql")} == {None}
    assert says["numerator_tables"] == says["denominator_tables"] == []


@pytest.mark.parametrize(
    ("language", "heading"), [("zh-hans", "# 指标目录"), ("en", "# Catalogue of indicators")]
)
def test_the_catalogue_describes_itself(language: str, heading: str) -> None:
    text = describe_catalogue(language)
    assert text.startswith(heading)
    for indicator in CATALOGUE.values():
        assert f"`{indicator.code}`" in text
        assert indicator.trap.in_language(language) in text
        assert indicator.trap.in_language("en" if language != "en" else "zh") not in text


def test_parquet_files_serve_like_arrow_tables(
    tmp_path: Path, row: Callable[..., dict[str, Any]], year_2023: Frame
) -> None:
    tables = {name: empty(name) for name in FACT_TABLES}
    tables["attendance"] = conform("attendance", [row("attendance") for _ in range(3)])
    directory = tmp_path / "it's a bundle [1]"
    directory.mkdir()
    for name, table in tables.items():
        pq.write_table(table, directory / f"{name}.parquet")
    (directory / "notes.txt").write_text("not a fact table")
    paths = {"attendance": directory / "attendance.parquet"}
    with (
        FigureSource.from_arrow(tables) as arrow,
        FigureSource.from_parquet(directory) as folder,
        FigureSource.from_parquet(paths) as files,
    ):
        assert compute(folder, year_2023) == compute(arrow, year_2023)
        assert compute(files, year_2023, ["ATTENDANCES"])[0].value == 3
        assert files.table_names == {"attendance"}


def test_a_source_with_other_columns_is_told(tmp_path: Path) -> None:
    table = empty("payments")
    position = table.column_names.index("amount_yuan")
    floats = table.set_column(position, "amount_yuan", pa.array([], pa.float64()))
    with pytest.raises(SourceError, match="column amount_yuan must be decimal128"):
        FigureSource.from_arrow({"payments": floats})
    pq.write_table(table.drop_columns("tranche"), tmp_path / "payments.parquet")
    with pytest.raises(SourceError, match="it is missing"):
        FigureSource.from_parquet(tmp_path)


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no readable Parquet"):
        FigureSource.from_parquet({"payments": tmp_path / "payments.parquet"})
    (tmp_path / "payments.parquet").write_bytes(b"PAR1 is how such a file begins")
    with pytest.raises(SourceError, match="no readable Parquet"):
        FigureSource.from_parquet(tmp_path)
    with pytest.raises(SourceError, match="no fact table gossip"):
        FigureSource.from_arrow({"gossip": pa.table({"x": [1]})})


@pytest.mark.parametrize("dialect", ["pyspark", "postgres"])
def test_a_population_is_bound_to_no_engine(dialect: str, year_2023: Frame) -> None:
    in_township = replace(year_2023, place=DivisionCode("440281001000"))
    for indicator in CATALOGUE.values():
        for part in indicator.parts:
            records = part.population(indicator.scope(in_township))
            query = records.aggregate(value=part.measure.of(records))
            assert part.table in ibis.to_sql(query, dialect=dialect)
