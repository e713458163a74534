"""Numbers, dates and secrets as people read them."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.apps.desk import formats

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567, 0, "1,234,567"),
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("-0.125"), 2, "-0.13"),
        (2.675, 2, "2.68"),
        (Decimal("-0.001"), 2, "0.00"),
        (None, 2, "—"),
        ("", 0, "—"),
        (0, 0, "0"),
    ],
)
def test_a_number_is_separated_and_rounded_half_up(value, decimals, text):
    assert formats.figure_number(value, decimals) == text


@given(amounts)
def test_yuan_reads_back_as_the_same_amount(amount):
    assert Decimal(formats.yuan(amount).replace(",", "")) == amount


@given(amounts, st.integers(0, 6))
def test_wan_is_a_ten_thousandth_to_half_a_last_place(amount, decimals):
    shown = Decimal(formats.wan(amount, decimals).replace(",", ""))
    assert abs(shown * 10_000 - amount) <= Decimal(5_000).scaleb(-decimals)


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [
        (Decimal("4126000.00"), 2, "412.60"),
        (Decimal("50.00"), 2, "0.01"),
        (Decimal("49.99"), 2, "0.00"),
        (None, 2, "—"),
    ],
)
def test_wan(amount, decimals, text):
    assert formats.wan(amount, decimals) == text


def test_a_ratio_is_shown_in_percent():
    assert formats.percent(Decimal("0.52062"), 2) == "52.06%"
    assert formats.percent(None) == "—"


def test_a_moment_is_told_by_the_countys_clock():
    late = datetime.datetime(2023, 4, 30, 16, 30, tzinfo=datetime.UTC)
    assert formats.local_date(late) == "2023-05-01"
    assert formats.local_time(late) == "2023-05-01 00:30"
    assert formats.local_date(datetime.date(2023, 5, 1)) == "2023-05-01"
    assert formats.local_date(None) == formats.local_time(None) == "—"


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("13800001234", "138****1234"),
        ("440281199001011234", "4402************34"),
        ("张三丰", "张**"),
        ("", "—"),
        (None, "—"),
    ],
)
def test_the_middle_of_a_secret_is_hidden(secret, shown):
    assert formats.masked(secret) == shown


@given(st.text(alphabet="0123456789X", min_size=2, max_size=30))
def test_a_mask_keeps_the_length_and_hides_something(secret):
    shown = formats.masked(secret)
    assert len(shown) == len(secret)
    assert "*" in shown
