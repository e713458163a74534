"""The workbooks of the market room: settled firms, shops, livestreams, fairs."""

from collections.abc import Callable, Sequence

from cuntong.apps.accounts.roles import Right
from cuntong.apps.imports.kinds import ImportSheet, declare, error_at
from cuntong.apps.places.models import Station
from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.workbooks import CellError, Column, Kind, Row, Sheet

from . import operations
from .models import Exhibit, Firm, Livestream, Shop

FIRM_CODE = Column(name="code", zh="企业编号", en="Firm code", required=True, max_length=40, example="QY-001")


def _choices(table: str, column: str) -> dict[str, tuple[str, str]]:
    choices = FACT_TABLES[table].column_by_name[column].choices
    return {code: (label.zh, label.en) for code, label in choices.items()}


OWNER = Column(
    name="owner_code",
    zh="站点或企业编号",
    en="Station or firm code",
    max_length=40,
    help_zh="类别为“公共服务中心”时不填。",
    help_en="Leave blank where the kind is the service centre.",
    example="QY-001",
)

TENANCIES = Sheet(
    code="market.tenancies",
    zh="入驻企业",
    en="Firms settled in the centre",
    columns=(
        FIRM_CODE,
        Column(
            name="name", zh="企业名称", en="Name", required=True, max_length=120, example="示例农产品商行"
        ),
        Column(name="credit_code", zh="统一社会信用代码", en="Unified social credit code", max_length=18),
        Column(name="from_date", zh="入驻日期", en="Moved in", kind=Kind.DATE, required=True),
        Column(name="to_date", zh="迁出日期", en="Moved out", kind=Kind.DATE),
    ),
    unique_together=(("code",), ("credit_code",)),
    max_rows=2_000,
)
SHOPS = Sheet(
    code="market.shops",
    zh="帮助开设的网店",
    en="Shops opened with help",
    columns=(
        Column(
            name="kind",
            zh="开店主体类别",
            en="Opened by",
            kind=Kind.CHOICE,
            choices=_choices("shops", "owner_kind"),
            required=True,
            example="FIRM",
        ),
        OWNER,
        Column(name="platform", zh="平台", en="Platform", required=True, max_length=40, example="抖音小店"),
        Column(
            name="shop_url", zh="店铺网址", en="Shop address", kind=Kind.URL, required=True, max_length=300
        ),
        Column(name="opened_date", zh="开店日期", en="Opened on", kind=Kind.DATE, required=True),
        Column(
            name="with_help",
            zh="经指导帮助开设",
            en="Opened with help",
            kind=Kind.BOOLEAN,
            required=True,
            example=True,
        ),
    ),
    unique_together=(("shop_url",),),
    max_rows=2_000,
)
LIVESTREAMS = Sheet(
    code="market.livestreams",
    zh="电商直播",
    en="Livestreams",
    columns=(
        Column(
            name="code",
            zh="直播编号",
            en="Livestream code",
            required=True,
            max_length=40,
            example="ZB-2023-001",
        ),
        Column(
            name="kind",
            zh="直播主体类别",
            en="Held by",
            kind=Kind.CHOICE,
            choices=_choices("livestreams", "host_kind"),
            required=True,
            example="CENTRE",
        ),
        OWNER,
        Column(name="platform", zh="平台", en="Platform", required=True, max_length=40, example="抖音"),
        Column(name="held_date", zh="直播日期", en="Held on", kind=Kind.DATE, required=True),
        Column(
            name="sales_yuan",
            zh="销售额",
            en="Sales",
            kind=Kind.MONEY_YUAN,
            minimum=0,
            help_zh="以平台导出数据为准；没有数据的留空。",
            help_en="As the platform exports it; blank where there is no export.",
        ),
    ),
    unique_together=(("code",),),
    max_rows=20_000,
)
FAIRS = Sheet(
    code="market.fairs",
    zh="展会和展示产品",
    en="Fairs and products shown",
    columns=(
        Column(name="name", zh="展会", en="Fair", required=True, max_length=120, example="示例农产品展销会"),
        Column(name="fair_date", zh="日期", en="Date", kind=Kind.DATE, required=True),
        Column(name="venue", zh="地点", en="Venue", max_length=120),
        Column(
            name="product_name", zh="展示产品", en="Product", required=True, max_length=80, example="黄金柰李"
        ),
    ),
    unique_together=(("name", "fair_date", "product_name"),),
    max_rows=2_000,
)


def check_tenancies(rows: Sequence[Row], *, by) -> list[CellError]:
    open_firms = set(
        Firm.objects.filter(tenancies__to_date=None, tenancies__isnull=False).values_list("code", flat=True)
    )
    errors = [
        error_at(TENANCIES, row, "code", "这家企业已经入驻，尚未迁出", "this firm is settled already")
        for row in rows
        if row.values["code"] in open_firms
    ]
    return errors + [
        error_at(TENANCIES, row, "to_date", "迁出日期早于入驻日期", "moved out before it moved in")
        for row in rows
        if row.values["to_date"] and row.values["to_date"] < row.values["from_date"]
    ]


def commit_tenancies(rows: Sequence[Row], *, batch, by, at) -> int:
    for row in rows:
        values = row.values
        firm = Firm.objects.filter(code=values["code"]).first() or operations.register_firm(
            code=values["code"],
            name=values["name"],
            credit_code=values["credit_code"] or "",
            by=by,
            at=at,
            batch=batch,
        )
        operations.settle_firm(
            firm=firm, from_date=values["from_date"], to_date=values["to_date"], by=by, at=at, batch=batch
        )
    return len(rows)


def _owner(row: Row) -> dict:
    """The station or firm that a row names; empty where there is none of that code."""
    kind, code = row.values["kind"], row.values["owner_code"] or ""
    model = {"STATION": Station, "FIRM": Firm}.get(kind)
    found = model.objects.filter(code=code).first() if model else None
    return {kind.lower(): found} if found else {}


def _check_owners(sheet: Sheet, rows: Sequence[Row]) -> list[CellError]:
    return [
        error_at(
            sheet,
            row,
            "owner_code",
            "没有这个站点或企业编号，请先登记",
            "there is no such station or firm; register it first",
        )
        for row in rows
        if row.values["kind"] != "CENTRE" and not _owner(row)
    ]


def check_shops(rows: Sequence[Row], *, by) -> list[CellError]:
    known = set(Shop.objects.values_list("shop_url", flat=True))
    return _check_owners(SHOPS, rows) + [
        error_at(SHOPS, row, "shop_url", "这个网店已经登记过", "this shop is recorded already")
        for row in rows
        if row.values["shop_url"] in known
    ]


def commit_shops(rows: Sequence[Row], *, batch, by, at) -> int:
    for row in rows:
        values = {name: value for name, value in row.values.items() if name != "owner_code"}
        operations.open_shop(**values, **_owner(row), by=by, at=at, batch=batch)
    return len(rows)


def check_livestreams(rows: Sequence[Row], *, by) -> list[CellError]:
    known = set(Livestream.objects.values_list("code", flat=True))
    return _check_owners(LIVESTREAMS, rows) + [
        error_at(LIVESTREAMS, row, "code", "这场直播已经登记过", "this livestream is recorded already")
        for row in rows
        if row.values["code"] in known
    ]


def commit_livestreams(rows: Sequence[Row], *, batch, by, at) -> int:
    for row in rows:
        values = {name: value for name, value in row.values.items() if name != "owner_code"}
        operations.hold_livestream(**values, **_owner(row), by=by, at=at, batch=batch)
    return len(rows)


def check_fairs(rows: Sequence[Row], *, by) -> list[CellError]:
    known = set(Exhibit.objects.values_list("fair__name", "fair__fair_date", "product__name"))
    return [
        error_at(
            FAIRS,
            row,
            "product_name",
            "这项展示已经登记过",
            "this product stands on the list of that fair already",
        )
        for row in rows
        if (row.values["name"], row.values["fair_date"], row.values["product_name"]) in known
    ]


def commit_fairs(rows: Sequence[Row], *, batch, by, at) -> int:
    for row in rows:
        operations.hold_fair(
            name=row.values["name"],
            fair_date=row.values["fair_date"],
            venue=row.values["venue"] or "",
            product_names=[row.values["product_name"]],
            by=by,
            at=at,
            batch=batch,
        )
    return len(rows)


def _declare(sheet: Sheet, check: Callable, commit: Callable) -> None:
    declare(
        ImportSheet(
            sheet=sheet, right=Right.WRITE_MARKET, check=check, commit=commit, undo=operations.take_back
        )
    )


_declare(TENANCIES, check_tenancies, commit_tenancies)
_declare(SHOPS, check_shops, commit_shops)
_declare(LIVESTREAMS, check_livestreams, commit_livestreams)
_declare(FAIRS, check_fairs, commit_fairs)
