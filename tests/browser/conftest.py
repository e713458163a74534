"""Journeys in a real browser, on the demo county, served as in service with a worker beside the server."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tests.installation import command, installation

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PASSWORD = "browser-journey-7"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture
def planted_rows():
    """These journeys speak to a served county, never to the database of the test itself."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The environment of an installation that holds the demo county, and what the command printed."""
    with installation(tmp_path_factory.mktemp("county")) as environment:
        printed = command(environment, "demo", "--no-serve", "--password", PASSWORD)
        yield environment, printed


@pytest.fixture(scope="session")
def address(demo):
    environment, _printed = demo
    port = free_port()
    with server(environment, port):
        yield f"http://127.0.0.1:{port}"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(environment, port):
    process = subprocess.Popen(
        [sys.executable, "-m", "cuntong", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/accounts/login/", process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=40)


def wait_for(url, process):
    for _attempt in range(240):
        assert process.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"{url} did not answer")


@pytest.fixture(scope="session")
def browser():
    if not shutil.which(CHROMIUM):
        pytest.skip("Chromium is missing: install Debian's package chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def visit(browser, address):
    """Opens pages as a person: `page = visit("bureau")`, signed in, in Chinese, at the desk or on a phone."""
    contexts = []

    def sign_in(username, *, phone=False, locale="zh-CN"):
        viewport = {"width": 360, "height": 800} if phone else {"width": 1366, "height": 768}
        context = browser.new_context(
            base_url=address, viewport=viewport, locale=locale, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.console_errors = []
        page.on(
            "console",
            lambda message: page.console_errors.append(message.text) if message.type == "error" else None,
        )
        page.goto("/accounts/login/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/")
        return page

    yield sign_in
    for context in contexts:
        context.close()
