"""Files that are not what their name says, broken ones and hostile ones: a clear sentence, bounded memory."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cuntong.domain.workbooks import Column, Limits, Sheet, read
from cuntong.domain.workbooks._messages import Refused
from cuntong.domain.workbooks._package import open_package
from cuntong.domain.workbooks._part_xml import PartReader
from cuntong.domain.workbooks._thin import without_blanks

MEGABYTE = 2**20


def refusal(sheet, source, **limits):
    refused = read(sheet, source, limits=Limits(**limits)).refused
    assert refused is not None
    return refused


@pytest.fixture
def good_texts(good_row):
    return [*good_row[:5], "2023-05-01", "8", "1200.5", *good_row[8:]]


@pytest.fixture
def small(roster, header, good_texts, inline_row):
    """The XML rows of a small good sheet."""
    return inline_row(1, header) + inline_row(2, good_texts)


def test_a_path_is_read_by_content_not_by_its_extension(roster, header, good_row, write_xlsx, tmp_path):
    path = tmp_path / "名单.xls"
    path.write_bytes(write_xlsx([header, good_row]))
    assert read(roster, path).is_clean


def test_a_missing_path_raises(roster):
    with pytest.raises(FileNotFoundError):
        read(roster, Path("no such file.xlsx"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_the_encodings_that_excel_and_wps_write(roster, header, good_texts, encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in (header, good_texts)) + "\r\n\r\n"
    reading = read(roster, text.encode(encoding))
    assert reading.is_clean
    assert reading.rows[0].values["name"] == "学员甲"


def test_csv_with_quotes_and_lines_within(roster, header, good_texts):
    good_texts[0] = '"学员,\n甲"'
    assert (
        read(roster, "\n".join(map(",".join, (header, good_texts))).encode()).rows[0].values["name"]
        == "学员,\n甲"
    )


def test_csv_that_excel_has_spoilt_is_told(roster, header, good_texts):
    good_texts[2] = "9.99999E+17"
    reading = read(roster, "\n".join(map(",".join, (header, good_texts))).encode())
    assert [error.code for error in reading.errors] == ["ID_ROUNDED"]


def test_csv_with_a_lost_quote_names_the_line(roster, header, good_texts):
    text = "\n".join(map(",".join, (header, good_texts, ['"abc', *good_texts[1:]])))
    assert refusal(roster, text.encode()).code == "CSV_LINE"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY"),
        (b"\xef\xbb\xbf \r\n", "EMPTY"),
        (b"%PDF-1.7 ...", "NOT_A_SHEET"),
        (b"\x89PNG\r\n\x1a\n...", "NOT_A_SHEET"),
        (b"\x00\x01\x02\x03" * 100, "NOT_A_SHEET"),
        (b"\x80\x81\xff\xfe\x01\x02\x03" * 50, "NOT_A_SHEET"),
        ("姓名,电话\n甲,1".encode() + b"\xff\xff", "ENCODING"),
        (b"\xff\xfea", "ENCODING"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "OTHER_SHEET"),
        (b"\xef\xbb\xbf  <table><tr><td>x</td></tr></table>", "OTHER_SHEET"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "OTHER_SHEET"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "OTHER_SHEET"),
        (b"PK\x05\x06" + b"\0" * 18, "NOT_A_SHEET"),
        (b"PK\x03\x04rest", "DAMAGED"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DAMAGED"),
    ],
)
def test_what_is_no_sheet_is_told(roster, content, code):
    assert refusal(roster, content).code == code


def test_a_web_page_named_xls_is_told_what_to_do(roster):
    found = refusal(roster, b"<html><body><table></table></body></html>")
    assert found.message.zh == (
        "这是用表格扩展名保存的网页；请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传"
    )


@pytest.mark.parametrize(
    ("parts", "code", "word"),
    [
        ({"word/document.xml": "<x/>"}, "NOT_A_SHEET", "Word"),
        ({"ppt/presentation.xml": "<x/>"}, "NOT_A_SHEET", "演示文稿"),
        ({"xl/workbook.bin": "x"}, "OTHER_SHEET", ".xlsb"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "OTHER_SHEET", ".ods"),
        ({"名单.xlsx": "x"}, "NOT_A_SHEET", "压缩包"),
    ],
)
def test_other_zips_are_told_apart(roster, parts, code, word):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    found = refusal(roster, target.getvalue())
    assert found.code == code
    assert word in found.message.zh


def test_a_file_over_the_limit_says_both_sizes(roster):
    assert refusal(roster, b"x" * 2 * MEGABYTE, bytes=MEGABYTE).message.zh == (
        "文件有 2.0 MB，最大 1.0 MB；请去掉图片或分成几个文件"
    )


@pytest.fixture(scope="module")
def one_column():
    return Sheet(code="T", zh="表", en="T", columns=(Column(name="a", zh="甲", en="A", required=True),))


@pytest.fixture(scope="module")
def one_row(write_xlsx):
    return write_xlsx([["甲"], ["值"]])


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_cut_off_workbook_is_refused_never_read_in_part(one_column, one_row, data):
    length = data.draw(st.integers(1, len(one_row) - 1))
    assert read(one_column, one_row[:length]).refused is not None


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_byte_never_raises(one_column, one_row, data):
    changed = bytearray(one_row)
    changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    reading = read(one_column, bytes(changed))
    assert reading.refused or reading.rows or reading.errors


def test_an_encrypted_workbook_is_told(roster, write_xls):
    plain = write_xls([["x"]])
    name = "Workbook".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 18)
    other = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 34)
    assert name in plain
    assert refusal(roster, plain.replace(name, other)).code == "ENCRYPTED"


def test_a_zip_with_a_password_is_told(roster, zip_parts, worksheet, small):
    data = bytearray(zip_parts(worksheet(small)))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    assert refusal(roster, bytes(data)).code == "ENCRYPTED"


def test_a_macro_workbook_is_read_as_data(roster, zip_parts, worksheet, small):
    assert read(roster, zip_parts(worksheet(small), **{"xl/vbaProject.bin": b"\xd0\xcf" * 1000})).is_clean


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_entities_are_never_expanded(roster, zip_parts, worksheet, small, part):
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    root = worksheet(small) if "sheet1" in part else "<sst/>"
    assert refusal(roster, zip_parts(worksheet(small), **{part: bomb + root})).code == "DOCTYPE"


def test_a_zip_bomb_is_refused_before_it_unfolds(roster, zip_parts, worksheet, small):
    data = zip_parts(
        worksheet(small), **{"xl/sharedStrings.xml": b"<sst>" + b" " * 100 * MEGABYTE + b"</sst>"}
    )
    assert len(data) < MEGABYTE
    assert refusal(roster, data).code == "BOMB"


def test_a_bomb_within_the_ratio_meets_the_size_limits(roster, zip_parts, worksheet, small):
    big = {"xl/sharedStrings.xml": b"<sst>" + b" " * 3 * MEGABYTE + b"</sst>"}
    assert refusal(roster, zip_parts(worksheet(small), **big), held_bytes=MEGABYTE).code == "UNPACKED_TOO_BIG"
    spaced = worksheet(small).replace("</sheetData>", " " * 3 * MEGABYTE + "</sheetData>")
    assert refusal(roster, zip_parts(spaced), sheet_bytes=MEGABYTE).code == "UNPACKED_TOO_BIG"


def test_a_size_that_the_zip_states_falsely_is_not_believed(zip_parts, worksheet, small):
    """The stated size and checksum cover the beginning only; a reader that unpacks on would get 50 MB."""
    long = worksheet(small).encode() + b"<!-- -->" * (50 * MEGABYTE // 8)
    data = bytearray(zip_parts(long))
    shown = len(worksheet(small).encode())
    for signature, place in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = data.rfind(signature, 0, data.rfind(b"xl/worksheets/sheet1.xml") if place == 16 else None)
        struct.pack_into("<I", data, at + place, zlib.crc32(long[:shown]))
        struct.pack_into("<I", data, at + place + 8, shown)
    package = open_package(bytes(data), Limits())
    with zipfile.ZipFile(io.BytesIO(package.data)) as copy:
        assert copy.getinfo("xl/worksheets/sheet1.xml").file_size == shown


def test_too_many_parts_are_refused(roster, zip_parts, worksheet, small):
    more = {f"xl/media/{number}.png": "x" for number in range(60)}
    assert refusal(roster, zip_parts(worksheet(small), **more), members=50).code == "TOO_MANY_PARTS"
    assert read(roster, zip_parts(worksheet(small), **more)).is_clean


def test_a_part_that_stands_twice_is_refused(roster, zip_parts, worksheet, small):
    data = io.BytesIO(zip_parts(worksheet(small)))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/Worksheets/sheet1.xml", worksheet(""))
    assert refusal(roster, data.getvalue()).code == "DAMAGED"


def test_a_part_without_a_name_is_nothing(roster, zip_parts, worksheet, small):
    data = zip_parts(worksheet(small), **{"~~name": "x"}).replace(b"~~name", b"\0~name")
    assert read(roster, data).is_clean


def test_texts_that_pass_for_a_sheet_are_refused(roster, zip_parts, worksheet, small):
    for part in ("xl/worksheets/sheet2.xml", "xl/worksheets/workbook.xml"):
        assert refusal(roster, zip_parts(worksheet(small), **{part: "<sst/>"})).code == "DAMAGED"
    data = zip_parts(worksheet(small), **{"xl/sharedStrings.xml": worksheet("")})
    assert refusal(roster, data).code == "DAMAGED"


def shared(*texts):
    return "<sst>" + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"


def test_a_text_that_many_cells_share_counts_for_each(roster, zip_parts, worksheet, inline_row, header):
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>1</v></c></row>' for row in range(2, 102))
    xml, texts = worksheet(inline_row(1, header) + cells), shared("x", "y" * 30_000)
    data = zip_parts(xml, **{"xl/sharedStrings.xml": texts})
    found = refusal(roster, data, characters=2_999_999)
    assert found.code == "TOO_MUCH_TEXT"
    assert "2,999,999" in found.message.zh
    assert read(roster, data).refused is None
    long = zip_parts(worksheet(inline_row(1, header) + inline_row(2, ["z" * 5000])))
    assert refusal(roster, long, characters=5000).code == "TOO_MUCH_TEXT"


@pytest.mark.parametrize("index", ["x", " 0", "+0", "０"])
def test_an_odd_reference_to_a_text_is_refused(roster, zip_parts, worksheet, index):
    xml = worksheet(f'<row r="1"><c r="A1" t="s"><v>{index}</v></c></row>')
    assert refusal(roster, zip_parts(xml, **{"xl/sharedStrings.xml": shared("x")})).code == "DAMAGED"


def test_announced_texts_reserve_no_memory(roster, zip_parts, worksheet, small):
    data = zip_parts(worksheet(small), **{"xl/sharedStrings.xml": '<sst uniqueCount="4000000000"/>'})
    assert refusal(roster, data).code == "DAMAGED"


@pytest.mark.parametrize(
    "cell",
    ['<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', '<row><c r="XFD1048576"><f>1</f></c></row>'],
)
def test_one_far_away_cell_is_named_and_takes_no_memory(roster, zip_parts, worksheet, small, cell):
    found = refusal(roster, zip_parts(worksheet(small + cell)))
    assert found.code == "TOO_MANY_CELLS"
    assert "XFD1048576" in found.message.zh


def test_a_false_dimension_is_harmless(roster, zip_parts, worksheet, small):
    xml = worksheet(small).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert read(roster, zip_parts(xml)).is_clean


def test_a_far_away_cell_elsewhere_does_not_matter(roster, header, good_row, write_xlsx):
    far = [[]] * 5000 + [[""] * 500 + ["x"]]
    data = write_xlsx(sheets={"名单": [header, good_row], "别的": [["y"], *far]})
    reading = read(roster, data, limits=Limits(cells=100_000))
    assert reading.is_clean
    assert [note.message.zh for note in reading.notes] == ["这些工作表太大，没有查看：别的"]


def test_sheets_that_are_looked_through_count_together(roster, header, good_row, write_xlsx):
    sheets = {str(number): [["x"] * 10] * 5 for number in range(10)}
    data = write_xlsx(sheets={**sheets, "名单": [header, good_row]})
    assert read(roster, data, limits=Limits(cells=520)).is_clean
    assert refusal(roster, data, cells=519).code == "TOO_MANY_CELLS"


def test_many_formatted_blank_rows_are_nothing(roster, zip_parts, worksheet, small):
    blank = "".join(
        f'<row r="{row}" s="1" customFormat="1"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>'
        for row in range(3, 30_000)
    )
    reading = read(roster, zip_parts(worksheet(small + blank)), limits=Limits(cells=1000))
    assert reading.is_clean
    assert len(reading.rows) == 1


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>',
        '<row r="1"><c r="A1"><row/></c></row>',
        '<row r="1"><c r="A1"><c r="B1"><v>1</v></c></c></row>',
        '<row r="A99"><c r="A1"/></row>',
        '<row r="99999999"/>',
        '<row r="1"><c r="1A"/></row>',
        '<row r="1"><c r="AAAA1"/></row>',
        "<row>",
    ],
)
def test_rows_that_two_readers_place_differently_are_refused(roster, zip_parts, worksheet, rows):
    assert refusal(roster, zip_parts(worksheet(rows))).code == "DAMAGED"


def test_one_endless_tag_is_refused(roster, zip_parts, worksheet, small):
    xml = worksheet(small).replace("<sheetData>", f'<x a="{"a" * 9 * MEGABYTE}"/><sheetData>', 1)
    assert refusal(roster, zip_parts(xml)).code == "DAMAGED"


CELL = st.tuples(
    st.booleans(), st.integers(1, 40), st.integers(0, 15), st.sampled_from(["", "<v></v>", "<v>7</v>"])
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60), st.lists(CELL, max_size=4)), max_size=8))
def test_the_survey_places_cells_as_the_reader_does(zip_parts, worksheet, rows):
    """Whatever has a reference and whatever has none: the survey encloses what calamine loads."""
    xml = "".join(_row_xml(*row) for row in rows)
    part = PartReader(Limits())
    part.feed(worksheet(xml).encode())
    part.close()
    survey = part.survey
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(zip_parts(worksheet(xml)))).get_sheet_by_index(0)
    if sheet.start is not None:
        assert (survey.top, survey.left) <= sheet.start
        assert survey.top <= sheet.start[0]
        assert survey.left <= sheet.start[1]
        assert survey.bottom >= sheet.end[0]
        assert survey.right >= sheet.end[1]
        if "<v></v>" not in xml:
            assert ((survey.top, survey.left), (survey.bottom, survey.right)) == (sheet.start, sheet.end)


THIN_CELL = st.tuples(
    st.integers(0, 15), st.sampled_from(["/>", ' s="1"/>', "><v>7</v></c>", ' s="1"><v>8</v></c>'])
)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.booleans(), st.lists(THIN_CELL, max_size=4)), max_size=12),
    st.lists(st.integers(1, 80), max_size=12),
)
def test_leaving_out_blank_cells_changes_nothing(zip_parts, worksheet, rows, lengths):
    xml, number = "", 0
    for step, styled, cells in rows:
        number += step
        inner = "".join(f'<c r="{chr(65 + column)}{number}"{rest}' for column, rest in cells)
        style = ' s="1" customFormat="1"' if styled else ""
        xml += f'<row r="{number}"{style}>{inner}</row>'
    whole = worksheet(xml).encode()
    thin = b"".join(without_blanks(pieces(whole, lengths)))
    assert cells_of(zip_parts(thin)) == cells_of(zip_parts(whole))
    assert b'"/>' not in b"".join(without_blanks([whole]))


def pieces(whole, lengths):
    start = 0
    for length in lengths:
        yield whole[start : start + length]
        start += length
    yield whole[start:]


def cells_of(data):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return sheet.start, sheet.end, sheet.to_python()


def test_blank_cells_stay_where_others_depend_on_their_place():
    xml = b'<row r="1"><c r="C1" s="1"/><c><v>1</v></c></row>'
    assert b"".join(without_blanks([xml])) == xml
    with pytest.raises(Refused, match="DAMAGED"):
        list(without_blanks([b'<row r="9" s="1"/><row r="10"/>', b'<row><c/></row><row r="12"/>']))


def _row_xml(numbered, number, cells):
    inner = "".join(
        f'<c r="{chr(65 + column)}{row}">{value}</c>' if placed else f"<c>{value}</c>"
        for placed, row, column, value in cells
    )
    return f'<row r="{number}">{inner}</row>' if numbered else f"<row>{inner}</row>"
