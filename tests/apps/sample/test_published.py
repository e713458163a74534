"""The published figures beside ours: what is said where they agree, where they do not, and where there is nothing."""

import re
from decimal import Decimal

import pytest
from django.conf import settings

from cuntong.apps.sample.published import PUBLISHED, compare
from cuntong.domain.indicators import CATALOGUE


def compared(code, value):
    (one,) = [one for one in compare({code: value}) if one.code == code]
    return one


@pytest.mark.parametrize(
    ("code", "value", "verdict"),
    [
        ("TAIL_EXECUTION_RATE", Decimal("38.72"), "不一致"),
        ("EXECUTION_RATE", Decimal("79.57"), "一致"),
        ("FUNDS_PAID", Decimal(11_936_000), "一致"),
        ("FUNDS_PAID", Decimal(11_937_000), "不一致"),
        ("ATTENDANCES_GENERAL", Decimal(2596), "不一致"),
        ("VILLAGE_COVERAGE", Decimal("52.06"), "一致"),
        ("VILLAGE_COVERAGE", Decimal("44.89"), "不一致"),
        ("FIRMS_SETTLED", Decimal(19), "不一致"),
        ("ROUTES_OPENED", None, "无记录"),
        ("SATISFACTION_SHARE", None, "无记录"),
        ("SATISFACTION_SHARE", Decimal(91), "原文未给出"),
    ],
)
def test_the_verdict_on_a_figure(code, value, verdict):
    assert compared(code, value).verdict == verdict


def test_both_figures_are_printed_in_the_unit_of_the_report():
    one = compared("FUNDS_PAID", Decimal("11936000.00"))
    assert (one.published, one.computed) == ("1193.6 万元", "1193.6 万元")


def test_a_difference_is_explained_with_its_line():
    note = compared("TAIL_EXECUTION_RATE", Decimal("38.72")).note
    assert note.startswith("L29 ")
    assert "38.72" in note


@pytest.fixture(scope="module")
def marks():
    """What the list of sources says of each figure: mark, published value, line."""
    text = (settings.SAMPLE / "SOURCES.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", text, re.MULTILINE)
    return {code: tuple(cells) for code, *cells in rows}


def test_the_list_of_sources_marks_every_figure(marks):
    assert marks.keys() == CATALOGUE.keys()


def test_the_list_of_sources_prints_what_was_published(marks):
    printed = {one.code: (one.mark, one.printed or "—", one.line) for one in PUBLISHED}
    assert {code: marks[code] for code in printed} == printed
    assert {marks[code] for code in marks.keys() - printed.keys()} == {
        ("synthetic", "—", "—"),
        ("no records", "—", "—"),
    }
