"""Whatever the file holds, the answer is a verdict: no error, no file read, no memory without end."""

import dataclasses
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuntong.domain.sealing import BundleContents, Limits, verify_bundle, write_bundle


def kinds(path: Path, **given: Any) -> set[str]:
    verdict = verify_bundle(path, **given)
    found = {finding.kind for finding in verdict.findings}
    assert found
    assert "BROKEN_OFF" not in found
    return found


def test_a_file_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    assert kinds(tmp_path / "none.zip") == {"UNREADABLE_FILE"}
    assert kinds(tmp_path) == {"UNREADABLE_FILE"}


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 100, b"%PDF-1.7", b"PK"])
def test_a_file_that_is_no_zip(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "f").write_bytes(content)
    assert kinds(tmp_path / "f") == {"NOT_A_ZIP"}


def test_a_zip_cut_off_is_called_so(bundle: Path) -> None:
    bundle.write_bytes(bundle.read_bytes()[:-400])
    assert kinds(bundle) == {"TRUNCATED"}


def zip_of(path: Path, members: list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_any_other_zip_is_no_bundle(tmp_path: Path) -> None:
    assert "MANIFEST_MISSING" in kinds(zip_of(tmp_path / "z", [("a.txt", b"x")]))
    assert "MANIFEST_MISSING" in kinds(zip_of(tmp_path / "z", []))


@pytest.mark.parametrize(
    "manifest",
    [
        b"[]",
        b"null",
        b"1",
        b'""',
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b"9" * 10_000,
        b'{"format":"cuntong-bundle"}',
    ],
)
def test_a_manifest_that_is_none(tmp_path: Path, manifest: bytes) -> None:
    assert "MANIFEST_INVALID" in kinds(zip_of(tmp_path / "z", [("manifest.json", manifest)]))


def test_a_newer_format_is_not_guessed_at(
    bundle: Path, repack: Callable[..., Path], edit: Callable[..., bytes]
) -> None:
    repack(
        bundle, {"manifest.json": edit(bundle, "manifest.json", lambda manifest: manifest.update(version=2))}
    )
    verdict = verify_bundle(bundle)
    assert any("reads cuntong-bundle version 1" in found.message_en for found in verdict.findings)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "z", [("report/a.html", bytes(50_000_000)), ("manifest.json", b"{}")])
    assert path.stat().st_size < 100_000
    assert kinds(path) == {"TOO_COMPRESSED"}
    assert kinds(path, limits=Limits(total_bytes=10**6, ratio=10**6)) == {"TOO_LARGE"}
    assert kinds(path, limits=Limits(members=1, ratio=10**6)) == {"TOO_MANY_MEMBERS"}


def test_a_zip_bomb_that_lies_about_its_size_is_cut_short(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "z", [("report/a.html", bytes(50_000_000))])
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<I", 50_000_000), struct.pack("<I", 1000)))
    verdict = verify_bundle(path)
    assert any(
        found.kind == "MEMBER_DAMAGED" and "not 1000 bytes" in found.message_en for found in verdict.findings
    )


def test_names_twice_or_leading_out_are_refused(
    bundle: Path, files: Callable[[Path], dict[str, bytes]]
) -> None:
    members = list(files(bundle).items())
    odd = [
        "../../etc/cron.d/x",
        "/etc/passwd",
        "report\\..\\x",
        "report/../x",
        "C:x",
        "facts/",
        "report/a\x1b[0m",
    ]
    with pytest.warns(UserWarning, match="Duplicate name"):
        zip_of(bundle, [*members, ("figures.json", b"[]"), *((name, b"x") for name in odd)])
    verdict = verify_bundle(bundle)
    unsafe = [found for found in verdict.findings if found.kind == "UNSAFE_NAME"]
    assert len(unsafe) == len(odd)
    assert [found.where for found in verdict.findings if found.kind == "DUPLICATE_NAME"] == ["figures.json"]


def test_members_that_cannot_be_unpacked_are_named(
    bundle: Path, files: Callable[[Path], dict[str, bytes]]
) -> None:
    members = list(files(bundle).items())
    zip_of(bundle, members, zipfile.ZIP_LZMA)
    assert "MEMBER_DAMAGED" in kinds(bundle)
    zip_of(bundle, members)
    content = bytearray(bundle.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"report/report.html"))
    content[entry + 8] |= 1  # encrypted
    bundle.write_bytes(content)
    verdict = verify_bundle(bundle)
    damaged = [found for found in verdict.findings if found.kind == "MEMBER_DAMAGED"]
    assert [found.where for found in damaged] == ["report/report.html"]


HOSTILE_QUERIES = {
    "COPY attendance TO '{folder}/out.csv'": "a single SELECT",
    "ATTACH '{folder}/out.db' AS other": "a single SELECT",
    "EXPORT DATABASE '{folder}/out'": "a single SELECT",
    "CREATE TABLE more AS SELECT * FROM attendance": "a single SELECT",
    "INSERT INTO payments SELECT * FROM payments": "a single SELECT",
    "SET enable_external_access = true": "a single SELECT",
    "PRAGMA database_list": "a single SELECT",
    "INSTALL httpfs": "a single SELECT",
    "SELECT count(*) FROM attendance; SELECT 54": "a single SELECT",
    "": "a single SELECT",
    "-- nothing": "a single SELECT",
    "SELECT 54": "reads no fact table, yet",
    "SELECT count(*) FROM range(54)": "reads no fact table, yet",
    "SELECT length(content) FROM read_text('{folder}/secret'), attendance": "file system operations are disabled",
    "SELECT count(*) FROM read_csv('{folder}/secret'), attendance": "file system operations are disabled",
    "SELECT count(*) FROM glob('{folder}/*'), attendance": "file system operations are disabled",
    "SELECT count(*) FROM '{folder}/secret.csv', attendance": "cannot be recomputed",
    "WITH more AS (INSERT INTO payments VALUES (9, 1) RETURNING 1) SELECT count(*) FROM more, attendance": "read-only",
    "SELECT avg(times) FROM attendance": "float",
    "SELECT present FROM attendance LIMIT 1": "bool",
    "SELECT note FROM attendance LIMIT 1": "str",
    "SELECT times FROM attendance": "one row of one column",
    "SELECT times FROM attendance WHERE false": "one row of one column",
    "SELECT 1, 2 FROM attendance LIMIT 1": "one row of one column",
    "SELECT count(*) FROM nowhere": "does not exist",
    "SELECT count(* FROM attendance": "yntax error",
    "SELECT date '290000-01-01' FROM attendance LIMIT 1": "stated and recomputed|cannot be recomputed|refused",
    "SELECT " + "(" * 5000 + "1" + ")" * 5000 + " FROM attendance": "cannot be recomputed",
    "SELECT 1 --" + "x" * 300_000: "too long",
    "WITH RECURSIVE r AS (SELECT 1 a UNION ALL SELECT a + 1 FROM r) SELECT count(*) FROM r, attendance": "maximum execution time",
    "SELECT count(*) FROM attendance, range(100000000000) a, range(1000000) b WHERE sqrt(a.range) < b.range": "maximum execution time",
    "SELECT len(list(range)) FROM range(100000000000), attendance": "Out of Memory",
}


@pytest.mark.parametrize(("sql", "reason"), HOSTILE_QUERIES.items(), ids=range(len(HOSTILE_QUERIES)))
def test_a_query_reaches_nothing_but_the_tables(
    contents: BundleContents, tmp_path: Path, sql: str, reason: str
) -> None:
    (tmp_path / "secret").write_text("54")
    (tmp_path / "secret.csv").write_text("54")
    hostile = dataclasses.replace(contents.definitions[0], numerator_sql=sql.format(folder=tmp_path))
    path = tmp_path / "b.zip"
    write_bundle(path, dataclasses.replace(contents, definitions=(hostile, *contents.definitions[1:])))
    limits = Limits(query_seconds=1, query_memory_bytes=100 * 2**20)
    found = verify_bundle(path, limits=limits).findings
    assert [finding.where.split()[1] for finding in found] == ["training.attended"], found
    assert any(part in found[0].message_en for part in reason.split("|")), found
    assert {file.name for file in tmp_path.iterdir()} == {"b.zip", "secret", "secret.csv"}


def test_one_figure_cannot_change_the_tables_of_the_next(contents: BundleContents, tmp_path: Path) -> None:
    first = dataclasses.replace(
        contents.definitions[0],
        numerator_sql="WITH gone AS (DELETE FROM payments RETURNING 1) SELECT count(*) FROM gone, attendance",
    )
    path = tmp_path / "b.zip"
    write_bundle(path, dataclasses.replace(contents, definitions=(first, *contents.definitions[1:])))
    assert [found.where.split()[1] for found in verify_bundle(path).findings] == ["training.attended"]


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.just([])
    | st.just({})
    | st.just("9" * 99)
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_value_in_any_place_of_the_json_gives_a_verdict(
    small: Path, tmp_path: Path, reseal: Callable[..., Path], files: Callable[..., Any], data: st.DataObject
) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(small.read_bytes())
    names = [name for name in files(path) if name.endswith(".json")]
    name = data.draw(st.sampled_from(names))
    value = json.loads(files(path)[name])
    place: Any = [value]
    key: Any = 0
    while data.draw(st.booleans()) and isinstance(place[key], dict | list) and place[key]:
        place = place[key]
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
    place[key] = data.draw(VALUES)
    changed = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        reseal(path, {name: changed.encode()})
    except (KeyError, TypeError, ValueError, AttributeError):  # a manifest too broken to be resealed
        zip_of(path, [*((n, c) for n, c in files(small).items() if n != name), (name, changed.encode())])
    assert all(found.kind != "BROKEN_OFF" for found in verify_bundle(path).findings)


@pytest.fixture(scope="module")
def small(contents: BundleContents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "bundle.zip"
    write_bundle(path, contents)
    return path


def test_numbers_without_end_are_not_computed_with(
    bundle: Path, reseal: Callable[..., Path], edit: Callable[..., bytes]
) -> None:
    for scale in ("1e999999999", "9" * 5000, "NaN", "1/3", " 1"):
        definition = edit(
            bundle, "definitions/funds.paid.json", lambda made, scale=scale: made.update(scale=scale)
        )
        reseal(bundle, {"definitions/funds.paid.json": definition})
        verdict = verify_bundle(bundle)
        assert any(found.kind == "PART_INVALID" for found in verdict.findings), scale


def test_what_no_test_foresaw_confirms_nothing(bundle: Path) -> None:
    """A limit that is no number stands for a fault in the verifier itself."""
    verdict = verify_bundle(bundle, limits=Limits(members="many"))
    assert [found.kind for found in verdict.findings] == ["BROKEN_OFF"]
