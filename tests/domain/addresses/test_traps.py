"""Addresses that look as if they named a village, and do not; and villages that are easily mistaken."""

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "乐昌市昌山中路000号",
        "乐昌市乐城昌山西路000号民政局二楼",
        "乐昌市群众路0",
        "乐昌市黄圃街0",
        "广东省韶关市乐昌市长来大道12号",
        "乐昌市新村路3号",
        "乐昌市场山中路5号",
        "广东省韶关市乐昌市",
        "乐昌市石溪村",
        "坪石镇坪石村3组",
    ],
)
def test_what_names_no_village_goes_to_a_person(resolve, text):
    answer = resolve(text)
    assert answer.decision == "review"
    assert answer.level != "village"
    assert answer.division_code.startswith("440281")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("广东省韶关市乐昌市坪石镇莲塘村北方向", "440281108219"),
        ("乐昌市九峰镇坪石村委会", "440281103204"),
        ("乐昌黄圃镇石溪村5号", "440281110210"),
        ("梅花镇石溪村", "440281106213"),
        ("长来镇长来村委会", "440281105200"),
        ("云岩镇斯茅坪村", "440281114206"),
        ("乐城街道新村社区", "440281001005"),
        ("乐城街道新村村委会", "440281001231"),
        ("白石镇富村12号", "440281119206"),
        ("广东省乐昌县坪石乡莲塘村", "440281108219"),
        ("廣東省樂昌市坪石鎮蓮塘村", "440281108219"),
        ("乐昌市坪石莲塘3组", "440281108219"),
        ("乐 昌 市 坪 石 镇 莲 塘 村", "440281108219"),
        ("收件人：李四，电话：138****5678，地址：乐昌市廊田镇马屋村3组", "440281104203"),
        ("张三 13812345678 乐昌市云岩镇出水岩村广场", "440281114203"),
    ],
)
def test_a_village_that_is_named_is_found(resolve, text, code):
    answer = resolve(text)
    assert (answer.division_code, answer.level, answer.decision) == (code, "village", "auto")


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("湖南省郴州市宜章县梅花镇石溪村", "431022"),
        ("杭州市西湖区天目山路176号", "330106"),
    ],
)
def test_a_parcel_for_another_county_is_recognised(resolve, text, county):
    answer = resolve(text)
    assert answer.division_code[:6] == county
    assert answer.decision == "auto"


def test_of_two_counties_the_one_written_last_is_proposed_and_a_person_decides(resolve):
    answer = resolve("浙江省台州市椒江区中国浙江省嘉兴市南湖区昌山路1号")
    assert (answer.division_code[:6], answer.decision) == ("330402", "review")
