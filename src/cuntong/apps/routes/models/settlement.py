from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cuntong.apps.parcels.kinds import Direction
from cuntong.apps.parcels.models import Parcel

from ..kinds import DisputeOutcome, LineKind, Tier
from .fleet import KEPT, YUAN, YUAN_A_UNIT


class Baseline(models.Model):
    """What delivery cost before the carriers were merged: counted once, with its source, and never rewritten."""

    carrier = models.CharField(_("carrier"), max_length=12, blank=True, help_text=_("Empty: all together."))
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("until"))
    parcel_count = models.PositiveIntegerField(_("parcels"))
    cost_yuan = models.DecimalField(_("cost of delivery"), **YUAN)
    source = models.CharField(_("source"), max_length=200, help_text=_("Which books the figures come from."))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), **KEPT)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("baseline before merging")
        ordering = ("carrier", "-from_date")
        constraints = [
            models.CheckConstraint(condition=Q(parcel_count__gt=0, cost_yuan__gte=0), name="baseline_counts"),
            models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="baseline_dates"),
            models.CheckConstraint(condition=~Q(source=""), name="baseline_has_source"),
            models.UniqueConstraint(fields=["carrier", "from_date", "to_date"], name="baseline_once"),
        ]

    def __str__(self):
        return f"{self.carrier} {self.from_date}–{self.to_date}"

    def get_absolute_url(self):
        return reverse("routes:baseline", args=[self.pk])


class PriceContract(models.Model):
    """What a carrier pays for its parcels from one day to another; never less than a minimum a month."""

    carrier = models.CharField(_("carrier"), max_length=12)
    number = models.CharField(_("contract number"), max_length=60, unique=True)
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("until"), null=True, blank=True)
    minimum_yuan = models.DecimalField(_("at least a month"), default=0, **YUAN)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), **KEPT)
    signed_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("price contract")
        ordering = ("carrier", "-from_date")
        constraints = [
            models.CheckConstraint(condition=~Q(carrier="") & ~Q(number=""), name="price_contract_named"),
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gte=F("from_date")), name="price_contract_dates"
            ),
            models.CheckConstraint(condition=Q(minimum_yuan__gte=0), name="price_contract_minimum"),
            models.UniqueConstraint(
                fields=["carrier"], condition=Q(to_date=None), name="price_contract_one_open"
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("routes:contract", args=[self.pk])


class ContractPrice(models.Model):
    """The price of one parcel of a direction and tier: a piece, and each kilogram of it."""

    contract = models.ForeignKey(PriceContract, on_delete=models.PROTECT, related_name="prices")
    direction = models.CharField(_("down or up"), max_length=4, choices=Direction)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    yuan_per_parcel = models.DecimalField(_("a parcel"), **YUAN_A_UNIT)
    yuan_per_kg = models.DecimalField(_("a kilogram"), default=0, **YUAN_A_UNIT)

    class Meta:
        verbose_name = _("price")
        ordering = ("contract", "direction", "tier")
        constraints = [
            models.UniqueConstraint(fields=["contract", "direction", "tier"], name="contract_price_once"),
            models.CheckConstraint(
                condition=Q(yuan_per_parcel__gte=0, yuan_per_kg__gte=0), name="contract_price_not_negative"
            ),
        ]

    def __str__(self):
        return f"{self.contract} {self.direction} {self.tier}"


class Statement(models.Model):
    """What a carrier owes for a period, as it was issued: new charges and counter-entries. Only ever added."""

    carrier = models.CharField(_("carrier"), max_length=12)
    number = models.PositiveIntegerField(_("statement"))
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("until"))
    line_count = models.PositiveIntegerField(_("lines"))
    late_count = models.PositiveIntegerField(_("of days before the period"))
    unpriced_count = models.PositiveIntegerField(_("parcels without a price"))
    amount_yuan = models.DecimalField(_("amount"), **YUAN)
    sha256 = models.CharField(_("digest of the lines"), max_length=64)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("issued by"), **KEPT)
    issued_at = models.DateTimeField(pgettext_lazy("statement", "issued at"))

    class Meta:
        verbose_name = _("statement")
        ordering = ("-issued_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["carrier", "number"], name="statement_number_once"),
            models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="statement_dates"),
        ]

    def __str__(self):
        return f"{self.carrier}-{self.number:03}"

    def get_absolute_url(self):
        return reverse("routes:statement", args=[self.pk])


class StatementLine(models.Model):
    """One entry of the ledger: a parcel charged, or a charge taken back. A parcel's charges are counted by `sequence`.

    Without a parcel it tops a month up to the contract's minimum.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    carrier = models.CharField(_("carrier"), max_length=12)
    parcel = models.ForeignKey(Parcel, verbose_name=_("parcel"), null=True, **KEPT)
    month = models.DateField(_("month"), null=True)
    sequence = models.PositiveSmallIntegerField(_("charge number"))
    kind = models.CharField(_("entry"), max_length=7, choices=LineKind)
    service_date = models.DateField(_("done on"))
    direction = models.CharField(_("down or up"), max_length=4, choices=Direction, blank=True)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, blank=True)
    weight_kg = models.DecimalField(_("weight (kg)"), max_digits=7, decimal_places=3, null=True)
    amount_yuan = models.DecimalField(_("amount"), **YUAN)

    class Meta:
        verbose_name = _("line of a statement")
        ordering = ("service_date", "pk")
        indexes = [models.Index(fields=["carrier", "service_date"], name="statement_line_of_carrier")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LineKind.values), name="statement_line_kind_known"),
            models.CheckConstraint(
                condition=Q(parcel__isnull=False, month=None)
                | Q(parcel=None, month__isnull=False, month__day=1),
                name="statement_line_parcel_or_month",
            ),
            models.CheckConstraint(
                condition=Q(kind="CHARGE", amount_yuan__gt=0) | Q(kind="COUNTER", amount_yuan__lt=0),
                name="statement_line_sign",
            ),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="statement_line_counted"),
            models.UniqueConstraint(
                fields=["parcel", "sequence", "kind"],
                condition=Q(parcel__isnull=False),
                name="statement_line_parcel_once",
            ),
            models.UniqueConstraint(
                fields=["carrier", "month", "sequence", "kind"],
                condition=Q(month__isnull=False),
                name="statement_line_month_once",
            ),
        ]

    def __str__(self):
        return f"{self.parcel or self.month} {self.amount_yuan}"


class Dispute(models.Model):
    """A carrier contests a charge; upheld, the charge is never made again and the next statement takes it back."""

    line = models.OneToOneField(StatementLine, on_delete=models.PROTECT, related_name="dispute")
    reason = models.CharField(_("what the carrier says"), max_length=200)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), **KEPT)
    opened_at = models.DateTimeField(_("recorded at"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=DisputeOutcome, blank=True)
    outcome_note = models.CharField(_("why"), max_length=200, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, **KEPT)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("dispute")
        ordering = ("-opened_at",)
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="dispute_has_reason"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | Q(
                    outcome__in=DisputeOutcome.values,
                    decided_by__isnull=False,
                    decided_at__gte=F("opened_at"),
                ),
                name="dispute_decided_by_and_at",
            ),
        ]

    def __str__(self):
        return f"{self.line}"

    def get_absolute_url(self):
        return reverse("routes:dispute", args=[self.pk])
