"""An installation of its own, as a county would run it: its folder, its database, its commands."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg


@contextmanager
def installation(folder: Path, *, settings: str = "cuntong.config.settings") -> Iterator[dict[str, str]]:
    """The environment of a new installation, on the kind of database that the suite runs on."""
    environment = os.environ | {"CUNTONG_VAR": str(folder), "DJANGO_SETTINGS_MODULE": settings}
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield environment
        return
    name = f"county_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield environment | {"DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def command(environment: dict[str, str], *words: str, seconds: int = 300) -> str:
    """Runs `cuntong <words>` and returns what it printed; a failure fails the test with its words."""
    done = subprocess.run(
        [sys.executable, "-m", "cuntong", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
