from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs, scope_of
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import yuan
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage, open_list, render_list

from .. import operations, queries
from ..forms import AllotForm, ReleaseForm
from ..models import Source, Tranche
from ._annulment import annulment
from ._frame import WAN, act, import_action, links, may, sent, tabs

_IMPORT = import_action(gettext_lazy("Import appropriations"), "funds.appropriations", Right.WRITE_FUNDS)
_RELEASE = Action(gettext_lazy("Record an appropriation"), "funds:release", may(Right.WRITE_FUNDS))


def _rate(row):
    return row.paid_yuan / row.amount_yuan


APPROPRIATIONS = ListPage(
    title=gettext_lazy("Appropriations"),
    columns=[
        Column(gettext_lazy("Document number"), "document_no", Kind.LINK, sortable=True),
        Column(gettext_lazy("Source of money"), "get_source_display"),
        Column(gettext_lazy("Tranche"), "get_tranche_display"),
        Column(gettext_lazy("Date released"), "released_date", Kind.DATE, sortable=True),
        Column(
            gettext_lazy("Released"),
            "amount_yuan",
            Kind.MONEY_WAN,
            sortable=True,
            total=True,
            unit=WAN,
            decimals=2,
        ),
        Column(gettext_lazy("Allotted"), "allotted_yuan", Kind.MONEY_WAN, total=True, unit=WAN, decimals=2),
        Column(gettext_lazy("Bound"), "bound_yuan", Kind.MONEY_WAN, total=True, unit=WAN, decimals=2),
        Column(gettext_lazy("Paid"), "paid_yuan", Kind.MONEY_WAN, total=True, unit=WAN, decimals=2),
        Column(gettext_lazy("Execution rate"), _rate, Kind.PERCENT, decimals=2),
    ],
    filters=[
        Filter("source", gettext_lazy("Source of money"), choices=Source.choices),
        Filter("tranche", gettext_lazy("Tranche"), choices=Tranche.choices),
        Filter("released", gettext_lazy("Date released"), FilterKind.DATE_RANGE, apply="released_date"),
    ],
    search=("document_no", "title"),
    order=("released_date",),
    empty=gettext_lazy("No money is recorded yet. Record the document that released it, or import the list."),
    empty_action=_RELEASE,
    actions=[_RELEASE, _IMPORT],
)
LINES = ListPage(
    title=gettext_lazy("Budget lines"),
    columns=[
        Column(gettext_lazy("Budget item"), "title", Kind.LINK),
        Column(gettext_lazy("Direction"), "get_direction_display"),
        Column(gettext_lazy("Date approved"), "approved_date", Kind.DATE),
        Column(gettext_lazy("Allotted"), "amount_yuan", Kind.MONEY_WAN, total=True, unit=WAN, decimals=2),
        Column(gettext_lazy("Bound"), "bound_yuan", Kind.MONEY_WAN, total=True, unit=WAN, decimals=2),
        Column(gettext_lazy("Paid"), "paid_yuan", Kind.MONEY_WAN, total=True, unit=WAN, decimals=2),
    ],
    order=("pk",),
    empty=gettext_lazy("Nothing of it is allotted to a direction yet."),
    saved_views=False,
    key="lines",
)


@require_GET
@needs(Right.READ_FUNDS)
def appropriations(request):
    rows = queries.visible_appropriations(request.user)
    return render_list(
        request, APPROPRIATIONS, rows, template="funds/list.html", context={"tabs": tabs(request)}
    )


@require_GET
@needs(Right.READ_FUNDS)
def appropriation(request, pk):
    found = get_object_or_404(queries.visible_appropriations(request.user), pk=pk)
    may_write = request.user.may(Right.WRITE_FUNDS) and found.allotted_yuan < found.amount_yuan
    facts = [
        Fact(_("Name of the fund"), found.title),
        Fact(_("Source of money"), found.get_source_display()),
        Fact(_("Tranche"), found.get_tranche_display()),
        Fact(_("Date released"), found.released_date),
        Fact(_("Amount released (yuan)"), yuan(found.amount_yuan)),
        Fact(_("Not yet allotted (yuan)"), yuan(found.amount_yuan - found.allotted_yuan)),
        Fact(_("Paid (yuan)"), yuan(found.paid_yuan)),
    ]
    lines = queries.visible_lines(request.user).filter(appropriation=found)
    context = {
        "title": found.document_no,
        "crumbs": [(_("Appropriations"), reverse("funds:appropriations"))],
        "actions": links((may_write, _("Allot to a direction"), "funds:allot", pk))
        + annulment(request, "appropriation", found),
        "facts": facts,
        "record": found,
        "record_kind": "funds.appropriation",
        "lists": [(LINES, open_list(request, LINES, lines))],
    }
    return render(request, "funds/record.html", context)


@require_GET
@needs(Right.READ_FUNDS)
def line(request, pk):
    found = get_object_or_404(queries.visible_lines(request.user), pk=pk)
    document = found.appropriation
    countywide = scope_of(request.user).everywhere
    facts = [
        Fact(_("Appropriation"), document.document_no, document.get_absolute_url() if countywide else ""),
        Fact(_("Direction"), found.get_direction_display()),
        Fact(_("Date approved"), found.approved_date),
        Fact(_("Amount allotted (yuan)"), yuan(found.amount_yuan)),
        Fact(_("Bound by contracts (yuan)"), yuan(found.bound_yuan)),
        Fact(_("Paid (yuan)"), yuan(found.paid_yuan)),
    ]
    fed = queries.visible_fundings(request.user).filter(budget_line=found)
    context = {
        "title": found.title,
        "actions": annulment(request, "line", found),
        "facts": facts,
        "neighbours": [
            Fact(one.contract, yuan(one.amount_yuan), one.contract.get_absolute_url()) for one in fed
        ],
        "record": found,
        "record_kind": "funds.budget_line",
    }
    return render(request, "funds/record.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_FUNDS)
def release(request):
    form = ReleaseForm(sent(request))
    return act(
        request,
        form,
        lambda: operations.release_appropriation(**form.cleaned_data, by=request.user, at=timezone.now()),
        success=_("The appropriation is recorded. Allot it to the directions next."),
        to=lambda done: done,
        title=_("Record an appropriation"),
        submit_label=_("Record the appropriation"),
        back_url=reverse("funds:appropriations"),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_FUNDS)
def allot(request, pk):
    found = get_object_or_404(queries.visible_appropriations(request.user), pk=pk)
    form = AllotForm(found, sent(request))
    return act(
        request,
        form,
        lambda: operations.allot(
            appropriation=found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        success=_("The budget line is recorded."),
        to=found,
        title=_("Allot to a direction"),
        crumbs=[(found.document_no, found.get_absolute_url())],
        submit_label=_("Record the budget line"),
        back_url=found.get_absolute_url(),
    )
