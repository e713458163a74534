"""Which rows count, which are passed over, and how errors of many rows come together."""

from datetime import date

from cuntong.domain.workbooks import Column, Kind, Limits, Sheet, read

SECOND_ID = "11010519491231002X"


def codes(reading):
    return [(error.row, error.letter, error.code) for error in reading.errors]


def test_a_good_row_becomes_values(roster, header, good_row, write_xlsx):
    reading = read(roster, write_xlsx([header, good_row]))
    assert reading.is_clean
    assert reading.sheet_name == "名单"
    assert dict(reading.rows[0].values) == {
        "name": "学员甲",
        "gender": "FEMALE",
        "id_number": "999999198003121014",
        "phone": "19900000001",
        "village": "440281001001",
        "session_date": date(2023, 5, 1),
        "hours": 8,
        "grant_yuan": reading.rows[0].values["grant_yuan"],
        "passed": True,
        "shop_url": "https://shop.example.com/1",
    }
    assert str(reading.rows[0].values["grant_yuan"]) == "1200.50"


def test_all_errors_of_all_rows_come_at_once(roster, header, good_row, write_xlsx):
    bad = ["", "女孩子", "1", "2", "3", "昨天", "x", "y", "z", "w"]
    reading = read(roster, write_xlsx([header, bad, good_row, bad]))
    assert [row.number for row in reading.rows] == [3]
    assert [error.letter for error in reading.errors] == list("ABCDEFGHIJ") * 2
    assert {error.row for error in reading.errors} == {2, 4}
    assert reading.error_count == 20
    assert {
        (tally.code, tally.count, tally.first_rows) for tally in reading.tallies if tally.column == "name"
    } == {("REQUIRED", 2, (2, 4))}


def test_rows_that_repeat_name_the_first(roster, header, good_row, write_xlsx):
    later = [*good_row]
    later[5] = date(2023, 5, 2)
    reading = read(roster, write_xlsx([header, good_row, later, good_row]))
    assert [row.number for row in reading.rows] == [2, 3]
    assert codes(reading) == [(4, "C", "DUPLICATE")]
    assert reading.errors[0].message.zh == (
        "第 4 行“身份证号”：与第 2 行重复（身份证号、培训日期 都相同）；请只留一行"
    )


def test_a_repeated_key_is_found_however_it_is_written(roster, header, good_row, write_xlsx):
    other = [*good_row]
    other[2], other[5] = "９９９９９９１９８００３１２１０１４", "2023年5月1日"
    assert codes(read(roster, write_xlsx([header, good_row, other]))) == [(3, "C", "DUPLICATE")]


def test_rows_with_a_blank_in_the_key_are_not_compared(write_xlsx):
    sheet = Sheet(
        code="S",
        zh="表",
        en="S",
        columns=(Column(name="a", zh="甲", en="A", required=True), Column(name="b", zh="乙", en="B")),
        unique_together=(("b",),),
    )
    assert read(sheet, write_xlsx([["甲", "乙"], ["1", ""], ["2", ""]])).is_clean


def test_blank_rows_are_passed_over_wherever_they_are(roster, header, good_row, write_xlsx):
    second = [*good_row]
    second[2] = SECOND_ID
    reading = read(roster, write_xlsx([header, good_row, [" ", "　"], [], second, [""] * 10]))
    assert [row.number for row in reading.rows] == [2, 5]
    assert reading.is_clean


def test_a_row_with_only_a_serial_number_is_blank(roster, header, good_row, write_xlsx):
    reading = read(roster, write_xlsx([["序号", *header], [1, *good_row], [2], [3]]))
    assert reading.is_clean
    assert len(reading.rows) == 1


def test_totals_examples_and_repeated_headers_are_told_and_not_read(roster, header, good_row, write_xlsx):
    rows = [header, ["【示例】甲"], good_row, header, ["合　计", "", "", "", "", "", 8, 1200.5]]
    reading = read(roster, write_xlsx(rows))
    assert [row.number for row in reading.rows] == [3]
    assert {note.code: note.message.zh for note in reading.notes} == {
        "EXAMPLE_ROWS": "第 2 行是示例，没有读入",
        "REPEATED_HEADER": "第 4 行重复了表头，没有读入",
        "TOTAL_ROWS": "第 5 行是合计，没有读入",
    }


def test_nothing_below_the_header_is_refused(roster, header, write_xlsx):
    assert read(roster, write_xlsx([header, ["【示例】甲"]])).refused.code == "NO_ROWS"


def test_too_many_rows_are_refused_with_their_number(write_xlsx):
    sheet = Sheet(
        code="S", zh="表", en="S", columns=(Column(name="a", zh="甲", en="A", required=True),), max_rows=3
    )
    assert len(read(sheet, write_xlsx([["甲"], ["1"], ["2"], ["3"], [""]])).rows) == 3
    refused = read(sheet, write_xlsx([["甲"], *[[str(number)] for number in range(5)]])).refused
    assert refused.message.zh == "最多 3 行，现为 5 行；请分成几个文件"


def test_beyond_the_limit_errors_are_counted_but_not_listed(roster, header, good_row, write_xlsx):
    good_row[3] = "1"
    rows = [[*good_row[:2], "甲", *good_row[3:]] for _ in range(30)]
    reading = read(roster, write_xlsx([header, *rows]), limits=Limits(errors=25))
    assert len(reading.errors) == 25
    assert reading.error_count == 60
    assert sorted((tally.code, tally.count) for tally in reading.tallies) == [
        ("ID_CHARACTERS", 30),
        ("PHONE_LENGTH", 30),
    ]
    assert reading.notes[-1].message.zh == "错误太多，只列出前 25 处，另有 35 处"


def merged_xml(worksheet, inline_row, rows, merge):
    body = "".join(inline_row(number, texts) for number, texts in enumerate(rows, 1))
    return worksheet(body).replace(
        "</sheetData>", f'</sheetData><mergeCells count="1"><mergeCell ref="{merge}"/></mergeCells>'
    )


def test_a_merged_text_belongs_to_all_its_rows(zip_parts, worksheet, inline_row):
    sheet = Sheet(
        code="S",
        zh="表",
        en="S",
        columns=(
            Column(name="town", zh="乡镇", en="Town", required=True),
            Column(name="village", zh="村", en="Village", required=True),
            Column(name="fee", zh="费用", en="Fee", kind=Kind.MONEY_YUAN),
        ),
    )
    rows = [["乡镇", "村", "费用"], ["一镇", "一村", "100"], ["", "二村", "200"], ["", "三村", "300"]]
    reading = read(sheet, zip_parts(merged_xml(worksheet, inline_row, rows, "A2:A4")))
    assert [row.values["town"] for row in reading.rows] == ["一镇"] * 3
    assert [note.message.zh for note in reading.notes] == ["有 2 格按上方的合并单元格补上了内容"]

    rows = [["乡镇", "村", "费用"], ["一镇", "一村", "100"], ["二镇", "二村", ""]]
    reading = read(sheet, zip_parts(merged_xml(worksheet, inline_row, rows, "C2:C3")))
    assert codes(reading) == [(3, "C", "MERGED")]


def test_hidden_rows_are_read_and_told(roster, header, good_row, zip_parts, worksheet, inline_row):
    good_row[5], good_row[6], good_row[7] = "2023-05-01", "8", "1200.5"
    xml = inline_row(1, header) + inline_row(2, good_row).replace("<row", '<row hidden="1"')
    reading = read(roster, zip_parts(worksheet(xml)))
    assert len(reading.rows) == 1
    assert [note.code for note in reading.notes] == ["HIDDEN_ROWS"]


def test_the_sheet_whose_header_fits_is_read_and_the_others_are_named(roster, header, good_row, write_xlsx):
    sheets = {"说明": [["请填写"]], "一月": [header, good_row], "二月": [header, good_row]}
    reading = read(roster, write_xlsx(sheets=sheets))
    assert reading.sheet_name == "一月"
    assert [note.message.zh for note in reading.notes] == [
        "只读入工作表“一月”；这些工作表也有同样的表头，没有读入：二月"
    ]


def test_a_hidden_sheet_is_never_read_unseen(roster, header, good_row, write_xlsx):
    both = {"封面": [["某表"]], "旧": [header, good_row]}
    assert read(roster, write_xlsx(sheets=both, hidden=["旧"])).refused.code == "HIDDEN_SHEET"
    both = {"新": [header[:6], good_row[:6]], "旧": [header, good_row]}
    assert read(roster, write_xlsx(sheets=both, hidden=["旧"])).sheet_name == "新"


def test_formulas_give_their_saved_value_failures_and_unsaved_ones_are_told(
    roster, header, zip_parts, worksheet, inline_row
):
    xml = inline_row(1, header) + (
        '<row r="2"><c r="A2" t="str"><f>B9&amp;C9</f><v>学员甲</v></c>'
        '<c r="C2" t="e"><f>VLOOKUP(1,2,3)</f><v>#REF!</v></c>'
        '<c r="D2"><f>A1+1</f><v></v></c><c r="F2"><f>TODAY()</f><v>45047</v></c>'
        '<c r="G2" t="str"><f>IF(1,"")</f><v></v></c><c r="H2"><f>1/3*300</f><v>99.99999999999999</v></c></row>'
        '<row r="3"><c r="C3" t="e"><v>#N/A</v></c></row>'
    )
    reading = read(roster, zip_parts(worksheet(xml)))
    assert codes(reading) == [
        (2, "C", "CELL_ERROR"),
        (2, "D", "NOT_CALCULATED"),
        (3, "A", "REQUIRED"),
        (3, "C", "CELL_ERROR"),
        (3, "D", "REQUIRED"),
        (3, "F", "REQUIRED"),
    ]
    assert "#REF!" in reading.errors[0].message.zh


def test_days_counted_from_1904(zip_parts, worksheet, inline_row):
    sheet = Sheet(
        code="S",
        zh="表",
        en="S",
        columns=(Column(name="day", zh="日期", en="Day", kind=Kind.DATE, required=True),),
    )
    book = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/>'
        '<sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    xml = worksheet(inline_row(1, ["日期"]) + '<row r="2"><c r="A2"><v>43585</v></c></row>')
    reading = read(sheet, zip_parts(xml, **{"xl/workbook.xml": book}))
    assert reading.rows[0].values["day"] == date(2023, 5, 1)


def test_a_long_number_under_a_time_format_costs_its_row_only(roster, header, good_row, write_xlsx):
    broken = [*good_row]
    broken[2] = (999999198003121014, "[h]:mm")
    reading = read(roster, write_xlsx([header, broken, good_row]))
    assert codes(reading) == [(2, "A", "ROW_UNREADABLE")]
    assert [row.number for row in reading.rows] == [3]
    broken[2] = (999999198003121014, "yyyy-mm-dd")
    assert codes(read(roster, write_xlsx([header, broken]))) == [(2, "C", "ID_ROUNDED")]
