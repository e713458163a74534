"""Reads of inspections: what a person sees, where a draw stands, what is overdue."""

from ._draws import call_lines, projection_of, units_of
from ._problems import overdue_by_station, overdue_on, own_problems, problems_visible_to, with_lateness
from ._visits import (
    answers_of,
    assessments_visible_to,
    checklist_of,
    draws_visible_to,
    grades_visible_to,
    inspectors,
    replacements_visible_to,
    rules_of,
    today_of,
    visits_visible_to,
)

__all__ = [
    "answers_of",
    "assessments_visible_to",
    "call_lines",
    "checklist_of",
    "draws_visible_to",
    "grades_visible_to",
    "inspectors",
    "overdue_by_station",
    "overdue_on",
    "own_problems",
    "problems_visible_to",
    "projection_of",
    "replacements_visible_to",
    "rules_of",
    "today_of",
    "units_of",
    "visits_visible_to",
    "with_lateness",
]
