"""Files as carriers' systems make them: real column names, wrong endings, odd headers, numbers that Excel has touched."""

import pytest
from tests.apps.parcels.intake import commit, csv_file, messages, upload, xlsx

from cuntong.apps.accounts.protection import decrypt
from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.parcels.carriers import CARRIERS, PUSHED_STATUSES, Problem, carrier_named, carrier_of
from cuntong.apps.parcels.models import Parcel
from cuntong.domain.custody import ScanKind

pytestmark = pytest.mark.django_db
ADDRESS = "广东省韶关市乐昌市廊田镇马屋村委会马屋组12号"


@pytest.fixture(autouse=True)
def _county(county):
    """The sample county with its division list."""


def bring(content, people, now, **more):
    return commit(upload(content, people.hub, now, **more), people.hub, now)


def read_back(number):
    parcel = Parcel.objects.get(number=number)
    return (
        decrypt(parcel.recipient_encrypted),
        decrypt(parcel.phone_encrypted),
        decrypt(parcel.address_encrypted),
    )


@pytest.mark.parametrize(
    ("carrier", "number", "header"),
    [
        ("STO", "773277027280336", ("运单号", "收件人", "收件手机号", "收件地址")),
        ("JT", "JT0012345678901", ("运单编号", "收件人姓名", "收件人手机", "收件人详细地址")),
        ("FW", "FW00123456789", ("运单号码", "收方姓名", "收方手机", "收方地址")),
        ("ZTO", "75312345678901", ("运单编号", "收件人", "收件人手机", "收件人地址")),
        ("YTO", "YT1234567890123", ("物流单号", "收件客户", "收件人电话", "收件地址")),
        ("YD", "431234567890123", ("运单编号", "收件人", "收件人手机", "收件人地址")),
        ("EMS", "EA123456789CN", ("邮件号", "收件人姓名", "收件人移动电话", "收件人地址")),
    ],
)
def test_each_carriers_own_titles_are_understood(people, now, carrier, number, header):
    bring(xlsx(header, (number, "示例甲", "13800000001", ADDRESS)), people, now, carrier=carrier)
    assert read_back(number) == ("示例甲", "13800000001", ADDRESS)
    parcel = Parcel.objects.get()
    assert (parcel.carrier, parcel.recipient, parcel.phone) == (carrier, "示**", "138****0001")
    assert (parcel.resolution, parcel.division.name) == ("AUTO", "马屋村村民委员会")


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (xlsx(("运单号", "收件地址"), ("773277027280336", ADDRESS)), "到件.xls"),
        (xlsx(("运单号", "收件地址"), ("773277027280336", ADDRESS)), "到件.csv"),
        (csv_file(("运单号", "收件地址"), ("773277027280336", ADDRESS)), "到件.xls"),
        (csv_file(("运单号", "收件地址"), ("773277027280336", ADDRESS), encoding="gbk"), "到件.csv"),
        (csv_file(("运单号", "收件地址"), ('="773277027280336"', ADDRESS)), "到件.csv"),
        (csv_file(("运单号", "收件地址"), ("\t773277027280336", ADDRESS)), "到件.csv"),
        (csv_file(("运单号", "收件地址"), ("773277027280336.0", ADDRESS)), "到件.csv"),
        (csv_file(("运单号", "收件地址"), ("7.73277027280336E+14", ADDRESS)), "到件.csv"),
        (xlsx(("运单号", "收件地址"), (773277027280336, ADDRESS)), "到件.xlsx"),
        (xlsx((" 运单号\n", "'收件地址 "), ("773277027280336", ADDRESS)), "到件.xlsx"),
        (xlsx(("运单号（必填）", "收件地址(必填)"), ("773277027280336", ADDRESS)), "到件.xlsx"),
        (xlsx(("申通到件明细",), (), ("运单号", "收件地址"), ("773277027280336", ADDRESS)), "到件.xlsx"),
        (
            xlsx(("运单号", "收件地址"), ("773277027280336", ADDRESS), ("", ""), (None, " "), ("合计", "")),
            "到件.xlsx",
        ),
    ],
)
def test_the_content_counts_whatever_the_name_and_the_dressing(people, now, content, filename):
    bring(content, people, now, filename=filename)
    assert read_back("773277027280336")[2] == ADDRESS


def test_a_header_of_two_rows_tells_sender_from_recipient(people, now):
    content = xlsx(
        ("运单号", "寄件", None, "收件", None, None),
        (None, "人姓名", "电话", "人姓名", "电话", "地址"),
        ("773277027280336", "寄件示例", "13700000000", "示例乙", "13800000002", ADDRESS),
        merged=("A1:A2", "B1:C1", "D1:F1"),
    )
    bring(content, people, now)
    assert read_back("773277027280336") == ("示例乙", "13800000002", ADDRESS)


def test_a_region_in_columns_of_its_own_becomes_part_of_the_address(people, now):
    content = xlsx(
        ("运单号", "收件省份", "收件城市", "收件区县", "四级区域", "收件地址"),
        ("773277027280336", "广东省", "韶关市", "乐昌市", "廊田镇", "马屋村12号"),
        ("773277027280337", "广东省", "韶关市", "乐昌市", "廊田镇", "广东省韶关市乐昌市马屋村12号"),
    )
    bring(content, people, now)
    assert read_back("773277027280336")[2] == "广东省韶关市乐昌市廊田镇马屋村12号"
    assert read_back("773277027280337")[2] == "廊田镇广东省韶关市乐昌市马屋村12号"
    assert set(Parcel.objects.values_list("resolution", flat=True)) == {"AUTO"}


def test_masked_and_virtual_recipients_come_in_as_they_are(people, now):
    content = xlsx(
        ("运单号", "收件人", "收件手机号", "收件地址"),
        ("773277027280001", "张*", "138****5678", ADDRESS),
        ("773277027280002", "李**", "18412345678-0012", ADDRESS),
    )
    bring(content, people, now)
    masked, virtual = Parcel.objects.order_by("number")
    assert read_back("773277027280001")[:2] == ("张*", "138****5678")
    assert masked.phone_hash == ""
    assert masked.phone_tail_hash != ""
    assert read_back("773277027280002")[1] == "18412345678-0012"
    assert virtual.phone_hash != ""


@pytest.mark.parametrize("number", ["7.73277E+14", 7.73277e14, "43127702728033600", 43127702728033600])
def test_a_number_that_lost_its_digits_is_refused_unless_every_digit_is_there(people, now, number):
    batch = upload(xlsx(("运单号", "收件地址"), (number, ADDRESS)), people.hub, now)
    if number == "43127702728033600":  # a text of 17 digits is whole, whatever it ends in
        assert batch.state == "READY"
        return
    assert batch.state == "FAULTY"
    assert "15 位有效数字" in messages(batch)[0][1]
    assert not Parcel.objects.exists()


def test_what_is_wrong_in_a_row_is_said_by_the_files_own_title(people, now):
    content = xlsx(
        ("运单号", "收件人", "收件手机号", "收件地址", "结算重量kg"),
        ("12", "示例甲", "13800000001", ADDRESS, 1),
        ("运单 7732；7733", "示例甲", "13800000001", ADDRESS, 1),
        ("773277027280336", "示例甲", "1380000", ADDRESS, -2),
        ("773277027280337", "示例甲", "13800000001", ADDRESS, "0.35kg"),
        ("773277027280337", "示例甲", "13800000001", ADDRESS, 0),
    )
    batch = upload(content, people.hub, now)
    assert [row for row, _text in messages(batch)] == [2, 3, 4, 4, 6]
    assert batch.error_count == 5
    shown = str(batch.findings)
    assert "1380000" not in shown
    assert "示例甲" not in shown
    assert "马屋" not in shown


def test_a_file_of_another_carrier_is_noticed(people, now):
    rows = [(f"JT001234567890{tail}", ADDRESS) for tail in range(3)]
    batch = upload(xlsx(("运单号", "收件地址"), *rows), people.hub, now, carrier="ZTO")
    assert messages(batch) == [(2, "这些都像极兔速递的单号，没有一个像中通快递的；请改选“极兔速递”上传")]


def test_a_mixed_file_goes_by_its_own_column_then_by_the_number_then_asks(people, now):
    content = xlsx(
        ("快递公司", "单号", "收货地址"),
        ("申通", "773277027280336", ADDRESS),
        ("", "JT0012345678901", ADDRESS),
        ("顺丰", "SF1234567890123", ADDRESS),
    )
    bring(content, people, now, carrier="OTHER")
    assert dict(Parcel.objects.values_list("number", "carrier")) == {
        "773277027280336": "STO",
        "JT0012345678901": "JT",
        "SF1234567890123": "OTHER",
    }
    doubtful = xlsx(("单号", "收货地址"), ("1234567890123", ADDRESS))
    batch = upload(doubtful, people.hub, now, carrier="OTHER")
    assert "韵达速递、中国邮政 都有这样的单号" in messages(batch)[0][1]


def test_the_number_alone_names_candidates_where_patterns_overlap():
    assert [carrier.code for carrier in carrier_of("1234567890123")] == ["YD", "EMS"]
    assert [carrier.code for carrier in carrier_of("YT1234567890123")] == ["YTO"]
    assert carrier_of("无") == ()
    assert carrier_named("huitongkuaidi").code == "JT"
    assert carrier_named("顺丰") is None


def test_pushed_codes_are_told_apart_by_their_service():
    hundred, bird = PUSHED_STATUSES["kuaidi100"], PUSHED_STATUSES["kuaidiniao"]
    assert hundred["201"].problem is Problem.DELAYED
    assert bird["201"].kind is None
    assert hundred["202"].problem is Problem.NO_MOVEMENT
    assert bird["202"].problem is None
    assert bird["422"].problem is Problem.MISSORTED
    problems = [status for codes in (hundred, bird) for status in codes.values() if status.problem]
    assert {status.kind for status in problems} <= {ScanKind.PROBLEM, ScanKind.RETURNED}


def test_every_adapter_has_the_same_shape():
    for code, carrier in CARRIERS.items():
        assert carrier.code == code
        assert set(carrier.columns) <= {"carrier", "number", "recipient", "phone", "address", "province",
            "prefecture", "county", "township", "village", "weight_kg", "expected_date"}  # fmt: skip
        assert carrier.columns["number"]
        for status in carrier.statuses.values():
            assert (status.problem is None) or status.kind is ScanKind.PROBLEM


def test_no_personal_data_goes_into_the_trail(people, now):
    bring(
        xlsx(
            ("运单号", "收件人", "收件手机号", "收件地址"),
            ("773277027280336", "示例丙", "13800000003", ADDRESS),
        ),
        people,
        now,
    )
    leaves = " ".join(TrailEntry.objects.values_list("leaf", flat=True))
    assert "示例丙" not in leaves
    assert "13800000003" not in leaves
    assert "马屋" not in leaves
