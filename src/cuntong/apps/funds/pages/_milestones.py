from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State, yuan
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Column, Filter, FilterKind, Kind, ListPage, open_list, render_list

from .. import operations, queries
from ..forms import ApplyForm, MetForm, MilestoneForm, ReasonForm
from ..models import Contract, Milestone
from ..queries import Turn
from ._annulment import annulment
from ._applications import OF_MILESTONE
from ._frame import WAN, act, links, sent, tabs


def _state(row: Milestone) -> State:
    if row.paid_yuan >= row.amount_yuan:
        return State(_("paid"), Mark.DONE)
    if row.met_date:
        return State(_("met"), Mark.GOING)
    late = row.due_date is not None and row.due_date < timezone.localdate()
    return State(_("late"), Mark.LOOK) if late else State(_("not met yet"), Mark.PLANNED)


def _at_turn(rows, turn: str):
    return queries.milestones_at_turn(rows, Turn(turn), timezone.localdate())


_MILESTONE = Column(gettext_lazy("Milestone"), "title", Kind.LINK)
_MONEY = [
    Column(gettext_lazy("Condition"), "get_condition_display"),
    Column(gettext_lazy("Due date"), "due_date", Kind.DATE, sortable=True),
    Column(gettext_lazy("Met on"), "met_date", Kind.DATE, sortable=True),
    Column(gettext_lazy("Amount"), "amount_yuan", Kind.MONEY_WAN, total=True, unit=WAN, decimals=2),
    Column(
        gettext_lazy("Applied for or paid"), "standing_yuan", Kind.MONEY_WAN, total=True, unit=WAN, decimals=2
    ),
    Column(gettext_lazy("Paid"), "paid_yuan", Kind.MONEY_WAN, total=True, unit=WAN, decimals=2),
    Column(gettext_lazy("State"), _state, Kind.STATE),
]
MILESTONES = ListPage(
    title=gettext_lazy("Milestones"),
    columns=[
        _MILESTONE,
        Column(gettext_lazy("Contract number"), "contract__contract_no", sortable=True),
        Column(gettext_lazy("Contractor"), "contract__contractor__name", sortable=True),
        *_MONEY,
    ],
    filters=[
        Filter(
            "turn",
            gettext_lazy("Waits for"),
            apply=_at_turn,
            choices=(
                (Turn.APPLY, gettext_lazy("an application")),
                (Turn.REACH, gettext_lazy("its condition, past its day")),
            ),
        ),
        Filter("condition", gettext_lazy("Condition"), choices=Milestone.Condition.choices),
        Filter("due", gettext_lazy("Due date"), FilterKind.DATE_RANGE, apply="due_date"),
    ],
    search=("title", "contract__contract_no", "contract__title", "contract__contractor__name"),
    order=("contract__contract_no", "position"),
    empty=gettext_lazy("No milestone yet. They are added on the page of their contract."),
)
OF_CONTRACT = ListPage(
    title=gettext_lazy("Milestones"),
    columns=[
        Column(gettext_lazy("Milestone"), lambda row: f"{row.position} {row.title}", Kind.LINK),
        *_MONEY,
    ],
    order=("position",),
    empty=gettext_lazy("No milestone yet. Add them as the contract has them."),
    saved_views=False,
    key="milestones",
)


@require_GET
@needs(Right.READ_FUNDS)
def milestones(request):
    rows = queries.milestones_with_money(queries.visible_milestones(request.user))
    return render_list(request, MILESTONES, rows, template="funds/list.html", context={"tabs": tabs(request)})


def _visible(request, pk) -> Milestone:
    rows = queries.milestones_with_money(queries.visible_milestones(request.user))
    return get_object_or_404(rows, pk=pk)


@require_GET
@needs(Right.READ_FUNDS)
def milestone(request, pk):
    found = _visible(request, pk)
    applications = queries.visible_applications(request.user).filter(milestone=found)
    context = {
        "title": found.title,
        "state": _state(found),
        "crumbs": _crumbs(found.contract),
        "actions": [*_actions(request, found), *annulment(request, "milestone", found)],
        "facts": _facts(found),
        "record": found,
        "record_kind": "funds.milestone",
        "lists": [(OF_MILESTONE, open_list(request, OF_MILESTONE, applications))],
    }
    return render(request, "funds/record.html", context)


def _crumbs(contract: Contract) -> list[tuple]:
    return [
        (_("Contracts"), reverse("funds:contracts")),
        (f"{contract.contract_no} {contract.title}", contract.get_absolute_url()),
    ]


def _actions(request, found: Milestone):
    user = request.user
    has_room = found.standing_yuan < found.amount_yuan
    own = user.organisation_id is not None and found.contract.contractor_id == user.organisation_id
    unused = user.may(Right.WRITE_FUNDS) and found.met_at and not found.standing_yuan
    return links(
        (
            user.may(Right.WRITE_FUNDS) and not found.met_at,
            _("Record as met"),
            "funds:milestone-met",
            found.pk,
        ),
        (
            user.may(Right.APPLY_FOR_PAYMENT) and own and has_room,
            _("Apply for payment"),
            "funds:milestone-apply",
            found.pk,
        ),
        (unused, _("Take back that it was met"), "funds:milestone-take-back", found.pk),
    )


def _facts(found: Milestone) -> list[Fact]:
    return [
        Fact(_("Contract"), found.contract, found.contract.get_absolute_url()),
        Fact(_("Contractor"), found.contract.contractor.name),
        Fact(_("Condition"), found.get_condition_display()),
        Fact(_("Amount of the milestone (yuan)"), yuan(found.amount_yuan)),
        Fact(_("Neither paid nor applied for (yuan)"), yuan(found.amount_yuan - found.standing_yuan)),
        Fact(_("Paid (yuan)"), yuan(found.paid_yuan)),
        Fact(_("Due date"), found.due_date),
        Fact(_("Met on"), found.met_date),
        *(
            [Fact(_("Recorded by"), found.met_by), Fact(_("Recorded at"), found.met_at)]
            if found.met_at
            else []
        ),
    ]


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_FUNDS)
def milestone_add(request, pk):
    contract = get_object_or_404(queries.visible_contracts(request.user), pk=pk)
    form = MilestoneForm(contract, sent(request))

    def add():
        terms = operations.MilestoneTerms(**form.cleaned_data)
        operations.add_milestones(contract=contract, milestones=[terms], by=request.user, at=timezone.now())

    return act(
        request,
        form,
        add,
        success=_("The milestone is recorded."),
        to=contract,
        title=_("Add a milestone"),
        crumbs=_crumbs(contract),
        submit_label=_("Record the milestone"),
        back_url=contract.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_FUNDS)
def milestone_met(request, pk):
    found = _visible(request, pk)
    form = MetForm(sent(request), request.FILES or None)
    return act(
        request,
        form,
        lambda: operations.mark_milestone_met(
            milestone=found, **form.proof(), by=request.user, at=timezone.now()
        ),
        success=_("The milestone is recorded as met; its contractor can be paid for it."),
        to=found,
        title=_("Record as met"),
        crumbs=[*_crumbs(found.contract), (found.title, found.get_absolute_url())],
        submit_label=_("Record as met"),
        back_url=found.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_FUNDS)
def milestone_take_back(request, pk):
    found = _visible(request, pk)
    form = ReasonForm(sent(request))
    return act(
        request,
        form,
        lambda: operations.take_back_milestone(
            milestone=found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        success=_("The milestone counts as not met again."),
        to=found,
        title=_("Take back that it was met"),
        crumbs=[*_crumbs(found.contract), (found.title, found.get_absolute_url())],
        submit_label=_("Take it back"),
        back_url=found.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.APPLY_FOR_PAYMENT)
def milestone_apply(request, pk):
    found = _visible(request, pk)
    form = ApplyForm(found, sent(request))
    return act(
        request,
        form,
        lambda: operations.apply_for_payment(
            milestone=found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        success=_("The application is with the bureau."),
        to=lambda done: done,
        title=_("Apply for payment"),
        crumbs=[*_crumbs(found.contract), (found.title, found.get_absolute_url())],
        submit_label=_("Send the application"),
        back_url=found.get_absolute_url(),
    )
