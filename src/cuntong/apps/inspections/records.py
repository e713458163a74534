from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import Assessment, Draw, Problem, Replacement, StationGrade, Visit

_MANAGE, _INSPECT = Right.WRITE_INSPECTIONS, Right.INSPECT

for code, label, model, visible_to, write, page in (
    ("draw", _("drawn sample"), Draw, queries.draws_visible_to, _MANAGE, "draw"),
    ("visit", _("visit"), Visit, queries.visits_visible_to, _INSPECT, "visit"),
    ("problem", _("problem of a station"), Problem, queries.problems_visible_to, _INSPECT, "problem"),
    ("assessment", _("assessment"), Assessment, queries.assessments_visible_to, _MANAGE, "assessment"),
    ("grade", _("grade"), StationGrade, queries.grades_visible_to, _MANAGE, "grade"),
    ("replacement", _("replacement"), Replacement, queries.replacements_visible_to, _MANAGE, "replacement"),
):  # fmt: skip
    declare(
        RecordKind(
            code=f"inspections.{code}",
            label=label,
            model=model,
            visible_to=visible_to,
            read=Right.READ_INSPECTIONS,
            write=write,
            page=f"inspections:{page}",
        )
    )
