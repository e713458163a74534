"""Write a bundle as one reproducible zip, and read its parts back."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

import pyarrow as pa

from cuntong.domain.values import BilingualError

from ._canonical import canonical_json, digest, parse_canonical
from ._container import Container, Damaged, NotAZip, write_container
from ._contents import (
    EVIDENCE,
    FIGURES,
    MANIFEST,
    BundleContents,
    Definition,
    EvidenceEntry,
    Figure,
    FileEntry,
    Manifest,
    ProvedEntry,
    SealedTable,
    TableEntry,
    check_path,
    facts_path,
    records_path,
)
from ._limits import DEFAULT_LIMITS, Limits
from ._manifest import is_proved, manifest_root, read_manifest, sealed_manifest
from ._records import record_digests
from ._shape import WrongShape, from_plain, to_plain
from ._tables import UnfitTable, Unreadable, normalised, read_parquet, table_to_parquet

T = TypeVar("T")
P = ParamSpec("P")


class UnfitContents(ValueError):
    """Raised for contents that would make a bundle nobody could verify; the message says which part."""


class BundleError(BilingualError):
    """Raised for a bundle that cannot be read; `verify_bundle` says in detail what is wrong with it."""


def write_bundle(path: Path, contents: BundleContents) -> Manifest:
    """Write the contents as a bundle and return its manifest.

    Equal contents give equal bytes, whatever the order of records, chunks and parts. The file appears whole or
    not at all: it is written beside `path`, flushed to disk and renamed. Raises UnfitContents, OSError.
    """
    tables = tuple(_normalised(table) for table in contents.tables)
    _check(contents)
    members: dict[str, bytes] = {}
    rows: dict[str, int] = {}
    for name, content, row_count in _parts(replace(contents, tables=tables)):
        _check_new(name, members)
        members[name] = content
        if row_count is not None:
            rows[name] = row_count
    files = tuple(
        FileEntry(path=name, sha256=digest(content), bytes=len(content), rows=rows.get(name))
        for name, content in sorted(members.items())
    )
    manifest = sealed_manifest(contents.heading, tuple(_table_entry(table) for table in tables), files)
    members[MANIFEST] = canonical_json(to_plain(manifest))
    _write_whole(path, members)
    return read_manifest(members[MANIFEST])


def _normalised(table: SealedTable) -> SealedTable:
    try:
        return replace(table, rows=normalised(table.rows, table.key))
    except UnfitTable as error:
        raise UnfitContents(f"table {table.name}: {error}") from error


def _check(contents: BundleContents) -> None:
    """Refuse what the verifier would refuse, as far as it can be seen without computing a figure."""
    definitions = {definition.name for definition in contents.definitions}
    identities = set()
    for figure in contents.figures:
        if figure.definition not in definitions:
            raise UnfitContents(f"figure {figure.identity}: there is no definition {figure.definition!r}")
        if figure.identity in identities:
            raise UnfitContents(f"figure {figure.identity} stands twice in the contents")
        identities.add(figure.identity)
    for entry in contents.proofs:
        if not is_proved(entry, contents.heading):
            raise UnfitContents(f"proof {entry.name}: the trail of the heading does not hold the entry")


def _check_new(name: str, members: dict[str, bytes]) -> None:
    try:
        check_path(name)
    except ValueError as error:
        raise UnfitContents(str(error)) from error
    if name in members:
        raise UnfitContents(f"two parts want to be the file {name}")


def _parts(contents: BundleContents) -> Iterator[tuple[str, bytes, int | None]]:
    """Yield every file but the manifest: its path, its bytes, and its rows where it is a table."""
    for table in contents.tables:
        digests = record_digests(table.rows, table.key)
        yield facts_path(table.name), table_to_parquet(table.rows), table.rows.num_rows
        yield records_path(table.name), table_to_parquet(digests), digests.num_rows
    for definition in contents.definitions:
        yield f"definitions/{definition.name}.json", _json(definition, Definition), None
    for entry in contents.proofs:
        yield f"proofs/{entry.name}.json", _json(entry, ProvedEntry), None
    for name, report in contents.reports.items():
        yield f"report/{name}", report, None
    for name, score in contents.scores.items():
        yield f"scores/{name}.json", canonical_json(score), None
    figures = tuple(sorted(contents.figures, key=lambda figure: figure.identity))
    yield FIGURES, _json(figures, tuple[Figure, ...]), None
    evidence = tuple(sorted(contents.evidence, key=_evidence_order))
    yield EVIDENCE, _json(evidence, tuple[EvidenceEntry, ...]), None


def _json(part: T, shape: type[T]) -> bytes:
    """Return the part's canonical JSON, once it is sure that it reads back: an int may stand for a Decimal."""
    document = canonical_json(to_plain(part))
    try:
        from_plain(shape, parse_canonical(document))
    except WrongShape as error:
        raise UnfitContents(f"{shape.__name__}: {error}") from error
    return document


def _evidence_order(entry: EvidenceEntry) -> tuple[str, str, str]:
    return entry.record_kind, entry.record_id, entry.document_id


def _table_entry(table: SealedTable) -> TableEntry:
    columns = tuple((column.name, str(column.type)) for column in table.rows.schema)
    return TableEntry(name=table.name, key=table.key, columns=columns)


def _write_whole(path: Path, members: dict[str, bytes]) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        beside = Path(file.name)
        try:
            write_container(file, members.items())
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    beside.chmod(0o644)  # a bundle is made to be handed on
    beside.replace(path)
    with suppress(PermissionError):  # Windows opens no folders
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


class Bundle:
    """An open bundle: its manifest, and its parts as they are asked for. See `open_bundle`."""

    def __init__(self, container: Container, limits: Limits) -> None:
        self._container = container
        self._limits = limits
        self._members = {member.name: member for member in container.members}
        self.manifest = self._manifest()
        self._entries = {entry.path: entry for entry in self.manifest.files}

    def _manifest(self) -> Manifest:
        manifest = self._parsed(MANIFEST, read_manifest, self._unpacked(MANIFEST))
        if manifest_root(manifest) != manifest.root:
            raise _error(MANIFEST, "清单与其根不符", "the manifest does not have the root it states")
        return manifest

    def read(self, path: str) -> bytes:
        """Return a file of the bundle, whose digest is checked. Raises KeyError, BundleError."""
        entry = self._entries[path]
        content = self._unpacked(path)
        if digest(content) != entry.sha256:
            raise _error(path, "内容与封存时不同", "the contents are not as they were sealed")
        return content

    def table(self, name: str) -> pa.Table:
        """Return a fact table, ordered by its key. Raises KeyError, BundleError."""
        path = facts_path(name)
        read = self._parsed(path, read_parquet, self.read(path), self._limits.table_bytes)
        if read.unreadable:
            raise _error(path, "有记录读不出来", "some records cannot be read")
        return read.table

    def definitions(self) -> dict[str, Definition]:
        """Return the definitions by their names. Raises BundleError."""
        found = [self._json(path, Definition) for path in self._paths("definitions/")]
        return {definition.name: definition for definition in found}

    def figures(self) -> tuple[Figure, ...]:
        """Return the figures. Raises BundleError."""
        return self._json(FIGURES, tuple[Figure, ...])

    def evidence(self) -> tuple[EvidenceEntry, ...]:
        """Return the documents that prove the records. Raises BundleError."""
        return self._json(EVIDENCE, tuple[EvidenceEntry, ...])

    def proofs(self) -> tuple[ProvedEntry, ...]:
        """Return the entries of the trail with their proofs. Raises BundleError."""
        return tuple(self._json(path, ProvedEntry) for path in self._paths("proofs/"))

    def _paths(self, folder: str) -> list[str]:
        return [path for path in self._entries if path.startswith(folder)]

    def _json(self, path: str, shape: type[T]) -> T:
        return self._parsed(
            path, lambda content: from_plain(shape, parse_canonical(content)), self.read(path)
        )

    def _unpacked(self, path: str) -> bytes:
        if path not in self._members:
            raise _error(path, "包里没有这个文件", "the file is missing from the bundle")
        return self._parsed(path, self._container.read, self._members[path])

    def _parsed(self, path: str, parse: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        try:
            return parse(*arguments, **named)
        except (Damaged, Unreadable, ValueError) as error:
            raise _error(path, f"读不出来：{error}", f"cannot be read: {error}") from error


@contextmanager
def open_bundle(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Bundle]:
    """Open a bundle to read its parts, each checked against the manifest as it is read.

    This does not verify the figures, records and proofs: `verify_bundle` does. Raises BundleError, OSError.
    """
    with path.open("rb") as file:
        try:
            container = Container(file)
        except NotAZip as error:
            raise _error(path.name, f"不是 zip：{error}", f"is not a zip: {error}") from error
        for excess in container.excesses(limits):
            raise BundleError(f"{path.name}：{excess.message_zh}", f"{path.name}: {excess.message_en}")
        yield Bundle(container, limits)


def _error(path: str, zh: str, en: str) -> BundleError:
    return BundleError(f"{path}：{zh}", f"{path}: {en}")
