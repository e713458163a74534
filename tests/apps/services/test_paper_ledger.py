"""Paper ledgers come in by workbook, whole or not at all, and are taken back by reversals."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import xlsxwriter

from cuntong.apps.imports.kinds import SHEETS
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.services import operations, queries
from cuntong.apps.services.models import ServiceEntry
from cuntong.apps.services.sheets import LEDGER
from cuntong.domain.workbooks import read

pytestmark = pytest.mark.django_db
DAY = date(2024, 8, 1)
ROWS = (
    ("CD-1", DAY, "代买", "电饭煲", 199, 5, "现金", "示例村民甲", "13800000001"),
    ("CD-1", DAY, "信息咨询", "医保怎样报销", None, None, "", "", ""),
    ("CD-2", DAY, "代缴费", "话费", 50, None, "", "", ""),
)


@pytest.fixture
def rows_of(tmp_path, network):
    def written(*rows):
        path = tmp_path / "ledger.xlsx"
        book = xlsxwriter.Workbook(path)
        page, day = book.add_worksheet("数据"), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, [column.zh for column in LEDGER.columns])
        for number, row in enumerate(rows, 1):
            for position, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, position, value, day)
                else:
                    page.write(number, position, value)
        book.close()
        reading = read(LEDGER, path)
        assert (reading.refused, reading.errors) == (None, ())
        return reading.rows

    return written


@pytest.fixture
def batch(people, now):
    return ImportBatch.objects.create(
        sheet=LEDGER.code, filename="台账.xlsx", size=1, sha256="0" * 64, uploaded_by=people.bureau, uploaded_at=now
    )  # fmt: skip


def errors(rows, people):
    found = SHEETS[LEDGER.code].check(rows, by=people.bureau)
    return {(error.row, error.column) for error in found}


def test_a_paper_ledger_becomes_entries_with_numbers_of_each_station(
    rows_of, batch, people, now, counter, holds
):
    rows = rows_of(*ROWS)
    assert errors(rows, people) == set()
    assert SHEETS[LEDGER.code].commit(rows, batch=batch, by=people.bureau, at=now) == 3
    found = ServiceEntry.objects.order_by("station__code", "number").values_list(
        "station__code", "number", "kind"
    )
    assert list(found) == [
        ("CD-1", 1, "AGENCY_BUYING"),
        ("CD-1", 2, "INFORMATION"),
        ("CD-2", 1, "BILL_PAYMENT"),
    ]
    assert holds("CASH") == Decimal("204.00")
    assert ServiceEntry.objects.get(number=1, station=counter).person == "示****"


def test_undone_it_leaves_no_balance_and_both_sides_stand(rows_of, batch, people, now, counter):
    sheet, rows = SHEETS[LEDGER.code], rows_of(*ROWS)
    sheet.commit(rows, batch=batch, by=people.bureau, at=now)
    assert sheet.undo(batch=batch, by=people.bureau, at=now) == 3
    assert set(queries.balances_of(counter).values()) == {Decimal("0.00")}
    assert (ServiceEntry.objects.count(), queries.live_services().count()) == (6, 0)
    assert sheet.undo(batch=batch, by=people.bureau, at=now) == 0


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("CD-9", DAY, "代买", "米", 10, None, "", "", ""), "station_code"),
        (("CD-1", date(2199, 1, 1), "代买", "米", 10, None, "", "", ""), "day"),
        (("CD-1", DAY, "代买", "米", None, None, "", "", ""), "amount_yuan"),
        (("CD-1", DAY, "信息咨询", "", None, None, "", "", ""), "subject"),
        (("CD-1", DAY, "小额存款", "", 100, None, "手机支付", "", ""), "amount_yuan"),
    ],
)
def test_what_is_wrong_is_named_at_its_cell(rows_of, people, row, column):
    assert errors(rows_of(ROWS[0], row), people) == {(3, column)}


def test_a_closed_day_takes_no_paper_ledger(rows_of, people, now, counter):
    operations.close_day(
        close_id=uuid4(), station=counter, day=DAY, counts={}, reason="", made_at=now, by=people.keeper, at=now
    )  # fmt: skip
    assert errors(rows_of(ROWS[0]), people) == {(2, "day")}
