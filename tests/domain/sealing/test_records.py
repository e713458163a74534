"""Digests of records and their comparison agree with a plain reference, and tables come back as they were."""

import hashlib
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuntong.domain.sealing import table_to_parquet
from cuntong.domain.sealing._records import compare_records, record_digests
from cuntong.domain.sealing._tables import Unreadable, normalised, read_parquet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        ("text", pa.string()),
        ("whole", pa.int64()),
        ("money", pa.decimal128(18, 2)),
        ("day", pa.date32()),
        ("at", pa.timestamp("us", "UTC")),
        ('odd "name"', pa.bool_()),
    ]
)
ROW = st.tuples(
    st.none() | st.text(st.characters(codec="utf-8"), max_size=6),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.decimals(-(10**15), 10**15, places=2),
    st.none() | st.dates(date(1900, 1, 1), date(9999, 12, 31)),
    st.none() | st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.none() | st.booleans(),
)
TABLES = st.lists(ROW, max_size=8).map(lambda rows: [(f"K{i}", *row) for i, row in enumerate(rows)])


def table_of(rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )


def plain_digest(row: tuple[Any, ...]) -> bytes:
    """The digest of a record as the documentation states it."""
    texts = [plain_text(value) for value in row]
    record = "".join("~" if text is None else f"{len(text)}:{text}" for text in texts)
    return hashlib.sha256(record.encode()).digest()[:8]


def plain_text(value: Any) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime():
            return str((value - EPOCH) // timedelta(microseconds=1))
        case Decimal():
            return format(value.quantize(Decimal("0.01")) + 0, "f")
        case _:
            return str(value)


@settings(deadline=None)
@given(TABLES)
def test_digests_agree_with_the_plain_reference(rows: list[tuple[Any, ...]]) -> None:
    found = record_digests(table_of(rows), "key").to_pylist()
    assert found == [{"key": row[0], "digest": plain_digest(row)} for row in rows]


@settings(deadline=None)
@given(TABLES)
def test_a_table_survives_its_file(rows: list[tuple[Any, ...]]) -> None:
    table = normalised(table_of(rows), "key")
    read = read_parquet(table_to_parquet(table), 10**9)
    assert (read.table.equals(table), read.unreadable) == (True, ())


def test_neighbouring_values_do_not_run_together() -> None:
    rows = [
        {"key": "1", "a": "x", "b": "yz"},
        {"key": "1", "a": "xy", "b": "z"},
        {"key": "1", "a": "~", "b": None},
    ]
    digests = [record_digests(pa.Table.from_pylist([row]), "key")["digest"][0].as_py() for row in rows]
    assert len(set(digests)) == 3


def test_one_instant_has_one_digest() -> None:
    moment = datetime(2024, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    shanghai = pa.table({"key": ["1"], "at": pa.array([moment], pa.timestamp("ms", "Asia/Shanghai"))})
    utc = pa.table({"key": ["1"], "at": pa.array([moment], pa.timestamp("us", "UTC"))})
    assert normalised(shanghai, "key").equals(normalised(utc, "key"))


digests_strategy = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("xyz")), max_size=8)


@settings(deadline=None)
@given(digests_strategy, digests_strategy)
def test_differences_agree_with_the_plain_reference(sealed: list[Any], found: list[Any]) -> None:
    def table(pairs: list[Any]) -> pa.Table:
        digests = [(digest * 8).encode() for _, digest in pairs]
        return pa.table(
            {
                "key": pa.array([key for key, _ in pairs], pa.string()),
                "digest": pa.array(digests, pa.binary(8)),
            }
        )

    missing, surplus = Counter(sealed) - Counter(found), Counter(found) - Counter(sealed)
    lost, gained = {key for key, _ in missing}, {key for key, _ in surplus}
    differences = compare_records(table(sealed), table(found))
    assert set(differences.changed) == lost & gained
    assert set(differences.added) == gained - lost
    assert set(differences.removed) == lost - gained
    assert list(differences.changed) == sorted(differences.changed)


def test_a_short_file_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["x" * 1_000_000]))
    bomb = table_to_parquet(pa.table({"key": pa.array(range(20_000)), "text": repeated}))
    assert len(bomb) < 200_000
    with pytest.raises(Unreadable, match="unpacks to more than 1000000000 bytes"):
        read_parquet(bomb, 10**9)


@settings(deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_as_far_as_it_goes(data: st.DataObject) -> None:
    content = bytearray(table_to_parquet(pa.table({"key": [f"K{n}" for n in range(200)], "n": range(200)})))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = read_parquet(bytes(content), 10**8)
    except Unreadable:
        return
    assert isinstance(read.table, pa.Table)


def test_a_file_that_states_less_than_no_records_is_not_read() -> None:
    content = table_to_parquet(pa.table({"key": [f"K{n}" for n in range(60)]}))
    footer = content.rindex(b"PAR1") - int.from_bytes(content[-8:-4], "little")
    messages = []
    for position in range(footer, len(content)):
        if content[position] == 2 * 60:  # how the footer writes 60; the odd number next to it is -61
            try:
                read_parquet(content[:position] + bytes([2 * 60 + 1]) + content[position + 1 :], 10**8)
            except Unreadable as error:
                messages.append(str(error))
    assert "it states -61 records in one part" in messages
