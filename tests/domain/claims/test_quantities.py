"""Quantities: what is one, how exact it is, and that a printed one is read back as the same interval."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.claims._lines import make_line
from cuntong.domain.claims._numerals import chinese_number
from cuntong.domain.claims._quantities import numbers_in
from cuntong.domain.claims._units import UNITS
from cuntong.domain.values import Interval

READ = {
    "支付193.6万元": ("money", "1935500", "1936500"),
    "支付１，１９３．６万元": ("money", "11935500", "11936500"),
    "投入1.2亿元": ("money", "115000000", "125000000"),
    "培训483人次": ("count:人次", "483", "483"),
    "建成十二个站点": ("count:个", "12", "12"),
    "培训两万三千人次": ("count:人次", "23000", "23000"),
    "开展200余场次": ("count:场次", "200", "300"),
    "覆盖率百分之七十九点五": ("percent", "79.45", "79.55"),
    "增长-5.2%": ("percent", "-5.25", "-5.15"),
    "投入 1 500 万元".replace("1 5", "15"): ("money", "14995000", "15005000"),
}
NONE = [
    "2021年7月入选",
    "财办建〔2021〕38号",
    "第3期",
    "1、完善体系",
    "“十四五”期间",
    "联系电话07515550000",
    "20xx年",
    "2021-2023年",
]


def _read(text):
    return numbers_in(make_line(1, text).tidy)


@pytest.mark.parametrize("text", READ)
def test_a_quantity_is_read_with_its_measure_and_range(text):
    (number,) = _read(text)
    measure, low, high = READ[text]
    assert (number.measure, number.range.low, number.range.high) == (measure, Fraction(low), Fraction(high))


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_quantity_is_not_read(text):
    assert _read(text) == []


@pytest.mark.parametrize(("text", "low", "high"), [("50%以上", "49.5", None), ("不超过30个", "0", "30")])
def test_bounds_open_the_range(text, low, high):
    (number,) = _read(text)
    assert number.range.low == Fraction(low)
    assert number.range.high == (None if high is None else Fraction(high))


@given(
    st.integers(0, 10**9),
    st.integers(0, 4),
    st.sampled_from(["万元", "元", "亿元", "%", "公里", "吨"]),
    st.booleans(),
)
def test_a_printed_quantity_is_read_back_as_its_interval(digits, places, unit, separated):
    text = f"{digits:0{places + 1}d}"
    whole, decimals = (text[:-places], text[-places:]) if places else (text, "")
    whole = f"{int(whole):,}" if separated else str(int(whole))
    printed = whole + (f".{decimals}" if decimals else "")
    (number,) = _read(f"达到{printed}{unit}。")
    interval = Interval.from_printed(printed).scaled(UNITS[unit][1])
    assert (number.range.low, number.range.high) == (interval.low, interval.high)


def _in_chinese(number):
    """A plain writer of numerals to 9999, for reading back."""
    text, pending = "", False
    for ten, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, ten)
        if digit:
            text, pending = text + ("零" if pending else "") + "零一二三四五六七八九"[digit] + name, False
        elif text and number:
            pending = True
    return text


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_a_chinese_numeral_is_read_back(high, low):
    rest = "" if not low else ("零" if low < 1000 else "") + _in_chinese(low)
    assert chinese_number(_in_chinese(high)) == high
    assert chinese_number(f"{_in_chinese(high)}万{rest}") == high * 10**4 + low


@pytest.mark.parametrize("text", ["十四五", "万", "二十十", "三百千"])
def test_what_is_no_numeral_is_refused(text):
    assert chinese_number(text) is None


@given(st.text(max_size=300))
def test_any_line_is_read_and_its_places_are_true(text):
    line = make_line(1, text)
    for number in numbers_in(line.tidy):
        start, end = line.raw_span(number.start, number.end)
        assert 0 <= start < end <= len(text)
