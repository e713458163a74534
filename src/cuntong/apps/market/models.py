from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.models import Station


def _import_batch():
    return models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")


class Firm(models.Model):
    """An enterprise or a person in business that the programme works with."""

    code = models.CharField(_("firm code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    import_batch = _import_batch()

    class Meta:
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="firm_credit_code_once"
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("market:firm", args=[self.pk])


class Tenancy(models.Model):
    """A firm settled in the centre, from the first day to the last; open while it is there."""

    firm = models.ForeignKey(Firm, verbose_name=_("firm"), on_delete=models.PROTECT, related_name="tenancies")
    from_date = models.DateField(_("moved in"))
    to_date = models.DateField(_("moved out"), null=True, blank=True)
    import_batch = _import_batch()

    class Meta:
        ordering = ("-from_date",)
        constraints = [
            models.CheckConstraint(
                condition=Q(to_date=None) | Q(to_date__gte=models.F("from_date")),
                name="tenancy_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["firm"], condition=Q(to_date=None), name="tenancy_one_open_per_firm"
            ),
        ]

    def __str__(self):
        return f"{self.firm} {self.from_date}"

    def get_absolute_url(self):
        return self.firm.get_absolute_url()


class OwnerKind(models.TextChoices):
    STATION = "STATION", _("Station")
    FIRM = "FIRM", _("Firm")


class HostKind(models.TextChoices):
    STATION = "STATION", _("Station")
    FIRM = "FIRM", _("Firm")
    CENTRE = "CENTRE", _("Service centre")


def _owner_fits(kinds: tuple[str, ...]) -> Q:
    """Exactly the reference that the kind names is filled; the centre needs none."""
    fits = Q(kind="STATION", station__isnull=False, firm=None) | Q(
        kind="FIRM", station=None, firm__isnull=False
    )
    return fits | Q(kind="CENTRE", station=None, firm=None) if "CENTRE" in kinds else fits


class Shop(models.Model):
    """A shop on an e-commerce platform, opened by a station or a firm."""

    kind = models.CharField(_("opened by"), max_length=10, choices=OwnerKind)
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.PROTECT, related_name="shops"
    )
    firm = models.ForeignKey(Firm, null=True, blank=True, on_delete=models.PROTECT, related_name="shops")
    platform = models.CharField(_("platform"), max_length=40)
    shop_url = models.URLField(_("shop address"), max_length=300, unique=True)
    opened_date = models.DateField(_("opened on"))
    with_help = models.BooleanField(_("opened with help"), default=True)
    import_batch = _import_batch()

    class Meta:
        ordering = ("-opened_date",)
        constraints = [
            models.CheckConstraint(condition=_owner_fits(("STATION", "FIRM")), name="shop_owner_fits_kind")
        ]

    def __str__(self):
        return f"{self.owner} · {self.platform}"

    @property
    def owner(self):
        return self.station or self.firm

    def get_absolute_url(self):
        return reverse("market:shop", args=[self.pk])


class Livestream(models.Model):
    """One livestream that sold or showed goods."""

    code = models.CharField(_("livestream code"), max_length=40, unique=True)
    kind = models.CharField(_("held by"), max_length=10, choices=HostKind)
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.PROTECT, related_name="livestreams"
    )
    firm = models.ForeignKey(
        Firm, null=True, blank=True, on_delete=models.PROTECT, related_name="livestreams"
    )
    platform = models.CharField(_("platform"), max_length=40)
    held_date = models.DateField(_("held on"))
    sales_yuan = models.DecimalField(_("sales"), max_digits=12, decimal_places=2, null=True, blank=True)
    import_batch = _import_batch()

    class Meta:
        ordering = ("-held_date", "code")
        constraints = [
            models.CheckConstraint(
                condition=_owner_fits(("STATION", "FIRM", "CENTRE")), name="livestream_host_fits_kind"
            ),
            models.CheckConstraint(
                condition=Q(sales_yuan=None) | Q(sales_yuan__gte=0), name="livestream_sales_not_negative"
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def host(self):
        return self.station or self.firm or _("Service centre")

    def get_absolute_url(self):
        return reverse("market:livestream", args=[self.pk])


class Product(models.Model):
    """A product of the county."""

    name = models.CharField(_("product"), max_length=80, unique=True)
    import_batch = _import_batch()

    class Meta:
        ordering = ("name",)

    def __str__(self):
        return self.name


class Fair(models.Model):
    """A fair or promotion at which the county's products were shown."""

    name = models.CharField(_("fair"), max_length=120)
    fair_date = models.DateField(_("date"))
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    import_batch = _import_batch()

    class Meta:
        ordering = ("-fair_date",)
        constraints = [models.UniqueConstraint(fields=["name", "fair_date"], name="fair_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("market:fair", args=[self.pk])


class Exhibit(models.Model):
    """A product shown at a fair."""

    fair = models.ForeignKey(Fair, verbose_name=_("fair"), on_delete=models.PROTECT, related_name="exhibits")
    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.PROTECT, related_name="exhibits"
    )
    import_batch = _import_batch()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fair", "product"], name="exhibit_once")]

    def __str__(self):
        return f"{self.product} · {self.fair}"

    def get_absolute_url(self):
        return self.fair.get_absolute_url()
