"""The zip around a bundle: one form for the same members, written byte by byte and read with suspicion.

Members are stored uncompressed (tables and documents are compressed already), in the order of their names,
one behind the other, dated 1980-01-01, without comments. So the container can be told from its members alone,
and a byte changed anywhere in it is found; and a genuine bundle cannot be a zip bomb.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from ._findings import Finding, finding
from ._limits import Limits

STORED = zipfile.ZIP_STORED
_DATE, _TIME = 0x0021, 0
_UTF8_NAMES = 0x0800
_VERSION_NEEDED, _MADE_BY_UNIX = 20, 0x0314
_PLAIN_FILE = 0o100644 << 16
_RATIO_COUNTS_FROM = 2**20
_MOST_BYTES, _MOST_MEMBERS = 2**32 - 2, 2**16 - 2

_LOCAL_SIGNATURE = b"PK\3\4"
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")


class Damaged(ValueError):
    """Raised for a member that cannot be unpacked; the message says why."""


class NotAZip(ValueError):
    """Raised for a file that no directory of members can be read from."""


@dataclass(frozen=True)
class Member:
    """A member as the zip's directory describes it; nothing of it is checked yet."""

    name: str
    crc: int
    size: int
    packed_size: int
    method: int
    offset: int
    encrypted: bool = False


def write_container(file: IO[bytes], members: Iterable[tuple[str, bytes]]) -> None:
    """Write named contents as a zip, ordered by name. Raises ValueError where it needs more than a plain zip holds."""
    written: list[Member] = []
    for name, content in sorted(members):
        member = Member(name, zlib.crc32(content), len(content), len(content), STORED, file.tell())
        if member.offset + member.size > _MOST_BYTES or len(written) >= _MOST_MEMBERS:
            raise ValueError("a bundle holds less than 4 GiB and 65,534 files")
        file.write(_local_header(member))
        file.write(content)
        written.append(member)
    file.write(_directory(written, file.tell()))


def _local_header(member: Member) -> bytes:
    name = member.name.encode()
    sizes = (member.crc, member.packed_size, member.size, len(name), 0)
    return _LOCAL.pack(_LOCAL_SIGNATURE, _VERSION_NEEDED, _UTF8_NAMES, STORED, _TIME, _DATE, *sizes) + name


def _directory(members: Sequence[Member], start: int) -> bytes:
    entries = b"".join(_directory_entry(member) for member in members)
    count = len(members)
    return entries + _END.pack(b"PK\5\6", 0, 0, count, count, len(entries), start, 0)


def _directory_entry(member: Member) -> bytes:
    name = member.name.encode()
    versions = (_MADE_BY_UNIX, _VERSION_NEEDED, _UTF8_NAMES, STORED, _TIME, _DATE)
    sizes = (member.crc, member.packed_size, member.size, len(name))
    return _CENTRAL.pack(b"PK\1\2", *versions, *sizes, 0, 0, 0, 0, _PLAIN_FILE, member.offset) + name


class Container:
    """An open zip of unknown origin: its members as the directory lists them, and their bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        """Read the directory. Raises NotAZip."""
        self._file = file
        self._length = file.seek(0, 2)
        try:
            with zipfile.ZipFile(file) as archive:
                self.members = tuple(_member(entry) for entry in archive.infolist())
        except Exception as error:  # a hostile directory makes zipfile raise whatever it leads to
            raise NotAZip(str(error)) from error

    def excesses(self, limits: Limits) -> Iterator[Finding]:
        """Yield what exceeds the limits, before anything is unpacked."""
        size = sum(member.size for member in self.members)
        if len(self.members) > limits.members:
            yield finding("TOO_MANY_MEMBERS", "", actual=len(self.members), most=limits.members)
        if size > limits.total_bytes:
            yield finding("TOO_LARGE", "", actual=size, most=limits.total_bytes)
        for member in self.members:
            ratio = member.size // max(member.packed_size, 1)
            if member.size > _RATIO_COUNTS_FROM and ratio > limits.ratio:
                yield finding("TOO_COMPRESSED", member.name, actual=ratio, most=limits.ratio)

    def read(self, member: Member) -> bytes:
        """Return a member's bytes, unpacked to its stated size at most, whatever its checksum. Raises Damaged."""
        if member.encrypted or member.method not in (STORED, zipfile.ZIP_DEFLATED):
            raise Damaged(f"it is encrypted or packed by method {member.method}")
        packed = self._packed_bytes(member)
        content = packed if member.method == STORED else _inflated(packed, member.size)
        if len(content) != member.size:
            raise Damaged(f"it is not {member.size} bytes long, as the directory states")
        return content

    def _packed_bytes(self, member: Member) -> bytes:
        end_of_header = member.offset + _LOCAL.size
        if member.offset < 0 or end_of_header + member.packed_size > self._length:
            raise Damaged("it lies outside the file")
        self._file.seek(member.offset)
        signature, *_, name_bytes, extra_bytes = _LOCAL.unpack(self._file.read(_LOCAL.size))
        if signature != _LOCAL_SIGNATURE:
            raise Damaged(f"there is no member at byte {member.offset}")
        self._file.seek(end_of_header + name_bytes + extra_bytes)
        return self._file.read(member.packed_size)

    def first_irregular_byte(self) -> int | None:
        """Return the position of the first byte of the zip itself that `write_container` would not have written."""
        position, names = 0, [member.name for member in self.members]
        if names != sorted(names):
            return position
        for member in self.members:
            regular = Member(member.name, member.crc, member.size, member.size, STORED, position)
            if member != regular or member.size > self._length:
                return position
            header = _local_header(member)
            if (irregular := self._differs_at(position, header)) is not None:
                return irregular
            position += len(header) + member.size
        return self._differs_at(position, _directory(self.members, position), last=True)

    def _differs_at(self, position: int, expected: bytes, last: bool = False) -> int | None:
        self._file.seek(position)
        found = self._file.read(len(expected) + last)
        if found == expected:
            return None
        same = (index for index, pair in enumerate(zip(found, expected, strict=False)) if pair[0] != pair[1])
        return position + next(same, min(len(found), len(expected)))


def _member(entry: zipfile.ZipInfo) -> Member:
    encrypted = bool(entry.flag_bits & 1)
    sizes = (entry.CRC, entry.file_size, entry.compress_size, entry.compress_type)
    return Member(entry.orig_filename, *sizes, entry.header_offset, encrypted)


def _inflated(packed: bytes, size: int) -> bytes:
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = unpacking.decompress(packed, size + 1)
    except zlib.error as error:
        raise Damaged(f"it cannot be unpacked: {error}") from error
    if not unpacking.eof and len(content) <= size:
        raise Damaged("it ends too early")
    return content
