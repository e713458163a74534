"""The answer: where an address lies, how sure that is, and what says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cuntong.domain.values import Bilingual

AUTO = "auto"
REVIEW = "review"


class Span(NamedTuple):
    """A piece of the text as it was given, [start, end), and the division that it names."""

    start: int
    end: int
    text: str
    level: str
    division_code: str


class Candidate(NamedTuple):
    """A division that a person may choose in review, with the official name."""

    division_code: str
    name: str
    level: str


class Resolution(NamedTuple):
    """The answer for one address.

    `division_code` is the deepest division that is sure, 12 digits ("" when not even the province is), `level`
    its level ("none" then). `decision` is "auto" when nobody needs to look: the division is certain, and it is
    a village when the parcel is for the home county. `confidence` is the probability that the code is right,
    estimated on labelled addresses. `station` is the serving station when a mapping was given.
    """

    text: str
    division_code: str
    level: str
    decision: str
    confidence: float
    spans: tuple[Span, ...]
    reasons: tuple[Bilingual, ...]
    candidates: tuple[Candidate, ...]
    station: str | None = None
