"""The lists of inspections, declared: visits, problems, samples, grades, replacements."""

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure, Mark
from cuntong.apps.desk.formats import State as Shown
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage
from cuntong.apps.places.lists import townships
from cuntong.apps.places.models import Station
from cuntong.apps.places.queries import in_division
from cuntong.domain.inspecting import PositionFlag
from cuntong.rulebooks import load_inspection_rules

from .kinds import (
    UNSETTLED,
    Owner,
    ProblemState,
    ReplacementState,
    Severity,
    StationList,
    VisitState,
)
from .models import Problem, Visit

VISIT_MARKS = {
    VisitState.PLANNED: Mark.PLANNED,
    VisitState.BEGUN: Mark.GOING,
    VisitState.FINISHED: Mark.DONE,
    VisitState.CANCELLED: Mark.OFF,
}
PROBLEM_MARKS = {
    ProblemState.OPEN: Mark.LOOK,
    ProblemState.REPAIRED: Mark.GOING,
    ProblemState.CLOSED: Mark.DONE,
    ProblemState.VOID: Mark.OFF,
}
LIST_MARKS = {
    StationList.REPLACEMENT: Mark.WRONG,
    StationList.WARNING: Mark.LOOK,
    StationList.INCENTIVE: Mark.DONE,
    StationList.NONE: Mark.OFF,
}
REPLACEMENT_MARKS = {
    ReplacementState.COUNTING: Mark.GOING,
    ReplacementState.RELEASED: Mark.DONE,
    ReplacementState.CANCELLED: Mark.OFF,
}


def in_language(pair) -> str:
    """A text of the rulebooks in the language of the page."""
    return pair.in_language("en" if get_language() == "en" else "zh")


def may_manage(request) -> bool:
    return request.user.may(Right.WRITE_INSPECTIONS)


def may_inspect(request) -> bool:
    return request.user.may(Right.INSPECT)


def visit_state(visit: Visit) -> Shown:
    return Shown(visit.get_state_display(), VISIT_MARKS[VisitState(visit.state)])


def problem_state(problem: Problem) -> Shown:
    """How a problem stands; what is past its day is said as such."""
    if problem.state == ProblemState.OPEN and problem.due_date < timezone.localdate():
        return Shown(_("overdue"), Mark.WRONG)
    return Shown(problem.get_state_display(), PROBLEM_MARKS[ProblemState(problem.state)])


def problem_text(problem: Problem) -> str:
    """What is wrong, in the language of the page where the checklist says it."""
    if problem.visit_id is None:
        return problem.text
    asked = load_inspection_rules(problem.visit.checklist_date).questions
    return next((in_language(one.problem) for one in asked if one.code == problem.question), problem.text)


def position_words(visit: Visit) -> str:
    """What is odd about where a visit began, in words."""
    flags = [PositionFlag[name] for name in visit.position_flags.split(",") if name]
    return "、".join(in_language(flag.value) for flag in flags)


def _score(visit: Visit) -> Figure:
    return Figure(None if visit.score is None else visit.score * 100 / visit.possible, decimals=1)


def _inside(field: str):
    def apply(queryset, code):
        return queryset.filter(**{f"{field}__in": in_division(Station.objects.all(), code)})

    return apply


VISITS = ListPage(
    title=gettext_lazy("Visits"),
    columns=[
        Column(gettext_lazy("Station"), "station__name", Kind.LINK, sortable=True),
        Column(
            gettext_lazy("Township"),
            lambda visit: visit.station.township,
            sortable=True,
            sort="station__division__code",
        ),
        Column(gettext_lazy("Planned for"), "planned_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("State"), visit_state, Kind.STATE),
        Column(gettext_lazy("Inspector"), "inspector"),
        Column(gettext_lazy("Score (of 100)"), _score, Kind.FIGURE, decimals=1),
        Column(gettext_lazy("Problems found"), "problem_count", Kind.NUMBER, sortable=True, total=True),
        Column(gettext_lazy("About the position"), position_words),
        Column(gettext_lazy("Sample"), "drawn__draw__title"),
        Column(gettext_lazy("Station code"), "station__code", export_only=True),
    ],
    filters=[
        Filter("state", gettext_lazy("State"), choices=VisitState.choices),
        Filter("township", gettext_lazy("Township"), apply=_inside("station"), choices=townships),
        Filter("planned", gettext_lazy("Planned for"), FilterKind.DATE_RANGE, apply="planned_date"),
    ],
    search=("station__name", "station__code"),
    search_label=gettext_lazy("Name or code of the station"),
    order=("-planned_date",),
    empty=gettext_lazy("No visit has been planned. Draw a sample of stations, or plan a single visit."),
    empty_action=Action(gettext_lazy("Draw a sample"), "inspections:draw-new", may_manage),
    actions=[Action(gettext_lazy("Plan a visit"), "inspections:visit-new", may_inspect)],
)


def _how_it_stands(queryset, value):
    today = timezone.localdate()
    if value == "late":
        return queryset.filter(state=ProblemState.OPEN, due_date__lt=today)
    return queryset.filter(state__in=UNSETTLED if value == "open" else [value])


PROBLEMS = ListPage(
    title=gettext_lazy("Problems of stations"),
    note=gettext_lazy("What inspections found: who mends it, until when, and whether it holds."),
    columns=[
        Column(pgettext_lazy("problem", "Problem"), problem_text, Kind.LINK),
        Column(gettext_lazy("Station"), "station__name", sortable=True),
        Column(gettext_lazy("Township"), lambda problem: problem.station.township),
        Column(gettext_lazy("State"), problem_state, Kind.STATE),
        Column(gettext_lazy("Due until"), "due_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("Severity"), "get_severity_display"),
        Column(gettext_lazy("To be mended by"), "get_owner_display"),
        Column(gettext_lazy("Re-checks not passed"), "failed_rechecks", Kind.NUMBER, sortable=True),
        Column(gettext_lazy("Found"), "opened_at", Kind.DATE, sortable=True),
        Column(gettext_lazy("Closed"), "closed_at", Kind.DATE, export_only=True),
        Column(gettext_lazy("Station code"), "station__code", export_only=True),
        Column(gettext_lazy("Note"), "note", export_only=True),
    ],
    filters=[
        Filter(
            "stands",
            gettext_lazy("State"),
            apply=_how_it_stands,
            choices=[
                ("late", gettext_lazy("overdue")),
                ("open", gettext_lazy("not closed")),
                *ProblemState.choices,
            ],
        ),
        Filter("owner", gettext_lazy("To be mended by"), choices=Owner.choices),
        Filter("severity", gettext_lazy("Severity"), choices=Severity.choices),
        Filter("township", gettext_lazy("Township"), apply=_inside("station"), choices=townships),
        Filter("due", gettext_lazy("Due until"), FilterKind.DATE_RANGE, apply="due_date"),
    ],
    search=("text", "station__name", "station__code"),
    order=("-is_late", "is_settled", "due_date"),
    empty=gettext_lazy("No problem has been found."),
    actions=[Action(gettext_lazy("Report a problem of a station"), "inspections:problem-new", may_inspect)],
)

DRAWS = ListPage(
    title=gettext_lazy("Samples"),
    note=gettext_lazy(
        "Drawn by the root of the sealed trail: nobody picks whom to check, and anybody can repeat the draw."
    ),
    columns=[
        Column(gettext_lazy("Title"), "title", Kind.LINK, sortable=True),
        Column(gettext_lazy("Drawn"), "drawn_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("Sample size"), "size", Kind.NUMBER, sortable=True),
        Column(gettext_lazy("On the list"), lambda draw: len(draw.frame), Kind.NUMBER),
        Column(gettext_lazy("Drawn by"), "drawn_by"),
    ],
    order=("-drawn_at",),
    empty=gettext_lazy("No sample has been drawn."),
    actions=[Action(gettext_lazy("Draw a sample"), "inspections:draw-new", may_manage)],
    saved_views=False,
)

ASSESSMENTS = ListPage(
    title=gettext_lazy("Assessments"),
    columns=[
        Column(gettext_lazy("Title"), "title", Kind.LINK, sortable=True),
        Column(pgettext_lazy("period", "From"), "from_date", Kind.DATE, sortable=True),
        Column(pgettext_lazy("period", "Until"), "to_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("Stations graded"), "grade_count", Kind.NUMBER, sortable=True),
        Column(gettext_lazy("Incentive list"), "incentive_count", Kind.NUMBER),
        Column(gettext_lazy("Warning list"), "warning_count", Kind.NUMBER),
        Column(gettext_lazy("Replacement list"), "replacement_count", Kind.NUMBER),
    ],
    order=("-to_date",),
    empty=gettext_lazy("No assessment has been made. Finish visits first, then grade the period."),
    actions=[Action(gettext_lazy("Grade a period"), "inspections:assessment-new", may_manage)],
    saved_views=False,
)

GRADES = ListPage(
    title=gettext_lazy("Grades"),
    columns=[
        Column(gettext_lazy("Station"), "station__name", Kind.LINK, sortable=True),
        Column(gettext_lazy("Station code"), "station__code", sortable=True),
        Column(gettext_lazy("Township"), lambda one: one.station.township),
        Column(gettext_lazy("Score (of 100)"), "score", Kind.NUMBER, sortable=True, decimals=2),
        Column(gettext_lazy("List"), "station_list", Kind.STATE, marks=LIST_MARKS),
        Column(
            gettext_lazy("Reason"),
            lambda one: "；".join(reason["en" if get_language() == "en" else "zh"] for reason in one.reasons),
        ),
    ],
    filters=[Filter("list", gettext_lazy("List"), apply="station_list", choices=StationList.choices)],
    search=("station__name", "station__code"),
    order=("-score",),
    page_size=200,
    empty=gettext_lazy("No station was graded."),
    key="grades",
)

REPLACEMENTS = ListPage(
    title=gettext_lazy("Replacements"),
    note=gettext_lazy(
        "The old keeper is released when parcels, cash, equipment and accounts are counted and balance."
    ),
    columns=[
        Column(gettext_lazy("Station"), "station__name", Kind.LINK, sortable=True),
        Column(gettext_lazy("What is replaced"), "get_kind_display"),
        Column(gettext_lazy("State"), "state", Kind.STATE, marks=REPLACEMENT_MARKS),
        Column(gettext_lazy("Begun"), "opened_at", Kind.DATE, sortable=True),
        Column(pgettext_lazy("replacement", "Ended"), "ended_at", Kind.DATE, sortable=True),
        Column(gettext_lazy("Reason"), "reason"),
    ],
    filters=[Filter("state", gettext_lazy("State"), choices=ReplacementState.choices)],
    order=("-opened_at",),
    empty=gettext_lazy("No keeper has been replaced. Begin a replacement on the page of a grade."),
)
