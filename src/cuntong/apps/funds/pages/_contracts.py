from django.db.models import F
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import MISSING, Figure, Mark, State, yuan
from cuntong.apps.desk.kinds import Event, Fact
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage, open_list, render_list
from cuntong.domain.values import wan_yuan

from .. import operations, queries
from ..forms import ContractForm, DecisionForm, FundingForm, PublicityForm
from ..models import Contract, Direction
from ._annulment import annulment
from ._frame import WAN, act, import_action, links, may, sent, sources, tabs
from ._milestones import OF_CONTRACT
from ._payments import OF_CONTRACT as PAYMENTS_OF_CONTRACT

_SIGN = Action(gettext_lazy("Sign a contract"), "funds:sign", may(Right.WRITE_FUNDS))
_IMPORT = import_action(gettext_lazy("Import contracts"), "funds.contracts", Right.WRITE_FUNDS)
_STATES = (
    ("OPEN", gettext_lazy("under way")),
    ("PAID_UP", gettext_lazy("paid in full")),
    ("UNPAID", gettext_lazy("nothing paid yet")),
)


def _state(row: Contract) -> State:
    if row.paid_yuan >= row.amount_yuan:
        return State(_("paid in full"), Mark.DONE)
    return State(_("under way"), Mark.GOING) if row.paid_yuan else State(_("nothing paid yet"), Mark.PLANNED)


def _in_state(rows, state: str):
    wanted = {
        "PAID_UP": {"paid_yuan__gte": F("amount_yuan")},
        "OPEN": {"paid_yuan__gt": 0, "paid_yuan__lt": F("amount_yuan")},
        "UNPAID": {"paid_yuan": 0},
    }
    return rows.filter(**wanted[state])


CONTRACTS = ListPage(
    title=gettext_lazy("Contracts"),
    columns=[
        Column(gettext_lazy("Contract number"), "contract_no", Kind.LINK, sortable=True),
        Column(gettext_lazy("Project title"), "title", sortable=True),
        Column(gettext_lazy("Contractor"), "contractor__name", sortable=True),
        Column(gettext_lazy("Direction"), "get_direction_display"),
        Column(gettext_lazy("Date signed"), "signed_date", Kind.DATE, sortable=True),
        Column(
            gettext_lazy("Contracted"),
            "amount_yuan",
            Kind.MONEY_WAN,
            sortable=True,
            total=True,
            unit=WAN,
            decimals=2,
        ),
        Column(
            gettext_lazy("Milestones met"), "reached_yuan", Kind.MONEY_WAN, total=True, unit=WAN, decimals=2
        ),
        Column(gettext_lazy("Paid"), "paid_yuan", Kind.MONEY_WAN, total=True, unit=WAN, decimals=2),
        Column(gettext_lazy("State"), _state, Kind.STATE),
    ],
    filters=[
        Filter("direction", gettext_lazy("Direction"), choices=Direction.choices),
        Filter("state", gettext_lazy("State"), apply=_in_state, choices=_STATES),
        Filter("signed", gettext_lazy("Date signed"), FilterKind.DATE_RANGE, apply="signed_date"),
    ],
    search=("contract_no", "title", "contractor__name"),
    order=("-signed_date",),
    empty=gettext_lazy("No contract yet. Record the first one, or import the project ledger."),
    empty_action=_SIGN,
    actions=[_SIGN, _IMPORT],
)


@require_GET
@needs(Right.READ_FUNDS)
def contracts(request):
    rows = queries.visible_contracts(request.user)
    return render_list(request, CONTRACTS, rows, template="funds/list.html", context={"tabs": tabs(request)})


@require_GET
@needs(Right.READ_FUNDS)
def contract(request, pk):
    found = get_object_or_404(queries.visible_contracts(request.user), pk=pk)
    milestones = queries.milestones_with_money(queries.visible_milestones(request.user)).filter(
        contract=found
    )
    payments = queries.visible_payments(request.user).filter(milestone__contract=found)
    context = {
        "title": f"{found.contract_no} {found.title}",
        "state": _state(found),
        "crumbs": [(_("Contracts"), reverse("funds:contracts"))],
        "actions": [*_actions(request, found), *annulment(request, "contract", found)],
        "blocks": _blocks(found),
        "facts": _facts(found),
        "events": _events(found, milestones, payments),
        "breaches": _breaches(found),
        "record": found,
        "record_kind": "funds.contract",
        "lists": [
            (OF_CONTRACT, open_list(request, OF_CONTRACT, milestones)),
            (PAYMENTS_OF_CONTRACT, open_list(request, PAYMENTS_OF_CONTRACT, payments)),
        ],
    }
    return render(request, "funds/record.html", context)


def _actions(request, found: Contract):
    may_write = request.user.may(Right.WRITE_FUNDS)
    return links(
        (
            may_write and queries.without_milestone(found) > 0,
            _("Add a milestone"),
            "funds:milestone-add",
            found.pk,
        ),
        (may_write and queries.unfunded(found) > 0, _("Bind a budget line"), "funds:contract-fund", found.pk),
        (may_write, _("Record the decision"), "funds:contract-decision", found.pk),
        (may_write, _("Record the publicity"), "funds:contract-publicity", found.pk),
    )


def _blocks(found: Contract) -> list[dict]:
    amounts = (
        (_("Contracted"), found.amount_yuan),
        (_("Milestones met"), found.reached_yuan),
        (_("Applied for"), found.asked_yuan),
        (_("Paid"), found.paid_yuan),
    )
    return [
        {"label": label, "figure": Figure(wan_yuan(amount), WAN, decimals=2)} for label, amount in amounts
    ]


def _facts(found: Contract) -> list[Fact]:
    publicity = (
        f"{found.publicity_start_date} – {found.publicity_end_date}" if found.publicity_end_date else MISSING
    )
    lines = _line_facts(found)
    return [
        Fact(_("Contractor"), found.contractor.name),
        Fact(_("Direction"), found.get_direction_display()),
        Fact(_("Type of item"), _item_type(found)),
        Fact(_("What is paid for"), found.scope),
        Fact(_("Contract amount (yuan)"), yuan(found.amount_yuan)),
        Fact(_("Date signed"), found.signed_date),
        Fact(_("Procurement"), found.get_procurement_display()),
        *lines,
        Fact(_("Body that decided"), found.decision_body),
        Fact(_("Decision document"), found.decision_document_no),
        Fact(_("Publicity"), publicity, found.publicity_url),
        *([Fact(_("Open objection"), found.publicity_objection)] if found.publicity_objection else []),
    ]


def _line_facts(found: Contract) -> list[Fact]:
    """One fact for each line that feeds the contract."""
    rows = found.funding.select_related("budget_line__appropriation")
    facts = [
        Fact(_("Paid from"), f"{one.budget_line} {yuan(one.amount_yuan)}", one.budget_line.get_absolute_url())
        for one in rows
    ]
    return facts or [Fact(_("Paid from"), State(_("no budget line bound"), Mark.LOOK))]


def _item_type(found: Contract) -> str:
    types = queries.rules_on(found.signed_date).item_types
    names = {one.code: one.name.in_language(get_language()) for one in types}
    return names.get(found.item_type, found.item_type)


def _events(found: Contract, milestones, payments) -> list[Event]:
    """The contract's life: what happened with its proof, then what is still due."""
    happened = [Event(_("Contract signed"), found.signed_date, found.get_procurement_display())]
    if found.publicity_end_date:
        happened.append(Event(_("Publicity ended"), found.publicity_end_date))
    for one in milestones:
        if one.met_date:
            happened.append(Event(_("Milestone met: %(title)s") % {"title": one.title}, one.met_date))
    for one in payments:
        title = _("Payment taken back") if one.reverses_id else _("Paid")
        text = f"{yuan(one.amount_yuan)} · {one.voucher_no}"
        happened.append(Event(title, one.paid_date, text, Mark.OFF if one.reverses_id else Mark.DONE))
    planned = [
        Event(_("Due: %(title)s") % {"title": one.title}, one.due_date, mark=Mark.PLANNED)
        for one in milestones
        if not one.met_date
    ]
    return sorted(happened, key=lambda event: event.date) + planned


def _breaches(found: Contract) -> list[dict]:
    """What would stop the next payment, or ask a person to look, today."""
    language = get_language()
    return [
        {
            "name": breach.rule_name.in_language(language),
            "state": State(
                *((_("stops payments"), Mark.WRONG) if breach.blocking else (_("needs a look"), Mark.LOOK))
            ),
            "messages": [breach.message.in_language(language)],
            "sources": sources(breach.basis),
        }
        for breach in queries.breaches_on_contract(found, timezone.localdate())
    ]


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_FUNDS)
def sign(request):
    form = ContractForm(request.user, timezone.localdate(), sent(request))
    return act(
        request,
        form,
        lambda: operations.sign_contract(**form.terms(), by=request.user, at=timezone.now()),
        success=_("The contract is recorded. Add its milestones next."),
        to=lambda done: done,
        title=_("Sign a contract"),
        submit_label=_("Record the contract"),
        back_url=reverse("funds:contracts"),
    )


def _contract_form(request, pk, make_form, do, *, title, submit_label, success):
    """A form of one contract that leads back to it."""
    found = get_object_or_404(queries.visible_contracts(request.user), pk=pk)
    form = make_form(found)
    return act(
        request,
        form,
        lambda: do(contract=found, **form.cleaned_data, by=request.user, at=timezone.now()),
        success=success,
        to=found,
        title=title,
        crumbs=[(found.contract_no, found.get_absolute_url())],
        submit_label=submit_label,
        back_url=found.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_FUNDS)
def contract_fund(request, pk):
    return _contract_form(
        request,
        pk,
        lambda found: FundingForm(request.user, found, sent(request)),
        operations.fund_contract,
        title=_("Bind a budget line"),
        submit_label=_("Bind the budget line"),
        success=_("The budget line is bound."),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_FUNDS)
def contract_decision(request, pk):
    return _contract_form(
        request,
        pk,
        lambda found: DecisionForm(found, sent(request)),
        operations.record_decision,
        title=_("Record the decision"),
        submit_label=_("Record the decision"),
        success=_("The decision is recorded. Add its document as evidence."),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_FUNDS)
def contract_publicity(request, pk):
    return _contract_form(
        request,
        pk,
        lambda found: PublicityForm(found, sent(request)),
        operations.record_publicity,
        title=_("Record the publicity"),
        submit_label=_("Record the publicity"),
        success=_("The publicity is recorded."),
    )
