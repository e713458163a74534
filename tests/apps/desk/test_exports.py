"""The workbook of a list holds what the reader saw."""

import io
import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.contrib.messages import get_messages

from cuntong.apps.desk.lists import Column, Kind, render_list


@pytest.fixture
def exported(page, ask, stations):
    def read(query, page=page, rows=stations):
        response = render_list(ask(query), page, rows)
        assert response.status_code == 200
        assert "attachment" in response["Content-Disposition"]
        return list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)

    return read


def test_conditions_order_and_all_pages(exported):
    title, _as_of, heads, *rows, sums = exported("?state=OPERATING&sort=-parcels&page=2&export=xlsx")
    assert title[0] == "站点 · 状态：运营中"
    assert heads[0] == "名称"
    assert heads[-1] == "代码"
    assert [row[0] for row in rows] == [f"第{n}村" for n in range(59, -1, -1) if n % 3]
    assert sums[4] == sum(n for n in range(60) if n % 3)


def test_values_keep_their_places(exported):
    *_, row, _sums = exported("?q=第7村&export=xlsx")
    assert row[2] == "运营中"
    assert row[3].isoformat() == "2023-01-08T00:00:00"
    assert (row[4], row[5]) == (7, 7.01)
    assert Decimal(str(row[6])) == Decimal("0.000701")
    assert Decimal(str(row[7])) == 7
    assert row[8] == "2023-01-03 06:00"


def test_a_missing_value_is_an_empty_cell(exported, stations):
    stations.filter(name="第7村").update(parcels=None, town=None, opened_date=None, rate=None)
    *_, row, _sums = exported("?q=第7村&export=xlsx")
    assert [row[index] for index in (1, 3, 4, 7)] == [None] * 4


def test_a_text_never_becomes_a_formula(exported, stations):
    stations.filter(name="第7村").update(name="=1+1")
    *_, row, _sums = exported("?q=%3D1&export=xlsx")
    assert row[0] == "=1+1"


def test_a_list_too_long_to_wait_for_is_refused_with_a_sentence(stations, page, ask):
    request = ask("?state=OPERATING&page=2&export=xlsx")
    response = render_list(request, replace(page, export_rows=39), stations)
    assert (response.status_code, response["Location"]) == (302, "/stations/?state=OPERATING")
    assert re.findall(r"\d+", str(next(iter(get_messages(request))))) == ["40", "39"]


def test_wrong_conditions_export_nothing(stations, page, ask):
    response = render_list(ask("?state=GONE&export=xlsx"), page, stations)
    assert response["Content-Type"].startswith("text/html")


def test_columns_by_function(exported, page):
    columns = [Column("名称", "name"), Column("两倍", lambda row: row.parcels * 2, Kind.NUMBER)]
    *_, row = exported("?q=第7村&export=xlsx", replace(page, columns=columns))
    assert row == ("第7村", 14)
