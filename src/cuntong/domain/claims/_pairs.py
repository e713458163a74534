"""Readings of a rate: which quantity by which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ._ranges import Range
from ._reading import Mention


@dataclass(frozen=True, slots=True)
class Pair:
    """A reading: this part of that whole (several parts are added); `plain` where the words say so."""

    part: tuple[Mention, ...]
    whole: tuple[Mention, ...]
    taken_off: tuple[Mention, ...] = ()

    def quotient(self) -> Range | None:
        """Return the percentage that this reading gives."""
        part, whole = _total(self.part), _total(self.whole)
        for mention in self.taken_off:
            part = part - mention.range
        if whole.low is None or whole.low <= 0 or part.low is None or part.low < 0:
            return None
        return part.divided(whole).times(Fraction(100))

    def words(self) -> str:
        """Return the division as a clerk would write it."""
        part = "+".join(mention.text for mention in self.part)
        part += "".join(f"-{mention.text}" for mention in self.taken_off)
        whole = "+".join(mention.text for mention in self.whole)
        left = f"({part})" if len(self.part) + len(self.taken_off) > 1 else part
        return f"{left}÷{f'({whole})' if len(self.whole) > 1 else whole}"

    def mentions(self) -> tuple[Mention, ...]:
        return (*self.part, *self.taken_off, *self.whole)


@dataclass(frozen=True, slots=True)
class Rate:
    """A stated percentage, its family, what it is of, and the readings of it.

    `bound` are the readings that the words themselves give, best first; `possible` others that would make
    it true as well.
    """

    stated: Mention
    family: str
    name: str
    bound: tuple[Pair, ...]
    possible: Callable[[], Iterable[Pair]]


def _total(mentions: Sequence[Mention]) -> Range:
    total = mentions[0].range
    for mention in mentions[1:]:
        total = total + mention.range
    return total
