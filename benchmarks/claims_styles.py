"""Whole self-evaluation reports in different styles, as `claims_reports` has them: figures and what holds between them.

The reports stand in `tests/domain/claims/styles`: in the text `{key=printed figure}`, under a line `=====` one relation
a line: `whole = part + part`, `rate = part / whole`, `share = part per number`, `growth = new > old`, `fall = new < old`,
`growth = increase of new`, `same one other`. All counties and figures are made up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from .claims_reports import Relation, Written, half_up, value_of

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
