"""Addresses that a person looks at: by the keyboard alone, and with one finger on a phone; on an installation of its own."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, free_port, server
from tests.installation import command, installation

# These journeys answer one queue; each leaves it as it found it.


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of an installation with three waiting parcels."""
    with installation(tmp_path_factory.mktemp("waiting")) as environment:
        command(environment, "manage", "migrate", "--verbosity", "0")
        subprocess.run(
            [sys.executable, "-m", "tests.browser.waiting_queue", PASSWORD], env=environment, check=True
        )
        port = free_port()
        with server(environment, port):
            yield f"http://127.0.0.1:{port}"


@pytest.fixture
def review(visit):
    def opened(**more):
        page = visit("hub", **more)
        page.goto("/parcels/review/")
        expect(page.locator(".review-line")).to_contain_text("待判断 3 件")
        return page

    return opened


def skip_to(page, words):
    page.keyboard.press("s")
    expect(page.locator(".review-address")).to_contain_text(words)


def test_the_keyboard_alone_searches_answers_and_takes_back(review):
    page = review()
    expect(page.locator(".review-address")).to_contain_text("示例竹器厂1号")
    skip_to(page, "示例竹器厂2号")
    page.keyboard.press("/")
    page.keyboard.type("马屋")
    expect(page.locator("#found .choice").first).to_contain_text("马屋村")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("另有 1 件一并解决")
    expect(page.locator(".review-address")).to_contain_text("石溪村")
    page.keyboard.press("u")
    expect(page.locator("main")).to_contain_text("已撤销")
    expect(page.locator(".review-line")).to_contain_text("待判断 3 件")
    assert page.console_errors == []


def test_a_number_chooses_and_enter_confirms(review):
    page = review()
    skip_to(page, "示例竹器厂2号")
    skip_to(page, "石溪村")
    name = page.locator(".choice:has([data-key='2']) b").inner_text()
    page.keyboard.press("2")
    expect(page.locator("[data-key='2']")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator(".review-line")).to_contain_text("待判断 2 件")
    expect(page.locator("#take-back")).to_contain_text(name)
    page.keyboard.press("u")
    expect(page.locator(".review-line")).to_contain_text("待判断 3 件")


def test_enter_without_a_choice_and_a_key_without_a_candidate_do_nothing(review):
    page = review()
    page.keyboard.press("9")
    page.keyboard.press("Enter")
    page.reload()
    expect(page.locator(".review-line")).to_contain_text("待判断 3 件")


def test_on_a_phone_one_finger_answers(review):
    page = review(phone=True)
    page.locator("[data-key='0']").check()
    page.get_by_role("button", name="确认").click()
    expect(page.locator(".review-line")).to_contain_text("待判断 2 件")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="撤销上一次回答").click()
    expect(page.locator(".review-line")).to_contain_text("待判断 3 件")
