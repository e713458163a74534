from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

KEPT = {"on_delete": models.PROTECT, "related_name": "+"}
DIGEST = r"^[0-9a-f]{64}$"


class Draw(models.Model):
    """A sample drawn from a list by the root of the sealed trail; with the list, so that anybody can repeat it.

    `frame` holds the published list as pairs of name and stratum. Rows are only ever added.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    frame_code = models.CharField(_("list"), max_length=40)
    title = models.CharField(_("title"), max_length=120)
    seed = models.CharField(_("seed"), max_length=64)
    trail_size = models.PositiveBigIntegerField(_("entries of the trail"))
    frame = models.JSONField(_("list drawn from"))
    frame_digest = models.CharField(_("digest of the list"), max_length=64)
    allocation = models.JSONField(_("share of each stratum"))
    size = models.PositiveIntegerField(_("sample size"))
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("drawn by"), **KEPT)
    drawn_at = models.DateTimeField(_("drawn at"))
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draw")
        ordering = ("-drawn_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(seed__regex=DIGEST, frame_digest__regex=DIGEST), name="draw_digests"
            ),
            models.CheckConstraint(condition=Q(size__gte=1) & ~Q(title=""), name="draw_of_something"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("inspections:draw", args=[self.pk])


class DrawnUnit(models.Model):
    """One of the list in the order that the seed gave its stratum; behind the chosen ones stand the reserves."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="units")
    unit_id = models.CharField(_("name on the list"), max_length=80)
    stratum = models.CharField(_("stratum"), max_length=80)
    rank = models.PositiveIntegerField(_("place in the order"))
    is_chosen = models.BooleanField(_("chosen"))

    class Meta:
        verbose_name = _("drawn unit")
        ordering = ("stratum", "rank")
        constraints = [
            models.UniqueConstraint(fields=["draw", "unit_id"], name="drawn_unit_once"),
            models.UniqueConstraint(fields=["draw", "stratum", "rank"], name="drawn_unit_rank_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="drawn_unit_rank_from_one"),
        ]

    def __str__(self):
        return f"{self.stratum} {self.rank}: {self.unit_id}"
