"""Assessments and the grades of their stations, each with its deductions and the list that follows."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure
from cuntong.apps.desk.formats import State as Shown
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, open_list, render_list
from cuntong.rulebooks import load_inspection_rules

from .. import operations, queries
from ..forms import AssessForm
from ..kinds import StationList
from ..lists import ASSESSMENTS, GRADES, LIST_MARKS, in_language, may_manage
from ..models import StationGrade
from ._form import acting, answer, posted, tabs


def _count(station_list: str) -> Count:
    return Count("grades", filter=Q(grades__station_list=station_list))


@require_GET
@needs(Right.READ_INSPECTIONS)
def assessments(request):
    rows = queries.assessments_visible_to(request.user).annotate(
        grade_count=Count("grades"),
        incentive_count=_count("INCENTIVE"),
        warning_count=_count("WARNING"),
        replacement_count=_count("REPLACEMENT"),
    )
    return render_list(
        request, ASSESSMENTS, rows, template="inspections/list.html", context={"tabs": tabs(request)}
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_INSPECTIONS)
def assessment_new(request):
    today = timezone.localdate()
    initial = {"from_date": today.replace(month=1, day=1), "to_date": today}
    return answer(
        request,
        posted(request, AssessForm, initial=initial),
        lambda values: operations.assess(**values, **acting(request)),
        done=_("The stations are graded."),
        to=lambda written: written.get_absolute_url(),
        page={
            "title": _("Grade a period"),
            "submit_label": _("Grade the stations"),
            "note": _(
                "Every station visited in the period, by its last visit. Grades are not changed afterwards."
            ),
            "back_url": reverse("inspections:assessments"),
            "crumbs": [(_("Assessments"), reverse("inspections:assessments"))],
        },
    )


@require_GET
@needs(Right.READ_INSPECTIONS)
def assessment(request, assessment_id):
    found = get_object_or_404(queries.assessments_visible_to(request.user), pk=assessment_id)
    rows = queries.grades_visible_to(request.user).filter(assessment=found)
    if request.GET.get("export"):
        return render_list(request, GRADES, rows)
    listing = open_list(request, GRADES, rows)
    context = {
        "title": found.title,
        "crumbs": [(_("Assessments"), reverse("inspections:assessments"))],
        "facts": [
            Fact(_("Period"), f"{found.from_date:%F} – {found.to_date:%F}"),
            Fact(_("Graded by"), found.made_by),
            Fact(_("Graded at"), found.recorded_at),
            *[
                Fact(label, Figure(rows.filter(station_list=code).count(), _("stations listed")))
                for code, label in StationList.choices
                if code != StationList.NONE
            ],
        ],
        "page": GRADES,
        "listing": listing,
        "kind": "inspections.assessment",
        "record": found,
    }
    template = "components/list.html" if listing.asked_for_part else "inspections/assessment.html"
    return render(request, template, context)


@require_GET
@needs(Right.READ_INSPECTIONS)
def grade(request, grade_id):
    found = get_object_or_404(queries.grades_visible_to(request.user), pk=grade_id)
    language = "en" if get_language() == "en" else "zh"
    state = Shown(found.get_station_list_display(), LIST_MARKS[StationList(found.station_list)])
    context = {
        "title": _("Grade of %(station)s") % {"station": found.station},
        "state": state,
        "crumbs": [
            (_("Assessments"), reverse("inspections:assessments")),
            (found.assessment.title, found.assessment.get_absolute_url()),
        ],
        "actions": _actions(request, found),
        "facts": [
            Fact(_("Station"), found.station.name, found.station.get_absolute_url()),
            Fact(_("Score (of 100)"), Figure(found.score, decimals=2)),
            Fact(_("Visit"), found.visit, found.visit.get_absolute_url()),
            *[Fact(_("Reason of the list"), reason[language]) for reason in found.reasons],
        ],
        "dimensions": _dimensions(found),
        "deductions": [{"points": one["points"], "reason": one[language]} for one in found.deductions],
        "kind": "inspections.grade",
        "record": found,
    }
    return render(request, "inspections/grade.html", context)


def _actions(request, found: StationGrade) -> list[tuple[Action, str]]:
    address = f"{reverse('inspections:replacement-new', args=[found.station_id])}"
    if may_manage(request) and found.station_list == StationList.REPLACEMENT:
        return [(Action(_("Begin the replacement"), ""), address)]
    return []


def _dimensions(found: StationGrade) -> list[dict]:
    names = {
        one.code: in_language(one.name) for one in load_inspection_rules(found.assessment.to_date).dimensions
    }
    return [
        {"name": names.get(code, code), "got": got, "possible": possible}
        for code, (got, possible) in found.dimensions.items()
    ]
