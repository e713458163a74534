from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.lists import Action

from .. import operations, queries
from ..forms import ReasonForm
from ._frame import act, sent

_ROWS = {
    "appropriation": (queries.visible_appropriations, "funds:appropriations"),
    "line": (queries.visible_lines, "funds:appropriations"),
    "contract": (queries.visible_contracts, "funds:contracts"),
    "milestone": (queries.visible_milestones, "funds:contracts"),
}


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_FUNDS)
def annul(request, noun, pk):
    if noun not in _ROWS:
        raise Http404
    visible, lists = _ROWS[noun]
    found = get_object_or_404(visible(request.user), pk=pk)
    form = ReasonForm(sent(request))
    return act(
        request,
        form,
        lambda: operations.annul(row=found, **form.cleaned_data, by=request.user, at=timezone.now()),
        success=_("It is annulled; the trail keeps what it said."),
        to=lists,
        title=_("Annul %(row)s") % {"row": found},
        crumbs=[(found, found.get_absolute_url())],
        submit_label=_("Annul"),
        back_url=found.get_absolute_url(),
    )


def annulment(request, noun: str, found) -> list[tuple]:
    """The way to annul a record, last among its actions, where the person may and nothing rests on it."""
    if not request.user.may(Right.WRITE_FUNDS) or queries.rests_on(found) is not None:
        return []
    return [(Action(_("Annul"), "funds:annul"), reverse("funds:annul", args=[noun, found.pk]))]
