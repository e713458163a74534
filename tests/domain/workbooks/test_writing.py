"""What this room writes, checked by an independent reader: openpyxl."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from cuntong.domain.workbooks import Column, Kind, Sheet, annotate, export, read, write_template

AS_OF = date(2023, 12, 31)


def load(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def formulas(data):
    """Cells that hold a formula, in any sheet, by two ways of looking."""
    book = load(data)
    found = [
        cell.coordinate for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    return found + [sheet for sheet in sheets if re.search(rb"<(\w+:)?f[ >/]", sheet)]


@pytest.fixture
def long_choices():
    choices = {f"C{number}": (f"第{number}种补贴项目", f"kind {number} of grant") for number in range(40)}
    return Sheet(
        code="L",
        zh="长/列表[1]",
        en="Long list",
        note_zh="每村一行。",
        note_en="One row a village.",
        columns=(
            Column(name="a", zh="项目", en="Project", required=True, help_zh="写全称", help_en="in full"),
            Column(name="b", zh="种类", en="Kind", kind=Kind.CHOICE, choices=choices),
            Column(name="c", zh="型号", en="Model", kind=Kind.CHOICE, choices={"X": ("甲,乙", "a,b")}),
            Column(
                name="d",
                zh="投资",
                en="Cost",
                kind=Kind.DECIMAL,
                unit="万元",
                unit_en="10,000 yuan",
                minimum=1,
            ),
        ),
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_read_back_is_its_own_header(roster, language):
    reading = read(roster, write_template(roster, language))
    assert reading.refused.code == "NO_ROWS"


def test_a_template_filled_in_is_read(roster, header, good_row):
    book = load(write_template(roster))
    page = book.worksheets[0]
    for index, cell in enumerate(good_row, 1):
        page.cell(3, index, cell)
    target = io.BytesIO()
    book.save(target)
    reading = read(roster, target.getvalue())
    assert reading.is_clean, reading.errors
    assert [row.number for row in reading.rows] == [3]
    assert [note.code for note in reading.notes] == ["EXAMPLE_ROWS"]


def test_a_template_has_what_a_clerk_needs(roster):
    page = load(write_template(roster)).worksheets[0]
    assert page.title == "培训名单"
    assert [cell.value for cell in page[1]][:3] == ["姓名*", "性别", "身份证号*"]
    assert page["H1"].value == "补贴（元）"
    assert page["A2"].value == "【示例】张三"
    assert page.freeze_panes == "A2"
    assert "必填" in page["A1"].comment.text
    assert "2020-01-01 至 2030-12-31" in page["F1"].comment.text
    assert page["A1"].font.color.rgb != page["B1"].font.color
    formats = {
        index: width.number_format
        for width in page.column_dimensions.values()
        for index in range(width.min, width.max + 1)
    }
    assert formats[3] == formats[4] == formats[5] == "@"
    assert formats[6] == "yyyy-mm-dd"
    assert formats[8] == "#,##0.00"


def test_a_template_has_drop_downs(roster):
    rules = load(write_template(roster)).worksheets[0].data_validations.dataValidation
    assert {(str(rule.sqref), rule.formula1) for rule in rules} == {
        ("B2:B20002", '"男,女"'),
        ("I2:I20002", '"是,否"'),
    }


def test_long_lists_stand_in_cells(long_choices):
    book = load(write_template(long_choices))
    rules = {str(rule.sqref)[0]: rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation}
    where = re.fullmatch(r"'填写说明'!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)", rules["B"])
    cells = book["填写说明"][f"{where[1]}{where[2]}:{where[3]}{where[4]}"]
    assert [row[0].value for row in cells] == [zh for zh, _ in long_choices.column("b").choices.values()]
    assert "填写说明" in rules["C"]


def test_the_instructions_explain_every_column(long_choices):
    book = load(write_template(long_choices, "en"))
    texts = [[cell.value for cell in row] for row in book["Instructions"].iter_rows()]
    flat = [text for row in texts for text in row if text]
    assert "One row a village." in flat
    assert ["Project", "yes", "text", None, "in full"] in [row[:5] for row in texts]
    assert ["Cost (10,000 yuan)", None, "number, decimals allowed; at least 1"] in [row[:3] for row in texts]
    assert book.worksheets[0].title == "Long list"
    assert load(write_template(long_choices)).worksheets[0].title == "长 列表 1"


@pytest.fixture
def columns():
    return (
        Column(name="name", zh="姓名", en="Name"),
        Column(name="id_number", zh="身份证号", en="ID", kind=Kind.ID_NUMBER),
        Column(name="state", zh="状态", en="State", kind=Kind.CHOICE, choices={"BUILT": ("已建成", "built")}),
        Column(name="day", zh="日期", en="Day", kind=Kind.DATE),
        Column(name="visits", zh="人次", en="Visits", kind=Kind.INTEGER),
        Column(name="grant_yuan", zh="补贴", en="Grant", kind=Kind.MONEY_YUAN),
        Column(name="passed", zh="合格", en="Passed", kind=Kind.BOOLEAN),
    )


ROWS = [
    {
        "name": "学员甲",
        "id_number": "999999198003121014",
        "state": "BUILT",
        "day": date(2023, 5, 1),
        "visits": 3,
        "grant_yuan": Decimal("0.10"),
        "passed": True,
    },
    {"name": "学员乙", "grant_yuan": Decimal("0.20"), "visits": 4, "passed": False},
]


def test_an_export_has_title_date_types_and_sums(columns):
    data = export(columns, ROWS, title="培训名单", as_of=AS_OF, totals=("visits", "grant_yuan"))
    page = load(data).worksheets[0]
    values = [[cell.value for cell in row] for row in page.iter_rows()]
    assert values[0][0] == "培训名单"
    assert values[1][0] == "截至 2023-12-31"
    assert values[2] == ["姓名", "身份证号", "状态", "日期", "人次", "补贴（元）", "合格"]
    assert values[3][1:] == ["999999198003121014", "已建成", page["D4"].value, 3, 0.1, "是"]
    assert page["D4"].value.date() == date(2023, 5, 1)
    assert values[5] == ["合计", None, None, None, 7, 0.3, None]
    assert page["F4"].number_format == "#,##0.00"
    assert page["B4"].number_format == "@"
    assert page.freeze_panes == "B4"
    assert page.auto_filter.ref == "A3:G5"
    assert "截至 2023-12-31" in page.oddFooter.left.text


def test_a_number_shows_as_many_places_as_it_has():
    column = Column(name="share", zh="占比", en="Share", kind=Kind.DECIMAL, unit="%")
    rows = [{"share": Decimal(text)} for text in ("52.060", "1234.5", "7")]
    page = load(export([column], rows, title="T", as_of=AS_OF)).worksheets[0]
    assert [page[f"A{row}"].number_format for row in (4, 5, 6)] == ["#,##0.000", "#,##0.0", "#,##0"]


def test_synthetic_rows_wear_a_ribbon(columns):
    page = load(export(columns, ROWS, title="T", as_of=AS_OF, synthetic=True, language="en")).worksheets[0]
    assert page["B2"].value == "Synthetic data"
    assert "Synthetic data" in page.oddFooter.left.text
    assert load(export(columns, ROWS, title="T", as_of=AS_OF)).worksheets[0]["B2"].value is None


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://x","y")',
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "{=1+1}",
        "http://example.com",
        "<r><t>x</t></r>",
        '<r></is></c><c r="B9"><f>1+1</f></c></r>',
        "_x003D_1",
        "0012",
    ],
)
def test_no_text_becomes_a_formula_a_link_or_a_number(columns, text):
    data = export(columns, [{"name": text}], title=text, as_of=AS_OF)
    assert formulas(data) == []
    sheet = Sheet(code="X", zh="表", en="X", columns=columns)
    rows = read(sheet, data).rows
    assert [row.values["name"] for row in rows] == [text.strip()]
    page = load(data).worksheets[0]
    assert page["A4"].data_type in ("s", "inlineStr")
    assert page["A4"].hyperlink is None
    if text[0] in "=+-@\t\r":
        assert page["A4"].quotePrefix


def test_amounts_beyond_fifteen_digits_stay_exact(columns):
    amount = Decimal("9999999999999999.99")
    data = export(columns, [{"name": "a", "grant_yuan": amount}], title="T", as_of=AS_OF)
    sheet = Sheet(code="X", zh="表", en="X", columns=columns)
    assert read(sheet, data).rows[0].values["grant_yuan"] == amount


def test_what_excel_cannot_hold_is_said(columns):
    with pytest.raises(ValueError, match="32767"):
        export(columns, [{"name": "x" * 32768}], title="T", as_of=AS_OF)
    with pytest.raises(ValueError, match="no column to sum"):
        export(columns, [], title="T", as_of=AS_OF, totals=("name",))


def test_the_same_rows_give_the_same_bytes(columns, roster):
    assert export(columns, ROWS, title="T", as_of=AS_OF) == export(columns, ROWS, title="T", as_of=AS_OF)
    assert write_template(roster) == write_template(roster)


@pytest.fixture
def wrong(header, good_row):
    """An upload with a title row, one good row, one with two errors, one that repeats the first."""
    bad = [*good_row]
    bad[3], bad[5] = "1990000001", "昨天"
    return [["=cmd|'/c calc'!A1"], header, good_row, bad, [], good_row]


def test_an_annotated_copy_marks_each_wrong_cell(roster, wrong, write_xlsx):
    data = write_xlsx(wrong)
    copy = annotate(roster, data, read(roster, data))
    page = load(copy).worksheets[0]
    assert page.title == "名单"
    assert page["A2"].value == "错误"
    assert page["A3"].value is None
    assert page["A4"].value == (
        "“手机号”：应为 11 位数字，现为 10 位；“培训日期”：应为日期，如 2023-05-01，现为“昨天”"
    )
    assert page["E4"].value == "1990000001"
    assert page["E4"].comment.text == "应为 11 位数字，现为 10 位"
    assert page["E4"].fill.fgColor.rgb != page["E3"].fill.fgColor.rgb
    assert page["D6"].comment.text.startswith("与第 3 行重复")
    assert page["G3"].value.date() == date(2023, 5, 1)
    assert page["D3"].value == "999999198003121014"
    assert formulas(copy) == []


def test_its_summary_counts_by_column_and_kind(roster, wrong, write_xlsx):
    data = write_xlsx(wrong)
    page = load(annotate(roster, data, read(roster, data), "en"))["Error summary"]
    rows = [[cell.value for cell in row][:4] for row in page.iter_rows()]
    assert rows[0][0] == "“Training roster”: 1 rows can be taken, 3 errors"
    assert ["Mobile", 1, "4", "should have 11 digits, but has 10"] in rows


def test_a_corrected_copy_can_be_uploaded_as_it_is(roster, wrong, write_xlsx):
    data = write_xlsx(wrong)
    book = load(annotate(roster, data, read(roster, data)))
    page = book.worksheets[0]
    page["E4"], page["G4"], page["D4"] = "19900000002", "2023-05-02", "11010519491231002X"
    page.delete_rows(6)
    target = io.BytesIO()
    book.save(target)
    reading = read(roster, target.getvalue())
    assert reading.is_clean, reading.errors
    assert len(reading.rows) == 2
    assert reading.notes == ()


def test_errors_of_the_header_are_marked_there(roster, header, good_row, write_xlsx):
    header[3] = "号码"
    data = write_xlsx([header, good_row])
    copy = annotate(roster, data, read(roster, data))
    page = load(copy).worksheets[0]
    assert page["A1"].value.startswith("错误: “手机号”：缺少这一列")
    book = load(copy)
    book.worksheets[0]["E1"] = "手机号"
    target = io.BytesIO()
    book.save(target)
    assert read(roster, target.getvalue()).notes == ()


def test_failed_formulas_stay_visible_in_the_copy(roster, header, zip_parts, worksheet, inline_row):
    xml = (
        inline_row(1, header)
        + '<row r="2"><c r="C2" t="e"><f>B1</f><v>#REF!</v></c><c r="D2"><v>5</v></c></row>'
    )
    data = zip_parts(worksheet(xml))
    copy = annotate(roster, data, read(roster, data))
    assert load(copy).worksheets[0]["D2"].value == "#REF!"
    assert formulas(copy) == []


def test_a_csv_file_comes_back_as_a_workbook(roster, header, good_row):
    good_row[3], good_row[5] = "1", "2023-05-01"
    data = "\n".join(",".join(map(str, row)) for row in (header, good_row)).encode("gb18030")
    page = load(annotate(roster, data, read(roster, data))).worksheets[0]
    assert page.title == "CSV"
    assert page["E2"].comment.text == "应为 11 位数字，现为 1 位"


def test_what_was_refused_cannot_be_annotated(roster):
    with pytest.raises(ValueError, match="EMPTY"):
        annotate(roster, b"", read(roster, b""))
