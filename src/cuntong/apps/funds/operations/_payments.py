from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.operations import record

from ..models import BudgetLine, ContractFunding, Payment, PaymentApplication
from ..queries import breaches_on_payment, room_in_funding
from ._refusals import explained, filled, not_after, not_before, stop_at, within

State = PaymentApplication.State


@transaction.atomic
def pay(
    *,
    application: PaymentApplication,
    budget_line: BudgetLine,
    payee: Organisation,
    voucher_no: str,
    paid_date: date,
    request_key: UUID,
    by: User,
    at: datetime,
) -> Payment:
    """Enters a payment that was made for an approved application; the same request key again returns the same entry.

    Raises:
        PermissionDenied: who approved cannot pay.
        ValidationError: a rule stops it (named with its basis), the line does not feed the contract or has too
            little left, the day does not fit, the voucher is entered already.
    """
    require(by, Right.PAY)
    rows = PaymentApplication.objects.select_for_update(of=("self",))
    application = rows.select_related("milestone__contract__contractor").get(pk=application.pk)
    voucher_no = filled(voucher_no, "voucher_no")
    if earlier := Payment.objects.filter(request_key=request_key).first():
        return _same(earlier, application, voucher_no, paid_date)
    if application.state != State.APPROVED:
        raise ValidationError(
            _("Only an approved application can be paid; this one is “%(state)s”.")
            % {"state": application.get_state_display()}
        )
    if application.decided_by_id == by.pk:
        raise PermissionDenied(_("Who approved cannot pay. Ask a colleague."))
    not_after(paid_date, at, "paid_date")
    stop_at(breaches_on_payment(application, paid_date, payee))
    funding = funding_for(application, budget_line, paid_date)
    payment = enter(application, funding, payee, voucher_no, paid_date, request_key, by, at)
    application.state = State.PAID
    application.save(update_fields=["state"])
    return payment


def _same(earlier: Payment, application, voucher_no, paid_date) -> Payment:
    if (earlier.application_id, earlier.voucher_no, earlier.paid_date) != (
        application.pk,
        voucher_no,
        paid_date,
    ):
        raise ValidationError(_("This form was already sent with other content. Open it anew."))
    return earlier


def funding_for(application: PaymentApplication, budget_line: BudgetLine, paid_date: date) -> ContractFunding:
    """What the line has bound for the application's contract, enough of it left, and released by that day."""
    contract = application.milestone.contract
    fundings = ContractFunding.objects.select_related("budget_line__appropriation")
    funding = fundings.filter(contract=contract, budget_line=budget_line).first()
    if funding is None:
        raise ValidationError(
            {"budget_line": _("This budget line does not feed the contract. Bind it first.")}
        )
    released = funding.budget_line.appropriation.released_date
    not_before(paid_date, released, _("This money was released on %(earliest)s only."), "paid_date")
    not_before(
        paid_date, contract.signed_date, _("The contract was signed on %(earliest)s only."), "paid_date"
    )
    left = _(
        "On this line %(room)s yuan are left for the contract. Choose another line, or have the application split."
    )
    within(application.amount_yuan, room_in_funding(funding), left, "budget_line")
    return funding


def enter(
    application, funding, payee, voucher_no, paid_date, request_key, by, at, import_batch=None
) -> Payment:
    """Adds a payment to the ledger, with its entry in the trail."""
    entries = Payment.objects.filter(voucher_no=voucher_no, reverses__isnull=True)
    if entries.filter(reversal__isnull=True).exists():
        raise ValidationError({"voucher_no": _("This voucher number is already entered.")})
    payment = Payment(
        application=application,
        milestone=application.milestone,
        funding=funding,
        payee=payee,
        voucher_no=voucher_no,
        voucher_entry=entries.count() + 1,
        amount_yuan=application.amount_yuan,
        paid_date=paid_date,
        recorded_by=by,
        recorded_at=at,
        request_key=request_key,
        import_batch=import_batch,
    )
    with explained():
        payment.save(force_insert=True)
    change = {
        "application": application.pk,
        "milestone": payment.milestone_id,
        "budget_line": funding.budget_line_id,
        "payee": payee.pk,
        "voucher_no": voucher_no,
        "amount_yuan": payment.amount_yuan,
        "paid_date": paid_date,
    }
    record(verb="pay", record=payment, change=change, by=by, at=at)
    return payment


@transaction.atomic
def reverse_payment(
    *,
    payment: Payment,
    reason: str,
    reversed_date: date,
    request_key: UUID,
    by: User,
    at: datetime,
    voucher_no: str = "",
) -> Payment:
    """Takes a payment back by an entry of the opposite amount; both stay in the ledger.

    `reversed_date`: the day the money came back; for a wrong entry, the day of that entry, so that no earlier
    day shows it. Without a voucher of its own the reversal carries the payment's number.

    Raises:
        ValidationError: no reason, reversed already, itself a reversal, a day before the payment or to come.
    """
    require(by, Right.PAY)
    application = PaymentApplication.objects.select_for_update().get(pk=payment.application_id)
    if earlier := Payment.objects.filter(request_key=request_key).first():
        if earlier.reverses_id != payment.pk:
            raise ValidationError(_("This form was already sent with other content. Open it anew."))
        return earlier
    if payment.reverses_id is not None or Payment.objects.filter(reverses=payment).exists():
        raise ValidationError(_("This entry is itself a reversal, or it is reversed already."))
    not_after(reversed_date, at, "reversed_date")
    not_before(
        reversed_date, payment.paid_date, _("The payment was made on %(earliest)s only."), "reversed_date"
    )
    reversal = _mirrored(
        payment, filled(reason, "reason"), reversed_date, voucher_no.strip(), request_key, by, at
    )
    application.state = State.REVERSED
    application.save(update_fields=["state"])
    return reversal


def _mirrored(payment: Payment, reason, reversed_date, voucher_no, request_key, by, at) -> Payment:
    reversal = Payment(
        application_id=payment.application_id,
        reverses=payment,
        milestone_id=payment.milestone_id,
        funding_id=payment.funding_id,
        payee_id=payment.payee_id,
        voucher_no=voucher_no or payment.voucher_no,
        voucher_entry=payment.voucher_entry,
        amount_yuan=-payment.amount_yuan,
        paid_date=reversed_date,
        reason=reason,
        recorded_by=by,
        recorded_at=at,
        request_key=request_key,
    )
    with explained():
        reversal.save(force_insert=True)
    change = {
        "reverses": payment.pk,
        "voucher_no": reversal.voucher_no,
        "amount_yuan": reversal.amount_yuan,
        "reversed_date": reversed_date,
        "reason": reason,
    }
    record(verb="reverse", record=reversal, change=change, by=by, at=at)
    return reversal
