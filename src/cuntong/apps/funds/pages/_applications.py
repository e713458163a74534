from django.db.models import Case, IntegerField, Value, When
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import yuan
from cuntong.apps.desk.kinds import Event, Fact
from cuntong.apps.desk.lists import Column, Filter, FilterKind, Kind, ListPage, render_list

from .. import operations, queries
from ..forms import ApproveForm, ReasonForm
from ..models import PaymentApplication
from ._frame import APPLICATION_MARKS, act, application_state, links, posted, rules_told, sent, tabs

State = PaymentApplication.State


def _on_paper(rows, answer: str):
    """Imported payments that nobody has countersigned yet."""
    return rows.filter(on_paper=True, state=State.PAID, decided_at__isnull=True)


_COLUMNS = [
    Column(gettext_lazy("Invoice number"), "invoice_no", Kind.LINK, sortable=True),
    Column(gettext_lazy("Contract number"), "milestone__contract__contract_no", sortable=True),
    Column(gettext_lazy("Milestone"), "milestone__title"),
    Column(gettext_lazy("Contractor"), "milestone__contract__contractor__name", sortable=True),
    Column(
        gettext_lazy("Amount applied for"),
        "amount_yuan",
        Kind.MONEY_YUAN,
        sortable=True,
        unit=gettext_lazy("yuan"),
    ),
    Column(gettext_lazy("Applied at"), "applied_at", Kind.TIME, sortable=True),
    Column(gettext_lazy("State"), "state", Kind.STATE, marks=APPLICATION_MARKS),
]
APPLICATIONS = ListPage(
    title=gettext_lazy("Payment applications"),
    note=gettext_lazy("What waits for approval or payment stands first."),
    columns=_COLUMNS,
    filters=[
        Filter("state", gettext_lazy("State"), choices=State.choices),
        Filter(
            "paper",
            gettext_lazy("On paper"),
            apply=_on_paper,
            choices=(("yes", gettext_lazy("to be countersigned")),),
        ),
        Filter("applied", gettext_lazy("Applied at"), FilterKind.TIME_RANGE, apply="applied_at"),
    ],
    search=(
        "invoice_no",
        "milestone__title",
        "milestone__contract__contract_no",
        "milestone__contract__title",
        "milestone__contract__contractor__name",
    ),
    order=("turn", "-applied_at"),
    empty=gettext_lazy("No application yet. The contractor applies on the page of a milestone."),
)
OF_MILESTONE = ListPage(
    title=gettext_lazy("Payment applications"),
    columns=[_COLUMNS[0], *_COLUMNS[4:]],
    order=("-applied_at",),
    empty=gettext_lazy("Nobody has applied for this milestone yet."),
    saved_views=False,
    key="applications",
)


def _by_turn(rows):
    turn = Case(
        When(state=State.SUBMITTED, then=0),
        When(state=State.APPROVED, then=1),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.annotate(turn=turn)


@require_GET
@needs(Right.READ_FUNDS)
def applications(request):
    rows = _by_turn(queries.visible_applications(request.user))
    return render_list(
        request, APPLICATIONS, rows, template="funds/list.html", context={"tabs": tabs(request)}
    )


def _visible(request, pk) -> PaymentApplication:
    return get_object_or_404(queries.visible_applications(request.user), pk=pk)


def _title(found: PaymentApplication) -> str:
    return _("Application for %(amount)s yuan") % {"amount": yuan(found.amount_yuan)}


def _crumbs(found: PaymentApplication) -> list[tuple]:
    return [
        (_("Payment applications"), reverse("funds:applications")),
        (str(found.milestone), found.milestone.get_absolute_url()),
    ]


@require_GET
@needs(Right.READ_FUNDS)
def application(request, pk):
    found = _visible(request, pk)
    payments = queries.visible_payments(request.user).filter(application=found).order_by("pk")
    context = {
        "title": _title(found),
        "state": application_state(found),
        "crumbs": _crumbs(found),
        "actions": _actions(request, found),
        "withdraw": _may_withdraw(request, found),
        "facts": _facts(found),
        "events": _events(found, payments),
        "neighbours": [
            Fact(one.voucher_no, yuan(one.amount_yuan), one.get_absolute_url()) for one in payments
        ],
        **_rules(found, payments),
        "record": found,
        "record_kind": "funds.application",
    }
    return render(request, "funds/record.html", context)


def _rules(found: PaymentApplication, payments) -> dict:
    """Every rule with what came of it, on the day of the payment where there is one, otherwise today."""
    paid = next((one.paid_date for one in payments if one.reverses_id is None), None)
    day = paid or timezone.localdate()
    return rules_told(queries.verdicts_on_application(found, day), day)


def _may_withdraw(request, found: PaymentApplication) -> bool:
    user = request.user
    own = user.organisation_id is not None and found.milestone.contract.contractor_id == user.organisation_id
    return user.may(Right.APPLY_FOR_PAYMENT) and own and found.state == State.SUBMITTED


def _actions(request, found: PaymentApplication):
    user, state = request.user, found.state
    approves = user.may(Right.APPROVE_PAYMENT) and state == State.SUBMITTED and found.applied_by_id != user.pk
    pays = user.may(Right.PAY) and state == State.APPROVED
    unsigned = found.on_paper and state == State.PAID and found.decided_at is None
    signs = user.may(Right.APPROVE_PAYMENT) and unsigned and found.applied_by_id != user.pk
    return links(
        (approves, _("Approve"), "funds:application-approve", found.pk),
        (pays and found.decided_by_id != user.pk, _("Record the payment"), "funds:pay", found.pk),
        (approves or pays, _("Return"), "funds:application-return", found.pk),
        (signs, _("Countersign"), "funds:application-countersign", found.pk),
    )


def _facts(found: PaymentApplication) -> list[Fact]:
    contract = found.milestone.contract
    decided = [Fact(_("Decided by"), found.decided_by), Fact(_("Decided at"), found.decided_at)]
    return [
        Fact(_("Contract"), contract, contract.get_absolute_url()),
        Fact(_("Milestone"), found.milestone.title, found.milestone.get_absolute_url()),
        Fact(_("Contractor"), contract.contractor.name),
        Fact(_("Amount applied for (yuan)"), yuan(found.amount_yuan)),
        Fact(_("Invoice number"), found.invoice_no),
        *([Fact(_("Approval document"), found.approval_document_no)] if found.on_paper else []),
        *([Fact(_("Note"), found.note)] if found.note else []),
        Fact(_("Applied by"), found.applied_by),
        Fact(_("Applied at"), found.applied_at),
        *(decided if found.decided_at else []),
        *([Fact(_("Reason"), found.reason)] if found.reason else []),
    ]


def _events(found: PaymentApplication, payments) -> list[Event]:
    day = timezone.localdate
    entered = _("Entered from a workbook") if found.on_paper else _("Applied")
    events = [Event(entered, day(found.applied_at), by=found.applied_by)]
    if found.decided_at:
        word = _("Returned") if found.state == State.RETURNED else _("Approved")
        word = _("Countersigned") if found.on_paper else word
        events.append(Event(word, day(found.decided_at), found.reason, by=found.decided_by))
    for one in payments:
        title = _("Payment taken back") if one.reverses_id else _("Paid")
        events.append(Event(title, one.paid_date, one.voucher_no, by=one.recorded_by))
    return events


@require_http_methods(["GET", "POST"])
@needs(Right.APPROVE_PAYMENT)
def application_approve(request, pk):
    found = _visible(request, pk)
    form = ApproveForm(sent(request))
    return act(
        request,
        form,
        lambda: operations.approve_application(
            application=found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        success=_("The application is approved; the finance office can pay."),
        to=found,
        **_deciding(found, _("Approve the application"), _("Approve")),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.READ_FUNDS)
def application_return(request, pk):
    found = _visible(request, pk)
    form = ReasonForm(sent(request))
    return act(
        request,
        form,
        lambda: operations.return_application(
            application=found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        success=_("The application is returned with your reason."),
        to=found,
        **_deciding(found, _("Return the application"), _("Return")),
    )


@require_http_methods(["GET", "POST"])
@needs(Right.APPROVE_PAYMENT)
def application_countersign(request, pk):
    found = _visible(request, pk)
    form = ApproveForm(sent(request))
    return act(
        request,
        form,
        lambda: operations.countersign(
            application=found, **form.cleaned_data, by=request.user, at=timezone.now()
        ),
        success=_("The payment is countersigned."),
        to=found,
        **_deciding(found, _("Countersign the payment"), _("Countersign")),
    )


def _deciding(found: PaymentApplication, title, submit_label) -> dict:
    """What a decision looks at: the application's facts and every rule with what came of it."""
    return {
        "template": "funds/decide.html",
        "title": title,
        "crumbs": [*_crumbs(found), (_title(found), found.get_absolute_url())],
        "facts": _facts(found),
        **_rules(found, list(found.payments.order_by("pk"))),
        "submit_label": submit_label,
        "back_url": found.get_absolute_url(),
    }


@require_POST
@needs(Right.APPLY_FOR_PAYMENT)
def application_withdraw(request, pk):
    found = _visible(request, pk)
    return posted(
        request,
        lambda: operations.withdraw_application(application=found, by=request.user, at=timezone.now()),
        success=_("The application is withdrawn."),
        to=found,
    )
