from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.imports.models import ImportBatch

from ._amounts import LARGEST_YUAN, amount_field, amount_sound, both_or_neither
from .contracts import ContractFunding, Milestone


class PaymentApplication(models.Model):
    """A request to be paid for a milestone, and what became of it.

    An application on paper is the trace of a payment decided before the county used this product: the workbook
    brought it in with the number of the paper that approved it, and a second person countersigns it here.
    """

    class State(models.TextChoices):
        SUBMITTED = "SUBMITTED", _("Awaiting approval")
        RETURNED = "RETURNED", _("Returned")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn by the contractor")
        APPROVED = "APPROVED", _("Awaiting payment")
        PAID = "PAID", _("Paid")
        REVERSED = "REVERSED", _("Payment reversed")

    STANDING = (State.SUBMITTED, State.APPROVED, State.PAID)
    """States in which the application takes up room in its milestone."""

    milestone = models.ForeignKey(
        Milestone, verbose_name=_("milestone"), on_delete=models.PROTECT, related_name="applications"
    )
    amount_yuan = amount_field(_("amount applied for"))
    invoice_no = models.CharField(_("invoice number"), max_length=40)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("applied by"), on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(_("applied at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    on_paper = models.BooleanField(_("approved on paper"), default=False)
    approval_document_no = models.CharField(_("approval document"), max_length=80, blank=True)
    request_key = models.UUIDField(unique=True)
    import_batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("payment application")
        ordering = ("-applied_at", "-pk")
        indexes = [models.Index(fields=["state", "applied_at"], name="application_queue")]
        constraints = [
            amount_sound("application_amount_sound"),
            both_or_neither("decided_by", "decided_at", name="application_decided_by_and_at"),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("applied_by")),
                name="application_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["SUBMITTED", "WITHDRAWN"], decided_at__isnull=True)
                | models.Q(state__in=["RETURNED", "APPROVED", "PAID", "REVERSED"], decided_at__isnull=False)
                | models.Q(state__in=["PAID", "REVERSED"], on_paper=True),
                name="application_decided_when_state_says_so",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="RETURNED") | ~models.Q(reason=""),
                name="application_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(on_paper=False)
                | models.Q(import_batch__isnull=False, state__in=["PAID", "REVERSED"])
                & ~models.Q(approval_document_no=""),
                name="application_on_paper_names_its_paper",
            ),
            models.CheckConstraint(condition=~models.Q(invoice_no=""), name="application_invoiced"),
            models.UniqueConstraint(
                fields=["invoice_no"],
                condition=models.Q(state__in=["SUBMITTED", "APPROVED", "PAID"]),
                name="application_invoice_once",
            ),
        ]

    def __str__(self):
        return f"{self.milestone} · {self.invoice_no}"

    def get_absolute_url(self):
        return reverse("funds:application", args=[self.pk])


class Payment(models.Model):
    """An entry of the ledger: money paid, or (a negative amount) a payment taken back. Rows are only ever added.

    The database itself refuses a change, a deletion, a payment that nobody approved, another payee than the
    contractor, and any amount beyond milestone, contract, funding, budget line or appropriation on any day.

    `voucher_entry` counts how often the voucher was entered: a voucher entered wrongly is reversed and entered
    again as its second entry, and never stands twice.
    """

    application = models.ForeignKey(PaymentApplication, on_delete=models.PROTECT, related_name="payments")
    reverses = models.OneToOneField(
        "self", verbose_name=_("reverses"), null=True, on_delete=models.PROTECT, related_name="reversal"
    )
    milestone = models.ForeignKey(
        Milestone, verbose_name=_("milestone"), on_delete=models.PROTECT, related_name="payments"
    )
    funding = models.ForeignKey(
        ContractFunding, verbose_name=_("funding"), on_delete=models.PROTECT, related_name="payments"
    )
    payee = models.ForeignKey(
        Organisation, verbose_name=_("payee"), on_delete=models.PROTECT, related_name="+"
    )
    voucher_no = models.CharField(_("voucher number"), max_length=60)
    voucher_entry = models.PositiveSmallIntegerField(_("entry of the voucher"), default=1)
    amount_yuan = amount_field(_("amount paid"))
    paid_date = models.DateField(_("date paid"))
    reason = models.CharField(_("reason of the reversal"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    request_key = models.UUIDField(unique=True)
    import_batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("payment")
        ordering = ("-paid_date", "-pk")
        indexes = [
            models.Index(fields=["voucher_no"], name="payment_voucher"),
            models.Index(fields=["paid_date"], name="payment_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    reverses__isnull=True, amount_yuan__gt=0, amount_yuan__lte=LARGEST_YUAN, reason=""
                )
                | models.Q(reverses__isnull=False, amount_yuan__lt=0) & ~models.Q(reason=""),
                name="payment_positive_reversal_negative",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(reverses__isnull=True),
                name="payment_once_per_application",
            ),
            models.UniqueConstraint(
                fields=["voucher_no", "voucher_entry"],
                condition=models.Q(reverses__isnull=True),
                name="payment_voucher_once",
            ),
            models.CheckConstraint(condition=~models.Q(voucher_no=""), name="payment_numbered"),
        ]

    def __str__(self):
        return self.voucher_no

    def get_absolute_url(self):
        return reverse("funds:payment", args=[self.pk])
