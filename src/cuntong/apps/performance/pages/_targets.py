from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State, figure_number, local_time
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage, render_list
from cuntong.domain.indicators import CATALOGUE

from .. import operations, queries
from ..forms import TargetForm
from ..models import Target
from ._figures import figure_url, in_language


def _may_write(request) -> bool:
    return request.user.may(Right.WRITE_PERFORMANCE)


def indicator_title(target: Target) -> str:
    return in_language(CATALOGUE[target.indicator_code].title)


def seal_state(target: Target) -> State:
    """Whether the seal came in time; a late one is told in words, and stays told."""
    if target.superseded_at is not None:
        return State(_("superseded"), Mark.OFF)
    if target.back_dated:
        return State(_("sealed after the result was due"), Mark.WRONG)
    if target.sealed_late:
        return State(_("sealed later than its document"), Mark.LOOK)
    return State(_("sealed in time"), Mark.DONE)


def _value(target: Target) -> str:
    indicator = CATALOGUE[target.indicator_code]
    return f"{figure_number(target.value, indicator.decimals)} {in_language(indicator.unit.value)}"


TARGETS = ListPage(
    title=gettext_lazy("Targets"),
    columns=[
        Column(
            gettext_lazy("Indicator"),
            indicator_title,
            Kind.LINK,
            url=lambda t: reverse("performance:target", args=[t.pk]),
        ),
        Column(gettext_lazy("Target"), _value),
        Column(gettext_lazy("To be reached by"), "period_end", Kind.DATE, sortable=True),
        Column(gettext_lazy("Set by document"), "document_no"),
        Column(gettext_lazy("Date of the document"), "document_date", Kind.DATE),
        Column(gettext_lazy("Sealed at"), "sealed_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("Seal"), seal_state, Kind.STATE),
    ],
    filters=[Filter("period_end", gettext_lazy("To be reached by"), FilterKind.DATE_RANGE)],
    order=("-sealed_at",),
    note=gettext_lazy("A target is sealed in the trail. It can be superseded by another, never changed."),
    empty=gettext_lazy("No target yet. Seal targets before their results are known."),
    empty_action=Action(gettext_lazy("Seal a target"), "performance:target-new", _may_write),
    actions=[Action(gettext_lazy("Seal a target"), "performance:target-new", _may_write)],
)


@require_GET
@needs(Right.READ_PERFORMANCE)
def targets(request):
    return render_list(
        request, TARGETS, queries.visible_targets(request.user), template="performance/list.html"
    )


@require_GET
@needs(Right.READ_PERFORMANCE)
def target(request, target_id):
    found = get_object_or_404(queries.visible_targets(request.user), pk=target_id)
    facts = [
        Fact(_("Indicator"), indicator_title(found), figure_url(found.indicator_code)),
        Fact(_("Target"), _value(found)),
        Fact(_("To be reached by"), found.period_end),
        Fact(_("Set by document"), found.document_no or "—"),
        Fact(_("Date of the document"), found.document_date or "—"),
        Fact(_("Sealed at"), local_time(found.sealed_at)),
        Fact(_("Sealed by"), found.sealed_by),
        Fact(_("Entry of the trail"), figure_number(found.trail_seq)),
    ]
    context = {
        "title": indicator_title(found),
        "state": seal_state(found),
        "record": found,
        "record_kind": "performance.target",
        "facts": facts,
    }
    return render(request, "performance/record.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PERFORMANCE)
def target_new(request):
    form = TargetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sealed = operations.seal_target(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The target is sealed."))
            return redirect("performance:target", sealed.pk)
    context = {
        "form": form,
        "title": _("Seal a target"),
        "submit_label": _("Seal a target"),
        "back_url": reverse("performance:targets"),
    }
    return render(request, "desk/form.html", context)
