"""A day at the hub: three carriers' files come in, are sorted, driven to the villages and handed out; some go up."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from cuntong.apps.imports import operations as imports
from cuntong.apps.imports.kinds import SHEETS
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.parcels import operations as parcels
from cuntong.apps.parcels.kinds import SentScan
from cuntong.apps.parcels.models import Parcel, PickupCode
from cuntong.apps.places.models import Division, Station

from ..carrier_files import Announced, fw_file, jt_file, sto_file
from . import _routes
from ._plan import Plan, document, prove

DAY = date(2024, 8, 13)
CHUTES = 24
CARRIERS = {
    "STO": (lambda n: f"7732{n:011}", sto_file, "申通到件清单-0813.xlsx"),
    "JT": (lambda n: f"JT{5_200_000_000_000 + n}", jt_file, "极兔到件-0813.xls"),
    "FW": (lambda n: f"FW{310_000_000 + n}", fw_file, "丰网派件-0813.csv"),
}
NAMESPACE = UUID("00000000-0000-0000-0000-000000440281")
A_BATCH = 200
ROADS = ("人民南路", "公园路", "广福路", "大同路")
TOGETHER = {"11:00": ("廊田镇", "长来镇", "北乡镇", "五山镇", "乐城街道"), "11:30": ("坪石镇", "三溪镇", "庆云镇", "黄圃镇")}  # fmt: skip


def plan_parcels(plan: Plan) -> None:
    """Contracts with three carriers since the first year, and one whole day of parcels before the report's date."""
    plan.on(date(2022, 6, 1), lambda at: _sign(plan, at))
    for hour, act in (
        (8, _files_come),
        (8, _people_answer),
        (9, _take_in_produce),
        (9, _arrive),
        (10, _sort),
        (10, _routes.plan_and_release),
        (11, _load),
        (18, _routes.drive),
    ):
        plan.on(DAY, lambda at, act=act: act(plan, at), hour=hour)
    for hour, act in ((11, _put_missort_right), (12, _hand_out), (13, _routes.bill)):
        plan.on(DAY + timedelta(days=1), lambda at, act=act: act(plan, at), hour=hour)


def _sign(plan: Plan, at: datetime) -> None:
    do = {"by": plan.people.hub, "at": at}
    contracts = [parcels.sign_carrier(carrier=carrier, from_date=at.date(), **do) for carrier in CARRIERS]
    proof = document("快递企业统仓共配合作协议", by=plan.people.bureau, at=at)
    prove(proof, "parcels.carrier_contract", *contracts, by=plan.people.bureau, at=at)


# --- Files -------------------------------------------------------------------------------------------------------


def _files_come(plan: Plan, at: datetime) -> None:
    announced = list(_announced(plan))
    for number, (carrier, (_number, write, filename)) in enumerate(CARRIERS.items()):
        own = [one for position, one in enumerate(announced) if position % 3 == number]
        content = write([_numbered(carrier, n, one) for n, one in enumerate(own, start=1)], at)
        _import(plan, carrier, content, filename, at)


def _numbered(carrier: str, count: int, one: Announced) -> Announced:
    return replace(one, number=CARRIERS[carrier][0](count))


def _announced(plan: Plan) -> Iterable[Announced]:
    """A few parcels for each village point and town, written as people write; some name only a road."""
    chance, count = plan.chance, 0
    points = Station.objects.filter(level="VILLAGE", is_live=True).select_related("division__parent")
    for point in points.order_by("code"):
        for _repeat in range(chance.randint(3, 8)):
            count += 1
            yield _parcel(plan, count, _village_address(plan, point.division), point.division.parent.name)
    towns = Division.objects.filter(kind="TOWNSHIP").order_by("code")
    for town in towns:
        count += 1
        yield _parcel(plan, count, f"广东省韶关市乐昌市{town.name}中心小学", town.name)
    for road in ROADS:
        count += 1
        yield _parcel(plan, count, f"广东省韶关市乐昌市{road}{count}号", "")
    for prefecture, county, rest in (("韶关市", "仁化县", "丹霞街道"), ("郴州市", "宜章县", "白石渡镇")):
        count += 1
        yield _parcel(plan, count, f"{prefecture}{county}{rest}{count}号", "", prefecture, county)


def _village_address(plan: Plan, village: Division) -> str:
    head = plan.chance.choice(("广东省韶关市乐昌市", "广东省乐昌市", "韶关市乐昌市", "乐昌市"))
    name = plan.chance.choice(
        (village.short_name, village.name, village.short_name.removesuffix("村") + "村委会")
    )
    tail = plan.chance.choice(("{}组{}号", "{}队{}号", "村小组{}栋{}号"))
    return f"{head}{village.parent.name}{name}" + tail.format(
        plan.chance.randint(1, 12), plan.chance.randint(1, 80)
    )


def _parcel(
    plan: Plan,
    count: int,
    address: str,
    township: str,
    prefecture: str = "韶关市",
    county: str = "乐昌市",
) -> Announced:
    weight = f"{plan.chance.randint(2, 60) / 10:.1f}"
    recipient, phone = f"示例收件人{count:03}", f"1380000{count:04}"
    return Announced("", recipient, phone, address, prefecture, county, township, weight)


def _import(plan: Plan, carrier: str, content: bytes, filename: str, at: datetime) -> None:
    """The way of every workbook: upload, check, dry run, commit."""
    batch = imports.upload(
        sheet=SHEETS[f"parcels.{carrier}"],
        file=io.BytesIO(content),
        filename=filename,
        by=plan.people.hub,
        at=at,
        synthetic=True,
    )
    _run(batch, at)
    _run(imports.request_commit(batch=batch, by=plan.people.hub, at=at), at)


def _run(batch: ImportBatch, at: datetime) -> None:
    job = jobs.run(job_id=batch.job_id, clock=lambda: at)
    batch.refresh_from_db()
    if job.state != "DONE" or batch.state not in ("READY", "COMMITTED"):
        raise RuntimeError(f"{batch.filename}: {job.message} {batch.message} {batch.findings}")


def _people_answer(plan: Plan, at: datetime) -> None:
    """The sorters know the roads of the town; four parcels are left for whoever looks at the demo."""
    town = Division.objects.get(name="乐城街道")
    waiting = list(Parcel.objects.filter(resolution="REVIEW").order_by("pk"))
    for parcel in waiting[: len(waiting) - 4]:
        parcel.refresh_from_db()
        if parcel.resolution == "REVIEW":
            known = parcel.division if parcel.division and parcel.division.level == "TOWNSHIP" else town
            parcels.decide(parcel=parcel, division=known, by=plan.people.hub, at=at)
    departures = dict.fromkeys(
        Division.objects.filter(kind="TOWNSHIP").values_list("name", flat=True), 12 * 60
    )
    for time, names in TOGETHER.items():
        departures |= dict.fromkeys(names, int(time[:2]) * 60 + int(time[3:]))
    parcels.plan_sorting(day=DAY, chutes=CHUTES, departures=departures, by=plan.people.hub, at=at)


# --- Scans -------------------------------------------------------------------------------------------------------


def _scan(
    plan: Plan, at: datetime, kind: str, met: Iterable[tuple[Parcel, Station]], *, minutes: int = 40
) -> None:
    """Scans of the last `minutes`, one after the other, sent in batches."""
    met = list(met)
    first = at - timedelta(minutes=minutes)
    step = timedelta(minutes=minutes) / max(len(met), 1)
    scans = [
        SentScan(
            id=uuid5(NAMESPACE, f"{kind} {parcel.number} {place.code} {at:%F %H}"),
            number=parcel.number,
            kind=kind,
            occurred_at=first + number * step,
            carrier=parcel.carrier,
            place=place.code,
        )
        for number, (parcel, place) in enumerate(met)
    ]
    for start in range(0, len(scans), A_BATCH):
        parcels.receive_scans(
            batch_id=uuid5(NAMESPACE, f"batch {scans[start].id}"),
            scans=scans[start : start + A_BATCH],
            by=plan.people.hub,
            at=at,
        )


def _hub() -> Station:
    return Station.objects.get(level="CENTRE")


def _down(**wanted) -> list[Parcel]:
    return list(
        Parcel.objects.filter(direction="DOWN", **wanted).select_related("station__division").order_by("pk")
    )


def _at(place: Station, some: Sequence[Parcel]) -> list[tuple[Parcel, Station]]:
    return [(parcel, place) for parcel in some]


def _arrive(plan: Plan, at: datetime) -> None:
    _scan(plan, at, "ARRIVED_HUB", _at(_hub(), _down()), minutes=50)


def _sort(plan: Plan, at: datetime) -> None:
    _scan(plan, at, "SORTED", _at(_hub(), _down(station__isnull=False)), minutes=45)


def _load(plan: Plan, at: datetime) -> None:
    _scan(plan, at, "LOADED", _at(_hub(), _down(station__isnull=False)), minutes=30)


def _take_in_produce(plan: Plan, at: datetime) -> None:
    """Produce of thirty village points waits for the van; at some it is not ready when the van comes."""
    points = list(Station.objects.filter(level="VILLAGE", is_live=True).order_by("code")[:30])
    waybills = [
        parcels.Waybill(carrier="STO", number=f"7733{number:011}", direction="UP", station=point)
        for number, point in enumerate(points, start=1)
    ]
    parcels.register(waybills=waybills, by=plan.people.hub, at=at)
    up = list(Parcel.objects.filter(direction="UP").select_related("station").order_by("pk"))
    _scan(plan, at, "COLLECTED", [(one, one.station) for one in up], minutes=50)
    plan.made["ready"] = [one.pk for one in up[: _routes.PICKED_UP]]


def _hand_out(plan: Plan, at: datetime) -> None:
    """The keeper with an account works with codes; at the other points the scans say that people came."""
    own = Station.objects.get(division_id=plan.people.keeper.responsibilities.get().division_code)
    do = {"by": plan.people.keeper, "at": at}
    parcels.set_up_shelves(station=own, code_format="LETTER", shelf_count=2, layer_count=3, **do)
    for number, parcel in enumerate(_down(place=own, state="AT_VILLAGE")):
        code = parcels.shelve(
            parcel=parcel, station=own, scan_id=uuid5(NAMESPACE, f"shelve {parcel.number}"), **do
        )
        if number % 2 == 0:
            _give(parcel, own, code, **do)
    lying = [one for one in _down(state__in=["AT_VILLAGE", "AT_TOWNSHIP"]) if one.place_id != own.pk]
    stray, _neighbour = plan.made["stray"]
    collected = [one for one in lying if plan.chance.random() < 0.7 and one.pk != stray]
    _scan(plan, at, "PICKED_UP", [(one, one.station) for one in collected], minutes=110)


def _give(parcel: Parcel, station: Station, code: PickupCode, **do) -> None:
    parcels.hand_out(
        parcel=parcel,
        station=station,
        scan_id=uuid5(NAMESPACE, f"hand out {parcel.number}"),
        typed_code=code.code,
        **do,
    )


def _put_missort_right(plan: Plan, at: datetime) -> None:
    """Back over the hub to the village it was for; what came up the day before is handed to its carrier."""
    key, neighbour = plan.made["stray"]
    stray = Parcel.objects.select_related("station").get(pk=key)
    wrong, hub = Station.objects.get(pk=neighbour), _hub()
    way: list[tuple[str, Station, int]] = [
        ("LOADED", wrong, 150),
        ("ARRIVED_HUB", hub, 100),
        ("LOADED", hub, 80),
        ("ARRIVED_VILLAGE", stray.station, 20),
    ]
    for kind, place, minutes in way:
        _scan(plan, at, kind, [(stray, place)], minutes=minutes)
    up = list(Parcel.objects.filter(direction="UP", state="AT_HUB").order_by("pk"))
    _scan(plan, at, "HANDED_TO_CARRIER", _at(hub, up), minutes=30)
