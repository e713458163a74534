from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.facts import FACT_TABLES, Column, FactError, conform, empty

BEIJING = timezone(timedelta(hours=8))
NAIVE = datetime(2023, 1, 1, tzinfo=UTC).replace(tzinfo=None)
LATEST = NAIVE.replace(year=9000)


def appropriation(**changes: Any) -> dict[str, Any]:
    return {
        "appropriation_id": "a1",
        "document_no": "示范〔2021〕1号",
        "source": "CENTRAL",
        "tranche": "FIRST",
        "amount_yuan": Decimal("10000000.00"),
        "released_date": date(2021, 10, 8),
        "evidence_count": 1,
    } | changes


def target(**changes: Any) -> dict[str, Any]:
    return {
        "target_id": "t1",
        "indicator_code": "VILLAGE_COVERAGE",
        "value": Decimal("50"),
        "unit": "PERCENT",
        "sealed_at": datetime(2023, 1, 1, tzinfo=UTC),
        "period_end": date(2023, 12, 31),
    } | changes


def station(**changes: Any) -> dict[str, Any]:
    return {
        "station_id": "s1",
        "code": "LC-001",
        "name": "示例站",
        "level": "VILLAGE",
        "division_code": "440281001201",
        "township_code": "440281001000",
        "evidence_count": 0,
    } | changes


def values_of(column: Column) -> st.SearchStrategy[Any]:
    if column.choices:
        values: st.SearchStrategy[Any] = st.sampled_from(list(column.choices))
    elif column.division:
        values = st.from_regex(r"[0-9]{12}", fullmatch=True, alphabet=st.characters(codec="ascii"))
    elif pa.types.is_string(column.type):
        values = st.text(st.characters(codec="utf-8"))
    elif pa.types.is_decimal(column.type):
        scale = column.type.scale
        limit = 10**column.type.precision - 1
        values = st.integers(-limit, limit).map(
            lambda units: Decimal((units < 0, [int(d) for d in str(abs(units))], -scale))
        )
    elif pa.types.is_date(column.type):
        values = st.dates()
    elif pa.types.is_timestamp(column.type):
        values = st.datetimes(NAIVE, max_value=LATEST, timezones=st.just(BEIJING))
    elif pa.types.is_boolean(column.type):
        values = st.booleans()
    else:
        low = -(2**31) if column.minimum is None else column.minimum
        values = st.integers(low, 2**31 - 1 if column.maximum is None else column.maximum)
    return values if column.required else st.one_of(st.none(), values)


@st.composite
def some_rows(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    table = FACT_TABLES[draw(st.sampled_from(list(FACT_TABLES)))]
    row = st.fixed_dictionaries({column.name: values_of(column) for column in table.columns})
    rows = draw(st.lists(row, max_size=3, unique_by=lambda row: row[table.key]))
    return table.name, [row for row in rows if row[table.key]]


@given(some_rows())
def test_what_goes_in_comes_out(case: tuple[str, list[dict[str, Any]]]) -> None:
    name, rows = case
    table = conform(name, iter(rows))
    assert table.schema == FACT_TABLES[name].schema
    assert table.to_pylist() == rows
    assert conform(name, table).equals(table)


def test_pieces_are_joined_in_order_and_rows_counted_through() -> None:
    def rows() -> Iterator[dict[str, Any]]:
        for number in range(120_000):
            yield appropriation(appropriation_id=f"a{number}", evidence_count=-1 if number == 110_000 else 0)

    with pytest.raises(FactError) as refusal:
        conform("appropriations", rows())
    assert (refusal.value.table, refusal.value.column, refusal.value.row) == (
        "appropriations",
        "evidence_count",
        110_001,
    )


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("amount_yuan", 10000000.0, "kept exactly as decimal128"),
        ("amount_yuan", "10000000.00", "kept exactly"),
        ("amount_yuan", Decimal("0.005"), "kept exactly"),
        ("amount_yuan", Decimal("1e17"), "kept exactly"),
        ("amount_yuan", Decimal("NaN"), "kept exactly"),
        ("amount_yuan", True, "kept exactly"),
        ("amount_yuan", None, "must not be empty"),
        ("released_date", datetime(2021, 10, 8, 9, tzinfo=UTC), "kept exactly as date32"),
        ("released_date", "2021-10-08", "kept exactly"),
        ("evidence_count", True, "kept exactly"),
        ("evidence_count", 1.0, "kept exactly"),
        ("evidence_count", 2**31, "kept exactly"),
        ("evidence_count", -1, "below 0"),
        ("source", "中央", "none of CENTRAL"),
        ("appropriation_id", "", "empty key"),
        ("appropriation_id", 7, "kept exactly as string"),
        ("document_no", "\ud800", "kept exactly"),
    ],
)
def test_a_wrong_value_is_told_with_its_place(column: str, value: Any, said: str) -> None:
    rows = [appropriation(appropriation_id="a0"), appropriation(**{column: value})]
    with pytest.raises(FactError, match=said) as refusal:
        conform("appropriations", rows)
    assert (refusal.value.table, refusal.value.column, refusal.value.row) == ("appropriations", column, 2)
    assert "第 2 行" in refusal.value.message.zh


@pytest.mark.parametrize(
    "code", ["440281", "４４０２８１００１２０１", "44028100120A", "4402810012010", "440281001201\n"]
)
def test_a_wrong_division_code_is_told(code: str) -> None:
    with pytest.raises(FactError, match="12-digit"):
        conform("stations", [station(division_code=code)])


def test_an_empty_township_is_allowed_and_an_empty_division_is_not() -> None:
    assert conform("stations", [station(township_code=None)])["township_code"].to_pylist() == [None]
    with pytest.raises(FactError, match="must not be empty"):
        conform("stations", [station(division_code=None)])


def test_a_rating_lies_between_one_and_five_or_is_empty() -> None:
    answer = {
        "answer_id": "x",
        "session_id": None,
        "rating": None,
        "answered_date": date(2023, 5, 1),
        "township_code": None,
        "evidence_count": 0,
    }
    assert conform("satisfaction_answers", [answer]).num_rows == 1
    for rating, said in ((0, "below 1"), (6, "above 5")):
        with pytest.raises(FactError, match=said):
            conform("satisfaction_answers", [answer | {"rating": rating}])


def test_a_moment_needs_a_time_zone_and_is_kept_in_utc() -> None:
    sealed_at = datetime(2023, 1, 1, 8, tzinfo=BEIJING)
    table = conform("targets", [target(sealed_at=sealed_at)])
    assert table["sealed_at"].to_pylist() == [datetime(2023, 1, 1, tzinfo=UTC)]
    with pytest.raises(FactError, match="no time zone"):
        conform("targets", [target(sealed_at=NAIVE)])


def test_a_missing_and_an_unknown_column_are_told() -> None:
    row = appropriation()
    del row["tranche"]
    with pytest.raises(FactError, match="column tranche, row 1: the column is missing"):
        conform("appropriations", [row])
    with pytest.raises(FactError, match="column note, row 2: the column is not declared"):
        conform("appropriations", [appropriation(), appropriation(note="x")])


def test_a_key_that_occurs_twice_is_told_with_both_rows() -> None:
    rows = [appropriation(appropriation_id=key) for key in ("a", "b", "a")]
    with pytest.raises(FactError, match="already stands in row 1") as refusal:
        conform("appropriations", rows)
    assert refusal.value.row == 3


def test_an_unknown_table_is_told() -> None:
    with pytest.raises(FactError, match="no such table"):
        conform("parcels_of_mars", [])
    with pytest.raises(FactError, match="no such table"):
        empty("parcels_of_mars")


@pytest.mark.parametrize("name", list(FACT_TABLES))
def test_no_rows_are_a_table_too(name: str) -> None:
    assert empty(name).num_rows == 0
    assert empty(name).schema == conform(name, []).schema == FACT_TABLES[name].schema


def test_an_arrow_table_may_differ_in_order_width_and_unit() -> None:
    table = conform("targets", [target()])
    other = pa.table(
        {
            "period_end": table["period_end"].cast(pa.date64()),
            "unit": table["unit"].dictionary_encode(),
            "value": table["value"].cast(pa.decimal128(30, 6)),
            "sealed_at": table["sealed_at"].cast(pa.timestamp("s", "Asia/Shanghai")),
            "indicator_code": table["indicator_code"].cast(pa.large_string()),
            "target_id": table["target_id"],
        }
    )
    assert conform("targets", other).equals(table)
    assert conform("targets", other.to_batches()[0]).equals(table)


@pytest.mark.parametrize(
    ("column", "values", "row", "said"),
    [
        ("amount_yuan", pa.array([1.5, 2.0]), None, "the type is double"),
        ("amount_yuan", pa.array(["1", "2"]), None, "the type is string"),
        ("amount_yuan", pa.array([Decimal("1.500"), Decimal("1.505")]), 2, "kept exactly"),
        ("released_date", pa.array([NAIVE] * 2), None, "the type is timestamp"),
        ("released_date", pa.nulls(2), 1, "must not be empty"),
        ("evidence_count", pa.array([0, 2**31]), 2, "kept exactly"),
    ],
)
def test_an_arrow_table_that_would_lose_something_is_told(
    column: str, values: pa.Array, row: int | None, said: str
) -> None:
    table = conform("appropriations", [appropriation(), appropriation(appropriation_id="a2")])
    position = table.column_names.index(column)
    with pytest.raises(FactError, match=said) as refusal:
        conform("appropriations", table.set_column(position, column, values))
    assert (refusal.value.column, refusal.value.row) == (column, row)


def test_an_arrow_table_with_another_column_is_told() -> None:
    table = conform("appropriations", [appropriation()])
    with pytest.raises(FactError, match="column tranche: the column is missing"):
        conform("appropriations", table.drop_columns("tranche"))
    with pytest.raises(FactError, match="column note: the column is not declared"):
        conform("appropriations", table.append_column("note", pa.array(["x"])))


def test_a_moment_without_zone_in_arrow_is_told() -> None:
    table = conform("targets", [target()])
    naive = table["sealed_at"].cast(pa.timestamp("us"))
    with pytest.raises(FactError, match="the type is timestamp"):
        conform("targets", table.set_column(4, "sealed_at", naive))
