import csv
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings

from cuntong.apps.accounts.models import Responsibility
from cuntong.apps.places import operations as places
from cuntong.apps.places.kinds import DivisionRow
from cuntong.apps.places.models import Division
from cuntong.apps.places.queries import EVENT_KIND

from ._plan import Plan, document, prove, workday

COUNTY = "440281000000"
VILLAGE_POINTS = 101
PAUSES = {
    6: (date(2023, 6, 12), date(2023, 9, 4), "设备故障，台账未用，限期整改"),
    12: (date(2024, 3, 11), date(2024, 5, 27), "场地漏水，停业修缮"),
}
"""In which townships, by their number, a point stood still: since when, until when, and why."""


def plan_places(plan: Plan) -> None:
    """The county with its real division list, the centre, 17 township stations and 101 village points with their lives."""
    plan.on(date(2021, 7, 5), lambda at: _county(plan, at))
    plan.on(date(2021, 8, 2), lambda at: _stations(plan, at))


def _county(plan: Plan, at: datetime) -> None:
    places.set_county(
        code=COUNTY,
        name="乐昌市",
        project_start_date=date(2021, 7, 1),
        synthetic=True,
        division_edition="统计用区划代码，截至 2023-06-30",
        by=plan.people.bureau,
        at=at,
    )
    places.import_divisions(rows=division_rows(), by=plan.people.bureau, at=at)


def division_rows() -> list[DivisionRow]:
    """The official list of the county's divisions, as kept beside the sources."""
    path = settings.SAMPLE / "divisions.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            DivisionRow(
                code=row["code"],
                name=row["name"],
                longitude=_coordinate(row["longitude"]),
                latitude=_coordinate(row["latitude"]),
            )
            for row in csv.DictReader(file)
        ]


def _coordinate(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _stations(plan: Plan, at: datetime) -> None:
    """Registers every station and plans the events of its life; what has not come yet is added to the plan."""
    townships = list(Division.objects.filter(kind="TOWNSHIP").order_by("code"))
    county = Division.objects.get(code=COUNTY)
    centre = _register(plan, "ZX-001", "示例公共服务中心", "CENTRE", county, at, area="860")
    _life(plan, [centre], date(2021, 9, 1), "公共服务中心")
    villages = _chosen_villages(plan, townships)
    for number, township in enumerate(townships, start=1):
        area = str(plan.chance.randint(105, 180))
        own = [
            _register(
                plan, f"Z-{number:02}", f"{township.name}电商服务站", "TOWNSHIP", township, at, area=area
            )
        ]
        for place, village in enumerate(villages[township.code], start=1):
            name = village.name.removesuffix("村民委员会").removesuffix("村") + "村电商服务点"
            area = str(plan.chance.randint(12, 40))
            own.append(_register(plan, f"D-{number:02}{place:02}", name, "VILLAGE", village, at, area=area))
        _life(plan, own, date(2021, 9, 15) + timedelta(days=9 * number), township.name)
        if number in PAUSES:
            _pause(plan, own[-1], *PAUSES[number])
    keeper_of = (
        Division.objects.filter(stations__level="VILLAGE", code__startswith="440281103")
        .order_by("code")
        .first()
    )
    Responsibility.objects.create(user=plan.people.keeper, division_code=keeper_of.code)


def _chosen_villages(plan: Plan, townships: list[Division]) -> dict[str, list[Division]]:
    """101 different administrative villages, some in each township, by the seed."""
    by_township = {
        township.code: list(
            Division.objects.filter(
                kind="ADMINISTRATIVE_VILLAGE", code__startswith=township.code[:9]
            ).order_by("code")
        )
        for township in townships
    }
    for villages in by_township.values():
        plan.chance.shuffle(villages)
    chosen = {code: [villages.pop()] for code, villages in by_township.items()}
    rest = [(code, village) for code, villages in by_township.items() for village in villages]
    plan.chance.shuffle(rest)
    for code, village in rest[: VILLAGE_POINTS - len(chosen)]:
        chosen[code].append(village)
    return {code: sorted(villages, key=lambda village: village.code) for code, villages in chosen.items()}


def _register(plan: Plan, code: str, name: str, level: str, division: Division, at: datetime, *, area: str):
    return places.register_station(
        code=code,
        name=name,
        level=level,
        division=division,
        area_m2=Decimal(area),
        **_position(plan, level, division),
        by=plan.people.bureau,
        at=at,
    )


def _position(plan: Plan, level: str, division: Division) -> dict:
    """Townships stand at their seat; no open source knows the villages, so those are generated around it."""
    seat = division if level == "TOWNSHIP" else division.parent if level == "VILLAGE" else _centre_seat()
    if seat.longitude is None:
        return {}
    spread = 0.035 if level == "VILLAGE" else 0.0
    return {
        "longitude": round(seat.longitude + Decimal(str(plan.chance.uniform(-spread, spread))), 5),
        "latitude": round(seat.latitude + Decimal(str(plan.chance.uniform(-spread, spread))), 5),
        "position_source": "GENERATED" if level == "VILLAGE" else "GAZETTEER",
    }


def _centre_seat() -> Division:
    """The centre lies in the county town."""
    return Division.objects.get(code="440281001000")


def _life(plan: Plan, stations: list, start: date, where: str) -> None:
    """The same steps for the stations of one place; building and acceptance stand on one sheet for all of them."""
    steps = (
        ("APPLIED", start, ""),
        ("APPROVED", start + timedelta(days=30), ""),
        ("BUILT", start + timedelta(days=210), f"{where}站点建成照片及设备清单"),
        ("ACCEPTED", start + timedelta(days=280), f"{where}站点验收表"),
        ("OPERATING", start + timedelta(days=300), f"{where}站点开业记录"),
    )
    for state, day, proof in steps:
        plan.on(day, _step(plan, stations, state, workday(day), proof))


def _pause(plan: Plan, station, since: date, until: date, reason: str) -> None:
    """A point that was told to stop, mended what was wrong, and opened again."""
    plan.on(since, _step(plan, [station], "SUSPENDED", since, f"{station.name}整改通知", reason))
    plan.on(until, _step(plan, [station], "OPERATING", until, f"{station.name}整改复核记录"))


def _step(plan: Plan, stations: list, state: str, day: date, proof: str, note: str = ""):
    def act(at: datetime) -> None:
        by = plan.people.bureau
        events = [
            places.record_event(station=one, state=state, event_date=day, note=note, by=by, at=at)
            for one in stations
        ]
        if proof:
            sheet = document(proof, *[station.name for station in stations[:12]], by=by, at=at)
            prove(sheet, EVENT_KIND, *events, by=by, at=at)

    return act
