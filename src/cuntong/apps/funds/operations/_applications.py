from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.operations import record

from ..models import Milestone, PaymentApplication
from ..queries import breaches_on_payment, room_in_milestone
from ._refusals import ask_for_reason, explained, filled, sound_amount, stop_at, within

State = PaymentApplication.State


@transaction.atomic
def apply_for_payment(
    *,
    milestone: Milestone,
    amount_yuan: Decimal,
    invoice_no: str,
    request_key: UUID,
    by: User,
    at: datetime,
    note: str = "",
) -> PaymentApplication:
    """Asks for money of a milestone of one's own contract; the same request key again returns the same application.

    Raises:
        PermissionDenied: the contract is another organisation's.
        ValidationError: more than is left of the milestone, an invoice used already, a key used for something else.
    """
    require(by, Right.APPLY_FOR_PAYMENT)
    milestone = Milestone.objects.select_for_update().select_related("contract").get(pk=milestone.pk)
    _require_own_contract(milestone, by)
    amount_yuan, invoice_no = sound_amount(amount_yuan), filled(invoice_no, "invoice_no").upper()
    if earlier := PaymentApplication.objects.filter(request_key=request_key).first():
        return _same(earlier, milestone, amount_yuan, invoice_no)
    left = _("Of this milestone %(room)s yuan are neither paid nor applied for.")
    within(amount_yuan, room_in_milestone(milestone), left)
    application = PaymentApplication(
        milestone=milestone,
        amount_yuan=amount_yuan,
        invoice_no=invoice_no,
        note=note.strip(),
        applied_by=by,
        applied_at=at,
        request_key=request_key,
    )
    with explained():
        application.save(force_insert=True)
    change = {"milestone": milestone.pk, "amount_yuan": amount_yuan, "invoice_no": invoice_no}
    record(verb="apply", record=application, change=change, by=by, at=at)
    return application


def _require_own_contract(milestone: Milestone, by: User) -> None:
    if by.organisation_id is None or milestone.contract.contractor_id != by.organisation_id:
        raise PermissionDenied(_("Only the contractor of a contract applies for its money."))


def _same(earlier: PaymentApplication, milestone, amount_yuan, invoice_no) -> PaymentApplication:
    if (earlier.milestone_id, earlier.amount_yuan, earlier.invoice_no) != (
        milestone.pk,
        amount_yuan,
        invoice_no,
    ):
        raise ValidationError(_("This form was already sent with other content. Open it anew."))
    return earlier


@transaction.atomic
def withdraw_application(*, application: PaymentApplication, by: User, at: datetime) -> PaymentApplication:
    """Takes one's own organisation's application back while nobody has decided on it."""
    require(by, Right.APPLY_FOR_PAYMENT)
    application = _locked(application)
    _require_own_contract(application.milestone, by)
    _expect(application, State.SUBMITTED)
    application.state = State.WITHDRAWN
    application.save(update_fields=["state"])
    record(verb="withdraw", record=application, change={}, by=by, at=at)
    return application


@transaction.atomic
def return_application(
    *, application: PaymentApplication, reason: str, by: User, at: datetime
) -> PaymentApplication:
    """Sends an application back with the reason: the bureau before approval, the finance office before payment.

    Raises:
        ValidationError: no reason, or a state in which nothing can be returned.
    """
    application = _locked(application)
    _expect(application, State.SUBMITTED, State.APPROVED)
    require(by, Right.APPROVE_PAYMENT if application.state == State.SUBMITTED else Right.PAY)
    before = application.state
    application.state, application.reason = State.RETURNED, filled(reason, "reason")
    application.decided_by, application.decided_at = by, at
    application.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    change = {"from": before, "reason": application.reason}
    record(verb="return", record=application, change=change, by=by, at=at)
    return application


@transaction.atomic
def approve_application(
    *, application: PaymentApplication, by: User, at: datetime, reason: str = ""
) -> PaymentApplication:
    """Approves an application that no rule stops, by somebody else than who applied.

    Where a rule asks a person to look, `reason` says why the payment may go on.

    Raises:
        ValidationError: a rule stops it (named with its basis), a reason is missing, it is decided already.
        PermissionDenied: the applicant cannot approve.
    """
    require(by, Right.APPROVE_PAYMENT)
    application = _locked(application)
    _expect(application, State.SUBMITTED)
    if application.applied_by_id == by.pk:
        raise PermissionDenied(_("Who applied cannot approve. Ask a colleague."))
    breaches = breaches_on_payment(application, timezone.localdate(at))
    stop_at(breaches)
    ask_for_reason(breaches, reason)
    application.state, application.reason = State.APPROVED, reason.strip()
    application.decided_by, application.decided_at = by, at
    application.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    change = {
        "amount_yuan": application.amount_yuan,
        "asked": sorted({breach.rule_code for breach in breaches}),
    }
    record(verb="approve", record=application, change=change, by=by, at=at)
    return application


def _locked(application: PaymentApplication) -> PaymentApplication:
    rows = PaymentApplication.objects.select_for_update(of=("self",)).select_related(
        "milestone__contract__contractor"
    )
    return rows.get(pk=application.pk)


def _expect(application: PaymentApplication, *states: str) -> None:
    if application.state not in states:
        raise ValidationError(
            _("The application is already in the state “%(state)s”. Open it again to see what happened.")
            % {"state": application.get_state_display()}
        )
