"""Pages of inspections: the plan, the inspector's rounds on a phone, problems, samples, grades, replacements."""

from ._draws import call, draw, draw_new, draw_plan, draw_published, draws
from ._grades import assessment, assessment_new, assessments, grade
from ._problems import problem, problem_new, problem_recheck, problem_repair, problem_void, problems
from ._replacements import (
    replacement,
    replacement_call_off,
    replacement_count,
    replacement_new,
    replacement_release,
    replacements,
)
from ._rounds import begin, finish, part, rounds
from ._visits import score_sheet, station_file, visit, visit_cancel, visit_new, visits

__all__ = [
    "assessment",
    "assessment_new",
    "assessments",
    "begin",
    "call",
    "draw",
    "draw_new",
    "draw_plan",
    "draw_published",
    "draws",
    "finish",
    "grade",
    "part",
    "problem",
    "problem_new",
    "problem_recheck",
    "problem_repair",
    "problem_void",
    "problems",
    "replacement",
    "replacement_call_off",
    "replacement_count",
    "replacement_new",
    "replacement_release",
    "replacements",
    "rounds",
    "score_sheet",
    "station_file",
    "visit",
    "visit_cancel",
    "visit_new",
    "visits",
]
