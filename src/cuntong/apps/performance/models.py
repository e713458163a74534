import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.evidence.models import Document
from cuntong.apps.jobs.models import Job


def _person(**extra):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **extra)


class Target(models.Model):
    """What a figure is to reach, sealed in the trail before results are known, or visibly after."""

    indicator_code = models.CharField(_("indicator"), max_length=80)
    value = models.DecimalField(_("target"), max_digits=20, decimal_places=4)
    period_end = models.DateField(_("to be reached by"))
    document_no = models.CharField(_("set by document"), max_length=120, blank=True)
    document_date = models.DateField(_("date of the document"), null=True, blank=True)
    sealed_by = _person()
    sealed_at = models.DateTimeField(_("sealed at"))
    trail_seq = models.PositiveBigIntegerField(unique=True)
    superseded_at = models.DateTimeField(_("superseded at"), null=True)

    class Meta:
        ordering = ("indicator_code", "period_end", "sealed_at")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator_code", "period_end"],
                condition=models.Q(superseded_at=None),
                name="target_one_in_force",
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="target_not_negative"),
        ]

    def __str__(self):
        return f"{self.indicator_code} {self.value}"

    @property
    def back_dated(self) -> bool:
        """Whether the target was sealed after the day by which it was to be reached."""
        return self.sealed_at.date() > self.period_end

    @property
    def sealed_late(self) -> bool:
        """Whether the document that sets it claims an earlier day than the seal shows."""
        return self.document_date is not None and self.sealed_at.date() > self.document_date


class Snapshot(models.Model):
    """All figures of a period as they stood on one day, frozen into a bundle that proves itself."""

    class State(models.TextChoices):
        FREEZING = "FREEZING", _("Freezing")
        FROZEN = "FROZEN", _("Frozen")
        FAILED = "FAILED", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=120)
    project_start = models.DateField(_("project start"))
    year_start = models.DateField(_("first day of the year reported on"))
    as_of = models.DateField(_("as-of date"))
    outline_code = models.CharField(_("report outline"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.FREEZING)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    bundle = models.FileField(upload_to="bundles", max_length=200, blank=True)
    bundle_sha256 = models.CharField(_("digest of the bundle"), max_length=64, blank=True)
    root = models.CharField(_("root of the bundle"), max_length=64, blank=True)
    trail_size = models.PositiveBigIntegerField(default=0)
    trail_root = models.CharField(max_length=64, blank=True)
    created_by = _person()
    created_at = models.DateTimeField(_("started at"))
    frozen_at = models.DateTimeField(_("frozen at"), null=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    project_start__lte=models.F("year_start"), year_start__lte=models.F("as_of")
                ),
                name="snapshot_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="FROZEN")
                | (models.Q(frozen_at__isnull=False) & ~models.Q(bundle_sha256="") & ~models.Q(root="")),
                name="snapshot_frozen_has_bundle",
            ),
        ]

    def __str__(self):
        return self.title


class FrozenFigure(models.Model):
    """One figure of a snapshot: kept beside what the records say today, so that drift is seen."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="figures")
    indicator_code = models.CharField(max_length=80)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    records = models.PositiveBigIntegerField()
    evidenced = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "indicator_code"], name="frozen_figure_once"),
        ]

    def __str__(self):
        return f"{self.indicator_code} {self.value}"


class Assessment(models.Model):
    """A person's judgement of a row that no formula scores: the band, the share within it, and why."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="assessments")
    scorecard_code = models.CharField(max_length=60)
    row_code = models.CharField(max_length=60)
    band = models.CharField(_("band"), max_length=40)
    share = models.DecimalField(_("share of the points"), max_digits=5, decimal_places=4)
    reason = models.TextField(_("reason"))
    by = _person()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "scorecard_code", "row_code"], name="assessment_once"
            ),
            models.CheckConstraint(
                condition=models.Q(share__gte=0, share__lte=1), name="assessment_share_range"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="assessment_has_reason"),
        ]

    def __str__(self):
        return f"{self.scorecard_code} {self.row_code} {self.share}"


class Cause(models.Model):
    """Why a result lies far from its target, in the words of whoever answers for it."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="causes")
    scorecard_code = models.CharField(max_length=60)
    row_code = models.CharField(max_length=60)
    text = models.TextField(_("cause"))
    by = _person()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "scorecard_code", "row_code"], name="cause_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="cause_not_empty"),
        ]

    def __str__(self):
        return f"{self.scorecard_code} {self.row_code}"


class Report(models.Model):
    """A self-evaluation report on one snapshot: sections of text in which figures are bound, not typed."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        APPROVED = "APPROVED", _("Signed off")

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="reports")
    outline_code = models.CharField(max_length=60)
    scorecard_code = models.CharField(_("scorecard"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    bundle = models.FileField(upload_to="bundles", max_length=200, blank=True)
    bundle_sha256 = models.CharField(max_length=64, blank=True)
    created_by = _person()
    created_at = models.DateTimeField(_("started at"))
    approved_by = _person(null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="DRAFT", approved_by=None, approved_at=None)
                | models.Q(state="APPROVED", approved_by__isnull=False, approved_at__isnull=False),
                name="report_approved_by_and_at",
            ),
        ]

    def __str__(self):
        return self.title


class ReportSection(models.Model):
    """The text under one heading of the outline; `{{figure:code}}` stands for a frozen figure."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    text = models.TextField(_("text"), blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_by = _person(null=True)
    edited_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="report_section_once"),
            models.UniqueConstraint(fields=["report", "position"], name="report_position_once"),
        ]

    def __str__(self):
        return self.code


class CheckedReport(models.Model):
    """A written report as it was read back: its lines, what was found in it, and the version it follows.

    `report` is set where it is one of our own; `snapshot` where its figures were compared with sealed ones.
    """

    class State(models.TextChoices):
        CHECKING = "CHECKING", _("Being checked")
        CHECKED = "CHECKED", _("Checked")
        REFUSED = "REFUSED", _("Not readable")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="checks")
    follows = models.OneToOneField(
        "self",
        verbose_name=_("earlier version"),
        null=True,
        on_delete=models.PROTECT,
        related_name="followed",
    )
    version = models.PositiveIntegerField(_("number of the version"), default=1)
    snapshot = models.ForeignKey(Snapshot, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    message = models.TextField(blank=True)
    lines = models.JSONField(default=list)
    contradictions = models.PositiveIntegerField(_("contradictions"), default=0)
    questions = models.PositiveIntegerField(_("questions"), default=0)
    notices = models.PositiveIntegerField(_("notices"), default=0)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_by = _person()
    uploaded_at = models.DateTimeField(_("uploaded at"))
    checked_at = models.DateTimeField(_("checked at"), null=True)

    class Meta:
        ordering = ("-uploaded_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(follows=None, version=1) | models.Q(follows__isnull=False, version__gt=1),
                name="checked_report_version",
            ),
            models.CheckConstraint(
                condition=models.Q(state="CHECKING", checked_at=None)
                | (~models.Q(state="CHECKING") & models.Q(checked_at__isnull=False)),
                name="checked_report_checked_at",
            ),
        ]

    def __str__(self):
        return self.document.filename


class CheckFinding(models.Model):
    """One thing that the check found in a report; `key` is the same for the same words in another version."""

    class Grade(models.TextChoices):
        CONTRADICTION = "contradiction", _("Contradiction")
        QUESTION = "question", _("Question")
        NOTICE = "notice", _("Notice")

    checked = models.ForeignKey(CheckedReport, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    grade = models.CharField(max_length=20, choices=Grade)
    quotes = models.JSONField(default=list)
    stated = models.TextField(blank=True)
    computed = models.TextField(blank=True)
    message = models.TextField()
    figure = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=64)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["checked", "position"], name="check_finding_position_once"),
            models.UniqueConstraint(fields=["checked", "key"], name="check_finding_key_once"),
        ]

    def __str__(self):
        return f"{self.kind} {self.position}"


class FindingAnswer(models.Model):
    """What a person says to a finding. A changed mind is a new answer; the newest one counts."""

    class Answer(models.TextChoices):
        ACCEPTED = "ACCEPTED", _("Accepted")
        EXPLAINED = "EXPLAINED", _("Explained")
        CORRECTED = "CORRECTED", _("Corrected")
        REOPENED = "REOPENED", _("Open again")

    finding = models.ForeignKey(CheckFinding, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    reason = models.TextField(_("reason"), blank=True)
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    by = _person()
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(answer__in=["EXPLAINED", "CORRECTED"]) | ~models.Q(reason=""),
                name="finding_answer_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.answer} {self.at:%Y-%m-%d}"
