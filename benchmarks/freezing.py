"""Freezing all figures, and opening one, at a million sign-in rows.

    .venv/bin/python -m benchmarks.freezing [rows]

Makes an installation of its own in a temporary folder (SQLite), fills it with synthetic rows, and prints wall seconds, the
peak memory of the process, and how the parts compare. Rows are inserted directly: it is the freeze that is measured here.
"""

import os
import resource
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
PERSONS, SESSIONS = max(ROWS // 4, 1), max(ROWS // 500, 1)
NOW = datetime(2024, 8, 14, 2, tzinfo=UTC)


@contextmanager
def measured(label: str):
    start = time.perf_counter()
    yield
    print(f"{label:<44}{time.perf_counter() - start:>9.3f} s")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cuntong-bench-") as folder:
        os.environ["CUNTONG_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuntong.config.settings")
        import django

        django.setup()
        run()


def run() -> None:
    from django.core.management import call_command

    print(f"{ROWS:,} sign-in rows, {PERSONS:,} persons, {SESSIONS:,} sessions")
    call_command("migrate", verbosity=0)
    with measured("(filling)"):
        officer = fill()
    snapshot = freeze(officer)
    open_records(snapshot)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory of the process':<44}{peak_mb:>9.0f} MB")


def fill():
    from django.db import connection, transaction

    from cuntong.apps.accounts.models import User
    from cuntong.apps.places import operations as places
    from cuntong.apps.places.kinds import DivisionRow
    from cuntong.apps.training.models import Attendance, Course, Session, Trainee

    officer = User.objects.create_user("bench", password=None, role="BUREAU")
    places.set_county(
        code="440281000000",
        name="乐昌市",
        project_start_date=date(2021, 7, 1),
        synthetic=True,
        division_edition="",
        by=officer,
        at=NOW,
    )
    rows = [
        DivisionRow(code="440000000000", name="广东省"),
        DivisionRow(code="440200000000", name="韶关市"),
        DivisionRow(code="440281000000", name="乐昌市"),
        DivisionRow(code="440281103000", name="九峰镇"),
    ]
    places.import_divisions(rows=rows, by=officer, at=NOW)
    course = Course.objects.create(code="KC", title="示例课程", kind="GENERAL")
    start = date(2021, 7, 1)
    Session.objects.bulk_create(
        Session(
            code=f"PX-{n}",
            course=course,
            title=f"示例培训{n}",
            organiser="CENTRE" if n % 3 else "BUREAU",
            held_date=start + timedelta(days=n % 1100),
            hours=Decimal(4),
            township_id="440281103000",
        )
        for n in range(SESSIONS)
    )
    trainees = (
        Trainee(person_key=f"{n:064x}", name_hash=f"{n:064x}", label="示**", name_encrypted="-")
        for n in range(PERSONS)
    )
    Trainee.objects.bulk_create(trainees, batch_size=5_000)
    first_session = Session.objects.order_by("pk").first().pk
    first_trainee = Trainee.objects.order_by("pk").first().pk
    pairs = (
        (first_session + n % SESSIONS, first_trainee + (n // SESSIONS + (n % SESSIONS) * 131) % PERSONS)
        for n in range(ROWS)
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT OR IGNORE INTO {Attendance._meta.db_table} (session_id, trainee_id) VALUES (%s, %s)",
            pairs,
        )
    print(f"{'sign-in rows stored':<44}{Attendance.objects.count():>9,}")
    return officer


def freeze(officer):
    from cuntong.apps.jobs import operations as jobs
    from cuntong.apps.performance import operations

    snapshot = operations.start_freeze(
        title="benchmark",
        project_start=date(2021, 7, 1),
        year_start=date(2023, 1, 1),
        as_of=date(2024, 8, 14),
        outline_code="SELF_EVALUATION_2023",
        by=officer,
        at=NOW,
    )
    with measured("freeze: facts, all figures, report, bundle"):
        job = jobs.run(job_id=snapshot.job_id, clock=lambda: NOW)
    assert job.state == "DONE", job.message
    snapshot.refresh_from_db()
    print(f"{'bundle':<44}{Path(snapshot.bundle.path).stat().st_size / 1e6:>9.1f} MB")
    return snapshot


def open_records(snapshot) -> None:
    from cuntong.apps.performance import queries
    from cuntong.domain.indicators import open_population
    from cuntong.domain.sealing import verify_bundle

    frame = queries.frame_of(snapshot)
    with measured("(unpacking the bundle, once)"), queries.frozen_source(snapshot):
        pass
    for label, arguments in (
        ("open: first page", {}),
        ("open: second call", {}),
        ("open: page 1,000", {"page": 1_000}),
        ("open: filtered by day", {"filters": {"held_date": "2023"}}),
    ):
        with measured(label), queries.frozen_source(snapshot) as source:
            open_population(source, frame, "ATTENDANCES_GENERAL", **arguments)
    with measured("verify the bundle"):
        verdict = verify_bundle(Path(snapshot.bundle.path))
    assert verdict.ok, verdict.findings[:3]


if __name__ == "__main__":
    main()
