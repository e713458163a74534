"""What a cell may look like, and the value or the sentence it becomes."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.workbooks.conftest import KEY

from cuntong.domain.workbooks import Column, Kind, Sheet, read
from cuntong.domain.workbooks._identity import id_check_character
from cuntong.domain.workbooks._units import factor


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("　村　民 ", "村　民"),
        ("=1+1", "=1+1"),
        ("@sum", "@sum"),
        (5.0, "5"),
        (2.5, "2.5"),
        (13800000000, "13800000000"),
        (date(2023, 5, 1), "2023-05-01"),
        (True, "TRUE"),
    ],
)
def test_text_keeps_what_is_shown(read_cell, cell, value):
    assert read_cell(cell) == (value, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1234567890123456789, "NUMBER_ROUNDED"),
        ("6.21226E+18", "NUMBER_ROUNDED"),
        ("a\x07b", "CONTROL_CHARACTER"),
    ],
)
def test_text_that_lost_something_is_refused(read_cell, cell, code):
    assert read_cell(cell)[1].code == code


def test_text_too_long_says_how_long(read_cell):
    assert read_cell("一二三四五六", max_length=5)[1].message.zh == "第 2 行“值”：最多 5 个字，现为 6 个字"
    assert read_cell("一二三四五", max_length=5) == ("一二三四五", None)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (12, 12),
        ("１２", 12),
        ("１，２３４", 1234),
        ("1,234,567", 1234567),
        ("12.0", 12),
        ("1.2万", 12000),
        ("3 人次", 3),
        ("0.3万人次", 3000),
        ("-5", -5),
    ],
)
def test_integers_as_people_write_them(read_cell, cell, value):
    assert read_cell(cell, Kind.INTEGER, unit="人次") == (value, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("约50", "NOT_NUMBER"),
        ("50-60", "NOT_NUMBER"),
        ("1,23", "NOT_NUMBER"),
        ("1O", "UNIT_UNKNOWN"),
        (2.5, "NOT_WHOLE"),
        ("3 户", "UNIT_UNKNOWN"),
        ("1e5", "NOT_NUMBER"),
        ("1.2E+15", "NUMBER_ROUNDED"),
        ("1234567890123456789", "TOO_MANY_DIGITS"),
        (date(2023, 3, 5), "NUMBER_IS_DATE"),
        (True, "NOT_NUMBER"),
    ],
)
def test_integers_that_are_none(read_cell, cell, code):
    assert read_cell(cell, Kind.INTEGER, unit="人次")[1].code == code


@pytest.mark.parametrize("text", ["NaN", "1e999", "-1e999"])
def test_numbers_beyond_all_numbers_are_refused(roster, zip_parts, worksheet, inline_row, text):
    sheet = Sheet(
        code="N", zh="数", en="N", columns=(KEY, Column(name="x", zh="值", en="X", kind=Kind.DECIMAL))
    )
    xml = inline_row(1, ["序", "值"]) + f'<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>{text}</v></c></row>'
    reading = read(sheet, zip_parts(worksheet(xml)))
    assert [error.code for error in reading.errors] == ["NOT_NUMBER"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1200.5, "1200.50"),
        (0.1 + 0.2, "0.30"),
        ("￥1,234.50", "1234.50"),
        ("1,234.50元整", "1234.50"),
        ("12万", "120000.00"),
        ("12.5 万元", "125000.00"),
        ("1.2亿", "120000000.00"),
        ("12.345678万元", "123456.78"),
        ("人民币500元", "500.00"),
        ("500 yuan", "500.00"),
        ("-20", "-20.00"),
    ],
)
def test_money_is_exact(read_cell, cell, value):
    found, error = read_cell(cell, Kind.MONEY_YUAN)
    assert error is None
    assert str(found) == value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (12.345, "MONEY_FRACTION"),
        ("1.2345678万元", "MONEY_FRACTION"),
        ("5公斤", "UNIT"),
        ("$5", "NOT_NUMBER"),
        ("", None),
    ],
)
def test_money_that_is_none(read_cell, cell, code):
    error = read_cell(cell, Kind.MONEY_YUAN)[1]
    assert (error and error.code) == code


def test_a_number_outside_the_bounds_asks_for_its_unit(read_cell):
    low = read_cell(12, Kind.MONEY_YUAN, minimum=1000, maximum=1_000_000)[1]
    high = read_cell(120000, Kind.DECIMAL, unit="万元", maximum=100)[1]
    assert low.code == "TOO_SMALL_UNIT"
    assert "12万元" in low.message.zh
    assert high.code == "TOO_LARGE_UNIT"
    assert "120,000元" in high.message.en


def test_a_number_outside_the_bounds_that_no_unit_explains(read_cell):
    assert read_cell(-3, Kind.INTEGER, minimum=0)[1].message.zh == "第 2 行“值”：不应小于 0，现为 -3"
    assert read_cell(7, Kind.INTEGER, maximum=5)[1].code == "TOO_LARGE"
    assert read_cell(5, Kind.INTEGER, minimum=5, maximum=5) == (5, None)


def test_units_of_one_kind_are_converted(read_cell):
    assert read_cell("3吨", Kind.DECIMAL, unit="kg") == (Decimal(3000), None)
    assert read_cell("3斤", Kind.DECIMAL, unit="公斤") == (Decimal("1.5"), None)
    assert read_cell(2, Kind.DECIMAL, unit="kg", title="值（吨）") == (Decimal(2000), None)
    assert read_cell("12万元", Kind.DECIMAL, unit="万元") == (Decimal(12), None)
    assert read_cell("120000元", Kind.DECIMAL, unit="万元") == (Decimal(12), None)
    assert read_cell("52.06%", Kind.DECIMAL, unit="%") == (Decimal("52.06"), None)
    assert read_cell("52%", Kind.DECIMAL) == (Decimal("0.52"), None)


@settings(deadline=None)
@given(st.sampled_from(["元", "万元", "千元", "亿元"]), st.sampled_from(["元", "万元", "百万元"]))
def test_units_convert_there_and_back(one, other):
    assert factor(one, other) * factor(other, one) == 1


@pytest.mark.parametrize(
    "cell",
    [
        date(2023, 5, 1),
        datetime(2023, 5, 1, 9, 30),  # noqa: DTZ001
        "2023-5-1",
        "2023/05/01",
        "2023.5.1",
        "2023年5月1日",
        "２０２３年５月１日",
        "2023年05月01号",
        "2023-05-01 09:30:00",
        "20230501",
        20230501,
        45047,
        "45047",
    ],
)
def test_dates_as_people_write_them(read_cell, cell):
    assert read_cell(cell, Kind.DATE) == (date(2023, 5, 1), None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("5/1/2023", "DATE_AMBIGUOUS"),
        ("1.5.23", "DATE_AMBIGUOUS"),
        ("23年5月1日", "DATE_AMBIGUOUS"),
        ("2023年5月", "DATE_INCOMPLETE"),
        ("5月1日", "DATE_INCOMPLETE"),
        (2023, "DATE_INCOMPLETE"),
        ("202305", "DATE_INCOMPLETE"),
        ("2023-02-30", "NO_SUCH_DAY"),
        ("20231301", "NO_SUCH_DAY"),
        ("五月初一", "NOT_DATE"),
        (0.5, "NOT_DATE"),
        (5, "NOT_DATE"),
        (True, "NOT_DATE"),
    ],
)
def test_dates_that_are_none_or_two(read_cell, cell, code):
    assert read_cell(cell, Kind.DATE)[1].code == code


def test_a_time_is_no_date():
    from cuntong.domain.workbooks._dates import read_date
    from cuntong.domain.workbooks._messages import Fault

    with pytest.raises(Fault, match="NOT_DATE"):
        read_date(time(9, 30))


def test_date_bounds_are_named(read_cell):
    bounds = {"minimum": date(2023, 1, 1), "maximum": date(2023, 12, 31)}
    assert read_cell("2022-12-31", Kind.DATE, **bounds)[1].message.zh == (
        "第 2 行“值”：不应早于 2023-01-01，现为 2022-12-31"
    )
    assert read_cell("2024-1-1", Kind.DATE, **bounds)[1].code == "TOO_LATE"
    assert read_cell("2023-1-1", Kind.DATE, **bounds) == (date(2023, 1, 1), None)


CHOICES = {
    "BUILT": ("已建成", "built"),
    "ACCEPTED": ("已验收", "accepted"),
    "OPERATING": ("运营中", "operating"),
}


@pytest.mark.parametrize("cell", ["已建成", " 已 建成", "built", "Built", "BUILT", "ＢＵＩＬＴ"])
def test_choices_by_label_or_code(read_cell, cell):
    assert read_cell(cell, Kind.CHOICE, choices=CHOICES) == ("BUILT", None)


def test_an_unknown_choice_gets_the_nearest_or_all(read_cell):
    near = read_cell("已建", Kind.CHOICE, choices=CHOICES)[1]
    far = read_cell("拆除", Kind.CHOICE, choices=CHOICES)[1]
    assert near.message.zh == "第 2 行“值”：没有“已建”这一项，是否“已建成”？"
    assert near.message.en == "Row 2, “X” has no choice “已建”; is “built” meant?"
    assert far.message.zh == "第 2 行“值”：应为 已建成、已验收、运营中 之一，现为“拆除”"


@pytest.mark.parametrize(("cell", "value"), [("是", True), ("√", True), ("Y", True), (1, True), (True, True)])
def test_yes(read_cell, cell, value):
    assert read_cell(cell, Kind.BOOLEAN) == (value, None)


@pytest.mark.parametrize(
    ("cell", "value"), [("否", False), ("无", False), ("×", False), (0, False), ("no", False)]
)
def test_no(read_cell, cell, value):
    assert read_cell(cell, Kind.BOOLEAN) == (value, None)


def test_neither_yes_nor_no(read_cell):
    assert read_cell("也许", Kind.BOOLEAN)[1].message.en == "Row 2, “X” should be yes or no, but is “也许”"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (19900000001, "19900000001"),
        ("199 0000 0001", "19900000001"),
        ("１９９－００００－０００１", "19900000001"),
        ("+86 19900000001", "19900000001"),
        ("008619900000001", "19900000001"),
        ("8619900000001", "19900000001"),
        ("19900000086", "19900000086"),
        ("0751-5550000", "0751-5550000"),
        ("（0751）5550000", "0751-5550000"),
        ("02055500000", "020-55500000"),
        ("0751-5550000转801", "0751-5550000-801"),
    ],
)
def test_phones(read_cell, cell, value):
    assert read_cell(cell, Kind.PHONE) == (value, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1990000001", "PHONE_LENGTH"),
        ("199000000012", "PHONE_LENGTH"),
        ("12345678901", "PHONE_PREFIX"),
        ("5550000", "PHONE_AREA"),
        (7515550000, "PHONE_ZERO_LOST"),
        ("19900000001/19900000002", "PHONE_SEVERAL"),
        ("无电话", "PHONE_CHARACTERS"),
        ("99900000001", "PHONE_CHARACTERS"),
    ],
)
def test_phones_that_are_none(read_cell, cell, code):
    assert read_cell(cell, Kind.PHONE)[1].code == code


def test_the_sentence_for_a_short_phone_number(read_cell):
    error = read_cell("1990000001", Kind.PHONE)[1]
    assert error.message.zh == "第 2 行“值”：应为 11 位数字，现为 10 位"
    assert error.message.en == "Row 2, “X” should have 11 digits, but has 10"
    assert error.value == "199*****01"


def test_the_standard_s_own_id_number(read_cell):
    assert read_cell("11010519491231002x", Kind.ID_NUMBER) == ("11010519491231002X", None)
    assert read_cell("１１０１０５ １９４９１２３１ ００２Ｘ", Kind.ID_NUMBER) == ("11010519491231002X", None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (110105194912310020, "ID_ROUNDED"),
        ("1.10105E+17", "ID_ROUNDED"),
        ("110105194912310000", "ID_ROUNDED"),
        ("110105194912310021", "ID_CHECKSUM"),
        ("11010519491331002X", "ID_BIRTH_DATE"),
        ("1101051949123100X2", "ID_CHARACTERS"),
        ("1101051949123100", "ID_LENGTH"),
        ("110105491231002", "ID_OLD"),
    ],
)
def test_id_numbers_that_are_none(read_cell, cell, code):
    error = read_cell(cell, Kind.ID_NUMBER)[1]
    assert error.code == code
    assert "19491231" not in error.value + error.message.zh + error.message.en


@settings(deadline=None)
@given(st.integers(0, 10**5 - 1), st.dates(date(1900, 1, 1), date(2023, 1, 1)), st.data())
def test_any_changed_digit_breaks_an_id_number(serial, birth, data):
    first = f"9{serial:05}{birth:%Y%m%d}123"
    place = data.draw(st.integers(0, 16))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != first[place]]))
    assert id_check_character(first) != id_check_character(first[:place] + other + first[place + 1 :])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("440281001001", "440281001001"),
        (440281001001, "440281001001"),
        ("440281", "440281000000"),
        ("440281001", "440281001000"),
        ("４４０２８１００１００１", "440281001001"),
    ],
)
def test_division_codes(read_cell, cell, value):
    assert read_cell(cell, Kind.DIVISION_CODE) == (value, None)


@pytest.mark.parametrize("cell", ["44028", "440281A01001", "乐城街道", "000000001001"])
def test_division_codes_that_are_none(read_cell, cell):
    assert read_cell(cell, Kind.DIVISION_CODE)[1].code == "DIVISION_CODE"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("https://shop.example.com/a?b=1", None),
        ("HTTP://shop.example.com", None),
        ("shop.example.com", "URL_SCHEME"),
        ("javascript://example.com/%0aalert(1)", "URL_SCHEME"),
        ("ftp://example.com", "URL_SCHEME"),
        ("http://shop", "NOT_URL"),
        ("http://a b.example.com", "NOT_URL"),
        ("http://[::1", "NOT_URL"),
    ],
)
def test_urls(read_cell, cell, code):
    value, error = read_cell(cell, Kind.URL)
    assert (error and error.code) == code
    assert value == (None if code else cell)


def test_a_url_may_be_limited(read_cell):
    assert read_cell("https://shop.example.com/abc", Kind.URL, max_length=20)[1].code == "TOO_LONG"


@pytest.mark.parametrize("cell", ["/", "—", "无", "N/A", "　"])
def test_an_optional_cell_may_say_none(read_cell, cell):
    assert read_cell(cell, Kind.PHONE) == (None, None)
    assert read_cell(cell, Kind.MONEY_YUAN) == (None, None)


def test_a_required_cell_may_not(read_cell):
    assert read_cell("无", Kind.PHONE, required=True)[1].code == "PHONE_CHARACTERS"
    assert read_cell("", Kind.PHONE, required=True)[1].message.zh == "第 2 行“值”：必填，现为空"


def test_private_numbers_are_masked_wherever_they_stand(read_cell):
    for kind in (Kind.DATE, Kind.INTEGER, Kind.BOOLEAN):
        error = read_cell("身份证11010519491231002X", kind)[1]
        assert "19491231" not in error.value + error.message.zh + error.message.en


@pytest.mark.parametrize(
    "text", ["2023-5-1" + " " * 32_000 + "x", "(" * 32_000, "9" * 32_000, "1" + ",111" * 8_000]
)
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.TEXT, Kind.CHOICE)])
def test_absurdly_long_cells_are_answered(read_cell, kind, text):
    error = read_cell(text, kind)[1]
    assert len(error.value) <= 41
    assert len(error.message.zh) < 200


def test_absurdly_long_titles_are_answered(write_xlsx):
    sheet = Sheet(code="ONE", zh="一", en="One", columns=(KEY,))
    assert read(sheet, write_xlsx([["序", *["(" * 32_000] * 50], ["a"]])).is_clean
