"""Verify a bundle from its bytes alone: every digest, proof, record and figure."""

from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

from ._canonical import parse_canonical
from ._container import Container, NotAZip
from ._contents import FIGURES, MANIFEST, Definition, Figure, Manifest, ProvedEntry
from ._figure_checks import check_figures
from ._findings import Finding, finding
from ._limits import DEFAULT_LIMITS, Limits
from ._manifest import read_manifest
from ._seal_checks import check_proofs, check_seal, unpack
from ._shape import from_plain
from ._table_checks import check_tables

T = TypeVar("T")


@dataclass(frozen=True)
class Verdict:
    """What the verifier says: `ok` when there is no finding; the counts say how much was looked at.

    `manifest` is None where it could not be read. Its root is the seal to compare with one recorded elsewhere:
    a bundle made anew as a whole is consistent in itself, and only its root gives it away.
    """

    findings: tuple[Finding, ...]
    manifest: Manifest | None = None
    files: int = 0
    records: int = 0
    figures: int = 0
    proofs: int = 0

    @property
    def ok(self) -> bool:
        """Whether everything is as it was sealed and every figure follows from the records."""
        return not self.findings


def verify_bundle(
    path: Path, *, expected_root: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Verdict:
    """Say whether a bundle is whole and its figures follow from its records, or else what differs.

    Needs no database and no network, and trusts nothing in the file: whatever it holds, the answer is a
    verdict, not an error. `expected_root` is the root as recorded elsewhere (in the trail, on the printed
    report); without it the bundle is held against itself alone.
    """
    try:
        with path.open("rb") as file:
            return _verify(file, expected_root, limits)
    except OSError as error:
        return Verdict((finding("UNREADABLE_FILE", str(path), why=error.strerror or error),))
    except Exception as error:  # no test knows such a file; should one exist, it is no bundle to trust
        return Verdict((finding("BROKEN_OFF", str(path), why=f"{type(error).__name__}: {error}"),))


def _verify(file: IO[bytes], expected_root: str | None, limits: Limits) -> Verdict:
    try:
        container = Container(file)
    except NotAZip as error:
        return Verdict((_not_a_zip(file, error),))
    if excesses := tuple(container.excesses(limits)):
        return Verdict(excesses)
    contents, findings = unpack(container)
    if MANIFEST not in contents:
        return Verdict((*findings, finding("MANIFEST_MISSING", MANIFEST)), files=len(contents))
    try:
        manifest = read_manifest(contents[MANIFEST])
    except ValueError as error:
        return Verdict((*findings, finding("MANIFEST_INVALID", MANIFEST, why=error)), files=len(contents))
    findings += check_seal(manifest, container, contents, expected_root)
    return _verify_parts(manifest, contents, findings, limits)


def _not_a_zip(file: IO[bytes], error: NotAZip) -> Finding:
    file.seek(0)
    begins_as_zip = file.read(4) == b"PK\3\4"
    return finding("TRUNCATED", "", why=error) if begins_as_zip else finding("NOT_A_ZIP", "")


def _verify_parts(
    manifest: Manifest, contents: dict[str, bytes], findings: list[Finding], limits: Limits
) -> Verdict:
    parts = _Parts(contents, findings)
    proofs = parts.in_folder("proofs/", ProvedEntry)
    findings += check_proofs(proofs, manifest)
    tables = check_tables(manifest, contents, limits)
    findings += tables.findings
    definitions = {part.name: part for part in parts.in_folder("definitions/", Definition).values()}
    figures = parts.at(FIGURES, tuple[Figure, ...]) or ()
    findings += check_figures(figures, definitions, tables.tables, frozenset(tables.damaged), limits)
    return Verdict(tuple(findings), manifest, len(contents), tables.records, len(figures), len(proofs))


@dataclass
class _Parts:
    """The JSON files of the bundle, read as what they should be; one that is not becomes a finding."""

    contents: dict[str, bytes]
    findings: list[Finding]

    def in_folder(self, folder: str, shape: type[T]) -> dict[str, T]:
        """Return the readable parts below a folder by path."""
        read = {path: self.at(path, shape) for path in sorted(self.contents) if path.startswith(folder)}
        return {path: part for path, part in read.items() if part is not None}

    def at(self, path: str, shape: type[T]) -> T | None:
        """Return the part at a path, None where it is missing or malformed."""
        if path not in self.contents:
            return None
        try:
            return from_plain(shape, parse_canonical(self.contents[path]))
        except ValueError as error:
            self.findings.append(finding("PART_INVALID", path, why=error))
            return None
