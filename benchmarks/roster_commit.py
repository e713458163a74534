"""A roster of 20,000 rows with 500 errors, and the same without: upload, check, annotated copy, dry run, commit.

    .venv/bin/python -m benchmarks.roster_commit [rows] [errors]

Makes an installation of its own in a temporary folder (SQLite) and prints wall seconds and the peak memory of the process.
`benchmarks.roster_import` measures the reading alone, beside openpyxl.
"""

import io
import os
import resource
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal

import xlsxwriter

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
ERRORS = int(sys.argv[2]) if len(sys.argv) > 2 else 500
NOW = datetime(2024, 8, 14, 2, tzinfo=UTC)
SESSIONS = 200


@contextmanager
def measured(label: str):
    start = time.perf_counter()
    yield
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:<44}{time.perf_counter() - start:>9.2f} s {peak_mb:>7.0f} MB")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cuntong-bench-") as folder:
        os.environ["CUNTONG_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuntong.config.settings")
        import django

        django.setup()
        run()


def workbook(errors: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("场次编号", "姓名", "手机号"))
        every = ROWS // errors if errors else ROWS + 1
        for number in range(1, ROWS + 1):
            wrong = number % every == 0
            phone = "1380000" if wrong else f"138{number:08}"
            page.write_row(number, 0, (f"PX-{number % SESSIONS}", f"学员{number:05}", phone))
    return buffer.getvalue()


def run() -> None:
    from django.core.management import call_command

    from cuntong.apps.accounts.models import User
    from cuntong.apps.imports import operations as imports
    from cuntong.apps.imports.kinds import SHEETS
    from cuntong.apps.jobs import operations as jobs
    from cuntong.apps.training import operations as training

    call_command("migrate", verbosity=0)
    officer = User.objects.create_user("bench", password=None, role="BUREAU")
    course = training.create_course(code="KC", title="示例课程", kind="GENERAL", by=officer, at=NOW)
    for number in range(SESSIONS):
        training.hold_session(
            code=f"PX-{number}",
            course=course,
            title=f"示例培训{number}",
            organiser="CENTRE",
            held_date=date(2023, 3, 1),
            hours=Decimal(4),
            by=officer,
            at=NOW,
        )

    def do(job_id) -> None:
        job = jobs.run(job_id=job_id, clock=lambda: NOW)
        assert job.state == "DONE", job.message

    def upload(errors: int):
        file = io.BytesIO(workbook(errors))
        return imports.upload(
            sheet=SHEETS["training.roster"], file=file, filename="roster.xlsx", by=officer, at=NOW
        )

    print(f"{ROWS:,} rows, {ERRORS} errors")
    faulty = upload(ERRORS)
    with measured("check, all errors, annotated copy"):
        do(faulty.job_id)
    faulty.refresh_from_db()
    assert faulty.error_count >= ERRORS, faulty.error_count
    clean = upload(0)
    with measured("without errors: check and dry run"):
        do(clean.job_id)
    with measured("commit"):
        do(imports.request_commit(batch=clean, by=officer, at=NOW).job_id)


if __name__ == "__main__":
    main()
