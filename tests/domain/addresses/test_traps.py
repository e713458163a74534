"""Addresses that look as if they named a village, and do not; and villages that are easily mistaken."""

import pytest
from tests.domain.addresses.conftest import division_rows

from cuntong.domain.addresses import Gazetteer, Resolver


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


_ELSEWHERE = (
    ("330102000000", "上城区", "county"),
    ("330300000000", "温州市", "prefecture"),
    ("331083000000", "玉环市", "county"),
    ("331083102000", "楚门镇", "township"),
    ("361123000000", "玉山县", "county"),
    ("361123106000", "下镇镇", "township"),
    ("330110000000", "余杭区", "county"),
    ("330110011000", "闲林街道", "township"),
    ("330110011207", "云鸿社区居民委员会", "village"),
    ("330110011208", "柏加王村村民委员会", "village"),
    ("330110011209", "秋北村村民委员会", "village"),
    ("611024000000", "山阳县", "county"),
    ("611024102000", "高坝店镇", "township"),
    ("620721000000", "肃南裕固族自治县", "county"),
    ("620721206000", "白银蒙古族乡", "township"),
    ("330483000000", "桐乡市", "county"),
    ("330483100000", "乌镇镇", "township"),
    ("331122000000", "缙云县", "county"),
    ("331122101000", "壶镇镇", "township"),
    ("532925000000", "弥渡县", "county"),
    ("532925105000", "新街镇", "township"),
    ("532925105201", "新胜村村民委员会", "village"),
    ("330109000000", "萧山区", "county"),
    ("330109012000", "新街街道", "township"),
    ("330109012202", "新胜村村民委员会", "village"),
)


@pytest.fixture(scope="module")
def resolve_anywhere():
    rows = [{"code": code, "name": name, "level": level} for code, name, level in _ELSEWHERE]
    return Resolver(Gazetteer.from_divisions([*division_rows(), *rows])).resolve


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("杭州市文山之路省建工大厦11楼", id="a bare county outside the prefecture in the text"),
        pytest.param("浙江省温州市上城锦苑", id="a bare district outside the prefecture in the text"),
        pytest.param("云南省乐昌市坪石镇", id="a county outside the province in the text"),
        pytest.param("琉下镇留和路1310号", id="a township glued to an unknown character"),
        pytest.param("下镇北工业区凤都一路924号", id="a township whose own closing word is missing"),
        pytest.param("白银街道第一新村报社425号", id="a shortened name with another closing word"),
        pytest.param("新街镇新胜村工业园区2810号", id="two townships of that name with such a village"),
        pytest.param("余杭区云鸿大厦2169", id="a house that bears a village's rare name"),
        pytest.param("余杭区秋北嘉苑0栋00单元", id="an estate that bears a village's rare name"),
        pytest.param(
            "余杭区闲林街道豇设村柏加王加油站", id="a bare name behind a village that no list holds"
        ),
        pytest.param("深圳市宝安区绍兴越城区鲁迅西路67号", id="the place that a form filled in is another"),
        pytest.param("台州市椒江区景和名苑12栋 北京市朝阳区寄", id="two places, one of them the sender's"),
    ],
)
def test_what_only_looks_certain_is_for_a_person(resolve_anywhere, text):
    assert resolve_anywhere(text).decision == "review"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("【菜鸟驿站】玉环县楚门镇(送货上门)#2345#", "331083"),
        ("【菜鸟驿站】金华永康县丽州北路102弄5-7", "330784"),
        ("浙江省玉山县城北路3号", "361123"),
        ("缙云壶镇兴达路239号", "331122101"),
    ],
)
def test_a_longer_name_is_not_cut_to_a_shorter_one(resolve_anywhere, text, code):
    """永康县 is no 康县, 玉环县 no 环县, 玉山|县城 the county, 缙云|壶镇 its township."""
    answer = resolve_anywhere(text)
    assert answer.division_code.startswith(code)


@pytest.mark.parametrize("text", ["余杭区闲林街道上街云鸿社区", "余杭区闲林街道柏加王2组"])
def test_caution_does_not_reach_what_is_certain(resolve_anywhere, text):
    assert resolve_anywhere(text).decision == "auto"


def test_the_market_street_of_a_township_is_in_it(resolve_anywhere):
    assert resolve_anywhere("山阳县高坝店街上").division_code == "611024102000"


def test_a_street_with_the_name_of_a_subdistrict_is_none(resolve_anywhere):
    """北街街道 has the core 北街, which every 开元北街 ends with."""
    answer = resolve_anywhere("余杭区闲林街道开元北街7号")
    assert (answer.division_code, answer.decision) == ("330110011000", "auto")


_NOISE = (
    "{}",
    "张三 13800138000 {}",
    "王小明13800138000{}",
    "{} 李四妹 138****8000",
    "【菜鸟驿站】{}(送货上门勿放柜)#2345#",
    "{}[号码保护中_拨打13800138000_转1234]",
    "收货人: 陈晓东\n手机号码: 13800138000\n所在地区: 广东省韶关市乐昌市\n详细地址: {}",
    "广东省韶关市乐昌市{}",
    "广东省韶关市乐昌市广东省韶关市乐昌市{}",
)


@pytest.mark.parametrize("noise", _NOISE)
@pytest.mark.parametrize("written", ["plain", "spaced", "wide", "parted"])
def test_noise_around_an_address_changes_nothing(resolve, noise, written):
    address = "坪石镇莲塘村3组12号"
    address = {
        "plain": address,
        "spaced": " ".join(address),
        "wide": address.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}),
        "parted": "坪石镇-莲塘村,3组/12号",
    }[written]
    answer = resolve(noise.format(address))
    assert (answer.division_code, answer.decision) == ("440281108219", "auto")


@pytest.mark.parametrize(
    "written", ["莲塘村委会", "莲塘村民委员会", "莲塘大队", "莲塘村委", "莲塘 村", "蓮塘村", "莲溏村"]
)
def test_a_village_has_many_ways_of_being_written(resolve, written):
    assert resolve(f"乐昌市坪石镇{written}3组").division_code == "440281108219"
