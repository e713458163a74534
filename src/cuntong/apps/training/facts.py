"""Training rows as fact tables. Sign-in rows come by the hundred thousand, so they travel as narrow integers and
take their session's and person's columns by position (Arrow `take`), never by a join row by row."""

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from cuntong.apps.evidence.queries import evidence_counts
from cuntong.domain.facts import conform

from .models import Attendance, Certificate, Course, CourseKind, Outcome, SatisfactionAnswer, Session, Trainee

WATERMARK_KINDS = {
    "courses": ("training.course",),
    "training_sessions": ("training.course", "training.session"),
    "attendance": ("training.course", "training.session"),
    "outcomes": ("training.outcome", "training.session"),
    "certificates": ("training.certificate",),
    "satisfaction_answers": ("training.session",),
}


def export() -> dict[str, pa.Table]:
    return {
        "courses": conform("courses", _courses()),
        "training_sessions": conform("training_sessions", _sessions()),
        "attendance": conform("attendance", _attendance()),
        "outcomes": conform("outcomes", _outcomes()),
        "certificates": conform("certificates", _certificates()),
        "satisfaction_answers": conform("satisfaction_answers", _answers()),
    }


def _columns(names: Sequence[str], rows: Iterable[Sequence]) -> dict[str, list]:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}


def _courses() -> pa.Table:
    counts = evidence_counts("training.course")
    rows = Course.objects.order_by("pk").values_list(
        "pk", "code", "title", "kind", "is_public", "published_date", "public_url"
    )
    names = (
        "course_id",
        "code",
        "title",
        "kind",
        "is_public",
        "published_date",
        "public_url",
        "evidence_count",
    )
    return pa.table(_columns(names, ((str(r[0]), *r[1:6], r[6] or None, counts[str(r[0])]) for r in rows)))


def _sessions() -> pa.Table:
    counts = evidence_counts("training.session")
    rows = Session.objects.order_by("pk").values_list(
        "pk", "course_id", "course__kind", "title", "organiser", "held_date", "hours", "township_id"
    )
    names = (
        "session_id",
        "course_id",
        "kind",
        "title",
        "organiser",
        "held_date",
        "hours",
        "township_code",
        "evidence_count",
    )
    return pa.table(_columns(names, ((str(r[0]), str(r[1]), *r[2:], counts[str(r[0])]) for r in rows)))


def _attendance() -> pa.Table:
    keys, sessions, trainees = _attendance_keys()
    session_columns = _session_columns()
    trainee_columns = _trainee_columns()
    session_at = _positions(session_columns.pop("pk"), sessions)
    trainee_at = _positions(trainee_columns.pop("pk"), trainees)
    columns = {"attendance_id": pa.array(keys).cast(pa.string())}
    columns |= {name: column.take(session_at) for name, column in session_columns.items()}
    columns |= {name: column.take(trainee_at) for name, column in trainee_columns.items()}
    return pa.table(columns)


def _attendance_keys() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three integer columns of all sign-in rows, in the order of their keys."""
    table = Attendance._meta.db_table
    chunks = []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, session_id, trainee_id FROM {table} ORDER BY id")
        while rows := cursor.fetchmany(50_000):
            chunks.append(np.array(rows, dtype=np.int64))
    merged = np.concatenate(chunks) if chunks else np.empty((0, 3), dtype=np.int64)
    return merged[:, 0], merged[:, 1], merged[:, 2]


def _positions(sorted_keys: np.ndarray, wanted: np.ndarray) -> pa.Array:
    return pa.array(np.searchsorted(sorted_keys, wanted))


def _session_columns() -> dict:
    counts = evidence_counts("training.session")
    rows = list(
        Session.objects.order_by("pk").values_list(
            "pk", "title", "course__kind", "organiser", "held_date", "township_id"
        )
    )
    names = ("pk", "session_title", "kind", "organiser", "held_date", "township_code")
    columns = _columns(names, rows)
    keys = np.array(columns.pop("pk"), dtype=np.int64)
    return {
        "pk": keys,
        "session_id": pa.array([str(key) for key in keys], pa.string()),
        **{name: pa.array(values, _TYPES.get(name, pa.string())) for name, values in columns.items()},
        "evidence_count": pa.array([counts[str(key)] for key in keys], pa.int32()),
    }


_TYPES = {"held_date": pa.date32()}


def _trainee_columns() -> dict:
    rows = list(
        Trainee.objects.order_by("pk").values_list("pk", "person_key", "label").iterator(chunk_size=50_000)
    )
    columns = _columns(("pk", "person_key", "person_label"), rows)
    return {
        "pk": np.array(columns["pk"], dtype=np.int64),
        "person_key": pa.array(columns["person_key"], pa.string()),
        "person_label": pa.array(columns["person_label"], pa.string()),
    }


def _certificates() -> pa.Table:
    counts = evidence_counts("training.certificate")
    rows = Certificate.objects.order_by("pk").values_list(
        "pk", "trainee__person_key", "trainee__label", "kind", "number", "issued_date"
    )
    names = (
        "certificate_id",
        "person_key",
        "person_label",
        "kind",
        "number",
        "issued_date",
        "evidence_count",
    )
    return pa.table(_columns(names, ((str(r[0]), *r[1:], counts[str(r[0])]) for r in rows)))


def _outcomes() -> pa.Table:
    counts = evidence_counts("training.outcome")
    rows = with_prior_class(Outcome.objects.order_by("pk")).values_list(
        "pk", "trainee__person_key", "trainee__label", "kind", "outcome_date", "prior"
    )
    names = (
        "outcome_id",
        "person_key",
        "person_label",
        "kind",
        "outcome_date",
        "has_prior_value_added",
        "evidence_count",
    )
    return pa.table(_columns(names, ((str(r[0]), *r[1:], counts[str(r[0])]) for r in rows)))


def with_prior_class(outcomes: QuerySet[Outcome]) -> QuerySet[Outcome]:
    """Marks the outcomes of people who had been at a value-added session by then."""
    earlier = Attendance.objects.filter(
        trainee=OuterRef("trainee"),
        session__course__kind=CourseKind.VALUE_ADDED,
        session__held_date__lte=OuterRef("outcome_date"),
    )
    return outcomes.annotate(prior=Exists(earlier))


def _answers() -> pa.Table:
    counts = evidence_counts("training.session")
    rows = SatisfactionAnswer.objects.order_by("pk").values_list(
        "pk", "session_id", "session__township_id", "rating", "answered_date"
    )
    names = ("answer_id", "session_id", "township_code", "rating", "answered_date", "evidence_count")
    return pa.table(_columns(names, ((str(r[0]), str(r[1]), *r[2:], counts[str(r[1])]) for r in rows)))
