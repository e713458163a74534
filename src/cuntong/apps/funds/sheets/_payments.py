from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from uuid import uuid5

from cuntong.apps.imports.kinds import error_at
from cuntong.domain.workbooks import CellError, Column, Row, Sheet

from .. import operations, queries
from ..models import Contract, ContractFunding, Milestone, Payment, PaymentApplication
from ._columns import CONTRACT_NO, DOCUMENT_NO, LINE_TITLE, MILESTONE_TITLE, Room, day, money, only, said_of

PAYMENTS = Sheet(
    code="funds.payments",
    zh="历史付款",
    en="Past payments",
    note_zh="登记启用本系统之前已经支付的款项；一行一笔。导入后须由另一人核签。",
    note_en="Payments made before this system was used, one on each row. A second person countersigns them.",
    columns=(
        CONTRACT_NO,
        MILESTONE_TITLE,
        DOCUMENT_NO,
        LINE_TITLE,
        Column(
            name="voucher_no",
            zh="凭证号",
            en="Voucher number",
            required=True,
            max_length=60,
            synonyms=("支付凭证号",),
            example="示例凭证-0001",
        ),
        Column(
            name="invoice_no",
            zh="发票号码",
            en="Invoice number",
            required=True,
            max_length=40,
            synonyms=("发票号",),
            example="00000001",
        ),
        Column(
            name="approval_document_no",
            zh="付款审批单号",
            en="Approval document",
            required=True,
            max_length=80,
            synonyms=("审批单号",),
            example="示例审批-0001",
        ),
        Column(
            name="payee",
            zh="收款单位",
            en="Payee",
            required=True,
            max_length=120,
            synonyms=("承办单位",),
            example="示例承办公司",
        ),
        money("amount_yuan", "支付金额", "Amount paid", "支出金额"),
        day("paid_date", "支付日期", "Paid on", "付款日期", required=True),
    ),
    unique_together=(("voucher_no",), ("invoice_no",)),
    max_rows=2_000,
)
_wrong = partial(error_at, PAYMENTS)


class _Books:
    """The records that the rows speak of, read once."""

    def __init__(self, rows: Sequence[Row]) -> None:
        numbers = {row.values["contract_no"] for row in rows}
        contracts = Contract.objects.filter(contract_no__in=numbers).select_related("contractor")
        self.contracts = {contract.contract_no: contract for contract in contracts}
        self.milestones = {
            (milestone.contract.contract_no, milestone.title): milestone
            for milestone in Milestone.objects.filter(contract__in=contracts).select_related("contract")
        }
        self.fundings = defaultdict(list)
        fundings = ContractFunding.objects.filter(contract__in=contracts)
        for one in fundings.select_related("contract__contractor", "budget_line__appropriation"):
            self.fundings[one.contract.contract_no, one.budget_line.appropriation.document_no].append(one)

    def fundings_of(self, row: Row) -> list[ContractFunding]:
        title = row.values["line_title"]
        found = self.fundings.get((row.values["contract_no"], row.values["document_no"]), [])
        return [one for one in found if title in (None, one.budget_line.title)]

    def milestone_of(self, row: Row) -> Milestone | None:
        return self.milestones.get((row.values["contract_no"], row.values["milestone_title"]))


def check(rows: Sequence[Row], *, by) -> list[CellError]:
    """Unknown contracts, milestones and money, other payees, numbers used already, sums beyond room, days too early."""
    books = _Books(rows)
    return [*_names_at_fault(rows, books), *_numbers_at_fault(rows), *_sums_at_fault(rows, books)]


def _names_at_fault(rows: Sequence[Row], books: _Books) -> Iterator[CellError]:
    for row in rows:
        contract = books.contracts.get(row.values["contract_no"])
        if contract is None:
            yield _wrong(row, "contract_no", "没有这份合同，请先登记", "no such contract; record it first")
            continue
        if books.milestone_of(row) is None:
            yield _no_milestone(row)
        if row.values["payee"] != contract.contractor.name:
            yield _wrong(
                row,
                "payee",
                f"收款单位应为合同的承办单位“{contract.contractor.name}”",
                f"the payee has to be the contractor, “{contract.contractor.name}”",
            )
        if row.values["paid_date"] < contract.signed_date:
            yield _wrong(
                row,
                "paid_date",
                f"早于合同签订日期 {contract.signed_date}",
                f"before the contract was signed, on {contract.signed_date}",
            )


def _no_milestone(row: Row) -> CellError:
    return _wrong(
        row, "milestone_title", "合同没有这个付款节点", "the contract has no milestone of that name"
    )


def _numbers_at_fault(rows: Sequence[Row]) -> Iterator[CellError]:
    standing = Payment.objects.filter(reverses__isnull=True, reversal__isnull=True)
    vouchers = set(standing.values_list("voucher_no", flat=True))
    used = PaymentApplication.objects.filter(state__in=PaymentApplication.STANDING)
    invoices = set(used.values_list("invoice_no", flat=True))
    for row in rows:
        if row.values["voucher_no"] in vouchers:
            yield _wrong(row, "voucher_no", "这个凭证号已经登记过", "this voucher is entered already")
        if row.values["invoice_no"].upper() in invoices:
            yield _wrong(
                row, "invoice_no", "这张发票已经用于另一笔付款", "this invoice is used for another payment"
            )


def _sums_at_fault(rows: Sequence[Row], books: _Books) -> Iterator[CellError]:
    of_milestone = Room(PAYMENTS, "amount_yuan", "超过付款节点的余额", "more than the milestone has left")
    of_funding = Room(
        PAYMENTS, "amount_yuan", "超过该资金对本合同的余额", "more than that money has left for the contract"
    )
    for row in rows:
        if milestone := books.milestone_of(row):
            yield from of_milestone.take(row, milestone.pk, queries.room_in_milestone(milestone))
        if row.values["contract_no"] not in books.contracts:
            continue
        fundings = books.fundings_of(row)
        if len(fundings) != 1:
            yield _no_funding(row, fundings)
            continue
        yield from of_funding.take(row, fundings[0].pk, queries.room_in_funding(fundings[0]))
        released_date = fundings[0].budget_line.appropriation.released_date
        if row.values["paid_date"] < released_date:
            yield _wrong(
                row,
                "paid_date",
                f"早于该资金的下达日期 {released_date}",
                f"before that money was released, on {released_date}",
            )


def _no_funding(row: Row, found: list[ContractFunding]) -> CellError:
    if found:
        names = "、".join(one.budget_line.title for one in found)
        return _wrong(
            row,
            "document_no",
            f"合同在该文号下有多个预算项目，请在“预算项目”栏写明：{names}",
            f"the contract has several items of that document; name one of: {names}",
        )
    return _wrong(
        row,
        "document_no",
        "合同没有使用该文号的资金",
        "the contract is not fed by the money of that document",
    )


def commit(rows: Sequence[Row], *, batch, by, at) -> int:
    """Payments of one milestone are entered in the order of their days, so that the sum holds on each of them."""
    books = _Books(rows)
    for row in sorted(rows, key=lambda row: (row.values["paid_date"], row.number)):
        with said_of(row):
            past = _past_payment(row, books, batch)
            operations.record_past_payment(past=past, import_batch=batch, by=by, at=at)
    return len(rows)


def _past_payment(row: Row, books: _Books, batch) -> operations.PastPayment:
    fundings = books.fundings_of(row)
    funding = only(fundings, _no_funding(row, fundings))
    return operations.PastPayment(
        milestone=only([m for m in [books.milestone_of(row)] if m], _no_milestone(row)),
        budget_line=funding.budget_line,
        payee=funding.contract.contractor,
        amount_yuan=row.values["amount_yuan"],
        voucher_no=row.values["voucher_no"],
        invoice_no=row.values["invoice_no"],
        approval_document_no=row.values["approval_document_no"],
        paid_date=row.values["paid_date"],
        request_key=uuid5(batch.pk, str(row.number)),
    )


def undo(*, batch, by, at) -> int:
    return operations.reverse_past_payments(import_batch=batch, by=by, at=at)
