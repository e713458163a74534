"""The container of old Office files ([MS-CFB]): take one stream out, and pack one stream anew.

Chains of sectors are followed with a bound, for a file may point back into itself; the new container is
what the reader gets, so that it meets no other chain than a straight one.
"""

import struct

from ._messages import Refused

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_HEADER = struct.Struct("<30xHH10x8I")
_ENTRY = struct.Struct("<64sH50xIQ")
_MINI = 64
_SECTOR = 4096


class Compound:
    """A compound file held in memory. Raises Refused where it is damaged."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise Refused("DAMAGED")
        shift, _, _, directory, _, self._cutoff, mini, _, difat, _ = _HEADER.unpack_from(data)
        if shift not in (9, 12):
            raise Refused("DAMAGED")
        self._data = data
        self._size = 1 << shift
        self._fat = self._table(self._fat_sectors(difat))
        entries = self._chain(directory)
        self._entries = [_ENTRY.unpack_from(entries, at) for at in range(0, len(entries) - 127, 128)]
        self._mini_fat = _numbers(self._chain(mini)) if mini < _FAT else ()
        if not self._entries:
            raise Refused("DAMAGED")

    def names(self) -> set[str]:
        return {_name(entry) for entry in self._entries}

    def stream(self, *names: str) -> bytes | None:
        """The first stream that has one of the names, or None."""
        for entry in self._entries:
            if _name(entry) in names:
                # Version 3 files leave noise in the upper half of the length.
                return self._content(start=entry[2], length=entry[3] & 0xFFFFFFFF)
        return None

    def _content(self, *, start: int, length: int) -> bytes:
        if length > len(self._data):
            raise Refused("DAMAGED")
        if length >= self._cutoff:
            return self._chain(start)[:length]
        store = self._chain(self._entries[0][2])
        sectors = _follow(start, self._mini_fat)
        return b"".join(store[sector * _MINI : (sector + 1) * _MINI] for sector in sectors)[:length]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise Refused("DAMAGED")
        return self._data[start : start + self._size]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _follow(start, self._fat))

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        return _numbers(b"".join(self._sector(number) for number in sectors))

    def _fat_sectors(self, difat: int) -> list[int]:
        sectors = [number for number in struct.unpack_from("<109I", self._data, 76) if number < _FAT]
        for _ in range(len(self._data) // self._size):
            if difat >= _FAT:
                break
            numbers = _numbers(self._sector(difat))
            sectors += [number for number in numbers[:-1] if number < _FAT]
            difat = numbers[-1]
        if len(sectors) > len(self._data) // self._size:
            raise Refused("DAMAGED")
        return sectors


def pack(stream: bytes) -> bytes:
    """A compound file that holds the stream as `Workbook` and nothing else (version 4, sectors of 4096)."""
    length = -(-max(len(stream), _SECTOR) // _SECTOR) * _SECTOR
    used = length // _SECTOR
    fat_sectors = -(-(used + 2) // (_SECTOR // 4 - 1))
    fat = [*range(1, used), _END, _END, *[_FAT] * fat_sectors]
    fat += [_FREE] * (fat_sectors * _SECTOR // 4 - len(fat))
    header = bytearray(b"\0" * _SECTOR)
    header[:8] = SIGNATURE
    struct.pack_into("<HHHHH", header, 24, 0x3E, 4, 0xFFFE, 12, 6)
    struct.pack_into("<IIIIIIIII", header, 40, 1, fat_sectors, used, 0, 4096, _END, 0, _END, 0)
    difat = [used + 1 + number for number in range(fat_sectors)]
    struct.pack_into("<109I", header, 76, *difat, *[_FREE] * (109 - fat_sectors))
    directory = _entry("Root Entry", 5, 0, 0, child=1) + _entry("Workbook", 2, 0, length)
    return b"".join(
        (
            header,
            stream.ljust(length, b"\0"),
            directory.ljust(_SECTOR, b"\0"),
            struct.pack(f"<{len(fat)}I", *fat),
        )
    )


def _entry(name: str, kind: int, start: int, length: int, *, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return head + struct.pack("<III36xIQ", _FREE, _FREE, child, start, length)


def _name(entry: tuple[bytes, int, int, int]) -> str:
    return entry[0][: max(0, min(entry[1], 64) - 2)].decode("utf-16-le", "replace")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _follow(start: int, table: tuple[int, ...]) -> list[int]:
    sectors: list[int] = []
    while start < _FAT:
        if start >= len(table) or len(sectors) > len(table):
            raise Refused("DAMAGED")
        sectors.append(start)
        start = table[start]
    return sectors
