"""A hub, two townships with their village points on the map, two vans with drivers and rates, and parcels both ways."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID, uuid5

import pytest
from tests.apps.parcels.conftest import county, live, network, operating, register  # noqa: F401

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Role
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.parcels import operations as parcels
from cuntong.apps.parcels.kinds import SentScan
from cuntong.apps.parcels.models import Parcel
from cuntong.apps.places.models import Division, Station
from cuntong.apps.routes import operations, queries
from cuntong.apps.routes.models import DayPlan, Trip

DAY = date(2024, 8, 14)
START = datetime(2024, 8, 14, 0, tzinfo=UTC)  # eight in the morning of the county
NAMESPACE = UUID(int=5)
PLACES = {
    "440281000000": ("113.35", "25.13"),
    "440281103000": ("113.40", "25.30"),
    "440281103201": ("113.42", "25.32"),
    "440281104000": ("113.30", "25.20"),
    "440281104201": ("113.28", "25.22"),
}


def hours(count):
    """A moment of the day, counted from eight in the morning."""
    return START + timedelta(hours=count)


def key(name):
    """An id as a phone makes it; the same name is the same id."""
    return uuid5(NAMESPACE, name)


@pytest.fixture
def placed(network):  # noqa: F811
    """The stations of the parcels' network, each with its place on the map."""
    for station in vars(network).values():
        longitude, latitude = PLACES[station.division_id]
        Station.objects.filter(pk=station.pk).update(
            longitude=longitude, latitude=latitude, position_source="MAP"
        )
        Division.objects.filter(pk=station.division_id).update(longitude=longitude, latitude=latitude)
        station.refresh_from_db()
    return network


@pytest.fixture
def fleet(placed, people):
    """Two vans, each with a driver who has an account; `spare` is a third without one."""
    second = User.objects.create_user(username="driver2", password="correct-horse-92", role=Role.DRIVER)
    first_van, second_van = (van(plate, people) for plate in ("测A001", "测A002"))
    do = {"by": people.hub, "at": START}
    return SimpleNamespace(
        vans=[first_van, second_van],
        drivers=[
            operations.register_driver(name="示例司机甲", user=people.driver, usual_vehicle=first_van, **do),
            operations.register_driver(name="示例司机乙", user=second, usual_vehicle=second_van, **do),
        ],
        accounts={first_van.pk: people.driver, second_van.pk: second},
    )


def van(plate, people, *, pieces=200, kg="800", rate=True):
    vehicle = operations.register_vehicle(
        plate=plate,
        kind="VAN",
        capacity_kg=Decimal(kg),
        capacity_litres=Decimal("3500"),
        capacity_pieces=pieces,
        shift_from=time(8),
        shift_to=time(19),
        by=people.hub,
        at=START,
    )
    if rate:
        operations.set_rate(
            vehicle=vehicle,
            from_date=date(2024, 1, 1),
            hire_yuan_per_day=Decimal(120),
            fuel_yuan_per_km=Decimal("0.85"),
            upkeep_yuan_per_km=Decimal("0.25"),
            wage_yuan_per_hour=Decimal(28),
            by=people.hub,
            at=START,
        )
    return vehicle


@pytest.fixture
def goods(placed, people):
    """Six parcels at the hub for the villages and towns, two waiting at a village to go up."""
    wanted = [
        ("A1", "STO", "village", "1.5"),
        ("A2", "JT", "village", "2.0"),
        ("A3", "STO", "township", "0.5"),
        ("B1", "STO", "other_village", "3.0"),
        ("B2", "JT", "other_village", None),
        ("B3", "JT", "other_township", "1.0"),
    ]
    for number, carrier, station, weight in wanted:
        add_parcel(getattr(placed, station), number, carrier=carrier, weight=weight, state="AT_HUB")
    for number in ("U1", "U2"):
        add_parcel(placed.village, number, direction="UP", weight="5.0", state="AT_STATION")
    return placed


def add_parcel(station, number, *, carrier="STO", direction="DOWN", weight=None, state="EXPECTED", at=START):
    return Parcel.objects.create(
        carrier=carrier,
        number=number,
        station=station,
        division_id=station.division_id,
        direction=direction,
        resolution="AUTO",
        weight_kg=weight,
        state=state,
        moved_at=None if state == "EXPECTED" else at,
        registered_at=at,
    )


def scan(kind, numbers, station, at, people):
    """Scans of parcels at one place and moment; returns what became of them."""
    sent = [
        SentScan(
            key(f"{kind} {number} {station.code} {at}"),
            number,
            kind,
            at,
            Parcel.objects.get(number=number).carrier,
            station.code,
        )
        for number in numbers
    ]
    return parcels.receive_scans(
        batch_id=key(f"{kind} {numbers} {at}"), scans=sent, by=people.hub, at=at + timedelta(minutes=1)
    )


def run(job_id, at=START):
    """Does a queued job, as a worker would."""
    return jobs.run(job_id=job_id, clock=lambda: at)


@pytest.fixture
def planned(goods, fleet, people):
    """The day's proposal."""
    plan = operations.plan_routes(day=DAY, by=people.hub, at=START)
    job = run(plan.job_id)
    assert job.state == "DONE", job.message
    return DayPlan.objects.get(pk=plan.pk)


@pytest.fixture
def released(planned, people):
    return operations.release_plan(plan=planned, by=people.hub, at=hours(0.5))


def trips():
    """The day's trips with their stops, as they stand."""
    return list(queries.with_stops(Trip.objects.select_related("vehicle", "driver__user")).order_by("pk"))


def stop_codes(trip):
    return [stop.station.code for stop in trip.stops.all()]
