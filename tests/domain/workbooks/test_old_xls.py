"""Old .xls files, written record by record: read like any other, and as carefully."""

import io
import struct
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cuntong.domain.workbooks import Column, Kind, Limits, Sheet, read
from cuntong.domain.workbooks._biff import open_old_book
from cuntong.domain.workbooks._biff_texts import text_lengths
from cuntong.domain.workbooks._compound import Compound, pack
from cuntong.domain.workbooks._messages import Refused

DIMENSIONS, ROW, MERGED, FORMULA, BOOLERR, STRING = 0x0200, 0x0208, 0x00E5, 0x0006, 0x0205, 0x0207
FILEPASS, DATEMODE, BOUNDSHEET, SST, LABELSST = 0x002F, 0x0022, 0x0085, 0x00FC, 0x00FD


@pytest.fixture(scope="module")
def days():
    return Sheet(
        code="D",
        zh="日",
        en="D",
        columns=(
            Column(name="name", zh="姓名", en="Name", required=True),
            Column(name="day", zh="日期", en="Day", kind=Kind.DATE, required=True),
            Column(name="count", zh="次数", en="Count", kind=Kind.INTEGER),
        ),
    )


ROWS = [["姓名", "日期", "次数"], ["甲", date(2023, 5, 1), 3], ["乙", "2023年5月2日", "４"]]


def test_an_old_workbook_is_read(days, write_xls):
    reading = read(days, write_xls(ROWS))
    assert reading.sheet_name == "名单"
    assert [dict(row.values) for row in reading.rows] == [
        {"name": "甲", "day": date(2023, 5, 1), "count": 3},
        {"name": "乙", "day": date(2023, 5, 2), "count": 4},
    ]


def test_its_extension_does_not_matter(days, write_xls, tmp_path):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(write_xls(ROWS))
    assert read(days, path).is_clean


def test_a_long_one_spans_many_sectors(days, write_xls):
    rows = [ROWS[0], *[[f"学员{number}", date(2023, 5, 1), number] for number in range(5000)]]
    assert len(read(days, write_xls(rows)).rows) == 5000


def test_failed_formulas_hidden_rows_and_merged_cells_are_seen(days, write_xls):
    extra = [
        (BOOLERR, struct.pack("<HHHBB", 3, 1, 0, 42, 1)),
        (FORMULA, struct.pack("<HHH8sHIH", 3, 2, 0, b"\x02\x00\x17\x00\x00\x00\xff\xff", 0, 0, 0)),
        (ROW, struct.pack("<HHHHIII", 3, 0, 3, 0, 0, 0x20, 0)[:16]),
        (MERGED, struct.pack("<H4H", 1, 2, 3, 0, 0)),
    ]
    reading = read(days, write_xls(ROWS, extra=extra))
    assert [(error.row, error.letter, error.code) for error in reading.errors] == [
        (4, "B", "CELL_ERROR"),
        (4, "C", "CELL_ERROR"),
    ]
    assert "#N/A" in reading.errors[0].message.zh
    assert "#REF!" in reading.errors[1].message.zh
    assert {note.code for note in reading.notes} == {"HIDDEN_ROWS", "MERGED_FILLED"}


def test_days_counted_from_1904(days, write_xls):
    mode = struct.pack("<HHH", DATEMODE, 2, 1)
    reading = read(days, write_xls([ROWS[0], ["甲", 43585, ""]], globals_extra=mode))
    assert reading.rows[0].values["day"] == date(2023, 5, 1)


def test_one_with_a_password_is_told(days, write_xls):
    locked = write_xls(ROWS, globals_extra=struct.pack("<HH6s", FILEPASS, 6, b"\x01\0\x01\0\x01\0"))
    assert read(days, locked).refused.code == "ENCRYPTED"


def test_a_false_dimension_reserves_no_memory(days, write_xls):
    extra = [(DIMENSIONS, struct.pack("<IIHHH", 0, 0xFFFFFFFE, 0, 0xFFFF, 0))]
    assert read(days, write_xls(ROWS, extra=extra)).is_clean


def test_one_far_away_cell_is_named(days, write_xls):
    extra = [(0x0203, struct.pack("<HHHd", 65535, 255, 0, 1.0))]
    refused = read(days, write_xls(ROWS, extra=extra)).refused
    assert refused.code == "TOO_MANY_CELLS"
    assert "IV65536" in refused.message.zh


def test_the_result_of_no_formula_counts_at_the_corner(write_xls):
    """The reader puts a text result without a formula into A1, which makes the rectangle large."""
    extra = [(STRING, struct.pack("<HB", 1, 0) + b"x"), (0x0203, struct.pack("<HHHd", 9, 9, 0, 1.0))]
    (survey,) = open_old_book(write_xls(extra=extra), Limits()).surveys
    assert survey.cells == 100


def test_a_formula_of_text_has_its_saved_result(days, write_xls):
    result = b"\x00\x00\x00\x00\x00\x00\xff\xff"
    formula = struct.pack("<HHH8sHIH", 3, 0, 0, result, 0, 0, 7) + b"\x17\x04\x00abcd"
    extra = [
        (FORMULA, formula),
        (STRING, struct.pack("<HB", 1, 1) + "丙".encode("utf-16-le")),
        (0x0203, struct.pack("<HHHd", 3, 1, 1, 45047)),
    ]
    assert read(days, write_xls(ROWS, extra=extra)).rows[2].values["name"] == "丙"


def test_many_sheets_count_together(write_xls):
    data = write_xls(ROWS)
    open_old_book(data, Limits(cells=9))
    with pytest.raises(Refused, match="TOO_MANY_CELLS"):
        open_old_book(data, Limits(cells=8))


def test_sheets_that_share_their_records_are_refused(days, write_xls):
    data = write_xls(ROWS)
    at = data.find(struct.pack("<HH", BOUNDSHEET, 12))
    sheet = data[at : at + 16]
    twice = write_xls(ROWS, globals_extra=sheet)
    at = twice.rfind(struct.pack("<HH", BOUNDSHEET, 12))
    start = twice[at + 4 : at + 8]
    first = twice.find(struct.pack("<HH", BOUNDSHEET, 12))
    assert read(days, twice[: first + 4] + start + twice[first + 8 :]).refused.code == "DAMAGED"


def test_a_chain_of_sectors_that_bites_its_tail_is_refused(days, write_xls):
    data = bytearray(write_xls(ROWS))
    table = len(data) - 512
    struct.pack_into("<I", data, table + 4, 0)
    assert read(days, bytes(data)).refused.code == "DAMAGED"
    directory = struct.unpack_from("<I", data, 48)[0]
    struct.pack_into("<I", data, table + 4 * directory, directory)
    assert read(days, bytes(data)).refused.code == "DAMAGED"


def test_other_office_files_are_no_workbook(days, write_xls):
    other = write_xls(ROWS).replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))
    assert read(days, other).refused.code == "DAMAGED"


@settings(deadline=None)
def sst(*texts):
    """The record of shared texts, cut into pieces where a record is full as Excel cuts them."""
    content = struct.pack("<II", len(texts), len(texts))
    for text in texts:
        content += struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
    return struct.pack("<HH", SST, len(content)) + content


def label(row, column, index):
    return (LABELSST, struct.pack("<HHHI", row, column, 0, index))


def test_shared_texts_are_read(days, write_xls):
    rows = [["", "", ""], ["", "2023-05-01", 3]]
    texts = sst("姓名", "日期", "次数", "甲")
    extra = [label(0, 0, 0), label(0, 1, 1), label(0, 2, 2), label(1, 0, 3)]
    reading = read(days, write_xls(rows, extra=extra, globals_extra=texts))
    assert reading.rows[0].values["name"] == "甲"


def test_a_text_that_many_cells_share_counts_for_each(days, write_xls):
    extra = [label(row, 0, 1) for row in range(3, 103)]
    data = write_xls(ROWS, extra=extra, globals_extra=sst("x", "y" * 4000))
    assert read(days, data, limits=Limits(characters=399_999)).refused.code == "TOO_MUCH_TEXT"
    assert read(days, data, limits=Limits(characters=500_000)).refused is None


RICH, PHONETIC = 0x08, 0x04


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(max_codepoint=0x9FFF, exclude_categories=["Cs"]), max_size=20),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.integers(1, 30), max_size=8),
)
@settings(deadline=None)
def test_lengths_of_shared_texts_across_records(texts, cuts):
    """Texts with and without formatting runs, cut into records between texts or within their characters."""
    segments = [b"\0" * 8]
    for (text, rich), cut in zip(texts, cuts + [0] * len(texts), strict=False):
        segments[-1] += struct.pack("<HB", len(text), 1 | (RICH | PHONETIC if rich else 0))
        segments[-1] += struct.pack("<HI", 2, 5) if rich else b""
        first, rest = text[:cut], text[cut:]
        segments[-1] += first.encode("utf-16-le")
        if rest and cut:
            segments.append(b"\x01" + rest.encode("utf-16-le"))
        elif rest:
            segments[-1] += rest.encode("utf-16-le")
        segments[-1] += b"\0" * (4 * 2 + 5 if rich else 0)
    assert list(text_lengths(segments)) == [len(text) for text, _ in texts]


def test_shared_texts_that_break_off_are_refused(days, write_xls):
    whole = sst("姓名", "日期" * 10)
    cut = struct.pack("<HH", SST, len(whole) - 10) + whole[4:-6]
    assert read(days, write_xls(ROWS, globals_extra=cut)).refused.code == "DAMAGED"


@given(st.binary(max_size=20_000))
def test_packing_gives_the_stream_back(stream):
    assert Compound(pack(stream)).stream("Workbook")[: len(stream)] == stream


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 60), st.sampled_from([1.5, "x"])),
        min_size=1,
        max_size=12,
    )
)
def test_the_survey_places_cells_as_the_reader_does(write_xls, cells):
    extra = [
        (0x0203, struct.pack("<HHHd", row, column, 0, value))
        if isinstance(value, float)
        else (0x0204, struct.pack("<HHHHB", row, column, 0, 1, 0) + b"x")
        for row, column, value in cells
    ]
    book = open_old_book(write_xls(extra=extra), Limits())
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.data)).get_sheet_by_index(0)
    survey = book.surveys[0]
    assert ((survey.top, survey.left), (survey.bottom, survey.right)) == (sheet.start, sheet.end)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_byte_never_raises(days, write_xls, data):
    changed = bytearray(write_xls(ROWS))
    for _ in range(data.draw(st.integers(1, 3))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    reading = read(days, bytes(changed))
    assert reading.refused or reading.rows or reading.errors
