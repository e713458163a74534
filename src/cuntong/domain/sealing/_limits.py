"""How much a stranger's bundle may cost the one who opens it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most that is read, unpacked, held and waited for; what exceeds it is refused, not cut.

    `ratio` is unpacked to packed size, for members that unpack to more than 1 MiB.
    """

    members: int = 10_000
    total_bytes: int = 2 * 2**30
    ratio: int = 200
    table_bytes: int = 2 * 2**30
    query_memory_bytes: int = 2 * 2**30
    query_seconds: int = 60


DEFAULT_LIMITS = Limits()
