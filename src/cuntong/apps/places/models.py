from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.db.models.lookups import Regex
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.imports.models import ImportBatch

from .kinds import (
    KINDS_OF_LEVEL,
    LATITUDES,
    LONGITUDES,
    ONCE,
    DivisionKind,
    DivisionLevel,
    PositionSource,
    State,
    StationLevel,
)

COUNTY_CODE = r"^[1-9][0-9]{5}000000$"
COORDINATE = {"max_digits": 9, "decimal_places": 6, "null": True, "blank": True}


def _together(*fields: str) -> Q:
    """All of the fields are filled, or none."""
    return Q(**{f"{f}__isnull": True for f in fields}) | Q(**{f"{f}__isnull": False for f in fields})


def _in_china() -> Q:
    return Q(longitude=None) | Q(longitude__range=LONGITUDES, latitude__range=LATITUDES)


class County(models.Model):
    """The county this installation serves: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    code = models.CharField(
        _("division code"),
        max_length=12,
        validators=[
            RegexValidator(
                COUNTY_CODE, _("A county's code has 12 digits, the last six of them zeros: 440281000000.")
            )
        ],
    )
    name = models.CharField(_("name"), max_length=60)
    project_start_date = models.DateField(_("start of the project"))
    synthetic = models.BooleanField(
        _("demonstration data"), default=False, help_text=_("Every screen and sheet then says so.")
    )
    division_edition = models.CharField(
        _("edition of the division list"), max_length=200, blank=True, help_text=_("Publisher and date")
    )

    class Meta:
        verbose_name = _("county")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="county_single"),
            models.CheckConstraint(condition=Q(code__regex=COUNTY_CODE), name="county_code_shape"),
        ]

    def __str__(self):
        return self.name


class Division(models.Model):
    """A place of the national list. Villages and townships are the denominators of every coverage rate."""

    code = models.CharField(_("division code"), max_length=12, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    level = models.CharField(_("level"), max_length=10, choices=DivisionLevel)
    kind = models.CharField(_("kind"), max_length=22, choices=DivisionKind)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("lies in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    longitude = models.DecimalField(_("longitude"), **COORDINATE)
    latitude = models.DecimalField(_("latitude"), **COORDINATE)
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    revised_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("division")
        ordering = ("code",)
        indexes = [models.Index(fields=["kind", "parent"], name="division_kind_parent")]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[1-9][0-9]{11}$"), name="division_code_shape"),
            models.CheckConstraint(condition=~Q(name=""), name="division_named"),
            models.CheckConstraint(
                condition=Q(
                    *[Q(level=level, kind__in=kinds) for level, kinds in KINDS_OF_LEVEL.items()],
                    _connector=Q.OR,
                ),
                name="division_kind_fits_level",
            ),
            models.CheckConstraint(
                condition=Q(level__in=["PROVINCE", "PREFECTURE", "COUNTY"]) | Q(parent__isnull=False),
                name="division_inside_another",
            ),
            models.CheckConstraint(
                condition=_together("longitude", "latitude"), name="division_position_pair"
            ),
            models.CheckConstraint(condition=_in_china(), name="division_position_range"),
        ]

    def __str__(self):
        return self.name

    @property
    def short_name(self) -> str:
        """The name as people say it: 沿溪村民委员会 → 沿溪村, 站前社区居民委员会 → 站前社区."""
        if self.name.endswith("村民委员会"):
            return self.name.removesuffix("村民委员会").removesuffix("村") + "村"
        return self.name.removesuffix("居民委员会")

    @property
    def township(self) -> "Division | None":
        if self.level == DivisionLevel.VILLAGE:
            return self.parent
        return self if self.level == DivisionLevel.TOWNSHIP else None

    def get_absolute_url(self):
        return reverse("places:division", args=[self.pk])


def _division_ends(pattern: str) -> Regex:
    return Regex(Cast(F("division"), models.CharField(max_length=12)), pattern)


class Station(models.Model):
    """The centre, a township station or a village point; what it is today is told by its events alone.

    `is_live` is false once the last event replaced or withdrew it: then another may take its place.
    The code is given once: the database refuses to change it.
    """

    code = models.CharField(_("station code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    level = models.CharField(_("level"), max_length=10, choices=StationLevel)
    division = models.ForeignKey(
        Division, verbose_name=_("division"), on_delete=models.PROTECT, related_name="stations"
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    area_m2 = models.DecimalField(_("area (m²)"), max_digits=8, decimal_places=2, null=True, blank=True)
    residents = models.PositiveIntegerField(
        _("residents served"),
        null=True,
        blank=True,
        help_text=_("The required area of a village point depends on it."),
    )
    longitude = models.DecimalField(_("longitude"), **COORDINATE)
    latitude = models.DecimalField(_("latitude"), **COORDINATE)
    position_source = models.CharField(
        _("source of the position"), max_length=10, choices=PositionSource, blank=True
    )
    operator = models.ForeignKey(
        Organisation,
        verbose_name=_("operator"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_live = models.BooleanField(default=True, editable=False)
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("station")
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="station_code_and_name"),
            models.CheckConstraint(
                condition=Q(Q(level="CENTRE"), _division_ends(r"^[0-9]{6}000000$"))
                | Q(Q(level="TOWNSHIP"), _division_ends(r"^[0-9]{9}000$"), ~Q(_division_ends(r"000000$")))
                | Q(Q(level="VILLAGE"), ~Q(_division_ends(r"000$"))),
                name="station_level_fits_division",
            ),
            models.UniqueConstraint(
                fields=["division"],
                condition=Q(level="VILLAGE", is_live=True),
                name="station_one_live_village_point",
            ),
            models.UniqueConstraint(
                fields=["level"], condition=Q(level="CENTRE", is_live=True), name="station_single_centre"
            ),
            models.CheckConstraint(
                condition=Q(area_m2=None) | Q(area_m2__gt=0), name="station_area_positive"
            ),
            models.CheckConstraint(
                condition=_together("longitude", "latitude"), name="station_position_pair"
            ),
            models.CheckConstraint(condition=_in_china(), name="station_position_range"),
            models.CheckConstraint(
                condition=Q(longitude=None, position_source="")
                | Q(longitude__isnull=False, position_source__in=PositionSource.values),
                name="station_position_has_source",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def township(self) -> Division | None:
        return self.division.township

    def get_absolute_url(self):
        return reverse("places:station", args=[self.pk])


class StationEvent(models.Model):
    """A dated step in a station's life. It is never changed: a wrong one is annulled with a reason."""

    station = models.ForeignKey(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="events"
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    event_date = models.DateField(_("date"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("recorded by"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("annulled by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    annulled_at = models.DateTimeField(_("annulled at"), null=True)
    annulled_reason = models.CharField(_("reason of annulment"), max_length=200, blank=True)
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("station event")
        ordering = ("event_date", "pk")
        indexes = [
            models.Index(
                fields=["station", "event_date"], condition=Q(annulled_at=None), name="event_of_station"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="station_event_state_known"),
            models.CheckConstraint(
                condition=Q(annulled_by=None, annulled_at=None, annulled_reason="")
                | Q(annulled_by__isnull=False, annulled_at__isnull=False) & ~Q(annulled_reason=""),
                name="station_event_annulled_with_reason",
            ),
            models.UniqueConstraint(
                fields=["station", "state"],
                condition=Q(annulled_at=None, state__in=ONCE),
                name="station_event_once",
            ),
            models.UniqueConstraint(
                fields=["station", "state", "event_date"],
                condition=Q(annulled_at=None),
                name="station_event_once_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.station} {self.get_state_display()} {self.event_date}"

    def get_absolute_url(self):
        return f"{self.station.get_absolute_url()}#event-{self.pk}"
