"""A worker is killed in the middle of its work (kill -9): nothing is lost, nothing is done twice.

Everything runs as in service: a database of its own, the real job library, worker processes.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections import Counter
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest

STEPS = 60
SCRIPT = """
import django, sys; django.setup()
from datetime import UTC, datetime
from cuntong.apps.accounts.models import User
from cuntong.apps.jobs import operations
"""


@pytest.fixture
def house(tmp_path):
    """The environment of a new installation, on the kind of database that the suite runs on."""
    environment = os.environ | {"CUNTONG_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with _database(os.environ.get("DATABASE_URL", "")) as url:
        if url:
            environment["DATABASE_URL"] = url
        _python(
            environment,
            "import django; django.setup()\nfrom django.core.management import call_command\n"
            "call_command('migrate', verbosity=0)",
        )
        yield environment


@contextmanager
def _database(url):
    if not url.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"kill_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _python(environment, code):
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _start_jobs(environment, count, pause):
    return _python(
        environment,
        SCRIPT
        + f"""
user = User.objects.create_user("officer", password="x", role="BUREAU")
for _ in range({count}):
    print(operations.start(kind="tests.count", arguments={{"steps": {STEPS}, "pause": {pause}}}, by=user, at=datetime.now(UTC)).pk)
""",
    ).split()


JOBS = "SELECT id, state, done FROM jobs_job"
MADE = "SELECT name FROM accounts_organisation"


def _state(environment):
    """Per job: state, steps done, organisations made; read past Django, as somebody who only looks on."""
    with _looking_on(environment) as connection:
        jobs = connection.execute(JOBS).fetchall()
        made = Counter(uuid.UUID(name.split()[0]) for (name,) in connection.execute(MADE).fetchall())
    return [f"{state} {done} {made[uuid.UUID(str(key))]}" for key, state, done in jobs]


def _looking_on(environment):
    if url := environment.get("DATABASE_URL"):
        import psycopg

        return psycopg.connect(url, autocommit=True)
    return closing(sqlite3.connect(f"file:{environment['CUNTONG_VAR']}/cuntong.sqlite3?mode=ro", uri=True))


@contextmanager
def _worker(environment, name):
    process = subprocess.Popen(
        [sys.executable, "-m", "cuntong", "worker", "--name", name],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=30)


def _wait_until(condition, *, seconds=300):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("waited in vain")


def _steps_done(environment):
    return sum(int(line.split()[1]) for line in _state(environment))


def _kill_in_the_middle(environment, name, jobs):
    with _worker(environment, name) as process:
        _wait_until(lambda: 0 < _steps_done(environment) < jobs * STEPS)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert _steps_done(environment) < jobs * STEPS


def test_after_a_restart_every_job_is_finished_once(house):
    _start_jobs(house, count=3, pause=0.05)
    _kill_in_the_middle(house, "worker-1", 3)
    with _worker(house, "worker-1"):
        _wait_until(lambda: _state(house) == [f"DONE {STEPS} {STEPS}"] * 3)


def test_another_worker_takes_over_what_a_dead_one_left(house):
    _start_jobs(house, count=2, pause=0.05)
    _kill_in_the_middle(house, "worker-1", 2)
    with _worker(house, "worker-2"):
        _wait_until(lambda: _state(house) == [f"DONE {STEPS} {STEPS}"] * 2)
