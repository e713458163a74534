"""Scans taken in, as a share of the raw insert rate of the same database in the same run.

    .venv/bin/python -m benchmarks.scan_ingestion [scans] [clients]
    DATABASE_URL=postgresql://… .venv/bin/python -m benchmarks.scan_ingestion

Makes an installation of its own in a temporary folder (SQLite; an empty PostgreSQL where DATABASE_URL names one), fills it
with synthetic stations, devices and parcels, and measures in batches of 100 scans, each parcel five scans on its way:

    raw       one connection inserts the same rows into the same table, 100 rows a transaction, nothing else done
    called    the operation, called in this process
    HTTP      devices on loopback post to a granian server: one worker for SQLite, two for PostgreSQL
    chutes    the sorter's question, asked in this process: the first time for each parcel, and again

Every batch is a transaction with its trail entry; parcels are found, judged and moved. Clients share the machine's cores.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

SCANS = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
CLIENTS = int(sys.argv[2]) if len(sys.argv) > 2 else 4
BATCH, TOWNSHIPS, HUB_DEVICES = 100, 16, 16
STAGES = ("ARRIVED_HUB", "SORTED", "LOADED", "ARRIVED_TOWNSHIP", "LOADED")
MOST_SECONDS = 150
NOW = datetime.now(UTC)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="cuntong-bench-") as folder:
        os.environ["CUNTONG_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuntong.config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        run()


def run() -> None:
    from django.db import connection

    hub, townships, keys = furnish()
    print(
        f"{connection.vendor}: {SCANS:,} scans in batches of {BATCH}, {CLIENTS} clients, {os.cpu_count()} cores"
    )
    raw = measure_raw(hub)
    called = measure_called(ways("C"), hub, townships)
    over_http = measure_http(ways("H"), keys)
    raw_again = measure_raw(hub)
    measure_chutes()
    raw = (raw + raw_again) / 2
    print(f"{'raw insert rate (mean of before and after)':<44}{raw:>10,.0f} scans/s")
    print(f"{'called':<44}{called:>10,.0f} scans/s {called / raw:>6.2f} of raw")
    print(f"{'HTTP':<44}{over_http:>10,.0f} scans/s {over_http / raw:>6.2f} of raw")


# --- the county ------------------------------------------------------------------------------------------------------


def furnish():
    """A hub with devices, townships with one device each, and the parcels of both measurements."""
    from cuntong.apps.accounts.models import User
    from cuntong.apps.parcels import operations
    from cuntong.apps.parcels.models import Parcel
    from cuntong.apps.places.models import Division, Station

    officer = User.objects.create_user("bench", password=None, role="BUREAU")
    county = Division.objects.create(code="440281000000", name="示例县", level="COUNTY", kind="COUNTY")
    hub = Station.objects.create(code="ZX", name="示例中心", level="CENTRE", division=county)
    townships = []
    for n in range(TOWNSHIPS):
        township = Division.objects.create(
            code=f"440281{101 + n}000", name=f"示例镇{n}", level="TOWNSHIP", kind="TOWNSHIP", parent=county
        )
        townships.append(
            Station.objects.create(code=f"ZZ-{n}", name=f"示例镇级站{n}", level="TOWNSHIP", division=township)
        )
    for measurement in "CH":
        Parcel.objects.bulk_create(
            [
                Parcel(
                    carrier="YUANTONG",
                    number=number_of(measurement, n),
                    resolution="AUTO",
                    division_id=townships[n // BATCH % TOWNSHIPS].division_id,
                    station=townships[n // BATCH % TOWNSHIPS],
                    registered_at=NOW,
                )
                for n in range(SCANS // len(STAGES))
            ],
            batch_size=5_000,
        )
    stations = [("ZX", hub)] * HUB_DEVICES + [(station.code, station) for station in townships]
    keys: dict[str, list[str]] = {}
    for n, (code, station) in enumerate(stations):
        _device, key = operations.issue_device(name=f"枪{n}", station=station, by=officer, at=NOW)
        keys.setdefault(code, []).append(key)
    return hub, townships, keys


def number_of(measurement: str, n: int) -> str:
    return f"YT{measurement}{n:012}"


def ways(measurement: str):
    """Every batch in the order of the day: (place, kind, numbers, time)."""
    parcels = SCANS // len(STAGES)
    for stage, kind in enumerate(STAGES):
        for first in range(0, parcels, BATCH):
            place = "ZX" if stage < 3 else f"ZZ-{first // BATCH % TOWNSHIPS}"
            numbers = [number_of(measurement, n) for n in range(first, min(first + BATCH, parcels))]
            yield place, kind, numbers, NOW - timedelta(hours=10 - stage)


def new_id() -> UUID:
    """An id that grows with time, as devices are asked to make them."""
    return UUID(int=(time.time_ns() << 64) | (uuid4().int & (1 << 64) - 1))


# --- the measurements ------------------------------------------------------------------------------------------------


def measure_raw(hub) -> float:
    """The same rows by `executemany`, in transactions of 100, with nothing around them."""
    from django.db import connection, transaction

    from cuntong.apps.accounts.models import User
    from cuntong.apps.parcels.models import Parcel, ScanBatch

    batch = ScanBatch.objects.create(
        sent_by=User.objects.first(), received_at=NOW, scan_count=0, sha256="0" * 64
    )
    parcels = list(Parcel.objects.values_list("pk", "number")[: min(SCANS, 30_000)])
    adapt = (lambda one: one.hex) if connection.vendor == "sqlite" else (lambda one: one)
    at = NOW.replace(tzinfo=None).isoformat(" ") if connection.vendor == "sqlite" else NOW
    rows = [
        (adapt(new_id()), adapt(batch.pk), pk, "", number, "PROBLEM", hub.pk, at, "CLOCK_AHEAD")
        for pk, number in parcels
    ]
    statement = (
        "INSERT INTO parcels_scan (id, batch_id, parcel_id, carrier, number, kind, place_id, occurred_at, aside)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
    )
    start = time.perf_counter()
    for first in range(0, len(rows), BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, rows[first : first + BATCH])
    return len(rows) / (time.perf_counter() - start)


def measure_called(batches, hub, townships) -> float:
    from cuntong.apps.parcels import operations
    from cuntong.apps.parcels.kinds import SentScan
    from cuntong.apps.parcels.models import Device

    devices = {
        device.station.code: device for device in Device.objects.select_related("station", "issued_by")
    }
    sent = [
        (devices[place], [SentScan(new_id(), number, kind, at) for number in numbers])
        for place, kind, numbers, at in batches
    ]
    took = []
    start = time.perf_counter()
    for device, scans in sent:
        begun = time.perf_counter()
        operations.receive_scans(batch_id=uuid4(), scans=scans, device=device, at=NOW)
        took.append(time.perf_counter() - begun)
    seconds = time.perf_counter() - start
    print_times(f"called: a batch of {BATCH}", took)
    return sum(len(scans) for _device, scans in sent) / seconds


def measure_chutes() -> None:
    """A plan for all stations, then the question for every parcel twice; unknown numbers among them."""
    from django.utils import timezone

    from cuntong.apps.accounts.models import User
    from cuntong.apps.parcels import operations, queries

    officer = User.objects.get(username="bench")
    today = timezone.localdate(NOW)
    operations.plan_sorting(day=today, chutes=12, by=officer, at=NOW)
    board = queries.ChuteBoard(today)
    numbers = [number_of("C", n) for n in range(SCANS // len(STAGES) + 500)][-10_000:]
    for label in ("chutes: first question", "chutes: asked again"):
        took = []
        for number in numbers:
            begun = time.perf_counter()
            board.answer(number)
            took.append(time.perf_counter() - begun)
        print_times(label, took)


def measure_http(batches, keys) -> float:
    requests = [
        (
            keys[place][n % len(keys[place])],
            json.dumps(
                {
                    "id": str(new_id()),
                    "scans": [
                        {"id": str(new_id()), "number": number, "kind": kind, "occurred_at": at.isoformat()}
                        for number in numbers
                    ],
                }
            ),
            len(numbers),
        )
        for n, (place, kind, numbers, at) in enumerate(batches)
    ]
    took: list[float] = []
    with server() as port:
        start = time.perf_counter()
        clients = [
            threading.Thread(target=post_all, args=(port, requests[n::CLIENTS], took, start))
            for n in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        seconds = time.perf_counter() - start
    print_times(f"HTTP: a batch of {BATCH}", took)
    return len(took) * BATCH / seconds


def post_all(port: int, requests, took: list[float], start: float) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for key, body, count in requests:
        if time.perf_counter() - start > MOST_SECONDS:
            return
        begun = time.perf_counter()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        connection.request("POST", "/api/parcels/scans", body, headers)
        response = connection.getresponse()
        answer = response.read()
        took.append(time.perf_counter() - begun)
        if response.status != 200 or json.loads(answer)["counted"] != count:
            raise SystemExit(f"{response.status}: {answer[:300]!r}")


@contextmanager
def server():
    """Granian over the same database: one worker where only one can write, two otherwise."""
    from django.db import connection

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    workers, threads = ("1", "1") if connection.vendor == "sqlite" else ("2", "2")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1"]
    command += [
        "--port",
        str(port),
        "--workers",
        workers,
        "--blocking-threads",
        threads,
        "--log-level",
        "error",
    ]
    process = subprocess.Popen([*command, "cuntong.config.wsgi:application"])
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int) -> None:
    for _attempt in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/api/parcels/scans")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def print_times(label: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p50, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.99))
    print(f"{label:<44}{p50:>10.2f} ms p50 {p99:>8.2f} ms p99")


if __name__ == "__main__":
    main()
