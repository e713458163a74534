from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.jobs.models import Job
from cuntong.apps.places.models import Station

from ..kinds import DistanceSource, PlanState, StudyKind
from .fleet import KEPT, YUAN, Vehicle


class Route(models.Model):
    """A fixed way to villages, driven on certain weekdays. Planned is not opened: its first trip with scans opens it."""

    code = models.CharField(_("route number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    planned_date = models.DateField(_("planned on"))
    weekdays = models.CharField(
        _("weekdays"),
        max_length=7,
        default="1234567",
        help_text=_("1 is Monday: 135 drives three times a week."),
    )
    vehicles = models.ManyToManyField(
        Vehicle,
        verbose_name=_("vehicles"),
        blank=True,
        related_name="routes",
        help_text=_("Its stops are planned for these alone; without one, any vehicle may come."),
    )
    ended_date = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("route")
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="route_code_and_name"),
            models.CheckConstraint(condition=Q(weekdays__regex=r"^[1-7]{1,7}$"), name="route_weekdays_known"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("routes:route", args=[self.pk])


class RouteStop(models.Model):
    """A station on a route; a station lies on one route at most, so that it is clear who comes."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="stops")
    station = models.OneToOneField(
        Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="route_stop"
    )
    place = models.PositiveSmallIntegerField(_("place in the order"))

    class Meta:
        verbose_name = _("stop of a route")
        ordering = ("route", "place")
        constraints = [models.UniqueConstraint(fields=["route", "place"], name="route_stop_one_in_a_place")]

    def __str__(self):
        return f"{self.route}: {self.station}"


class DayPlan(models.Model):
    """Who drives where on a day: what was asked, what the search proposed, what the dispatcher made of it, what was released.

    problem   the day as domain/routing reads it, with the digest of its canonical form
    left_out  what of the records is not in it: [[name, reason], …]; `held`: stop → the vehicle that has its goods aboard
    proposal  routes as the search found them: [{"vehicle", "number", "trips": [[[stop, place], …], …]}]
    edited    the same, and `excluded` and `locked` stops, as the dispatcher left it; released is what stands here then
    """

    plan_date = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.PLANNING)
    problem = models.JSONField()
    problem_sha256 = models.CharField(_("digest of what was asked"), max_length=64)
    left_out = models.JSONField(default=list)
    held = models.JSONField(default=dict)
    proposal = models.JSONField(null=True)
    edited = models.JSONField(null=True)
    edit_count = models.PositiveIntegerField(_("changes by hand"), default=0)
    distance_source = models.CharField(_("distances"), max_length=12, choices=DistanceSource)
    seed = models.PositiveIntegerField(default=1)
    iterations = models.PositiveIntegerField(_("search iterations"), default=0)
    stop_count = models.PositiveIntegerField(_("stops"), default=0)
    unserved_count = models.PositiveIntegerField(_("left behind"), default=0)
    vehicle_count = models.PositiveIntegerField(_("vehicles"), default=0)
    distance_km = models.DecimalField(_("kilometres"), max_digits=9, decimal_places=1, default=0)
    cost_yuan = models.DecimalField(_("cost"), default=0, **YUAN)
    feasible = models.BooleanField(_("holds"), default=False)
    kept_share = models.DecimalField(
        _("kept of the plan before"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    previous = models.ForeignKey("self", verbose_name=_("plan before"), null=True, **KEPT)
    replans = models.ForeignKey("self", verbose_name=_("replaces"), null=True, **KEPT)
    job = models.ForeignKey(Job, null=True, **KEPT)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("planned by"), **KEPT)
    planned_at = models.DateTimeField(_("planned at"))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("released by"), null=True, **KEPT
    )
    released_at = models.DateTimeField(_("released at"), null=True)

    class Meta:
        verbose_name = _("day plan")
        ordering = ("-plan_date", "-planned_at")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="day_plan_state_known"),
            models.CheckConstraint(
                condition=Q(state="PLANNING", proposal=None)
                | ~Q(state="PLANNING") & Q(proposal__isnull=False, edited__isnull=False),
                name="day_plan_proposed_once_found",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PLANNING", "PROPOSED"], released_by=None, released_at=None)
                | Q(state__in=["RELEASED", "REPLACED"], released_by__isnull=False, released_at__isnull=False),
                name="day_plan_released_by_and_at",
            ),
            models.UniqueConstraint(
                fields=["plan_date"], condition=Q(state="RELEASED"), name="day_plan_one_released"
            ),
        ]

    def __str__(self):
        return f"{self.plan_date}"

    def get_absolute_url(self):
        return reverse("routes:plan", args=[self.pk])


class Study(models.Model):
    """A question about the network that was computed once: what was asked, with its digest, and the answer."""

    kind = models.CharField(_("what is studied"), max_length=10, choices=StudyKind)
    study_date = models.DateField(_("day"))
    problem = models.JSONField()
    problem_sha256 = models.CharField(_("digest of what was asked"), max_length=64)
    answer = models.JSONField(null=True)
    job = models.ForeignKey(Job, null=True, **KEPT)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("asked by"), **KEPT)
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("study")
        ordering = ("-asked_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=None, answered_at=None)
                | Q(answer__isnull=False, answered_at__isnull=False),
                name="study_answered_at",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.study_date}"

    def get_absolute_url(self):
        return reverse("routes:study", args=[self.pk])
