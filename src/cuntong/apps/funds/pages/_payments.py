from django.shortcuts import get_object_or_404, render
from django.urls import reverse as address
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State, yuan
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Column, Filter, FilterKind, Kind, ListPage, render_list

from .. import operations, queries
from ..forms import PayForm, ReverseForm
from ..models import Direction, Payment, Source, Tranche
from ._frame import act, import_action, links, rules_told, sent, tabs


def _state(row: Payment) -> State:
    if row.reverses_id:
        return State(_("reversal"), Mark.OFF)
    return State(_("reversed"), Mark.OFF) if hasattr(row, "reversal") else State(_("paid"), Mark.DONE)


_AMOUNT = Column(
    gettext_lazy("Amount paid"),
    "amount_yuan",
    Kind.MONEY_YUAN,
    sortable=True,
    total=True,
    unit=gettext_lazy("yuan"),
)
_DAY = Column(gettext_lazy("Date paid"), "paid_date", Kind.DATE, sortable=True)
_STATE = Column(gettext_lazy("State"), _state, Kind.STATE)
PAYMENTS = ListPage(
    title=gettext_lazy("Use of funds"),
    note=gettext_lazy("Every entry of the ledger: project, contractor, amount. A reversal carries a minus."),
    columns=[
        Column(gettext_lazy("Project title"), "milestone__contract__title", Kind.LINK, sortable=True),
        Column(gettext_lazy("Contractor"), "payee__name", sortable=True),
        _AMOUNT,
        _DAY,
        Column(gettext_lazy("Voucher number"), "voucher_no", sortable=True),
        Column(gettext_lazy("Contract number"), "milestone__contract__contract_no", sortable=True),
        Column(gettext_lazy("Milestone"), "milestone__title"),
        Column(
            gettext_lazy("Tranche"), lambda row: row.funding.budget_line.appropriation.get_tranche_display()
        ),
        Column(
            gettext_lazy("Source of money"),
            lambda row: row.funding.budget_line.appropriation.get_source_display(),
            export_only=True,
        ),
        Column(
            gettext_lazy("Direction"),
            lambda row: row.milestone.contract.get_direction_display(),
            export_only=True,
        ),
        Column(
            gettext_lazy("Document number"),
            "funding__budget_line__appropriation__document_no",
            export_only=True,
        ),
        _STATE,
    ],
    filters=[
        Filter("paid", gettext_lazy("Date paid"), FilterKind.DATE_RANGE, apply="paid_date"),
        Filter(
            "direction",
            gettext_lazy("Direction"),
            apply="milestone__contract__direction",
            choices=Direction.choices,
        ),
        Filter(
            "tranche",
            gettext_lazy("Tranche"),
            apply="funding__budget_line__appropriation__tranche",
            choices=Tranche.choices,
        ),
        Filter(
            "source",
            gettext_lazy("Source of money"),
            apply="funding__budget_line__appropriation__source",
            choices=Source.choices,
        ),
    ],
    search=(
        "voucher_no",
        "payee__name",
        "milestone__contract__title",
        "milestone__contract__contract_no",
        "milestone__title",
    ),
    order=("-paid_date",),
    empty=gettext_lazy("Nothing is paid yet. Payments are recorded on approved applications."),
    actions=[import_action(gettext_lazy("Import past payments"), "funds.payments", Right.PAY)],
)
OF_CONTRACT = ListPage(
    title=gettext_lazy("Payments"),
    columns=[
        Column(gettext_lazy("Voucher number"), "voucher_no", Kind.LINK),
        Column(gettext_lazy("Milestone"), "milestone__title"),
        _DAY,
        _AMOUNT,
        _STATE,
    ],
    order=("paid_date",),
    empty=gettext_lazy("Nothing is paid under this contract yet."),
    saved_views=False,
    key="payments",
)


@require_GET
@needs(Right.READ_FUNDS)
def payments(request):
    rows = queries.visible_payments(request.user)
    return render_list(request, PAYMENTS, rows, template="funds/list.html", context={"tabs": tabs(request)})


@require_GET
@needs(Right.READ_FUNDS)
def payment(request, pk):
    found = get_object_or_404(queries.visible_payments(request.user), pk=pk)
    standing = found.reverses_id is None and not hasattr(found, "reversal")
    context = {
        "title": _("Voucher %(number)s") % {"number": found.voucher_no},
        "state": _state(found),
        "crumbs": [(_("Payments"), address("funds:payments"))],
        "actions": links(
            (request.user.may(Right.PAY) and standing, _("Reverse the payment"), "funds:reverse", pk)
        ),
        "facts": _facts(found),
        "neighbours": _neighbours(found),
        "record": found,
        "record_kind": "funds.payment",
    }
    return render(request, "funds/record.html", context)


def _facts(found: Payment) -> list[Fact]:
    contract, line = found.milestone.contract, found.funding.budget_line
    return [
        Fact(_("Amount paid (yuan)"), yuan(found.amount_yuan)),
        Fact(_("Date paid"), found.paid_date),
        Fact(_("Payee"), found.payee.name),
        Fact(_("Contract"), contract, contract.get_absolute_url()),
        Fact(_("Milestone"), found.milestone.title, found.milestone.get_absolute_url()),
        Fact(_("Paid from"), line, line.get_absolute_url()),
        Fact(_("Tranche"), line.appropriation.get_tranche_display()),
        *([Fact(_("Reason"), found.reason)] if found.reason else []),
        Fact(_("Recorded by"), found.recorded_by),
        Fact(_("Recorded at"), found.recorded_at),
    ]


def _neighbours(found: Payment) -> list[Fact]:
    near = [Fact(_("Application"), found.application.invoice_no, found.application.get_absolute_url())]
    if found.reverses_id:
        near.append(Fact(_("Reverses"), yuan(found.reverses.amount_yuan), found.reverses.get_absolute_url()))
    elif hasattr(found, "reversal"):
        near.append(Fact(_("Reversed by"), found.reversal.paid_date, found.reversal.get_absolute_url()))
    return near


@require_http_methods(["GET", "POST"])
@needs(Right.PAY)
def pay(request, pk):
    found = get_object_or_404(queries.visible_applications(request.user), pk=pk)
    form, today = PayForm(found, sent(request)), timezone.localdate()
    return act(
        request,
        form,
        lambda: operations.pay(application=found, **form.voucher(), by=request.user, at=timezone.now()),
        success=_("The payment is recorded."),
        to=lambda done: done,
        renamed={"budget_line": "funding"},
        template="funds/decide.html",
        title=_("Record the payment"),
        crumbs=[
            (_("Payment applications"), address("funds:applications")),
            (found, found.get_absolute_url()),
        ],
        facts=[
            Fact(_("Amount approved (yuan)"), yuan(found.amount_yuan)),
            Fact(_("Contract"), found.milestone.contract, found.milestone.contract.get_absolute_url()),
            Fact(_("Milestone"), found.milestone.title),
        ],
        **rules_told(queries.verdicts_on_application(found, today), today),
        submit_label=_("Record the payment"),
        back_url=found.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.PAY)
def reverse(request, pk):
    found = get_object_or_404(queries.visible_payments(request.user), pk=pk)
    form = ReverseForm(sent(request), initial={"reversed_date": found.paid_date})
    return act(
        request,
        form,
        lambda: operations.reverse_payment(
            payment=found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        success=_("The payment is taken back; both entries stay in the ledger."),
        to=lambda done: done,
        title=_("Reverse the payment"),
        crumbs=[(found.voucher_no, found.get_absolute_url())],
        submit_label=_("Reverse the payment"),
        back_url=found.get_absolute_url(),
    )
