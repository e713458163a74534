"""The verifier says yes to what was sealed, and otherwise names the file, the record and the figure that differ."""

import dataclasses
import io
import random
import string
import struct
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuntong.domain.sealing import BundleContents, Finding, SealedTable, Verdict, verify_bundle, write_bundle
from cuntong.domain.sealing._findings import SENTENCES, finding

PERIOD = "440281000000 2023-01-01/2023-12-31 (2024-01-10)"
ATTENDANCE = "facts/attendance.parquet"

Repack = Callable[[Path, dict[str, bytes | None]], Path]


def kinds(verdict: Verdict) -> list[str]:
    """The kinds of findings; a bundle packed by another program is always found out as such."""
    return sorted(found.kind for found in verdict.findings if found.kind != "CONTAINER_ALTERED")


def at(verdict: Verdict, kind: str) -> list[str]:
    return [found.where for found in verdict.findings if found.kind == kind]


def said(verdict: Verdict, kind: str) -> list[tuple[str, str]]:
    return [(found.message_zh, found.message_en) for found in verdict.findings if found.kind == kind]


def test_what_was_sealed_is_confirmed(bundle: Path, contents: BundleContents) -> None:
    verdict = verify_bundle(bundle)
    assert verdict.ok
    assert verdict.findings == ()
    assert (verdict.files, verdict.records, verdict.figures, verdict.proofs) == (15, 63, 4, 1)
    assert verdict.manifest is not None
    assert verdict.manifest.heading == contents.heading
    assert verify_bundle(bundle, expected_root=verdict.manifest.root.upper()).ok


@pytest.fixture(scope="module")
def small_bundle(contents: BundleContents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "bundle.zip"
    write_bundle(path, contents)
    return path


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_byte_can_be_changed(small_bundle: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(small_bundle.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    (tmp_path / "changed.zip").write_bytes(content)
    found = {finding.kind for finding in verify_bundle(tmp_path / "changed.zip").findings}
    assert found
    assert "BROKEN_OFF" not in found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_can_be_cut_off_or_added(small_bundle: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = small_bundle.read_bytes()
    cut = data.draw(st.integers(0, len(content) - 1))
    for changed in (content[:cut], content[cut + 1 :], content + b"x" * (cut + 1)):
        (tmp_path / "changed.zip").write_bytes(changed)
        assert not verify_bundle(tmp_path / "changed.zip").ok


def test_a_byte_changed_in_a_document_names_the_document(bundle: Path) -> None:
    content = bundle.read_bytes()
    bundle.write_bytes(content.replace("54 人次".encode(), "55 人次".encode()))
    verdict = verify_bundle(bundle)
    assert [(found.kind, found.where) for found in verdict.findings] == [
        ("MEMBER_CHANGED", "report/report.html")
    ]
    zh, en = said(verdict, "MEMBER_CHANGED")[0]
    assert "字节受损或被直接改动" in zh
    assert "should be 16 bytes" in en


def test_a_byte_changed_in_a_table_names_the_record(contents: BundleContents, tmp_path: Path) -> None:
    """Numbers by chance do not compress: they lie open in the file, so the changed one can still be read."""
    chance = random.Random(7)
    numbers = [chance.getrandbits(63) for _ in range(500)]
    rows = pa.table({"id": [f"R{number:03}" for number in range(500)], "n": pa.array(numbers, pa.int64())})
    table = SealedTable(name="measured", key="id", rows=rows)
    write_bundle(tmp_path / "b.zip", dataclasses.replace(contents, tables=(*contents.tables, table)))
    content, number = (tmp_path / "b.zip").read_bytes(), struct.pack("<q", numbers[123])
    assert content.count(number) == 1
    (tmp_path / "b.zip").write_bytes(content.replace(number, bytes([number[0] ^ 1]) + number[1:]))
    verdict = verify_bundle(tmp_path / "b.zip")
    assert kinds(verdict) == ["MEMBER_CHANGED", "RECORD_CHANGED"]
    assert at(verdict, "RECORD_CHANGED") == ["facts/measured.parquet: R123"]


def rewritten(files: dict[str, bytes], name: str, change: Callable[[list[dict[str, Any]]], None]) -> bytes:
    """A fact table after somebody opened it, changed its records, and saved it again."""
    table = pq.read_table(io.BytesIO(files[name]))
    rows = table.to_pylist()
    change(rows)
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), file, compression="snappy")
    return file.getvalue()


def test_one_record_changed_names_it_and_the_figures_that_move(
    bundle: Path, repack: Repack, files: Callable[[Path], dict[str, bytes]]
) -> None:
    table = rewritten(files(bundle), ATTENDANCE, lambda rows: rows[3].update(present=True))
    verdict = verify_bundle(repack(bundle, {ATTENDANCE: table}))
    assert kinds(verdict) == ["FIGURE_DIFFERS", "FIGURE_DIFFERS", "MEMBER_CHANGED", "RECORD_CHANGED"]
    assert at(verdict, "MEMBER_CHANGED") == [ATTENDANCE]
    assert "是重新写入的" in said(verdict, "MEMBER_CHANGED")[0][0]
    assert at(verdict, "RECORD_CHANGED") == [f"{ATTENDANCE}: ATT-000003"]
    assert sorted(zip(at(verdict, "FIGURE_DIFFERS"), said(verdict, "FIGURE_DIFFERS"), strict=True)) == [
        (
            f"figures.json: training.attended {PERIOD}",
            (
                "写明与重算不一致：数值写明 54，重算 55；分子写明 54，重算 55",
                "stated and recomputed differ: value stated 54, recomputed 55; numerator stated 54, recomputed 55",
            ),
        ),
        (
            f"figures.json: training.presence {PERIOD}",
            (
                "写明与重算不一致：数值写明 90.00，重算 91.67；分子写明 54，重算 55",
                "stated and recomputed differ: value stated 90.00, recomputed 91.67; numerator stated 54, "
                "recomputed 55",
            ),
        ),
    ]


def test_a_record_added_and_one_removed_are_named(
    bundle: Path, repack: Repack, files: Callable[[Path], dict[str, bytes]]
) -> None:
    def change(rows: list[dict[str, Any]]) -> None:
        rows.append({**rows[0], "attendance_id": "ATT-999999", "session_id": "S-99"})
        del rows[13]

    table = rewritten(files(bundle), ATTENDANCE, change)
    verdict = verify_bundle(repack(bundle, {ATTENDANCE: table}))
    assert at(verdict, "RECORD_ADDED") == [f"{ATTENDANCE}: ATT-999999"]
    assert at(verdict, "RECORD_REMOVED") == [f"{ATTENDANCE}: ATT-000013"]
    assert "RECORD_CHANGED" not in kinds(verdict)
    nobody = f"figures.json: training.nobody {PERIOD}"
    differing = dict(zip(at(verdict, "FIGURE_DIFFERS"), said(verdict, "FIGURE_DIFFERS"), strict=True))
    assert differing[nobody][1] == (
        "stated and recomputed differ: status stated NO_RECORDS, recomputed OK; value stated none, recomputed 1; "
        "numerator stated none, recomputed 1; records stated 0, recomputed 1"
    )


def test_many_changed_records_are_counted_after_the_first_twenty(
    bundle: Path, repack: Repack, files: Callable[[Path], dict[str, bytes]]
) -> None:
    table = rewritten(files(bundle), ATTENDANCE, lambda rows: [row.update(times=2) for row in rows] and None)
    verdict = verify_bundle(repack(bundle, {ATTENDANCE: table}))
    assert len(at(verdict, "RECORD_CHANGED")) == 20
    assert said(verdict, "RECORDS_MORE")[0][1].startswith("and 40 more changed, 0 more added")


def test_records_in_another_order_are_the_same_records(
    bundle: Path, repack: Repack, files: Callable[[Path], dict[str, bytes]]
) -> None:
    table = rewritten(files(bundle), ATTENDANCE, lambda rows: rows.reverse())
    assert kinds(verify_bundle(repack(bundle, {ATTENDANCE: table}))) == ["MEMBER_CHANGED"]


def test_a_figure_changed_is_stated_against_recomputed(
    bundle: Path, repack: Repack, edit: Callable[..., bytes]
) -> None:
    figures = edit(bundle, "figures.json", lambda figures: figures[0].update(value="193.61"))
    verdict = verify_bundle(repack(bundle, {"figures.json": figures}))
    assert kinds(verdict) == ["FIGURE_DIFFERS", "MEMBER_CHANGED"]
    assert at(verdict, "FIGURE_DIFFERS") == [f"figures.json: funds.paid {PERIOD}"]
    assert said(verdict, "FIGURE_DIFFERS")[0][1].endswith("value stated 193.61, recomputed 193.60")


@pytest.mark.parametrize(
    ("field", "value"),
    [("records", 61), ("numerator", "55"), ("denominator", "59"), ("decimals", 3), ("code", "x")],
)
def test_everything_stated_about_a_figure_is_held_against_its_records(
    bundle: Path, reseal: Repack, edit: Callable[..., bytes], field: str, value: object
) -> None:
    which = {"denominator": 3}.get(field, 1)
    figures = edit(bundle, "figures.json", lambda figures: figures[which].update({field: value}))
    assert kinds(verify_bundle(reseal(bundle, {"figures.json": figures}))) == ["FIGURE_DIFFERS"]


def test_a_figure_hidden_as_without_records_is_found(
    bundle: Path, reseal: Repack, edit: Callable[..., bytes]
) -> None:
    hidden = {"status": "NO_RECORDS", "value": None}
    figures = edit(bundle, "figures.json", lambda figures: [figures[i].update(hidden) for i in (0, 1)])
    verdict = verify_bundle(reseal(bundle, {"figures.json": figures}))
    assert kinds(verdict) == ["FIGURE_DIFFERS", "FIGURE_DIFFERS"]
    assert all("status stated NO_RECORDS, recomputed OK" in en for _, en in said(verdict, "FIGURE_DIFFERS"))


def test_records_changed_behind_resealed_digests_are_still_named(
    bundle: Path, reseal: Repack, files: Callable[[Path], dict[str, bytes]]
) -> None:
    table = rewritten(files(bundle), ATTENDANCE, lambda rows: rows[5].update(note="other"))
    verdict = verify_bundle(reseal(bundle, {ATTENDANCE: table}))
    assert [(found.kind, found.where) for found in verdict.findings if found.kind != "CONTAINER_ALTERED"] == [
        ("RECORD_CHANGED", f"{ATTENDANCE}: ATT-000005")
    ]


def test_a_whole_new_bundle_is_given_away_by_its_root(contents: BundleContents, tmp_path: Path) -> None:
    genuine = write_bundle(tmp_path / "genuine.zip", contents)
    forged = dataclasses.replace(contents, reports={"report.html": "<p>更好</p>".encode()})
    write_bundle(tmp_path / "forged.zip", forged)
    assert verify_bundle(tmp_path / "forged.zip").ok
    assert kinds(verify_bundle(tmp_path / "forged.zip", expected_root=genuine.root)) == ["ROOT_UNEXPECTED"]


@pytest.mark.parametrize(
    "change",
    [
        {"synthetic": False},
        {"county_name": "别县"},
        {"as_of_date": "2024-01-09"},
        {"frozen_at": "2023-01-15T08:00:00.000000Z"},
    ],
)
def test_the_heading_is_sealed_too(
    bundle: Path, repack: Repack, edit: Callable[..., bytes], change: dict[str, Any]
) -> None:
    manifest = edit(bundle, "manifest.json", lambda manifest: manifest["heading"].update(change))
    assert kinds(verify_bundle(repack(bundle, {"manifest.json": manifest}))) == ["ROOT_WRONG"]


def test_a_bundle_packed_anew_is_intact_inside(bundle: Path, repack: Repack) -> None:
    verdict = verify_bundle(repack(bundle, {}))
    assert [found.kind for found in verdict.findings] == ["CONTAINER_ALTERED"]


def test_a_wrong_checksum_around_intact_contents_is_called_so(bundle: Path) -> None:
    content = bundle.read_bytes()
    for name in (b"report/report.html", b"manifest.json"):
        changed = bytearray(content)
        changed[content.rindex(name) - 30] ^= 1  # the checksum in the directory
        bundle.write_bytes(changed)
        verdict = verify_bundle(bundle)
        assert kinds(verdict) == ["CHECKSUM_WRONG"]
        assert at(verdict, "CHECKSUM_WRONG") == [name.decode()]


def test_files_missing_and_added_are_named(bundle: Path, repack: Repack) -> None:
    repack(
        bundle, {"report/report.html": None, "report/other.html": b"x", "definitions/funds.paid.json": None}
    )
    verdict = verify_bundle(bundle)
    assert at(verdict, "MEMBER_MISSING") == ["definitions/funds.paid.json", "report/report.html"]
    assert at(verdict, "MEMBER_EXTRA") == ["report/other.html"]
    assert at(verdict, "DEFINITION_MISSING") == [f"figures.json: funds.paid {PERIOD}"]


def test_a_bundle_without_one_table_says_what_cannot_be_recomputed(bundle: Path, repack: Repack) -> None:
    verdict = verify_bundle(repack(bundle, {"facts/payments.parquet": None}))
    assert kinds(verdict) == ["FIGURE_UNCHECKED", "MEMBER_MISSING", "TABLE_UNREADABLE"]
    assert at(verdict, "FIGURE_UNCHECKED") == [f"figures.json: funds.paid {PERIOD}"]


def test_lost_digests_of_records_are_named(bundle: Path, repack: Repack) -> None:
    name = "records/payments.digests.parquet"
    odd = io.BytesIO()
    pq.write_table(pa.table({"a": [1]}), odd)
    for content in (None, b"PAR1", odd.getvalue()):
        verdict = verify_bundle(repack(bundle, {name: content}))
        assert at(verdict, "PART_INVALID") == [name]


def test_columns_taken_away_or_turned_are_named(
    bundle: Path, repack: Repack, files: Callable[[Path], dict[str, bytes]]
) -> None:
    table = pq.read_table(io.BytesIO(files(bundle)[ATTENDANCE]))
    changed = {
        "gone": table.drop_columns(["note"]),
        "float": table.set_column(3, "hours", table["hours"].cast(pa.float64())),
        "wider": table.set_column(5, "times", table["times"].cast(pa.int64())),
    }
    for name, other in changed.items():
        file = io.BytesIO()
        pq.write_table(other, file)
        verdict = verify_bundle(repack(bundle, {ATTENDANCE: file.getvalue()}))
        assert kinds(verdict) == ["MEMBER_CHANGED", "TABLE_COLUMNS"], name


def test_rows_that_the_manifest_does_not_count_are_named(
    bundle: Path, reseal: Repack, edit: Callable[..., bytes]
) -> None:
    def count_less(manifest: Any) -> None:
        entry = next(entry for entry in manifest["files"] if entry["path"] == ATTENDANCE)
        entry["rows"] = 59

    manifest = edit(bundle, "manifest.json", count_less)
    verdict = verify_bundle(reseal(bundle, {"manifest.json": manifest}))
    assert said(verdict, "TABLE_ROWS") == [("应有 59 条记录，实有 60 条", "should have 59 records, has 60")]


@pytest.mark.parametrize("change", [{"index": 6}, {"leaf": '{"entry":6}'}, {"proof": []}, {"index": 10**9}])
def test_an_entry_that_the_trail_does_not_hold_is_named(
    bundle: Path, reseal: Repack, edit: Callable[..., bytes], change: dict[str, Any]
) -> None:
    proof = edit(bundle, "proofs/target-1.json", lambda entry: entry.update(change))
    verdict = verify_bundle(reseal(bundle, {"proofs/target-1.json": proof}))
    assert kinds(verdict) == ["PROOF_WRONG"]
    assert at(verdict, "PROOF_WRONG") == ["proofs/target-1.json"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("figures.json", b"{}"),
        ("figures.json", b"[1]"),
        ("figures.json", b"[" * 5000),
        ("definitions/funds.paid.json", b'{"name":"funds.paid"}'),
        ("proofs/target-1.json", b'{"index":1,"leaf":"x","name":"n","proof":["zz"]}'),
    ],
)
def test_a_malformed_part_is_named(bundle: Path, repack: Repack, name: str, content: bytes) -> None:
    assert at(verify_bundle(repack(bundle, {name: content})), "PART_INVALID") == [name]


def test_a_damaged_stretch_is_named_by_its_first_and_last_record(
    contents: BundleContents, tmp_path: Path
) -> None:
    rows = 70_000
    table = pa.table(
        {"id": [f"R{number:06}" for number in range(rows)], "n": pa.array(range(rows), pa.int64())}
    )
    large = SealedTable(name="attendance", key="id", rows=table)
    kept = tuple(
        dataclasses.replace(f, numerator=Decimal(rows), value=Decimal(rows), records=rows)
        for f in contents.figures[:1]
    )
    definitions = (
        dataclasses.replace(contents.definitions[0], numerator_sql="SELECT count(*) FROM attendance"),
    )
    path = tmp_path / "b.zip"
    write_bundle(path, dataclasses.replace(contents, tables=(large,), figures=kept, definitions=definitions))
    assert verify_bundle(path).ok
    content = bytearray(path.read_bytes())
    start = content.index(b"PAR1") + 200
    content[start : start + 400] = bytes(400)
    path.write_bytes(content)
    verdict = verify_bundle(path)
    assert kinds(verdict) == ["FIGURE_UNCHECKED", "MEMBER_CHANGED", "RECORDS_UNREADABLE"]
    assert said(verdict, "RECORDS_UNREADABLE")[0][1].startswith("records 1 to 65536 (R000000 to R065535)")
    assert verdict.records == rows - 65_536


def test_every_sentence_says_the_same_in_both_languages() -> None:
    def facts(sentence: str) -> set[str]:
        names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        return {name.removesuffix("_zh").removesuffix("_en") for name in names}

    for kind, (zh, en) in SENTENCES.items():
        assert facts(zh) == facts(en), kind
        assert zh.isascii() is False, kind
        assert en.isascii() is True, kind


def test_what_a_stranger_wrote_cannot_steer_the_terminal() -> None:
    found = finding("MEMBER_DAMAGED", "a\x1b[2Jb", why="x\n" * 5000)
    assert found == Finding("MEMBER_DAMAGED", "a\ufffd[2Jb", found.message_zh, found.message_en)
    assert found.message_en.isprintable()
    assert len(found.message_en) < 600
