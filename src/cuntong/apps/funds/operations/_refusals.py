"""How an act is refused: at the field, in words, with what would be right."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.desk.formats import yuan

from ..models import LARGEST_YUAN
from ..queries.checks import Breach

CENT = Decimal("0.01")


def sound_amount(amount_yuan: Decimal, field: str = "amount_yuan") -> Decimal:
    """The amount in yuan with two decimals.

    Raises:
        ValidationError: not more than nothing, finer than a cent, or larger than any county's money.
        TypeError: not a decimal; a float is already rounded.
    """
    if not isinstance(amount_yuan, Decimal):
        raise TypeError(f"an amount is a Decimal of yuan, not {type(amount_yuan).__name__}")
    if not amount_yuan.is_finite() or amount_yuan <= 0 or amount_yuan > LARGEST_YUAN:
        raise ValidationError({field: _("The amount must be more than 0 yuan and below ten trillion.")})
    exact = amount_yuan.quantize(CENT)
    if exact != amount_yuan:
        raise ValidationError(
            {field: _("The smallest amount is one cent: write at most two decimals of a yuan.")}
        )
    return exact


def within(amount_yuan: Decimal, room_yuan: Decimal, message: str, field: str = "amount_yuan") -> None:
    """Refuses an amount that is larger than the room; `message` says of what, and takes %(room)s."""
    if amount_yuan > room_yuan:
        raise ValidationError({field: message % {"room": yuan(max(room_yuan, Decimal(0)))}})


_FULL_WIDTH = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}


def filled(text: str, field: str) -> str:
    """The text without blanks around it; full-width digits and letters become ordinary ones, punctuation stays."""
    plain = (text or "").translate(_FULL_WIDTH).strip()
    if not plain:
        raise ValidationError({field: _("This is needed.")})
    return plain


def not_after(day: date, at: datetime, field: str) -> None:
    """Refuses a day that has not come yet."""
    today = timezone.localdate(at)
    if day > today:
        raise ValidationError(
            {field: _("This day lies in the future; today is %(today)s.") % {"today": today}}
        )


def not_before(day: date, earliest: date, message: str, field: str) -> None:
    if day < earliest:
        raise ValidationError({field: message % {"earliest": earliest}})


def stop_at(breaches: Iterable[Breach]) -> None:
    """Refuses when a rule stops the payment, naming each such rule and what it rests on."""
    stopping = [explained_breach(breach) for breach in breaches if breach.blocking]
    if stopping:
        raise ValidationError([_("A rule stops this payment."), *stopping])


def ask_for_reason(breaches: Iterable[Breach], reason: str, field: str = "reason") -> None:
    """Refuses when a rule asks a person to look and nobody has said why the payment may go on."""
    asking = [explained_breach(breach) for breach in breaches]
    if asking and not reason.strip():
        raise ValidationError({field: [_("Say why this may go on."), *asking]})


def explained_breach(breach: Breach) -> str:
    language = get_language() or "zh-hans"
    basis = "; ".join(document.title.in_language(language) for document in breach.basis)
    return _("%(rule)s: %(message)s Basis: %(basis)s") % {
        "rule": breach.rule_name.in_language(language),
        "message": breach.message.in_language(language),
        "basis": basis,
    }


@contextmanager
def explained() -> Iterator[None]:
    """Turns what the database refuses into words, for what another person did in the same moment, too."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        for code, message in _words():
            if code in str(refusal):
                raise ValidationError(message) from refusal
        raise


def _words() -> Iterator[tuple[str, str]]:
    too_much = _("Somebody else used this money in the meantime. Open the page again and look what is left.")
    yield "document_no", _("There is already an appropriation with this document number.")
    yield "budget_line_titled_once", _("This appropriation already has a budget item of that name.")
    yield "funds_budgetline.title", _("This appropriation already has a budget item of that name.")
    yield "contract_no", _("There is already a contract with this number.")
    yield "funding_once_per_line", _("The contract is already bound to this budget line.")
    yield "funds_contractfunding.budget_line_id", _("The contract is already bound to this budget line.")
    yield "milestone_titled_once", _("The contract already has a milestone of that name.")
    yield "funds_milestone.title", _("The contract already has a milestone of that name.")
    invoice_used = _("This invoice already stands behind another application.")
    yield "application_invoice_once", invoice_used
    yield "funds_paymentapplication.invoice_no", invoice_used
    yield "payment_voucher", _("This voucher number is already entered.")
    yield "funds_payment.voucher_no", _("This voucher number is already entered.")
    yield "funding_of_same_direction", _("The budget line belongs to another direction than the contract.")
    yield (
        "payment_within",
        _(
            "Up to some day the payments would exceed what there is. Look at the dates: a correction of a wrong entry "
            "carries the day of that entry."
        ),
    )
    yield "_within_", too_much
