"""The gallery in Debian's Chromium: the content policy refuses nothing, nothing is cut, figures open, drafts stay."""

import shutil
from contextlib import contextmanager

import pytest
from django.urls import include, path
from playwright.sync_api import sync_playwright

from cuntong.apps.desk import pages
from cuntong.apps.desk.pages._gallery import PARTS

SIZES = {"desk": (1366, 768), "phone": (360, 800)}


@pytest.fixture
def opened(live_server, settings):
    """opened(part, size): a browser page on a part of the gallery, and what its console complained about."""
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("Debian's package chromium is missing")
    desk = [
        path("gallery/", pages.gallery, name="gallery"),
        path("gallery/<str:part>/", pages.gallery, name="gallery_part"),
    ]
    settings.ROOT_URLCONF = (
        path("desk/", include((desk, "desk"))),
        path("accounts/", include("allauth.urls")),
    )

    @contextmanager
    def on(part, size="desk"):
        width, height = SIZES[size]
        complaints = []
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(f"{live_server.url}/desk/gallery/{part}/")
            page.wait_for_load_state("networkidle")
            yield page, complaints
            browser.close()

    return on


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_refused_and_nothing_is_cut(opened, size):
    with opened("all", size) as (page, complaints):
        gallery = page.url.removesuffix("all/")
        for part in PARTS:
            page.goto(f"{gallery}{part}/")
            page.wait_for_load_state("networkidle")
            assert complaints == [], part
            assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], part
            assert page.evaluate(
                "getComputedStyle(document.documentElement).getPropertyValue('--print-as-of')"
            )


def test_charts_and_maps_are_drawn(opened):
    with opened("all") as (page, _complaints):
        assert page.locator("[data-chart] canvas").count() == 3
        assert page.locator("[data-map] .map-mark").count() > 20


def test_a_figure_opens_beside_its_page_and_esc_leads_back(opened):
    with opened("list") as (page, complaints):
        address = page.url
        page.click("tbody tr:nth-child(2) a.chip")
        page.wait_for_selector("#drawer[open] h1")
        page.select_option("#drawer [name=state]", "PLANNED")
        page.wait_for_selector("#drawer details[data-used]")
        assert page.url == address
        assert page.locator("main details[data-used]").count() == 0
        page.keyboard.press("Escape")
        assert not page.evaluate("document.getElementById('drawer').open")
        assert "chip" in page.evaluate("document.activeElement.className")
        assert complaints == []


def test_the_keyboard_reaches_content_and_search(opened):
    with opened("list") as (page, _complaints):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link"
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.name") == "q"
        page.keyboard.type("村")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?q=*")
        assert page.url.endswith("?q=%E6%9D%91")


def test_ticked_rows_are_counted_and_asked_about(opened):
    with opened("list") as (page, _complaints):
        assert not page.is_visible(".batch-bar")
        page.check("tbody tr:nth-child(1) [name=pk]")
        page.check("tbody tr:nth-child(3) [name=pk]")
        assert page.inner_text("[data-ticked]").startswith("2")
        page.click(".batch-bar .button-danger")
        assert page.is_visible("#confirm")
        assert "撤销" in page.inner_text("#confirm-text")


def test_a_draft_comes_back_until_it_is_discarded(opened):
    with opened("form") as (page, _complaints):
        page.fill("[name=amount_yuan]", "412600.00")
        page.goto(page.url.replace("/form/", "/list/"))
        page.goto(page.url.replace("/list/", "/form/"))
        assert page.input_value("[name=amount_yuan]") == "412600.00"
        page.click("[data-draft-forget]")
        assert page.input_value("[name=amount_yuan]") == ""
        page.reload()
        assert page.input_value("[name=amount_yuan]") == ""


def test_errors_are_reached_at_once(opened):
    with opened("form") as (page, _complaints):
        page.fill("[name=amount_yuan]", "1")
        page.click(".form-end .button-main")
        page.wait_for_selector("#error-summary")
        assert page.evaluate("document.activeElement.id") == "error-summary"
        page.click(".error-summary a >> nth=0")
        assert page.evaluate("document.activeElement.id") == "id_contract"
        assert page.input_value("[name=amount_yuan]") == "1"
