"""The container, the digests, the root and the proofs: whether the bytes are those that were sealed."""

import zlib
from collections import Counter
from collections.abc import Iterator

from ._canonical import digest
from ._container import Container, Damaged
from ._contents import MANIFEST, FileEntry, Manifest, ProvedEntry, check_path
from ._findings import Finding, finding
from ._manifest import is_proved, manifest_root


def unpack(container: Container) -> tuple[dict[str, bytes], list[Finding]]:
    """Return the contents by name, whatever their checksums, and what is wrong with the container."""
    contents: dict[str, bytes] = {}
    findings = list(_container_findings(container))
    for member in container.members:
        if not _is_safe(member.name):
            continue
        try:
            contents[member.name] = container.read(member)
        except Damaged as error:
            findings.append(finding("MEMBER_DAMAGED", member.name, why=error))
    return contents, findings


def _is_safe(name: str) -> bool:
    try:
        check_path(name)
    except ValueError:
        return False
    return True


def _container_findings(container: Container) -> Iterator[Finding]:
    for name, times in Counter(member.name for member in container.members).items():
        if times > 1:
            yield finding("DUPLICATE_NAME", name, times=times)
        if not _is_safe(name):
            yield finding("UNSAFE_NAME", name)
    irregular = container.first_irregular_byte()
    if irregular is not None:
        yield finding("CONTAINER_ALTERED", "", byte=irregular)


def check_seal(
    manifest: Manifest, container: Container, contents: dict[str, bytes], expected_root: str | None
) -> Iterator[Finding]:
    """Yield every file that is not as the manifest says, and a manifest that is not as its root says."""
    recomputed = manifest_root(manifest)
    if recomputed != manifest.root:
        yield finding("ROOT_WRONG", MANIFEST, stated=manifest.root, recomputed=recomputed)
    if expected_root is not None and expected_root.lower() != manifest.root:
        yield finding("ROOT_UNEXPECTED", MANIFEST, stated=manifest.root, expected=expected_root)
    names = {member.name for member in container.members}
    checksums = {member.name: member.crc for member in container.members}
    listed = {file.path for file in manifest.files}
    yield from (finding("MEMBER_MISSING", path) for path in sorted(listed - names))
    yield from (finding("MEMBER_EXTRA", name) for name in sorted(names - listed - {MANIFEST}))
    for file in manifest.files:
        if file.path in contents:
            yield from _changed(file, contents[file.path], checksums[file.path])
    if MANIFEST in contents and zlib.crc32(contents[MANIFEST]) != checksums[MANIFEST]:
        yield finding("CHECKSUM_WRONG", MANIFEST)


def _changed(file: FileEntry, content: bytes, checksum: int) -> Iterator[Finding]:
    actual, agrees = digest(content), zlib.crc32(content) == checksum
    if (actual, len(content)) != (file.sha256, file.bytes):
        yield finding(
            "MEMBER_CHANGED",
            file.path,
            bytes=file.bytes,
            sealed=file.sha256,
            actual_bytes=len(content),
            actual=actual,
            checksum_zh="与新内容相符：是重新写入的" if agrees else "与内容不符：字节受损或被直接改动",
            checksum_en="agrees: it was written anew"
            if agrees
            else "disagrees: bytes were damaged or patched",
        )
    elif not agrees:
        yield finding("CHECKSUM_WRONG", file.path)


def check_proofs(proofs: dict[str, ProvedEntry], manifest: Manifest) -> Iterator[Finding]:
    """Yield the entries that the trail, as it was at freezing, does not hold."""
    heading = manifest.heading
    for path, entry in proofs.items():
        if not is_proved(entry, heading):
            yield finding(
                "PROOF_WRONG", path, index=entry.index, size=heading.trail_size, root=heading.trail_root
            )
