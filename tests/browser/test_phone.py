"""The phone in the keeper's hand, without network: everything is on the server once when it returns, whatever went wrong."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, free_port, wait_for
from tests.browser.phone_county import NUMBERS
from tests.installation import command, installation

SYNCED = 60_000


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


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with installation(tmp_path_factory.mktemp("phones")) as environment:
        command(environment, "manage", "migrate", "--verbosity", "0")
        subprocess.run(
            [sys.executable, "-m", "tests.browser.phone_county", PASSWORD], env=environment, check=True
        )
        county = Served(environment)
        county.start()
        yield county
        county.kill()


@pytest.fixture(scope="module")
def address(served):
    return served.address


@pytest.fixture
def phone(visit):
    """The app on the keeper's phone, with the day's pack, ready to lose the network."""
    page = visit("keeper", phone=True)
    open_app(page)
    return page


def open_app(page):
    page.goto("/phone/")
    expect(page.locator("#network")).to_contain_text("已联网", timeout=SYNCED)
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


def receive_all(page, numbers):
    at(page, "receive")
    expect(page.locator("main")).to_contain_text("在途")
    for number in numbers:
        scan(page, number)
        expect(page.locator(".notice-queued")).to_contain_text(number[-4:])


def shelve_all(page, numbers):
    """Returns the codes that stand on the screen to be written on the parcels."""
    at(page, "shelve")
    codes = []
    for number in numbers:
        scan(page, number)
        expect(page.locator(".notice-queued")).to_contain_text(number[-4:])
        codes.append(page.locator(".notice-queued .big").inner_text())
    return codes


def hand_out_by_code(page, code):
    at(page, "hand-out")
    page.locator("#digits").fill(code)
    page.locator("#digits").press("Enter")
    page.get_by_role("button", name="出库").first.click()
    expect(page.locator(".notice-queued")).to_contain_text("已出库")


def journey(page, numbers):
    """Receive thirty, shelve and hand out twenty: eighty entries, and none is said to be done."""
    receive_all(page, numbers)
    codes = shelve_all(page, numbers[:20])
    assert len(set(codes)) == 20
    page.reload()
    is_queued(page, 50)
    for code in codes:
        hand_out_by_code(page, code)
    is_queued(page, 70)
    assert "已完成" not in page.locator("main").inner_text()
    at(page, "mine")
    expect(page.locator(".entry.queued")).to_have_count(70)
    expect(page.locator(".entry.done")).to_have_count(0)


def came_once(served, numbers):
    wanted = ", ".join(f"'{number}'" for number in numbers)
    arrivals = served.rows(
        f"SELECT number, COUNT(*) FROM parcels_scan WHERE kind = 'ARRIVED_VILLAGE' AND number IN ({wanted}) GROUP BY number"
    )
    assert sorted(arrivals) == [(number, 1) for number in sorted(numbers)]
    handed = served.rows(
        "SELECT number FROM parcels_parcel WHERE state = 'HANDED_OUT' AND number IN ("
        + wanted
        + ") ORDER BY number"
    )
    assert [number for (number,) in handed] == sorted(numbers[:20])
    assert served.count("phone_phoneentry", "state <> 'DONE'") == 0


def test_a_whole_day_without_network_comes_in_once(phone, served):
    numbers = NUMBERS[:30]
    before = served.count("phone_phoneentry")
    with no_network(phone):
        journey(phone, numbers)
        assert served.count("phone_phoneentry") == before
    is_sent(phone)
    assert served.count("phone_phoneentry") == before + 70
    came_once(served, numbers)
    expect(phone.locator(".entry.queued")).to_have_count(0)


def test_a_lost_answer_is_sent_again_and_counted_once(phone, served):
    numbers = NUMBERS[30:60]
    before = served.count("phone_phoneentry")
    lost = []

    def lose(route):
        """The server has it, the phone never hears of it."""
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    with no_network(phone):
        journey(phone, numbers)
        phone.route("**/api/phone/entries", lose)
    for _answer in range(3):
        phone.evaluate("dispatchEvent(new Event('online'))")
        phone.wait_for_timeout(2500)
    is_sent(phone)
    assert lost == [200, 200]
    assert served.count("phone_phoneentry") == before + 70
    came_once(served, numbers)


def test_a_server_killed_in_between_loses_and_doubles_nothing(phone, served):
    numbers = NUMBERS[60:90]
    before = served.count("phone_phoneentry")
    with no_network(phone):
        journey(phone, numbers)
    for _moment in range(400):
        if served.count("phone_phoneentry") > before + 5:
            break
        time.sleep(0.01)
    served.kill()
    reached = served.count("phone_phoneentry") - before
    assert 5 < reached < 70
    expect(phone.locator("#network")).to_contain_text("待发送")
    served.start()
    phone.evaluate("dispatchEvent(new Event('online'))")
    is_sent(phone)
    assert served.count("phone_phoneentry") == before + 70
    came_once(served, numbers)
