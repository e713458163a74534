"""What a bundle holds, as values: a heading, fact tables, definitions, figures, and what stands beside them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa

from cuntong.domain.values import Bilingual, Period

FORMAT = "cuntong-bundle"
VERSION = 1

MANIFEST = "manifest.json"
FIGURES = "figures.json"
EVIDENCE = "evidence.json"

OK = "OK"
NO_RECORDS = "NO_RECORDS"

_HASH = re.compile("[0-9a-f]{64}")
_PATH = re.compile(r"(definitions|facts|proofs|records|report|scores)(/[^\x00-\x1f\x7f/\\:]{1,120}){1,6}")
_TABLE_NAME = re.compile("[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Whose figures these are, for when, as known when, and how long the trail was at that moment.

    `trail_size` and `trail_root` (hexadecimal) are those of the log before the entry of the freeze itself.
    """

    county_code: str
    county_name: str
    period: Period
    as_of_date: date
    frozen_at: datetime
    synthetic: bool
    trail_size: int
    trail_root: str

    def __post_init__(self) -> None:
        if not _HASH.fullmatch(self.trail_root) or self.trail_size < 0:
            raise ValueError("the trail has a size from 0 and a root of 64 hexadecimal characters")


@dataclass(frozen=True, kw_only=True)
class SealedTable:
    """One fact table: `rows` in Arrow, and the column whose values tell the records apart."""

    name: str
    key: str
    rows: pa.Table

    def __post_init__(self) -> None:
        check_table_name(self.name)


@dataclass(frozen=True, kw_only=True)
class Definition:
    """How a figure is computed from the fact tables of its bundle, in words and in DuckDB's SQL.

    Each SQL is a single SELECT with one row and one column, integer, decimal or NULL, where NULL means that
    nothing can be said. The figure is numerator x scale, over the denominator where there is one, rounded
    half-up to `decimals` places. `records_sql` counts the records that the figure stands on.
    """

    name: str
    code: str
    title: Bilingual
    meaning: Bilingual
    unit: Bilingual
    numerator_sql: str
    denominator_sql: str | None
    records_sql: str | None
    scale: Decimal
    decimals: int

    def __post_init__(self) -> None:
        if not 0 <= self.decimals <= 12:
            raise ValueError(f"a figure has 0 to 12 decimals, not {self.decimals}")
        object.__setattr__(self, "scale", Decimal(self.scale))  # a whole number is as welcome


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure as it was frozen; `definition` names the Definition that computes it.

    `status` is OK, or NO_RECORDS where the records give no number: there is then no value, not even zero.
    """

    definition: str
    code: str
    period: Period
    as_of_date: date
    place: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    records: int | None
    status: str
    unit: Bilingual
    decimals: int

    def __post_init__(self) -> None:
        if self.status not in (OK, NO_RECORDS):
            raise ValueError(f"the status is {OK} or {NO_RECORDS}, not {self.status!r}")
        if self.status == NO_RECORDS and self.value is not None:
            raise ValueError("a figure without records has no value")

    @property
    def identity(self) -> str:
        """What tells this figure from the others of the bundle."""
        return f"{self.code} {self.place} {self.period} ({self.as_of_date})"


@dataclass(frozen=True, kw_only=True)
class EvidenceEntry:
    """A document that proves a record; the bundle names it by its digest and does not hold it."""

    document_id: str
    filename: str
    sha256: str
    size: int
    record_kind: str
    record_id: str


@dataclass(frozen=True, kw_only=True)
class ProvedEntry:
    """An entry of the trail and the proof that the trail of the heading holds it at `index`.

    `leaf` is the canonical text of the entry, `proof` the hashes of the path in hexadecimal.
    """

    name: str
    index: int
    leaf: str
    proof: tuple[str, ...]

    def __post_init__(self) -> None:
        if not all(_HASH.fullmatch(node) for node in self.proof):
            raise ValueError("a proof is made of hashes of 64 hexadecimal characters")


@dataclass(frozen=True, kw_only=True)
class BundleContents:
    """Everything that goes into a bundle.

    `reports` maps file names below ``report/`` to bytes, `scores` names below ``scores/`` (without .json) to
    JSON values.
    """

    heading: Heading
    tables: tuple[SealedTable, ...]
    definitions: tuple[Definition, ...]
    figures: tuple[Figure, ...]
    reports: Mapping[str, bytes] = field(default_factory=dict)
    scores: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[EvidenceEntry, ...] = ()
    proofs: tuple[ProvedEntry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FileEntry:
    """A file of the bundle; `rows` for Parquet files."""

    path: str
    sha256: str
    bytes: int
    rows: int | None


@dataclass(frozen=True, kw_only=True)
class TableEntry:
    """A fact table of the bundle; `columns` are pairs of name and Arrow type."""

    name: str
    key: str
    columns: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        check_table_name(self.name)
        if self.key not in dict(self.columns):
            raise ValueError(f"the key {self.key!r} is not a column")


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The first thing to read: what the bundle is, what it holds, and the root that seals it all.

    `root` (hexadecimal) is the Merkle root over the canonical JSON of the heading with the tables, then of
    each file's entry in the order of their paths. So whoever knows the root knows the whole bundle.
    """

    format: str
    version: int
    heading: Heading
    tables: tuple[TableEntry, ...]
    files: tuple[FileEntry, ...]
    root: str

    def __post_init__(self) -> None:
        if (self.format, self.version) != (FORMAT, VERSION):
            raise ValueError(f"this reads {FORMAT} version {VERSION}, not {self.format!r} {self.version}")


def facts_path(table_name: str) -> str:
    """Where a bundle keeps a fact table."""
    return f"facts/{table_name}.parquet"


def records_path(table_name: str) -> str:
    """Where a bundle keeps the digests of a fact table's records."""
    return f"records/{table_name}.digests.parquet"


def check_table_name(name: str) -> None:
    """Raise ValueError unless the name can stand in SQL and in a path as it is."""
    if not _TABLE_NAME.fullmatch(name):
        raise ValueError(f"the table name {name!r} is not made of a-z, 0-9 and _, beginning with a letter")


def check_path(path: str) -> None:
    """Raise ValueError unless a bundle may hold a file of that name and it is safe to unpack anywhere."""
    inside = _PATH.fullmatch(path) and not {".", ".."} & set(path.split("/"))
    if path not in (MANIFEST, FIGURES, EVIDENCE) and not inside:
        raise ValueError(f"a bundle holds no file named {path!r}")
