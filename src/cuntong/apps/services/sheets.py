"""Paper ledgers as workbooks: one row is one service at one station on one day."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.roles import Right
from cuntong.apps.imports.kinds import CommitRefused, ImportSheet, declare, error_at
from cuntong.apps.places.models import Station
from cuntong.domain import ledgers
from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.workbooks import CellError, Column, Kind, Row, Sheet

from . import operations, queries
from .kinds import Deed, LedgerRow, Person
from .models import DayClose

_NOTHING = Decimal("0.00")
_KINDS = FACT_TABLES["service_entries"].column_by_name["kind"].choices

LEDGER = Sheet(
    code="services.ledger",
    zh="便民服务台账",
    en="Ledger of a counter",
    columns=(
        Column(
            name="station_code",
            zh="站点编码",
            en="Station code",
            required=True,
            max_length=40,
            synonyms=("站点编号", "服务站ID"),
            example="CD-001",
        ),
        Column(
            name="day",
            zh="办理日期",
            en="Day",
            kind=Kind.DATE,
            required=True,
            synonyms=("日期", "业务日期"),
        ),
        Column(
            name="kind",
            zh="服务",
            en="Service",
            kind=Kind.CHOICE,
            choices={code: (label.zh, label.en) for code, label in _KINDS.items()},
            required=True,
            synonyms=("服务类型", "业务类型", "类别"),
            example="BILL_PAYMENT",
        ),
        Column(
            name="subject", zh="摘要", en="Particulars", max_length=120, synonyms=("商品", "事项", "内容")
        ),
        Column(name="amount_yuan", zh="金额", en="Amount", kind=Kind.MONEY_YUAN, unit="元", unit_en="yuan"),
        Column(
            name="commission_yuan",
            zh="手续费",
            en="Commission",
            kind=Kind.MONEY_YUAN,
            unit="元",
            unit_en="yuan",
            synonyms=("服务费",),
        ),
        Column(
            name="paid_by",
            zh="收付方式",
            en="Paid by",
            kind=Kind.CHOICE,
            choices={
                "CASH": ("现金", "cash"),
                "WALLET": ("手机支付", "mobile payment"),
                "LATER": ("以后结算", "settled later"),
            },
            help_zh="不填按现金。",
            help_en="Blank means cash.",
        ),
        Column(name="name", zh="村民姓名", en="Villager", max_length=40, personal=True),
        Column(name="phone", zh="村民手机", en="Phone", kind=Kind.PHONE, personal=True),
    ),
    max_rows=20_000,
    note_zh="纸质台账逐笔录入，一行一笔；写错的整批撤销后重新导入。",
    note_en="A paper ledger, one row a service. What is wrong is undone as a whole and imported again.",
)


def _stations(rows: Iterable[Row]) -> dict[str, Station]:
    return {
        one.code: one for one in Station.objects.filter(code__in={row.values["station_code"] for row in rows})
    }


def _deed(row: Row) -> Deed:
    values = row.values
    return Deed(
        kind=values["kind"],
        amount_yuan=values["amount_yuan"] or _NOTHING,
        commission_yuan=values["commission_yuan"] or _NOTHING,
        paid_by=values["paid_by"] or "CASH",
        subject=values["subject"] or "",
        person=Person(values["name"] or "", values["phone"] or ""),
    )


def check_ledger(rows: Sequence[Row], *, by) -> list[CellError]:
    """Stations that are not known or not the person's, days to come or closed, and amounts that cannot be."""
    stations, scope, today = _stations(rows), scope_of(by), timezone.localdate()
    closed = set(DayClose.objects.filter(station__in=stations.values()).values_list("station__code", "day"))
    errors = [error for row in rows for error in _amounts(row)]
    for row in rows:
        station = stations.get(row.values["station_code"])
        if station is None or not scope.covers(station.division_id):
            errors.append(error_at(
                LEDGER, row, "station_code", "没有这个站点，或不属于您的范围；请核对站点编码",
                "there is no such station, or it is not among your places; check its code",
            ))  # fmt: skip
        if row.values["day"] > today:
            errors.append(error_at(LEDGER, row, "day", "这一天还没有到", "this day has not come yet"))
        elif (row.values["station_code"], row.values["day"]) in closed:
            errors.append(error_at(
                LEDGER, row, "day", "这一天已经日结；请在柜台逐笔补记并写明原因",
                "this day was closed; write its entries at the counter, each with the reason",
            ))  # fmt: skip
    return errors


def _amounts(row: Row) -> Iterable[CellError]:
    deed = _deed(row)
    if deed.kind in queries.NEED_SUBJECT and not deed.subject:
        yield error_at(LEDGER, row, "subject", "请写明是什么事", "say in a few words what it was")
    try:
        ledgers.post(
            ledgers.Kind(deed.kind), deed.amount_yuan, deed.commission_yuan, ledgers.PaidBy(deed.paid_by)
        )
    except ledgers.PostingError as error:
        yield error_at(LEDGER, row, "amount_yuan", error.message.zh, error.message.en)


def commit_ledger(rows: Sequence[Row], *, batch, by, at) -> int:
    stations = _stations(rows)
    missing = {row.values["station_code"] for row in rows} - set(stations)
    if missing:
        raise CommitRefused(", ".join(sorted(missing)))
    lines = [
        LedgerRow(stations[row.values["station_code"]], row.values["day"], _deed(row), row.number)
        for row in rows
    ]
    return operations.import_entries(rows=lines, batch=batch, by=by, at=at)


declare(
    ImportSheet(
        sheet=LEDGER,
        right=Right.WRITE_SERVICES,
        check=check_ledger,
        commit=commit_ledger,
        undo=operations.take_back_entries,
        then=(_("See the journal"), "services:entries"),
    )
)
