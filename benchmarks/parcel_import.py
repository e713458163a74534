"""A carrier's file of 10,000 parcels with 300 errors, and the same without: check, dry run, commit, resolution included.

    .venv/bin/python -m benchmarks.parcel_import [rows] [errors]

Makes an installation of its own in a temporary folder (SQLite, or DATABASE_URL) with the sample county's divisions and
prints wall seconds, seconds of the processor and the peak memory of the process. Addresses are made from the divisions: full, without the
province, without the township, with a road only, and of other counties.
"""

import csv
import io
import os
import random
import resource
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import xlsxwriter

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
ERRORS = int(sys.argv[2]) if len(sys.argv) > 2 else 300
NOW = datetime(2024, 8, 14, 2, tzinfo=UTC)
DIVISIONS = Path(__file__).parents[1] / "sample" / "lechang-2023" / "divisions.csv"
ELSEWHERE = "浙江省杭州市余杭区五常街道荆长路"


@contextmanager
def measured(label: str):
    start, busy = time.perf_counter(), time.process_time()
    yield
    wall_s, busy_s = time.perf_counter() - start, time.process_time() - busy
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{label:<52}{wall_s:>8.2f} s {busy_s:>8.2f} s busy {peak_mb:>7.0f} MB")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cuntong-bench-") as folder:
        os.environ["CUNTONG_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuntong.config.settings")
        import django

        django.setup()
        run()


def listed() -> list[dict[str, str]]:
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def addresses(seed: int) -> list[str]:
    """One address a row: three in four name village and township, the rest leave something out."""
    drawn = random.Random(seed)
    lines = listed()
    towns = {line["code"]: line["name"] for line in lines if line["level"] == "TOWNSHIP"}
    villages = [line for line in lines if line["level"] == "VILLAGE"]
    found = []
    for _row in range(ROWS):
        line = drawn.choice(villages)
        town, village = (
            towns[line["parent_code"]],
            line["name"].removesuffix("村民委员会").removesuffix("居民委员会"),
        )
        house = f"{drawn.randint(1, 12)}组{drawn.randint(1, 199)}号"
        shapes = (
            f"广东省韶关市乐昌市{town}{village}{house}",
            f"乐昌市{town}{village}{house}",
            f"广东省韶关市乐昌市{town}{village}村委会{house}",
            f"乐昌市{village}{house}",
            f"广东省韶关市乐昌市{town}人民南路{drawn.randint(1, 300)}号",
            f"{ELSEWHERE}{drawn.randint(1, 999)}号",
        )
        found.append(drawn.choices(shapes, (30, 25, 20, 10, 8, 7))[0])
    return found


def workbook(errors: int, seed: int) -> bytes:
    buffer = io.BytesIO()
    every = ROWS // errors if errors else ROWS + 1
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ("运单号", "收件人", "收件手机号", "收件地址", "结算重量kg"))
        for number, address in enumerate(addresses(seed), 1):
            phone = "1380000" if number % every == 0 else f"138{number:08}"
            page.write_row(
                number, 0, (f"773{seed}{number:011}", f"示例{number % 97}", phone, address, 1 + number % 5)
            )
    return buffer.getvalue()


def run() -> None:
    from django.core.management import call_command

    from cuntong.apps.accounts.models import User
    from cuntong.apps.imports import operations as imports
    from cuntong.apps.imports.kinds import SHEETS
    from cuntong.apps.jobs import operations as jobs
    from cuntong.apps.parcels.models import Parcel
    from cuntong.apps.places import operations as places
    from cuntong.apps.places.kinds import DivisionRow

    call_command("migrate", verbosity=0)
    officer = User.objects.create_user("bench", password=None, role="BUREAU")
    places.set_county(
        code="440281000000", name="乐昌市", project_start_date=date(2021, 7, 1), by=officer, at=NOW
    )
    rows = [
        DivisionRow(
            code=line["code"], name=line["name"], level=line["level"], parent_code=line["parent_code"]
        )
        for line in listed()
    ]
    places.import_divisions(rows=rows, by=officer, at=NOW)

    def do(job_id) -> None:
        job = jobs.run(job_id=job_id, clock=lambda: NOW)
        assert job.state == "DONE", job.message

    def upload(errors: int, seed: int):
        file = io.BytesIO(workbook(errors, seed))
        return imports.upload(
            sheet=SHEETS["parcels.STO"], file=file, filename="到件.xlsx", by=officer, at=NOW
        )

    print(f"{ROWS:,} rows, {ERRORS} errors")
    faulty = upload(ERRORS, 2)
    with measured("check: all errors, annotated copy"):
        do(faulty.job_id)
    faulty.refresh_from_db()
    assert faulty.error_count >= ERRORS, faulty.error_count
    clean = upload(0, 7)
    with measured("without errors: check and dry run, resolver built"):
        do(clean.job_id)
    with measured("commit: read, compare, resolve, encrypt, write"):
        do(imports.request_commit(batch=clean, by=officer, at=NOW).job_id)
    again = upload(0, 3)
    with measured("the next file: check and dry run"):
        do(again.job_id)
    with measured("the next file: commit"):
        do(imports.request_commit(batch=again, by=officer, at=NOW).job_id)
    assert Parcel.objects.count() == 2 * ROWS
    sure = Parcel.objects.exclude(resolution="REVIEW").count()
    print(f"placed without a person: {sure / Parcel.objects.count():.1%}")


if __name__ == "__main__":
    main()
