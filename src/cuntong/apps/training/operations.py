from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cuntong.apps.accounts.access import require, scope_of
from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.imports.kinds import UndoRefused
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.models import Division

from . import queries
from .models import Attendance, Certificate, Course, CourseKind, Outcome, SatisfactionAnswer, Session, Trainee
from .persons import CHUNK, IDENTITY, Person, Register


@transaction.atomic
def create_course(
    *,
    code: str,
    title: str,
    kind: str,
    by: User,
    at: datetime,
    syllabus: str = "",
    is_public: bool = False,
    published_date: date | None = None,
    public_url: str = "",
    batch: ImportBatch | None = None,
) -> Course:
    """Adds a course.

    Raises:
        ValidationError: by field; a public course needs its address and the day it went public.
    """
    require(by, Right.WRITE_TRAINING)
    course = Course(
        code=code,
        title=title,
        kind=kind,
        syllabus=syllabus,
        is_public=is_public,
        published_date=published_date,
        public_url=public_url,
        import_batch=batch,
    )
    course.full_clean()
    course.save(force_insert=True)
    evidence.record(verb="create", record=course, change={"code": code, "kind": kind}, by=by, at=at)
    return course


@transaction.atomic
def hold_session(
    *,
    code: str,
    course: Course,
    title: str,
    organiser: str,
    held_date: date,
    hours: Decimal,
    by: User,
    at: datetime,
    organisation: Organisation | None = None,
    township: Division | None = None,
    venue: str = "",
    teacher: str = "",
    batch: ImportBatch | None = None,
) -> Session:
    """Records a session that was held; its sign-in rows come by sheet or one by one.

    Raises:
        ValidationError: by field; a session in the future has not been held.
        PermissionDenied: a training body records its own sessions only.
    """
    require(by, Right.WRITE_TRAINING)
    if held_date > timezone.localdate(at):
        raise ValidationError(
            {"held_date": _("This day has not come yet. Record the session after it was held.")}
        )
    if course.kind == CourseKind.ONLINE:
        raise ValidationError(
            {"course": _("An online course has no sessions. Choose a general or value-added course.")}
        )
    session = Session(
        code=code,
        course=course,
        title=title,
        organiser=organiser,
        organisation=organisation or by.organisation,
        held_date=held_date,
        hours=hours,
        township=township,
        venue=venue,
        teacher=teacher,
        import_batch=batch,
    )
    _require_own(by, session)
    session.full_clean()
    session.save(force_insert=True)
    change = {"code": code, "course": course.code, "held_date": held_date, "hours": hours}
    evidence.record(verb="create", record=session, change=change, by=by, at=at)
    return session


def _require_own(by: User, session: Session) -> None:
    scope = scope_of(by)
    if scope.everywhere or (session.organisation_id and session.organisation_id == scope.organisation_id):
        return
    raise PermissionDenied(_("This session belongs to another training body."))


@dataclass(frozen=True)
class SignIn:
    """One row of a sign-in sheet: who, at which session, in which row of the workbook."""

    session: Session
    person: Person
    sheet_row: int | None = None


@transaction.atomic
def sign_in(*, rows: Sequence[SignIn], by: User, at: datetime, batch: ImportBatch | None = None) -> int:
    """Adds sign-in rows of any number of sessions; the same person at different sessions stays one person.

    Returns the number of rows added.

    Raises:
        ValidationError: somebody already stands on the sheet of that session; names the rows.
    """
    require(by, Right.WRITE_TRAINING)
    for session in {row.session.pk: row.session for row in rows}.values():
        _require_own(by, session)
    register = Register([row.person for row in rows])
    trainees = [register.trainee(row.person, batch) for row in rows]
    Trainee.objects.bulk_create(register.fresh, batch_size=1_000)
    Trainee.objects.bulk_update(register.completed, IDENTITY, batch_size=500)
    pairs = list(zip(rows, trainees, strict=True))
    _refuse_repeated(pairs)
    Attendance.objects.bulk_create(
        [
            Attendance(session=row.session, trainee=trainee, sheet_row=row.sheet_row, import_batch=batch)
            for row, trainee in pairs
        ],
        batch_size=2_000,
    )
    _record_sign_ins(pairs, batch, by, at)
    return len(pairs)


def _refuse_repeated(pairs: list[tuple[SignIn, Trainee]]) -> None:
    seen: set[tuple[int, int]] = set()
    sessions = sorted({row.session.pk for row, _trainee in pairs})
    for start in range(0, len(sessions), CHUNK):
        chunk = sessions[start : start + CHUNK]
        seen.update(Attendance.objects.filter(session__in=chunk).values_list("session_id", "trainee_id"))
    repeated = []
    for row, trainee in pairs:
        key = (row.session.pk, trainee.pk)
        if key in seen:
            repeated.append(str(row.sheet_row) if row.sheet_row else trainee.label)
        seen.add(key)
    if repeated:
        raise ValidationError(
            _("Already signed in at the same session (rows %(rows)s). Remove these rows.")
            % {"rows": "、".join(repeated[:20])}
        )


def _record_sign_ins(pairs, batch, by: User, at: datetime) -> None:
    per_session: dict[Session, int] = defaultdict(int)
    for row, _trainee in pairs:
        per_session[row.session] += 1
    for session, count in per_session.items():
        change = {"attendance": count} | ({"batch": str(batch.pk)} if batch else {})
        evidence.record(verb="import" if batch else "record", record=session, change=change, by=by, at=at)


@transaction.atomic
def prove_sessions(*, sessions: Iterable[Session], batch: ImportBatch, by: User, at: datetime) -> None:
    """Links the imported workbook to each session as its sign-in sheet."""
    if batch.document is None:
        return
    for session in sessions:
        evidence.attach(
            document=batch.document, record_kind="training.session", record_id=session.pk, by=by, at=at
        )


@transaction.atomic
def record_certificate(
    *,
    trainee: Trainee,
    kind: str,
    number: str,
    issued_date: date,
    by: User,
    at: datetime,
    batch: ImportBatch | None = None,
) -> Certificate:
    """Records a certificate; its number exists once.

    Raises:
        ValidationError: by field.
    """
    require(by, Right.WRITE_TRAINING)
    _require_known(by, trainee)
    certificate = Certificate(
        trainee=trainee, kind=kind, number=number, issued_date=issued_date, import_batch=batch
    )
    certificate.full_clean()
    certificate.save(force_insert=True)
    change = {"person": trainee.person_key, "kind": kind, "issued_date": issued_date}
    evidence.record(verb="create", record=certificate, change=change, by=by, at=at)
    return certificate


@transaction.atomic
def record_outcome(
    *,
    trainee: Trainee,
    kind: str,
    outcome_date: date,
    note: str,
    by: User,
    at: datetime,
    batch: ImportBatch | None = None,
) -> Outcome:
    """Records what a trainee did with what was learnt.

    Raises:
        ValidationError: without a class before it there is no outcome of training (check K13).
    """
    require(by, Right.WRITE_TRAINING)
    _require_known(by, trainee)
    if not trainee.attendances.filter(session__held_date__lte=outcome_date).exists():
        raise ValidationError(
            {
                "outcome_date": _(
                    "This person came to no session up to that day, so it is no outcome of training."
                )
            }
        )
    outcome = Outcome(trainee=trainee, kind=kind, outcome_date=outcome_date, note=note, import_batch=batch)
    outcome.full_clean()
    outcome.save(force_insert=True)
    change = {"person": trainee.person_key, "kind": kind, "outcome_date": outcome_date}
    evidence.record(verb="create", record=outcome, change=change, by=by, at=at)
    return outcome


def _require_known(by: User, trainee: Trainee) -> None:
    if not queries.visible_trainees(by).filter(pk=trainee.pk).exists():
        raise PermissionDenied(_("This person came to none of your sessions."))


@transaction.atomic
def record_answers(
    *,
    answers: Sequence[tuple[Session, int | None, date]],
    by: User,
    at: datetime,
    batch: ImportBatch | None = None,
) -> int:
    """Adds questionnaires: session, rating 1–5 or None where it was unreadable, day."""
    require(by, Right.WRITE_TRAINING)
    for session in {session.pk: session for session, _r, _d in answers}.values():
        _require_own(by, session)
    SatisfactionAnswer.objects.bulk_create(
        [
            SatisfactionAnswer(session=session, rating=rating, answered_date=day, import_batch=batch)
            for session, rating, day in answers
        ],
        batch_size=2_000,
    )
    per_session: dict[Session, int] = defaultdict(int)
    for session, _rating, _day in answers:
        per_session[session] += 1
    for session, count in per_session.items():
        evidence.record(verb="record", record=session, change={"answers": count}, by=by, at=at)
    return len(answers)


@transaction.atomic
def take_back(*, batch: ImportBatch, by: User, at: datetime) -> int:
    """Removes every row that a batch brought into this room; the trail keeps that they were there.

    Raises:
        UndoRefused: something that came later stands on a row of the batch.
    """
    require(by, Right.WRITE_TRAINING)
    _refuse_undo_below_later_rows(batch)
    removed = 0
    for session in Session.objects.filter(attendances__import_batch=batch).distinct():
        evidence.record(verb="undo", record=session, change={"batch": str(batch.pk)}, by=by, at=at)
    for model in (SatisfactionAnswer, Outcome, Certificate, Attendance):
        removed += model.objects.filter(import_batch=batch).delete()[0]
    Trainee.objects.filter(import_batch=batch, attendances=None, certificates=None, outcomes=None).delete()
    for model in (Session, Course):
        for row in model.objects.filter(import_batch=batch):
            evidence.record(verb="undo", record=row, change={"batch": str(batch.pk)}, by=by, at=at)
            row.delete()
            removed += 1
    return removed


def _refuse_undo_below_later_rows(batch: ImportBatch) -> None:
    later_rows = (
        (_("sign-in rows"), Attendance.objects.filter(session__import_batch=batch)),
        (_("questionnaires"), SatisfactionAnswer.objects.filter(session__import_batch=batch)),
        (pgettext("training", "sessions"), Session.objects.filter(course__import_batch=batch)),
        (_("outcomes"), _left_without_class(Outcome, "outcome_date", batch)),
        (_("certificates"), _left_without_class(Certificate, "issued_date", batch)),
    )
    for label, rows in later_rows:
        if count := rows.exclude(import_batch=batch).count():
            raise UndoRefused(
                _("%(count)s %(rows)s stand on rows of this workbook. Undo those first.")
                % {"count": count, "rows": label}
            )


def _left_without_class(model: type[Outcome | Certificate], day: str, batch: ImportBatch) -> QuerySet:
    """Rows of people who came to a class of this batch by that day, and to no other."""
    earlier = Attendance.objects.filter(trainee=OuterRef("trainee"), session__held_date__lte=OuterRef(day))
    return model.objects.filter(
        Exists(earlier.filter(import_batch=batch)), ~Exists(earlier.exclude(import_batch=batch))
    )
