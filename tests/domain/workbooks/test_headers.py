"""Where the header may stand and what its titles may look like."""

import pytest

from cuntong.domain.workbooks import Column, Kind, Sheet, read

FUNDS = Sheet(
    code="PAYMENT",
    zh="支付",
    en="Payments",
    columns=(
        Column(name="payee", zh="收款单位", en="Payee", required=True),
        Column(name="amount_yuan", zh="金额（元）", en="Amount", kind=Kind.MONEY_YUAN, required=True),
        Column(name="visits", zh="服务人次", en="Visits", kind=Kind.INTEGER, unit="人次"),
    ),
)


def amounts(reading):
    assert not reading.errors, reading.errors
    return [str(row.values["amount_yuan"]) for row in reading.rows]


def codes(reading):
    return [(error.code, error.column) for error in reading.errors]


def test_the_header_may_stand_below_titles(roster, header, good_row, write_xlsx):
    rows = [["乐昌市电商培训签到表"], [], ["填表人：某某", "", "日期"], header, good_row]
    reading = read(roster, write_xlsx(rows))
    assert reading.header_row == 4
    assert [row.number for row in reading.rows] == [5]
    assert reading.header_map["phone"] == "D"


def test_spellings_synonyms_and_order_do_not_matter(roster, good_row, write_xlsx):
    header = [
        " 姓　名*",
        "性别（必填）",
        "ID Number",
        "联系电话",
        "village",
        "【培训日期】",
        "学 时",
        "补贴",
        "合格",
        "网店",
    ]
    assert read(roster, write_xlsx([header, good_row])).is_clean
    reading = read(roster, write_xlsx([header[::-1], good_row[::-1]]))
    assert reading.rows[0].values["name"] == "学员甲"
    assert reading.header_map["name"] == "J"


def test_an_empty_first_column_shifts_nothing(roster, header, good_row, write_xlsx):
    reading = read(roster, write_xlsx([["", *header], ["", *good_row]]))
    assert reading.is_clean
    assert reading.header_map["name"] == "B"


def test_a_header_of_two_rows_with_merged_groups(write_xlsx):
    sheet = Sheet(
        code="STATION",
        zh="站点",
        en="Stations",
        columns=(
            Column(name="station", zh="站点名称", en="Station", required=True),
            Column(name="keeper", zh="负责人姓名", en="Keeper", required=True),
            Column(name="keeper_phone", zh="负责人电话", en="Keeper phone", kind=Kind.PHONE),
            Column(name="driver", zh="司机姓名", en="Driver"),
            Column(name="remark", zh="备注", en="Remark"),
        ),
    )
    rows = [
        ["站点一览表"],
        ["站点名称", "负责人", "", "司机", "备注"],
        ["", "姓名", "电话", "姓名", ""],
        ["一号站", "学员甲", "19900000001", "学员乙", "好"],
    ]
    reading = read(sheet, write_xlsx(rows))
    assert reading.header_row == 3
    assert reading.rows[0].values == {
        "station": "一号站",
        "keeper": "学员甲",
        "keeper_phone": "19900000001",
        "driver": "学员乙",
        "remark": "好",
    }


def test_a_first_row_with_blanks_is_not_taken_into_the_header(roster, header, good_row, write_xlsx):
    sparse = [*good_row[:4], "", good_row[5], "", "", "", ""]
    reading = read(roster, write_xlsx([header, sparse]))
    assert reading.header_row == 1
    assert [row.number for row in reading.rows] == [2]


@pytest.mark.parametrize(
    ("title", "cell", "amount"),
    [
        ("金额", 12, "12.00"),
        ("金额（元）", 12, "12.00"),
        ("金额（万元）", 12, "120000.00"),
        ("金额(万元)*", 12.5, "125000.00"),
        ("金额/万元", 12, "120000.00"),
        ("金额：千元", 12, "12000.00"),
        ("金额（万元）", "12万元", "120000.00"),
        ("金额（万元）", "12元", "12.00"),
        ("金额（必填）", 12, "12.00"),
        ("金额（见附件）", 12, "12.00"),
    ],
)
def test_the_unit_in_the_header_counts_where_the_cell_has_none(write_xlsx, title, cell, amount):
    assert amounts(read(FUNDS, write_xlsx([["收款单位", title], ["甲公司", cell]]))) == [amount]


def test_a_conversion_is_told(write_xlsx):
    reading = read(FUNDS, write_xlsx([["收款单位", "金额（万元）"], ["甲公司", 12]]))
    assert [note.message.zh for note in reading.notes] == [
        "“金额（元）”按“万元”填写，已乘以 10,000 换算成“元”"
    ]


def test_a_unit_line_above_the_header_counts_for_money_only(write_xlsx):
    rows = [["支付表", "单位：万元"], ["收款单位", "金额", "服务人次"], ["甲公司", 12, 7]]
    reading = read(FUNDS, write_xlsx(rows))
    assert amounts(reading) == ["120000.00"]
    assert reading.rows[0].values["visits"] == 7


def test_the_unit_of_the_title_beats_the_unit_line(write_xlsx):
    rows = [["单位：万元"], ["收款单位", "金额（元）"], ["甲公司", 12]]
    assert amounts(read(FUNDS, write_xlsx(rows))) == ["12.00"]


def test_a_reporting_organisation_is_no_unit(write_xlsx):
    rows = [["填报单位：乐昌市某局"], ["收款单位", "金额"], ["甲公司", 12]]
    assert amounts(read(FUNDS, write_xlsx(rows))) == ["12.00"]


def test_a_unit_that_cannot_be_converted_is_an_error_of_the_header(write_xlsx):
    reading = read(FUNDS, write_xlsx([["收款单位", "金额（吨）"], ["甲公司", 12]]))
    assert codes(reading) == [("UNIT_COLUMN", "amount_yuan")]
    assert reading.rows == ()


def test_counts_in_ten_thousands(write_xlsx):
    rows = [["收款单位", "金额", "服务人次（万人次）"], ["甲公司", 12, 0.5]]
    assert read(FUNDS, write_xlsx(rows)).rows[0].values["visits"] == 5000


def test_a_missing_column_is_one_error_and_names_the_likely_one(roster, header, good_row, write_xlsx):
    header[2] = "身份证号码"
    reading = read(roster, write_xlsx([header, good_row, good_row]))
    assert codes(reading) == [("MISSING_COLUMN_NEAR", "id_number")]
    assert reading.errors[0].message.zh == (
        "第 1 行“身份证号”：缺少这一列；C 列的“身份证号码”是否就是它？请改成“身份证号”"
    )
    assert reading.rows == ()


def test_a_missing_column_does_not_hide_the_other_errors(roster, header, good_row, write_xlsx):
    header[3] = "无关"
    good_row[5] = "昨天"
    reading = read(roster, write_xlsx([header, good_row]))
    assert codes(reading) == [("MISSING_COLUMN", "phone"), ("NOT_DATE", "session_date")]


def test_a_doubled_column_names_both_letters(roster, header, good_row, write_xlsx):
    reading = read(roster, write_xlsx([[*header, "联系电话"], [*good_row, "x"]]))
    assert codes(reading) == [("DUPLICATE_COLUMN", "phone")]
    assert "D、K" in reading.errors[0].message.zh


def test_unknown_columns_are_named_and_not_read(roster, header, good_row, write_xlsx):
    reading = read(roster, write_xlsx([["序号", *header, "备注"], [1, *good_row, "某"]]))
    assert reading.is_clean
    assert [note.message.zh for note in reading.notes] == ["不认识的列没有读入：A 列“序号”、L 列“备注”"]


def test_no_header_is_refused_with_what_it_should_be(roster, write_xlsx):
    reading = read(roster, write_xlsx([["甲", "乙"], [1, 2]]))
    assert reading.refused.code == "NO_HEADER"
    assert "姓名、性别、身份证号" in reading.refused.message.zh


def test_half_of_the_required_columns_make_no_header(roster, header, write_xlsx):
    assert read(roster, write_xlsx([["姓名", "性别"], ["甲", "女"]])).refused.code == "NO_HEADER"


def test_a_sheet_of_one_column_needs_one_title(write_xlsx):
    sheet = Sheet(
        code="V", zh="村", en="V", columns=(Column(name="village", zh="村名", en="Village", required=True),)
    )
    assert read(sheet, write_xlsx([["村名"], ["一村"]])).rows[0].values == {"village": "一村"}


def test_columns_that_contradict_themselves_are_refused():
    with pytest.raises(ValueError, match="choices"):
        Column(name="a", zh="甲", en="A", kind=Kind.CHOICE)
    with pytest.raises(ValueError, match="bound"):
        Column(name="a", zh="甲", en="A", minimum=3)
    with pytest.raises(ValueError, match="unit"):
        Column(name="a", zh="甲", en="A", unit="元")
    column = Column(name="a", zh="甲", en="A")
    with pytest.raises(ValueError, match="name of its own"):
        Sheet(code="S", zh="表", en="S", columns=(column, column))
    with pytest.raises(ValueError, match="unique_together"):
        Sheet(code="S", zh="表", en="S", columns=(column,), unique_together=(("b",),))
