from django.db.models import Count, Max, Min, QuerySet

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right

from .models import Attendance, Certificate, Course, Outcome, Session, Trainee


def visible_courses(user: User) -> QuerySet[Course]:
    """What is taught is no secret to anybody who works with training."""
    courses = Course.objects.annotate(session_count=Count("sessions"))
    return courses if user.may(Right.READ_TRAINING) else courses.none()


def visible_to(user: User) -> QuerySet[Session]:
    """Sessions of the person's places or training body; the whole county for countywide roles."""
    sessions = Session.objects.select_related("course", "township", "organisation")
    if not user.may(Right.READ_TRAINING):
        return sessions.none()
    scope = scope_of(user)
    if scope.everywhere:
        return sessions
    return sessions.filter(scope.divisions("township__code") | scope.organisation("organisation"))


def with_counts(sessions: QuerySet[Session]) -> QuerySet[Session]:
    return sessions.annotate(attendance_count=Count("attendances", distinct=True))


def visible_attendances(user: User) -> QuerySet[Attendance]:
    return Attendance.objects.filter(session__in=visible_to(user)).select_related(
        "session__course", "trainee"
    )


def visible_trainees(user: User) -> QuerySet[Trainee]:
    """People who came to a session the person may see."""
    trainees = Trainee.objects.annotate(
        attendance_count=Count("attendances"),
        first_date=Min("attendances__session__held_date"),
        latest_date=Max("attendances__session__held_date"),
    )
    if user.may(Right.READ_TRAINING) and scope_of(user).everywhere:
        return trainees
    return trainees.filter(pk__in=visible_attendances(user).values("trainee"))


def visible_certificates(user: User) -> QuerySet[Certificate]:
    return Certificate.objects.filter(trainee__in=visible_trainees(user).values("pk")).select_related(
        "trainee"
    )


def visible_outcomes(user: User) -> QuerySet[Outcome]:
    return Outcome.objects.filter(trainee__in=visible_trainees(user).values("pk")).select_related("trainee")


def repeated_phones() -> QuerySet[Trainee]:
    """People who gave a phone number that somebody with another identity gave too: worth a call, not an accusation."""
    shared = (
        Trainee.objects.exclude(phone_hash="").values("phone_hash").annotate(n=Count("pk")).filter(n__gt=1)
    )
    return Trainee.objects.filter(phone_hash__in=shared.values("phone_hash")).order_by("phone_hash", "pk")


def in_two_places_at_once() -> list[dict]:
    """People signed in at sessions of two townships on one day."""
    return list(
        Attendance.objects.values("trainee", "session__held_date")
        .annotate(townships=Count("session__township", distinct=True))
        .filter(townships__gt=1)
        .order_by("session__held_date")
    )
