"""A bundle is one plain zip that depends on its contents alone, appears whole or not at all, and reads back."""

import dataclasses
import random
import zipfile
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cuntong.domain.sealing import (
    BundleContents,
    BundleError,
    Limits,
    SealedTable,
    UnfitContents,
    open_bundle,
    verify_bundle,
    write_bundle,
)


def test_an_ordinary_zip_program_reads_it(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        stored = {entry.compress_type for entry in archive.infolist()}
    assert names == sorted(names)
    assert stored == {zipfile.ZIP_STORED}
    assert set(names) == {
        "definitions/funds.paid.json",
        "definitions/training.attended.json",
        "definitions/training.nobody.json",
        "definitions/training.presence.json",
        "evidence.json",
        "facts/attendance.parquet",
        "facts/payments.parquet",
        "figures.json",
        "manifest.json",
        "proofs/target-1.json",
        "records/attendance.digests.parquet",
        "records/payments.digests.parquet",
        "report/pictures/1.png",
        "report/report.html",
        "scores/self-evaluation.json",
    }


def test_the_order_of_records_chunks_and_parts_leaves_no_trace(
    contents: BundleContents, tmp_path: Path
) -> None:
    def shuffled(table: SealedTable) -> SealedTable:
        order = list(range(table.rows.num_rows))
        random.Random(7).shuffle(order)
        rows = table.rows.take(order)
        halves = [rows.slice(0, len(order) // 2), rows.slice(len(order) // 2)]
        encoded = pa.concat_tables(halves).replace_schema_metadata({"made": "elsewhere"})
        if "session_id" in encoded.column_names:
            encoded = encoded.set_column(1, "session_id", encoded["session_id"].dictionary_encode())
        return dataclasses.replace(table, rows=encoded)

    other = dataclasses.replace(
        contents,
        tables=tuple(shuffled(table) for table in reversed(contents.tables)),
        definitions=tuple(reversed(contents.definitions)),
        figures=tuple(reversed(contents.figures)),
        reports=dict(reversed(list(contents.reports.items()))),
    )
    assert write_bundle(tmp_path / "a.zip", contents) == write_bundle(tmp_path / "b.zip", other)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_one_other_record_is_another_root(contents: BundleContents, tmp_path: Path) -> None:
    first, *rest = contents.tables
    shorter = dataclasses.replace(first, rows=first.rows.slice(1))
    other = dataclasses.replace(contents, tables=(shorter, *rest))
    assert write_bundle(tmp_path / "a.zip", contents).root != write_bundle(tmp_path / "b.zip", other).root


def test_the_parts_read_back(bundle: Path, contents: BundleContents) -> None:
    with open_bundle(bundle) as opened:
        assert opened.manifest.heading == contents.heading
        assert [table.name for table in opened.manifest.tables] == ["attendance", "payments"]
        assert opened.table("attendance").equals(contents.tables[0].rows)
        assert opened.table("payments").column("payment_id").to_pylist() == [1, 2, 3]
        assert opened.definitions() == {made.name: made for made in contents.definitions}
        assert sorted(opened.figures(), key=str) == sorted(contents.figures, key=str)
        assert opened.evidence() == contents.evidence
        assert opened.proofs() == contents.proofs
        assert opened.read("report/pictures/1.png") == b"\x89PNG"
        with pytest.raises(KeyError):
            opened.read("report/none.html")


def test_an_empty_table_is_a_table(contents: BundleContents, tmp_path: Path) -> None:
    attendance, payments = contents.tables
    empty = dataclasses.replace(payments, rows=payments.rows.slice(0, 0))
    kept = tuple(figure for figure in contents.figures if figure.code != "funds.paid")
    write_bundle(tmp_path / "b.zip", dataclasses.replace(contents, tables=(attendance, empty), figures=kept))
    verdict = verify_bundle(tmp_path / "b.zip")
    assert (verdict.findings, verdict.records) == ((), 60)


def with_rows(contents: BundleContents, rows: pa.Table, key: str = "id") -> BundleContents:
    table = SealedTable(name="odd", key=key, rows=rows)
    return dataclasses.replace(contents, tables=(*contents.tables, table))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"id": [1, 2], "share": [0.1, 0.2]}, "'share'.*double.*use a decimal"),
        ({"id": [1, 2], "tags": [["a"], []]}, "'tags'.*list"),
        ({"id": [1, 2], "nothing": [None, None]}, "'nothing'.*null"),
        ({"id": ["b", "a", "b"]}, "not unique: 'b'"),
        ({"id": ["a", None]}, "empty in 1 records"),
        ({"id": [True, False]}, "neither text nor a whole number"),
        ({"no": [1]}, "no key column 'id'"),
        ({"id": [1], "at": pa.array([1], pa.timestamp("ns"))}, "odd: "),
    ],
)
def test_a_table_without_exact_values_or_clear_keys_is_refused(
    contents: BundleContents, tmp_path: Path, rows: dict[str, Any], message: str
) -> None:
    with pytest.raises(UnfitContents, match=message):
        write_bundle(tmp_path / "b.zip", with_rows(contents, pa.table(rows)))
    assert list(tmp_path.iterdir()) == []


def test_contents_that_nobody_could_verify_are_refused(contents: BundleContents, tmp_path: Path) -> None:
    first = contents.figures[0]
    proof = dataclasses.replace(contents.proofs[0], index=6)
    naive = dataclasses.replace(contents.heading, frozen_at=datetime(2024, 1, 1))  # noqa: DTZ001 - the case
    unfit: list[tuple[dict[str, Any], str]] = [
        ({"figures": (dataclasses.replace(first, definition="gone"),)}, "no definition 'gone'"),
        ({"figures": (first, first)}, "stands twice"),
        ({"figures": (dataclasses.replace(first, value=54),)}, "expected Decimal, found int"),
        ({"definitions": contents.definitions * 2}, "two parts want to be"),
        ({"reports": {"../../etc/passwd": b""}}, "no file named"),
        ({"reports": {"a\\b": b""}}, "no file named"),
        ({"scores": {"": 1, "a/../b": 2}}, "no file named"),
        ({"proofs": (proof,)}, "does not hold"),
        ({"scores": {"points": 91.5}}, "float"),
        ({"heading": naive}, "no time zone"),
    ]
    for change, message in unfit:
        with pytest.raises(ValueError, match=message):
            write_bundle(tmp_path / "b.zip", dataclasses.replace(contents, **change))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["Attendance", "a b", "1st", "", 'x"; drop', "a/b"])
def test_a_table_name_can_stand_in_sql_and_in_a_path(name: str) -> None:
    with pytest.raises(ValueError, match="table name"):
        SealedTable(name=name, key="id", rows=pa.table({"id": [1]}))


def test_a_failed_write_leaves_the_old_bundle(contents: BundleContents, bundle: Path) -> None:
    before = bundle.read_bytes()
    with pytest.raises(ValueError):
        write_bundle(bundle, dataclasses.replace(contents, scores={"points": Decimal("NaN")}))
    with pytest.raises(OSError):
        write_bundle(bundle / "below.zip", contents)
    assert bundle.read_bytes() == before
    assert list(bundle.parent.iterdir()) == [bundle]


def test_a_changed_part_is_not_handed_out(bundle: Path, repack: Callable[..., Path]) -> None:
    repack(bundle, {"report/report.html": b"<p>55</p>", "facts/payments.parquet": None})
    with open_bundle(bundle) as opened:
        with pytest.raises(BundleError, match=r"report/report\.html.*内容与封存时不同"):
            opened.read("report/report.html")
        with pytest.raises(BundleError, match="missing from the bundle"):
            opened.table("payments")
        assert opened.table("attendance").num_rows == 60


def test_what_is_no_bundle_is_not_opened(bundle: Path, tmp_path: Path, repack: Callable[..., Path]) -> None:
    (tmp_path / "text").write_text("hello")
    with pytest.raises(BundleError, match="is not a zip"), open_bundle(tmp_path / "text"):
        pass
    with pytest.raises(BundleError, match="more than the 3 allowed"), open_bundle(bundle, Limits(members=3)):
        pass
    for manifest, message in ((None, "missing"), (b"[]", "expected an object"), (b"{", "not JSON")):
        repack(bundle, {"manifest.json": manifest})
        with pytest.raises(BundleError, match=message), open_bundle(bundle):
            pass


def test_a_manifest_with_another_root_is_not_opened(
    bundle: Path, repack: Callable[..., Path], edit: Callable[..., bytes]
) -> None:
    repack(
        bundle,
        {"manifest.json": edit(bundle, "manifest.json", lambda m: m["heading"].update(synthetic=False))},
    )
    with pytest.raises(BundleError, match="does not have the root"), open_bundle(bundle):
        pass
