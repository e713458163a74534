from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.imports.models import ImportBatch

from ._amounts import amount_field, amount_sound


class Direction(models.TextChoices):
    """The four directions of the programme; the rulebook of funds carries their full names and their basis."""

    PUBLIC_SERVICE = "PUBLIC_SERVICE", _("Public services")
    LOGISTICS = "LOGISTICS", _("Logistics")
    TRADE_UPGRADE = "TRADE_UPGRADE", _("Trade upgrade")
    LEADERS = "LEADERS", _("E-commerce leaders")


class Source(models.TextChoices):
    CENTRAL = "CENTRAL", _("Central money")
    PROVINCIAL = "PROVINCIAL", _("Provincial money")
    LOCAL = "LOCAL", _("Local money")
    ENTERPRISE = "ENTERPRISE", _("Enterprise money")


class Tranche(models.TextChoices):
    FIRST = "FIRST", _("First payment")
    TAIL = "TAIL", _("Tail payment")
    OTHER = "OTHER", _("Other tranche")


class Appropriation(models.Model):
    """Money released to the county by one document (指标下达)."""

    document_no = models.CharField(_("document number"), max_length=80, unique=True)
    title = models.CharField(_("name of the fund"), max_length=120, blank=True)
    source = models.CharField(_("source of money"), max_length=12, choices=Source)
    tranche = models.CharField(_("tranche"), max_length=8, choices=Tranche)
    amount_yuan = amount_field(_("amount released"))
    released_date = models.DateField(_("date released"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    import_batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("appropriation")
        ordering = ("released_date", "pk")
        constraints = [
            amount_sound("appropriation_amount_sound"),
            models.CheckConstraint(
                condition=models.Q(source__in=Source.values), name="appropriation_source_known"
            ),
            models.CheckConstraint(
                condition=models.Q(tranche__in=Tranche.values), name="appropriation_tranche_known"
            ),
            models.CheckConstraint(condition=~models.Q(document_no=""), name="appropriation_numbered"),
        ]

    def __str__(self):
        return self.document_no

    def get_absolute_url(self):
        return reverse("funds:appropriation", args=[self.pk])


class BudgetLine(models.Model):
    """A part of an appropriation set aside for one direction; together the lines never exceed the appropriation."""

    appropriation = models.ForeignKey(
        Appropriation, verbose_name=_("appropriation"), on_delete=models.PROTECT, related_name="lines"
    )
    direction = models.CharField(_("direction"), max_length=20, choices=Direction)
    title = models.CharField(_("budget item"), max_length=120)
    amount_yuan = amount_field(_("amount allotted"))
    approved_date = models.DateField(_("date approved"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    import_batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("budget line")
        ordering = ("appropriation_id", "pk")
        constraints = [
            amount_sound("budget_line_amount_sound"),
            models.CheckConstraint(
                condition=models.Q(direction__in=Direction.values), name="budget_line_direction_known"
            ),
            models.UniqueConstraint(
                fields=["appropriation", "direction", "title"], name="budget_line_titled_once"
            ),
        ]

    def __str__(self):
        return f"{self.appropriation.document_no} · {self.title}"

    def get_absolute_url(self):
        return reverse("funds:line", args=[self.pk])
