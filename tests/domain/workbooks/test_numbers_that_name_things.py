"""Waybill numbers and the phones printed beside them: exact or refused, never nearly right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.workbooks import Column, Kind, Sheet, read

WAYBILLS = Sheet(
    code="WAYBILLS",
    zh="运单",
    en="Waybills",
    columns=(
        Column(name="number", zh="运单号", en="Number", kind=Kind.SERIAL, required=True),
        Column(name="recipient", zh="收件人", en="Recipient", max_length=3, personal=True),
    ),
)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("773277027280336", "773277027280336"),
        (773277027280336, "773277027280336"),
        (773277027280336.0, "773277027280336"),
        ("773277027280336.0", "773277027280336"),
        ("7.73277027280336E+14", "773277027280336"),
        ("7.73277027280336e14", "773277027280336"),
        ("'773277027280336", "773277027280336"),
        ('="773277027280336"', "773277027280336"),
        ("ｊｔ００１２３４５６７８９０１", "JT0012345678901"),
        ("JT 0012 3456 78901", "JT0012345678901"),
        ("ea123456789cn", "EA123456789CN"),
        ("YT-0001", "YT-0001"),
    ],
)
def test_a_number_is_read_digit_by_digit(read_cell, cell, number):
    assert read_cell(cell, Kind.SERIAL) == (number, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("7.73277E+14", "NUMBER_ROUNDED"),
        ("7.7327702728033E+14", "NUMBER_ROUNDED"),
        (7.73277e14, "NUMBER_ROUNDED"),
        (4.3127702728033600e16, "NUMBER_ROUNDED"),
        ("4.31277027280336E+16", "NUMBER_ROUNDED"),
        (12.5, "NUMBER_ROUNDED"),
        (True, "NOT_SERIAL"),
        ("7732；7733", "NOT_SERIAL"),
        ("运单773277", "NOT_SERIAL"),
        ("-773277", "NOT_SERIAL"),
        ("7" * 65, "NOT_SERIAL"),
    ],
)
def test_a_number_that_is_not_whole_is_refused(read_cell, cell, code):
    value, error = read_cell(cell, Kind.SERIAL)
    assert value is None
    assert error.code == code


@given(st.integers(10**9, 10**15 - 1))
def test_scientific_notation_is_taken_only_with_every_digit(number):
    digits = str(number)
    whole = f"{digits[0]}.{digits[1:]}E+{len(digits) - 1}"
    short = f"{digits[0]}.{digits[1:-1]}E+{len(digits) - 1}"
    content = f"运单号,收件人\n{whole},\n{short},\n".encode()
    reading = read(WAYBILLS, content)
    ends_in_zeros = len(digits) > 10 and digits.endswith("000000")
    assert [row.values["number"] for row in reading.rows] == ([] if ends_in_zeros else [digits])
    assert [error.row for error in reading.errors] == ([2, 3] if ends_in_zeros else [3])


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("138****5678", "138****5678"),
        ("1********78", "1********78"),
        ("18412345678-0012", "18412345678-0012"),
        ("18412345678转12", "18412345678-12"),
        (13800000001, "13800000001"),
        ("+86 138 0000 0001", "13800000001"),
        ("0751-5550000", "0751-5550000"),
    ],
)
def test_a_phone_as_carriers_print_it(read_cell, cell, phone):
    assert read_cell(cell, Kind.WAYBILL_PHONE) == (phone, None)


@pytest.mark.parametrize("cell", ["1380000", "13x****5678", "无号码", "**", "138****56781234567890"])
def test_what_is_no_phone_is_refused_and_masked(read_cell, cell):
    value, error = read_cell(cell, Kind.WAYBILL_PHONE)
    assert value is None
    assert "1380000" not in error.message.zh


def test_a_private_column_is_masked_in_its_errors():
    reading = read(WAYBILLS, "运单号,收件人\n773277027280336,示例某某某甲乙\n".encode())
    (error,) = reading.errors
    assert error.code == "TOO_LONG"
    assert error.value == "示例某**甲乙"
    assert "某某某" not in error.message.zh
