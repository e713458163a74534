from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.models import Division


def _import_batch():
    return models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")


class CourseKind(models.TextChoices):
    GENERAL = "GENERAL", _("General training")
    VALUE_ADDED = "VALUE_ADDED", _("Value-added training")
    ONLINE = "ONLINE", _("Online course")


class Organiser(models.TextChoices):
    CENTRE = "CENTRE", _("Service centre")
    TOWNSHIP_GOVERNMENT = "TOWNSHIP_GOVERNMENT", _("Township government")
    BUREAU = "BUREAU", _("Bureau")
    CONTRACTOR = "CONTRACTOR", _("Contractor")
    OTHER = "OTHER", _("Another body")


class Course(models.Model):
    """What is taught: a class with its syllabus, or a recorded course that anybody can watch."""

    code = models.CharField(_("course code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=CourseKind)
    syllabus = models.TextField(_("syllabus"), blank=True)
    is_public = models.BooleanField(_("free and public"), default=False)
    published_date = models.DateField(_("published on"), null=True, blank=True)
    public_url = models.URLField(_("public address"), blank=True, max_length=300)
    import_batch = _import_batch()

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=CourseKind.values), name="course_kind_known"),
            models.CheckConstraint(
                condition=models.Q(is_public=False)
                | (models.Q(published_date__isnull=False) & ~models.Q(public_url="")),
                name="course_public_has_date_and_address",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("training:course", args=[self.pk])


class Session(models.Model):
    """One sitting of a class on one day: what a sign-in sheet belongs to."""

    code = models.CharField(_("session code"), max_length=40, unique=True)
    course = models.ForeignKey(
        Course, verbose_name=_("course"), on_delete=models.PROTECT, related_name="sessions"
    )
    title = models.CharField(_("title"), max_length=120)
    organiser = models.CharField(_("organiser"), max_length=20, choices=Organiser)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("training body"), null=True, blank=True, on_delete=models.PROTECT
    )
    held_date = models.DateField(_("held on"))
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=1)
    township = models.ForeignKey(
        Division,
        verbose_name=_("township"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    teacher = models.CharField(_("teacher"), max_length=60, blank=True)
    import_batch = _import_batch()

    class Meta:
        ordering = ("-held_date", "code")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organiser__in=Organiser.values), name="session_organiser_known"
            ),
            models.CheckConstraint(
                condition=models.Q(hours__gt=0, hours__lte=24), name="session_hours_of_a_day"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("training:session", args=[self.pk])


class Trainee(models.Model):
    """A person who came at least once. Told apart by keyed hashes; readable only with the right to it."""

    person_key = models.CharField(max_length=64, unique=True)
    id_hash = models.CharField(max_length=64, null=True, unique=True)
    phone_hash = models.CharField(max_length=64, blank=True, db_index=True)
    name_hash = models.CharField(max_length=64)
    label = models.CharField(_("name"), max_length=40)
    name_encrypted = models.TextField()
    phone_encrypted = models.TextField(blank=True)
    id_number_encrypted = models.TextField(blank=True)
    import_batch = _import_batch()

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("training:trainee", args=[self.pk])


class Attendance(models.Model):
    """One person at one session: a row of the sign-in sheet. Rows are 人次, distinct trainees are 人."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="attendances")
    sheet_row = models.PositiveIntegerField(_("row of the sheet"), null=True)
    import_batch = _import_batch()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "trainee"], name="attendance_once_per_session")
        ]

    def __str__(self):
        return f"{self.trainee} · {self.session}"


class CertificateKind(models.TextChoices):
    E_COMMERCE_SPECIALIST = "E_COMMERCE_SPECIALIST", _("E-commerce specialist")
    INTERNET_MARKETER = "INTERNET_MARKETER", _("Internet marketer")


class Certificate(models.Model):
    """A vocational certificate that a trainee obtained."""

    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(_("kind"), max_length=30, choices=CertificateKind)
    number = models.CharField(_("certificate number"), max_length=40, unique=True)
    issued_date = models.DateField(_("issued on"))
    import_batch = _import_batch()

    class Meta:
        ordering = ("-issued_date",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=CertificateKind.values), name="certificate_kind_known"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self):
        return reverse("training:certificate", args=[self.pk])


class OutcomeKind(models.TextChoices):
    OPENED_SHOP = "OPENED_SHOP", _("Opened a shop")
    EMPLOYED = "EMPLOYED", _("Found employment")
    STATION_KEEPER = "STATION_KEEPER", _("Became a station keeper")
    STARTED_BUSINESS = "STARTED_BUSINESS", _("Started a business")


class Outcome(models.Model):
    """What a trainee did with what was learnt (转化): counted once for each person and kind, with proof."""

    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(_("kind"), max_length=20, choices=OutcomeKind)
    outcome_date = models.DateField(_("date"))
    note = models.CharField(_("proof and particulars"), max_length=200)
    import_batch = _import_batch()

    class Meta:
        ordering = ("-outcome_date",)
        constraints = [
            models.UniqueConstraint(fields=["trainee", "kind"], name="outcome_once_per_person_and_kind"),
            models.CheckConstraint(
                condition=models.Q(kind__in=OutcomeKind.values), name="outcome_kind_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.trainee}"

    def get_absolute_url(self):
        return reverse("training:outcome", args=[self.pk])


class SatisfactionAnswer(models.Model):
    """One questionnaire handed in after a session; without a readable rating it is not valid."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="answers")
    rating = models.PositiveSmallIntegerField(_("rating"), null=True)
    answered_date = models.DateField(_("answered on"))
    import_batch = _import_batch()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__gte=1, rating__lte=5),
                name="answer_rating_1_to_5",
            )
        ]

    def __str__(self):
        return f"{self.session}: {self.rating}"
