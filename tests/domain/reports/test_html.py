from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.reports import QuotedFigure, ReportText, bind, standalone_html, to_html

from .conftest import FIGURES, VALUES, cut, section

HOSTILE = '</p><script>alert("1")</script>&\'"\x00'


class Elements(HTMLParser):
    """Every element with its attributes, and the text."""

    def __init__(self, html):
        super().__init__()
        self.found, self.text, self.open = [], "", []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in {"br", "meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def having(self, tag, name):
        return [attributes[name] for found, attributes in self.found if found == tag and name in attributes]


def _url(code):
    return f"/performance/figures/{code}/?a=1&b=2"


def test_a_figure_is_a_link_to_its_records(written):
    html = to_html(written("建成{{figure:BUILT}}，线路{{figure:ROUTES}}"), chip_url=_url)
    assert (
        '<a class="figure" data-code="BUILT" href="/performance/figures/BUILT/?a=1&amp;b=2">17个</a>' in html
    )
    assert 'class="figure no-records"' in html
    assert "（无记录）</a>" in html


def test_what_is_typed_asked_and_undetermined_is_told_apart(written):
    html = to_html(written("另建3个，目标{{target:ROUTES}}，{{ask:写明责任人}}"), chip_url=_url)
    assert '<span class="typed" title="手工填写，没有记录支撑">3个</span>' in html
    assert '<span class="unstated" data-key="target:ROUTES">（未确定）</span>' in html
    assert '<mark class="ask">【待填写：写明责任人】</mark>' in html


def test_headings_follow_their_level_and_numbers_stand_flush(written):
    html = to_html(written(section("{{table:stations}}", level=2, number="（一）")), chip_url=_url)
    assert "<h3>（一）项目成效</h3>" in html
    assert '<td class="number">1,234</td>' in html
    assert "含&lt;b&gt;试点&lt;/b&gt;" in html


@pytest.mark.parametrize("form", [lambda report: to_html(report, chip_url=_url), standalone_html])
def test_nothing_that_people_write_becomes_markup(written, monkeypatch, form):
    monkeypatch.setitem(VALUES, "county:name", HOSTILE)
    monkeypatch.setitem(
        FIGURES, "BUILT", QuotedFigure("BUILT", HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1, 1)
    )
    hostile = section(
        HOSTILE + "{{figure:BUILT}}{{ask:" + HOSTILE + "}}", code=HOSTILE, heading=HOSTILE, number=HOSTILE
    )
    html = form(written(hostile, recipient=HOSTILE, signature=(HOSTILE,), enclosure_mark=HOSTILE))
    elements = Elements(html)
    assert "script" not in {tag for tag, _ in elements.found}
    assert not elements.open
    assert "\x00" not in html
    assert '<script>alert("1")</script>' in elements.text


@given(st.text().filter(lambda text: "{{" not in text))
def test_the_text_reads_as_written(text):
    draft = ReportText("题", (section(text),), "县", date(2023, 12, 31), date(2024, 3, 15))
    report = bind(draft, figures={}, tables={}, values={}, pieces=cut)
    elements = Elements(to_html(report, chip_url=_url))
    assert not elements.open
    assert {tag for tag, _ in elements.found} <= {"article", "section", "h1", "h2", "p", "span"}


def test_the_page_that_stands_alone_needs_nothing_else(written):
    html = standalone_html(written("建成{{figure:BUILT}}"))
    elements = Elements(html)
    assert html.startswith("<!doctype html>")
    assert not {tag for tag, _ in elements.found} & {"script", "link", "img", "iframe"}
    assert "http" not in html
    assert "url(" not in html
    assert elements.having("html", "lang") == ["zh-CN"]


def test_each_figure_of_the_page_leads_to_its_row_of_the_annex(written):
    elements = Elements(standalone_html(written("建成{{figure:BUILT}}，线路{{figure:ROUTES}}")))
    targets = [href.removeprefix("#") for href in elements.having("a", "href")]
    assert targets == ["trace-BUILT", "trace-ROUTES"]
    assert set(targets) <= set(elements.having("tr", "id"))
    assert "截止日前建成的站点。逐站计数" in elements.text
    assert "ab" * 32 in elements.text


def test_the_annex_names_the_figures_that_were_typed(written):
    assert "手工填写的数字" in standalone_html(written("另建3个"))
    assert "手工填写的数字" not in standalone_html(written("建成{{figure:BUILT}}"))


def test_synthetic_records_wear_a_ribbon(written):
    report = written("正文")
    assert "演示数据" not in standalone_html(report)
    assert '<p class="synthetic" role="note">演示数据</p>' in standalone_html(replace(report, synthetic=True))
