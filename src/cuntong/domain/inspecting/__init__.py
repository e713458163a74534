"""Inspections: a checklist and the answers in; what failed, what is deducted for it and which list a station stands on, out."""

from ._grading import Grade, GradeRule, Record, StationList, grade
from ._judging import AnswerError, Deduction, Kind, Mark, Question, judge, mark
from ._positions import Position, PositionFlag, distance_m, position_flags

__all__ = [
    "AnswerError",
    "Deduction",
    "Grade",
    "GradeRule",
    "Kind",
    "Mark",
    "Position",
    "PositionFlag",
    "Question",
    "Record",
    "StationList",
    "distance_m",
    "grade",
    "judge",
    "mark",
    "position_flags",
]
