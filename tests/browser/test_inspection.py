"""An inspector's visit on a phone, the keeper's repair, and the re-check: each as the person with the phone does it."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, free_port, server
from tests.browser.inspection_round import LATITUDE, LONGITUDE
from tests.installation import command, installation

PARTS = ("场地", "设备", "标识", "台账", "业务能力", "快递")
NUMBERS = {"AREA_MEASURED": "20", "LEDGER_SAMPLE": "10", "PARCELS_COUNT": "0"}
OTHERWISE = {"NO_SECOND_FEE": "NO", "LAST_ENTRY": "WEEK", "FIRE_SAFE": "NO"}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of an installation with a visit to be made today."""
    with installation(tmp_path_factory.mktemp("round")) as environment:
        command(environment, "manage", "migrate", "--verbosity", "0")
        fill = [sys.executable, "-m", "tests.browser.inspection_round", PASSWORD]
        subprocess.run(fill, env=environment, check=True)
        port = free_port()
        with server(environment, port):
            yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    """A picture as a phone's camera would hand it over."""
    from cuntong.apps.sample.documents import picture

    file = tmp_path_factory.mktemp("camera") / "photo.png"
    file.write_bytes(picture("camera"))
    return file


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def small_targets(page):
    """What one touches in the page that is lower than a finger wants."""
    return page.evaluate(
        "[...document.querySelectorAll('main button, main a.button, main summary, main .choices span, main a.round')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 48).map(e => e.textContent)"
    )


def the_visit_begins_where_the_phone_is(page):
    page.goto("/inspections/rounds/")
    page.get_by_role("link", name="示例村级点").click()
    expect(page.locator("[data-position-said]")).to_contain_text("精度约")
    assert fits(page)
    page.get_by_role("button", name="我已到站，开始检查").click()


def every_part_is_answered(page, photo):
    for name in PARTS:
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        assert fits(page)
        assert small_targets(page) == []
        for question in page.locator("[data-question]").all():
            code = question.get_attribute("id").removeprefix("q-")
            if code == "FRONT_PHOTO":
                question.locator("input[type=file]").set_input_files(photo)
                expect(question.locator("[data-photo-name]")).to_have_text("photo.png")
            elif code in NUMBERS:
                question.locator(f"[name={code}]").fill(NUMBERS[code])
            else:
                question.locator(f"label:has([value={OTHERWISE.get(code, 'YES')}])").click()
        page.locator(".round-form .button-main").click()


def the_keeper_hears_what_is_wrong_and_signs(page):
    expect(page.get_by_role("heading", name="结束检查")).to_be_visible()
    expect(page.locator(".asked-lines")).to_contain_text("没有有效的灭火器")
    page.get_by_role("button", name="完成检查").click()
    expect(page.locator("main")).to_contain_text("请站长签名")
    field = page.locator("canvas.signature")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="完成检查").click()
    expect(page.locator("#messages, .notice").first).to_contain_text("98")
    expect(page.locator("main")).to_contain_text("在站点")
    assert page.console_errors == []


def the_keeper_reports_the_repair(page, photo):
    page.goto("/inspections/problems/")
    page.get_by_role("link", name="没有有效的灭火器").click()
    page.get_by_role("link", name="报告整改").click()
    page.get_by_label("整改情况").fill("已换新灭火器")
    page.locator("[name=photo]").set_input_files(photo)
    page.locator(".form-end .button-main").click()
    expect(page.locator("main")).to_contain_text("已整改，待回头看")
    assert fits(page)


def the_inspector_looks_again(page):
    page.goto("/inspections/rounds/")
    page.get_by_role("link", name="没有有效的灭火器").click()
    page.get_by_text("整改到位", exact=True).click()
    page.get_by_label("查看情况").fill("在位，有效期内")
    page.locator(".form-end .button-main").click()
    expect(page.locator("main")).to_contain_text("已销号")
    assert page.console_errors == []


def test_a_visit_its_repair_and_its_re_check(visit, photo):
    """Each step goes on where the one before it ended."""
    inspector = visit("inspector", phone=True)
    inspector.context.grant_permissions(["geolocation"])
    inspector.context.set_geolocation({"longitude": LONGITUDE, "latitude": LATITUDE, "accuracy": 12})
    the_visit_begins_where_the_phone_is(inspector)
    every_part_is_answered(inspector, photo)
    the_keeper_hears_what_is_wrong_and_signs(inspector)
    the_keeper_reports_the_repair(visit("keeper", phone=True), photo)
    the_inspector_looks_again(inspector)
