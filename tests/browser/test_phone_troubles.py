"""What goes wrong with phones is handled and explained: clocks, two phones, lost phones, full phones, foreign codes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.barcodes import code_128, film, qr
from tests.browser.conftest import CHROMIUM, PASSWORD, QUIET
from tests.browser.phone_county import NUMBERS
from tests.browser.phones import at, is_queued, is_sent, no_network, open_app, phone_county, scan

AXE = Path(__file__).parents[2] / "build" / "frontend" / "for-tests" / "axe" / "axe.min.js"
SCREENS = ("", "receive", "shelve", "hand-out", "back", "notices", "send", "services", "mine", "parcel/0001")
FIRST_SCREEN_BYTES = 150_000


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with phone_county(tmp_path_factory.mktemp("troubles")) as county:
        yield county


@pytest.fixture(scope="module")
def address(served):
    return served.address


@pytest.fixture
def sign_in(visit):
    def open_(username="keeper"):
        page = visit(username, phone=True)
        open_app(page)
        return page

    return open_


def receive(page, number):
    at(page, "receive")
    scan(page, number)
    expect(page.locator("#notices")).to_contain_text(number[-4:])


# --- For everybody's eyes and thumbs ---------------------------------------------------------------------------------


@pytest.fixture
def axe():
    if not AXE.exists():
        pytest.skip("axe-core is missing: run make setup")
    return AXE.read_text(encoding="utf-8")


def test_every_screen_is_accessible(sign_in, axe):
    page = sign_in()
    receive(page, NUMBERS[0])
    at(page, "shelve")
    scan(page, NUMBERS[0])
    found = []
    for language in ("/phone/", "/phone/en/"):
        page.goto(language)
        expect(page.locator("html[data-ready]")).to_be_attached()
        page.evaluate(axe)
        for screen in SCREENS:
            at(page, screen)
            found += [(language, screen, *one) for one in page.evaluate(_FINDINGS)]
            found += [(language, screen, "small", one) for one in page.evaluate(_SMALL)]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), screen
    assert found == []
    assert page.console_errors == []


_FINDINGS = """async () => (await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations.flatMap(one => one.nodes.map(node => [one.id, node.target.join(" "), node.failureSummary]))"""
_SMALL = """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=file])")]
    .filter(one => one.checkVisibility())
    .filter(one => { const box = (one.type === "checkbox" ? one.parentElement : one).getBoundingClientRect();
                     return box.width < 48 || box.height < 48; })
    .map(one => one.outerHTML.slice(0, 120))"""


def test_the_first_screen_needs_little_script(visit):
    page = visit("keeper2", phone=True)
    answers = {}
    page.on("response", lambda answer: answers.setdefault(answer.url, answer))
    page.goto("/phone/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.wait_for_load_state("networkidle")
    scripts = {
        url: len(one.body())
        for url, one in list(answers.items())
        if url.endswith(".js") and "/screens/" not in url
    }
    assert "app.js" in " ".join(scripts)
    assert sum(scripts.values()) <= FIRST_SCREEN_BYTES


def test_the_language_is_switched_without_network(sign_in):
    page = sign_in()
    with no_network(page):
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("link", name="Receive")).to_be_visible()
        page.get_by_role("link", name="中文").click()
        expect(page.get_by_role("link", name="收货")).to_be_visible()


# --- Clocks, phones, sessions ----------------------------------------------------------------------------------------


def test_a_wrong_clock_is_explained_and_put_right(visit, served):
    page = visit("keeper", phone=True)
    page.clock.set_system_time(datetime.now(UTC) - timedelta(hours=3))
    open_app(page)
    receive(page, NUMBERS[1])
    expect(page.locator(".notice-look")).to_contain_text("手机时间慢了 180 分钟")
    is_sent(page)
    ((state, offset),) = served.rows(
        "SELECT state, clock_offset_seconds FROM phone_phoneentry ORDER BY received_at DESC LIMIT 1"
    )
    assert state == "DONE"
    assert 10_700 < offset < 10_900


def test_two_phones_of_one_keeper_hand_out_a_parcel_once(sign_in, served, visit):
    first, second = sign_in(), sign_in()
    number = NUMBERS[2]
    receive(first, number)
    at(first, "shelve")
    scan(first, number)
    code = first.locator("#notices .big").inner_text()
    is_sent(first)
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    for page in (first, second):
        at(page, "hand-out")
        expect(page.locator("main")).to_contain_text("在架 ")
        expect(page.locator("summary")).to_be_visible()
        page.context.set_offline(True)
    for page in (first, second):
        page.locator("#digits").fill(code)
        page.locator("#digits").press("Enter")
        page.get_by_role("button", name="出库").first.click()
        is_queued(page, 1)
    for page in (first, second):
        page.context.set_offline(False)
        is_sent(page)
    at(second, "mine")
    card = second.locator(".card[data-state=CONFLICT]")
    expect(card).to_contain_text("不在")
    expect(first.locator("#mine-count")).to_be_hidden()
    card.locator("input").fill("另一部手机已出库")
    card.get_by_role("button", name="已处理").click()
    expect(second.locator(".card[data-state=CONFLICT]")).to_have_count(0)
    is_sent(second)
    assert served.count("phone_phoneentry", "state = 'CONFLICT' AND settled_note = '另一部手机已出库'") == 1
    office = visit("hub")
    office.goto("/phone/entries/")
    expect(office.locator("main")).to_contain_text("快件出库")


_HANDSET = """() => new Promise(resolve => {
    const request = indexedDB.open("cuntong-phone");
    request.onsuccess = () => {
        const asked = request.result.transaction("facts").objectStore("facts").get("handset");
        asked.onsuccess = () => { request.result.close(); resolve(asked.result); };
    };
})"""


def test_a_revoked_phone_is_wiped_and_leaves_its_entries_with_the_office(sign_in, served):
    lost, other = sign_in(), sign_in()
    with no_network(lost):
        receive(lost, NUMBERS[3])
        is_queued(lost, 1)
        at(other, "mine")
        other.get_by_text("我的手机").click()
        mine = lost.evaluate(_HANDSET)
        other.locator(f"[data-handset='{mine}']").get_by_role("button", name="停用这部手机").click()
        expect(other.locator("#notices")).to_contain_text("已停用")
    expect(lost.locator("#network")).to_contain_text("这部手机已停用", timeout=20_000)
    expect(lost.locator("main")).to_contain_text("未发送的 1 条已交县里")
    assert lost.evaluate("indexedDB.databases().then(all => all.length)") == 0
    assert served.count("phone_phoneentry", "state = 'REFUSED'") == 1
    assert served.count("parcels_parcel", f"number = '{NUMBERS[3]}' AND state = 'ON_THE_WAY'") == 1


def test_after_the_session_is_over_nothing_is_lost(sign_in, served):
    page = sign_in("keeper2")
    with no_network(page):
        receive(page, NUMBERS[4])
        page.context.clear_cookies(name="sessionid")
    expect(page.locator("#network")).to_contain_text("未登录，1 条待发送", timeout=20_000)
    page.get_by_role("link", name="登录").click()
    page.fill("[name=login]", "keeper2")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/phone/")
    is_sent(page)
    assert served.count("parcels_parcel", f"number = '{NUMBERS[4]}' AND state = 'AT_VILLAGE'") == 1


def test_signing_out_leaves_nothing_and_the_pack_is_encrypted(sign_in):
    page = sign_in("keeper2")
    kept = page.evaluate(_EVERYTHING)
    assert NUMBERS[5] not in kept
    assert "parcel:" in kept
    at(page, "mine")
    page.get_by_role("button", name="退出并清除本机").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate(_EVERYTHING) == "[[[],[]],[[],[]],[[],[]]]"


_EVERYTHING = """async () => {
    const request = indexedDB.open("cuntong-phone");
    const database = await new Promise(resolve => { request.onsuccess = () => resolve(request.result); });
    const all = await Promise.all(["rows", "entries", "photos"].map(name => new Promise(resolve => {
        const store = database.transaction(name).objectStore(name);
        const keys = store.getAllKeys();
        keys.onsuccess = () => { const rows = store.getAll(); rows.onsuccess = () => resolve([keys.result, rows.result]); };
    })));
    database.close();
    return JSON.stringify(all, (key, value) => value instanceof ArrayBuffer
        ? new TextDecoder("latin1").decode(value) : value);
}"""


def test_the_browser_sends_after_the_window_was_closed(sign_in, served):
    page = sign_in("keeper2")
    context = page.context
    with no_network(page):
        receive(page, NUMBERS[6])
        is_queued(page, 1)
    context.set_offline(True)
    other = context.new_page()
    session = context.new_cdp_session(other)
    found = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    page.close()
    context.set_offline(False)
    other.wait_for_timeout(500)
    (registration,) = [one for one in found if one["scopeURL"].endswith("/phone/")][-1:]
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": served.address,
            "registrationId": registration["registrationId"],
            "tag": "cuntong-queue",
            "lastChance": False,
        },
    )
    for _moment in range(60):
        if served.count("parcels_parcel", f"number = '{NUMBERS[6]}' AND state = 'AT_VILLAGE'"):
            return
        other.wait_for_timeout(250)
    pytest.fail("the service worker did not send")


# --- Full phones, foreign codes --------------------------------------------------------------------------------------


def test_a_full_phone_says_that_the_entry_was_not_kept(visit, served):
    page = visit("keeper", phone=True)
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": served.address, "quotaSize": 6_000_000})
    open_app(page)
    with no_network(page):
        receive(page, NUMBERS[7])
        page.evaluate(_FILL)
        scan(page, NUMBERS[8])
        expect(page.locator(".notice-wrong")).to_contain_text("这一条没有保存")
        is_queued(page, 1)
        page.evaluate("indexedDB.deleteDatabase('filler')")
        session.send("Storage.overrideQuotaForOrigin", {"origin": served.address})
        receive(page, NUMBERS[8])
        is_queued(page, 2)
    is_sent(page)


_FILL = """async () => {
    const request = indexedDB.open("filler");
    request.onupgradeneeded = () => request.result.createObjectStore("all", { autoIncrement: true });
    const database = await new Promise(resolve => { request.onsuccess = () => resolve(request.result); });
    const random = size => {
        const bytes = new Uint8Array(size);
        for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
        return bytes;
    };
    const add = size => new Promise(resolve => {
        const step = database.transaction("all", "readwrite", { durability: "strict" });
        step.objectStore("all").add(random(size));
        step.oncomplete = () => resolve(true);
        step.onabort = () => resolve(false);
    });
    for (const size of [300000, 30000, 3000, 300]) while (await add(size));
    database.close();
}"""


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (code_128(NUMBERS[10], 2), "已收 …" + NUMBERS[10][-4:]),
        (qr("https://pay.example.com/?to=1"), "这不是快递单号"),
    ],
    ids=["couriers-code-128", "foreign-qr"],
)
def test_the_camera_reads_what_is_held_before_it(browser, served, tmp_path, picture, said):
    camera = film(picture, tmp_path / "scene.y4m")
    arguments = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    seeing = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*QUIET, *arguments, f"--use-file-for-fake-video-capture={camera}"]
    )
    with seeing:
        context = seeing.new_context(
            base_url=served.address,
            viewport={"width": 360, "height": 800},
            locale="zh-CN",
            permissions=["camera"],
        )
        page = context.new_page()
        page.goto("/accounts/login/?next=/phone/")
        page.fill("[name=login]", "keeper")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/phone/")
        is_sent(page)
        at(page, "receive")
        page.locator("#scan").click()
        expect(page.locator("#notices")).to_contain_text(said, timeout=30_000)
