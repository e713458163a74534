from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Role
from cuntong.apps.evidence.models import Document
from cuntong.apps.places.models import Station

from ..kinds import (
    CodeFormats,
    ConsentMeans,
    HandOutMeans,
    NoticeKind,
    NoticeState,
    ProblemKind,
    ProblemOutcome,
)
from ..pickup_codes import MOST_LAYERS, MOST_SHELVES, NUMBERS
from .intake import AddressMemory
from .parcels import Parcel
from .scans import Scan

KEPT = {"on_delete": models.PROTECT, "related_name": "+"}


class ShelfPlan(models.Model):
    """How a station writes its pick-up codes, and where it goes on.

    The row is also the lock of the station's counter: whoever gives a code or takes one back holds it.
    """

    station = models.OneToOneField(
        Station,
        verbose_name=_("station"),
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="shelf_plan",
    )
    code_format = models.CharField(
        _("form of the codes"), max_length=8, choices=CodeFormats, default=CodeFormats.LETTER
    )
    shelf_count = models.PositiveSmallIntegerField(_("shelves"), default=3)
    layer_count = models.PositiveSmallIntegerField(_("layers of a shelf"), default=5)
    next_number = models.PositiveIntegerField(default=1, editable=False)
    last_shelf = models.PositiveSmallIntegerField(default=1, editable=False)
    last_layer = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("shelves of a station")
        constraints = [
            models.CheckConstraint(
                condition=Q(code_format__in=CodeFormats.values), name="shelf_plan_format_known"
            ),
            models.CheckConstraint(
                condition=Q(shelf_count__range=(1, MOST_SHELVES), layer_count__range=(1, MOST_LAYERS)),
                name="shelf_plan_counts",
            ),
            models.CheckConstraint(
                condition=Q(next_number__range=(1, NUMBERS)), name="shelf_plan_number_range"
            ),
        ]

    def __str__(self):
        return str(self.station)


class PickupCode(models.Model):
    """The code under which a parcel waits at a station. Given back, its number rests until `free_from`."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="pickup_codes")
    station = models.ForeignKey(Station, verbose_name=_("station"), **KEPT)
    code = models.CharField(_("pick-up code"), max_length=12)
    shelf = models.PositiveSmallIntegerField(_("shelf"))
    layer = models.PositiveSmallIntegerField(_("layer"))
    number = models.PositiveIntegerField(_("number on the shelf"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, **KEPT)
    given_at = models.DateTimeField(_("shelved at"))
    released_at = models.DateTimeField(_("taken off the shelf at"), null=True)
    free_from = models.DateTimeField(_("number rests until"), null=True)

    class Meta:
        verbose_name = _("pick-up code")
        ordering = ("-given_at", "-pk")
        indexes = [models.Index(fields=["station", "free_from"], name="pickup_code_resting")]
        constraints = [
            models.UniqueConstraint(
                fields=["parcel"], condition=Q(released_at=None), name="pickup_code_one_live_of_a_parcel"
            ),
            models.UniqueConstraint(
                fields=["station", "number"],
                condition=Q(released_at=None),
                name="pickup_code_one_live_parcel",
            ),
            models.CheckConstraint(
                condition=Q(number__range=(1, NUMBERS)) & ~Q(code=""), name="pickup_code_number_range"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, free_from=None)
                | Q(
                    released_at__isnull=False,
                    free_from__isnull=False,
                    released_at__gte=F("given_at"),
                    free_from__gte=F("released_at"),
                ),
                name="pickup_code_released_then_free",
            ),
        ]

    def __str__(self):
        return self.code


class ReservedNumber(models.Model):
    """A number of a station's codes that one phone may give while it has no network (`holder` is the phone's id)."""

    station = models.ForeignKey(Station, verbose_name=_("station"), **KEPT)
    number = models.PositiveIntegerField(_("number on the shelf"))
    holder = models.UUIDField()
    reserved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reserved number")
        constraints = [
            models.UniqueConstraint(fields=["station", "number"], name="reserved_number_once"),
            models.CheckConstraint(condition=Q(number__range=(1, NUMBERS)), name="reserved_number_range"),
        ]

    def __str__(self):
        return f"{self.station} {self.number:04d}"


class HandOut(models.Model):
    """A parcel given to its recipient: how they proved themselves, and the picture or signature.

    Its key is that of the PICKED_UP scan, made by whoever taps: the same tap again is the same row.
    """

    scan = models.OneToOneField(Scan, primary_key=True, on_delete=models.PROTECT, related_name="hand_out")
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="hand_outs")
    station = models.ForeignKey(Station, verbose_name=_("station"), **KEPT)
    means = models.CharField(_("proved by"), max_length=10, choices=HandOutMeans)
    pickup_code = models.ForeignKey(PickupCode, null=True, on_delete=models.PROTECT, related_name="hand_outs")
    document = models.ForeignKey(
        Document, verbose_name=_("photo or signature"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("handed out by"), **KEPT)
    handed_at = models.DateTimeField(_("handed out at"))
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("undone by"), null=True, **KEPT)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    lessons = models.ManyToManyField(AddressMemory, related_name="hand_outs")

    class Meta:
        verbose_name = _("hand-out")
        ordering = ("-handed_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["parcel"], condition=Q(undone_at=None), name="hand_out_one_of_a_parcel"
            ),
            models.CheckConstraint(condition=Q(means__in=HandOutMeans.values), name="hand_out_means_known"),
            models.CheckConstraint(
                condition=~Q(means="PHONE_TAIL") | Q(document__isnull=False),
                name="hand_out_by_phone_has_proof",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_at__gte=F("handed_at"), undone_by__isnull=False),
                name="hand_out_undone_by_and_at",
            ),
        ]

    def __str__(self):
        return f"{self.parcel} {self.handed_at:%F %R}"


class Notice(models.Model):
    """A message to a recipient that their parcel waits; one of each kind for a pick-up code.

    The phone number is read from the parcel when the message goes out and is not kept here.
    """

    pickup_code = models.ForeignKey(PickupCode, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("message"), max_length=10, choices=NoticeKind)
    state = models.CharField(_("state"), max_length=10, choices=NoticeState, default=NoticeState.WAITING)
    gateway = models.CharField(_("sent through"), max_length=20, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("last error"), max_length=60, blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("notice")
        ordering = ("-queued_at", "-pk")
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state="WAITING"), name="notice_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["pickup_code", "kind"], name="notice_once_for_a_code"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.CheckConstraint(
                condition=Q(state="WAITING", next_try_at__isnull=False, sent_at=None)
                | Q(state="SENT", next_try_at=None, sent_at__isnull=False)
                | Q(state__in=["FAILED", "NO_PHONE", "DROPPED"], next_try_at=None, sent_at=None),
                name="notice_state_fits_times",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.pickup_code}"


class Consent(models.Model):
    """A recipient agreed that their parcels are left at a station; known by the keyed hash of their phone."""

    phone_hash = models.CharField(max_length=64)
    station = models.ForeignKey(Station, verbose_name=_("station"), **KEPT)
    means = models.CharField(_("how they agreed"), max_length=10, choices=ConsentMeans)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), **KEPT)
    recorded_at = models.DateTimeField(_("recorded at"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("withdrawal recorded by"), null=True, **KEPT
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("consent")
        ordering = ("-recorded_at",)
        constraints = [
            models.CheckConstraint(condition=~Q(phone_hash=""), name="consent_of_a_phone"),
            models.CheckConstraint(condition=Q(means__in=ConsentMeans.values), name="consent_means_known"),
            models.UniqueConstraint(
                fields=["phone_hash", "station"],
                condition=Q(withdrawn_at=None),
                name="consent_once_at_a_station",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(
                    withdrawn_at__isnull=False, withdrawn_at__gte=F("recorded_at"), withdrawn_by__isnull=False
                ),
                name="consent_withdrawn_by_and_at",
            ),
        ]

    def __str__(self):
        return f"{self.station} {self.recorded_at:%F}"


class Problem(models.Model):
    """Something is wrong with a parcel: who has to deal with it, until when, and how it ended.

    The owner is a role, at a station where one is named; a person where one has taken it. `sent_back_at` says that
    the station gave the parcel back to the driver: it is on its way away from the station.
    """

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="problems")
    kind = models.CharField(_("problem"), max_length=16, choices=ProblemKind)
    note = models.CharField(_("note"), max_length=200, blank=True)
    station = models.ForeignKey(Station, verbose_name=_("reported at"), null=True, **KEPT)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("opened by"),
        null=True,
        help_text=_("Empty where the daily search found it."),
        **KEPT,
    )
    opened_at = models.DateTimeField(_("opened at"))
    owner_role = models.CharField(_("to be settled by"), max_length=20, choices=Role)
    owner_station = models.ForeignKey(Station, verbose_name=_("at the station"), null=True, **KEPT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("taken by"), null=True, **KEPT)
    due_at = models.DateTimeField(_("due until"))
    sent_back_at = models.DateTimeField(_("sent back at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=ProblemOutcome, blank=True)
    outcome_note = models.CharField(_("note on the outcome"), max_length=200, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("closed by"), null=True, **KEPT)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("problem with a parcel")
        ordering = ("due_at", "pk")
        indexes = [models.Index(fields=["due_at"], condition=Q(closed_at=None), name="problem_open")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ProblemKind.values), name="problem_kind_known"),
            models.CheckConstraint(condition=Q(owner_role__in=Role.values), name="problem_has_owner"),
            models.CheckConstraint(condition=Q(due_at__gte=F("opened_at")), name="problem_due_after_opening"),
            models.UniqueConstraint(
                fields=["parcel", "kind"], condition=Q(closed_at=None), name="problem_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="", closed_by=None)
                | Q(
                    closed_at__isnull=False, closed_at__gte=F("opened_at"), outcome__in=ProblemOutcome.values
                ),
                name="problem_closed_with_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.parcel} {self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("parcels:problem", args=[self.pk])


class LookUpCount(models.Model):
    """How often an address, or for a waybill number anybody, asked the public tracking page in one window of time.

    In the database, because several server processes count together; keys are keyed hashes.
    """

    key = models.CharField(max_length=64)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("look-ups")
        constraints = [models.UniqueConstraint(fields=["key", "window_start"], name="look_up_count_once")]

    def __str__(self):
        return f"{self.window_start:%F %R}: {self.count}"
