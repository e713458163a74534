from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.imports.models import ImportBatch

from ._amounts import amount_field, amount_sound, both_or_neither
from .budget import BudgetLine, Direction


class Contract(models.Model):
    """An agreement with a contractor under one direction, and what the rules ask about its decision and publicity."""

    class Procurement(models.TextChoices):
        OPEN_TENDER = "OPEN_TENDER", _("Open tender")
        INVITED_TENDER = "INVITED_TENDER", _("Invited tender")
        NEGOTIATION = "NEGOTIATION", _("Competitive negotiation")
        CONSULTATION = "CONSULTATION", _("Competitive consultation")
        INQUIRY = "INQUIRY", _("Price inquiry")
        SINGLE_SOURCE = "SINGLE_SOURCE", _("Single source")
        OTHER = "OTHER", _("Other procurement")

    contract_no = models.CharField(_("contract number"), max_length=60, unique=True)
    title = models.CharField(_("project title"), max_length=160)
    direction = models.CharField(_("direction"), max_length=20, choices=Direction)
    item_type = models.CharField(_("type of item"), max_length=40)
    scope = models.TextField(_("what is paid for"), max_length=2000, blank=True)
    contractor = models.ForeignKey(
        Organisation, verbose_name=_("contractor"), on_delete=models.PROTECT, related_name="contracts"
    )
    amount_yuan = amount_field(_("contract amount"))
    signed_date = models.DateField(_("date signed"))
    procurement = models.CharField(_("procurement"), max_length=16, choices=Procurement)
    decision_body = models.CharField(_("body that decided"), max_length=120, blank=True)
    decision_document_no = models.CharField(_("decision document"), max_length=80, blank=True)
    publicity_url = models.URLField(_("publicity address"), max_length=500, blank=True)
    publicity_start_date = models.DateField(_("publicity from"), null=True, blank=True)
    publicity_end_date = models.DateField(_("publicity to"), null=True, blank=True)
    publicity_objection = models.TextField(_("open objection"), max_length=1000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    import_batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("contract")
        ordering = ("-signed_date", "-pk")
        constraints = [
            amount_sound("contract_amount_sound"),
            models.CheckConstraint(condition=~models.Q(contract_no=""), name="contract_numbered"),
            models.CheckConstraint(
                condition=models.Q(direction__in=Direction.values), name="contract_direction_known"
            ),
            both_or_neither(
                "publicity_start_date", "publicity_end_date", name="contract_publicity_both_days"
            ),
            models.CheckConstraint(
                condition=models.Q(publicity_end_date__isnull=True)
                | models.Q(publicity_end_date__gte=models.F("publicity_start_date")),
                name="contract_publicity_ends_after_start",
            ),
        ]

    def __str__(self):
        return f"{self.contract_no} {self.title}"

    def get_absolute_url(self):
        return reverse("funds:contract", args=[self.pk])


class ContractFunding(models.Model):
    """The part of a budget line that a contract binds: a contract may live on several lines, a line feed several."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="funding")
    budget_line = models.ForeignKey(
        BudgetLine, verbose_name=_("budget line"), on_delete=models.PROTECT, related_name="funding"
    )
    amount_yuan = amount_field(_("amount bound"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("funding of a contract")
        ordering = ("contract_id", "pk")
        constraints = [
            amount_sound("funding_amount_sound"),
            models.UniqueConstraint(fields=["contract", "budget_line"], name="funding_once_per_line"),
        ]

    def __str__(self):
        return f"{self.contract.contract_no} ← {self.budget_line}"


class Milestone(models.Model):
    """A step of a contract that releases a part of its amount once its condition is met."""

    class Condition(models.TextChoices):
        SIGNED = "SIGNED", _("Contract signed")
        PROGRESS = "PROGRESS", _("Progress confirmed")
        ACCEPTED = "ACCEPTED", _("Acceptance passed")
        PUBLICITY_DONE = "PUBLICITY_DONE", _("Publicity held without objection")
        EVALUATION_PASSED = "EVALUATION_PASSED", _("Evaluation passed")
        GUARANTEE_ENDED = "GUARANTEE_ENDED", _("Guarantee ended")
        OTHER = "OTHER", _("As the contract says")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("milestone"), max_length=120)
    condition = models.CharField(_("condition"), max_length=20, choices=Condition)
    amount_yuan = amount_field(_("amount of the milestone"))
    due_date = models.DateField(_("due date"), null=True, blank=True)
    met_date = models.DateField(_("met on"), null=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    met_at = models.DateTimeField(_("recorded as met at"), null=True)

    class Meta:
        verbose_name = _("milestone")
        ordering = ("contract_id", "position")
        constraints = [
            amount_sound("milestone_amount_sound"),
            models.UniqueConstraint(fields=["contract", "position"], name="milestone_position_once"),
            models.UniqueConstraint(fields=["contract", "title"], name="milestone_titled_once"),
            both_or_neither("met_by", "met_at", name="milestone_met_by_and_at"),
            both_or_neither("met_at", "met_date", name="milestone_met_at_and_date"),
        ]

    def __str__(self):
        return f"{self.contract.contract_no} · {self.position} {self.title}"

    def get_absolute_url(self):
        return reverse("funds:milestone", args=[self.pk])
