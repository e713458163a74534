"""What a check hands back: a finding with its kind, its class, its places and one line of arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ._lines import Line
from ._reading import Mention

CONTRADICTION, QUESTION, NOTICE = "contradiction", "question", "notice"
CLASSES = (CONTRADICTION, QUESTION, NOTICE)
KINDS = (
    "ratio",
    "mutual",
    "sum",
    "growth",
    "score",
    "table",
    "same-name",
    "scope",
    "goal-result",
    "opposite",
    "modality",
    "unit",
    "denominator",
    "cut-off",
    "promised",
    "heading",
    "vague",
    "numbering",
    "timeline",
    "sealed",
)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the report: line from 1, characters from 0 (`end` not included), the words themselves."""

    line: int
    start: int
    end: int
    text: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that cannot be true (contradiction), must be asked (question) or is worth a look (notice).

    `stated` is what the report says, `computed` what follows from its other words, `message` one line in
    Chinese with the arithmetic and what would fit. `figure` is the code of the sealed figure that speaks
    against it, where one does.
    """

    kind: str
    grade: str
    quotes: tuple[Quote, ...]
    stated: str
    computed: str
    message: str
    figure: str = ""


def quote(line: Line, start: int, end: int) -> Quote:
    """Return the words `tidy[start:end]` of a line as the file has them."""
    first, last = line.raw_span(start, end)
    return Quote(line.number, first, last, line.text[first:last], line.where)


def quote_line(line: Line) -> Quote:
    """Return the first words of a line."""
    lead = len(line.tidy) - len(line.tidy.lstrip())
    return quote(line, lead, min(len(line.tidy.rstrip()), lead + 60))


def quote_mentions(mentions: Iterable[Mention]) -> tuple[Quote, ...]:
    """Return the quantities at their places, the accused first, each once."""
    once = {mention.order: mention for mention in mentions}
    return tuple(quote(mention.line, mention.number.start, mention.number.end) for mention in once.values())


def finding(
    kind: str, grade: str, mentions: Iterable[Mention], stated: str, computed: str, message: str
) -> Finding:
    """Return a finding about quantities: the accused first, then those that speak against it."""
    return Finding(kind, grade, quote_mentions(mentions), stated, computed, message)
