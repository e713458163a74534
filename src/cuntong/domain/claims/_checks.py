"""All checks in one list, and their findings in the order of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ._check_average import check_average, check_left
from ._check_complete import check_complete
from ._check_form import (
    check_cut_off,
    check_denominator,
    check_heading,
    check_numbering,
    check_promised,
    check_vague,
)
from ._check_growth import check_growth
from ._check_mutual import check_mutual
from ._check_names import check_goal_result, check_same_name, check_scope, check_unit
from ._check_ratio import check_ratio
from ._check_rest import check_cut, check_rest, check_shares
from ._check_score import check_score
from ._check_sealed import SealedFigures, check_sealed
from ._check_sum import check_sum
from ._check_table import check_table
from ._check_timeline import check_timeline
from ._check_total import check_total
from ._check_words import check_modality, check_opposite, check_spent
from ._findings import CLASSES, Finding
from ._reading import Report

CHECKS: tuple[Callable[[Report], Iterable[Finding]], ...] = (
    check_ratio,
    check_mutual,
    check_sum,
    check_total,
    check_complete,
    check_growth,
    check_average,
    check_left,
    check_rest,
    check_cut,
    check_shares,
    check_score,
    check_table,
    check_same_name,
    check_scope,
    check_goal_result,
    check_unit,
    check_opposite,
    check_modality,
    check_spent,
    check_denominator,
    check_cut_off,
    check_promised,
    check_heading,
    check_vague,
    check_numbering,
    check_timeline,
)


def findings_of(report: Report, against: SealedFigures | None) -> list[Finding]:
    """Return every finding once, contradictions first, each class in the order of the report."""
    found = {finding: None for check in CHECKS for finding in check(report)}
    if against is not None:
        found |= dict.fromkeys(check_sealed(report, against))
    return sorted(found, key=lambda item: (CLASSES.index(item.grade), _place(item)))


def _place(item: Finding) -> tuple[int, int]:
    return (item.quotes[0].line, item.quotes[0].start) if item.quotes else (0, 0)
