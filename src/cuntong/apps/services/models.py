from decimal import Decimal
from functools import reduce
from operator import add

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.models import Station

from .kinds import SERVICE_CHOICES, SERVICES, Account, AnswerOutcome, EntryKind, PaidBy, Progress

KEPT = {"on_delete": models.PROTECT, "related_name": "+"}
ACCOUNT_COLUMNS = tuple(f"{account.value.lower()}_change_yuan" for account in Account)


def _yuan(label, **options):
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)


def _keeper(label):
    return models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=label, **KEPT)


class Till(models.Model):
    """A station's counter: the number of its next receipt, and the lock under which its entries are numbered."""

    station = models.OneToOneField(
        Station, verbose_name=_("station"), primary_key=True, on_delete=models.PROTECT, related_name="till"
    )
    next_number = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self):
        return str(self.station)


class ServiceOffer(models.Model):
    """A service that a station says it offers, from one day to another. Whether anybody used it is told by entries."""

    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="offers"
    )
    kind = models.CharField(_("service"), max_length=20, choices=SERVICE_CHOICES)
    from_date = models.DateField(_("offered from"))
    to_date = models.DateField(_("offered until"), null=True, blank=True)

    class Meta:
        verbose_name = _("service offered")
        ordering = ("station", "kind", "-from_date")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in SERVICES]), name="offer_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gte=F("from_date")), name="offer_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["station", "kind"], condition=Q(to_date=None), name="offer_one_open_of_a_kind"
            ),
        ]

    def __str__(self):
        return f"{self.station} · {self.get_kind_display()}"


class GroupOrder(models.Model):
    """Villagers buy together: goods, leader, until when one may join, and when they are picked up."""

    open_id = models.UUIDField(unique=True, editable=False)
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="group_orders"
    )
    goods = models.CharField(_("goods"), max_length=80)
    leader = models.CharField(_("leader"), max_length=40)
    price_yuan = _yuan(_("price"))
    cut_off_at = models.DateTimeField(_("orders until"))
    pick_up_date = models.DateField(_("pick-up on"))
    opened_by = _keeper(_("opened by"))
    opened_at = models.DateTimeField(_("opened at"))
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("group order")
        ordering = ("-cut_off_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(price_yuan__gt=0), name="group_order_has_a_price"),
            models.CheckConstraint(
                condition=Q(cut_off_at__gt=F("opened_at")), name="group_order_open_a_while"
            ),
        ]

    def __str__(self):
        return self.goods

    def get_absolute_url(self):
        return reverse("services:group", args=[self.pk])


class ServiceEntry(models.Model):
    """One line of a counter's journal. Rows are only ever added; what was wrong is taken back by a reversing entry.

    Its key is made where it was written, so that it arrives once however often it is sent. Each `…_change_yuan` is what
    it does to an account, and together they are nothing (`domain.ledgers`). A reversal has the kind of what it takes
    back, and its amounts with the other sign, so that every sum over entries is right with nobody leaving any out.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="entries"
    )
    number = models.PositiveIntegerField(_("receipt number"))
    kind = models.CharField(_("service"), max_length=20, choices=EntryKind)
    day = models.DateField(_("day"))
    subject = models.CharField(_("particulars"), max_length=120, blank=True)
    amount_yuan = _yuan(_("amount"), default=Decimal("0.00"))
    commission_yuan = _yuan(_("commission"), default=Decimal("0.00"))
    paid_by = models.CharField(_("paid by"), max_length=8, choices=PaidBy)
    person = models.CharField(_("villager"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    name_encrypted = models.TextField(blank=True)
    phone_encrypted = models.TextField(blank=True)
    cash_change_yuan = _yuan(Account.CASH.label, default=Decimal("0.00"))
    wallet_change_yuan = _yuan(Account.WALLET.label, default=Decimal("0.00"))
    bank_change_yuan = _yuan(Account.BANK.label, default=Decimal("0.00"))
    principal_change_yuan = _yuan(Account.PRINCIPAL.label, default=Decimal("0.00"))
    commission_change_yuan = _yuan(Account.COMMISSION.label, default=Decimal("0.00"))
    float_change_yuan = _yuan(Account.FLOAT.label, default=Decimal("0.00"))
    difference_change_yuan = _yuan(Account.DIFFERENCE.label, default=Decimal("0.00"))
    reverses = models.OneToOneField(
        "self",
        verbose_name=_("takes back"),
        null=True,
        on_delete=models.PROTECT,
        related_name="reversal",
    )
    settles = models.ForeignKey(
        "self", verbose_name=_("settles"), null=True, on_delete=models.PROTECT, related_name="settlements"
    )
    group_order = models.ForeignKey(
        GroupOrder,
        verbose_name=_("group order"),
        null=True,
        on_delete=models.PROTECT,
        related_name="orders",
    )
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    is_late = models.BooleanField(_("came after the day was closed"), default=False)
    made_at = models.DateTimeField(_("written at"))
    made_by = _keeper(_("written by"))
    recorded_at = models.DateTimeField(_("received at"))
    digest = models.CharField(max_length=64, editable=False)
    import_batch = models.ForeignKey(ImportBatch, null=True, editable=False, **KEPT)

    class Meta:
        verbose_name = _("entry at the counter")
        ordering = ("-made_at", "-number")
        indexes = [
            models.Index(fields=["station", "day"], name="entry_at_station"),
            models.Index(fields=["day"], name="entry_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["station", "number"], name="entry_number_once_per_station"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
            models.CheckConstraint(condition=Q(paid_by__in=PaidBy.values), name="entry_payment_known"),
            models.CheckConstraint(
                condition=Exact(Round(reduce(add, map(F, ACCOUNT_COLUMNS)), 2), Decimal(0)),
                name="entry_balances",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | (~Q(reason="") & Q(settles=None)),
                name="entry_reversal_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_late=False) | ~Q(reason=""), name="entry_late_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind="SETTLEMENT", settles__isnull=False)
                | Q(kind="SETTLEMENT", reverses__isnull=False)
                | (~Q(kind="SETTLEMENT") & Q(settles=None)),
                name="entry_settlement_names_what_it_settles",
            ),
            models.CheckConstraint(
                condition=Q(kind="GROUP_BUYING") | Q(group_order=None), name="entry_of_group_is_group_buying"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.receipt}"

    @property
    def receipt(self) -> str:
        """The number on the receipt: the station's code and a number without gaps."""
        return f"{self.station.code}-{self.number:05d}"

    def get_absolute_url(self):
        return reverse("services:entry", args=[self.pk])


class EntryProgress(models.Model):
    """What became of an entry: somebody was hired, goods were picked up. The last one holds."""

    id = models.UUIDField(primary_key=True, editable=False)
    entry = models.ForeignKey(ServiceEntry, on_delete=models.PROTECT, related_name="progress")
    progress = models.CharField(_("outcome"), max_length=10, choices=Progress)
    made_at = models.DateTimeField(_("noted at"))
    noted_by = _keeper(_("noted by"))
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("outcome of an entry")
        ordering = ("made_at", "noted_at")
        constraints = [
            models.CheckConstraint(condition=Q(progress__in=Progress.values), name="progress_known")
        ]

    def __str__(self):
        return self.get_progress_display()


class DayClose(models.Model):
    """The evening's count: what the ledger expects in the drawer, what lay there, and why they differ."""

    id = models.UUIDField(primary_key=True, editable=False)
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="day_closes"
    )
    day = models.DateField(_("day"))
    expected_yuan = _yuan(_("by the ledger"))
    counted_yuan = _yuan(_("counted"))
    counts = models.JSONField(_("notes and coins"), default=dict)
    reason = models.CharField(_("reason of the difference"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("counted at"))
    closed_by = _keeper(_("closed by"))
    closed_at = models.DateTimeField(_("received at"))
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("day close")
        ordering = ("-day",)
        constraints = [
            models.UniqueConstraint(fields=["station", "day"], name="day_close_once_a_day"),
            models.CheckConstraint(condition=Q(counted_yuan__gte=0), name="day_close_counts_money"),
            models.CheckConstraint(
                condition=Q(expected_yuan=F("counted_yuan")) | ~Q(reason=""),
                name="day_close_difference_has_its_reason",
            ),
        ]

    def __str__(self):
        return f"{self.station} {self.day}"

    @property
    def difference_yuan(self) -> Decimal:
        return self.counted_yuan - self.expected_yuan


class FindingAnswer(models.Model):
    """What was said to a finding. The finding itself is found anew each time; `finding_key` tells which one."""

    finding_key = models.CharField(max_length=64, db_index=True)
    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="finding_answers"
    )
    code = models.CharField(_("finding"), max_length=20)
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("until"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=AnswerOutcome)
    text = models.CharField(_("answer"), max_length=300)
    answered_by = _keeper(_("answered by"))
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("answer to a finding")
        ordering = ("-answered_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=AnswerOutcome.values), name="finding_answer_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="finding_answer_says_something"),
        ]

    def __str__(self):
        return self.text
