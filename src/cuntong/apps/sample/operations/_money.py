from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from cuntong.apps.funds import operations as funds

from ._plan import Plan, document, prove, workday

FIRST, TAIL = date(2021, 10, 20), date(2023, 5, 18)


@dataclass(frozen=True)
class Deal:
    """A contract: what it is for, who carries it, its amount, and which share of each milestone was paid when."""

    number: str
    title: str
    direction: str
    item: str
    contractor: str
    amount_yuan: int
    signed: date
    milestones: tuple[tuple[str, str, int], ...]
    paid: int


_USUAL = (("合同签订", "SIGNED", 40), ("中期进度", "PROGRESS", 30), ("验收合格", "ACCEPTED", 30))
_OF_FIRST = (
    Deal("LC-2021-01", "公共服务中心升级改造", "PUBLIC_SERVICE", "SERVICE_CENTRE", "contractor", 3_000_000, date(2021, 12, 6), _USUAL, 3),
    Deal("LC-2021-02", "物流分拨中心及智能分拣设备", "LOGISTICS", "SORTING_CENTRE", "contractor2", 2_200_000, date(2021, 12, 20), _USUAL, 3),
    Deal("LC-2022-01", "镇级电商物流服务站建设", "LOGISTICS", "TOWNSHIP_STATION", "contractor2", 900_000, date(2022, 1, 10), _USUAL, 3),
    Deal("LC-2022-02", "村级电商物流服务点建设", "LOGISTICS", "VILLAGE_STATION", "contractor2", 1_100_000, date(2022, 1, 17), _USUAL, 3),
    Deal("LC-2022-03", "区域公共品牌建设", "TRADE_UPGRADE", "PUBLIC_BRAND", "contractor", 800_000, date(2022, 2, 21), _USUAL, 3),
    Deal("LC-2022-04", "展会推介和宣传推广", "TRADE_UPGRADE", "PROMOTION", "contractor", 500_000, date(2022, 3, 7), _USUAL, 3),
    Deal("LC-2022-05", "电商普及和增值培训", "LEADERS", "TRAINING_SERVICE", "contractor", 1_500_000, date(2022, 3, 14), _USUAL, 3),
)  # fmt: skip
_OF_TAIL = (
    Deal("LC-2023-01", "公共服务中心运营服务", "PUBLIC_SERVICE", "SERVICE_CENTRE", "contractor", 1_400_000, date(2023, 7, 10), _USUAL, 1),
    Deal("LC-2023-02", "站点提升改造", "LOGISTICS", "VILLAGE_STATION", "contractor2", 1_200_000, date(2023, 7, 17), _USUAL, 1),
    Deal("LC-2023-03", "快递进村线路建设", "LOGISTICS", "DELIVERY_ROUTE", "contractor2", 900_000, date(2023, 8, 14), _USUAL, 0),
    Deal("LC-2023-04", "特色产品线上线下推介", "TRADE_UPGRADE", "PROMOTION", "contractor", 700_000, date(2023, 8, 21), _USUAL, 1),
    Deal("LC-2023-05", "电商带头人实操培训", "LEADERS", "TRAINING_SERVICE", "contractor", 800_000, date(2023, 7, 24),
         (("合同签订", "SIGNED", 77), ("验收合格", "ACCEPTED", 23)), 1),
)  # fmt: skip
_NAMES = {
    "PUBLIC_SERVICE": "公共服务体系",
    "LOGISTICS": "三级物流配送体系",
    "TRADE_UPGRADE": "商贸流通企业转型升级",
    "LEADERS": "创业带头人培育",
}


def plan_money(plan: Plan) -> None:
    """15 million in two tranches: the first paid out in full, of the tail 1,936,000; one application waits, one was returned."""
    for tranche, released, deals in (("FIRST", FIRST, _OF_FIRST), ("TAIL", TAIL, _OF_TAIL)):
        plan.on(released, _release(plan, tranche, released, deals))
        for deal in deals:
            _plan_deal(plan, tranche, deal)
    plan.on(date(2024, 7, 22), _ask_for(plan, _OF_TAIL[0], 1))
    plan.on(
        date(2024, 6, 17), _ask_for(plan, _OF_TAIL[1], 1, returned="进度材料与站点清单不一致，请补正后重报")
    )


def _release(plan: Plan, tranche: str, released: date, deals: tuple[Deal, ...]) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        by = plan.people.bureau
        total = sum(deal.amount_yuan for deal in deals)
        appropriation = funds.release_appropriation(
            document_no=f"示例财〔{released.year}〕{released.month}号",
            source="CENTRAL",
            tranche=tranche,
            amount_yuan=Decimal(total),
            released_date=released,
            by=by,
            at=at,
        )
        prove(
            document(f"{released.year}年资金下达文件", by=by, at=at),
            "funds.appropriation",
            appropriation,
            by=by,
            at=at,
        )
        for direction, name in _NAMES.items():
            amount = sum(deal.amount_yuan for deal in deals if deal.direction == direction)
            plan.made[f"line {tranche} {direction}"] = funds.allot(
                appropriation=appropriation,
                direction=direction,
                title=f"{name}（{released.year}）",
                amount_yuan=Decimal(amount),
                by=by,
                at=at,
                approved_date=released,
            )

    return act


def _plan_deal(plan: Plan, tranche: str, deal: Deal) -> None:
    plan.on(deal.signed, _sign(plan, tranche, deal))
    for position in range(deal.paid):
        met = workday(deal.signed + timedelta(days=20 + 150 * position))
        plan.on(met, _meet(plan, deal, position, met))
        plan.on(met + timedelta(days=3), _apply(plan, deal, position))
        plan.on(met + timedelta(days=7), _approve(plan, deal, position))
        paid = workday(met + timedelta(days=12))
        plan.on(paid, _pay(plan, tranche, deal, position, paid))


def _sign(plan: Plan, tranche: str, deal: Deal) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        do = {"by": plan.people.bureau, "at": at}
        contract = funds.sign_contract(
            contract_no=deal.number,
            title=deal.title,
            direction=deal.direction,
            item_type=deal.item,
            contractor=getattr(plan.people, deal.contractor).organisation,
            amount_yuan=Decimal(deal.amount_yuan),
            signed_date=deal.signed,
            procurement="OPEN_TENDER",
            funding=[(plan.made[f"line {tranche} {deal.direction}"], Decimal(deal.amount_yuan))],
            **do,
        )
        funds.record_decision(
            contract=contract,
            decision_body="示例市人民政府常务会议",
            decision_document_no=f"示例会纪〔{deal.signed.year}〕{deal.signed.month}号",
            **do,
        )
        prove(document(f"{deal.title}合同及决策文件", deal.number, **do), "funds.contract", contract, **do)
        notice = deal.signed - timedelta(days=14)
        funds.record_publicity(
            contract=contract,
            publicity_url=f"https://example.com/notice/{deal.number}",
            publicity_start_date=notice,
            publicity_end_date=notice + timedelta(days=9),
            **do,
        )
        terms = [
            funds.MilestoneTerms(title=title, condition=condition, amount_yuan=_part(deal, share))
            for title, condition, share in deal.milestones
        ]
        plan.made[deal.number] = funds.add_milestones(contract=contract, milestones=terms, **do)

    return act


def _part(deal: Deal, share: int) -> Decimal:
    return Decimal(deal.amount_yuan) * share / 100


def _meet(plan: Plan, deal: Deal, position: int, met: date) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        by = plan.people.bureau
        proof = document(f"{deal.title}—{deal.milestones[position][0]}证明", deal.number, by=by, at=at)
        funds.mark_milestone_met(
            milestone=plan.made[deal.number][position], met_date=met, documents=[proof], by=by, at=at
        )

    return act


def _apply(plan: Plan, deal: Deal, position: int) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        plan.made[f"{deal.number}/{position}"] = funds.apply_for_payment(
            milestone=plan.made[deal.number][position],
            amount_yuan=_part(deal, deal.milestones[position][2]),
            invoice_no=f"FP-{deal.number}-{position + 1}",
            request_key=_key("apply", deal, position),
            by=getattr(plan.people, deal.contractor),
            at=at,
        )

    return act


def _key(act: str, deal: Deal, position: int):
    return uuid5(NAMESPACE_URL, f"{act}/{deal.number}/{position}")


def _approve(plan: Plan, deal: Deal, position: int) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        application = plan.made[f"{deal.number}/{position}"]
        funds.approve_application(
            application=application, reason="已逐项核对材料", by=plan.people.bureau, at=at
        )

    return act


def _pay(plan: Plan, tranche: str, deal: Deal, position: int, paid: date) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        by, application = plan.people.finance, plan.made[f"{deal.number}/{position}"]
        payment = funds.pay(
            application=application,
            budget_line=plan.made[f"line {tranche} {deal.direction}"],
            payee=getattr(plan.people, deal.contractor).organisation,
            voucher_no=f"PZ-{deal.number}-{position + 1}",
            paid_date=paid,
            request_key=_key("pay", deal, position),
            by=by,
            at=at,
        )
        prove(
            document(f"支付凭证 PZ-{deal.number}-{position + 1}", by=by, at=at),
            "funds.payment",
            payment,
            by=by,
            at=at,
        )

    return act


def _ask_for(plan: Plan, deal: Deal, position: int, returned: str = "") -> Callable[[datetime], None]:
    """A milestone met and asked for, which then waits, or is sent back."""

    def act(at: datetime) -> None:
        _meet(plan, deal, position, at.date())(at)
        _apply(plan, deal, position)(at)
        if returned:
            application = plan.made[f"{deal.number}/{position}"]
            funds.return_application(application=application, reason=returned, by=plan.people.bureau, at=at)

    return act
