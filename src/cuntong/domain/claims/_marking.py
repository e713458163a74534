"""Which characters of a line belong to which finding, cut into pieces that a page can draw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ._findings import Finding


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line that belong to one finding (its index in the list of findings) or to none."""

    text: str
    finding: int | None


def pieces_of(
    lines: Sequence[tuple[int, str]], findings: Sequence[Finding]
) -> Mapping[int, tuple[Piece, ...]]:
    """Return line number -> its pieces; where places overlap, the first finding (the gravest) has them."""
    marks: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for index, finding in enumerate(findings):
        for quote in finding.quotes:
            marks[quote.line].append((quote.start, quote.end, index))
    return {number: tuple(_cut(text, marks[number])) for number, text in lines}


def _cut(text: str, marks: Sequence[tuple[int, int, int]]) -> list[Piece]:
    owner: dict[int, int] = {}
    for start, end, index in sorted(marks, key=lambda mark: mark[2], reverse=True):
        owner.update(dict.fromkeys(range(start, end), index))
    shown, position = [], 0
    while position < len(text):
        holder, end = owner.get(position), position + 1
        while end < len(text) and owner.get(end) == holder:
            end += 1
        shown.append(Piece(text[position:end], holder))
        position = end
    return shown
