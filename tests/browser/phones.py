"""A county whose phones are played in a browser: served, killed without warning, asked what it holds; and a keeper's moves."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import psycopg
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, free_port, wait_for
from tests.installation import command, installation

SYNCED = 90_000
expect.set_options(timeout=20_000)


class Served:
    """A county that is served, can be killed without warning, and can be asked what it holds."""

    def __init__(self, environment):
        self.environment = environment
        self.port = free_port()
        self.process = None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cuntong", "serve", "--port", str(self.port), "--no-with-worker"],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for(f"{self.address}/accounts/login/", self.process)

    def kill(self):
        """Ends every process of the server at once, in the middle of whatever it does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def rows(self, statement):
        url = self.environment.get("DATABASE_URL", "")
        if url.startswith("postgres"):
            with psycopg.connect(url) as connection:
                return connection.execute(statement).fetchall()
        path = f"{self.environment['CUNTONG_VAR']}/cuntong.sqlite3"
        with closing(sqlite3.connect(path, timeout=20)) as connection:
            return connection.execute(statement).fetchall()

    def count(self, table, condition="1 = 1"):
        return self.rows(f"SELECT COUNT(*) FROM {table} WHERE {condition}")[0][0]


@contextmanager
def phone_county(folder):
    """A village point with its keepers and ninety parcels on the way there, served."""
    with installation(folder) as environment:
        command(environment, "manage", "migrate", "--verbosity", "0")
        subprocess.run(
            [sys.executable, "-m", "tests.browser.phone_county", PASSWORD], env=environment, check=True
        )
        county = Served(environment)
        county.start()
        try:
            yield county
        finally:
            county.kill()


def open_app(page):
    page.goto("/phone/")
    expect(page.locator("#network[data-state=online]")).to_contain_text("已联网", timeout=SYNCED)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.keys().then(names => names.some(one => /cuntong-[0-9a-f]/.test(one)))")


def at(page, place):
    page.evaluate(f"location.hash = '#/{place}'")
    expect(page.locator("main .head h1, main .tiles").first).to_be_visible()


def scan(page, text):
    """A hand scanner: quick keys and Enter, wherever the focus is."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def is_queued(page, count):
    expect(page.locator("#network")).to_contain_text(f"{count} 条待发送", timeout=10_000)


def is_sent(page):
    expect(page.locator("#network .words")).to_have_text("已联网", timeout=SYNCED)


@contextmanager
def no_network(page):
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)
