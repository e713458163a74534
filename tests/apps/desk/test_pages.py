"""The frame of every page, error pages, sign-in, and the gallery that shows all components."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path
from django.utils import translation

from cuntong.apps.desk import pages
from cuntong.apps.desk.pages._gallery import PARTS


@pytest.fixture
def gallery(settings, db):
    """Ask for a part of the gallery as it stands with CUNTONG_DEBUG=1."""
    desk = [
        path("gallery/", pages.gallery, name="gallery"),
        path("gallery/<str:part>/", pages.gallery, name="gallery_part"),
    ]
    settings.ROOT_URLCONF = (
        path("desk/", include((desk, "desk"))),
        path("accounts/", include("allauth.urls")),
    )

    def ask(part, method="get", language="zh-hans", **headers):
        request = getattr(RequestFactory(), method)(f"/desk/gallery/{part}/", headers=headers)
        request.user = AnonymousUser()
        with translation.override(language):
            return pages.gallery(request, part)

    return ask


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_component_can_be_drawn(gallery, part, language):
    text = gallery(part, language=language).content.decode()
    assert ('lang="zh-CN"' if language == "zh-hans" else 'lang="en"') in text
    assert text.count("<h1>") == 1
    assert '<a class="skip-link" href="#content">' in text


def test_a_form_counts_its_errors_and_leads_to_the_fields(gallery):
    text = gallery("form", "post").content.decode()
    assert "有 6 处需要改正" in text
    assert '<a href="#id_amount_yuan">' in text
    assert 'id="id_amount_yuan"' in text
    assert "data-bound" in text
    assert text.count("field-wrong") == 6


def test_a_record_shows_what_lacks_evidence_and_what_is_only_planned(gallery):
    text = gallery("record").content.decode()
    assert text.count("尚无佐证") == 1
    assert text.count("is-planned") == 1
    assert "2022-06-20 09:30" in text


def test_a_figure_page_serves_as_drawer(gallery):
    drawer = gallery("figure", **{"HX-Target": "drawer-content"}).content.decode()
    assert "<html" not in drawer
    assert "4,715" in drawer
    assert "冻结后新增" in drawer


def test_a_chart_can_be_read_without_scripts(gallery):
    text = gallery("all").content.decode()
    assert '<script id="gallery-bar" type="application/json">' in text
    assert '<td class="right" data-label="快件">41,200</td>' in text


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_error_page_says_what_to_do(template, language):
    request = RequestFactory().get("/nowhere/")
    request.user = AnonymousUser()
    with translation.override(language):
        text = render(request, template).content.decode()
    assert text.count("<p>") >= 2
    assert "masthead" in text


def test_the_last_error_page_needs_nothing():
    text = render_to_string("500.html")
    assert "没有保存" in text
    assert "was not saved" in text


def test_signing_in_is_one_column_with_labels(client, db):
    text = client.get("/accounts/login/").content.decode()
    assert '<label class="field-label" for="id_login">' in text
    assert 'class="button button-main"' in text
    assert "entrance" in text
    assert "signup" not in text


def test_a_wrong_password_is_told_at_the_head(client, people):
    response = client.post("/accounts/login/", {"login": "bureau", "password": "wrong-horse-12"})
    assert 'class="error-summary"' in response.content.decode()


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (datetime.date(2023, 12, 31), "截至 2023-12-31"),
        (datetime.datetime(2023, 12, 31, 16, tzinfo=datetime.UTC), "截至 2024-01-01 00:00"),
        ("2023 年度", "截至 2023 年度"),
    ],
)
def test_the_foot_tells_the_date_of_what_is_shown(as_of, told):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    text = render(request, "base.html", {"as_of": as_of, "county_name": "乐昌市"}).content.decode()
    assert told in text.split("<footer")[1]
    assert f'data-as-of="{told} · 乐昌市"' in text


@pytest.mark.parametrize("synthetic", [True, False])
def test_synthetic_data_wears_its_ribbon(synthetic):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    text = render(request, "base.html", {"synthetic": synthetic}).content.decode()
    assert ("演示数据" in text) is synthetic


def test_navigation_marks_where_one_is_and_folds_on_the_phone():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    sections = [{"label": f"栏目{n}", "url": f"/{n}/", "current": n == 4} for n in range(6)]
    text = render(request, "base.html", {"navigation": sections}).content.decode()
    assert text.count('<a href="/4/" aria-current="page">') == 2
    bar = text.split('class="bottom-bar"')[1].split("</nav>")[0]
    assert bar.count("<li>") == 4


def test_what_serves_all_the_work_stands_behind_more_with_the_place_where_one_is():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    office = [{"label": f"资料{n}", "url": f"/{n}/", "current": n == 1} for n in range(2)]
    context = {"navigation": [{"label": "首页", "url": "/", "current": False}], "navigation_office": office}
    text = render(request, "base.html", context).content.decode()
    bar, folded = text.split('class="bottom-bar"')
    assert '<span class="here">资料1</span>更多' in bar
    assert folded.count('<a href="/1/" aria-current="page">') == 1
