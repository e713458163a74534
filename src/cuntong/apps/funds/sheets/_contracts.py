from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.imports.kinds import error_at
from cuntong.domain.workbooks import CellError, Column, Kind, Row, Sheet

from .. import operations, queries
from ..models import BudgetLine, Contract
from ._columns import (
    CONTRACT_NO,
    DIRECTION,
    DIRECTION_OF_ITEM,
    DOCUMENT_NO,
    ITEM_TYPES,
    LINE_TITLE,
    MILESTONE_TITLE,
    Room,
    day,
    differing,
    money,
    only,
    said_of,
)

PROCUREMENTS = {
    "OPEN_TENDER": ("公开招标", "Open tender"),
    "INVITED_TENDER": ("邀请招标", "Invited tender"),
    "NEGOTIATION": ("竞争性谈判", "Competitive negotiation"),
    "CONSULTATION": ("竞争性磋商", "Competitive consultation"),
    "INQUIRY": ("询价", "Price inquiry"),
    "SINGLE_SOURCE": ("单一来源", "Single source"),
    "OTHER": ("其他采购方式", "Other procurement"),
}
CONDITIONS = {
    "SIGNED": ("合同签订", "Contract signed"),
    "PROGRESS": ("进度确认", "Progress confirmed"),
    "ACCEPTED": ("验收合格", "Acceptance passed"),
    "PUBLICITY_DONE": ("公示无异议", "Publicity held without objection"),
    "EVALUATION_PASSED": ("绩效评价通过", "Evaluation passed"),
    "GUARANTEE_ENDED": ("质保期满", "Guarantee ended"),
    "OTHER": ("合同约定的其他条件", "As the contract says"),
}

CONTRACTS = Sheet(
    code="funds.contracts",
    zh="合同和付款节点",
    en="Contracts and milestones",
    note_zh="一行一个付款节点；同一合同的合同栏目各行相同。节点金额从该行的资金来源文号支付。",
    note_en="One row for each milestone; rows of one contract repeat what is of the contract. "
    "A milestone is paid from the document on its row.",
    columns=(
        CONTRACT_NO,
        Column(
            name="title", zh="项目名称", en="Project", required=True, max_length=160, example="镇级服务站建设"
        ),
        DIRECTION,
        Column(
            name="item_type",
            zh="事项类型",
            en="Type of item",
            kind=Kind.CHOICE,
            choices=ITEM_TYPES,
            required=True,
            example="TOWNSHIP_STATION",
        ),
        Column(name="scope", zh="建设内容", en="What is paid for", max_length=2000),
        Column(
            name="contractor",
            zh="承办单位",
            en="Contractor",
            required=True,
            max_length=120,
            synonyms=("承办企业", "中标单位"),
            example="示例承办公司",
        ),
        money("amount_yuan", "合同金额", "Contract amount"),
        day("signed_date", "签订日期", "Signed on", required=True),
        Column(
            name="procurement",
            zh="采购方式",
            en="Procurement",
            kind=Kind.CHOICE,
            choices=PROCUREMENTS,
            required=True,
            example="OPEN_TENDER",
        ),
        Column(name="decision_body", zh="决策单位或负责人", en="Who decided", max_length=120),
        Column(name="decision_document_no", zh="决策文件文号", en="Decision document", max_length=80),
        Column(name="publicity_url", zh="公示网址", en="Publicity address", kind=Kind.URL, max_length=500),
        day("publicity_start_date", "公示开始", "Publicity from"),
        day("publicity_end_date", "公示结束", "Publicity to"),
        MILESTONE_TITLE,
        Column(
            name="condition",
            zh="付款条件",
            en="Condition",
            kind=Kind.CHOICE,
            choices=CONDITIONS,
            required=True,
            example="ACCEPTED",
        ),
        money("milestone_amount_yuan", "节点金额", "Amount of the milestone"),
        DOCUMENT_NO,
        LINE_TITLE,
        day("due_date", "应达成日期", "Due", "约定日期"),
        day("met_date", "达成日期", "Met on", "实际达成日期"),
    ),
    unique_together=(("contract_no", "milestone_title"),),
    max_rows=2_000,
)
_OF_THE_CONTRACT = (
    "title",
    "direction",
    "item_type",
    "scope",
    "contractor",
    "amount_yuan",
    "signed_date",
    "procurement",
    "decision_body",
    "decision_document_no",
    "publicity_url",
    "publicity_start_date",
    "publicity_end_date",
)
_wrong = partial(error_at, CONTRACTS)


def check(rows: Sequence[Row], *, by) -> list[CellError]:
    """What the records know against: numbers used, unknown firms and money, sums beyond room, days that cannot be."""
    return [
        *differing(CONTRACTS, rows, "contract_no", _OF_THE_CONTRACT),
        *_contracts_at_fault(rows),
        *_days_at_fault(rows),
        *_sums_at_fault(rows),
    ]


def _contracts_at_fault(rows: Sequence[Row]) -> Iterator[CellError]:
    known = set(Contract.objects.values_list("contract_no", flat=True))
    firms = set(Organisation.objects.values_list("name", flat=True))
    for row in rows:
        values = row.values
        if values["contract_no"] in known:
            yield _wrong(row, "contract_no", "这份合同已经登记过", "this contract is recorded already")
        if values["contractor"] not in firms:
            yield _no_firm(row)
        if DIRECTION_OF_ITEM[values["item_type"]] not in (None, values["direction"]):
            yield _wrong(
                row,
                "item_type",
                "这个事项类型属于另一个方向",
                "this type of item belongs to another direction",
            )


def _no_firm(row: Row) -> CellError:
    return _wrong(
        row,
        "contractor",
        "系统里没有这个单位，请核对全称或先登记单位",
        "no such organisation; compare the full name or register it first",
    )


def _days_at_fault(rows: Sequence[Row]) -> Iterator[CellError]:
    for row in rows:
        values = row.values
        if values["met_date"] and values["met_date"] < values["signed_date"]:
            yield _wrong(row, "met_date", "达成日期早于合同签订日期", "met before the contract was signed")
        publicity = [values[name] for name in ("publicity_url", "publicity_start_date", "publicity_end_date")]
        if any(publicity) and not all(publicity):
            yield _wrong(
                row,
                "publicity_url",
                "公示网址、开始和结束日期应同时填写",
                "address, first and last day of the publicity go together",
            )
        elif all(publicity) and publicity[2] < publicity[1]:
            yield _wrong(row, "publicity_end_date", "公示结束早于开始", "the publicity ends before it begins")


def _sums_at_fault(rows: Sequence[Row]) -> Iterator[CellError]:
    lines = _lines()
    of_contract = Room(
        CONTRACTS, "milestone_amount_yuan", "节点合计超过合同金额", "the milestones exceed the contract"
    )
    of_line = Room(
        CONTRACTS, "milestone_amount_yuan", "超过该资金可安排的预算", "more than the budget line has left"
    )
    for row in rows:
        yield from of_contract.take(row, row.values["contract_no"], row.values["amount_yuan"])
        found = _found_lines(lines, row)
        if len(found) != 1:
            yield _no_line(row, found)
        else:
            yield from of_line.take(row, found[0].pk, queries.room_in_line(found[0]))


def _lines() -> dict[tuple[str, str], list[BudgetLine]]:
    found = defaultdict(list)
    for line in BudgetLine.objects.select_related("appropriation"):
        found[line.appropriation.document_no, line.direction].append(line)
    return found


def _found_lines(lines, row: Row) -> list[BudgetLine]:
    candidates = lines.get((row.values["document_no"], row.values["direction"]), [])
    title = row.values["line_title"]
    return [line for line in candidates if title in (None, line.title)]


def _no_line(row: Row, found: list[BudgetLine]) -> CellError:
    if found:
        names = "、".join(line.title for line in found)
        return _wrong(
            row,
            "document_no",
            f"该文号在此方向有多个预算项目，请在“预算项目”栏写明：{names}",
            f"the document has several items of this direction; name one of: {names}",
        )
    return _wrong(
        row,
        "document_no",
        "该文号没有安排到这个方向的预算项目，请先登记资金下达和预算安排",
        "the document has no such budget item of this direction; record the appropriation first",
    )


def commit(rows: Sequence[Row], *, batch, by, at) -> int:
    lines, groups = _lines(), defaultdict(list)
    for row in rows:
        groups[row.values["contract_no"]].append(row)
    for group in groups.values():
        with said_of(group[0]):
            contract = _sign(group, lines, batch, by, at)
            _record_proofs(contract, group[0].values, by, at)
            _add_milestones(contract, group, batch, by, at)
    return len(rows)


def _sign(group: list[Row], lines, batch, by, at) -> Contract:
    values = group[0].values
    return operations.sign_contract(
        contract_no=values["contract_no"],
        title=values["title"],
        direction=values["direction"],
        item_type=values["item_type"],
        scope=values["scope"] or "",
        contractor=only(Organisation.objects.filter(name=values["contractor"]), _no_firm(group[0])),
        amount_yuan=values["amount_yuan"],
        signed_date=values["signed_date"],
        procurement=values["procurement"],
        funding=_funding(group, lines),
        by=by,
        at=at,
        import_batch=batch,
    )


def _funding(group: list[Row], lines) -> list[tuple[BudgetLine, Decimal]]:
    """Each line binds the sum of the milestones that name it."""
    bound: dict[BudgetLine, Decimal] = defaultdict(Decimal)
    for row in group:
        found = _found_lines(lines, row)
        bound[only(found, _no_line(row, found))] += row.values["milestone_amount_yuan"]
    return list(bound.items())


def _record_proofs(contract: Contract, values, by, at) -> None:
    if values["decision_body"] and values["decision_document_no"]:
        operations.record_decision(
            contract=contract,
            decision_body=values["decision_body"],
            decision_document_no=values["decision_document_no"],
            by=by,
            at=at,
        )
    if values["publicity_url"]:
        operations.record_publicity(
            contract=contract,
            publicity_url=values["publicity_url"],
            publicity_start_date=values["publicity_start_date"],
            publicity_end_date=values["publicity_end_date"],
            by=by,
            at=at,
        )


def _add_milestones(contract: Contract, group: list[Row], batch, by, at) -> None:
    terms = [
        operations.MilestoneTerms(
            title=row.values["milestone_title"],
            condition=row.values["condition"],
            amount_yuan=row.values["milestone_amount_yuan"],
            due_date=row.values["due_date"],
        )
        for row in group
    ]
    milestones = operations.add_milestones(contract=contract, milestones=terms, by=by, at=at)
    for milestone, row in zip(milestones, group, strict=True):
        if met_date := row.values["met_date"]:
            operations.mark_milestone_met(
                milestone=milestone, met_date=met_date, import_batch=batch, by=by, at=at
            )


def undo(*, batch, by, at) -> int:
    return operations.take_back_contracts(import_batch=batch, by=by, at=at)
