"""The phone in the keeper's hand, without network: everything is on the server once when it returns, whatever went wrong."""

import io
import time

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.phone_county import NUMBERS
from tests.browser.phones import at, is_queued, is_sent, no_network, open_app, phone_county, scan


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with phone_county(tmp_path_factory.mktemp("phones")) as county:
        yield county


@pytest.fixture(scope="module")
def address(served):
    return served.address


@pytest.fixture
def phone(visit):
    """The app on the keeper's phone, with the day's pack, ready to lose the network."""
    page = visit("keeper", phone=True)
    open_app(page)
    return page


def receive_all(page, numbers):
    at(page, "receive")
    expect(page.locator("main")).to_contain_text("在途")
    for number in numbers:
        scan(page, number)
        expect(page.locator("#notices")).to_contain_text("…" + number[-4:])


def shelve_all(page, numbers):
    """Returns the codes that stand on the screen to be written on the parcels."""
    at(page, "shelve")
    codes = []
    for number in numbers:
        scan(page, number)
        expect(page.locator("#notices")).to_contain_text("…" + number[-4:])
        codes.append(page.locator("#notices .big").inner_text())
    return codes


def hand_out_by_code(page, number, code):
    at(page, "hand-out")
    page.locator("#digits").fill(code)
    page.locator("#digits").press("Enter")
    page.get_by_role("button", name="出库").first.click()
    expect(page.locator("#notices")).to_contain_text("已出库 …" + number[-4:])


SERVICES = (
    ("INFORMATION", {"subject": "医保缴费怎么办"}),
    ("JOB_INTRODUCTION", {"subject": "县城保安", "name": "示例村民甲"}),
    ("BILL_PAYMENT", {"amount": "50.00", "subject": "话费"}),
    ("AGENCY_BUYING", {"amount": "129.90", "subject": "化肥两袋", "name": "示例村民乙", "commission": "2"}),
    ("CONSIGNMENT", {"amount": "80", "subject": "黄金柰李十斤", "name": "示例村民丙"}),
)


def serve_five(page):
    for kind, values in SERVICES:
        at(page, f"services/{kind}")
        for name, value in values.items():
            page.locator(f"#{name}").fill(value)
        page.get_by_role("button", name="记一笔").click()
        expect(page.locator(".tiles")).to_be_visible()


def journey(page, numbers):
    """Receive thirty, shelve and hand out twenty, serve five villagers: 75 entries, and none is said to be done."""
    receive_all(page, numbers)
    codes = shelve_all(page, numbers[:20])
    assert len(set(codes)) == 20
    page.reload()
    is_queued(page, 50)
    for number, code in zip(numbers, codes, strict=False):
        hand_out_by_code(page, number, code)
    serve_five(page)
    is_queued(page, 75)
    assert "已完成" not in page.locator("main").inner_text()
    at(page, "mine")
    expect(page.locator(".entry.queued")).to_have_count(75)
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
    kinds = served.rows("SELECT kind, COUNT(*) FROM services_serviceentry GROUP BY kind ORDER BY kind")
    journeys = served.count("phone_phoneentry", "kind = 'services.record'") // len(SERVICES)
    assert kinds == [(kind, journeys) for kind, _values in sorted(SERVICES)]


def test_a_whole_day_without_network_comes_in_once(phone, served):
    numbers = NUMBERS[:30]
    before = served.count("phone_phoneentry")
    with no_network(phone):
        journey(phone, numbers)
        assert served.count("phone_phoneentry") == before
    is_sent(phone)
    assert served.count("phone_phoneentry") == before + 75
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
    for _try in range(30):  # the network comes and goes; by itself the phone waits longer each time
        phone.evaluate("dispatchEvent(new Event('online'))")
        phone.wait_for_timeout(2500)
        if phone.locator("#network .words").inner_text() == "已联网":
            break
    is_sent(phone)
    assert lost == [200, 200]
    assert served.count("phone_phoneentry") == before + 75
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
    assert 5 < reached < 75
    expect(phone.locator("#network")).to_contain_text("待发送")
    served.start()
    phone.evaluate("dispatchEvent(new Event('online'))")
    is_sent(phone)
    assert served.count("phone_phoneentry") == before + 75
    came_once(served, numbers)


def test_an_inspection_with_photos_without_network(visit, served):
    page = visit("inspector", phone=True)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 25.32, "longitude": 113.42, "accuracy": 15})
    open_app(page)
    before = served.count("phone_phoneentry")
    picture = {"name": "IMG.png", "mimeType": "image/png", "buffer": small_picture()}
    with no_network(page):
        page.get_by_role("link", name="巡查").click()
        page.get_by_role("link", name="打开").click()
        page.get_by_role("button", name="开始巡查").click()
        question = page.locator(".question")
        expect(question).to_be_visible(timeout=20_000)
        count = int(page.locator(".head .quiet").inner_text().split("共")[1].split("题")[0])
        for number in range(1, count + 1):
            expect(page.locator(".head .quiet")).to_contain_text(f"第 {number} 题")
            answer_one(page, picture)
            if number == 5:
                page.reload()
        page.locator("#refusal").fill("站长外出，由家人代签不便")
        page.get_by_role("button", name="结束巡查").click()
        expect(page.locator("main")).to_contain_text("没有安排给您的巡查")
        assert served.count("phone_phoneentry") == before
    is_sent(page)
    ((state, flags),) = served.rows("SELECT state, position_flags FROM inspections_visit")
    assert state == "FINISHED"
    assert "MISSING" not in flags
    assert served.count("inspections_answer") == count
    assert served.count("inspections_visitphoto") >= 1
    assert served.count("phone_phoneentry", "state <> 'DONE'") == 0


def answer_one(page, picture):
    """Whatever is asked: a photo, a number, or the first of the choices."""
    if page.locator("#value").count():
        page.locator("#value").fill("5")
        page.locator("#value").press("Enter")
    elif page.locator("main input[type=file]").count():
        page.locator("main input[type=file]").set_input_files(picture)
    else:
        page.locator(".choices button").first.click()


def small_picture():
    content = io.BytesIO()
    Image.new("RGB", (64, 64), "seagreen").save(content, "PNG")
    return content.getvalue()
