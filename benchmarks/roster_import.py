"""A roster of 20,000 rows with 500 errors: read it, give it back annotated, and stay small.

Run: python -m benchmarks.roster_import (or python benchmarks/roster_import.py) [--rows N] [--errors N]

Every measurement runs in a process of its own and prints seconds, CPU seconds and peak memory; the peer, in the same
run on the same file, is openpyxl loading the workbook whole, without checking anything. Two hostile files
follow: a million formatted blank rows, and one cell at the far corner.
"""

import argparse
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import xlsxwriter

from cuntong.domain.workbooks import Column, Kind, Sheet, annotate, read

SEED = 20230501
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

ROSTER = Sheet(
    code="ROSTER",
    zh="培训名单",
    en="Training roster",
    max_rows=200_000,
    unique_together=(("id_number", "session_date"),),
    columns=(
        Column(name="name", zh="姓名", en="Name", required=True, max_length=30),
        Column(
            name="gender",
            zh="性别",
            en="Gender",
            kind=Kind.CHOICE,
            choices={"MALE": ("男", "male"), "FEMALE": ("女", "female")},
        ),
        Column(name="id_number", zh="身份证号", en="ID number", kind=Kind.ID_NUMBER, required=True),
        Column(name="phone", zh="手机号", en="Mobile", kind=Kind.PHONE, required=True),
        Column(name="village", zh="村代码", en="Village code", kind=Kind.DIVISION_CODE, required=True),
        Column(name="session_date", zh="培训日期", en="Session date", kind=Kind.DATE, required=True),
        Column(name="hours", zh="学时", en="Hours", kind=Kind.INTEGER, minimum=0, maximum=200),
        Column(
            name="grant_yuan", zh="补贴（元）", en="Grant", kind=Kind.MONEY_YUAN, minimum=0, maximum=10_000
        ),
        Column(name="passed", zh="合格", en="Passed", kind=Kind.BOOLEAN),
        Column(name="remark", zh="备注", en="Remark", max_length=50),
    ),
)


def synthetic_row(number: int, chance: random.Random) -> list[object]:
    """A row of a person who does not exist: the ID numbers are of a division that does not either."""
    birth = date(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
    first = f"999999{birth:%Y%m%d}{number % 1000:03}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]
    return [
        f"学员{number:06}",
        chance.choice("男女"),
        first + check,
        f"199{number:08}",
        f"440281{chance.randrange(1, 18):03}{chance.randrange(200, 230):03}",
        date(2023, 1, 1) + timedelta(days=number // 100 % 365),
        chance.choice((4, 8, 16)),
        chance.randrange(0, 100_000) / 100,
        chance.choice(("是", "否")),
        chance.choice(("", "", "网店已开", "待回访")),
    ]


def spoil(row: list[object], chance: random.Random) -> None:
    """Put one of the errors that rosters really have into the row."""
    column, value = chance.choice(
        (
            (0, ""),
            (1, "女性别"),
            (2, "99999919500101"),
            (3, "1990000001"),
            (5, "5/1/2023"),
            (6, "八"),
            (7, "一千"),
        )
    )
    row[column] = value


def write_roster(path: Path, rows: int, errors: int) -> None:
    chance = random.Random(SEED)
    wrong = set(chance.sample(range(rows), errors))
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page = book.add_worksheet("名单")
        page.write_row(0, 0, [column.zh for column in ROSTER.columns])
        for number in range(rows):
            row = synthetic_row(number, chance)
            if number in wrong:
                spoil(row, chance)
            for index, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number + 1, index, cell, day)
                else:
                    page.write(number + 1, index, cell)


def replace_sheet(source: Path, target: Path, rows: Callable[[int], bytes], count: int) -> None:
    """A copy of a workbook with more rows of XML at the end of its sheet."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, content)
                continue
            head, tail = content.split(b"</sheetData>")
            with new.open(name, "w") as part:
                part.write(head)
                for number in range(count):
                    part.write(rows(number))
                part.write(b"</sheetData>" + tail)


def blank_row(number: int) -> bytes:
    row = number + 50_000
    cells = "".join(f'<c r="{letter}{row}" s="1"/>' for letter in "ABCDEFGHIJ")
    return f'<row r="{row}" s="1" customFormat="1">{cells}</row>'.encode()


def far_cell(_: int) -> bytes:
    return b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def run_read(path: Path) -> str:
    reading = read(ROSTER, path)
    if reading.refused:
        return f"refused: {reading.refused.code}"
    return f"{len(reading.rows):,} rows, {reading.error_count:,} errors"


def run_annotate(path: Path) -> str:
    reading = read(ROSTER, path)
    return f"{len(annotate(ROSTER, path, reading)) / 2**20:.1f} MB with {reading.error_count:,} notes"


def run_openpyxl(path: Path) -> str:
    page = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets[0]
    return f"{sum(1 for _ in page.iter_rows(values_only=True)):,} rows, nothing checked"


TASKS = {"read": run_read, "read + annotate": run_annotate, "openpyxl load": run_openpyxl}


def measured(task: str, path: Path) -> dict[str, object]:
    """Seconds, peak memory and outcome of one task in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--task", task, str(path)], capture_output=True, check=False
    )
    if done.returncode:
        return {
            "seconds": float("nan"),
            "cpu": float("nan"),
            "mb": float("nan"),
            "what": f"died with {done.returncode}",
        }
    return dict(json.loads(done.stdout))


def show(title: str, path: Path, tasks: tuple[str, ...]) -> None:
    print(f"\n{title} ({path.stat().st_size / 2**20:.1f} MB)")
    results = {task: measured(task, path) for task in tasks}
    for task, found in results.items():
        print(
            f"  {task:16} {found['seconds']:6.2f} s {found['cpu']:6.2f} s CPU {found['mb']:5.0f} MB  {found['what']}"
        )
    if "openpyxl load" in results:
        peer = results["openpyxl load"]
        for task in ("read", "read + annotate"):
            time_ratio = peer["cpu"] / results[task]["cpu"]
            memory_ratio = peer["mb"] / results[task]["mb"]
            print(
                f"  openpyxl load / {task}: {time_ratio:.1f} x the CPU time, {memory_ratio:.1f} x the memory"
            )


def child(task: str, path: Path) -> None:
    start = time.perf_counter()
    what = TASKS[task](path)
    seconds = time.perf_counter() - start
    cpu = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "mb": peak, "what": what}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--errors", type=int, default=500)
    parser.add_argument("--task", nargs=2, metavar=("TASK", "PATH"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.task:
        child(chosen.task[0], Path(chosen.task[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        roster, blank, far = (Path(folder, name) for name in ("roster.xlsx", "blank.xlsx", "far.xlsx"))
        write_roster(roster, chosen.rows, chosen.errors)
        show(f"{chosen.rows:,} rows, {chosen.errors:,} errors", roster, tuple(TASKS))
        replace_sheet(roster, blank, blank_row, 1_000_000 - 50_000)
        show("the same and 950,000 formatted blank rows of ten cells", blank, ("read",))
        replace_sheet(roster, far, far_cell, 1)
        show("the same and one cell at XFD1048576", far, ("read",))


if __name__ == "__main__":
    main()
