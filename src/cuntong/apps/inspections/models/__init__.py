"""Tables of inspections: draws, visits with their answers, problems with their steps, call-backs, grades, replacements."""

from .call_backs import CallBack
from .draws import Draw, DrawnUnit
from .grades import Assessment, StationGrade
from .problems import Problem, ProblemStep
from .replacements import HandoverCount, Replacement
from .visits import Answer, Visit, VisitPhoto

__all__ = [
    "Answer",
    "Assessment",
    "CallBack",
    "Draw",
    "DrawnUnit",
    "HandoverCount",
    "Problem",
    "ProblemStep",
    "Replacement",
    "StationGrade",
    "Visit",
    "VisitPhoto",
]
