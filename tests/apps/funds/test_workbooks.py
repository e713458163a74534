"""The room's workbooks, from the file to the rows and back: every error at once, commit, undo."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from cuntong.apps.evidence.queries import evidence_of
from cuntong.apps.funds import operations, queries, sheets
from cuntong.apps.funds.models import (
    Appropriation,
    BudgetLine,
    Contract,
    Milestone,
    Payment,
    PaymentApplication,
)
from cuntong.apps.imports import operations as imports
from cuntong.apps.imports.kinds import SHEETS, CommitRefused, UndoRefused
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.jobs import operations as jobs
from cuntong.domain.workbooks import read, write_template

pytestmark = pytest.mark.django_db
YUAN_HEADS = {"下达金额": "下达金额（万元）", "预算金额": "预算金额（万元）"}


def workbook(sheet, rows, path, heads=None):
    """A workbook with the sheet's own heads; each row gives values by column name."""
    names = [column.name for column in sheet.columns]
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("数据")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, [(heads or {}).get(column.zh, column.zh) for column in sheet.columns])
    for number, row in enumerate(rows, 1):
        for position, name in enumerate(names):
            value = row.get(name)
            if isinstance(value, date):
                page.write_datetime(number, position, value, day)
            elif isinstance(value, Decimal):
                page.write_number(number, position, float(value))
            elif value is not None:
                page.write_string(number, position, value)
    book.close()
    return path


class Desk:
    """The import desk as a finance officer uses it: read, check, commit, undo."""

    def __init__(self, office, folder):
        self.office, self.folder, self.by, self.at = office, folder, office.people.finance, office.now

    def read(self, sheet, rows, heads=None):
        reading = read(sheet, workbook(sheet, rows, self.folder / f"{sheet.code}.xlsx", heads))
        assert reading.refused is None
        assert reading.errors == ()
        return reading.rows

    def errors(self, sheet, rows):
        found = SHEETS[sheet.code].check(self.read(sheet, rows), by=self.by)
        return [(error.row, error.column) for error in found]

    def commit(self, sheet, rows, heads=None):
        taken = self.read(sheet, rows, heads)
        assert not list(SHEETS[sheet.code].check(taken, by=self.by))
        digest = f"{next(self.office.numbers):064}"
        batch = ImportBatch.objects.create(
            sheet=sheet.code,
            filename="台账.xlsx",
            size=1,
            sha256=digest,
            uploaded_by=self.by,
            uploaded_at=self.at,
            document=self.office.document(self.by),
        )
        with transaction.atomic():
            assert SHEETS[sheet.code].commit(taken, batch=batch, by=self.by, at=self.at) == len(rows)
        return batch

    def undo(self, batch):
        with transaction.atomic():
            return SHEETS[batch.sheet].undo(batch=batch, by=self.by, at=self.at)


@pytest.fixture
def desk(office, tmp_path):
    return Desk(office, tmp_path)


def line(**more):
    return {
        "document_no": "示例财〔2021〕1号",
        "source": "中央财政资金",
        "tranche": "首款",
        "amount_yuan": Decimal(1000),
        "released_date": date(2021, 10, 15),
        "direction": "县乡村三级物流配送体系",
        "line_title": "镇村站点",
        "line_amount_yuan": Decimal(600),
    } | more


def milestone(**more):
    return {
        "contract_no": "HT-1",
        "title": "镇级服务站建设",
        "direction": "县乡村三级物流配送体系",
        "item_type": "镇级服务站建设",
        "contractor": "示例承办公司",
        "amount_yuan": Decimal(500),
        "signed_date": date(2022, 3, 1),
        "procurement": "公开招标",
        "milestone_title": "验收合格",
        "condition": "验收合格",
        "milestone_amount_yuan": Decimal(300),
        "document_no": "示例财〔2021〕1号",
        "met_date": date(2022, 6, 1),
    } | more


def payment(**more):
    return {
        "contract_no": "HT-1",
        "milestone_title": "验收合格",
        "document_no": "示例财〔2021〕1号",
        "voucher_no": "PZ-1",
        "invoice_no": "FP-1",
        "approval_document_no": "SP-1",
        "payee": "示例承办公司",
        "amount_yuan": Decimal(300),
        "paid_date": date(2022, 7, 1),
    } | more


@pytest.mark.parametrize("sheet", [sheets.APPROPRIATIONS, sheets.CONTRACTS, sheets.PAYMENTS])
def test_a_template_is_written_for_each_workbook(sheet):
    assert write_template(sheet, "zh")[:2] == b"PK"
    assert io.BytesIO(write_template(sheet, "en")).read(2) == b"PK"


def test_the_lists_of_choice_are_those_of_the_tables():
    conditions = {code for code, _ in Milestone.Condition.choices}
    assert set(sheets.CONTRACTS.column("condition").choices) == conditions
    assert set(sheets.CONTRACTS.column("procurement").choices) == set(Contract.Procurement.values)


def test_three_workbooks_bring_in_a_whole_county_and_leave_in_the_reverse_order(desk):
    money = desk.commit(
        sheets.APPROPRIATIONS,
        [line(), line(direction="农村电商创业带头人", line_title="培训", line_amount_yuan=Decimal(400))],
    )
    contracts = desk.commit(
        sheets.CONTRACTS,
        [milestone(), milestone(milestone_title="尾款", milestone_amount_yuan=Decimal(200), met_date=None)],
    )
    paid = desk.commit(sheets.PAYMENTS, [payment()])
    entry = Payment.objects.get()
    assert (entry.voucher_no, entry.amount_yuan, entry.import_batch) == ("PZ-1", Decimal(300), paid)
    assert Milestone.objects.get(title="验收合格").met_date == date(2022, 6, 1)
    for batch in (money, contracts):
        with pytest.raises(UndoRefused):
            desk.undo(batch)
    assert desk.undo(paid) == 1
    assert Payment.objects.aggregate(left=Sum("amount_yuan"))["left"] == 0


def test_amounts_in_wan_yuan_become_yuan(desk):
    desk.commit(
        sheets.APPROPRIATIONS,
        [line(amount_yuan=Decimal("1000.5"), line_amount_yuan=Decimal("193.6"))],
        YUAN_HEADS,
    )
    assert Appropriation.objects.get().amount_yuan == Decimal("10005000.00")
    assert BudgetLine.objects.get().amount_yuan == Decimal("1936000.00")


def test_what_nothing_was_built_on_is_taken_back_whole(desk):
    money = desk.commit(sheets.APPROPRIATIONS, [line()])
    contracts = desk.commit(sheets.CONTRACTS, [milestone()])
    assert desk.undo(contracts) == 1
    assert desk.undo(money) == 1
    assert not Contract.objects.exists()
    assert not Appropriation.objects.exists()


def test_payments_taken_back_can_be_brought_in_again_corrected(desk):
    desk.commit(sheets.APPROPRIATIONS, [line()])
    desk.commit(sheets.CONTRACTS, [milestone()])
    wrong = desk.commit(sheets.PAYMENTS, [payment(amount_yuan=Decimal(30))])
    desk.undo(wrong)
    desk.commit(sheets.PAYMENTS, [payment()])
    amounts = list(Payment.objects.order_by("pk").values_list("amount_yuan", flat=True))
    assert amounts == [Decimal(30), Decimal(-30), Decimal(300)]


# --- Every error at once -----------------------------------------------------------------------------------------


def test_errors_of_appropriations(desk, office):
    office.appropriation(document_no="已登记")
    rows = [
        line(document_no="已登记"),
        line(),
        line(line_title="另一项", line_amount_yuan=Decimal("400.01"), source="地方配套资金"),
        line(document_no="B", approved_date=date(2021, 10, 14)),
    ]
    assert desk.errors(sheets.APPROPRIATIONS, rows) == [
        (4, "source"),
        (2, "document_no"),
        (4, "line_amount_yuan"),
        (5, "approved_date"),
    ]


def test_errors_of_contracts(desk, office):
    desk.commit(sheets.APPROPRIATIONS, [line(), line(line_title="第二项", line_amount_yuan=Decimal(400))])
    office.contract(contract_no="已登记", lines=[])
    rows = [
        milestone(contract_no="已登记", line_title="镇村站点", milestone_amount_yuan=Decimal(1)),
        milestone(contract_no="A"),
        milestone(
            contract_no="B",
            line_title="镇村站点",
            contractor="无此单位",
            item_type="电商培训服务",
            milestone_amount_yuan=Decimal(1),
        ),
        milestone(
            contract_no="C",
            line_title="镇村站点",
            met_date=date(2022, 2, 1),
            publicity_url="https://example.cn",
        ),
        milestone(contract_no="C", line_title="镇村站点", milestone_title="尾款", title="别的项目"),
        milestone(contract_no="D", document_no="没有的文号"),
    ]
    assert sorted(desk.errors(sheets.CONTRACTS, rows)) == [
        (2, "contract_no"),
        (3, "document_no"),
        (4, "contractor"),
        (4, "item_type"),
        (5, "met_date"),
        (5, "publicity_url"),
        (6, "milestone_amount_yuan"),
        (6, "milestone_amount_yuan"),
        (6, "publicity_url"),
        (6, "title"),
        (7, "document_no"),
    ]


def test_errors_of_payments(desk, office):
    desk.commit(sheets.APPROPRIATIONS, [line()])
    desk.commit(sheets.CONTRACTS, [milestone()])
    desk.commit(sheets.PAYMENTS, [payment(amount_yuan=Decimal(100))])
    rows = [
        payment(),
        payment(voucher_no="PZ-2", invoice_no="FP-2", contract_no="没有"),
        payment(voucher_no="PZ-3", invoice_no="FP-3", milestone_title="没有", amount_yuan=Decimal(1)),
        payment(voucher_no="PZ-4", invoice_no="FP-4", payee="示例培训机构", amount_yuan=Decimal(1)),
        payment(voucher_no="PZ-5", invoice_no="FP-5", document_no="没有", amount_yuan=Decimal(1)),
        payment(voucher_no="PZ-6", invoice_no="FP-6", paid_date=date(2021, 10, 14), amount_yuan=Decimal(1)),
    ]
    assert sorted(set(desk.errors(sheets.PAYMENTS, rows))) == [
        (2, "amount_yuan"),
        (2, "invoice_no"),
        (2, "voucher_no"),
        (3, "contract_no"),
        (4, "amount_yuan"),
        (4, "milestone_title"),
        (5, "amount_yuan"),
        (5, "payee"),
        (6, "amount_yuan"),
        (6, "document_no"),
        (7, "amount_yuan"),
        (7, "paid_date"),
    ]


def test_what_only_the_act_can_refuse_names_its_row(desk):
    rows = desk.read(sheets.APPROPRIATIONS, [line(released_date=date(2099, 1, 1))])
    batch = ImportBatch(sheet=sheets.APPROPRIATIONS.code)
    with pytest.raises(CommitRefused, match="2"), transaction.atomic():
        SHEETS[sheets.APPROPRIATIONS.code].commit(rows, batch=batch, by=desk.by, at=desk.at)
    assert not Appropriation.objects.exists()


# --- Payments approved on paper ------------------------------------------------------------------------------------


def test_an_imported_payment_waits_for_a_second_person_who_says_why_where_a_rule_was_broken(
    desk, people, now
):
    desk.commit(sheets.APPROPRIATIONS, [line()])
    desk.commit(sheets.CONTRACTS, [milestone()])
    desk.commit(sheets.PAYMENTS, [payment()])
    application = PaymentApplication.objects.get()
    assert (application.on_paper, application.state, application.decided_by) == (True, "PAID", None)
    found = {finding.code for finding in queries.findings(people.bureau, date(2024, 8, 14))}
    assert {"PAID_ON_PAPER", "DECISION_RECORDED", "PUBLICITY_HELD"} <= found
    countersign = operations.countersign
    with pytest.raises(ValidationError, match="公示"):
        countersign(application=application, by=people.bureau, at=now)
    countersign(application=application, reason="2022 年纸质审批，公示材料在档案室", by=people.bureau, at=now)
    application.refresh_from_db()
    assert application.decided_by == people.bureau
    found = {finding.code for finding in queries.findings(people.bureau, date(2024, 8, 14))}
    assert "PAID_ON_PAPER" not in found


def test_a_payment_before_its_milestone_can_be_recorded_and_is_found(desk, people):
    desk.commit(sheets.APPROPRIATIONS, [line()])
    desk.commit(sheets.CONTRACTS, [milestone(met_date=None)])
    desk.commit(sheets.PAYMENTS, [payment()])
    findings = {finding.code: finding for finding in queries.findings(people.auditor, date(2024, 8, 14))}
    assert findings["PAID_BEFORE_MILESTONE"].wrong


def test_a_workbook_goes_its_whole_way_through_the_import_desk(desk, people, now, settings, tmp_path):
    """Upload, check with dry run, commit, undo: as the pages do it, the jobs run one after the other."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    desk.commit(sheets.APPROPRIATIONS, [line()])
    path = workbook(sheets.CONTRACTS, [milestone()], tmp_path / "合同.xlsx")
    with path.open("rb") as file:
        sheet = SHEETS[sheets.CONTRACTS.code]
        batch = imports.upload(sheet=sheet, file=file, filename=path.name, by=people.bureau, at=now)
    jobs.run(job_id=str(batch.job_id), clock=lambda: now)
    batch.refresh_from_db()
    assert (batch.state, batch.message) == ("READY", "")
    assert not Contract.objects.exists()
    batch = imports.request_commit(batch=batch, by=people.bureau, at=now)
    jobs.run(job_id=str(batch.job_id), clock=lambda: now)
    batch.refresh_from_db()
    assert batch.state == "COMMITTED"
    (link,) = evidence_of("funds.milestone", Milestone.objects.get().pk)
    assert link.document == batch.document
    assert imports.undo(batch=batch, by=people.bureau, at=now).state == "UNDONE"
    assert not Contract.objects.exists()
