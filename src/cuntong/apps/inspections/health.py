from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cuntong.apps.desk.formats import Mark
from cuntong.apps.places.health import HealthSign, Reading, declare

from .kinds import UNSETTLED, ProblemState, VisitState
from .models import Problem, Visit


def _open_problems(station_ids: Sequence[int], today: date) -> dict[int, Reading]:
    """How many problems are not closed; a station that was visited and has none says so."""
    late = Q(state=ProblemState.OPEN, due_date__lt=today)
    rows = Problem.objects.filter(station__in=station_ids, state__in=UNSETTLED).values("station")
    rows = rows.annotate(count=Count("pk"), overdue=Count("pk", filter=late), first=Min("due_date"))
    visited = Visit.objects.filter(station__in=station_ids, state=VisitState.FINISHED)
    readings = {
        key: Reading(_("none open"), Mark.DONE, _list_of(key))
        for key in visited.values_list("station", flat=True)
    }
    for key, count, overdue, first in rows.values_list("station", "count", "overdue", "first"):
        readings[key] = Reading(
            _said(count, overdue, first), Mark.WRONG if overdue else Mark.LOOK, _list_of(key)
        )
    return readings


def _said(count: int, overdue: int, first: date) -> str:
    if overdue:
        return _("%(count)s open, %(overdue)s overdue") % {"count": count, "overdue": overdue}
    return _("%(count)s open, first due on %(day)s") % {"count": count, "day": f"{first:%F}"}


def _list_of(station_id: int) -> str:
    return reverse("inspections:station-file", args=[station_id])


declare(HealthSign("inspections.open_problems", gettext_lazy("Problems of the station"), _open_problems))
