"""A small county frozen into a bundle, and the hands that would change it afterwards."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cuntong.domain.sealing import (
    NO_RECORDS,
    OK,
    BundleContents,
    Definition,
    EvidenceEntry,
    Figure,
    Heading,
    ProvedEntry,
    SealedTable,
    canonical_json,
    digest,
    inclusion_proof,
    leaf_hash,
    root,
    write_bundle,
)
from cuntong.domain.values import Bilingual, Period

YEAR = Period.of_year(2023)
AS_OF = date(2024, 1, 10)
TRAIL = [canonical_json({"entry": number}) for number in range(21)]
PERSON_TIMES = Bilingual("人次", "person-times")


def attendance(rows: int = 60) -> pa.Table:
    """Sign-in rows; every tenth person was absent."""
    schema = pa.schema(
        [
            pa.field("attendance_id", pa.string(), nullable=False),
            pa.field("session_id", pa.string()),
            pa.field("attended_date", pa.date32()),
            pa.field("hours", pa.decimal128(6, 2)),
            pa.field("present", pa.bool_()),
            pa.field("times", pa.int32()),
            pa.field("signed_at", pa.timestamp("us", "UTC")),
            pa.field("note", pa.string()),
        ]
    )
    return pa.table(
        {
            "attendance_id": [f"ATT-{number:06}" for number in range(rows)],
            "session_id": [f"S-{number % 7}" for number in range(rows)],
            "attended_date": [date(2023, 1, 1) + timedelta(days=number % 365) for number in range(rows)],
            "hours": [Decimal(number % 5) / 2 for number in range(rows)],
            "present": [number % 10 != 3 for number in range(rows)],
            "times": [1] * rows,
            "signed_at": [datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(rows)],
            "note": [
                None if number % 3 else hashlib.md5(b"%d" % number).hexdigest() for number in range(rows)
            ],
        },
        schema=schema,
    )


def payments() -> pa.Table:
    return pa.table(
        {
            "payment_id": pa.array([3, 1, 2], pa.int64()),
            "amount_yuan": pa.array(
                [Decimal("1000000.00"), Decimal("936000.00"), Decimal("0.00")], pa.decimal128(18, 2)
            ),
        }
    )


def definition(name: str, **given: Any) -> Definition:
    fields = {
        "code": name,
        "title": Bilingual("标题", "title"),
        "meaning": Bilingual("含义", "meaning"),
        "unit": PERSON_TIMES,
        "denominator_sql": None,
        "records_sql": None,
        "scale": Decimal(1),
        "decimals": 0,
    }
    return Definition(name=name, **{**fields, **given})


def figure(made: Definition, value: str | None, numerator: str | None, **given: Any) -> Figure:
    fields = {
        "definition": made.name,
        "code": made.code,
        "period": YEAR,
        "as_of_date": AS_OF,
        "place": "440281000000",
        "value": None if value is None else Decimal(value),
        "numerator": None if numerator is None else Decimal(numerator),
        "denominator": None,
        "records": None,
        "status": OK,
        "unit": made.unit,
        "decimals": made.decimals,
    }
    return Figure(**{**fields, **given})


ATTENDED = definition(
    "training.attended",
    numerator_sql="SELECT count(*) FROM attendance WHERE present",
    records_sql="SELECT count(*) FROM attendance",
)
PRESENCE = definition(
    "training.presence",
    numerator_sql='SELECT count(*) FROM "memory"."main"."attendance" AS t WHERE t.present',
    denominator_sql="SELECT count(*) FROM attendance",
    scale=Decimal(100),
    decimals=2,
)
PAID = definition(
    "funds.paid",
    numerator_sql="SELECT sum(amount_yuan) FROM payments",
    unit=Bilingual("万元", "10,000 yuan"),
    scale=Decimal("0.0001"),
    decimals=2,
)
NOBODY = definition(
    "training.nobody",
    numerator_sql="SELECT sum(times) FROM attendance WHERE session_id = 'S-99'",
    records_sql="SELECT count(*) FROM attendance WHERE session_id = 'S-99'",
)


@pytest.fixture(scope="session")
def contents() -> BundleContents:
    heading = Heading(
        county_code="440281",
        county_name="乐昌市",
        period=YEAR,
        as_of_date=AS_OF,
        frozen_at=datetime(2024, 1, 15, 8, tzinfo=UTC),
        synthetic=True,
        trail_size=len(TRAIL),
        trail_root=root(leaf_hash(entry) for entry in TRAIL).hex(),
    )
    path = inclusion_proof(5, [leaf_hash(entry) for entry in TRAIL])
    return BundleContents(
        heading=heading,
        tables=(
            SealedTable(name="attendance", key="attendance_id", rows=attendance()),
            SealedTable(name="payments", key="payment_id", rows=payments()),
        ),
        definitions=(ATTENDED, PRESENCE, PAID, NOBODY),
        figures=(
            figure(ATTENDED, "54", "54", records=60),
            figure(PRESENCE, "90.00", "54", denominator=Decimal(60)),
            figure(PAID, "193.60", "1936000.00"),
            figure(NOBODY, None, None, records=0, status=NO_RECORDS),
        ),
        reports={"report.html": "<p>54 人次</p>".encode(), "pictures/1.png": b"\x89PNG"},
        scores={"self-evaluation": {"points": Decimal("91.50"), "grade": "GOOD"}},
        evidence=(
            EvidenceEntry(
                document_id="D-1",
                filename="签到表.pdf",
                sha256=digest(b"sheet"),
                size=5,
                record_kind="attendance",
                record_id="ATT-000001",
            ),
        ),
        proofs=(
            ProvedEntry(name="target-1", index=5, leaf=TRAIL[5].decode(), proof=tuple(n.hex() for n in path)),
        ),
    )


@pytest.fixture
def bundle(contents: BundleContents, tmp_path: Path) -> Path:
    path = tmp_path / "bundle.zip"
    write_bundle(path, contents)
    return path


Change = dict[str, bytes | None]


@pytest.fixture
def repack() -> Callable[[Path, Change], Path]:
    """Rewrite a bundle with the ordinary zip library: some files replaced, added, or (None) left out."""

    def repacked(bundle: Path, change: Change) -> Path:
        files = unzipped(bundle)
        with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in sorted({**files, **change}.items()):
                if content is not None:
                    archive.writestr(name, content)
        return bundle

    return repacked


@pytest.fixture
def reseal(repack: Callable[[Path, Change], Path]) -> Callable[[Path, Change], Path]:
    """As `repack`, but the forger also brings digests and root of the manifest into line, by the published rules."""

    def resealed(bundle: Path, change: Change) -> Path:
        files = unzipped(bundle)
        manifest = json.loads(change.get("manifest.json") or files["manifest.json"])
        for entry in manifest["files"]:
            content = change.get(entry["path"]) or files[entry["path"]]
            entry |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        manifest["root"] = manifest_root(manifest)
        return repack(bundle, {**change, "manifest.json": dumped(manifest)})

    return resealed


def manifest_root(manifest: Any) -> str:
    top = {name: manifest[name] for name in ("format", "version", "heading", "tables")}
    return root(leaf_hash(dumped(leaf)) for leaf in (top, *manifest["files"])).hex()


def dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unzipped(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def files() -> Callable[[Path], dict[str, bytes]]:
    """The files of a bundle, read with the ordinary zip library."""
    return unzipped


@pytest.fixture
def edit(files: Callable[[Path], dict[str, bytes]]) -> Callable[..., bytes]:
    """Return a JSON file of the bundle after an edit of its value."""

    def edited(bundle: Path, name: str, change: Callable[[Any], None]) -> bytes:
        value = json.loads(files(bundle)[name])
        change(value)
        return dumped(value)

    return edited
