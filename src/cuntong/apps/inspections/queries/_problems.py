"""Problems: who sees them, whose they are, and which are past their day."""

from collections import Counter
from datetime import date

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.utils import timezone

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right, Role
from cuntong.apps.places.queries import place_scope

from ..kinds import UNSETTLED, Owner, ProblemState, ProblemStepKind
from ..models import Problem

_OWNER_OF_ROLE = {
    Role.STATION_KEEPER: Owner.STATION_KEEPER,
    Role.CONTRACTOR: Owner.CONTRACTOR,
    Role.BUREAU: Owner.BUREAU,
}


def problems_visible_to(user: User) -> QuerySet[Problem]:
    """Problems of the stations that the person sees."""
    problems = Problem.objects.select_related("station__division__parent", "visit", "opened_by")
    if not user.may(Right.READ_INSPECTIONS):
        return problems.none()
    return problems.filter(place_scope(user).divisions("station__division__code"))


def own_problems(user: User) -> QuerySet[Problem]:
    """What the person has to mend: problems to be mended by their role, in their places."""
    owner = _OWNER_OF_ROLE.get(Role(user.role))
    return problems_visible_to(user).filter(owner=owner) if owner else Problem.objects.none()


def overdue_on(problems: QuerySet[Problem], today: date) -> QuerySet[Problem]:
    """Problems not mended by the end of their day; what is mended and waits for its re-check is not late."""
    return problems.filter(state=ProblemState.OPEN, due_date__lt=today)


def overdue_by_station(on: date) -> Counter[int]:
    """How many problems of each station were late at the end of a day, as their steps up to that day tell."""
    problems = Problem.objects.filter(first_due_date__lt=on).prefetch_related("steps")
    return Counter(one.station_id for one in problems if _was_late(one, on))


def _was_late(problem: Problem, on: date) -> bool:
    past = [step for step in problem.steps.all() if timezone.localdate(step.recorded_at) <= on]
    if not past:
        return True
    return past[-1].kind == ProblemStepKind.REFUSED and past[-1].due_date < on


def with_lateness(problems: QuerySet[Problem], today: date) -> QuerySet[Problem]:
    """Adds `is_late` and `is_settled`, so that a list can put what burns first."""
    late = Q(state=ProblemState.OPEN, due_date__lt=today)
    return problems.annotate(
        is_late=Case(When(late, then=Value(True)), default=Value(False), output_field=BooleanField()),
        is_settled=Case(
            When(state__in=UNSETTLED, then=Value(False)), default=Value(True), output_field=BooleanField()
        ),
    )
