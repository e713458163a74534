"""The lengths of the shared texts of an old .xls workbook ([MS-XLS] 2.4.265 SST, 2.5.293)."""

import struct
from array import array
from collections.abc import Sequence

_COUNTS = 8
_WIDE, _PHONETIC, _RICH = 0x01, 0x04, 0x08


def text_lengths(segments: Sequence[bytes]) -> "array[int]":
    """How many characters each shared text has, from the content of the SST record and those continuing it.

    Raises struct.error or IndexError where the records break off.
    """
    cursor = _Cursor(segments)
    cursor.skip(_COUNTS)
    lengths = array("I")
    while cursor.rest or cursor.turn():
        lengths.append(_pass_text(cursor) if cursor.rest else 0)
    return lengths


def _pass_text(cursor: "_Cursor") -> int:
    count, flags = struct.unpack("<HB", cursor.take(3))
    runs = struct.unpack("<H", cursor.take(2))[0] if flags & _RICH else 0
    extension = struct.unpack("<I", cursor.take(4))[0] if flags & _PHONETIC else 0
    cursor.pass_characters(count, flags & _WIDE)
    cursor.skip(4 * runs)
    cursor.skip(extension)
    return int(count)


class _Cursor:
    """A place in a record that goes on in other records."""

    def __init__(self, segments: Sequence[bytes]) -> None:
        self.rest = memoryview(segments[0])
        self._following = iter(segments[1:])

    def turn(self) -> bool:
        """Go on to the next record, if there is one."""
        following = next(self._following, None)
        if following is not None:
            self.rest = memoryview(following)
        return following is not None

    def take(self, count: int) -> memoryview:
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def skip(self, count: int) -> None:
        while count:
            if not self.rest and not self.turn():
                raise IndexError(count)
            count -= len(self.take(count))

    def pass_characters(self, count: int, wide: int) -> None:
        """Pass characters of one or two bytes; each continuing record says anew which it has."""
        while True:
            passed = min(count, len(self.rest) // (1 + wide))
            self.take(passed * (1 + wide))
            count -= passed
            if not count:
                return
            if not self.turn():
                raise IndexError(count)
            wide = self.take(1)[0] & _WIDE
