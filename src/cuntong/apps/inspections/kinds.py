"""What inspections tell apart: states of visits, problems and replacements, whom one calls, how a call ended."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VisitState(TextChoices):
    PLANNED = "PLANNED", pgettext_lazy("visit", "Planned")
    BEGUN = "BEGUN", pgettext_lazy("visit", "Begun")
    FINISHED = "FINISHED", pgettext_lazy("visit", "Finished")
    CANCELLED = "CANCELLED", pgettext_lazy("visit", "Cancelled")


class ProblemState(TextChoices):
    OPEN = "OPEN", pgettext_lazy("problem", "To be mended")
    REPAIRED = "REPAIRED", pgettext_lazy("problem", "Mended, to be re-checked")
    CLOSED = "CLOSED", pgettext_lazy("problem", "Closed")
    VOID = "VOID", pgettext_lazy("problem", "Was no problem")


UNSETTLED = (ProblemState.OPEN, ProblemState.REPAIRED)


class ProblemStepKind(TextChoices):
    REPAIRED = "REPAIRED", _("Repair reported")
    ACCEPTED = "ACCEPTED", _("Re-check passed")
    REFUSED = "REFUSED", _("Re-check not passed")
    VOIDED = "VOIDED", _("Taken off the list")


STATE_AFTER = {
    ProblemStepKind.REPAIRED: ProblemState.REPAIRED,
    ProblemStepKind.ACCEPTED: ProblemState.CLOSED,
    ProblemStepKind.REFUSED: ProblemState.OPEN,
    ProblemStepKind.VOIDED: ProblemState.VOID,
}


class Severity(TextChoices):
    MINOR = "MINOR", pgettext_lazy("severity", "Minor")
    MAJOR = "MAJOR", pgettext_lazy("severity", "Major")
    CRITICAL = "CRITICAL", pgettext_lazy("severity", "Critical")


class Owner(TextChoices):
    STATION_KEEPER = "STATION_KEEPER", _("Station keeper")
    CONTRACTOR = "CONTRACTOR", _("Contractor")
    BUREAU = "BUREAU", _("Bureau")


class Subject(TextChoices):
    TRAINEE = "TRAINEE", _("Trainee")
    VILLAGER = "VILLAGER", _("Villager")


class CallOutcome(TextChoices):
    ANSWERED = "ANSWERED", _("Answered the call")
    NO_ANSWER = "NO_ANSWER", _("Nobody answered")
    DECLINED = "DECLINED", _("Did not want to answer")
    WRONG_NUMBER = "WRONG_NUMBER", _("Wrong number")


class StationList(TextChoices):
    REPLACEMENT = "REPLACEMENT", _("Replacement list")
    WARNING = "WARNING", _("Warning list")
    INCENTIVE = "INCENTIVE", _("Incentive list")
    NONE = "NONE", _("On no list")


class ReplacementKind(TextChoices):
    KEEPER = "KEEPER", _("Another keeper takes over the station")
    STATION = "STATION", _("The station ends and another takes its place")


class ReplacementState(TextChoices):
    COUNTING = "COUNTING", _("Being handed over")
    RELEASED = "RELEASED", _("Old keeper released")
    CANCELLED = "CANCELLED", _("Called off")
