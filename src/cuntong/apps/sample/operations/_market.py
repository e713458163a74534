from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from cuntong.apps.market import operations as market
from cuntong.apps.market.models import Exhibit
from cuntong.apps.places.models import Station

from ._plan import Plan, document, prove

FIRMS, STATION_SHOPS, FIRM_SHOPS, LIVESTREAMS = 22, 30, 10, 206
CENTRE_MONTHS = 12
"""The first months of 2023 in which the centre held a livestream of its own; the published number is of the others."""
PLATFORMS = ("抖音小店", "淘宝", "京东", "拼多多")
PRODUCTS = ("黄金柰李", "北乡马蹄", "张溪香芋", "沿溪山白毛尖", "白石板栗", "九峰水果", "乐昌香米", "高山蔬菜", "竹笋干", "蜂蜜", "茶油", "腊味")  # fmt: skip
FAIRS = (
    ("示例农产品展销会", date(2023, 4, 21), PRODUCTS[:6]),
    ("示例黄金柰李推介活动", date(2023, 7, 8), PRODUCTS[:1]),
    ("示例粤港澳大湾区展会", date(2023, 11, 24), PRODUCTS[3:10]),
    ("示例年货节", date(2024, 1, 26), PRODUCTS[6:]),
)


def plan_market(plan: Plan) -> None:
    """Firms that settled in the centre, shops opened with help, livestreams, and fairs."""
    plan.on(date(2022, 11, 7), lambda at: _firms(plan, at))
    plan.on(date(2024, 4, 15), lambda at: _shops(plan, at))
    for month in range(1, 20):
        day = date(2022 + (month + 11) // 12, (month - 1) % 12 + 1, 26)
        plan.on(day, _livestreams_of(plan, month, day))
    for name, day, products in FAIRS:
        plan.on(day, _fair(plan, name, day, products))


def _firms(plan: Plan, at: datetime) -> None:
    do = {"by": plan.people.bureau, "at": at}
    firms = [
        market.register_firm(code=f"QY-{number:03}", name=f"示例企业{number:02}号", **do)
        for number in range(1, FIRMS + 1)
    ]
    settled = [
        market.settle_firm(firm=firm, from_date=date(2022, 2, 1) + timedelta(days=11 * number), **do)
        for number, firm in enumerate(firms)
    ]
    prove(
        document("入驻协议汇总", *[firm.name for firm in firms[:12]], **do), "market.tenancy", *settled, **do
    )
    plan.made["firms"] = firms


def _shops(plan: Plan, at: datetime) -> None:
    do = {"by": plan.people.bureau, "at": at}
    stations = list(Station.objects.filter(level="VILLAGE").order_by("code")[:STATION_SHOPS])
    owners = [("station", one) for one in stations] + [
        ("firm", one) for one in plan.made["firms"][:FIRM_SHOPS]
    ]
    shops = [
        market.open_shop(
            kind=kind.upper(),
            platform=PLATFORMS[number % len(PLATFORMS)],
            shop_url=f"https://example.com/shops/{number + 1}",
            opened_date=date(2023, 2, 6) + timedelta(days=10 * number),
            with_help=True,
            **{kind: owner},
            **do,
        )
        for number, (kind, owner) in enumerate(owners)
    ]
    prove(document("店铺页面截图汇总", **do), "market.shop", *shops, **do)


def _livestreams_of(plan: Plan, month: int, day: date):
    def act(at: datetime) -> None:
        do = {"by": plan.people.bureau, "at": at}
        held = [market.hold_livestream(platform="抖音", **one, **do) for one in _held_in(plan, month, day)]
        prove(document(f"{day:%Y年%m月}直播场次台账", **do), "market.livestream", *held, **do)

    return act


def _held_in(plan: Plan, month: int, day: date) -> Iterator[dict]:
    """A month's livestreams; those without a platform export have no sales on record."""
    stations = list(Station.objects.filter(level="VILLAGE").order_by("code")[:STATION_SHOPS])
    for number in range(LIVESTREAMS * (month - 1) // 19 + 1, LIVESTREAMS * month // 19 + 1):
        by_firm = number % 5 < 2
        firm, station = plan.made["firms"][number % FIRMS], stations[number % len(stations)]
        yield {
            "code": f"ZB-{number:03}",
            "kind": "FIRM" if by_firm else "STATION",
            "held_date": day - timedelta(days=number % 20),
            "sales_yuan": None if number % 9 == 0 else Decimal(plan.chance.randint(300, 9_000)),
            **({"firm": firm} if by_firm else {"station": station}),
        }
    if month <= CENTRE_MONTHS:
        yield {
            "code": f"ZB-Z{month:02}",
            "kind": "CENTRE",
            "held_date": day - timedelta(days=2),
            "sales_yuan": Decimal(4_000 + 150 * month),
        }


def _fair(plan: Plan, name: str, day: date, products: tuple[str, ...]):
    def act(at: datetime) -> None:
        do = {"by": plan.people.bureau, "at": at}
        fair = market.hold_fair(
            name=name, fair_date=day, product_names=list(products), venue="示例会展中心", **do
        )
        shown = Exhibit.objects.filter(fair=fair)
        proof = document(f"{name}参展照片及产品清单", *products, **do)
        prove(proof, "market.exhibit", *shown, **do)

    return act
