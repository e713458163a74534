"""What holds for every text: the answer is a known division, its evidence are pieces of the text, nothing raises."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.domain.addresses.conftest import HOME, division_rows

from cuntong.domain.addresses import AUTO, REVIEW, Alias, Gazetteer, GazetteerError, Place, Resolver
from cuntong.domain.addresses._names import village_parts
from cuntong.domain.values import DivisionCode

pieces = st.sampled_from(
    [
        "广东省",
        "韶关市",
        "乐昌市",
        "乐昌县",
        "乐昌",
        "坪石镇",
        "坪石",
        "九峰",
        "梅花镇",
        "石溪村",
        "石溪",
        "莲塘",
        "莲塘村",
        "昌山",
        "中路",
        "村委会",
        "社区",
        "新村",
        "富村",
        "宜章县",
        "湖南省",
        "3组",
        "12号",
        "13800138000",
        "138****8000",
        "张三",
        "收件人：",
        "电话:",
        "|",
        "-",
        "，",
        "（",
        "）",
        "樂昌",
        "蓮塘",
        "\u3000",
        "\x00",
        "\t",
        "村",
        "镇",
        "市",
        "路",
        "街道",
    ]
)
texts = st.one_of(st.lists(pieces, max_size=14).map("".join), st.text(max_size=60))


@given(texts)
@example("")
@example("村")
@example("\ud800")
@example("é" * 400)
def test_any_text_is_answered(gazetteer, resolve, text):
    answer = resolve(text)
    assert answer.text == text
    assert answer.decision in {AUTO, REVIEW}
    assert 0.0 <= answer.confidence <= 1.0
    if answer.level == "none":
        assert (answer.division_code, answer.decision) == ("", REVIEW)
    else:
        assert DivisionCode(answer.division_code).level.name.lower() == answer.level
    assert answer.reasons


@given(texts)
def test_the_evidence_are_pieces_of_the_text_and_agree_with_the_answer(resolve, text):
    answer = resolve(text)
    for span in answer.spans:
        assert text[span.start : span.end] == span.text != ""
        assert DivisionCode(span.division_code).contains(DivisionCode(answer.division_code))


@given(texts)
def test_a_parcel_is_decided_alone_only_with_its_village_or_for_elsewhere(resolve, text):
    answer = resolve(text)
    if answer.decision == AUTO and answer.division_code.startswith(HOME):
        assert answer.level == "village"


@given(texts)
def test_the_names_found_are_those_of_a_plain_search(gazetteer, text):
    """Two ways to the answer: the index by first characters against looking for every core with `find`."""
    rows = [row for row in division_rows() if row["level"] == "village"]
    cores = {core for row in rows for core in village_parts(row["name"]).cores}
    plain = sorted(
        (start + len(core), start)
        for core in cores
        for start in range(len(text))
        if text.startswith(core, start)
    )
    found = gazetteer.villages_of(int(HOME)).cores_in(text, set(text))
    assert [(end, start) for start, end, _ in found] == plain


def test_many_are_answered_in_order_one_by_one(gazetteer):
    resolver = Resolver(gazetteer)
    given_texts = ["坪石镇莲塘村", "乐昌市", "九峰镇坪石村委会"]
    assert [answer.text for answer in resolver.resolve_many(iter(given_texts))] == given_texts


def test_the_candidates_of_a_doubtful_name_are_offered(resolve):
    answer = resolve("乐昌市石溪村")
    assert answer.decision == REVIEW
    assert {candidate.division_code for candidate in answer.candidates} >= {"440281106213", "440281110210"}
    assert {candidate.level for candidate in answer.candidates} == {"village"}


def test_the_serving_station_comes_with_the_village(gazetteer):
    resolver = Resolver(gazetteer, stations={"440281108219": "LC-PS-07"})
    assert resolver.resolve("乐昌市坪石镇莲塘村").station == "LC-PS-07"
    assert resolver.resolve("乐昌市坪石镇天堂村").station is None


def test_a_place_that_a_station_entered_leads_to_its_village():
    gazetteer = Gazetteer.from_divisions(
        division_rows(), home=HOME, places=[Place("大塘背", "440281108219"), Place("云门寺", "440281001221")]
    )
    resolve = Resolver(gazetteer).resolve
    assert resolve("乐昌市坪石镇大塘背7号").division_code == "440281108219"
    assert resolve("乐昌市乐城街道云门寺").division_code == "440281001221"


def test_another_name_of_a_division_is_found():
    aliases = [
        Alias("坪石公社", "440281108000", "township"),
        Alias("莲花塘村", "440281108219", "village"),
        Alias("昌乐县", "440281000000", "county"),
    ]
    resolve = Resolver(Gazetteer.from_divisions(division_rows(), home=HOME, aliases=aliases)).resolve
    assert resolve("坪石公社莲塘村").division_code == "440281108219"
    assert resolve("乐昌市坪石镇莲花塘村").division_code == "440281108219"
    assert resolve("昌乐县坪石镇莲塘村").division_code == "440281108219"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("浙江省杭州市江干区庆春东路1号", "330102000000"),
        ("江苏省南通市港闸区", "320613000000"),
        ("浙江省玉环县珠港大道", "331083000000"),
        ("湖北省襄樊市樊城区长虹路", "420606000000"),
        ("广西横县", "450181000000"),
    ],
)
def test_former_names_lead_to_the_division_of_today(resolve, text, code):
    answer = resolve(text)
    assert (answer.division_code, answer.decision) == (code, AUTO)


def _neighbours():
    yield from division_rows()
    for code, name, level in (
        ("330203000000", "海曙区", "county"),
        ("330203101000", "古林镇", "township"),
        ("330212000000", "鄞州区", "county"),
        ("330212104000", "姜山镇", "township"),
        ("220281000000", "蛟河市", "county"),
        ("513225000000", "九寨沟县", "county"),
        ("445103101000", "古巷镇", "township"),
        ("321003102000", "公道镇", "township"),
        ("321003111000", "方巷镇", "township"),
        ("411024107000", "马栏镇", "township"),
        ("350181001000", "玉屏街道", "township"),
    ):
        yield {"code": code, "name": name, "level": level}


def test_a_township_that_moved_to_the_next_county_is_found_there():
    resolve = Resolver(Gazetteer.from_divisions(_neighbours())).resolve
    answer = resolve("浙江省宁波市鄞州区古林镇布政东路")
    assert answer.division_code == "330203101000"


def test_without_a_home_no_county_is_preferred():
    resolve = Resolver(Gazetteer.from_divisions(division_rows())).resolve
    assert resolve("人民中路3号").level == "none"
    assert resolve("广东省").level == "province"
    assert resolve("广东省韶关市").level == "prefecture"
    assert resolve("韶关市乐昌市坪石镇莲塘村").division_code == "440281108219"
    assert resolve("广东省韶关市乐昌市坪石镇").decision == AUTO


@pytest.mark.parametrize("unknown", ["大坝头村", "某某社区", "大坝头村委会"])
def test_a_village_that_no_list_holds_is_for_a_person(unknown):
    answer = Resolver(Gazetteer.from_divisions(division_rows())).resolve(f"乐昌市坪石镇{unknown}3号")
    assert (answer.division_code, answer.decision) == ("440281108000", REVIEW)


@pytest.mark.parametrize(
    "text",
    [
        "张坪石 13800138000 乐昌市",
        "收件人：陈石溪 电话：13800138000 地址：乐昌市",
        "乐昌市 莲塘 138****8000",
    ],
)
def test_a_persons_name_is_no_place(resolve, text):
    assert resolve(text).level == "county"


def test_a_list_of_spreadsheet_rows_may_have_capital_levels_and_short_codes():
    table = "code,name,level\n440281,乐昌市,COUNTY\n440281108,坪石镇,TOWNSHIP\n"
    gazetteer = Gazetteer.from_divisions(csv.DictReader(io.StringIO(table)), home="440281")
    assert Resolver(gazetteer).resolve("坪石镇").division_code == "440281108000"


@pytest.mark.parametrize(
    "row",
    [
        {"code": "440281000000", "name": "", "level": "county"},
        {"code": "4402x1", "name": "乐昌市", "level": "county"},
        {"code": "440281000000", "name": "乐昌市", "level": "city"},
        {"name": "乐昌市", "level": "county"},
    ],
)
def test_a_row_that_cannot_be_used_is_named(row):
    with pytest.raises(GazetteerError, match="row 2"):
        Gazetteer.from_divisions([row])


def test_a_home_that_is_not_in_the_list_is_refused():
    with pytest.raises(GazetteerError, match="990101"):
        Gazetteer.from_divisions(division_rows(), home="990101")
