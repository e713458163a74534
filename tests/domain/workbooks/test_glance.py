"""Looking at a header that nobody knows."""

import io

import openpyxl
import pytest
from tests.domain.workbooks.test_numbers_that_name_things import WAYBILLS

from cuntong.domain.workbooks import Refusal, glance, match_titles, read


def book(*rows, merged=(), hidden=()):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for area in merged:
        made.active.merge_cells(area)
    for rows_of_other in hidden:
        other = made.create_sheet("隐藏")
        other.append(rows_of_other)
        other.sheet_state = "hidden"
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_titles_and_first_rows_are_shown_whatever_stands_above():
    (seen,) = glance(
        book(("示例对账单",), (), ("单", "谁"), ("77", "甲"), (), ("78",), ("79",), ("80",))
    ).glances
    assert (seen.header_row, seen.titles) == (3, ("单", "谁"))
    assert seen.samples == (("77", "甲"), ("78", ""), ("79", ""))


def test_a_merged_header_of_two_rows_names_group_and_title():
    content = book(
        ("单", "寄件", None, "收件", None),
        (None, "人", "电话", "人", "电话"),
        ("77", "甲", "1", "乙", "2"),
        merged=("A1:A2", "B1:C1", "D1:E1"),
    )
    (seen,) = glance(content).glances
    assert seen.titles == ("单", "寄件人", "寄件电话", "收件人", "收件电话")
    assert seen.header_row == 2
    assert seen.samples == (("77", "甲", "1", "乙", "2"),)


def test_hidden_sheets_are_not_shown():
    assert len(glance(book(("单", "谁"), hidden=[("运单号", "收件人")])).glances) == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04broken"])
def test_what_is_no_sheet_is_refused_with_a_reason(content):
    refused = glance(content)
    assert isinstance(refused, Refusal)
    assert refused.message.zh


def test_a_sheet_of_numbers_alone_has_no_header():
    assert glance(book((1, 2), (3, 4))).glances == ()


def test_the_digest_knows_a_header_by_its_titles():
    (one,) = glance(book(("单", "谁 "), ("7", "8"))).glances
    (same,) = glance(book(("'谁", " 单\n"), ("9", "9"))).glances
    (other,) = glance(book(("单", "谁", "几"), ("7", "8", "9"))).glances
    assert one.digest == same.digest != other.digest


def test_of_several_titles_the_first_name_wins_and_a_title_serves_once():
    names = {"phone": ("手机", "电话"), "other": ("电话", "座机"), "weight": ("重量",)}
    assert match_titles(["电话", "手机", "重量（克）", ""], names) == {"phone": 1, "other": 0, "weight": 2}
    assert match_titles(["电话"], names) == {"phone": 0}
    assert match_titles([], names) == {}


def test_a_book_that_was_looked_at_is_read_without_opening_it_again():
    seen = glance(book(("运单号", "收件人"), ("773277027280336", "甲")))
    assert [row.values["number"] for row in read(WAYBILLS, seen.book).rows] == ["773277027280336"]
    assert [row.values["number"] for row in read(WAYBILLS, seen.book).rows] == ["773277027280336"]
