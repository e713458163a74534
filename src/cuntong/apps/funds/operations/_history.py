"""Payments made before the county used this product: entered from a workbook, countersigned by a second person.

Note [What was paid was paid]
The rules of the programme stop money; they do not stop the books from saying what happened. A past payment that
broke a rule is entered, stands among the findings as wrong, and whoever countersigns it says why. What the
database itself refuses (another payee, more than there is, an entry twice) is refused here too.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.operations import record
from cuntong.apps.imports.models import ImportBatch

from ..models import BudgetLine, Milestone, Payment, PaymentApplication
from ..queries import breaches_on_payment, room_in_milestone
from ._payments import enter, funding_for, reverse_payment
from ._refusals import ask_for_reason, explained, filled, not_after, sound_amount, within

State = PaymentApplication.State


@dataclass(frozen=True, kw_only=True)
class PastPayment:
    """A payment as the old books have it; `approval_document_no` is the paper on which it was approved."""

    milestone: Milestone
    budget_line: BudgetLine
    payee: Organisation
    amount_yuan: Decimal
    voucher_no: str
    invoice_no: str
    approval_document_no: str
    paid_date: date
    request_key: UUID


@transaction.atomic
def record_past_payment(*, past: PastPayment, import_batch: ImportBatch, by: User, at: datetime) -> Payment:
    """Enters a payment that was approved on paper; it waits for a countersignature. See Note [What was paid was paid].

    Raises:
        ValidationError: another payee than the contractor, no room left, a voucher or invoice used already.
    """
    require(by, Right.PAY)
    milestone = (
        Milestone.objects.select_for_update().select_related("contract__contractor").get(pk=past.milestone.pk)
    )
    amount_yuan = sound_amount(past.amount_yuan)
    not_after(past.paid_date, at, "paid_date")
    if past.payee != milestone.contract.contractor:
        raise ValidationError({"payee": _("The payee is not the contractor of this contract.")})
    left = _("Of this milestone %(room)s yuan are neither paid nor applied for.")
    within(amount_yuan, room_in_milestone(milestone), left)
    application = PaymentApplication(
        milestone=milestone,
        amount_yuan=amount_yuan,
        invoice_no=filled(past.invoice_no, "invoice_no").upper(),
        state=State.PAID,
        applied_by=by,
        applied_at=at,
        on_paper=True,
        approval_document_no=filled(past.approval_document_no, "approval_document_no"),
        request_key=past.request_key,
        import_batch=import_batch,
    )
    with explained():
        application.save(force_insert=True)
    funding = funding_for(application, past.budget_line, past.paid_date)
    voucher_no, key = filled(past.voucher_no, "voucher_no"), uuid5(past.request_key, "payment")
    return enter(application, funding, past.payee, voucher_no, past.paid_date, key, by, at, import_batch)


@transaction.atomic
def countersign(
    *, application: PaymentApplication, by: User, at: datetime, reason: str = ""
) -> PaymentApplication:
    """Confirms that a payment entered from the old books was approved on the paper it names.

    Raises:
        PermissionDenied: who entered it cannot confirm it.
        ValidationError: it was approved here, is confirmed already or reversed, or it broke a rule of its day and
            nobody says why.
    """
    require(by, Right.APPROVE_PAYMENT)
    application = (
        PaymentApplication.objects.select_for_update(of=("self",))
        .select_related("milestone__contract__contractor")
        .get(pk=application.pk)
    )
    if not application.on_paper or application.state != State.PAID or application.decided_at is not None:
        raise ValidationError(_("There is nothing to countersign here."))
    if application.applied_by_id == by.pk:
        raise PermissionDenied(_("Who entered the payment cannot countersign it. Ask a colleague."))
    payment = application.payments.get(reverses__isnull=True)
    breaches = breaches_on_payment(application, payment.paid_date)
    ask_for_reason(breaches, reason)
    application.decided_by, application.decided_at, application.reason = by, at, reason.strip()
    application.save(update_fields=["decided_by", "decided_at", "reason"])
    change = {
        "approval_document_no": application.approval_document_no,
        "asked": sorted({breach.rule_code for breach in breaches}),
    }
    record(verb="countersign", record=application, change=change, by=by, at=at)
    return application


@transaction.atomic
def reverse_past_payments(*, import_batch: ImportBatch, by: User, at: datetime) -> int:
    """Takes back the payments of a workbook, each by a reversing entry of its own day; returns how many.

    What somebody has reversed by hand already is left as it is.
    """
    require(by, Right.PAY)
    standing = Payment.objects.filter(import_batch=import_batch, reverses__isnull=True, reversal__isnull=True)
    count = 0
    for payment in standing.order_by("pk"):
        reverse_payment(
            payment=payment,
            reason=_("The workbook that brought this payment in was taken back."),
            reversed_date=payment.paid_date,
            request_key=uuid5(payment.request_key, "undo"),
            by=by,
            at=at,
        )
        count += 1
    return count
