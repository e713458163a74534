"""A keeper's day on a phone: parcels arrive, are shelved by the hand scanner, handed out by code and by signature."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, free_port, server
from tests.browser.village_counter import NUMBERS, PHONE
from tests.installation import command, installation


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of an installation with three parcels on their way to a village point."""
    with installation(tmp_path_factory.mktemp("counter")) as environment:
        command(environment, "manage", "migrate", "--verbosity", "0")
        subprocess.run(
            [sys.executable, "-m", "tests.browser.village_counter", PASSWORD], env=environment, check=True
        )
        port = free_port()
        with server(environment, port):
            yield f"http://127.0.0.1:{port}"


@pytest.fixture
def counter(visit):
    page = visit("keeper", phone=True)
    page.goto("/parcels/counter/")
    expect(page.get_by_role("heading", name="示例村级点")).to_be_visible()
    return page


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def scan(page, number):
    """A hand scanner types into what has the focus, and ends with Enter."""
    page.keyboard.type(number)
    page.keyboard.press("Enter")


def the_scanner_shelves_one_parcel_after_the_other(counter):
    expect(counter.locator(".counter-parts a").first).to_contain_text("3")
    assert fits(counter)
    counter.get_by_role("radio", name="上架").check(force=True)
    scan(counter, NUMBERS[0])
    expect(counter.locator(".notice-big")).to_contain_text("A1-01-0001")
    expect(counter.locator("#counter-typed")).to_be_focused()
    scan(counter, NUMBERS[1])
    expect(counter.locator(".notice-big")).to_contain_text("A1-01-0002")
    expect(counter.locator(".counter-parts a").first).to_contain_text("1")
    assert counter.console_errors == []


def what_one_touches_is_large_enough(counter):
    small = counter.evaluate(
        "[...document.querySelectorAll('main button, main a.button, main summary, main .counter-modes span')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 48).map(e => e.textContent)"
    )
    assert small == []


def by_code_it_takes_four_digits(counter):
    scan(counter, "0001")
    expect(counter.locator(".parcel-card")).to_have_count(1)
    counter.get_by_role("link", name="出库").click()
    expect(counter.locator("#id_typed_code")).to_be_focused()
    scan(counter, "a1 1 1")
    expect(counter.locator("#messages")).to_contain_text(f"已出库：{NUMBERS[0]}")


def without_the_code_they_sign_with_a_finger(counter):
    card = counter.locator(f"[data-parcel={NUMBERS[1]}]")
    card.get_by_role("link", name="出库").click()
    counter.get_by_text("没有取件码").click()
    counter.locator("[name=phone_tail]").fill(PHONE[-4:])
    counter.locator("[name=vouched]").check()
    counter.locator(".form-end .button-main").click()
    expect(counter.locator("main")).to_contain_text("须拍照或请取件人签名")
    assert fits(counter)
    field = counter.locator("canvas.signature")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    counter.mouse.move(box["x"] + 30, box["y"] + 40)
    counter.mouse.down()
    counter.mouse.move(box["x"] + 200, box["y"] + 90, steps=5)
    counter.mouse.up()
    counter.locator(".form-end .button-main").click()
    expect(counter.locator("#messages")).to_contain_text(f"已出库：{NUMBERS[1]}")
    counter.goto(f"/parcels/?q={NUMBERS[1]}")
    counter.get_by_role("link", name=NUMBERS[1]).click()
    expect(counter.locator("main")).to_contain_text("signature.png")
    assert counter.console_errors == []


def the_recipient_looks_it_up_without_signing_in(browser, address):
    page = browser.new_context(
        base_url=address, viewport={"width": 360, "height": 800}, locale="zh-CN"
    ).new_page()
    page.goto("/parcels/track/")
    page.locator("[name=number]").fill(NUMBERS[0])
    page.locator("[name=tail]").fill(PHONE[-4:])
    page.get_by_role("button", name="查询").click()
    expect(page.locator(".tracked")).to_contain_text("已交收件人")
    expect(page.locator(".tracked")).to_contain_text("九峰镇 坪石村")
    assert PHONE[-4:] not in page.url
    assert fits(page)
    page.context.close()


def test_a_keepers_day(counter, browser, address):
    """Each step goes on where the one before it ended."""
    for step in (
        the_scanner_shelves_one_parcel_after_the_other,
        what_one_touches_is_large_enough,
        by_code_it_takes_four_digits,
        without_the_code_they_sign_with_a_finger,
    ):
        counter.goto("/parcels/counter/")
        step(counter)
    the_recipient_looks_it_up_without_signing_in(browser, address)
