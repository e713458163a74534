"""Public money: released, paid, not yet paid, and the rates between them."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from cuntong.domain.facts import FACT_TABLES, Column
from cuntong.domain.values import Bilingual

from ._frames import PeriodRule
from ._indicators import Indicator, Part, Unit
from ._measures import Sum
from ._populations import Scope, Wanted, records_of

TOPIC = Bilingual("资金", "Funds")

_AMOUNT = FACT_TABLES["appropriations"].column_by_name["amount_yuan"].type
_PAID_AND_UNPAID = (
    Column("paid_yuan", _AMOUNT, Bilingual("已支付（元）", "paid (yuan)")),
    Column("unpaid_yuan", _AMOUNT, Bilingual("未支付（元）", "unpaid (yuan)")),
)


def _money(table: str, **wanted: Wanted) -> Part:
    return Part(table, records_of(table, **wanted), Sum("amount_yuan"))


def _unpaid(scope: Scope) -> ir.Table:
    """Central appropriations, each with what has been paid out of it and what has not."""
    released = scope.records("appropriations", source="CENTRAL")
    payments = scope.records("payments").group_by("appropriation_id").agg(paid_yuan=_.amount_yuan.sum())
    joined = released.left_join(payments, "appropriation_id").drop("appropriation_id_right")
    with_paid = joined.mutate(paid_yuan=_.paid_yuan.coalesce(0).cast("decimal(18, 2)"))
    return with_paid.mutate(unpaid_yuan=(_.amount_yuan - _.paid_yuan).cast("decimal(18, 2)"))


def _amount(code: str, title: Bilingual, meaning: Bilingual, trap: Bilingual, part: Part) -> Indicator:
    return Indicator(code, title, meaning, trap, Unit.YUAN, PeriodRule.PROJECT, part.table, part, decimals=2)


def _rate(
    code: str, title: Bilingual, meaning: Bilingual, trap: Bilingual, paid: Part, base: Part
) -> Indicator:
    return Indicator(
        code,
        title,
        meaning,
        trap,
        Unit.PERCENT,
        PeriodRule.PROJECT,
        paid.table,
        paid,
        base,
        scale=100,
        decimals=2,
        cumulative=True,
    )


_RELEASED = _money("appropriations", source="CENTRAL")
_RELEASED_TAIL = _money("appropriations", source="CENTRAL", tranche="TAIL")
_PAID = _money("payments", source="CENTRAL")
_PAID_TAIL = _money("payments", source="CENTRAL", tranche="TAIL")

_CENTRAL_ONLY = Bilingual(
    "只含中央财政资金；省级、地方配套和企业投入不计入。",
    "Central money only; provincial, local and enterprise money does not count.",
)
_BY_VOUCHER = Bilingual(
    "按支付凭证日期计，申请或批准而未支付的不计入；只含中央财政资金。",
    "Counted by the day of the voucher; applied for or approved is not paid. Central money only.",
)
_ALL_SOURCES = Bilingual(
    "含各种来源的资金，因此四个方向之和可大于中央财政资金支付数。",
    "Money of every source, so the four directions may add up to more than the central money paid.",
)
_PLAN = Bilingual(
    "是方案安排的数，不是下达数，也不是支付数；含各种来源的资金。",
    "What the plan sets aside, neither released nor paid; money of every source.",
)


def _paid_in(direction: str) -> Indicator:
    label = FACT_TABLES["payments"].column_by_name["direction"].choices[direction]
    return _amount(
        f"FUNDS_PAID_{direction}",
        Bilingual(f"支付数：{label.zh}", f"Paid: {label.en}"),
        Bilingual(
            f"项目开始至截止日，用于“{label.zh}”方向的支付金额。", f"Payments in the direction “{label.en}”."
        ),
        _ALL_SOURCES,
        _money("payments", direction=direction),
    )


def _planned_in(direction: str) -> Indicator:
    label = FACT_TABLES["budget_lines"].column_by_name["direction"].choices[direction]
    return _amount(
        f"BUDGET_{direction}",
        Bilingual(f"预算数：{label.zh}", f"Budget: {label.en}"),
        Bilingual(
            f"项目开始至截止日，批复给“{label.zh}”方向的预算金额。",
            f"Budget lines of the direction “{label.en}”.",
        ),
        _PLAN,
        _money("budget_lines", direction=direction),
    )


_DIRECTIONS = tuple(FACT_TABLES["payments"].column_by_name["direction"].choices)

INDICATORS = (
    _amount(
        "FUNDS_RELEASED",
        Bilingual("资金下达总额", "Funds released"),
        Bilingual("项目开始至截止日下达的中央财政资金。", "Central money released from the project's start."),
        _CENTRAL_ONLY,
        _RELEASED,
    ),
    _amount(
        "FUNDS_RELEASED_FIRST",
        Bilingual("首款下达额", "First payment released"),
        Bilingual("下达的中央财政资金中的首款。", "The first payment of the central money released."),
        _CENTRAL_ONLY,
        _money("appropriations", source="CENTRAL", tranche="FIRST"),
    ),
    _amount(
        "FUNDS_RELEASED_TAIL",
        Bilingual("尾款下达额", "Tail payment released"),
        Bilingual("下达的中央财政资金中的尾款。", "The tail payment of the central money released."),
        _CENTRAL_ONLY,
        _RELEASED_TAIL,
    ),
    _amount(
        "FUNDS_PAID",
        Bilingual("资金支付总额", "Funds paid"),
        Bilingual("项目开始至截止日支付的中央财政资金。", "Central money paid from the project's start."),
        _BY_VOUCHER,
        _PAID,
    ),
    _amount(
        "FUNDS_PAID_FIRST",
        Bilingual("首款支付额", "Paid from the first payment"),
        Bilingual("从首款中支付的中央财政资金。", "Central money paid out of the first payment."),
        _BY_VOUCHER,
        _money("payments", source="CENTRAL", tranche="FIRST"),
    ),
    _amount(
        "FUNDS_PAID_TAIL",
        Bilingual("尾款支付额", "Paid from the tail payment"),
        Bilingual("从尾款中支付的中央财政资金。", "Central money paid out of the tail payment."),
        _BY_VOUCHER,
        _PAID_TAIL,
    ),
    Indicator(
        "FUNDS_UNPAID",
        Bilingual("资金未支付额", "Funds not yet paid"),
        Bilingual(
            "每笔下达的中央财政资金减去从中支付的金额，再合计。",
            "Each central appropriation less what has been paid out of it, added up.",
        ),
        Bilingual(
            "不等于结余：已签合同、未到付款节点的钱也在内。",
            "Not a surplus: money under contract whose milestone is still to come is in it.",
        ),
        Unit.YUAN,
        PeriodRule.PROJECT,
        "appropriations",
        Part("appropriations", _unpaid, Sum("unpaid_yuan"), derived=_PAID_AND_UNPAID),
        decimals=2,
        cumulative=True,
    ),
    _rate(
        "EXECUTION_RATE",
        Bilingual("资金执行率", "Execution rate"),
        Bilingual("支付的中央财政资金占下达额的比例。", "Central money paid, of the central money released."),
        Bilingual(
            "分母是下达数；按预算数计的另有一项。四舍五入到两位小数。",
            "The base is what was released; the rate on the budget is another figure. Half-up, two decimals.",
        ),
        _PAID,
        _RELEASED,
    ),
    _rate(
        "TAIL_EXECUTION_RATE",
        Bilingual("尾款执行率", "Tail execution rate"),
        Bilingual(
            "从尾款支付的金额占尾款下达额的比例。", "Paid out of the tail payment, of the tail released."
        ),
        Bilingual("只看尾款；四舍五入到两位小数。", "The tail payment alone. Half-up, two decimals."),
        _PAID_TAIL,
        _RELEASED_TAIL,
    ),
    _rate(
        "BUDGET_EXECUTION_RATE",
        Bilingual("预算执行率", "Budget execution rate"),
        Bilingual(
            "支付的中央财政资金占中央财政资金预算的比例。",
            "Central money paid, of the central money in the budget.",
        ),
        Bilingual(
            "分母是方案预算；预算未下达完时低于按下达数计的执行率。",
            "The base is the plan's budget; while part of it is not released, lower than the rate on the released.",
        ),
        _PAID,
        _money("budget_lines", source="CENTRAL"),
    ),
    *map(_planned_in, _DIRECTIONS),
    *map(_paid_in, _DIRECTIONS),
    _amount(
        "FUNDS_CONTRACTED",
        Bilingual("合同总额", "Funds under contract"),
        Bilingual(
            "项目开始至截止日签订的合同金额。", "Amounts of the contracts signed from the project's start."
        ),
        Bilingual(
            "签约不是支付；合同变更后以变更后的金额计。",
            "Signed is not paid; an amended contract counts as amended.",
        ),
        _money("contracts"),
    ),
)
