from __future__ import annotations

import pyarrow as pa
import pytest

from cuntong.domain.facts import FACT_TABLES, FactTable

tables = pytest.mark.parametrize("table", FACT_TABLES.values(), ids=FACT_TABLES)


@tables
def test_a_table_names_its_own_columns(table: FactTable) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert table.column_by_name[table.key].required
    for name in (table.date_column, table.place_column):
        assert name is None or name in names
    assert (table.place_column is None) == (table.place_level is None)


@tables
def test_a_table_with_a_place_knows_the_township(table: FactTable) -> None:
    assert (table.place_column is None) == ("township_code" not in table.column_by_name)


@tables
def test_every_text_is_there_in_both_languages(table: FactTable) -> None:
    texts = [table.purpose, *(column.title for column in table.columns)]
    texts += [label for column in table.columns for label in column.choices.values()]
    assert all(text.zh.strip() and text.en.strip() for text in texts)


@tables
def test_types_follow_the_names(table: FactTable) -> None:
    for column in table.columns:
        assert column.name.endswith("_yuan") == (column.type == pa.decimal128(18, 2))
        assert column.name.endswith("_at") == pa.types.is_timestamp(column.type)
        if column.name.endswith("_date"):
            assert pa.types.is_date(column.type)


def test_the_mapping_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        FACT_TABLES["x"] = FACT_TABLES["stations"]  # type: ignore[index]
