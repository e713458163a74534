from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cuntong.apps.accounts.roles import Right
from cuntong.apps.performance.pages import headline_figures

from . import queries

SHOWN = 6
HEADLINES = ("EXECUTION_RATE", "FUNDS_PAID", "STATIONS_OPERATING", "VILLAGE_COVERAGE", "ATTENDANCES")


@require_GET
def home(request):
    """First what is due and late, then what contradicts, then few figures; open to everybody who signs in."""
    today = timezone.localdate()
    contradictions = queries.contradictions_for(request.user, today)
    may_read = request.user.may(Right.READ_PERFORMANCE)
    context = {
        "title": _("Home"),
        "due": queries.due_for(request.user, today),
        "contradictions": contradictions[:SHOWN],
        "more_contradictions": contradictions[SHOWN:],
        "blocks": headline_figures(request, HEADLINES) if may_read else [],
    }
    return render(request, "portal/home.html", context)
