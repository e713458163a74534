from collections.abc import Iterator, Sequence
from itertools import groupby

from cuntong.apps.imports.kinds import error_at
from cuntong.domain.workbooks import CellError, Column, Kind, Row, Sheet

from .. import operations
from ..models import Appropriation
from ._columns import DIRECTION, Room, day, differing, fact_choices, money, said_of

APPROPRIATIONS = Sheet(
    code="funds.appropriations",
    zh="资金下达和预算安排",
    en="Appropriations and budget lines",
    note_zh="一行一个预算项目；同一文号的资金来源、款次、下达金额、下达日期各行相同。",
    note_en="One row for each budget item; rows of one document repeat its source, tranche, amount and day.",
    columns=(
        Column(
            name="document_no",
            zh="下达文号",
            en="Document number",
            required=True,
            max_length=80,
            synonyms=("指标文号", "资金文号"),
            example="示例财〔2021〕1号",
        ),
        Column(name="title", zh="资金名称", en="Name of the fund", max_length=120),
        Column(
            name="source",
            zh="资金来源",
            en="Source",
            kind=Kind.CHOICE,
            choices=fact_choices("appropriations", "source"),
            required=True,
            example="CENTRAL",
        ),
        Column(
            name="tranche",
            zh="款次",
            en="Tranche",
            kind=Kind.CHOICE,
            choices=fact_choices("appropriations", "tranche"),
            required=True,
            example="FIRST",
        ),
        money("amount_yuan", "下达金额", "Amount released"),
        day("released_date", "下达日期", "Released on", required=True),
        DIRECTION,
        Column(
            name="line_title",
            zh="预算项目",
            en="Budget item",
            required=True,
            max_length=120,
            example="镇村服务站点建设",
        ),
        money("line_amount_yuan", "预算金额", "Amount allotted"),
        day("approved_date", "批复日期", "Approved on"),
    ),
    unique_together=(("document_no", "direction", "line_title"),),
    max_rows=2_000,
)
_OF_THE_DOCUMENT = ("title", "source", "tranche", "amount_yuan", "released_date")


def check(rows: Sequence[Row], *, by) -> list[CellError]:
    """Documents that are recorded already, rows of one document that disagree, lines beyond their document."""
    return [
        *differing(APPROPRIATIONS, rows, "document_no", _OF_THE_DOCUMENT),
        *_known(rows),
        *_beyond(rows),
        *_early(rows),
    ]


def _known(rows: Sequence[Row]) -> Iterator[CellError]:
    known = set(Appropriation.objects.values_list("document_no", flat=True))
    for row in rows:
        if row.values["document_no"] in known:
            yield error_at(
                APPROPRIATIONS, row, "document_no", "这份文件已经登记过", "this document is recorded already"
            )


def _beyond(rows: Sequence[Row]) -> Iterator[CellError]:
    room = Room(
        APPROPRIATIONS, "line_amount_yuan", "预算合计超过下达金额", "the lines exceed the amount released"
    )
    for row in rows:
        yield from room.take(row, row.values["document_no"], row.values["amount_yuan"])


def _early(rows: Sequence[Row]) -> Iterator[CellError]:
    for row in rows:
        approved_date = row.values["approved_date"]
        if approved_date and approved_date < row.values["released_date"]:
            yield error_at(
                APPROPRIATIONS,
                row,
                "approved_date",
                "批复日期早于下达日期",
                "approved before the money was released",
            )


def commit(rows: Sequence[Row], *, batch, by, at) -> int:
    for _document_no, group in groupby(_by_document(rows), key=lambda row: row.values["document_no"]):
        lines = list(group)
        values = lines[0].values
        with said_of(lines[0]):
            appropriation = operations.release_appropriation(
                document_no=values["document_no"],
                title=values["title"] or "",
                source=values["source"],
                tranche=values["tranche"],
                amount_yuan=values["amount_yuan"],
                released_date=values["released_date"],
                by=by,
                at=at,
                import_batch=batch,
            )
        for row in lines:
            _allot(appropriation, row, batch, by, at)
    return len(rows)


def _allot(appropriation: Appropriation, row: Row, batch, by, at) -> None:
    with said_of(row):
        operations.allot(
            appropriation=appropriation,
            direction=row.values["direction"],
            title=row.values["line_title"],
            amount_yuan=row.values["line_amount_yuan"],
            approved_date=row.values["approved_date"],
            by=by,
            at=at,
            import_batch=batch,
        )


def _by_document(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.values["document_no"], row.number))


def undo(*, batch, by, at) -> int:
    return operations.take_back_appropriations(import_batch=batch, by=by, at=at)
