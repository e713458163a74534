"""The manifest and the root that seals a bundle."""

from collections.abc import Iterator

from ._canonical import canonical_json, parse_canonical
from ._contents import FORMAT, VERSION, FileEntry, Heading, Manifest, ProvedEntry, TableEntry
from ._merkle import leaf_hash, root, verify_inclusion
from ._shape import from_plain, to_plain


def sealed_manifest(
    heading: Heading, tables: tuple[TableEntry, ...], files: tuple[FileEntry, ...]
) -> Manifest:
    """Return the manifest of these parts with the root over them."""
    tables = tuple(sorted(tables, key=lambda table: table.name))
    top = _root(heading, tables, files)
    return Manifest(format=FORMAT, version=VERSION, heading=heading, tables=tables, files=files, root=top)


def read_manifest(document: bytes) -> Manifest:
    """Return the manifest of its canonical JSON; the root is not checked. Raises NotCanonical, WrongShape."""
    return from_plain(Manifest, parse_canonical(document))


def manifest_root(manifest: Manifest) -> str:
    """Return the root that the manifest's parts have, hexadecimal."""
    return _root(manifest.heading, manifest.tables, manifest.files)


def _root(heading: Heading, tables: tuple[TableEntry, ...], files: tuple[FileEntry, ...]) -> str:
    return root(leaf_hash(leaf) for leaf in _leaves(heading, tables, files)).hex()


def _leaves(
    heading: Heading, tables: tuple[TableEntry, ...], files: tuple[FileEntry, ...]
) -> Iterator[bytes]:
    """Yield the heading with the tables first: neither the year nor the mark "synthetic" may be changed."""
    top = {"format": FORMAT, "version": VERSION, "heading": to_plain(heading), "tables": to_plain(tables)}
    yield canonical_json(top)
    for file in files:
        yield canonical_json(to_plain(file))


def is_proved(entry: ProvedEntry, heading: Heading) -> bool:
    """Say whether the trail, as it was at freezing, holds the entry."""
    proof = tuple(bytes.fromhex(node) for node in entry.proof)
    top = bytes.fromhex(heading.trail_root)
    return verify_inclusion(leaf_hash(entry.leaf.encode()), entry.index, heading.trail_size, proof, top)
