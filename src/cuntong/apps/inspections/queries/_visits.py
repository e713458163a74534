"""Who sees which visits, draws, grades and replacements; the checklist of a visit and its answers."""

from datetime import date

from django.db.models import QuerySet

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right, Role
from cuntong.apps.places.queries import place_scope
from cuntong.rulebooks import ChecklistQuestion, InspectionRules, load_inspection_rules

from ..kinds import VisitState
from ..models import Answer, Assessment, Draw, Replacement, StationGrade, Visit


def visits_visible_to(user: User) -> QuerySet[Visit]:
    """Visits at the stations that the person sees; to an inspector also those that are theirs."""
    visits = Visit.objects.select_related("station__division__parent", "inspector", "drawn__draw")
    if not user.may(Right.READ_INSPECTIONS):
        return visits.none()
    return visits.filter(place_scope(user).divisions("station__division__code"))


def today_of(user: User, today: date) -> QuerySet[Visit]:
    """The visits that an inspector still has to make: due by today first, then the coming ones."""
    open_ones = visits_visible_to(user).filter(state__in=[VisitState.PLANNED, VisitState.BEGUN])
    return open_ones.filter(inspector=user).order_by("planned_date", "station__code")


def draws_visible_to(user: User) -> QuerySet[Draw]:
    """Draws are public within the house: whoever reads inspections reads them all."""
    draws = Draw.objects.select_related("drawn_by")
    return draws if user.may(Right.READ_INSPECTIONS) else draws.none()


def assessments_visible_to(user: User) -> QuerySet[Assessment]:
    assessments = Assessment.objects.select_related("made_by")
    return assessments if user.may(Right.READ_INSPECTIONS) else assessments.none()


def grades_visible_to(user: User) -> QuerySet[StationGrade]:
    """Grades of the stations that the person sees."""
    grades = StationGrade.objects.select_related("station__division__parent", "assessment", "visit")
    if not user.may(Right.READ_INSPECTIONS):
        return grades.none()
    return grades.filter(place_scope(user).divisions("station__division__code"))


def replacements_visible_to(user: User) -> QuerySet[Replacement]:
    replacements = Replacement.objects.select_related("station__division__parent", "old_keeper", "new_keeper")
    if not user.may(Right.READ_INSPECTIONS):
        return replacements.none()
    return replacements.filter(place_scope(user).divisions("station__division__code"))


def inspectors() -> QuerySet[User]:
    """Who may be sent on a visit."""
    return User.objects.filter(role__in=[Role.INSPECTOR, Role.BUREAU], is_active=True).order_by("role", "pk")


def rules_of(visit: Visit) -> InspectionRules:
    """The rules by which the visit asks and is judged."""
    return load_inspection_rules(visit.checklist_date)


def checklist_of(visit: Visit) -> tuple[ChecklistQuestion, ...]:
    """The questions of the visit, in the version that it was planned with."""
    return rules_of(visit).checklist(visit.station.level)


def answers_of(visit: Visit) -> dict[str, Answer]:
    """The answer that counts for each question: the last by the phone's clock."""
    return {answer.question: answer for answer in visit.answers.order_by("made_at", "received_at", "pk")}
