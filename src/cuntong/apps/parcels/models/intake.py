from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.models import Division

from ..kinds import LandmarkKind, LessonSource, PlaceNameKind
from .parcels import Parcel

PERSON = {"on_delete": models.PROTECT, "related_name": "+"}


class PlaceName(models.Model):
    """A name that addresses use and no division list holds: a natural village, a shop, an older name of a village.

    A withdrawn name no longer counts; it stays with who withdrew it and when.
    """

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=15, choices=PlaceNameKind)
    division = models.ForeignKey(
        Division, verbose_name=_("lies in"), on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("added by"), **PERSON)
    added_at = models.DateTimeField(_("added at"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("withdrawn by"), null=True, editable=False, **PERSON
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    import_batch = models.ForeignKey(ImportBatch, null=True, blank=True, editable=False, **PERSON)

    class Meta:
        verbose_name = _("place name")
        ordering = ("division", "name")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="place_name_filled"),
            models.CheckConstraint(condition=Q(kind__in=PlaceNameKind.values), name="place_name_kind_known"),
            models.UniqueConstraint(
                fields=["name", "division"], condition=Q(withdrawn_at=None), name="place_name_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="place_name_withdrawn_by_and_at",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("parcels:names")


class AddressMemory(models.Model):
    """What an answer taught: addresses of the county with this landmark belong to this division.

    `name` is the landmark as domain/addresses writes it; for a recipient it is a keyed hash. `count` falls when an
    answer is taken back; with 0 the lesson no longer counts.
    """

    county_code = models.CharField(max_length=6)
    kind = models.CharField(_("kind"), max_length=20, choices=LandmarkKind)
    name = models.CharField(_("landmark"), max_length=64)
    division = models.ForeignKey(
        Division, verbose_name=_("place"), on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(_("learnt from"), max_length=8, choices=LessonSource)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("author"), **PERSON)
    count = models.PositiveIntegerField(_("times"))
    last_seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("lesson of an address")
        ordering = ("-last_seen_at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="lesson_named"),
            models.CheckConstraint(condition=Q(kind__in=LandmarkKind.values), name="lesson_kind_known"),
            models.CheckConstraint(condition=Q(source__in=LessonSource.values), name="lesson_source_known"),
            models.CheckConstraint(
                condition=Q(county_code=Substr(Cast("division", models.CharField(max_length=12)), 1, 6)),
                name="lesson_inside_county",
            ),
            models.UniqueConstraint(
                fields=["county_code", "kind", "name", "division", "source", "author"], name="lesson_once"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.division_id}"


class Decision(models.Model):
    """A person's answer to where a parcel goes; what it taught, and which waiting parcels it settled as well.

    Without a division it says that the parcel is for the county of `elsewhere_code`.
    """

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="decisions")
    division = models.ForeignKey(
        Division, verbose_name=_("place"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    elsewhere_code = models.CharField(_("place outside the county"), max_length=12, blank=True)
    lessons = models.ManyToManyField(AddressMemory, related_name="decisions")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("answered by"), **PERSON)
    decided_at = models.DateTimeField(_("answered at"))
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("taken back by"), null=True, **PERSON
    )
    taken_back_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        verbose_name = _("answer")
        ordering = ("-decided_at", "-pk")
        indexes = [models.Index(fields=["decided_by", "-decided_at"], name="decision_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(division__isnull=False, elsewhere_code="")
                | Q(division=None) & ~Q(elsewhere_code=""),
                name="decision_for_one_place",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_by=None, taken_back_at=None)
                | Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
                name="decision_taken_back_by_and_at",
            ),
        ]

    def __str__(self):
        return f"{self.parcel} → {self.division_id or self.elsewhere_code}"


class Settled(models.Model):
    """A parcel that a decision settled, and what its destination was before: the way back."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="settled")
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "parcel"], name="settled_once_by_a_decision")
        ]

    def __str__(self):
        return f"{self.decision_id}: {self.parcel_id}"


class Completion(models.Model):
    """What a later file filled in on a parcel that was known already: the fields, so that they can be taken out again."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="+")
    import_batch = models.ForeignKey(ImportBatch, **PERSON)
    fields = models.JSONField()

    def __str__(self):
        return f"{self.parcel_id}: {self.import_batch_id}"


class WaitingLandmark(models.Model):
    """A landmark in the address of a parcel that waits for a person: finds those that one answer settles together."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="landmarks")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["kind", "name"], name="waiting_landmark")]

    def __str__(self):
        return f"{self.parcel_id}: {self.kind}"
