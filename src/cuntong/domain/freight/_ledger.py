"""The ledger of what a carrier owes: every item charged once, every correction a counter-entry, nothing rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class EntryKind(StrEnum):
    """A charge, or the counter-entry that takes one back."""

    CHARGE = "CHARGE"
    COUNTER = "COUNTER"


@dataclass(frozen=True, slots=True)
class Due:
    """What an item costs by today's knowledge, and the day on which the service was done."""

    item: str
    day: date
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger. An item's charges are counted by `sequence`; a counter-entry bears its charge's number."""

    item: str
    sequence: int
    kind: EntryKind
    day: date
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item stands in the ledger: its last sequence, and the charge that holds, None where it was taken back."""

    sequence: int
    charge: Entry | None


_NEVER = Standing(0, None)


def standing_of(ledger: Iterable[Entry]) -> dict[str, Standing]:
    """Return how every item stands after all entries, in whatever order they come."""
    standing: dict[str, Standing] = {}
    for entry in sorted(ledger, key=lambda one: (one.sequence, one.kind is EntryKind.COUNTER)):
        holds = entry if entry.kind is EntryKind.CHARGE else None
        standing[entry.item] = Standing(entry.sequence, holds)
    return standing


def entries_of(dues: Mapping[str, Due], standing: Mapping[str, Standing]) -> tuple[Entry, ...]:
    """Return the entries that bring the ledger to what is due: new charges, and counter-entries for what changed.

    Both mappings must tell of the same items: an item that stands charged and is not due is taken back. Writing the
    entries and asking again yields none, so that statements over the same days never charge twice.
    """
    items = sorted({*dues, *standing})
    return tuple(
        entry for item in items for entry in _brought_up(item, dues.get(item), standing.get(item, _NEVER))
    )


def _brought_up(item: str, due: Due | None, before: Standing) -> Iterator[Entry]:
    charge = before.charge
    if charge is not None and due is not None and (charge.yuan, charge.day) == (due.yuan, due.day):
        return
    if charge is not None:
        yield Entry(item, before.sequence, EntryKind.COUNTER, charge.day, -charge.yuan)
    if due is not None and due.yuan:
        yield Entry(item, before.sequence + 1, EntryKind.CHARGE, due.day, due.yuan)
