"""Whatever is written is read back as it was."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cuntong.domain.workbooks import Column, Kind, Sheet, annotate, export, read
from cuntong.domain.workbooks._identity import id_check_character
from cuntong.domain.workbooks._text import has_control_characters, tidy
from cuntong.domain.workbooks._titles import EXAMPLE_MARKS, TOTAL_WORDS

SHEET = Sheet(
    code="ALL",
    zh="全部",
    en="All kinds",
    columns=(
        Column(name="key", zh="编号", en="Key", required=True),
        Column(name="text", zh="文字", en="Text"),
        Column(name="whole", zh="整数", en="Whole", kind=Kind.INTEGER, unit="人次"),
        Column(name="number", zh="数", en="Number", kind=Kind.DECIMAL, unit="万元", unit_en="10,000 yuan"),
        Column(name="money", zh="金额", en="Money", kind=Kind.MONEY_YUAN),
        Column(name="day", zh="日期", en="Day", kind=Kind.DATE),
        Column(
            name="choice",
            zh="选项",
            en="Choice",
            kind=Kind.CHOICE,
            choices={"A": ("甲，一", "first, a"), "B": ("乙", "second")},
        ),
        Column(name="flag", zh="是否", en="Flag", kind=Kind.BOOLEAN),
        Column(name="phone", zh="电话", en="Phone", kind=Kind.PHONE),
        Column(name="id_number", zh="身份证号", en="ID", kind=Kind.ID_NUMBER),
        Column(name="village", zh="村", en="Village", kind=Kind.DIVISION_CODE),
        Column(name="url", zh="网址", en="URL", kind=Kind.URL),
    ),
)


def is_kept(text):
    """Texts that a reader leaves as they are: no blank edges, nothing Excel cannot hold, no example or total."""
    plain = tidy(text) == text and not has_control_characters(text) and "\r" not in text
    return plain and not text.casefold().startswith(EXAMPLE_MARKS) and text not in TOTAL_WORDS


TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["=1+1", "+8", "-x", "@a", "<r>a</r>", "<r></r>", "_x0041_", "1.50", "2023-05-01", "TRUE", "“引”"]
    ),
).filter(lambda text: text and is_kept(text))


def id_numbers():
    parts = st.tuples(
        st.integers(0, 99_999), st.dates(date(1900, 1, 1), date(2023, 1, 1)), st.integers(0, 999)
    )
    firsts = parts.map(lambda part: f"9{part[0]:05}{part[1]:%Y%m%d}{part[2]:03}")
    return firsts.map(lambda first: first + id_check_character(first))


def decimals(places):
    return st.decimals(-(10**11), 10**11, places=places, allow_nan=False)


ROW = st.fixed_dictionaries(
    {
        "key": TEXTS,
        "text": st.none() | TEXTS,
        "whole": st.none() | st.integers(-(10**17), 10**17),
        "number": st.none() | decimals(4),
        "money": st.none() | decimals(2),
        "day": st.none() | st.dates(date(1901, 1, 1), date(9999, 12, 31)),
        "choice": st.sampled_from([None, "A", "B"]),
        "flag": st.sampled_from([None, True, False]),
        "phone": st.none() | st.from_regex(r"1[3-9][0-9]{9}|0751-[0-9]{7}|010-[0-9]{8}", fullmatch=True),
        "id_number": st.none() | id_numbers(),
        "village": st.none() | st.integers(11 * 10**10, 10**12 - 1).map(str),
        "url": st.none() | st.from_regex(r"https?://[a-z]{1,8}\.(com|cn)/[a-z0-9?=&%]{0,20}", fullmatch=True),
    }
)
ROWS = st.lists(ROW, min_size=1, max_size=5)
LANGUAGES = st.sampled_from(["zh", "en"])


@settings(max_examples=60, deadline=None)
@given(ROWS, LANGUAGES, st.booleans())
def test_exported_rows_are_read_back_the_same(rows, language, with_totals):
    totals = ("whole", "money") if with_totals else ()
    data = export(
        SHEET, rows, title="全部", as_of=date(2023, 12, 31), synthetic=True, language=language, totals=totals
    )
    reading = read(SHEET, data)
    assert reading.errors == ()
    assert [dict(row.values) for row in reading.rows] == rows
    assert len(reading.notes) == with_totals


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_an_annotated_copy_holds_the_same_rows(rows):
    data = export(SHEET, rows, title="全部", as_of=date(2023, 12, 31))
    first = read(SHEET, data)
    second = read(SHEET, annotate(SHEET, data, first))
    assert [(row.number, dict(row.values)) for row in second.rows] == [
        (row.number, dict(row.values)) for row in first.rows
    ]


@settings(deadline=None)
@given(st.decimals(-(10**14), 10**14, places=2, allow_nan=False))
def test_money_written_as_text_in_any_unit_is_exact(amount):
    sheet = Sheet(
        code="M",
        zh="钱",
        en="M",
        columns=(Column(name="m", zh="金额", en="M", kind=Kind.MONEY_YUAN, required=True),),
    )
    for text in (f"{amount:f}", f"{amount:,f}", f"{amount / 10_000:f}万元", f"{amount:f}元".translate(WIDE)):
        (row,) = read(sheet, f'金额\n"{text}"\n'.encode()).rows
        assert row.values["m"] == amount
        assert row.values["m"].as_tuple().exponent == -2


WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.-"}


def test_a_plain_sum_agrees():
    rows = [{"key": str(number), "money": Decimal(number) / 100} for number in range(1, 500)]
    data = export(SHEET, rows, title="T", as_of=date(2023, 12, 31), totals=("money",))
    total = read(
        Sheet(
            code="T",
            zh="T",
            en="T",
            columns=(
                Column(name="key", zh="编号", en="Key", required=True),
                Column(name="money", zh="金额", en="Money", kind=Kind.MONEY_YUAN),
            ),
        ),
        data,
    )
    assert sum(row.values["money"] for row in total.rows) == sum(row["money"] for row in rows)
