"""Some weeks at the counters: a dozen stations serve villagers, two of them with ledgers that deserve a look."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID, uuid5

from cuntong.apps.accounts.models import User
from cuntong.apps.places.models import Station
from cuntong.apps.services import operations as services
from cuntong.apps.services.kinds import SERVICES, Deed, EntryKind, Person
from cuntong.apps.services.models import ServiceEntry
from cuntong.apps.services.queries import cash_on, counters_of

from ._plan import Plan

FIRST, DAYS = date(2024, 7, 16), 30
STATIONS = 8
NAMESPACE = UUID("00000000-0000-0000-0000-000000440282")
SEED = 440282
FLOAT = Decimal("2000.00")
GOODS = ("洗衣粉", "电饭煲", "儿童雨靴", "大米 10 斤", "复合肥一袋", "手机壳", "太阳能灯")
PRODUCE = ("黄金柰李 20 斤", "马蹄 10 斤", "香芋 15 斤", "土鸡蛋 50 枚", "笋干 3 斤")
BILLS = ("话费充值", "电费", "农村医保", "有线电视费")
QUESTIONS = ("医保怎样报销", "农机补贴怎样申领", "快递怎样寄到省外", "养老保险查询", "种养技术资料")
JOBS = ("制衣厂缝纫工", "果园采摘工", "分拨中心分拣员")


def plan_counters(plan: Plan) -> None:
    """Each day's entries arrive in the evening, as phones send them; one keeper closes the day; two ledgers are made up."""
    chance = Random(SEED)
    plan.on(FIRST - timedelta(days=1), lambda at: _begin(plan, at), hour=9)
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        if day.weekday() < 5:
            plan.on(day, lambda at: _serve(plan, chance, at), hour=18)
            plan.on(day, lambda at: _close(plan, at), hour=18)
    plan.on(FIRST + timedelta(days=DAYS - 1), lambda at: _make_up(plan, at), hour=18)


def _counters(plan: Plan) -> Iterable[tuple[User, Station]]:
    """The keeper of one village, and stations of the keeper who answers for some townships."""
    own = counters_of(plan.people.keeper).order_by("code").first()
    others = counters_of(plan.people.keeper2).exclude(pk=own.pk).order_by("code")[: STATIONS - 1]
    yield plan.people.keeper, own
    yield from ((plan.people.keeper2, station) for station in others)


def _begin(plan: Plan, at: datetime) -> None:
    for position, (keeper, station) in enumerate(_counters(plan)):
        offered = SERVICES if position % 2 == 0 else SERVICES[:5]
        for kind in offered:
            services.offer_service(station=station, kind=kind, from_date=at.date(), by=keeper, at=at)
        _write(station, Deed(EntryKind.FLOAT_IN, FLOAT), "float", keeper, at, at)


def _write(
    station: Station, deed: Deed, name: str, by: User, made_at: datetime, at: datetime, **more
) -> ServiceEntry:
    key = uuid5(NAMESPACE, f"{station.code} {made_at:%F} {name}")
    return services.record_entry(
        entry_id=key, station=station, deed=deed, made_at=made_at, by=by, at=at, **more
    )


def _serve(plan: Plan, chance: Random, at: datetime) -> None:
    for position, (keeper, station) in enumerate(_counters(plan)):
        if position in (STATIONS - 2, STATIONS - 1):
            continue
        minute = 0
        for number in range(chance.randint(1, 4)):
            minute += chance.randint(20, 120)
            moment = at - timedelta(hours=9) + timedelta(minutes=minute)
            entry = _write(station, _deed(chance), str(number), keeper, moment, at)
            _follow(entry, keeper, at, chance)


def _person(chance: Random) -> Person:
    number = chance.randint(1, 180)
    return Person(f"示例村民{number:03}", f"1370000{number:04}")


def _money(chance: Random, low: int, high: int) -> Decimal:
    return Decimal(chance.randint(low * 10, high * 10)) / 10


def _deed(chance: Random) -> Deed:
    kind = chance.choices(SERVICES, weights=(24, 9, 14, 8, 22, 6, 10, 3, 4))[0]
    return Deed(kind=kind, person=_person(chance), **_SAID[kind](chance))


def _trade(chance: Random, goods: tuple[str, ...]) -> dict:
    amount = _money(chance, 12, 260)
    later = chance.random() < 0.15
    return {
        "subject": chance.choice(goods),
        "amount_yuan": amount,
        "commission_yuan": (amount * 3 / 100).quantize(Decimal("0.1")),
        "paid_by": "LATER" if later else chance.choice(("CASH", "CASH", "WALLET")),
    }


_SAID: dict[EntryKind, Callable[[Random], dict]] = {
    EntryKind.AGENCY_BUYING: lambda chance: _trade(chance, GOODS),
    EntryKind.AGENCY_SELLING: lambda chance: _trade(chance, PRODUCE),
    EntryKind.CASH_WITHDRAWAL: lambda chance: {"amount_yuan": Decimal(chance.randint(2, 11)) * 50},
    EntryKind.CASH_DEPOSIT: lambda chance: {"amount_yuan": Decimal(chance.randint(3, 16)) * 50},
    EntryKind.BILL_PAYMENT: lambda chance: {
        "subject": chance.choice(BILLS),
        "amount_yuan": _money(chance, 20, 180),
    },
    EntryKind.GROUP_BUYING: lambda chance: {"subject": "水果拼团", "amount_yuan": _money(chance, 15, 60)},
    EntryKind.INFORMATION: lambda chance: {"subject": chance.choice(QUESTIONS)},
    EntryKind.JOB_INTRODUCTION: lambda chance: {"subject": chance.choice(JOBS)},
    EntryKind.CONSIGNMENT: lambda chance: {
        "subject": chance.choice(PRODUCE),
        "amount_yuan": _money(chance, 30, 200),
    },
}


def _follow(entry: ServiceEntry, keeper: User, at: datetime, chance: Random) -> None:
    """Some entries have a sequel: a mistake is taken back, an introduction led to a job."""
    do = {"entry": entry, "made_at": entry.made_at + timedelta(minutes=3), "by": keeper, "at": at}
    if entry.kind == EntryKind.JOB_INTRODUCTION:
        progress = chance.choice(("HIRED", "NOT_HIRED"))
        services.note_progress(progress_id=uuid5(entry.pk, "outcome"), progress=progress, **do)
    elif chance.random() < 0.02:
        services.reverse_entry(entry_id=uuid5(entry.pk, "reversal"), reason="金额写错，重新记录", **do)


def _close(plan: Plan, at: datetime) -> None:
    """The keeper with an account of one village counts every evening; once two yuan are missing."""
    keeper, station = next(iter(_counters(plan)))
    short = at.date() == FIRST + timedelta(days=9)
    counted = max(cash_on(station, at.date()) - (2 if short else 0), Decimal(0))
    counts = _pieces(counted)
    exact = sum(Decimal(name) * number for name, number in counts.items()) == cash_on(station, at.date())
    services.close_day(
        close_id=uuid5(NAMESPACE, f"close {station.code} {at:%F}"),
        station=station,
        day=at.date(),
        counts=counts,
        reason="" if exact else "找零误差",
        made_at=at,
        by=keeper,
        at=at,
    )


def _pieces(amount: Decimal) -> dict[str, int]:
    """The amount in notes and coins, as a drawer might hold it; what is less than ten fen cannot lie there."""
    pieces = {}
    for name in ("100", "50", "20", "10", "5", "1", "0.50", "0.10"):
        pieces[name], amount = int(amount // Decimal(name)), amount % Decimal(name)
    return pieces


def _make_up(plan: Plan, at: datetime) -> None:
    """Two ledgers as they should not be: equal top-ups every day, and a fortnight written in one evening."""
    (keeper, equal), (_keeper, sitting) = list(_counters(plan))[-2:]
    for number in range(14):
        moment = at - timedelta(days=13 - number, hours=6, minutes=7 * number % 50)
        deed = Deed(EntryKind.BILL_PAYMENT, Decimal("30.00"), subject="话费充值")
        _write(equal, deed, "equal", keeper, moment, at)
    chance = Random(SEED + 1)
    for number in range(24):
        moment, day = at - timedelta(seconds=40 * (24 - number)), at.date() - timedelta(days=13 - number // 2)
        deed = Deed(EntryKind.AGENCY_BUYING, _money(chance, 12, 200), subject=chance.choice(GOODS))
        _write(sitting, deed, f"sitting {number}", keeper, moment, at, day=day)
