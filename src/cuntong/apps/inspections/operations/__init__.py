"""Writes of inspections: samples drawn, visits made, problems followed up, people called, stations graded and replaced."""

from ._answering import GivenAnswer, answer, photograph
from ._calling import record_call
from ._drawing import draw_sample, plan_drawn_visits
from ._grading import assess
from ._problems import open_problem, recheck, report_repair, void_problem
from ._replacing import begin_replacement, call_off_replacement, count_item, handover_lines, release_keeper
from ._visiting import begin_visit, cancel_visit, finish_visit, plan_visit

__all__ = [
    "GivenAnswer",
    "answer",
    "assess",
    "begin_replacement",
    "begin_visit",
    "call_off_replacement",
    "cancel_visit",
    "count_item",
    "draw_sample",
    "finish_visit",
    "handover_lines",
    "open_problem",
    "photograph",
    "plan_drawn_visits",
    "plan_visit",
    "recheck",
    "record_call",
    "release_keeper",
    "report_repair",
    "void_problem",
]
