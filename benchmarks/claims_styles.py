"""Whole self-evaluation reports in different styles, as `claims_reports` has them: figures and what holds between them.

The reports stand in `tests/domain/claims/styles`: in the text `{key=printed figure}`, under a line `=====` one relation
a line: `whole = part + part`, `rate = part / whole`, `share = part per number`, `growth = new > old`, `fall = new < old`,
`growth = increase of new`, `same one other`. All counties and figures are made up.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import astuple, dataclass
from decimal import Decimal
from pathlib import Path

from cuntong.domain.claims import CONTRADICTION, check, read_document

from .claims_reports import Relation, Written, altered, half_up, value_of

FOLDER = Path(__file__).parents[1] / "tests" / "domain" / "claims" / "styles"
_FIGURE = re.compile(r"\{(\w+)=([^{}]+)\}")
Values = dict[str, Decimal]


def styles() -> dict[str, Written]:
    """Return name -> report, every relation of which holds."""
    return {path.stem: read_style(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.txt"))}


def read_style(text: str) -> Written:
    """Return a report of its marked text and relations."""
    body, _, rules = text.partition("\n=====\n")
    figures = dict(_FIGURE.findall(body))
    marked = _FIGURE.sub(lambda match: f"\x01{match[1]}\x02{match[2]}\x03", body)
    return Written(marked, figures, tuple(_relation(rule, figures) for rule in rules.split("\n") if rule))


def _relation(rule: str, figures: dict[str, str]) -> Relation:
    if rule.startswith("same "):
        one, other = rule.split()[1:]
        return Relation((one, other), lambda v: v[one] == v[other])
    result, _, formula = rule.partition(" = ")
    keys = (result, *re.findall(r"\w+", re.sub(r"\b(?:per|of)\b", "", formula)))
    computed = _computed(formula, keys[1:])
    printed = figures[result]
    places = len(re.sub(r"[^\d.]", "", printed).partition(".")[2])
    unit = value_of("1" + re.sub(r"[\d.,]", "", printed))
    rounded = not re.search(r"[+-]", formula)

    def holds(values: Values) -> bool:
        try:
            value = computed(values)
        except ArithmeticError:
            return False
        if rounded:
            value = half_up(value / unit, places) * unit
        return value == values[result]

    return Relation(keys, holds)


def _computed(formula: str, keys: tuple[str, ...]) -> Callable[[Values], Decimal]:
    if " / " in formula:
        return lambda v: 100 * v[keys[0]] / v[keys[1]]
    if " per " in formula:
        return lambda v: v[keys[0]] / v[keys[1]]
    if " > " in formula:
        return lambda v: 100 * (v[keys[0]] - v[keys[1]]) / v[keys[1]]
    if " < " in formula:
        return lambda v: 100 * (v[keys[1]] - v[keys[0]]) / v[keys[1]]
    if " of " in formula:
        return lambda v: 100 * v[keys[0]] / (v[keys[1]] - v[keys[0]])
    if " - " in formula:
        return lambda v: v[keys[0]] - v[keys[1]]
    return lambda v: sum((v[key] for key in keys), Decimal(0))


@dataclass(frozen=True)
class Score:
    """What the check made of a report: contradictions in it as it is, and of its alterations what was found."""

    accused: int = 0
    tried: int = 0
    found: int = 0
    right: int = 0
    wrong: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))

    @property
    def recall(self) -> float:
        return self.found / self.tried if self.tried else 1.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


def score_style(report: Written, rounds: int = 3) -> Score:
    """Return the score of one report, each of its figures altered so many times."""
    accused = len(_contradictions(report.text))
    tried = found = right = wrong = 0
    for seed in range(rounds):
        for mutation in altered(report, random.Random(seed)):
            touching = [
                any(mutation.touches(quote.line, quote.start, quote.end) for quote in item.quotes)
                for item in _contradictions(mutation.text)
            ]
            tried, found = tried + 1, found + any(touching)
            right, wrong = right + sum(touching), wrong + len(touching) - sum(touching)
    return Score(accused, tried, found, right, wrong)


def _contradictions(text: str) -> list:
    return [item for item in check(read_document(text.encode(), "report.txt")) if item.grade == CONTRADICTION]
