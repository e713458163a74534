"""Phones that return after an outage: python benchmarks/phones.py [PHONES] [ENTRIES] [CLIENTS]

    returning   PHONES phones (200) send ENTRIES entries each (100) at once over HTTP to `cuntong serve`: a keeper's mix of
                receiving, shelving, handing out and taking in. Every tenth request is sent again as if its answer was lost
    one phone   500 queued entries of one phone, in batches of 100, with nothing else going on

Afterwards every entry is looked for: each is there once, with its room's rows. Served with one worker and four threads on
SQLite, as `cuntong serve` does; on PostgreSQL (DATABASE_URL) with two workers. Clients share the machine's cores.
Compare: ODK Central says 41 submissions/s on one small server.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from socket import socket
from uuid import uuid4

PHONES = int(sys.argv[1]) if len(sys.argv) > 1 else 200
ENTRIES = int(sys.argv[2]) if len(sys.argv) > 2 else 100
CLIENTS = int(sys.argv[3]) if len(sys.argv) > 3 else PHONES
BATCH, ONE_PHONE, SENT_AGAIN = 100, 500, 10
MIX = ("receive", "shelve", "hand_out")
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

    keepers = furnish()
    print(f"{connection.vendor}: {PHONES} phones, {ENTRIES} entries each, {os.cpu_count()} cores")
    connection.close()
    with server() as port:
        phones = [Phone(port, *keeper) for keeper in keepers]
        measure_one(phones[-1])
        measure_returning(phones[:-1])
    check(phones)


# --- the county ------------------------------------------------------------------------------------------------------


def furnish():
    """Village points with a keeper and parcels loaded for each; the last one's are for the lone phone."""
    from cuntong.apps.accounts.models import Responsibility, User
    from cuntong.apps.parcels.models import Parcel
    from cuntong.apps.places.models import Division, Station

    county = Division.objects.create(code="440281000000", name="示例县", level="COUNTY", kind="COUNTY")
    keepers = []
    for n in range(PHONES + 1):
        code = f"440281{100 + n // 50:03}{200 + n % 50:03}"
        village = Division.objects.create(
            code=code, name=f"示例村{n}", level="VILLAGE", kind="ADMINISTRATIVE_VILLAGE", parent=county
        )
        station = Station.objects.create(code=f"CD-{n}", name=f"示例点{n}", level="VILLAGE", division=village)
        keeper = User.objects.create_user(f"keeper{n}", password=None, role="STATION_KEEPER")
        Responsibility.objects.create(user=keeper, division_code=code)
        count = (ONE_PHONE if n == PHONES else ENTRIES) // 2 + 1
        numbers = [f"YT{n:05}{one:08}" for one in range(count)]
        Parcel.objects.bulk_create(
            Parcel(
                carrier="YTO",
                number=number,
                resolution="AUTO",
                division=village,
                station=station,
                state="ON_THE_WAY",
                moved_at=NOW - timedelta(hours=6),
                registered_at=NOW - timedelta(hours=9),
            )
            for number in numbers
        )
        keepers.append((keeper.username, station.pk, numbers, ONE_PHONE if n == PHONES else ENTRIES))
    return keepers


# --- a phone ---------------------------------------------------------------------------------------------------------


class Phone:
    """A signed-in phone with its queue, as the app makes it."""

    def __init__(self, port: int, username: str, station: int, numbers: list[str], count: int) -> None:
        from django.conf import settings
        from django.test import Client

        from cuntong.apps.accounts.models import User

        client = Client()
        client.force_login(User.objects.get(username=username))
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
        self.cookies["csrftoken"] = "a" * 32
        self.call("POST", "handset", {"id": str(uuid4()), "name": "bench"})
        self.station = station
        pack = self.call("POST", "pack", {"station": station, "known": {}})
        self.entries = list(self._entries(numbers, pack["numbers"], count))

    def _entries(self, numbers, reserved, count):
        """Receive, shelve and hand out each parcel; beyond the reserved numbers the server gives the code."""
        made = 0
        for n, number in enumerate(numbers):
            code = reserved[n] if n < len(reserved) else None
            for act in MIX:
                if made == count:
                    return
                body = {"station": self.station, "number": number, "carrier": "YTO"}
                if act == "shelve":
                    body |= {"shelf": 1, "layer": 1} | ({"reserved": code} if code else {})
                if act == "hand_out":
                    if code is None:
                        continue
                    body |= {"typed_code": f"{code:04d}"}
                made += 1
                moment = (NOW - timedelta(minutes=300) + timedelta(seconds=made)).isoformat()
                yield {"id": str(uuid4()), "kind": f"parcels.{act}", "made_at": moment, "body": body}

    def call(self, method, path, json_body):
        headers = {
            "Content-Type": "application/json",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies["csrftoken"],
        }
        self.connection.request(method, f"/api/phone/{path}", json.dumps(json_body), headers)
        response = self.connection.getresponse()
        text = response.read()
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        if response.status != 200:
            raise RuntimeError(f"{response.status} {text[:300]!r}")
        return json.loads(text)

    def send(self, batch):
        clock = datetime.now(UTC).isoformat()
        return self.call("POST", "entries", {"clock": clock, "waiting": len(batch), "entries": batch})[
            "answers"
        ]


# --- the measurements ------------------------------------------------------------------------------------------------


def measure_one(phone: Phone) -> None:
    begun = time.perf_counter()
    for first in range(0, len(phone.entries), BATCH):
        refuse_all_but_done(phone.send(phone.entries[first : first + BATCH]))
    seconds = time.perf_counter() - begun
    print(
        f"{'one phone, ' + str(len(phone.entries)) + ' entries':<44}{seconds:>8.2f} s {len(phone.entries) / seconds:>8.0f}/s"
    )


def measure_returning(phones: list[Phone]) -> None:
    took: list[float] = []
    failures: list[Exception] = []
    start = threading.Barrier(len(phones) + 1)

    def drain(phone: Phone) -> None:
        start.wait()
        begun = time.perf_counter()
        try:
            for n, first in enumerate(range(0, len(phone.entries), BATCH)):
                batch = phone.entries[first : first + BATCH]
                for _again in range(2 if hash((phone.station, n)) % SENT_AGAIN == 0 else 1):
                    refuse_all_but_done(phone.send(batch))
        except Exception as failure:
            failures.append(failure)
        took.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=drain, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    count = sum(len(phone.entries) for phone in phones)
    took.sort()
    shares = {
        name: took[min(int(len(took) * share), len(took) - 1)]
        for name, share in (("p50", 0.5), ("p99", 0.99))
    }
    print(f"{'all phones drained':<44}{seconds:>8.1f} s {count / seconds:>8.0f} entries/s")
    print(
        f"{'a phone until it has all its answers':<44}"
        + "  ".join(f"{k} {v:.1f} s" for k, v in shares.items())
    )
    if failures:
        raise SystemExit(f"{len(failures)} phones failed: {failures[0]}")


def refuse_all_but_done(answers) -> None:
    wrong = [answer for answer in answers if answer["state"] != "DONE"]
    if wrong:
        raise RuntimeError(f"{len(wrong)} not accepted: {wrong[0]}")


def check(phones: list[Phone]) -> None:
    """Nothing lost, nothing twice: every entry once, and of each the one row that it makes."""
    from cuntong.apps.parcels.models import HandOut, PickupCode, Scan
    from cuntong.apps.phone.models import PhoneEntry

    sent = dict.fromkeys(MIX, 0)
    ids = set()
    for phone in phones:
        for entry in phone.entries:
            ids.add(entry["id"])
            sent[entry["kind"].partition(".")[2]] += 1
    kept = {str(key) for key in PhoneEntry.objects.filter(state="DONE").values_list("pk", flat=True)}
    rows = (
        ("entries", len(ids), len(kept), ids == kept),
        ("arrivals", sent["receive"], Scan.objects.filter(kind="ARRIVED_VILLAGE").count(), None),
        ("codes", sent["shelve"], PickupCode.objects.count(), None),
        ("hand-outs", sent["hand_out"], HandOut.objects.count(), None),
    )
    for label, wanted, found, same in rows:
        print(f"{label:<44}{wanted:>8,} sent {found:>8,} kept")
        if wanted != found or same is False:
            raise SystemExit(f"lost or twice: {label}")


@contextmanager
def server():
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "cuntong", "serve", "--port", str(port), "--no-with-worker"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _attempt in range(240):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/phone/sw.js")
                connection.getresponse().read()
                break
            except OSError:
                time.sleep(0.25)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


if __name__ == "__main__":
    main()
