"""A declared list: address, order, sums, pages, and what a reader is told when something cannot be."""

from dataclasses import replace
from decimal import Decimal
from urllib.parse import quote, urlencode

import pytest
from django.urls import NoReverseMatch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuntong.apps.desk.formats import Figure
from cuntong.apps.desk.lists import Action, BatchAction, Column, Kind, Listing, open_list, render_list


def names(listing):
    return [row.name for row in listing.current.object_list]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 60),
        ("?state=PLANNED", 20),
        ("?town=北乡", 30),
        ("?state=PLANNED&town=九峰", 10),
        ("?few=yes", 10),
        ("?place=第1村", 1),
        ("?opened_from=2023-02-01", 29),
        ("?opened_to=2023-01-10", 10),
        ("?opened_from=2023-01-05&opened_to=2023-01-05", 1),
        ("?q=第1村", 1),
        ("?q=北乡 第2", 6),
        ("?q=第１２村", 1),
        ("?q=%25", 0),
        ("?unknown=1&state=", 60),
    ],
)
def test_conditions_in_the_address(stations, page, ask, query, count):
    assert Listing(ask(query), page, stations).row_count == count


def test_the_days_of_a_moment_are_shanghais(stations, page, ask):
    # Seen every six hours from 12:00 in Shanghai on the first of January: two that day, four on the next.
    assert Listing(ask("?seen_to=2023-01-01"), page, stations).row_count == 2
    assert Listing(ask("?seen_from=2023-01-02&seen_to=2023-01-02"), page, stations).row_count == 4


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?state=GONE", "GONE"),
        ("?opened_from=2023-13-01", "2023-12-31"),
        ("?opened_from=昨天", "2023-12-31"),
        ("?seen_to=9999-12-31", "2199"),
        ("?opened_from=0001-01-01", "1900"),
        ("?opened_from=2023-05-02&opened_to=2023-05-01", "早于"),
        (f"?town={'长' * 101}", "100"),
    ],
)
def test_a_value_that_cannot_be_is_told_and_nothing_is_listed(stations, page, ask, query, told):
    response = render_list(ask(query), page, stations)
    text = response.content.decode()
    assert response.status_code == 200
    assert told in text.split('class="errorlist filter-wrong"')[1].split("</ul>")[0]
    assert "第2村" not in text
    assert "<tfoot>" not in text


def test_an_unknown_order_is_told_and_the_usual_one_is_used(stations, page, ask):
    listing = Listing(ask("?sort=password"), page, stations)
    assert "password" in str(listing.problems)
    assert names(listing)[0] == "第0村"


@pytest.mark.parametrize(("query", "first"), [("?sort=parcels", "第0村"), ("?sort=-parcels", "第59村")])
def test_order_by_a_column(stations, page, ask, query, first):
    listing = Listing(ask(query), page, stations)
    assert names(listing)[0] == first
    head = next(head for head in listing.heads if head.column.value == "parcels")
    assert head.direction == ("descending" if "-" in query else "ascending")
    assert head.url == "/stations/?sort=" + ("parcels" if "-" in query else "-parcels")


def test_pages_never_overlap_even_where_the_order_ties(stations, page, ask):
    seen = [
        key
        for number in (1, 2, 3)
        for key in (row.key for row in Listing(ask(f"?sort=town__name&page={number}"), page, stations).rows)
    ]
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize(("asked", "shown"), [("0", 3), ("99", 3), ("x", 1), ("2", 2)])
def test_a_page_that_is_not_there_becomes_one_that_is(stations, page, ask, asked, shown):
    assert Listing(ask(f"?page={asked}"), page, stations).current.number == shown


def test_the_sum_row_counts_every_page(stations, page, ask):
    totals = {column.label: text for column, text in Listing(ask("?state=OPERATING"), page, stations).totals}
    expected = sum(Decimal(n) + Decimal("0.01") for n in range(60) if n % 3)
    assert totals["资金"] == f"{expected:,.2f}"
    assert totals["快件"] == f"{sum(n for n in range(60) if n % 3):,}"
    assert totals["送达率"] == ""


def test_a_list_costs_two_queries(stations, page, ask, django_assert_num_queries):
    with django_assert_num_queries(2):
        render_list(ask("?sort=-town__name"), page, stations.select_related("town"))


def test_cells_look_as_their_kind_says(stations, page, ask):
    stations.filter(name="第3村").update(rate=None)
    text = render_list(ask("?q=第3村"), page, stations).content.decode()
    assert '<td class="right" data-label="资金">3.01</td>' in text
    assert '<span class="state" data-mark="planned"><i class="dot"></i>拟建</span>' in text
    assert 'data-drawer><span class="chip-value">3</span>' in text
    assert "2023-01-04" in text
    assert '<td class="right" data-label="送达率">—</td>' in text


def test_a_missing_relation_is_a_dash(stations, page, ask):
    stations.filter(name="第3村").update(town=None)
    assert (
        '<td class="" data-label="乡镇">—</td>'
        in render_list(ask("?q=第3村"), page, stations).content.decode()
    )


def test_a_misspelt_column_is_an_error_for_its_author(stations, page, ask):
    wrong = replace(page, columns=[Column("名称", "nme")])
    with pytest.raises(AttributeError, match="nme"):
        render_list(ask(), wrong, stations)


def test_no_records_are_no_zero(stations, page, ask):
    stations.filter(name="第3村").update(parcels=None)
    text = render_list(ask("?q=第3村"), page, stations).content.decode()
    assert "无记录" in text


def test_names_are_written_as_text_not_as_markup(stations, page, ask):
    stations.filter(name="第3村").update(name="<script>alert(1)</script>")
    text = render_list(ask("?q=<script>"), page, stations).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_htmx_gets_the_list_alone_and_everybody_else_the_page(stations, page, ask):
    alone = render_list(ask("", **{"HX-Request": "true", "HX-Target": "list-list"}), page, stations)
    whole = render_list(ask("", **{"HX-Request": "true", "HX-Target": "list-other"}), page, stations)
    assert alone.content.decode().lstrip().startswith('<section class="listing"')
    assert "<!doctype html>" in whole.content.decode()
    assert "HX-Target" in alone["Vary"]


def test_in_the_drawer_the_frame_is_left_out(stations, page, ask):
    text = render_list(ask("", **{"HX-Target": "drawer-content"}), page, stations).content.decode()
    assert "<html" not in text
    assert "masthead" not in text
    assert "第1村" in text


def test_actions_are_shown_to_those_who_may(stations, page, ask, people):
    page = replace(
        page,
        actions=[Action("登记", "/add/", allowed=lambda request: request.user == people.bureau)],
        batch=[
            BatchAction(
                "撤销",
                "/withdraw/",
                confirm="将撤销",
                destructive=True,
                allowed=lambda request: request.user == people.bureau,
            )
        ],
    )
    officer = render_list(ask(user=people.bureau), page, stations).content.decode()
    auditor = render_list(ask(user=people.auditor), page, stations).content.decode()
    assert 'href="/add/"' in officer
    assert 'formaction="/withdraw/" data-confirm="将撤销"' in officer
    assert 'name="pk"' in officer
    assert "/add/" not in auditor
    assert 'name="pk"' not in auditor


def test_an_action_names_a_url_that_exists(stations, page, ask):
    wrong = replace(page, actions=[Action("登记", "stations:nowhere")])
    with pytest.raises(NoReverseMatch, match="登记"):
        render_list(ask(), wrong, stations)


def test_nothing_yet_says_how_to_begin(stations, page, ask):
    page = replace(page, empty="还没有站点。", empty_action=Action("登记站点", "/add/"))
    text = render_list(ask(), page, stations.none()).content.decode()
    assert "还没有站点。" in text
    assert '<a class="button button-main" href="/add/">登记站点</a>' in text


def test_no_match_names_the_conditions_and_the_way_out(stations, page, ask):
    text = render_list(ask("?q=天涯海角"), page, stations).content.decode()
    assert "天涯海角" in text.split('class="nothing"')[1]
    assert 'href="/stations/"' in text.split('class="nothing"')[1]


def test_conditions_are_said_in_words(stations, page, ask):
    listing = Listing(ask("?state=PLANNED&place=第1村&opened_to=2023-02-01&q=村"), page, stations)
    assert listing.conditions == ["搜索：村", "状态：拟建", "开业：… – 2023-02-01", "地点：一村"]


def test_links_of_a_list_keep_its_conditions(stations, page, ask):
    text = render_list(ask("?state=OPERATING&page=2"), page, stations).content.decode()
    assert 'href="/stations/?state=OPERATING&amp;page=1"' in text
    assert 'href="/stations/?state=OPERATING&amp;sort=parcels"' in text
    assert 'href="/stations/?state=OPERATING&amp;export=xlsx"' in text


def test_two_lists_on_one_page_do_not_read_each_others_conditions(stations, page, ask):
    one, other = replace(page, key="one"), replace(page, key="other")
    request = ask("?one-state=PLANNED&one-sort=-parcels&one-page=2&state=GONE&sort=nothing")
    first, second = open_list(request, one, stations), open_list(request, other, stations)
    assert (first.row_count, second.row_count) == (20, 60)
    assert (first.sort, second.sort) == ("-parcels", "")
    assert first.problems == second.problems == []
    assert second.next_url == (
        "/stations/?one-state=PLANNED&one-sort=-parcels&one-page=2&state=GONE&sort=nothing&other-page=2"
    )


def test_an_embedded_list_offers_nothing_its_page_cannot_do(stations, page, ask, people):
    listing = open_list(ask("?list-state=PLANNED", user=people.bureau), page, stations)
    assert listing.conditions
    assert not listing.can_save
    assert listing.export_url == ""


NAMES = st.sampled_from(
    ["state", "town", "opened_from", "opened_to", "seen_from", "seen_to", "q", "sort", "page", "few", "place"]
)
VALUES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        [
            "2023-01-05",
            "9999-12-31",
            "0001-01-01",
            "10000-01-01",
            "-1",
            "--parcels",
            "-name",
            "PLANNED",
            "\x00",
        ]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(NAMES, VALUES), max_size=5))
def test_no_address_breaks_the_page(stations, page, ask, pairs):
    assert render_list(ask(f"?{urlencode(pairs)}"), page, stations).status_code == 200


def test_a_figure_given_whole_is_shown_whole(stations, page, ask):
    columns = [
        Column("名称", "name"),
        Column("件", lambda row: Figure(row.parcels, "件", typed=True), Kind.FIGURE),
    ]
    text = render_list(ask(f"?q={quote('第7村')}"), replace(page, columns=columns), stations).content.decode()
    assert "chip-typed" in text
