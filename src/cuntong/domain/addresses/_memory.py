"""The memory: what sorters corrected and what earlier addresses taught, by county and landmark."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from cuntong.domain.values import BilingualError

from ._landmarks import KINDS, ROAD, is_stretch

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

EXPLICIT = "EXPLICIT"
LEARNT = "LEARNT"
SOURCES = (EXPLICIT, LEARNT)
# A lesson counts half after this many days: stations and roads change.
HALF_LIFE_DAYS = 180.0
# What was only learnt decides alone from this share of all that was learnt, and this many times.
SURE_SHARE = 0.95
SURE_COUNT = 3.0


class MemoryFault(BilingualError):
    """An entry that cannot be remembered; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One remembered fact: addresses of a county with this landmark belong to this division.

    `county` has 6 digits, `division_code` 12 (a village or a township inside the county), `kind` is one of the
    landmark kinds, `name` is normalised (for RECIPIENT the hash of `recipient_hash`). `source` is EXPLICIT for
    a person's correction, LEARNT for what an address that names its place has taught. `count` says how often.
    """

    county: str
    kind: str
    name: str
    division_code: str
    source: str
    author: str
    count: int
    last_seen_date: dt.date

    def __post_init__(self) -> None:
        faults = [
            (re.fullmatch(r"[1-9][0-9]{5}", self.county), "county", "县级代码应为 6 位数字"),
            (re.fullmatch(r"[1-9][0-9]{11}", self.division_code), "division_code", "区划代码应为 12 位数字"),
            (self.division_code.startswith(self.county), "division_code", "区划应在本县之内"),
            (self.division_code[6:9] != "000", "division_code", "应为乡镇或村"),
            (self.kind in KINDS, "kind", f"应为 {'、'.join(KINDS)} 之一"),
            (self.source in SOURCES, "source", f"应为 {'、'.join(SOURCES)} 之一"),
            (self.name, "name", "不能为空"),
            (self.count > 0, "count", "应大于 0"),
        ]
        for is_right, field, zh in faults:
            if not is_right:
                raise MemoryFault(f"{field}：{zh}", f"{field} is not as it must be in {self!r}")


class Recollection(NamedTuple):
    """What the memory answers: the division, how sure, whether that may decide alone, and the entry behind it."""

    division_code: str
    confidence: float
    is_sure: bool
    entry: Entry


class Memory:
    """Entries by county and landmark; a value: `with_entries` gives a new memory."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[tuple[str, str, str], dict[tuple[str, str, str], Entry]] = {}
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        same_key = self._entries.setdefault((entry.county, entry.kind, entry.name), {})
        identity = (entry.division_code, entry.source, entry.author)
        known = same_key.get(identity)
        if known is not None:
            last_seen_date = max(known.last_seen_date, entry.last_seen_date)
            entry = replace(entry, count=known.count + entry.count, last_seen_date=last_seen_date)
        same_key[identity] = entry

    def __len__(self) -> int:
        return sum(len(same_key) for same_key in self._entries.values())

    def __iter__(self) -> Iterator[Entry]:
        for key in sorted(self._entries):
            yield from (entry for _, entry in sorted(self._entries[key].items()))

    def with_entries(self, entries: Iterable[Entry]) -> Memory:
        """Give a memory that holds these entries as well; equal ones are counted together."""
        return Memory([*self, *entries])

    def recall(self, county: str, kind: str, name: str) -> Recollection | None:
        """Answer for one landmark.

        A correction outranks everything learnt; of several corrections the latest holds, but for a whole road that
        was corrected to several places: it runs through all of them, and only its stretches decide. Of what was learnt the
        division with the greatest weight holds, each count halved every `HALF_LIFE_DAYS` before the latest.
        """
        entries = self._entries.get((county, kind, name))
        if not entries:
            return None
        explicit = [entry for entry in entries.values() if entry.source == EXPLICIT]
        if explicit:
            latest = max(explicit, key=lambda entry: (entry.last_seen_date, entry.count, entry.division_code))
            is_split = kind == ROAD and not is_stretch(name) and len({e.division_code for e in explicit}) > 1
            return Recollection(latest.division_code, 0.5 if is_split else 0.99, not is_split, latest)
        return _majority(list(entries.values()))


def _majority(entries: list[Entry]) -> Recollection:
    newest = max(entry.last_seen_date for entry in entries)
    weights: dict[str, float] = {}
    for entry in entries:
        age_days = (newest - entry.last_seen_date).days
        weight = entry.count * 0.5 ** (age_days / HALF_LIFE_DAYS)
        weights[entry.division_code] = weights.get(entry.division_code, 0.0) + weight
    code = max(weights, key=lambda division: (weights[division], division))
    weight, total = weights[code], sum(weights.values())
    best = max((entry for entry in entries if entry.division_code == code), key=lambda entry: entry.count)
    is_sure = weight >= SURE_COUNT and weight >= SURE_SHARE * total
    return Recollection(code, (weight + 0.5) / (total + 1.0), is_sure, best)


def recipient_hash(name: str, telephone: str, *, key: bytes) -> str:
    """Hash a recipient so that he is recognised and not named (BLAKE2b, keyed, 128 bits, hexadecimal).

    `key` is the installation's secret: without it a telephone number could be found by trying all.
    """
    digits = re.sub(r"[^0-9]", "", telephone)[-11:]
    return hashlib.blake2b(f"{name.strip()}\n{digits}".encode(), key=key[:64], digest_size=16).hexdigest()
