"""The draw: every unit has its place in an order that only the seed decides."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ._allocating import allocate
from ._errors import SamplingError

_SEED = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN = re.compile(r"[|\r\n]")


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """Something that may be checked: the name it has in the published list, and the stratum it belongs to."""

    id: str
    stratum: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw: who is checked, and in each stratum who comes next where one cannot be checked.

    `frame_digest` seals the list that was drawn from; `sizes` and `allocation` are by stratum.
    """

    seed: str
    frame_digest: str
    sizes: Mapping[str, int]
    allocation: Mapping[str, int]
    chosen: tuple[Unit, ...]
    reserves: Mapping[str, tuple[Unit, ...]]


def draw(units: Iterable[Unit], *, size: int, seed: str) -> Sample:
    """Draw `size` units, from each stratum its share, by the order that the seed gives them.

    `seed` is 64 hexadecimal digits: the root of a sealed log. Within a stratum the units stand in the order of
    sha256(seed|id); the first are chosen, the others are the reserves, in that order. The order in which the list
    comes does not matter. Raises SamplingError for a wrong seed, a name that stands twice, an empty list, or a size
    that cannot be.
    """
    frame = _checked(units)
    _check_seed(seed)
    strata: dict[str, list[Unit]] = defaultdict(list)
    for unit in frame:
        strata[unit.stratum].append(unit)
    sizes = {name: len(strata[name]) for name in sorted(strata)}
    allocation = allocate(sizes, size)
    chosen: list[Unit] = []
    reserves: dict[str, tuple[Unit, ...]] = {}
    for name, count in allocation.items():
        ordered = sorted(strata[name], key=lambda unit: place_in_order(seed, unit.id))
        chosen += ordered[:count]
        reserves[name] = tuple(ordered[count:])
    return Sample(seed, frame_digest(frame), sizes, allocation, tuple(chosen), reserves)


def place_in_order(seed: str, unit_id: str) -> str:
    """Return what a unit is ordered by: the hexadecimal sha256 of `seed|id` in UTF-8."""
    return hashlib.sha256(f"{seed}|{unit_id}".encode()).hexdigest()


def frame_digest(units: Iterable[Unit]) -> str:
    """Return the digest of a list: sha256 over the lines `id|stratum`, sorted, each ended by a line feed."""
    lines = sorted(f"{unit.id}|{unit.stratum}\n" for unit in units)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _checked(units: Iterable[Unit]) -> tuple[Unit, ...]:
    frame = tuple(sorted(units))
    if not frame:
        raise SamplingError("名单是空的", "the list is empty")
    seen: set[str] = set()
    for unit in frame:
        if unit.id in seen:
            raise SamplingError(f"名单中“{unit.id}”出现两次", f"“{unit.id}” stands twice in the list")
        if not unit.id or not unit.stratum or _FORBIDDEN.search(unit.id + unit.stratum):
            raise SamplingError(
                f"名单中“{unit.id}”的编号或分层为空，或含有竖线、换行",
                f"“{unit.id}”: name and stratum are filled and hold neither | nor a line break",
            )
        seen.add(unit.id)
    return frame


def _check_seed(seed: str) -> None:
    if not _SEED.fullmatch(seed):
        raise SamplingError(
            "种子应为 64 位十六进制数（小写）", "the seed is 64 hexadecimal digits in lower case"
        )
