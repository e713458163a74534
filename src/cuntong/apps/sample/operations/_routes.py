"""The day on the road: five routes planned long before, one day planned, changed, released, driven and billed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import atan2
from uuid import UUID, uuid5

from cuntong.apps.jobs import operations as jobs
from cuntong.apps.parcels import operations as parcels
from cuntong.apps.parcels.kinds import SentScan
from cuntong.apps.parcels.models import Parcel
from cuntong.apps.places.models import Division, Station
from cuntong.apps.routes import operations as routes
from cuntong.apps.routes import queries
from cuntong.apps.routes.models import DayPlan, Trip, TripStop, Vehicle
from cuntong.domain.routing import Slot

from ._people import DRIVERS
from ._plan import Plan, document, prove

NAMESPACE = UUID("00000000-0000-0000-0000-000000440282")
FLEET = ("VAN", "VAN", "VAN", "TRUCK", "MAIL", "VAN", "BUS", "VAN")
TAKES = {
    "VAN": (800, 3500, 260),
    "TRUCK": (1800, 9000, 700),
    "MAIL": (600, 3000, 220),
    "BUS": (400, 1800, 160),
}
RATES = {"VAN": (110, "0.85", "0.22", 28), "TRUCK": (190, "1.30", "0.35", 32), "MAIL": (80, "0.80", "0.20", 26), "BUS": (60, "0.40", "0.10", 22)}  # fmt: skip
ROUTES = 5
PLANNED = date(2022, 6, 1)
BOOKS = {"STO": (18_420, "6.85"), "JT": (21_960, "6.60"), "FW": (9_870, "7.40")}
PRICES = (
    ("DOWN", "VILLAGE", "1.90", "0.20"),
    ("DOWN", "TOWNSHIP", "1.20", "0.10"),
    ("UP", "VILLAGE", "2.20", "0.20"),
)
MISCOUNTED = 3
"""At which stop of the second van one parcel was scanned and not handed over."""
PICKED_UP = 24
"""At so many of the thirty village points the produce stood ready when the van came."""


@dataclass(frozen=True)
class Say:
    """What every act of a driver says: who, and when by the phone; heard of at the end of the day."""

    driver: object
    heard_at: datetime

    def at(self, trip: Trip, what: str, moment: datetime) -> dict:
        return {
            "trip": trip,
            "entry_id": uuid5(NAMESPACE, f"{what} {trip.vehicle.plate}"),
            "made_at": moment,
            "by": self.driver,
            "at": self.heard_at,
        }


def plan_network(plan: Plan) -> None:
    """The fleet, five routes that are planned, and what delivery cost before; long before anybody drives."""
    plan.on(PLANNED, lambda at: _before_merging(plan, at))
    plan.on(PLANNED, lambda at: _fleet(plan, at), hour=11)
    plan.on(date(2023, 2, 6), lambda at: _lay_routes(plan, at))


def _before_merging(plan: Plan, at: datetime) -> None:
    proof = document("整合前派送成本台账（合成）", by=plan.people.bureau, at=at)
    for carrier, (count, each) in BOOKS.items():
        baseline = routes.record_baseline(
            carrier=carrier,
            from_date=date(2021, 7, 1),
            to_date=date(2021, 12, 31),
            parcel_count=count,
            cost_yuan=(Decimal(each) * count).quantize(Decimal("0.01")),
            source="示例：2021 年下半年派送台账（合成）",
            by=plan.people.finance,
            at=at,
        )
        prove(proof, "routes.baseline", baseline, by=plan.people.bureau, at=at)


def _fleet(plan: Plan, at: datetime) -> None:
    do = {"by": plan.people.hub, "at": at}
    for number, (kind, username) in enumerate(zip(FLEET, DRIVERS, strict=True), start=1):
        kg, litres, pieces = TAKES[kind]
        hire, fuel, upkeep, wage = RATES[kind]
        vehicle = routes.register_vehicle(
            plate=f"示F·L{number:03}",
            kind=kind,
            capacity_kg=Decimal(kg),
            capacity_litres=Decimal(litres),
            capacity_pieces=pieces,
            shift_from=time(11),
            shift_to=time(18),
            **do,
        )
        routes.set_rate(
            vehicle=vehicle,
            from_date=PLANNED,
            hire_yuan_per_day=Decimal(hire),
            fuel_yuan_per_km=Decimal(fuel),
            upkeep_yuan_per_km=Decimal(upkeep),
            wage_yuan_per_hour=Decimal(wage),
            **do,
        )
        account = getattr(plan.people, username)
        routes.register_driver(name=str(account), user=account, usual_vehicle=vehicle, **do)


def _lay_routes(plan: Plan, at: datetime) -> None:
    """Five sectors around the centre with about as many stations each; the largest three have a second vehicle."""
    vehicles = list(Vehicle.objects.order_by("plate"))
    groups = list(_sectors())
    largest = sorted(range(ROUTES), key=lambda nth: -len(groups[nth]))[: len(vehicles) - ROUTES]
    for nth, stations in enumerate(groups):
        towns = list(dict.fromkeys(one.division.township.name for one in stations))
        own = [vehicles[nth], *(vehicles[ROUTES + largest.index(nth)] for _once in [0] if nth in largest)]
        routes.plan_route(
            code=f"L{nth + 1:02}",
            name=f"{towns[0]}—{towns[-1]}线",
            planned_date=at.date(),
            stations=stations,
            vehicles=own,
            by=plan.people.hub,
            at=at,
        )


def _sectors() -> Iterable[list[Station]]:
    """Townships in the order of their direction from the centre, cut into groups of about as many stations."""
    hub = Station.objects.get(level="CENTRE")
    towns = Division.objects.filter(kind="TOWNSHIP").order_by("code")

    def direction(town: Division) -> float:
        return atan2(float(town.latitude - hub.latitude), float(town.longitude - hub.longitude))

    stations = list(
        Station.objects.exclude(level="CENTRE").select_related("division__parent").order_by("code")
    )
    left, groups = len(stations), [[]]
    for town in sorted(towns, key=lambda town: (direction(town), town.code)):
        own = [one for one in stations if one.division.township == town]
        groups[-1] += own
        left -= len(own)
        if len(groups) < ROUTES and len(groups[-1]) * (ROUTES - len(groups)) >= left:
            groups.append([])
    return groups


# --- The day -----------------------------------------------------------------------------------------------------


def plan_and_release(plan: Plan, at: datetime) -> None:
    """The dispatcher asks for the day, gives one stop to another place in the order, locks it, and releases the plan."""
    do = {"by": plan.people.hub, "at": at}
    asked = routes.plan_routes(day=at.date(), **do)
    _run(asked.job_id, at)
    proposal = DayPlan.objects.get(pk=asked.pk)
    first = proposal.edited["routes"][0]
    stop = first["trips"][0][1][0]
    changed = routes.move_stop(plan=proposal, stop=stop, to=Slot(first["vehicle"], 1, 0, 0), **do)
    if not changed.feasible:
        changed = routes.reset_plan(plan=changed, **do)
    changed = routes.lock_stop(plan=changed, stop=stop, locked=True, **do)
    routes.release_plan(plan=changed, **do)
    _run(routes.ask_pooling(day=at.date(), **do).job_id, at)


def _run(job_id, at: datetime) -> None:
    job = jobs.run(job_id=job_id, clock=lambda: at)
    if job.state != "DONE":
        raise RuntimeError(job.message)


def drive(plan: Plan, at: datetime) -> None:
    """Every trip of the day: loaded, left, each stop served with scans and counts, produce taken along, back."""
    stray, neighbour = _stray(plan)
    trips = queries.with_stops(
        Trip.objects.filter(trip_date=at.date()).select_related("vehicle", "driver__user")
    )
    for trip in trips.order_by("vehicle__plate"):
        _Drive(plan, trip, at, stray, neighbour).drive()


def _stray(plan: Plan) -> tuple[Parcel, Station]:
    """One parcel was put into its neighbour's bag."""
    villages = Parcel.objects.filter(direction="DOWN", station__level="VILLAGE").select_related("station")
    bound = list(villages.order_by("pk"))
    stray = bound[len(bound) // 2]
    neighbour = next(one.station for one in bound if one.station_id != stray.station_id)
    plan.made["stray"] = stray.pk, neighbour.pk
    return stray, neighbour


class _Drive:
    """One trip as the simulator drives it: a little later than planned, sometimes much."""

    def __init__(self, plan: Plan, trip: Trip, heard_at: datetime, stray: Parcel, neighbour: Station) -> None:
        self.plan, self.trip, self.heard_at = plan, trip, heard_at
        self.stray, self.neighbour = stray, neighbour
        self.say = Say(trip.driver.user, heard_at)
        self.late = timedelta()

    def drive(self) -> None:
        trip, leave = self.trip, self.trip.departs_at
        self._hand_over("LOADING", None, leave - timedelta(minutes=5))
        routes.start_trip(**self.say.at(trip, "start", leave))
        for stop in trip.stops.all():
            self._serve(stop)
        back = self._clamped(trip.returns_at + self.late)
        taken = list(
            Parcel.objects.filter(direction="UP", state="ON_THE_WAY", station__in=self._stations()).order_by(
                "pk"
            )
        )
        hub = queries.hub_station()
        self._scan("ARRIVED_HUB", taken, hub, back)
        routes.finish_trip(driven_km=self._odometer(), **self.say.at(trip, "back", back))
        self._hand_over("UNLOADING", None, back)

    def _stations(self) -> list[int]:
        return [stop.station_id for stop in self.trip.stops.all()]

    def _odometer(self) -> Decimal:
        factor = Decimal(str(round(self.plan.chance.uniform(0.98, 1.09), 3)))
        return (self.trip.planned_km * factor).quantize(Decimal("0.1"))

    def _clamped(self, moment: datetime) -> datetime:
        return min(moment, self.heard_at - timedelta(minutes=1))

    def _serve(self, stop: TripStop) -> None:
        chance = self.plan.chance
        self.late = max(timedelta(), self.late + timedelta(minutes=chance.choice((-4, -1, 0, 1, 3, 6))))
        moment = self._clamped(stop.arrives_at + self.late)
        routes.arrive(stop=stop, **self.say.at(self.trip, f"arrive {stop.station.code}", moment))
        arrived = list(
            Parcel.objects.filter(direction="DOWN", state="ON_THE_WAY", station=stop.station).order_by("pk")
        )
        arrived = [one for one in arrived if one.pk != self.stray.pk]
        if stop.station_id == self.neighbour.pk:
            arrived.append(self.stray)
        kind = "ARRIVED_VILLAGE" if stop.station.level == "VILLAGE" else "ARRIVED_TOWNSHIP"
        self._scan(kind, arrived, stop.station, moment)
        if arrived or stop.deliver_pieces:
            self._hand_over("DELIVERY", stop, moment)
        ready = Parcel.objects.filter(
            pk__in=self.plan.made["ready"], station=stop.station, state="AT_STATION"
        )
        up = list(ready.order_by("pk"))
        self._scan("LOADED", up, stop.station, moment)
        if up:
            self._hand_over("COLLECTION", stop, moment)

    def _hand_over(self, kind: str, stop: TripStop | None, moment: datetime) -> None:
        counted = queries.scanned(self.trip, kind, stop, self.heard_at)
        reason = ""
        if kind == "DELIVERY" and stop.place == MISCOUNTED and self.trip.vehicle.plate == "示F·L002":
            counted, reason = counted - 1, "示例：一件漏交，次日补送"
        word = f"{kind} {stop.station.code if stop else ''}"
        said = self.say.at(self.trip, word, moment)
        done = routes.hand_over(kind=kind, stop=stop, counted=counted, difference_reason=reason, **said)
        routes.countersign(handover=done, by=self.plan.people.hub, at=self.heard_at)

    def _scan(self, kind: str, some: list[Parcel], place: Station, moment: datetime) -> None:
        if not some:
            return
        scans = [
            SentScan(
                uuid5(NAMESPACE, f"{kind} {one.number} {place.code}"),
                one.number,
                kind,
                moment,
                one.carrier,
                place.code,
            )
            for one in some
        ]
        parcels.receive_scans(
            batch_id=uuid5(NAMESPACE, f"{kind} {place.code} {self.trip.vehicle.plate}"),
            scans=scans,
            by=self.plan.people.hub,
            at=self.heard_at,
        )


def bill(plan: Plan, at: datetime) -> None:
    """Prices since the first of the month, and a statement for each carrier; one charge is contested."""
    do = {"by": plan.people.finance, "at": at}
    first = at.date().replace(day=1)
    statements = []
    for carrier in BOOKS:
        routes.sign_price_contract(
            carrier=carrier,
            number=f"示例共配价格协议〔2024〕{carrier}",
            from_date=first,
            prices=[
                routes.AgreedPrice(way, tier, Decimal(each), Decimal(kg)) for way, tier, each, kg in PRICES
            ],
            minimum_yuan=Decimal(300),
            **do,
        )
        statements.append(routes.issue_statement(carrier=carrier, from_date=first, to_date=at.date(), **do))
    routes.open_dispute(
        line=statements[0].lines.order_by("parcel__number").exclude(parcel=None).first(),
        reason="示例：该件由企业自行送达",
        **do,
    )
